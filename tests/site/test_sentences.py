"""Whole sentences chosen by facts: none may contradict another, in any combination of verdicts."""

from itertools import product

import pytest
from django.utils.translation import override
from test_comparison import facts

from codes import sentences
from codes.comparison import Comparison
from codes.facts import Actor, Retried
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
        lead = sentences.lead(comparison)
        assert "{" not in lead
        named = [code.text for code in (left, right) if f">{code}<" in lead]
    assert named == ([left.text] if left.text == "101" else [left.text, right.text])


@pytest.mark.parametrize(
    ("left", "right", "refusing"), [("534", "4.7.7", "534"), ("535", "2.7.0", "535"), ("450", "553", "553")]
)
def test_the_lead_says_of_the_right_code_that_it_refuses_for_good(left, right, refusing):
    lead = sentences.lead(Comparison(facts(left), facts(right)))
    assert lead.index(refusing) < lead.index("refuses for good" if "for good" in lead else "refuses")
    assert lead.index(refusing) > 0
    assert "no SMTP reply" not in lead


def test_waiting_is_not_advised_where_somebody_must_act():
    waiting = facts("450", actors=(Actor.WAIT, Actor.SENDER), retried=Retried.QUEUE)
    acting = facts("4.7.26", actors=(Actor.SENDER_ADMIN,), retried=Retried.QUEUE)
    alone = facts("432", actors=(Actor.SENDER,), retried=Retried.CLIENT)
    assert "wait first" in sentences.reader_advice(waiting)
    assert "waiting alone may not help" in sentences.reader_advice(acting)
    assert "nothing is tried again by itself" in sentences.reader_advice(alone)
    for code in (acting, alone):
        said = " ".join(
            sentences.differences(Comparison(code, facts("550")) if code is alone else Comparison(code, facts("5.1.1")))
        )
        assert "without any change" not in said


def test_a_code_that_does_not_fit_its_class_is_not_recommended():
    assert "only in another class" in sentences.sending_advice(facts("4.1.1", is_useful=False, actors=(Actor.WAIT,)))


def test_no_enhanced_code_follows_an_intermediate_reply():
    said = " ".join(sentences.differences(Comparison(facts("354"), facts("5.7.1"))))
    assert "no enhanced code follows a reply code that begins with 3" in said
