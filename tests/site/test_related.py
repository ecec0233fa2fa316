"""The records that belong to a record."""

import lxml.html
import pytest

from codes.models import CONTENT_MODELS, Advice, Cause, CodePair, KnownReply, ProgramError, ReplyCode, StageMeaning
from codes.related import related

pytestmark = pytest.mark.django_db


def keys(row):
    """The keys of the related records by model."""
    return {group.rows.model: {other.key for other in group.rows} for group in related(row) if group.rows}


def test_of_a_code():
    found = keys(ReplyCode.objects.get(code="550"))
    assert "550 rcpt" in found[StageMeaning]
    assert "550/553" in found[CodePair]
    assert not {key for key in found[CodePair] if "550" not in key}
    assert len(found[KnownReply]) == KnownReply.objects.filter(code="550").count()


def test_of_an_enhanced_code_in_every_class():
    found = keys(ReplyCode.objects.get(code="X.2.2"))
    replies = KnownReply.objects.filter(enhanced__in=["4.2.2", "5.2.2"])
    assert len(found[KnownReply]) == replies.count() > 0
    assert found[Cause] == {"mailbox-full"}


def test_of_what_names_codes():
    pair = CodePair.objects.get(left="550", right="553")
    assert keys(pair) == {ReplyCode: {"550", "553"}}
    reply = KnownReply.objects.filter(code="550", enhanced="5.2.2").first()
    assert keys(reply)[ReplyCode] == {"550", "X.2.2"}
    assert keys(reply)[Cause] == {reply.cause_id}
    advice = ProgramError.objects.exclude(advice=None).first().advice
    assert keys(advice)[ProgramError]
    assert keys(advice)[Cause] == {advice.cause_id}


def test_of_a_cause():
    found = keys(Cause.objects.get(slug="mailbox-full"))
    assert len(found[KnownReply]) == KnownReply.objects.filter(cause="mailbox-full").count()
    assert len(found[Advice]) == Advice.objects.filter(cause="mailbox-full").count()


@pytest.mark.parametrize("model", CONTENT_MODELS, ids=lambda model: model.__name__)
def test_every_link_leads_there(admin_client, model):
    row = model.objects.last()
    page = lxml.html.document_fromstring(
        admin_client.get(f"/ar/admin/codes/{model._meta.model_name}/{row.pk}/change/").text
    )
    links = page.xpath("//nav[@class='related']//a/@href")
    assert links
    for link in links:
        listed = admin_client.get(link)
        assert listed.status_code == 200, link
        if "?" in link:
            assert 'class="paginator"' in listed.text


def test_of_many_records_there_is_a_list(admin_client):
    row = ReplyCode.objects.get(code="550")
    page = lxml.html.document_fromstring(admin_client.get(f"/admin/codes/replycode/{row.pk}/change/").text)
    (link,) = page.xpath("//nav[@class='related']//a[contains(@href, 'knownreply')]")
    assert link.text.strip() == f"All {KnownReply.objects.filter(code='550').count()}"
    assert f"{KnownReply.objects.filter(code='550').count()} known replies" in admin_client.get(link.get("href")).text
