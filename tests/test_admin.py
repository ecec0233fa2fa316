"""The workbench."""

import pytest
from django.contrib.auth.models import User

from codes.models import CodePair, ReplyCode, StageMeaning, VendorUse

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client, support):
    client.force_login(support)
    return client


def form_of(row, **changed):
    """What a browser sends for the words of a code; text areas come back with carriage returns."""
    data = {
        f"{word}_{language}": text.rstrip("\n").replace("\n", "\r\n")
        for language, texts in row.plain_words.items()
        for word, text in texts.items()
    }
    return data | changed


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


def test_saving_a_form_unchanged_changes_no_text(staff):
    row = ReplyCode.objects.get(code="553")
    before = (row.plain_facts, row.plain_words)
    assert staff.post(address(row), form_of(row)).status_code == 302
    row = ReplyCode.objects.get(code="553")
    assert (row.plain_facts, row.plain_words) == before


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


def test_support_staff_see_the_facts_but_cannot_change_them(staff):
    row = ReplyCode.objects.get(code="553")
    page = staff.get(address(row)).text
    assert "RFC 5321 4.2.3" in page
    assert not [field for field in ("code", *ReplyCode.FACTS) if f'name="{field}"' in page]
    assert not [word for word in ReplyCode.WORDS if f'name="{word}_ar"' not in page]
    staff.post(address(row), form_of(row, retried="nothing", code="999"))
    unchanged = ReplyCode.objects.get(pk=row.pk)
    assert (unchanged.code, unchanged.plain_facts) == (row.code, row.plain_facts)


@pytest.mark.parametrize(
    "path",
    ["auth/user/", "auth/group/", "auth/user/add/", "codes/replycode/add/", "codes/replycode/1/delete/"],
)
def test_support_staff_may_do_nothing_else(staff, path):
    row = ReplyCode.objects.get(code="553")
    response = staff.get(f"/ar/admin/{path.replace('/1/', f'/{row.pk}/')}")
    assert response.status_code == 403
    assert "هذا غير مسموح لك" in response.text


def test_a_superuser_edits_facts_and_adds_a_code(client):
    client.force_login(User.objects.create_superuser("root", password="correct horse battery"))  # noqa: S106
    row = ReplyCode.objects.get(code="553")
    facts = {
        "code": "599",
        "standing": "unregistered",
        "references": "RFC 5321 4.2\r\n\r\nRFC 5321 4.2.1\r\n",
        "actors": ["sender", "sender-admin"],
        "retried": "no",
        "related": "550",
        "stages": '{"rcpt": {"retried": "queue"}}',
    }
    assert client.post("/admin/codes/replycode/add/", form_of(row, **facts)).status_code == 302
    added = ReplyCode.objects.get(code="599")
    assert added.references == ["RFC 5321 4.2", "RFC 5321 4.2.1"]
    assert added.stages == {"rcpt": {"retried": "queue"}}
    assert client.get("/ar/599/").status_code == 200
    assert client.get("/compare/550/599/").status_code == 200
    again = client.post(address(added), form_of(row, **facts | {"related": "599", "stages": '{"lunch": {}}'}))
    assert "Not the code of another reply: 599" in again.text
    assert "Stages must be known ones" in again.text


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_list_with_search_and_filters(staff, prefix):
    where = f"{prefix}/admin/codes/replycode/"
    assert staff.get(where).text.count('class="field-code"') == 100  # a page of them
    assert staff.get(where, {"class": "X"}).text.count('class="field-code"') == 81
    found = staff.get(where, {"q": "صندوق ممتلئ"}).text
    assert ">552<" in found
    assert staff.get(where, {"class": "4", "standing__exact": "standard"}).text.count('class="field-code"') == 5


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
    lost = staff.post(f"{where}{row.pk}/change/", form_of(row, **{f"{word}_ar": "نص فيه `599`."}))
    assert "بين علامتي اقتباس مائلتين، وليس في النص الأصلي" in lost.text
