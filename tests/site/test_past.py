"""The pages of the past: what changed, an old text brought back, a deleted record brought back."""

import pytest
from django.conf import settings
from editing import form_in, opened
from lxml import html
from modeltranslation.utils import build_localized_fieldname as word_column

from codes import content
from codes.models import CodePair, KnownReply, ProgramError, Provider, ReplyCode

pytestmark = pytest.mark.django_db

NEW = "The mailbox cannot be used."


def code(text="550"):
    return ReplyCode.objects.get(code=text)


def address(row, page="change", prefix=""):
    return f"{prefix}/admin/codes/{row._meta.model_name}/{row.pk}/{page}/"


@pytest.fixture
def edited(staff):
    """550 with another summary in English, then another one in Arabic; and what its summary was."""
    was = code().summary_en
    for prefix, column, text in (("", "summary_en", NEW), ("/ar", "summary_ar", "لا يمكن استعمال الصندوق.")):
        path = address(code(), prefix=prefix)
        assert staff.post(path, opened(staff, path) | {column: text}).status_code == 302
    return was


def links(page):
    """The addresses of the forms in which an old text stands again."""
    return [link.get("href") for link in html.document_fromstring(page).xpath("//a[contains(@href, '?bring=')]")]


def saved(client, link, **typed):
    """Send the form with an old text to where it says."""
    page = client.get(link).text
    (form,) = html.document_fromstring(page).xpath("//form[contains(@id, '_form')]")
    return client.post(form.get("action"), form_in(page) | typed)


def link_to(column, page):
    (link,) = [link for link in links(page) if f"?bring={column}&" in link]
    return link


def test_the_history_shows_the_changed_fields_alone_with_what_went_and_came(staff, edited):
    tree = html.document_fromstring(staff.get(address(code(), "history")).text)
    shown = [" ".join(title.text_content().split()) for title in tree.xpath("//section//h3")]
    assert shown == ["Summary العربية", "Summary English"]
    text = tree.xpath("//div[@class='text' and @lang='en']")[0]
    gone = " ".join(part.text for part in text.xpath(".//del"))
    came = " ".join(part.text for part in text.xpath(".//ins"))
    assert came.strip()
    assert came.split()[-1] == "used."
    assert "server" in gone
    assert tree.xpath("//div[@class='text' and @lang='ar']")[0].get("dir") == "rtl"
    heads = [" ".join(head.text_content().split()) for head in tree.xpath("//section/h2")]
    assert ["support In the workbench" in head for head in heads] == [True, True, False]
    assert heads[-1].startswith("Added")
    assert heads[-1].endswith("From the content files")


def test_a_record_with_a_field_by_the_name_of_a_method_has_a_history_too(staff):
    row = ProgramError.objects.exclude(meaning_en="").first()
    row.meaning_en = "The server did not answer.\n"
    row.save()
    assert "<ins>" in staff.get(address(row, "history")).text


def test_codes_in_the_history_keep_their_direction(staff):
    for text in ("انظر `432 4.3.2`.", "انظر `432 4.7.12`."):
        ReplyCode.objects.filter(code="550").update(summary_ar=text)
    (text, *_older) = html.document_fromstring(staff.get(address(code(), "history")).text).xpath("//div[@class='text']")
    assert text.xpath(".//del/bdi[@dir='ltr']/text()") == ["`432 4.3.2`"]
    assert text.xpath(".//ins/bdi[@dir='ltr']/text()") == ["`432 4.7.12`"]


def test_one_text_comes_back_and_the_other_language_stays(staff, edited):
    link = link_to("summary_en", staff.get(address(code(), "history")).text)
    page = staff.get(link).text
    assert "An old text stands in its field again" in page
    assert code().summary_en == NEW  # until it is saved
    form = form_in(page)
    assert form["summary_en"] == [edited]
    assert saved(staff, link, _continue="1")["Location"] == address(code())  # where no old text stands
    assert (code().summary_en, code().summary_ar) == (edited, "لا يمكن استعمال الصندوق.")
    newest, before = code().history.all()[:2]
    assert (newest.changed(before), newest.history_user) == (["summary_en"], "support")
    offered = "".join(links(staff.get(address(code(), "history")).text))
    assert ("bring=summary_en" in offered, "bring=summary_ar" in offered) == (True, True)


