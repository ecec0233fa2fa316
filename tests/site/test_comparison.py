"""What follows from two sets of facts."""

import pytest
from samples import facts

from codes.comparison import ASPECTS, Comparison, Kinship, Relation, Sameness
from codes.facts import Retried
from smtp_replies.smtp import Category, Severity, Stage


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
    assert [row.aspect for row in rows if row.sameness is Sameness.DIFFERENT] == differing


@pytest.mark.parametrize(
    ("left", "right", "relation", "is_choice"),
    [
        ("250", "553", Relation.SUCCESS_PERMANENT, False),
        ("250", "354", Relation.SUCCESS_GO_ON, False),
        ("354", "450", Relation.GO_ON_TEMPORARY, False),
        ("450", "550", Relation.TEMPORARY_PERMANENT, True),
        ("550", "554", Relation.BOTH_PERMANENT, True),
        ("101", "111", Relation.BOTH_OUTSIDE, False),
        ("534", "4.7.7", Relation.TEMPORARY_PERMANENT, True),
        ("535", "2.7.0", Relation.SUCCESS_PERMANENT, False),
        ("354", "2.0.0", Relation.SUCCESS_GO_ON, False),
        ("550", "5.1.1", Relation.BOTH_PERMANENT, False),
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
    assert comparison.shared_stages == (Stage.RCPT, Stage.END_OF_DATA)
    assert comparison.own_stages == [("450", (Stage.MAIL,)), ("550", (Stage.EHLO,))]
    assert not comparison.share_other_commands
    assert not comparison.stages_are_apart


def test_other_commands_are_no_shared_point():
    comparison = Comparison(facts("453", stages=(Stage.OTHER,)), facts("553", stages=(Stage.MAIL, Stage.OTHER)))
    assert comparison.shared_stages == ()
    assert comparison.share_other_commands
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


@pytest.mark.parametrize(
    ("left", "right", "kinship"),
    [
        ("450", "550", Kinship.TWINS),
        ("451", "551", Kinship.FALSE_TWINS),
        ("421", "521", Kinship.FALSE_TWINS),
        ("4.2.2", "5.2.2", Kinship.CLASSES),
        ("550", "553", Kinship.NONE),
        ("550", "5.2.2", Kinship.NONE),
    ],
)
def test_kinship(left, right, kinship):
    assert Comparison(facts(left), facts(right)).kinship is kinship


def test_partners_are_no_choice():
    comparison = Comparison(facts("550", partners=("5.1.1",)), facts("5.1.1"))
    assert comparison.kinship is Kinship.PARTNERS
    assert not comparison.is_choice


def test_a_reply_code_and_an_enhanced_code_share_a_reply_only_in_one_class():
    assert Comparison(facts("550"), facts("5.1.1")).share_a_reply
    assert not Comparison(facts("450"), facts("5.1.1")).share_a_reply
    assert Comparison(facts("450"), facts("5.1.1")).mixes_kinds
    assert not Comparison(facts("450"), facts("550")).mixes_kinds
    assert not Comparison(facts("101"), facts("5.1.1")).mixes_kinds
