"""What a translation must keep of its source text."""

import pytest

from codes import agreement
from codes.agreement import Disagreement

STEPS = "1. For `550` ask.\n2. For `553`, correct `RCPT TO`.\n"
SENTENCES = "`5.1.1` means an unknown address. `5.2.1` means a disabled mailbox.\n"


@pytest.mark.parametrize(
    ("source", "translation", "found"),
    [
        ("See `550`.", "انظر `550`.", []),
        ("See `550`.", "انظر.", [(Disagreement.LOST, "550")]),
        ("See.", "انظر `550`.", [(Disagreement.ADDED, "550")]),
        ("See `550`.", "انظر `553`.", [(Disagreement.LOST, "550"), (Disagreement.ADDED, "553")]),
        (
            "Ask a@example.com.",
            "اسأل b@example.com.",
            [(Disagreement.LOST, "a@example.com"), (Disagreement.ADDED, "b@example.com")],
        ),
        (STEPS, "1. عند `550` اسأل.\n2. عند `553` صحّح `RCPT TO`.\n", []),
        (
            STEPS,
            "1. عند `553` اسأل.\n2. عند `550` صحّح `RCPT TO`.\n",
            [(Disagreement.MOVED, "550"), (Disagreement.MOVED, "553")],
        ),
        (STEPS, "1. عند `550` اسأل، وعند `553` صحّح `RCPT TO`.\n", [(Disagreement.ITEMS, "2")]),
        (SENTENCES, "`5.1.1` عنوان مجهول. و`5.2.1` صندوق معطّل.\n", []),
        (SENTENCES, "`5.2.1` عنوان مجهول. و`5.1.1` صندوق معطّل.\n", [(Disagreement.EXCHANGED, "5.1.1, 5.2.1")]),
        # A sentence that says it again, or says it in one, is as good.
        (SENTENCES, "`5.1.1` عنوان مجهول، و`5.2.1` صندوق معطّل. هكذا.\n", []),
        (SENTENCES, "`5.1.1` عنوان مجهول. و`5.2.1` بخلاف `5.1.1` صندوق معطّل.\n", []),
        ("One `550`.\n\nTwo `553`.\n", "`553` ثم `550`.\n", []),  # in one paragraph: nobody can tell
    ],
)
def test_what_a_translation_must_keep(source, translation, found):
    assert list(agreement.disagreements(source, translation)) == found


@pytest.mark.parametrize(
    ("source", "translation", "pair"),
    [
        ("Not `550` but `553`.", "ليس `553` بل `550`.", ("550", "553")),
        ("`250`, then `550` or `5.1.1`.", "`250` ثم `5.1.1` أو `550`.", ("550", "5.1.1")),
        ("Not `550` but `553`.", "ليس `550` بل `553`.", None),
        ("After `RCPT TO`, `550`.", "`550` بعد `RCPT TO`.", None),  # a command may stand before or behind
        ("`250`, `550`, `553`.", "`553`، `250`، `550`.", None),  # more than an exchange: another sentence
        ("`250` and `550`.", "`250`.", None),
    ],
)
def test_two_codes_in_another_order(source, translation, pair):
    assert agreement.reordered(source, translation) == pair
