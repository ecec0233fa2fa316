"""From the work list through its texts, in a real browser, by keyboard, in both directions."""

import pytest
from playwright.sync_api import expect
from running import new_site, serving
from test_quality import LOOKS, violations

pytestmark = pytest.mark.browser

RIGHT = "لا يقبل الخادم الرسالة."
WRONG = "لا يقبل الخادم الرسالة `599`."
DONE = {"": "No other text of this language is open.", "/ar": "لم يبقَ في هذه اللغة نص آخر ناقص أو متأخر عن الأصل."}


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A site of its own, since texts are changed that other tests look at."""
    with new_site(tmp_path_factory.mktemp("var")) as environment, serving(environment) as running:
        yield running


@pytest.fixture
def site(running):
    """Two texts are missing, and the readers of rows are told so as by another machine."""
    for code in ("550", "421"):
        running.execute(f"UPDATE codes_replycode SET summary_ar = NULL WHERE code = '{code}'")  # noqa: S608
    running.execute("UPDATE codes_generation SET number = number + 1")
    return running.address


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_down_the_list_by_keyboard(workbench, complaints, prefix):
    page = workbench
    page.goto(f"{prefix}/admin/")
    for scheme, size in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        assert violations(page, complaints) == ""
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.locator(".records h4 bdi").all_inner_texts() == ["550", "421"]
    page.focus(".work .button")
    page.keyboard.press("Enter")
    # The form opens at the text, in its language, whatever the language of the workbench.
    field = page.locator("[name=summary_ar]")
    page.wait_for_url("**/change/?text=summary_ar")
    expect(page.locator("[name=summary_ar]")).to_be_focused()
    expect(page.locator("[name=summary_ar]")).to_be_in_viewport()
    assert page.locator(".languages [aria-pressed=true]").get_attribute("data-language") == "ar"
    assert violations(page, complaints) == ""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    # Refused: place, language and text stay.
    page.keyboard.insert_text(WRONG)
    page.focus("[name=_next]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".errornote")
    assert page.url.endswith("?text=summary_ar")
    assert field.input_value().replace("\u2066", "").replace("\u2069", "") == WRONG
    assert page.locator("#id_code").input_value() == "550"
    field.fill(RIGHT)
    page.click("[name=_next]")
    page.wait_for_selector(".messagelist .success")
    expect(page.locator("[name=summary_ar]")).to_be_focused()
    expect(page.locator("[name=summary_ar]")).to_be_in_viewport()
    assert page.locator("#id_code").input_value() == "421"
    assert page.locator(".languages [aria-pressed=true]").get_attribute("data-language") == "ar"
    field.fill(RIGHT)
    page.keyboard.press("Control+Shift+Enter")
    page.wait_for_selector(".messagelist .info")
    assert DONE[prefix] in page.locator(".messagelist").inner_text()
    assert page.url.endswith(f"{prefix}/admin/?language=ar")
    assert page.locator(".records").count() == 0
    page.goto("/ar/550/")
    assert RIGHT in page.locator("main").inner_text()
