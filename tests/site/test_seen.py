"""A record seen as one code of the several that it may be."""

import pytest

from codes.facts import Actor, Retried
from codes.models import ReplyCode
from codes.seen import Seen
from smtp_replies import Code
from smtp_replies.smtp import Severity, Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def full():
    return ReplyCode.objects.get(code="X.2.2")


def test_facts_read_in_one_class_are_not_those_of_another(full):
    permanent, temporary = Seen(full, Code("5.2.2")), Seen(full, Code("4.2.2"))
    assert permanent.facts.code == "5.2.2"
    assert temporary.facts.code == "4.2.2"
    assert (permanent.facts.severity, temporary.facts.severity) == (
        Severity.PERMANENT_NEGATIVE,
        Severity.TRANSIENT_NEGATIVE,
    )
    assert (permanent.facts.retried, temporary.facts.retried) == (Retried.NO, Retried.QUEUE)
    assert Actor.WAIT not in permanent.facts.actors


def test_it_cannot_be_changed(full):
    with pytest.raises(AttributeError):
        Seen(full, Code("5.2.2")).code = Code("4.2.2")


def test_every_record_agrees_with_itself_in_every_class():
    for row in ReplyCode.objects.all():
        for code in row.codes:
            seen = Seen(row, code)
            assert (seen.facts.code, seen.facts.severity) == (code.text, code.severity)
            assert seen.facts.category in {code.category, None}
            assert seen.get_absolute_url() == f"/{code}/"
            assert all(enhanced.startswith(code.text[0]) for enhanced in seen.facts.partners if "." in enhanced)
            if code.severity is Severity.PERMANENT_NEGATIVE:
                assert Actor.WAIT not in seen.actors or not row.is_enhanced
            if code.severity is Severity.POSITIVE_COMPLETION:
                assert seen.first_step is None


def test_a_stage_says_what_differs_there_and_else_what_holds_everywhere():
    row = next(row for row in ReplyCode.objects.all() if any(row.stages.values()))
    seen = Seen(row, row.usual)
    for here in seen.differing_stages:
        assert seen.at(here.stage) == (here.actors, here.retried)
        assert seen.at(here.stage) != (seen.actors, seen.retried)
    assert seen.at(None) == (seen.actors, seen.retried)
    assert seen.at(Stage.QUIT) == (seen.actors, seen.retried)
