"""What the engine is told of the site."""

import pytest

from codes import knowledge
from codes.models import Advice, KnownReply, ProgramError, Provider

pytestmark = pytest.mark.django_db


def test_the_engine_is_told_of_everything_that_it_can_recognise():
    told = knowledge.of_generation(1)
    assert {known.slug for known in told.known} == set(KnownReply.objects.values_list("slug", flat=True))
    assert {row.slug for row in told.advice} == set(Advice.objects.values_list("slug", flat=True))
    assert {row.slug for row in told.errors} == set(ProgramError.objects.values_list("slug", flat=True))
    assert told.decisive["X.2.2"] == "mailbox-full"


def test_a_provider_speaks_by_its_hosts_and_only_without_them_by_its_name():
    marks = {row.slug: row.marks for row in knowledge.of_generation(1).advice}
    provider_of = {row.slug: row.provider for row in Advice.objects.select_related("provider")}
    assert marks["gmail-app-password"] == (*Provider.objects.get(slug="gmail").domains, "gmail邮箱")
    assert {slug for slug, row in provider_of.items() if row is None} == {
        slug for slug, own in marks.items() if not own
    }
    nameless = {slug: row.name for slug, row in provider_of.items() if row and not row.domains}
    assert nameless
    assert {slug: (name,) for slug, name in nameless.items()} == {slug: marks[slug] for slug in nameless}


def test_a_provider_speaks_as_chinese_calls_its_mailboxes():
    marks = {row.slug: row.marks for row in knowledge.of_generation(1).advice}
    assert "163邮箱" in marks["netease-authorization-code"]
    assert "qq邮箱" in marks["qq-authorization-code"]
    assert not {"mail邮箱", "email邮箱", "web邮箱", "free邮箱"} & {mark for own in marks.values() for mark in own}
