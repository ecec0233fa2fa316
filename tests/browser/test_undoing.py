"""Bringing back an old text in a real browser."""

import pytest
from test_quality import violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize(("prefix", "language", "other"), [("/ar", "ar", "en"), ("", "en", "ar")])
def test_one_text_is_brought_back_in_one_language(workbench, complaints, prefix, language, other):
    page, field = workbench, f"[name=summary_{language}]"
    page.goto(f"{prefix}/admin/codes/replycode/?q=552")
    page.click(".field-code a")
    was, stays = page.input_value(field), page.input_value(f"[name=summary_{other}]")
    page.fill(field, "Something else." if language == "en" else "نص آخر.")
    page.click("[name=_continue]")
    page.wait_for_selector(".messagelist")
    page.click(".historylink")
    text = page.locator(f".text[lang={language}]").first
    assert text.locator("del").count()
    assert text.locator("ins").count()
    assert violations(page, complaints) == ""
    page.locator("a[href*='?bring=']").first.click()
    page.wait_for_selector(".brought-back")
    assert page.evaluate("document.activeElement.name") == f"summary_{language}"
    assert page.input_value(field) == was
    assert violations(page, complaints) == ""
    page.click("[name=_continue]")
    page.wait_for_selector(".messagelist")
    assert "bring" not in page.url
    assert (page.input_value(field), page.input_value(f"[name=summary_{other}]")) == (was, stays)
