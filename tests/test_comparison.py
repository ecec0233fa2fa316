"""What follows from two sets of facts."""

import pytest

from codes.comparison import ASPECTS, Comparison, Facts, Relation
from codes.smtp import Actor, Category, Code, Retried, Severity, Stage, Standing


def facts(digits, **changed):
    code = Code(digits)
    known = {
        "code": digits,
        "severity": code.severity,
        "category": code.category,
        "retried": Retried.NO,
        "actors": (Actor.SENDER,),
        "stages": (Stage.RCPT,),
        "enhanced": (),
        "official_phrase": "",
        "standing": Standing.STANDARD,
        "references": (),
    }
    return Facts(**known | changed)


@pytest.mark.parametrize(
    ("left", "right", "differing"),
    [
        ("550", "553", []),
        ("450", "550", ["severity"]),
        ("421", "553", ["severity", "category"]),
    ],
)
def test_rows_that_differ(left, right, differing):
    rows = Comparison(facts(left), facts(right)).rows
    assert [row.aspect for row in rows] == list(ASPECTS)
    assert [row.aspect for row in rows if row.differs] == differing


@pytest.mark.parametrize(
    ("left", "right", "relation", "is_choice"),
    [
        ("250", "553", Relation.SUCCESS_PERMANENT, False),
        ("250", "354", Relation.SUCCESS_GO_ON, False),
        ("354", "450", Relation.GO_ON_TEMPORARY, False),
        ("450", "550", Relation.TEMPORARY_PERMANENT, True),
        ("550", "554", Relation.BOTH_PERMANENT, True),
        ("101", "111", Relation.BOTH_OUTSIDE, False),
        ("101", "250", Relation.ONE_OUTSIDE, False),
        ("550", "999", Relation.ONE_OUTSIDE, False),
    ],
)
def test_relation_of_the_verdicts(left, right, relation, is_choice):
    comparison = Comparison(facts(left), facts(right))
    assert comparison.relation is relation
    assert comparison.is_choice is is_choice


def test_every_pair_of_verdicts_has_a_relation():
    for left in Severity:
        for right in Severity:
            comparison = Comparison(facts("250", severity=left), facts("553", severity=right))
            assert isinstance(comparison.relation, Relation)


def test_stages_are_shared_or_own_in_session_order():
    left = facts("450", stages=(Stage.RCPT, Stage.END_OF_DATA, Stage.MAIL))
    comparison = Comparison(left, facts("550", stages=(Stage.END_OF_DATA, Stage.RCPT, Stage.EHLO)))
    assert comparison.shared_stages == [Stage.RCPT, Stage.END_OF_DATA]
    assert comparison.own_stages == [("450", [Stage.MAIL]), ("550", [Stage.EHLO])]
    assert not comparison.stages_are_apart


def test_other_commands_are_no_shared_point():
    comparison = Comparison(facts("453", stages=(Stage.OTHER,)), facts("553", stages=(Stage.MAIL, Stage.OTHER)))
    assert comparison.shared_stages == []
    assert not comparison.stages_are_apart
    assert Comparison(facts("453", stages=(Stage.AUTH,)), facts("553")).stages_are_apart


def test_nothing_is_said_of_stages_where_one_code_has_none():
    assert not Comparison(facts("450"), facts("446", stages=())).stages_known


def test_unspecified_second_digits_are_no_difference():
    comparison = Comparison(facts("530"), facts("550"))
    assert comparison.left.category is Category.UNSPECIFIED
    assert not comparison.categories_differ
    assert Comparison(facts("421"), facts("550")).categories_differ


def test_waiting_differs_only_between_a_queue_and_a_person():
    queue, person = facts("451", retried=Retried.QUEUE), facts("454", retried=Retried.CLIENT)
    assert Comparison(queue, person).waits_differ
    assert not Comparison(queue, facts("550")).waits_differ
