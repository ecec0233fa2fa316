"""Whatever becomes of a save, what was typed is offered again, in this browser and to this editor only."""

import sqlite3
import time
from contextlib import closing

import pytest
from playwright.sync_api import expect
from running import new_site, serving
from test_quality import violations

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery"  # noqa: S105
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('kept '))"
TYPED = {"en": "Typed, and not saved yet.", "ar": "نص كُتب ولم يُحفظ بعد."}
SIZES = [(360, 740), (768, 1024), (1280, 800)]


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A site of its own, to be killed, locked and cut off."""
    with new_site(tmp_path_factory.mktemp("kept")) as environment, serving(environment) as running:
        running.add_user("other")
        yield running


@pytest.fixture
def site(running):
    return running.address


@pytest.fixture
def database(running):
    with closing(sqlite3.connect(running.database, isolation_level=None)) as connection:
        yield connection


def pytest_generate_tests(metafunc):
    """Each test in one direction, by turns, since all of them keep a browser busy; in both by make all-pages."""
    if "editor" in metafunc.fixturenames:
        languages, turn = ["en", "ar"], len(metafunc.function.__name__) % 2
        own = languages[turn:][:1] if metafunc.config.getoption("pages") else languages
        metafunc.parametrize("editor", own, indirect=True)


@pytest.fixture
def editor(request, page, logged_in):
    """Somebody in front of the list with 551, who accepts to leave a form."""
    page.on("dialog", lambda dialog: dialog.accept())
    editor = Editor(page, request.param)
    logged_in(editor.list)
    return editor


class Editor:
    """What an editor does and sees in one window, in one language."""

    def __init__(self, page, language, code="551"):
        self.page, self.language = page, language
        self.prefix = "" if language == "en" else "/ar"
        self.list = f"{self.prefix}/admin/codes/replycode/?q={code}"
        self.field, self.text = page.locator(f"[name=summary_{language}]"), TYPED[language]
        self.offers = page.locator(".kept")

    def log_in(self, name):
        self.page.fill("#id_username", name)
        self.page.fill("#id_password", PASSWORD)
        self.page.click("#login-form [type=submit]")

    def open(self):
        """Open the form from the list; who is not logged in comes to the page for that first."""
        self.page.goto(self.list)
        if self.page.locator("#id_password").is_visible():
            return
        with self.page.expect_navigation():
            self.page.click(".field-code a")
        self.field.wait_for()

    def type(self, text=None):
        """Open the form, type, and return what was saved."""
        self.open()
        saved = self.field.input_value()
        self.field.fill(text or self.text)
        return saved

    def save(self):
        self.page.click("[name=_continue]")

    def is_told(self, sentence):
        """Whether the page says so, in its language and direction, and that what was typed is kept."""
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)
        expect(self.page.locator("html")).to_have_attribute("dir", "ltr" if self.language == "en" else "rtl")
        expect(self.page.locator("#content")).to_contain_text(sentence[self.language])
        expect(self.page.locator("[data-kept]")).to_be_visible()

    def go_back_to_the_form(self):
        self.page.click("#content p a")
        self.field.wait_for()

    def takes_it_back_and_saves(self, text=None):
        """Take back what is offered, see it in the field, and save it; then nothing is offered or kept any more."""
        expect(self.offers).to_have_count(1)
        assert self.field.input_value() != (text or self.text)
        self.offers.locator("[name=take]").click()
        expect(self.field).to_have_value(text or self.text)
        expect(self.field).to_be_focused()
        expect(self.offers).to_have_count(0)
        self.page.click("[name=_save]")
        self.page.wait_for_selector(".change-list .messagelist .success")
        assert self.page.evaluate(KEPT) == []
        self.open()
        expect(self.field).to_have_value(text or self.text)
        expect(self.offers).to_have_count(0)

    def restores(self, saved):
        self.open()
        self.field.fill(saved)
        self.save()
        self.page.wait_for_selector(".messagelist")


# --- what may become of a save


def test_a_login_that_expires_while_typing(editor, database):
    saved = editor.type()
    database.execute("DELETE FROM django_session")
    editor.save()
    editor.is_told({"en": "Your login had ended", "ar": "كانت جلستك قد انتهت"})
    editor.log_in("root")
    editor.takes_it_back_and_saves()
    editor.restores(saved)


def is_logged(running, failure):
    """Whether the log tells what failed where a record was saved."""
    return any(line.get("event") == failure and line["path"].endswith("/change/") for line in running.logged())


def test_a_form_without_its_cookie(editor, expected, running):
    expected.append("403 (Forbidden)")
    saved = editor.type()
    editor.page.context.clear_cookies(name="csrftoken")
    editor.save()
    editor.is_told({"en": "its cookie is gone", "ar": "فُقد ملف تعريف الارتباط"})
    editor.go_back_to_the_form()
    editor.takes_it_back_and_saves()
    editor.restores(saved)
    assert is_logged(running, "CSRF")


def test_a_server_that_is_killed_while_it_saves(editor, database, running):
    saved = editor.type()
    database.execute("BEGIN IMMEDIATE")  # the save has to wait
    editor.page.evaluate("document.querySelector('[name=_continue]').click()")
    time.sleep(1)
    running.kill()
    database.execute("ROLLBACK")
    running.start()
    editor.open()
    editor.takes_it_back_and_saves()
    editor.restores(saved)


def test_no_network(editor, expected):
    expected.append("ERR_INTERNET_DISCONNECTED")
    saved = editor.type()
    editor.page.context.set_offline(True)
    editor.save()
    editor.page.wait_for_url("chrome-error://**")
    editor.page.context.set_offline(False)
    editor.open()
    editor.takes_it_back_and_saves()
    editor.restores(saved)


def test_a_database_that_is_locked(editor, database, expected, running):
    expected.append("503 (Service Unavailable)")
    saved = editor.type()
    database.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    editor.save()
    editor.is_told({"en": "The database is busy", "ar": "قاعدة البيانات مشغولة"})
    assert 4 < time.monotonic() - began < 10
    database.execute("ROLLBACK")
    editor.go_back_to_the_form()
    editor.takes_it_back_and_saves()
    editor.restores(saved)
    assert is_logged(running, "the database cannot be used")
    assert editor.text not in running.log.read_text()


def test_a_record_that_was_deleted_meanwhile(editor, database):
    page = editor.page
    editor.open()
    page.goto(f"{editor.prefix}/admin/codes/vendoruse/")
    with page.expect_navigation():
        page.locator("#result_list tbody th a").first.click()
    field = page.locator(f"[name=meaning_{editor.language}]")
    field.fill(editor.text)
    number = page.url.split("/")[-3]
    database.execute("DELETE FROM codes_vendoruse WHERE id = ?", [number])
    page.click("[name=_continue]")
    page.wait_for_selector(".errornote")
    expect(field).to_have_value(editor.text)
    page.goto(f"{editor.prefix}/admin/codes/vendoruse/{number}/change/")
    title = {"en": "There is no such record", "ar": "لا يوجد هذا السجل"}[editor.language]
    expect(page.locator("h1")).to_have_text(title)
    expect(editor.offers.locator("dd")).to_have_text([editor.text])
    editor.offers.locator("a").click()
    editor.offers.locator("[name=take]").click()
    expect(field).to_have_value(editor.text)
    assert page.url.endswith("/add/")


# --- whose it is


def test_logging_out_clears_it(editor):
    editor.type()
    assert len(editor.page.evaluate(KEPT)) == 1
    editor.page.click("#logout-form button")
    editor.page.wait_for_selector("#logout-form", state="detached")
    assert editor.page.evaluate(KEPT) == []
    editor.open()
    editor.log_in("root")
    editor.open()
    expect(editor.offers).to_have_count(0)


def test_logging_out_after_the_login_has_expired_clears_it_too(editor, database):
    editor.type()
    database.execute("DELETE FROM django_session")
    editor.page.click("#logout-form button")
    editor.page.wait_for_selector("#id_password")
    assert editor.page.evaluate(KEPT) == []


def test_somebody_else_sees_nothing_of_it(editor, database):
    editor.type()
    database.execute("DELETE FROM django_session")
    editor.save()
    editor.log_in("other")
    editor.field.wait_for()
    expect(editor.offers).to_have_count(0)
    assert editor.text not in editor.page.content()
    editor.page.click("#logout-form button")
    editor.page.wait_for_selector("#logout-form", state="detached")
    editor.open()
    editor.log_in("root")
    editor.open()
    expect(editor.offers).to_have_count(1)
    editor.offers.locator("[name=drop]").click()
    assert editor.page.evaluate(KEPT) == []


# --- what else may stand there by then


def test_a_text_saved_meanwhile_is_not_taken_away(editor):
    saved = editor.type()
    other = Editor(editor.page.context.new_page(), editor.language)
    newer = {"en": "Saved in another window.", "ar": "نص حُفظ في نافذة أخرى."}[editor.language]
    other.open()
    other.field.fill(newer)
    other.save()
    other.page.wait_for_selector(".messagelist")
    editor.open()
    expect(editor.offers.locator("ins").first).to_be_visible()
    editor.offers.locator("[name=take]").click()
    editor.save()
    texts = editor.page.locator(".contested .text")
    expect(texts).to_have_text([newer, editor.text])
    # The choice is still to be made where the refused form is lost.
    editor.field.press("End")
    editor.field.type(" ")
    editor.open()
    editor.offers.locator("[name=take]").click()
    editor.save()
    expect(texts).to_have_text([newer, editor.text])
    editor.page.check(".contested [value=mine]")
    editor.save()
    editor.page.wait_for_selector(".messagelist .success")
    editor.restores(saved)


def test_two_windows_keep_a_text_each(editor):
    editor.type()
    other = Editor(editor.page.context.new_page(), editor.language)
    other.type(mine := {"en": "Typed in the other.", "ar": "كُتب في الأخرى."}[editor.language])
    other.page.close()
    editor.open()
    expect(editor.offers).to_have_count(2)
    for text in (mine, editor.text, mine):  # what stands in the field is offered instead of what is taken
        editor.offers.filter(has_text=text.split()[-1]).locator("[name=take]").click()
        expect(editor.field).to_have_value(text)
    expect(editor.offers).to_have_count(1)
    editor.offers.locator("[name=drop]").click()
    editor.open()
    editor.offers.locator("[name=drop]").click()


def test_a_code_in_what_is_offered_is_not_turned_round(editor):
    editor.type(f"{editor.text} `432 4.3.2`")
    editor.open()
    code = editor.offers.locator("bdi[dir=ltr]").last
    expect(code).to_have_text("`432 4.3.2`")
    editor.offers.locator("[name=drop]").click()


def test_what_is_as_it_was_saved_is_not_kept(editor):
    saved = editor.type()
    editor.field.fill(saved)
    assert editor.page.evaluate(KEPT) == []
    editor.type("550")
    editor.save()
    editor.page.wait_for_selector(".errornote")
    assert len(editor.page.evaluate(KEPT)) == 1
    editor.field.fill(editor.text)
    editor.save()
    editor.page.wait_for_selector(".messagelist .success")
    assert editor.page.evaluate(KEPT) == []
    editor.restores(saved)


def test_a_form_for_a_new_record(editor):
    page, add = editor.page, f"{editor.prefix}/admin/codes/knownreply/add/"
    page.goto(add)
    assert page.evaluate(KEPT) == []
    page.fill("[name=reply]", "550 5.7.1 Typed")
    page.click("[name=_continue]")
    page.wait_for_selector(".errornote")
    page.select_option("[name=cause]", index=2)
    cause = page.input_value("[name=cause]")
    page.goto(add)
    expect(editor.offers).to_have_count(1)
    editor.offers.locator("[name=take]").click()
    expect(page.locator("[name=reply]")).to_have_value("550 5.7.1 Typed")
    expect(page.locator("[name=cause]")).to_have_value(cause)
    expect(editor.offers).to_have_count(0)


def test_an_order_is_kept_as_well(editor):
    editor.open()
    editor.page.select_option("[name=actors_1]", index=1)
    chosen = [editor.page.input_value(f"[name=actors_{place}]") for place in range(3)]
    editor.open()
    editor.offers.locator("[name=take]").click()
    assert [editor.page.input_value(f"[name=actors_{place}]") for place in range(3)] == chosen
    editor.page.reload()
    editor.offers.locator("[name=drop]").click()


FULL = "Storage.prototype.setItem = () => { throw new Error('full') }"
FORBIDDEN = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('forbidden') } })"


@pytest.mark.parametrize("broken", [FULL, FORBIDDEN], ids=["full", "forbidden"])
def test_storage_that_is_full_or_forbidden_breaks_nothing(editor, expected, broken):
    expected += ["full", "forbidden"]  # as scripts of the admin say; ours says nothing
    told = []
    editor.page.on("pageerror", lambda error: told.append(error.stack))
    editor.page.add_init_script(broken)
    saved = editor.type()
    editor.save()
    editor.page.wait_for_selector(".messagelist .success")
    editor.restores(saved)
    assert not [stack for stack in told if "kept" in stack]


# --- how it looks


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_offered_fits_every_screen(editor, complaints, scheme):
    page = editor.page
    page.emulate_media(color_scheme=scheme)
    editor.type(editor.text + " 0123456789" * 30)
    editor.open()
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        edge, box = page.locator("#content").bounding_box(), editor.offers.bounding_box()
        assert edge["x"] <= box["x"]
        assert box["x"] + box["width"] <= edge["x"] + edge["width"]
        assert violations(page, complaints) == ""
    editor.offers.locator("[name=drop]").click()
    page.goto(f"{editor.prefix}/admin/codes/vendoruse/999999/change/")
    assert violations(page, complaints) == ""
    page.goto(f"{editor.prefix}/admin/nothing/")
    assert violations(page, complaints) == ""
