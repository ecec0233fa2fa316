"""The page of sheets: what is handed out, shown, confirmed and saved, and what it says where something is wrong."""

import csv
import re
from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from lxml import html
from test_workbench_arabic import checked

from codes import exchange
from codes.freshness import State
from codes.models import ReplyCode
from codes.tables import CONTENT_TYPES, Format, read

pytestmark = pytest.mark.django_db

PAGE, TEXTS = "/admin/sheets/", "/admin/sheets/texts/"
NAME, SUMMARY = "codes: 550 name_ar", "codes: 550 summary_ar"


def sheet(language="ar", **texts):
    """The texts of 550 as a file, with other texts in their rows; the first row is that of the name."""
    data = exchange.export(Format.CSV, language, codes=[exchange.Code("550")]).decode("utf-8-sig")
    rows = [*csv.reader(StringIO(data, newline=""))]
    for row in rows:
        row[2] = texts.get(row[0].rpartition(" ")[2], row[2]) if row[0].startswith("codes:") else row[2]
    file = StringIO(newline="")
    csv.writer(file, delimiter=";").writerows(rows)
    return file.getvalue().encode("utf-8-sig")


def sent(client, data, prefix=""):
    return client.post(prefix + PAGE, {"sheet": SimpleUploadedFile("texts.csv", data)})


def confirmed(client, page, prefix="", **answers):
    """Confirm what a page shows, with answers to what it asks."""
    (seen,) = html.document_fromstring(page.text).xpath("//input[@name='confirmed']/@value")
    return client.post(prefix + PAGE, {"confirmed": seen, **answers}, follow=True)


def said(page, part):
    """What a part of the page says, blanks as one sees them."""
    return [" ".join(found.text_content().split()) for found in html.document_fromstring(page.text).xpath(part)]


@pytest.mark.parametrize(("prefix", "link"), [("", "Texts in spreadsheets"), ("/ar", "النصوص في جداول بيانات")])
def test_the_front_page_leads_to_the_sheets(staff, prefix, link):
    assert said(staff.get(f"{prefix}/admin/"), f"//a[@href='{prefix}{PAGE}']") == [link]
    assert staff.get(prefix + PAGE).status_code == 200


@pytest.mark.parametrize("kind", Format)
def test_texts_are_handed_out_as_a_file_by_a_name_that_says_which(staff, kind):
    choice = {"language": "ar", "texts": "code", "code": "x.7.26", "format": kind.value}
    answer = staff.get(TEXTS, choice)
    assert answer["Content-Type"] == CONTENT_TYPES[kind]
    assert answer["Content-Disposition"] == f'attachment; filename="texts-ar-X.7.26.{kind.value}"'
    assert "no-store" in answer["Cache-Control"]
    assert read(answer.content)[1].cells[0] == "enhanced: X.7.26 name_ar"


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ({"texts": "code", "code": "five"}, "Write one code"),
        ({"texts": "code"}, "Write one code"),
        ({"texts": "open"}, "There is no such text"),
        ({"language": "xx"}, "Select a valid choice"),
    ],
)
def test_a_choice_of_nothing_is_told(staff, choice, sentence):
    page = staff.get(TEXTS, {"language": "ar", "texts": "all", "format": "csv"} | choice)
    assert sentence in page.text
    assert page["Content-Type"].startswith("text/html")


def test_a_sheet_is_shown_before_it_is_saved(staff):
    page = sent(staff, sheet(name_ar="لا صندوق", summary_ar="رُفض بالرمز `553`."))
    assert "Nothing is saved yet" in page.text
    assert said(page, "//section[@id='plan']//li")[:2] == ["1 text will be changed", "1 row is refused"]
    [change] = html.document_fromstring(page.text).xpath("//section[@id='changes']//div[@class='text']")
    assert (change.get("lang"), change.get("dir")) == ("ar", "rtl")
    assert change.xpath(".//ins")
    assert change.xpath(".//del")
    [refused] = said(page, "//section[@id='refused']//div[@class='change']")
    assert refused.startswith("Row 3 codes: 550 summary_ar Summary العربية This translation has 553 in backticks")
    assert ReplyCode.objects.get(code="550").name_ar != "لا صندوق"
    assert "1 text was saved." in confirmed(staff, page).text
    record = ReplyCode.objects.get(code="550")
    assert record.name_ar == "لا صندوق"
    assert "553" not in record.summary_ar
    assert "From a spreadsheet" in staff.get(f"/admin/codes/replycode/{record.pk}/history/").text


def test_what_was_changed_after_it_was_shown_is_shown_again(staff):
    page = sent(staff, sheet(name_ar="لا صندوق"))
    ReplyCode.objects.filter(code="550").update(name_ar="اسم أحدث")
    again = confirmed(staff, page)
    assert "Nothing was saved: a text or a right has changed" in again.text
    assert said(again, "//section[@id='refused']//h4") == ["Here", "In the sheet"]
    assert ReplyCode.objects.get(code="550").name_ar == "اسم أحدث"


