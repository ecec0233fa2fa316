"""Several people, or several windows, in one record."""

import html
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import lxml.html
import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.db.models.signals import post_save
from editing import form_in, opened
from modeltranslation.utils import build_localized_fieldname as word_column

from codes import admin as workbench
from codes import generation
from codes.models import CONTENT_MODELS, Cause, KnownReply, Provider, ReplyCode

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client):
    client.force_login(User.objects.create_superuser("root", password="correct horse battery"))  # noqa: S106
    return client


def address(row, prefix=""):
    return f"{prefix}/admin/codes/{row._meta.model_name}/{row.pk}/change/"


def code(text="550"):
    return ReplyCode.objects.get(code=text)


def test_what_somebody_else_wrote_in_another_language_or_field_stays(staff):
    one, other, third = (opened(staff, address(code(), prefix)) for prefix in ("", "/ar", ""))
    assert staff.post(address(code()), one | {"summary_en": "The mailbox cannot be used."}).status_code == 302
    assert staff.post(address(code(), "/ar"), other | {"summary_ar": "تعذّر استعمال الصندوق."}).status_code == 302
    assert staff.post(address(code()), third | {"name_en": "Mailbox out of use"}).status_code == 302
    row = code()
    assert (row.summary_en, row.summary_ar) == ("The mailbox cannot be used.", "تعذّر استعمال الصندوق.")
    assert row.name_en == "Mailbox out of use"
    changes = [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]
    assert [("Summary (English)" in text, "Summary (Arabic)" in text, "Name" in text) for text in changes] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]


def test_the_same_text_written_by_two_is_no_conflict(staff):
    one, other = opened(staff, address(code())), opened(staff, address(code()))
    for form in (one, other):
        assert staff.post(address(code()), form | {"summary_en": "The mailbox cannot be used."}).status_code == 302
    assert LogEntry.objects.count() == 1


def test_line_ends_that_a_browser_changes_are_nobodys_change(staff):
    before, (one, other) = code(), (opened(staff, address(code())) for _window in range(2))
    assert "\r\n" in one["fix_en"][0]
    assert before.fix_en.endswith("\n") > one["fix_en"][0].endswith("\n")
    assert staff.post(address(code()), one | {"summary_en": "The mailbox cannot be used."}).status_code == 302
    assert staff.post(address(code()), other | {"fix_en": "1. Wait.\r\n2. Ask."}).status_code == 302
    newest, second, *_older = code().history.all()
    assert (newest.changed(second), second.changed(code().history.all()[2])) == (["fix_en"], ["summary_en"])
    assert (code().fix_en, code().description_en) == ("1. Wait.\n2. Ask.\n", before.description_en)


THEIRS, MINE = "The mailbox cannot be used.", "The mailbox cannot be opened."


@pytest.fixture
def refused(staff):
    """The form of somebody who typed MINE where THEIRS was saved meanwhile."""
    one, other = opened(staff, address(code())), opened(staff, address(code()))
    staff.post(address(code()), one | {"summary_en": THEIRS})
    response = staff.post(address(code()), other | {"summary_en": MINE, "name_en": "Out of use"})
    assert response.status_code == 200
    assert (code().summary_en, code().name_en != "Out of use") == (THEIRS, True)
    return response.text


def test_a_field_changed_by_two_is_refused_with_both_texts_in_view(refused):
    page = lxml.html.document_fromstring(refused)
    assert page.xpath("//*[@name='summary_en']/text()|//*[@name='summary_en']/@value")[0].strip() == MINE
    (row,) = page.xpath("//div[contains(@class, 'field-summary_en')]")
    texts = row.xpath(".//div[@class='text']")
    assert [text.text_content().strip() for text in texts] == [THEIRS, MINE]
    assert [text.xpath(".//mark/text()") for text in texts] == [["used."], ["opened."]]
    assert "Last saved by support" in row.text_content()
    assert "changed by somebody else" in row.xpath(".//ul[@class='errorlist']")[0].text_content()
    (fault,) = page.xpath("//ul[@class='faults']//a")
    assert (fault.get("href"), fault.text) == ("#id_summary_en", "Summary (English)")
    assert page.xpath("//*[@autofocus]/@name") == ["summary_en"]
    assert not row.xpath(".//div[@class='contested']//input[@type='radio' and @checked]")


