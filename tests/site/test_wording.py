"""The sentences that facts choose: none may contradict another, in any combination of verdicts."""

import re
from itertools import product

import pytest
from django.utils.html import strip_tags
from django.utils.translation import override
from samples import facts

from codes import sentences, wording
from codes.comparison import Comparison
from codes.facts import Actor, Retried, Standing
from smtp_replies.smtp import Code

VERDICTS = ["101", "250", "354", "450", "550", "2.1.5", "4.7.1", "5.7.1", "4.7.26"]


def in_order(left, right):
    return sorted([Code(left), Code(right)])


@pytest.mark.parametrize(("left", "right"), [pair for pair in product(VERDICTS, VERDICTS) if pair[0] != pair[1]])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_combination_has_a_lead_that_names_what_it_speaks_of(left, right, language):
    left, right = in_order(left, right)
    comparison = Comparison(facts(left.text), facts(right.text))
    with override(language):
        lead = wording.lead(comparison, "one name", "other name")
        assert "{" not in lead
        named = [code.text for code in (left, right) if f">{code}<" in lead]
    assert named == ([left.text] if left.text == "101" else [left.text, right.text])


@pytest.mark.parametrize(
    ("left", "right", "refusing"), [("534", "2.7.7", "534"), ("535", "2.7.0", "535"), ("250", "553", "553")]
)
def test_the_lead_says_of_the_right_code_that_it_refuses_for_good(left, right, refusing):
    lead = strip_tags(wording.lead(Comparison(facts(left), facts(right)), "one name", "other name"))
    assert re.findall(r"(\S+) refuses(?: for good)?[.:;]", lead) == [refusing]


def test_waiting_is_not_advised_where_somebody_must_act():
    waiting = facts("450", actors=(Actor.WAIT, Actor.SENDER), retried=Retried.QUEUE)
    acting = facts("4.7.26", actors=(Actor.SENDER_ADMIN,), retried=Retried.QUEUE)
    alone = facts("432", actors=(Actor.SENDER,), retried=Retried.CLIENT)
    assert "wait first" in wording.reader_advice(waiting)
    assert "waiting alone may not help" in wording.reader_advice(acting)
    assert "nothing is tried again by itself" in wording.reader_advice(alone)
    assert "without any change" in _said_between(waiting, facts("550"))
    assert "without any change" not in _said_between(acting, facts("5.1.1"))
    assert "without any change" not in _said_between(alone, facts("550"))


LISTED, TRACKED = {"references": ("RFC 5248 2.4",)}, {"references": ("RFC 3886 3.3.4",)}
UNKNOWN, OLD, UNFIT = {"standing": Standing.UNREGISTERED}, {"standing": Standing.OBSOLETE}, {"is_useful": False}


@pytest.mark.parametrize(
    ("code", "changed", "said"),
    [
        ("4.1.1", UNFIT | {"actors": (Actor.WAIT,)}, "fits another class only"),
        ("557", UNKNOWN | LISTED | UNFIT, "is not one of them"),  # of several reasons the first one counts
        ("557", LISTED, "only names the number"),
        ("5.1.9", TRACKED, "on a message that was tracked"),
        ("221", OLD | UNFIT, "it is obsolete"),
    ],
)
def test_a_code_that_should_not_be_sent_is_not_recommended(code, changed, said):
    assert said in wording.sending_advice(facts(code, **changed), "a name")


@pytest.mark.parametrize(("code", "changed"), [("101", UNKNOWN), ("5.1.10", LISTED), ("557", {})])
def test_nothing_is_said_against_other_codes(code, changed):
    advice = wording.sending_advice(facts(code, **changed), "a name")
    assert "only names the number" not in advice
    assert "is not one of them" not in advice


def test_no_enhanced_code_follows_an_intermediate_reply():
    said = _said_between(facts("354"), facts("5.7.1"))
    assert "no enhanced code follows a reply code that begins with 3" in said


def test_a_note_goes_to_the_first_who_is_not_its_reader():
    asked = [Actor.SENDER, Actor.RECIPIENT]
    assert wording.reply_note(asked, by_server=True) is sentences.REPLY_NOTES[Actor.RECIPIENT]
    assert wording.reply_note(asked, by_server=False) is sentences.FAILURE_NOTES[Actor.RECIPIENT]
    assert wording.reply_note([Actor.WAIT, Actor.SENDER], by_server=True) is None


def _said_between(left, right):
    return " ".join(wording.differences(Comparison(left, right), *map(wording.of_one, (left, right))))
