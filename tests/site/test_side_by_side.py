"""A translation beside the source text that it was made from, and how a page shows it."""

import html as escaping

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from editing import opened
from lxml import html
from modeltranslation.utils import build_localized_fieldname as word_column

from codes.content import terms
from codes.models import Advice, Cause, ReplyCode

pytestmark = pytest.mark.django_db

NEW = "The mailbox cannot be used."


def address(row, page="change", prefix=""):
    return f"{prefix}/admin/codes/{row._meta.model_name}/{row.pk}/{page}/"


def code(text="550"):
    return ReplyCode.objects.get(code=text)


def sources(client, row, prefix=""):
    """The source text beside each field, as it is read."""
    page = html.document_fromstring(client.get(address(row, prefix=prefix)).text)
    found = page.xpath("//details[@class='source']")
    return {each.xpath("ancestor::div[contains(@class, 'form-row')]//*[@name]/@name")[0]: each for each in found}


def preview(client, row, **sent):
    return html.document_fromstring(client.post(address(row, "preview"), sent | {"alone": "1"}).text)


def words(element):
    return " ".join(element.text_content().split())


def test_each_translation_has_its_source_text_beside_it(staff):
    for row in (code(), Cause.objects.get(slug="mailbox-full"), Advice.objects.first()):
        found = sources(staff, row)
        assert found.keys() == {
            word_column(word, language)
            for word in row.WORDS
            for language, _name in settings.LANGUAGES
            if language != settings.LANGUAGE_CODE and getattr(row, f"{word}_en")
        }
        for word in row.WORDS:
            if text := getattr(row, f"{word}_en"):
                (shown,) = found[f"{word}_ar"].xpath(".//div[@class='text']")
                assert (shown.get("lang"), shown.get("dir")) == ("en", "ltr")
                assert words(shown) == " ".join(text.split())
                assert not shown.xpath(".//ins | .//del")


def test_an_outdated_one_has_the_text_that_it_was_made_from_and_what_changed(staff):
    row = code()
    old = row.summary_en
    staff.post(address(row), opened(staff, address(row)) | {"summary_en": NEW})
    shown = sources(staff, row)["summary_ar"]
    parts = {tag: " ".join(words(part) for part in shown.xpath(f".//{tag}")) for tag in ("del", "ins")}
    assert "mailbox" in old
    assert parts["del"]
    assert {*parts["del"].split()} <= {*old.split()}
    assert {*parts["ins"].split()} <= {*NEW.split()}
    assert "as it was translated" in words(shown)
    # What was typed and refused makes no other text of it.
    form = opened(staff, address(row)) | {"summary_ar": "`599`"}
    refused = html.document_fromstring(staff.post(address(row), form).text)
    (again,) = refused.xpath("//div[contains(@class, 'field-summary_ar')]//details[@class='source']")
    assert words(again) == words(shown)


def test_an_old_text_is_shown_whole(staff):
    row = code()
    text = row.description_en
    assert len(text) > 600
    staff.post(address(row), opened(staff, address(row)) | {"description_en": text.rstrip() + " Really."})
    shown = sources(staff, row)["description_ar"]
    assert " ".join(text.split()) in words(shown)
    assert "…" not in words(shown)


def test_where_the_old_text_is_lost_it_is_said(staff):
    row = code()
    ReplyCode.objects.filter(pk=row.pk).update(made_from={"summary_ar": "0123456789"})
    shown = sources(staff, row)["summary_ar"]
    assert "not kept" in words(shown)
    assert row.summary_en in words(shown)


def test_the_settled_terms_in_the_source_text_stand_beside_it(staff, settings, tmp_path):
    row = code()
    ReplyCode.objects.filter(pk=row.pk).update(summary_en="Two Servers, and `a firewall` in code.")
    (found,) = [each for name, each in sources(staff, row).items() if name == "summary_ar"]
    pairs = [words(pair).split(" ", 1) for pair in found.xpath(".//dl[@class='terms']/div")]
    assert pairs == [["server", "خادم"]]
    assert found.xpath(".//dd/@lang") == ["ar"]
    settings.CONTENT_DIR = tmp_path  # whoever translates is kept from it by no file
    assert not sources(staff, row)["summary_ar"].xpath(".//dl")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The sending server waits.", ["sending server", "server"]),
        ("Two relays.", ["relay"]),
        ("`relay access denied` is said by an observer.", []),
    ],
)
def test_terms_are_whole_words_outside_of_codes(text, found):
    arabic = terms.read(settings.CONTENT_DIR)["ar"]
    assert [term.meaning for term in terms.within(text, arabic)] == found


def test_translators_have_it_beside_their_languages_alone(client, translator):
    client.force_login(translator)
    assert sources(client, code()).keys() == {f"{word}_ar" for word in ReplyCode.WORDS}
    translator.person.languages = []
    translator.person.save()
    client.force_login(User.objects.get(pk=translator.pk))
    assert sources(client, code()) == {}