def test_codes_in_both_texts_keep_their_direction(staff):
    where = address(code(), "/ar")
    form = opened(staff, where)
    ReplyCode.objects.filter(code="550").update(summary_ar="انظر `432 4.3.2`.")
    page = lxml.html.document_fromstring(staff.post(where, form | {"summary_ar": "انظر `432 4.7.12`."}).text)
    marked = page.xpath("//div[@class='text']//mark/bdi[@dir='ltr']/text()")
    assert marked == ["`432 4.3.2`", "`432 4.7.12`"]


@pytest.mark.parametrize(
    ("chosen", "typed", "kept"),
    [
        ("theirs", {}, THEIRS),
        ("mine", {}, MINE),
        ("mine", {"summary_en": "The mailbox cannot be used or opened."}, "The mailbox cannot be used or opened."),
    ],
)
def test_one_of_both_texts_is_taken(staff, refused, chosen, typed, kept):
    form = form_in(refused)
    assert staff.post(address(code()), form | {"take-summary_en": chosen} | typed).status_code == 302
    assert (code().summary_en, code().name_en) == (kept, "Out of use")


def test_a_choice_is_asked_for_until_it_is_made_and_outlives_another_fault(staff, refused):
    again = staff.post(address(code()), form_in(refused))
    assert "Both texts" in again.text
    assert code().summary_en == THEIRS
    faulty = staff.post(address(code()), form_in(again.text) | {"take-summary_en": "theirs", "name_en": ""})
    form = form_in(faulty.text)
    assert (form["take-summary_en"], form["summary_en"]) == (["theirs"], [MINE])
    assert staff.post(address(code()), form | {"name_en": "Out of use"}).status_code == 302
    assert (code().summary_en, code().name_en) == (THEIRS, "Out of use")


def test_a_choice_between_texts_that_are_older_by_now_is_no_choice(staff, refused):
    form = form_in(refused)
    staff.post(address(code()), opened(staff, address(code())) | {"summary_en": "Nobody opens the mailbox."})
    for chosen in ("theirs", "mine"):
        response = staff.post(address(code()), form | {"take-summary_en": chosen})
        assert response.status_code == 200
        assert "Nobody" in response.text
    assert code().summary_en == "Nobody opens the mailbox."


def test_a_form_that_does_not_say_how_it_was_opened_takes_nothing_away(staff):
    response = staff.post(address(code()), {"summary_en": MINE})
    assert response.status_code == 200
    assert "Both texts" in response.text
    assert code().summary_en not in {MINE, ""}


def test_what_was_typed_for_a_deleted_record_is_still_there(staff):
    row = code("553")
    form = opened(staff, address(row, "/ar"))
    where = address(row, "/ar")
    row.delete()
    response = staff.post(where, form | {"summary_ar": "نص كُتب قبل الحذف."})
    assert response.status_code == 200
    assert "حُذف هذا العنصر" in response.text
    assert form_in(response.text)["summary_ar"] == ["نص كُتب قبل الحذف."]
    assert not ReplyCode.objects.filter(code="553").exists()
    assert staff.post(where, form_in(response.text)).status_code == 200
    assert staff.get(where).status_code == 404


def test_facts_typed_for_a_deleted_record_are_still_there(root):
    row = code("X.7.26")
    form, where = opened(root, address(row)), address(row)
    row.delete()
    page = root.post(where, form | {"classes": "5"})
    assert form_in(page.text)["classes"] == ["5"]
    assert form_in(page.text)["code"] == ["X.7.26"]


def test_editors_of_one_record_at_the_same_moment_all_keep_their_text(site):
    fields = [f"{word}_{language}" for word in ("name", "summary", "description") for language in ("en", "ar")]
    where = "/admin/codes/replycode/3/change/"
    editors = [Editor(site, where) for _field in fields]
    with ThreadPoolExecutor(len(fields)) as pool:
        assert all(
            pool.map(
                lambda editor, field: editor.save({field: f"{editor.form[field][0].strip().rstrip('.')} (7)"}),
                editors,
                fields,
            )
        )
    saved = editors[0].open()
    assert {field: saved[field][0].endswith(" (7)") for field in fields} == dict.fromkeys(fields, True)


