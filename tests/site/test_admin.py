"""The workbench."""

import html

import lxml.html
import pytest
from django.contrib.auth.models import User
from editing import address, facts_of, form_of, opened, sent

from codes.models import Cause, CodePair, KnownReply, Provider, ReplyCode, StageMeaning, VendorUse

pytestmark = pytest.mark.django_db


def test_support_staff_see_the_facts_but_cannot_change_them(staff):
    row = ReplyCode.objects.get(code="553")
    page = staff.get(address(row)).text
    assert "RFC 5321 4.2.3" in page
    assert not [field for field in ("code", *ReplyCode.FACTS) if f'name="{field}"' in page]
    assert not [word for word in ReplyCode.WORDS if f'name="{word}_ar"' not in page]
    staff.post(address(row), form_of(row, retried="nothing", code="999"))
    unchanged = ReplyCode.objects.get(pk=row.pk)
    assert (unchanged.code, facts_of(unchanged)) == (row.code, facts_of(row))


@pytest.mark.parametrize(
    "path",
    [
        *("auth/user/", "auth/group/", "auth/user/add/", "codes/replycode/add/", "codes/replycode/1/delete/"),
        *("codes/cause/add/", "codes/cause/1/delete/", "codes/provider/1/delete/", "codes/knownreply/1/delete/"),
    ],
)
def test_support_staff_may_do_nothing_else(staff, path):
    row = ReplyCode.objects.get(code="553")
    response = staff.get(f"/ar/admin/{path.replace('/1/', f'/{row.pk}/')}")
    assert response.status_code == 403
    assert "لا يملك حسابك صلاحية القيام بهذا" in response.text


def test_a_superuser_edits_facts_and_adds_a_code(client):
    client.force_login(User.objects.create_superuser("root", password="correct horse battery"))  # noqa: S106
    row = ReplyCode.objects.get(code="553")
    facts = {
        "code": "599",
        "standing": "unregistered",
        "references": "RFC 5321 4.2\r\n\r\nRFC 5321 4.2.1\r\n",
        "actors_0": "sender",
        "actors_1": "sender-admin",
        "retried": "no",
        "related": "550",
        "stages": '{"rcpt": {"retried": "queue"}}',
    }
    assert client.post("/admin/codes/replycode/add/", form_of(row, **facts)).status_code == 302
    added = ReplyCode.objects.get(code="599")
    assert added.references == ["RFC 5321 4.2", "RFC 5321 4.2.1"]
    assert added.actors == ["sender", "sender-admin"]
    assert added.stages == {"rcpt": {"retried": "queue"}}
    assert client.get("/ar/599/").status_code == 200
    assert client.get("/compare/550/599/").status_code == 200
    again = client.post(address(added), opened(client, address(added)) | {"related": "599", "stages": '{"lunch": {}}'})
    assert "Not the code of another reply: 599" in again.text
    assert "Stages must be known ones" in again.text


@pytest.mark.parametrize(
    ("model", "key", "word", "path"),
    [
        (StageMeaning, "550 rcpt", "meaning", "/ar/550/"),
        (CodePair, "250/553", "verdict", "/ar/compare/250/553/"),
        (VendorUse, "5.7.509 Exchange Online", "meaning", "/ar/5.7.509/"),
        (Cause, "mailbox-full", "description", "/ar/causes/mailbox-full/"),
    ],
)
def test_other_texts_are_edited_like_codes(staff, model, key, word, path):
    row = next(row for row in model.objects.all() if row.key == key)
    where = f"/ar/admin/codes/{model._meta.model_name}/"
    assert staff.get(where).status_code == 200
    page = staff.get(f"{where}{row.pk}/change/").text
    assert f'name="{word}_ar"' in page
    assert not [fact for fact in model.FACTS if f'name="{fact}"' in page]
    edited = getattr(row, f"{word}_ar").replace(".", "، تجربة التحرير.", 1)
    assert staff.post(f"{where}{row.pk}/change/", form_of(row, **{f"{word}_ar": edited})).status_code == 302
    assert "تجربة التحرير" in staff.get(path).text
    row.refresh_from_db()
    lost = staff.post(f"{where}{row.pk}/change/", form_of(row, **{f"{word}_ar": "نص فيه `599`."}))
    assert "بين علامتي اقتباس مائلتين، وليس في النص الأصلي" in lost.text


REPLY = {
    "provider": "exim",
    "reply": "550-5.2.2 No room for example.com\r\n550 5.2.2 in this mailbox",
    "code": "550",
    "enhanced": "5.2.2",
    "cause": "mailbox-full",
    "source": "https://example.org/replies",
    "source_kind": "collected",
}


