"""The kinds of content."""

import pytest

from codes.content.kinds import KINDS

BY_NAME = {kind.name: kind for kind in KINDS}


@pytest.mark.parametrize(
    ("kind", "key", "file"),
    [
        ("codes", "550", "ar/codes/550.toml"),
        ("enhanced", "X.7.26", "ar/enhanced/7.26.toml"),
        ("causes", "mailbox-full", "ar/causes/mailbox-full.toml"),
        ("stages", "550 rcpt", "ar/stages.toml"),
        ("pairs", "250/553", "ar/pairs.toml"),
        ("vendors", "5.7.509 Exchange Online", "ar/vendors.toml"),
    ],
)
def test_words_lie_in_the_file_of_their_row_or_kind(kind, key, file):
    assert BY_NAME[kind].has(key)
    assert BY_NAME[kind].words_file("ar", key) == file


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("codes", "X.7.26"),
        ("codes", "5.7.26"),
        ("codes", "55"),
        ("enhanced", "550"),
        ("enhanced", "x.7.26"),
        ("enhanced", "X.07.26"),
        ("stages", "550 lunch"),
        ("stages", "550"),
        ("pairs", "250-553"),
        ("vendors", "Exchange Online"),
        ("causes", "Mailbox full"),
        ("providers", "gmail/"),
        ("replies", "gmail--550"),
    ],
)
def test_a_key_of_another_form_is_none_of_the_kind(kind, key):
    assert not BY_NAME[kind].has(key)


@pytest.mark.django_db
def test_every_row_is_of_one_kind():
    for kind in KINDS:
        own = [row.key for row in kind.rows()]
        assert own == sorted(own, key=kind.order)
    codes = [row.key for name in ("codes", "enhanced") for row in BY_NAME[name].rows()]
    assert len(codes) == len(set(codes)) == BY_NAME["codes"].model.objects.count()