def test_the_past_is_asked_for_outdated_texts_alone(staff, django_assert_max_num_queries, django_assert_num_queries):
    row = code()
    staff.get(address(row))  # sessions, permissions
    with django_assert_max_num_queries(40) as asked:
        staff.get(address(row))
    before = len(asked)
    assert not [each for each in asked.captured_queries if "historical" in each["sql"]]
    staff.post(address(row), opened(staff, address(row)) | {"summary_en": NEW})
    staff.get(address(row))  # the message
    with django_assert_num_queries(before + 1):
        staff.get(address(row))


def test_a_form_grows_by_its_source_texts_alone(staff):
    row = code()
    for name, each in sources(staff, row).items():
        text = next(getattr(row, f"{word}_en") for word in row.WORDS if name.startswith(word))
        (shown,) = each.xpath(".//div[@class='text']")
        assert len(html.tostring(shown, encoding="unicode")) < 1.5 * len(text) + 200, name


# --- the preview


def test_a_preview_is_as_the_page_shows_it(staff):
    text = "هذه `550`.\r\n\r\n1. انظر **هنا**.\r\n2. ثم `RCPT TO`.\r\n"
    shown = preview(staff, code(), fix_ar=text)
    (prose,) = shown.xpath("//div[@class='prose']")
    assert (prose.get("lang"), prose.get("dir")) == ("ar", "rtl")
    assert [words(item) for item in prose.xpath("ol/li")] == ["انظر هنا.", "ثم RCPT TO."]
    assert [each.get("dir") for each in prose.xpath(".//code")] == ["ltr", "ltr"]
    assert not shown.xpath("//a")
    assert [words(step) for step in shown.xpath("//*[contains(@class, 'steps')]/li")] == ["انظر هنا."]


def test_a_preview_has_the_first_step_of_each_class(staff):
    steps = "1. If the code begins with 4, wait.\n2. If the code begins with 5, stop.\n"
    row = next(each for each in ReplyCode.objects.filter(code__startswith="X") if {*each.classes} == {"4", "5"})
    found = preview(staff, row, fix_en=steps).xpath("//*[contains(@class, 'steps')]/li")
    assert [words(step) for step in found] == ["Wait.", "Stop."]
    assert not preview(staff, code("250"), fix_en=steps).xpath("//*[contains(@class, 'steps')]")
    assert not preview(staff, code(), summary_en="1. Wait.").xpath("//*[contains(@class, 'steps')]")
    cause = Cause.objects.first()
    assert preview(staff, cause, for_sender_en="1. Wait.").xpath("//*[contains(@class, 'steps')]/li")


def test_what_is_typed_is_escaped_and_stored_nowhere(staff):
    row = code()
    before, entries = row.plain_words, row.history.count()
    shown = staff.post(address(row, "preview"), {"alone": "1", "fix_ar": "<script>alert(1)</script>"})
    assert "<script>" not in shown.text
    assert "<script>alert(1)</script>" in escaping.unescape(shown.text)
    assert "no-store" in shown["Cache-Control"]
    row = code()
    assert (row.plain_words, row.history.count()) == (before, entries)


@pytest.mark.parametrize(("prefix", "said"), [("", "Nothing is saved"), ("/ar", "لم يُحفظ شيء")])
def test_without_script_a_button_shows_all_texts_in_a_page(staff, prefix, said):
    row = code()
    form = html.document_fromstring(staff.get(address(row, prefix=prefix)).text)
    (button,) = form.xpath("//form//button[@formaction]")
    assert (button.get("formaction"), button.get("formtarget")) == (address(row, "preview", prefix), "_blank")
    # A line that is left by Enter is sent by the first button of its form, and that saves.
    assert form.xpath("//form[@id='replycode_form']//*[self::button or @type='submit']")[0].get("name") == "_save"
    response = staff.post(button.get("formaction"), opened(staff, address(row, prefix=prefix)) | {"name_ar": "اسم"})
    page = html.document_fromstring(response.text)
    written = [name for name in row.plain_words["ar"] if getattr(row, f"{name}_ar")]
    assert {f"{name}_ar" for name in written} <= {*page.xpath("//*[@class='preview']/@data-of")}
    assert said in words(page)
    assert "اسم" in [words(each) for each in page.xpath("//*[@class='preview']")]
    assert code().name_ar == row.name_ar


def test_a_preview_is_for_staff_who_have_a_token(client, support, staff):
    row = code()
    assert staff.get(address(row, "preview"))["Location"] == address(row)
    assert staff.post(address(ReplyCode(pk=999_999), "preview"), {}).status_code == 404
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(support)
    assert strict.post(address(row, "preview"), {"alone": "1", "fix_ar": "1."}).status_code == 403
    client.logout()
    assert "/login/" in client.post(address(row, "preview"), {"alone": "1", "fix_ar": "1."})["Location"]
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    assert client.post(address(row, "preview"), {"alone": "1", "fix_ar": "1."}).status_code == 403
    assert not html.document_fromstring("<p>" + staff.get("/admin/").text).xpath("//*[@class='preview']")


def test_a_preview_asks_for_its_row_and_for_rights_alone(staff, django_assert_num_queries):
    row = code()
    staff.post(address(row, "preview"), {"alone": "1", "fix_ar": "1."})
    with django_assert_num_queries(6):
        staff.post(address(row, "preview"), {"alone": "1", "fix_ar": "1. انظر هنا."})