def english(old, new):
    """The English texts of 550 with another summary."""
    return sheet("en", summary_en=ReplyCode.objects.get(code="550").summary_en.replace(old, new))


def test_whoever_changes_english_texts_says_how(staff):
    assert not said(sent(staff, sheet(name_ar="لا صندوق")), "//*[@class='grade']")
    page = sent(staff, english("for good", "forever"))
    assert "English texts are among them" in said(page, "//section[@id='plan']//*[@class='grade']")[0]
    confirmed(staff, page, **{"grade-sheet": "wrong-before", "why-sheet": "it was not so"})
    record = ReplyCode.objects.get(code="550")
    assert "forever" in record.summary_en
    assert record.state("summary", "ar") is State.WRONG
    assert record.made_of("summary", "ar").why == "it was not so"
    assert record.state("name", "ar") is State.CURRENT


def test_what_was_said_of_english_texts_is_refused_and_nothing_is_lost(staff):
    page = sent(staff, english("for good", "as `550` says"))
    again = confirmed(staff, page, **{"grade-sheet": "typo", "why-sheet": "a slip"})
    [fault] = said(again, "//section[@id='plan']//ul[@class='errorlist']/li")
    assert "typo" in fault
    assert "`550`" not in ReplyCode.objects.get(code="550").summary_en
    (chosen,) = html.document_fromstring(again.text).xpath("//input[@name='grade-sheet'][@checked]/@value")
    assert (chosen, "a slip" in again.text) == ("typo", True)
    confirmed(staff, again, **{"grade-sheet": "changed", "why-sheet": ""})
    record = ReplyCode.objects.get(code="550")
    assert "as `550` says" in record.summary_en
    assert record.state("summary", "ar") is State.OUTDATED


def test_whoever_loses_a_right_saves_nothing(staff, support):
    page = sent(staff, sheet(name_ar="لا صندوق"))
    support.groups.clear()
    assert "Your account may not change this text." in confirmed(staff, page).text
    assert ReplyCode.objects.get(code="550").name_ar != "لا صندوق"


def test_nobody_confirms_what_was_shown_to_somebody_else_or_made_up(staff, client):
    page = sent(staff, sheet(name_ar="لا صندوق"))
    other = User.objects.create_user("other", is_staff=True)
    other.groups.add(Group.objects.get(name="Support staff"))
    client.force_login(other)
    assert "this was not shown to you" in confirmed(client, page).text
    assert "this was not shown to you" in client.post(PAGE, {"confirmed": "made up"}, follow=True).text
    assert ReplyCode.objects.get(code="550").name_ar != "لا صندوق"


@pytest.mark.parametrize(
    ("data", "english", "arabic"),
    [
        (b"", "The submitted file is empty.", "فارغ"),
        (b"\x89PNG\x00", "neither an Excel workbook (.xlsx) nor a CSV", "ليس هذا الملف مصنف"),
        ("Größe;a".encode("cp1252"), "not in UTF-8", "ليس بترميز"),
        (b'a,b\n"c', "from row 2 on", "ابتداءً من الصف 2"),
        (b"a\n" * 20_001, "more than 20000 rows", "أكثر من 20000 صف"),
        (b"Address,English text,Text to edit\n", "when it was made: Text before", "عند إنشائه: النص السابق"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_in_a_sentence(staff, data, english, arabic):
    assert english in " ".join(said(sent(staff, data), "//ul[@class='errorlist']"))
    page = sent(staff, data, "/ar")
    assert arabic in re.sub("[\u2068\u2069]", "", " ".join(said(page, "//ul[@class='errorlist']")))
    assert "Nothing is saved yet" not in page.text


def test_a_page_in_arabic_is_arabic(client):
    staff = client
    staff.force_login(User.objects.create_superuser("مديرة"))
    with translation.override("ar"):
        data = sheet(name_ar="لا صندوق", summary_ar="رُفض بالرمز `553`.", fix_ar="1. شيء.")
        when = ReplyCode.objects.get(code="550").when_seen_ar
    ReplyCode.objects.filter(code="550").update(fix_ar="1. شيء آخر.\n", when_seen_ar=f"{when}- شيء\n")
    for answer in (staff.get("/ar" + PAGE), page := sent(staff, data, "/ar"), confirmed(staff, page, "/ar")):
        checked(answer)
    assert "تغيّر هنا في هذه الأثناء ويبقى" in page.text


def test_nothing_of_a_sheet_stands_in_the_log(staff, caplog):
    sent(staff, sheet(name_ar="سرّ لا يُكتب", summary_ar="سرّ `553`."))
    sent(staff, b'secret,b\n"c')
    assert "سرّ" not in caplog.text
    assert "secret" not in caplog.text