def test_what_somebody_changed_since_the_history_was_shown_is_not_lost(staff, edited):
    link = link_to("summary_en", staff.get(address(code(), "history")).text)
    path = address(code())
    staff.post(path, opened(staff, path) | {"summary_en": "The mailbox is closed.", "name_en": "Closed"})
    refused = saved(staff, link)
    assert refused.status_code == 200
    texts = [
        text.text_content().strip()
        for text in html.document_fromstring(refused.text).xpath("//div[@class='contested']//div[@class='text']")
    ]
    assert texts == ["The mailbox is closed.", edited]
    assert (code().summary_en, code().name_en) == ("The mailbox is closed.", "Closed")
    chosen = form_in(refused.text) | {"take-summary_en": "mine"}
    assert staff.post(path, chosen).status_code == 302
    assert (code().summary_en, code().name_en) == (edited, "Closed")


def test_an_old_text_is_checked_as_any_other(admin_client):
    path = address(code(), prefix="/ar")
    row = code()
    ReplyCode.objects.filter(pk=row.pk).update(fix_ar="1. انظر `599`.\n")  # as nobody could save it
    ReplyCode.objects.filter(pk=row.pk).update(fix_ar=row.fix_ar)
    link = links(admin_client.get(address(code(), "history")).text)[0]
    refused = saved(admin_client, link)
    assert "599" in refused.text
    assert refused.status_code == 200
    assert code().fix_ar == row.fix_ar
    assert admin_client.get(path).status_code == 200


def test_a_list_comes_back_in_its_order_and_only_to_whoever_edits_facts(client, support, admin_user):
    row = next(row for row in ReplyCode.objects.all() if len(row.actors) > 1)
    order = row.actors
    client.force_login(admin_user)
    form = opened(client, address(row))
    client.post(address(row), form | {"actors_0": order[1], "actors_1": order[0]})
    assert ReplyCode.objects.get(pk=row.pk).actors[:2] == order[1::-1]
    link = link_to("actors", client.get(address(row, "history")).text)
    assert saved(client, link).status_code == 302
    assert ReplyCode.objects.get(pk=row.pk).actors == order
    client.force_login(support)
    page = client.get(address(row, "history")).text
    assert "Who acts" in page
    assert links(page) == []


@pytest.mark.parametrize(
    "query", ["", "?bring=fix_en&from=x&seen=1", "?bring=no&from=1&seen=1", "?bring=fix_en&from=0"]
)
def test_whatever_an_address_says_the_form_opens(staff, query):
    page = staff.get(address(code()) + query)
    assert page.status_code == 200
    assert form_in(page.text)["fix_en"] == ["\r\n".join(code().fix_en.splitlines())]


def test_a_long_history_has_pages(staff):
    row = code()
    for number in range(25):
        ReplyCode.objects.filter(pk=row.pk).update(summary_en=f"Version {number}.")
    first, last = (html.document_fromstring(staff.get(f"{address(row, 'history')}?p={p}").text) for p in (1, 2))
    assert [len(page.xpath("//section")) for page in (first, last)] == [20, 6]
    assert len(first.xpath("//section//div[@class='text']")) == 20  # the last one beside what stands on the next page


def test_of_an_unknown_record_it_is_said_and_of_others_nothing(staff, client, django_user_model):
    assert "There is no such record" in staff.get("/admin/codes/replycode/999999/history/", follow=True).text
    assert "There is no such record" in staff.get("/admin/codes/replycode/x/history/", follow=True).text
    gone = html.document_fromstring(staff.get("/admin/codes/replycode/999999/change/", follow=True).text)
    assert gone.xpath("//*[@id='content']//a[@href='/admin/codes/replycode/']/text()") == ["Reply codes"]
    client.force_login(django_user_model.objects.create_user("nobody", is_staff=True))
    assert client.get(address(code(), "history")).status_code == 403
    assert client.get("/admin/codes/replycode/deleted/").status_code == 403


