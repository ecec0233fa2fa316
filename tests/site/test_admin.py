"""The workbench."""

import html

import lxml.html
import pytest
from django.contrib.auth.models import User
from editing import opened

from codes.models import Cause, CodePair, KnownReply, Provider, ReplyCode, StageMeaning, VendorUse

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client, support):
    client.force_login(support)
    return client


def form_of(row, **changed):
    """What a browser sends for the words of a code; text areas come back with carriage returns."""
    words = {f"{word}_{language}": text for language, texts in row.plain_words.items() for word, text in texts.items()}
    return sent(words) | changed


def sent(values):
    """What a browser sends of a form, which says how it was opened."""
    data = {name: str(value).rstrip("\n").replace("\n", "\r\n") for name, value in values.items()}
    return data | {f"initial-{name}": text for name, text in data.items()}


def address(row, prefix=""):
    return f"{prefix}/admin/codes/replycode/{row.pk}/change/"


def test_an_edit_shows_at_once_on_the_arabic_page(staff):
    row = ReplyCode.objects.get(code="553")
    assert "تجربة التحرير" not in staff.get("/ar/553/").text
    response = staff.post(address(row, "/ar"), form_of(row, name_ar="تجربة التحرير"))
    assert response.status_code == 302
    for path in ("/ar/553/", "/ar/", "/ar/compare/250/553/"):
        assert "تجربة التحرير" in staff.get(path).text, path
    assert "تجربة التحرير" not in staff.get("/553/").text


def facts_of(row):
    """The facts as files hold them."""
    return {field: row.value(field) for field in row.FACTS}


def test_saving_a_form_unchanged_changes_no_text(staff):
    row = ReplyCode.objects.get(code="553")
    before = (facts_of(row), row.plain_words)
    assert staff.post(address(row), form_of(row)).status_code == 302
    row = ReplyCode.objects.get(code="553")
    assert (facts_of(row), row.plain_words) == before


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"fix_ar": "1. انظر `550`."}, "وليس في هذه الترجمة"),
        ({"summary_ar": "رفض 550 الرسالة."}, "خارج علامات الاقتباس المائلة"),
        ({"name_en": ""}, "هذا الحقل مطلوب"),
        ({"summary_en": "x" * 401}, "401"),
    ],
)
def test_a_faulty_text_is_refused_with_a_reason_and_nothing_is_saved(staff, changed, said):
    row = ReplyCode.objects.get(code="553")
    response = staff.post(address(row, "/ar"), form_of(row, **changed))
    assert response.status_code == 200
    assert said in response.text
    assert ReplyCode.objects.get(code="553").plain_words == row.plain_words


def test_what_is_too_long_is_refused_and_not_cut(staff):
    row = ReplyCode.objects.get(code="553")
    assert "maxlength=" not in staff.get(address(row)).text
    response = staff.post(address(row), form_of(row, summary_en="word " * 120))
    assert "at most 400 characters (it has 599)" in response.text
    assert "word " * 119 in response.text


def test_codes_in_another_order_are_saved_and_pointed_out(staff):
    row = ReplyCode.objects.get(code="553")
    one, other = "`554`", "`550`"
    assert row.description_ar.index(other) < row.description_ar.index(one)
    swapped = row.description_ar.replace(one, "#").replace(other, one).replace("#", other)
    response = staff.post(address(row), form_of(row, description_ar=swapped), follow=True)
    assert "These codes stand in another order than in the source text" in response.text
    assert ReplyCode.objects.get(code="553").description_ar == swapped


def test_another_word_than_the_settled_one_is_saved_and_pointed_out(staff):
    row = ReplyCode.objects.get(code="553")
    response = staff.post(address(row), form_of(row, name_ar="عنوان لا يقبله الملقم"), follow=True)
    assert "“ملقم” stands there, the settled word is “خادم”" in html.unescape(response.text)
    assert ReplyCode.objects.get(code="553").name_ar == "عنوان لا يقبله الملقم"


def test_terms_that_cannot_be_read_cost_no_edit(staff, settings, tmp_path):
    settings.CONTENT_DIR = tmp_path
    row = ReplyCode.objects.get(code="553")
    response = staff.post(address(row), form_of(row, name_ar="عنوان لا يقبله الخادم"), follow=True)
    assert "cannot be read" in response.text
    assert ReplyCode.objects.get(code="553").name_ar == "عنوان لا يقبله الخادم"


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


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_list_with_search_and_filters(staff, prefix):
    where = f"{prefix}/admin/codes/replycode/"
    rows = ReplyCode.objects.all()

    def listed(**query):
        return staff.get(where, query).text.count('class="field-code"')

    assert listed() == min(rows.count(), 100)  # a page of them
    assert listed(**{"class": "X"}) == rows.filter(code__startswith="X").count() > 0
    found = staff.get(where, {"q": "صندوق ممتلئ"}).text
    assert ">552<" in found
    standard = rows.filter(code__startswith="4", standing="standard")
    assert listed(**{"class": "4", "standing__exact": "standard"}) == standard.count() > 0


def test_a_list_is_in_the_order_of_names(staff):
    page = lxml.html.document_fromstring(staff.get("/ar/admin/codes/replycode/", {"class": "X"}).text)
    listed = page.xpath("//th[@class='field-code']//a/text()")
    assert listed == sorted(listed)


@pytest.mark.parametrize(
    ("model", "words", "first"),
    [
        ("replycode", "5.7.26", "X.7.26"),
        ("replycode", "4.7.26", "X.7.26"),
        ("replycode", "X.7.26", "X.7.26"),
        ("replycode", "553", "553"),
        ("replycode", "55", "550"),
        ("replycode", "5.7.2", "X.7.2"),
        ("codepair", "250/553", "250/553"),
        ("codepair", "553 250", "250/553"),
        ("stagemeaning", "550 rcpt", "550 rcpt"),
        ("classmeaning", "2.1.5", "2.1.5"),
        ("vendoruse", "5.7.509", "5.7.509 Exchange Online"),
        ("vendoruse", "5.7.620", "5.7.606-649 Exchange Online"),
    ],
)
def test_a_search_finds_codes_in_every_class_and_pairs(staff, model, words, first):
    page = lxml.html.document_fromstring(staff.get(f"/ar/admin/codes/{model}/", {"q": words}).text)
    assert page.xpath("//tbody//th//a//text()")[:1] == [first]


@pytest.mark.parametrize("word", ["name", "summary", "description", "when_seen", "fix"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_search_finds_all_texts(staff, word, language):
    row = ReplyCode.objects.get(code="553")
    text = " ".join(getattr(row, f"{word}_{language}").replace('"', " ").split()[1:5])
    page = lxml.html.document_fromstring(staff.get("/ar/admin/codes/replycode/", {"q": text}).text)
    assert "553" in page.xpath("//th[@class='field-code']//a//text()")


def test_inputs_say_their_language_and_direction(staff):
    page = staff.get(address(ReplyCode.objects.get(code="553"), "/ar")).text
    assert '<html lang="ar" dir="rtl"' in " ".join(page.split())
    for language, direction in (("ar", "rtl"), ("en", "ltr")):
        field = page[page.index(f'name="description_{language}"') :][:400]
        assert f'lang="{language}"' in field
        assert f'dir="{direction}"' in field
    assert 'href="/ar/553/"' in page
    assert 'href="/553/"' in page


def test_the_workbench_is_for_staff(client):
    assert client.get("/ar/admin/")["Location"] == "/ar/admin/login/?next=/ar/admin/"
    assert "ردود SMTP: لوحة العمل" in client.get("/ar/admin/login/").text


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