class Editor:
    """Somebody logged in on the running site, in front of a form."""

    def __init__(self, site, where):
        cookies = CookieJar()
        self.ask = build_opener(HTTPCookieProcessor(cookies)).open
        self.address = site + where
        self.ask(f"{site}/admin/login/").close()
        token = next(cookie.value for cookie in cookies if cookie.name == "csrftoken")
        login = {"username": "root", "password": "correct horse battery", "csrfmiddlewaretoken": token, "next": where}
        self.ask(f"{site}/admin/login/", urlencode(login).encode()).close()
        self.form = self.open()

    def open(self):
        with self.ask(self.address) as page:
            return form_in(page.read().decode())

    def save(self, typed):
        """Whether the form was taken: a refused one is shown again."""
        with self.ask(self.address, urlencode(self.form | typed, doseq=True).encode()) as page:
            return page.url != self.address


# --- a form saved unchanged


@pytest.fixture
def written():
    """The rows that are saved."""
    rows = []

    def note(instance, **_signal):
        rows.append(instance)

    post_save.connect(note)
    yield rows
    post_save.disconnect(note)


EVERY = [(model, number) for model in CONTENT_MODELS for number in (0, -1)]


@pytest.mark.parametrize("who", ["staff", "root"])
@pytest.mark.parametrize(("model", "number"), EVERY, ids=[f"{m.__name__} {n}" for m, n in EVERY])
def test_a_form_saved_unchanged_changes_nothing(request, who, model, number, written):
    client = request.getfixturevalue(who)
    row = [*model.objects.all()][number]
    page = client.get(address(row))
    written.clear()
    before = generation.current()
    response = client.post(address(row), form_in(page.text), follow=True)
    assert "Nothing was changed" in response.text
    assert ([row for row in written if isinstance(row, CONTENT_MODELS)], LogEntry.objects.count()) == ([], 0)
    assert generation.current() == before


@pytest.mark.parametrize("model", CONTENT_MODELS, ids=lambda model: model.__name__)
def test_no_record_changes_by_being_saved_unchanged(rf, model, spread):
    """Records as a superuser sends them, without the rest of the page: more where an order is chosen."""
    request = rf.get("/")
    request.user = User(is_superuser=True, is_staff=True, is_active=True)
    editor = workbench.admin.site.get_model_admin(model)
    rows = model.objects.all()
    for row in spread(rows) if hasattr(model, "actors") else rows[::20]:
        form_class = editor.get_form(request, row, change=True)
        shown = form_class(instance=row)
        inputs = "".join(f'<input type="hidden" name="{n}" value="{html.escape(v)}">' for n, v in shown.opened)
        sent = form_in(f'<form method="post" id="x_form">{inputs}{shown.as_div()}</form>')
        data = type(rf.post("/").POST)(mutable=True)
        for name, values in sent.items():
            data.setlist(name, values)
        form = form_class(data, instance=row)
        assert form.is_valid(), (row, form.errors)
        assert form.changed_data == [], row


def test_the_order_of_who_acts_is_kept_and_changed_on_purpose(root):
    row = next(row for row in ReplyCode.objects.all() if row.actors == ["sender-admin", "sender"])
    form = opened(root, address(row))
    assert [form[f"actors_{place}"] for place in range(3)] == [["sender-admin"], ["sender"], [""]]
    assert root.post(address(row), form | {"actors_0": "sender", "actors_1": ""}).status_code == 302
    assert ReplyCode.objects.get(pk=row.pk).actors == ["sender"]
    again = opened(root, address(row)) | {"actors_0": "", "actors_2": "sender-admin", "actors_4": "sender"}
    assert root.post(address(row), again).status_code == 302
    assert ReplyCode.objects.get(pk=row.pk).actors == ["sender-admin", "sender"]
    twice = root.post(address(row), opened(root, address(row)) | {"actors_1": "sender-admin"})
    assert "Chosen twice:" in twice.text
    assert 'href="#id_actors_0"' in twice.text
    assert 'id="id_actors_0"' in twice.text


def test_an_order_changed_by_two_is_chosen_too(root):
    row = next(row for row in ReplyCode.objects.all() if row.actors == ["sender-admin", "sender"])
    one, other = opened(root, address(row)), opened(root, address(row))
    root.post(address(row), one | {"actors_0": "sender", "actors_1": ""})
    refused = root.post(address(row), other | {"actors_0": "recipient"})
    assert ReplyCode.objects.get(pk=row.pk).actors == ["sender"]
    assert root.post(address(row), form_in(refused.text) | {"take-actors": "mine"}).status_code == 302
    assert ReplyCode.objects.get(pk=row.pk).actors == ["recipient", "sender"]