# --- deleted records


def bring_back(client, model, number=0):
    path = f"/admin/codes/{model._meta.model_name}/deleted/"
    entries = html.document_fromstring(client.get(path).text).xpath("//button[@name='entry']")
    return client.post(path, {"entry": entries[number].get("value")}, follow=True)


@pytest.mark.parametrize("model", [CodePair, KnownReply])
def test_a_deleted_record_comes_back_whole(admin_client, model):
    row = model.objects.first()
    before = {field.attname: getattr(row, field.attname) for field in model._meta.fields}
    admin_client.post(address(row, "delete"), {"post": "yes"})
    assert not model.objects.filter(pk=row.pk).exists()
    assert "Deleted" in admin_client.get(address(row, "history")).text
    messages = html.document_fromstring(bring_back(admin_client, model).text).xpath("//*[@class='messagelist']")
    assert messages[0].text_content().strip() == f"Brought back: {row.key}"
    again = model.objects.get(pk=row.pk)
    assert {field.attname: getattr(again, field.attname) for field in model._meta.fields} == before
    events = html.document_fromstring(admin_client.get(address(row, "history")).text).xpath("//section/h2/strong")
    assert [event.text for event in events] == ["Brought back", "Deleted", "Added"]
    assert "Nothing is deleted" in admin_client.get(f"/admin/codes/{model._meta.model_name}/deleted/").text


@pytest.mark.usefixtures("small_content")
def test_a_record_that_came_back_is_in_the_files_again(admin_client, content_copy, settings):
    settings.CONTENT_DIR = content_copy
    row = KnownReply.objects.first()
    before = (content_copy / "replies.toml").read_text("utf-8")
    for dumped in (False, True):
        admin_client.post(address(row, "delete"), {"post": "yes"})
        assert content.load(content_copy).deleted == [row.key]
        if dumped:
            content.dump(content_copy)
            assert row.key not in (content_copy / "replies.toml").read_text("utf-8")
        bring_back(admin_client, KnownReply)
        report = content.load(content_copy)
        assert (report.deleted, report.removed, report.conflicts, report.gone) == ([], [], [], [])
        assert KnownReply.objects.filter(slug=row.slug).exists()
        content.dump(content_copy)
        assert (content_copy / "replies.toml").read_text("utf-8") == before
        assert content.load(content_copy) == content.Report()


def test_a_record_whose_place_is_taken_or_whose_cause_is_gone_stays_deleted(admin_client):
    lone = "hostpoint"  # no advice names it
    first, second = KnownReply.objects.filter(provider=lone)
    for row in (first, second):
        row.delete()
    first.pk = None
    first.save()
    page = html.document_fromstring(admin_client.get("/admin/codes/knownreply/deleted/").text)
    assert len(page.xpath("//button[@name='entry']")) == 1  # the other is there again, under its name
    KnownReply.objects.filter(provider=lone).delete()
    Provider.objects.filter(slug=lone).delete()
    refused = bring_back(admin_client, KnownReply, 1)
    assert "Cannot bring back" in refused.text
    assert not KnownReply.objects.filter(provider=lone).exists()


def test_who_comes_second_is_told_that_it_is_there_already(admin_client):
    row = KnownReply.objects.first()
    KnownReply.objects.filter(pk=row.pk).delete()
    path = "/admin/codes/knownreply/deleted/"
    entry = {"entry": KnownReply.history.of_row(row.pk).first().history_id}
    admin_client.post(path, entry)
    assert "there again already" in admin_client.post(path, entry, follow=True).text
    assert KnownReply.history.of_row(row.pk).count() == 3


def test_languages_of_the_site_are_those_of_the_history():
    columns = {field.name for field in ReplyCode.history.model._meta.fields}
    assert {word_column("name", language) for language, _name in settings.LANGUAGES} <= columns
    assert "name" not in columns
