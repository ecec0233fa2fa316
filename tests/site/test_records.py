"""How a record is edited, whatever it is a record of."""

import html

import lxml.html
import pytest
from editing import address, facts_of, form_of

from codes.models import ReplyCode

pytestmark = pytest.mark.django_db


def test_an_edit_shows_at_once_on_the_arabic_page(staff):
    row = ReplyCode.objects.get(code="553")
    assert "تجربة التحرير" not in staff.get("/ar/553/").text
    response = staff.post(address(row, "/ar"), form_of(row, name_ar="تجربة التحرير"))
    assert response.status_code == 302
    for path in ("/ar/553/", "/ar/", "/ar/compare/250/553/"):
        assert "تجربة التحرير" in staff.get(path).text, path
    assert "تجربة التحرير" not in staff.get("/553/").text


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