def test_stages_changed_by_two_are_chosen_too(root):
    one, other = opened(root, address(code())), opened(root, address(code()))
    root.post(address(code()), one | {"stages": '{"rcpt": {}}'})
    refused = root.post(address(code()), other | {"stages": '{"mail": {}}'})
    assert code().stages == {"rcpt": {}}
    assert root.post(address(code()), form_in(refused.text) | {"take-stages": "mine"}).status_code == 302
    assert code().stages == {"mail": {}}


def test_a_text_that_is_too_long_is_refused_and_not_cut(staff):
    page = staff.get(address(code())).text
    assert "maxlength" not in page
    refused = staff.post(address(code()), form_in(page) | {"summary_en": "x" * 401})
    assert "401" in refused.text
    assert form_in(refused.text)["summary_en"] == ["x" * 401]


# --- English is never locked


def test_a_source_text_may_change_before_its_translations(staff):
    form = opened(staff, address(code()))
    assert staff.post(address(code()), form | {"fix_en": "1. Look at `553` too.\r\n2. Wait."}).status_code == 302
    row = code()
    assert row.fix_en == "1. Look at `553` too.\n2. Wait.\n"
    fix_of_others = {
        word_column("fix", language) for language, _name in settings.LANGUAGES if language not in {"en", "ar"}
    }
    assert (row.outdated(), row.faults()) == (
        {"fix_ar", *fix_of_others},
        {},
    )  # it agrees with the text that it was made from
    # Other fields of the translation that is behind can be edited; the field itself must agree again.
    form = opened(staff, address(code(), "/ar"))
    assert staff.post(address(code(), "/ar"), form | {"name_ar": "الصندوق غير متاح"}).status_code == 302
    form = opened(staff, address(code(), "/ar"))
    behind = staff.post(address(code(), "/ar"), form | {"fix_ar": "1. انتظر."})
    assert "553" in behind.text
    assert behind.status_code == 200
    assert staff.post(address(code(), "/ar"), form | {"fix_ar": "1. انظر `553`.\r\n2. انتظر."}).status_code == 302
    assert (code().outdated(), code().faults()) == (fix_of_others, {})


def test_an_old_fault_of_a_fact_does_not_lock_the_words(root):
    ReplyCode.objects.filter(code="550").update(references=["nowhere"])
    assert root.post(address(code()), opened(root, address(code())) | {"name_en": "Out of use"}).status_code == 302
    refused = root.post(address(code()), opened(root, address(code())) | {"references": "nowhere else"})
    assert "Not a reference like" in refused.text


def test_a_fact_that_no_longer_fits_another_is_refused(root):
    row = Cause.objects.get(slug="mailbox-full")
    refused = root.post(address(row), opened(root, address(row)) | {"codes": "535"})
    assert "already means another cause: Login missing or refused" in refused.text
    reply = KnownReply.objects.filter(provider="exim").first()
    other = Provider.objects.get(slug="gmail")
    refused = root.post(address(reply), opened(root, address(reply)) | {"provider": other.slug})
    assert "does not begin with this provider&#x27;s" in refused.text


def test_the_name_of_a_known_reply_that_was_emptied_is_made_again(root):
    reply = KnownReply.objects.filter(provider="exim").first()
    assert root.post(address(reply), opened(root, address(reply)) | {"slug": ""}).status_code == 302
    assert KnownReply.objects.get(pk=reply.pk).slug.startswith("exim-")


def test_an_edit_in_arabic_leaves_the_untranslated_column_alone(staff):
    staff.post(address(code(), "/ar"), opened(staff, address(code(), "/ar")) | {"name_ar": "الصندوق غير متاح"})
    staff.post(address(code(), "/ar"), opened(staff, address(code(), "/ar")) | {"name_en": "Out of use"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, name_en, name_ar FROM codes_replycode WHERE code = '550'")
        assert cursor.fetchone() == ("Out of use", "Out of use", "الصندوق غير متاح")


def test_what_was_saved_outlives_a_power_cut():
    setting, waits = {"sqlite": ("PRAGMA synchronous", 2), "postgresql": ("SHOW synchronous_commit", "on")}[
        connection.vendor
    ]
    with connection.cursor() as cursor:
        cursor.execute(setting)
        assert cursor.fetchone() == (waits,)
