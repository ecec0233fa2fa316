"""Bringing back an old text, and settling a conflict with the content files, in a real browser."""

import pytest
from playwright.sync_api import expect
from running import edit, manage, on_sqlite, serving
from test_quality import violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("prefix", "language", "other"), [("/ar", "ar", "en"), ("", "en", "ar")])
def test_one_text_is_brought_back_in_one_language(workbench, complaints, prefix, language, other):
    page, field = workbench, f"[name=summary_{language}]"
    page.goto(f"{prefix}/admin/codes/replycode/?q=552")
    with page.expect_navigation():
        page.click(".field-code a")
    was, stays = page.input_value(field), page.input_value(f"[name=summary_{other}]")
    page.fill(field, "Something else." if language == "en" else "نص آخر.")
    page.click("[name=_continue]")
    page.wait_for_selector(".messagelist")
    with page.expect_navigation():
        page.click(".historylink")
    text = page.locator(f".text[lang={language}]").first
    assert text.locator("del").count()
    assert text.locator("ins").count()
    assert violations(page, complaints) == ""
    page.locator("a[href*='?bring=']").first.click()
    page.wait_for_selector(".brought-back")
    expect(page.locator(f"[name=summary_{language}]")).to_be_focused()
    assert page.input_value(field) == was
    assert violations(page, complaints) == ""
    page.click("[name=_continue]")
    page.wait_for_selector(".messagelist")
    assert "bring" not in page.url
    assert (page.input_value(field), page.input_value(f"[name=summary_{other}]")) == (was, stays)


@pytest.fixture
def conflict(chromium, complaints, tmp_path, small_copy):
    """The workbench of a site whose file of 553 was changed by hand, after the workbench changed the same text."""
    environment = on_sqlite(tmp_path) | {"CONTENT_DIR": str(small_copy)}
    with serving(environment) as running:
        running.add_user("root")
        page = chromium.new_context(base_url=running.address).new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.goto("/admin/login/?next=/admin/codes/replycode/%3Fq=553")
        page.fill("#id_username", "root")
        page.fill("#id_password", "correct horse battery")
        page.click("[type=submit]")
        with page.expect_navigation():
            page.click(".field-code a")
        page.fill("[name=name_en]", "Typed in the workbench")
        page.click("[name=_continue]")
        page.wait_for_selector(".messagelist")
        edit(small_copy / "en/codes/553.toml", 'name = "', 'name = "By hand, ')
        loaded = manage("load_content", **environment)
        assert "conflict, changed here and in the file, kept: 553 name_en" in loaded.stdout
        yield page
        page.context.close()


def test_a_conflict_is_settled(conflict, complaints):
    page = conflict
    page.goto("/ar/admin/")
    with page.expect_navigation():
        page.click(".conflicts a")
    here, file = page.locator(".text").all_inner_texts()
    assert (here, file.split(",")[0]) == ("Typed in the workbench", "By hand")
    assert violations(page, complaints) == ""
    page.click("[name=take][value=theirs]")
    page.wait_for_selector(".messagelist")
    assert page.locator(".text").count() == 0
    page.goto("/553/")
    assert page.locator("h1").inner_text().find("By hand,") >= 0
    page.goto("/ar/admin/")
    assert page.locator(".conflicts").count() == 0
    assert complaints == []
