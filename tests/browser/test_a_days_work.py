"""A translator's day in a real browser, in both directions: the second step, the work list, a text written anew."""

from io import BytesIO

import openpyxl
import pytest
from playwright.sync_api import expect
from running import manage, new_site, serving
from test_quality import violations
from test_second_step import code_for

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery"  # noqa: S105 - of this test alone
# Who works in which language of the workbench, on which code.
PEOPLE = {"": ("lina", "553"), "/ar": ("samir", "552")}
ADD = """
from django.contrib.auth.models import Group, User
from codes.models import Person
for name in {names!r}:
    user = User.objects.create_user(name, password={password!r}, is_staff=True)
    user.groups.add(Group.objects.get(name="Translators"))
    Person.objects.update_or_create(user=user, defaults={{"languages": ["ar"]}})
"""
# As a colleague does in the form of the record.
CHANGE = """
from codes.freshness import Grade
from codes.models import ReplyCode
row = ReplyCode.objects.get(code={code!r})
new = row.summary_en.removesuffix(".") + ", as it says."
row.leave_behind("summary", row.summary_en, new, Grade.CHANGED, "clearer")
row.summary_en = new
row.save()
"""
TYPED = "كتب المترجم هذه الجملة اليوم."
HEADING = ("Address", "English text", "Text to edit", "State", "Text before")


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A site that asks everybody for a second step, with two translators of Arabic."""
    with (
        new_site(tmp_path_factory.mktemp("var")) as environment,
        serving(environment | {"REQUIRE_TOTP": "true"}) as running,
    ):
        shell(running, ADD.format(names=[name for name, *_ in PEOPLE.values()], password=PASSWORD))
        yield running


@pytest.fixture
def site(running):
    return running.address


def shell(running, code):
    done = manage("shell", "--verbosity=0", "--command", code, **running.environment)
    assert done.returncode == 0, done.stderr


def log_in(page, prefix):
    page.goto(f"{prefix}/admin/")
    page.fill("#id_username", PEOPLE[prefix][0])
    page.fill("#id_password", PASSWORD)
    page.click("#login-form [type=submit]")


def take_the_second_step(page, prefix):
    """Set it up, then log in with it, as on every later day."""
    log_in(page, prefix)
    secret = page.locator("ol code").inner_text()
    page.fill("#id_code", code_for(secret))
    page.press("#id_code", "Enter")
    expect(page.locator(".recovery code")).to_have_count(10)
    page.click("#logout-form button")
    page.wait_for_load_state()
    log_in(page, prefix)
    page.fill("#id_code", code_for(secret, 1))
    page.press("#id_code", "Enter")
    page.wait_for_url(f"**{prefix}/admin/")


def bring(page, sheet):
    """Send a sheet."""
    file = BytesIO()
    sheet.parent.save(file)
    page.set_input_files("#id_sheet", {"name": "texts.xlsx", "mimeType": "", "buffer": file.getvalue()})
    page.click("form[enctype] button")
    page.wait_for_load_state()


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_a_day_of_a_translator(page, running, complaints, prefix):
    _name, code = PEOPLE[prefix]
    shell(running, CHANGE.format(code=code))
    take_the_second_step(page, prefix)
    _an_outdated_text_is_written_anew(page, code, prefix, complaints)
    _another_language_is_out_of_reach(page, code, prefix)


def _an_outdated_text_is_written_anew(page, code, prefix, complaints):
    expect(page.locator(".records h4 bdi")).to_have_text([code])
    expect(page.locator(".records q")).to_have_text("clearer")
    assert violations(page, complaints) == ""
    page.locator(".work .button").first.click()
    expect(page.locator("[name=summary_ar]")).to_be_focused()
    expect(page.locator("[name=summary_ar]")).to_be_in_viewport()
    row = page.locator(".form-row", has=page.locator("[name=summary_ar]")).last
    expect(row.locator(".source ins")).to_contain_text("as it says")
    page.fill("[name=summary_ar]", TYPED)
    expect(row.locator(".preview .prose")).to_have_text(TYPED)
    assert violations(page, complaints) == ""
    page.keyboard.press("Control+Shift+Enter")
    page.wait_for_url(f"**{prefix}/admin/?language=ar")
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator(".records")).to_have_count(0)
    page.goto(f"/ar/{code}/")
    assert TYPED in page.locator("main").inner_text()


def _another_language_is_out_of_reach(page, code, prefix):
    page.goto(f"{prefix}/admin/codes/replycode/?q={code}")
    with page.expect_navigation():
        page.click("#result_list tbody th a")
    page.wait_for_selector("[name=summary_ar]", state="attached")
    assert page.locator("[name=summary_en]:not([readonly])").count() == 0
    before = page.evaluate("[...new FormData(document.querySelector('#content-main form[method=post]'))]")
    crafted = dict(before) | {"summary_en": "Crafted.", "name_en": "Crafted", "_save": "1"}
    sent = page.request.post(page.url, form=crafted, headers={"Referer": page.url})
    assert sent.ok
    page.goto(f"{prefix}/admin/sheets/")
    book = openpyxl.Workbook()
    for line in (HEADING, (f"codes: {code} summary_en", "Crafted.", "Crafted.", "", "Crafted before.")):
        book.active.append(line)
    bring(page, book.active)
    expect(page.locator("#changes")).to_have_count(0)
    expect(page.locator("#refused .errorlist li")).to_be_visible()
    page.goto(f"/{code}/")
    assert "Crafted" not in page.locator("main").inner_text()