def test_support_staff_add_a_known_reply_that_shows_at_once(staff):
    pages = ("/ar/550/replies/", "/5.2.2/replies/", "/ar/causes/mailbox-full/replies/", "/providers/exim/")
    assert not [path for path in pages if "No room for" in staff.get(path).text]
    assert staff.post("/ar/admin/codes/knownreply/add/", REPLY).status_code == 302
    added = KnownReply.objects.get(provider="exim", enhanced="5.2.2")
    assert added.slug == "exim-550-5-2-2-no-room-mailbox"
    assert added.reply == REPLY["reply"].replace("\r", "")
    for path in pages:
        page = lxml.html.document_fromstring(staff.get(path).text)
        assert page.xpath(f"//li[@id='{added.slug}']/pre[@lang='en'][@dir='ltr']/text()") == [added.reply], path
    where = f"/admin/codes/knownreply/{added.pk}/change/"
    assert staff.post(where, opened(staff, where) | {"cause": "policy"}).status_code == 302
    added.refresh_from_db()
    assert (added.slug, added.cause_id) == ("exim-550-5-2-2-no-room-mailbox", "policy")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reply": " "}, "This field is required"),
        ({"code": "5a0"}, "Not three digits: 5a0"),
        ({"enhanced": "5.02.2"}, "Not an enhanced code like 5.7.1: 5.02.2"),
        ({"source": "javascript:alert(1)"}, "Not an address that begins with https:// or http://"),
        ({"cause": "nothing"}, "Select a valid choice"),
        ({"slug": "gmail-550"}, "The name of the reply does not begin with this provider's: exim-"),
        ({"slug": "exim 550"}, "Only small Latin letters and digits"),
        ({"slug": "first of exim"}, "already exists"),
        ({"reply": "550 \x1b[31mred"}, "The reply holds a control character"),
        ({"code": "421"}, "421 does not stand in the reply."),
        ({"reply": "550 5.2.2 <john@company.com> is full"}, "Replace john@company.com by a placeholder"),
    ],
)
def test_a_faulty_known_reply_is_refused_with_a_reason(staff, changed, said):
    first, times = KnownReply.objects.filter(provider="exim").first(), KnownReply.objects.count()
    changed = {field: value.replace("first of exim", first.slug) for field, value in changed.items()}
    response = staff.post("/admin/codes/knownreply/add/", REPLY | changed)
    assert response.status_code == 200
    assert said in html.unescape(response.text)
    assert KnownReply.objects.count() == times


def test_a_known_reply_stays_with_its_provider(staff):
    row = KnownReply.objects.filter(provider="exim").first()
    response = staff.post(f"/admin/codes/knownreply/{row.pk}/change/", sent(facts_of(row)) | {"provider": "gmail"})
    assert response.status_code == 200
    assert "does not begin with this provider&#x27;s: gmail-" in response.text


def test_saving_a_known_reply_unchanged_changes_nothing(staff):
    for row in [*KnownReply.objects.filter(reply__contains="\n")[:3], *KnownReply.objects.filter(code="")[:3]]:
        assert staff.post(f"/admin/codes/knownreply/{row.pk}/change/", sent(facts_of(row))).status_code == 302
        assert facts_of(KnownReply.objects.get(pk=row.pk)) == facts_of(row)


def test_support_staff_add_a_provider_and_find_replies(staff):
    provider = {"slug": "example", "name": "Example Mail", "kind": "filter", "domains": "example.com\r\n*.example.net"}
    assert staff.post("/admin/codes/provider/add/", provider).status_code == 302
    assert Provider.objects.get(slug="example").domains == ["example.com", "*.example.net"]
    assert "Example Mail" in staff.get("/ar/providers/").text
    assert "*.example.net" in staff.get("/ar/providers/example/").text
    assert "Not a domain like example.com: nowhere" in (
        staff.post("/admin/codes/provider/add/", provider | {"slug": "other", "domains": "nowhere"}).text
    )
    where = "/ar/admin/codes/knownreply/"
    found = {"q": "mailbox", "cause__slug__exact": "mailbox-full", "provider__kind__exact": "mta"}
    slugs = KnownReply.objects.filter(reply__icontains="mailbox", cause="mailbox-full", provider__kind="mta")
    assert staff.get(where, found).text.count('class="field-slug"') == slugs.count() > 0
    add = staff.get(f"{where}add/").text
    assert 'dir="ltr"' in add[add.index('name="reply"') :][:200]
    assert Cause.objects.get(slug="tls").name_ar in add


def test_support_staff_do_not_change_what_a_cause_is(staff):
    row = Cause.objects.get(slug="mailbox-full")
    staff.post(f"/admin/codes/cause/{row.pk}/change/", form_of(row, waiting="helps", codes="535", slug="full"))
    unchanged = Cause.objects.get(pk=row.pk)
    assert (unchanged.slug, facts_of(unchanged)) == (row.slug, facts_of(row))


def test_no_code_means_two_causes(client):
    client.force_login(User.objects.create_superuser("root", password="correct horse battery"))  # noqa: S106
    row = Cause.objects.get(slug="mailbox-full")
    where = f"/admin/codes/cause/{row.pk}/change/"
    refused = client.post(where, opened(client, where) | {"codes": "X.2.2\r\n535"})
    assert "The code 535 already means another cause: Login missing or refused." in refused.text
    assert client.post(where, opened(client, where) | {"codes": "X.2.2\r\n552"}).status_code == 302
    assert Cause.objects.get(pk=row.pk).codes == ["X.2.2", "552"]
