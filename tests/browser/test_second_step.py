"""A second step in a real browser: set up at the first login, asked for at the next, and a recovery code instead."""

import time
from base64 import b32decode

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import expect
from running import new_site, serving
from test_quality import violations

pytestmark = pytest.mark.browser

NAMES = {"": "root", "/ar": "arabic"}
WORDS = {
    "": ("Set up the second step", "Log in", "I have kept them: go on", "What this site keeps, and about whom"),
    "/ar": ("تفعيل خطوة التحقق الثانية", "تسجيل الدخول", "حفظتها: تابع", "ما يحتفظ به هذا الموقع وعمَّن"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site that asks everybody for a second step."""
    with (
        new_site(tmp_path_factory.mktemp("var")) as environment,
        serving(environment | {"REQUIRE_TOTP": "true"}) as running,
    ):
        running.add_user("arabic")
        yield running.address


def log_in(page, prefix):
    page.goto(f"{prefix}/admin/codes/replycode/?q=550")
    page.fill("#id_username", NAMES[prefix])
    page.fill("#id_password", "correct horse battery")
    page.click("#login-form [type=submit]")


def log_out(page):
    page.click("#logout-form button")
    page.wait_for_load_state()


def code_for(secret: str, steps: int = 0) -> str:
    """What an app shows for a secret, some steps of 30 seconds from now."""
    totp = TOTP(b32decode(secret.replace(" ", "")))
    totp.time = time.time() + steps * 30
    return f"{totp.token():06d}"


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_a_second_step_from_the_first_login_to_a_recovery_code(page, complaints, prefix):
    set_up, enter, go_on, kept = WORDS[prefix]
    page.goto(f"{prefix}/admin/login/")
    page.get_by_role("link", name=kept).wait_for()
    assert violations(page, complaints) == ""
    log_in(page, prefix)
    page.wait_for_url(f"**{prefix}/admin/second-step/**")
    assert page.evaluate("document.dir") == ("rtl" if prefix else "ltr")
    picture = page.locator(".qr svg").bounding_box()
    assert picture["width"] == picture["height"] > 150
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page, complaints) == ""
    secret = page.locator("ol code").inner_text()
    page.fill("#id_code", "12345a")
    page.get_by_role("button", name=set_up).click()
    page.locator(".errorlist").wait_for()
    assert violations(page, complaints) == ""
    time.sleep(1.1)  # so long nobody may try again
    page.fill("#id_code", code_for(secret))
    with page.expect_navigation():
        page.get_by_role("button", name=set_up).click()
    codes = page.locator(".recovery code").all_inner_texts()
    assert len(codes) == 10
    assert violations(page, complaints) == ""
    page.get_by_role("link", name=go_on).click()
    page.wait_for_url(f"**{prefix}/admin/codes/replycode/?q=550")
    log_out(page)
    for code in (lambda: code_for(secret, 1), lambda: codes[0]):
        log_in(page, prefix)
        page.wait_for_url(f"**{prefix}/admin/login/code/**")
        expect(page.locator("#id_code")).to_be_focused()
        assert violations(page, complaints) == ""
        page.fill("#id_code", code())
        page.get_by_role("button", name=enter).click()
        page.wait_for_url(f"**{prefix}/admin/codes/replycode/?q=550")
        log_out(page)
