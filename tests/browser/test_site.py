"""The site in a real Chromium."""

import pytest
from page_kinds import PASTED
from running import BOUNCES, bounce

pytestmark = pytest.mark.browser

ARABIC = "مرحبًا، وصلني هذا الرد:\n550 5.1.1 <user@example.com>: User unknown\n\nفما العمل؟"
HEBREW = "שלום, קיבלתי:\n550 5.1.1 <user@example.com>: User unknown\n\nמה לעשות?"
WIDTHS = [320, 768, 1440]
PATHS = [
    *("/", "/550/", "/compare/250/553/", "/compare/", "/search/?q=mailbox", "/lookup/", "/abc/", "/599/"),
    *("/causes/", "/causes/rate-limited/", "/providers/", "/providers/gmail/", "/5.7.515/", "/about/"),
    "/privacy/",
]


def test_an_arabic_reader_walks_from_a_comparison(page):
    page.goto("/ar/compare/250/553/")
    assert page.evaluate("document.dir") == "rtl"
    page.click(".languages summary")
    page.click(".languages >> text=English >> nth=-1")
    page.wait_for_url("**/compare/250/553/")
    assert page.text_content("h1").split() == ["250", "and", "553", "compared"]
    page.click(".languages summary")
    page.click(".languages >> text=العربية >> nth=-1")
    page.click(".faces >> text=553")
    page.wait_for_url("**/ar/553/")
    assert "553" in page.inner_text("h1")
    page.click(".menu nav >> text=مقارنة")
    page.fill("input[name=left]", "٥٥٣")
    page.fill("input[name=right]", "250")
    page.click("main button")
    page.wait_for_url("**/ar/compare/250/553/")
    assert page.title().startswith("\u200fمقارنة بين 250 و553")


def test_the_box(page):
    page.goto("/ar/")
    page.fill("#id_text", "550 5.1.1")
    page.press("#id_text", "Enter")
    page.wait_for_url("**/ar/5.1.1/")
    assert page.locator("main .aside >> text=550").first.is_visible()
    page.goto("/ar/")
    page.fill("#id_text", "صندوق ممتلئ")
    page.click("main button")
    page.wait_for_url("**/ar/lookup/")
    assert "صندوق البريد ممتلئ" in page.inner_text("ul.results li >> nth=0")


def test_a_bounce_is_pasted(page, site, pasted):
    page.goto("/ar/")
    page.fill("#id_text", (BOUNCES / "lhost-qmail-17.eml").read_text("utf-8"))
    page.click("main button >> nth=0")
    page.wait_for_url("**/ar/lookup/")
    assert page.locator("article.answer").count() == 2
    assert "صندوق البريد ممتلئ" in page.inner_text("article.answer >> nth=1")
    assert page.input_value("#id_text") == ""  # for another
    page.click("article.answer >> nth=1 >> details:has(.note) summary")
    page.context.grant_permissions(["clipboard-write"], origin=site)
    page.click("article.answer >> nth=1 >> .note ~ button.copy >> nth=1")
    page.wait_for_selector("button.copy:has-text('نُسخ النص')")
    assert "552 5.2.2 <mailboxfull@libsisimai.net>" in pasted()


def test_the_question_is_repeated_in_the_other_language(page):
    page.goto("/ar/lookup/")
    page.fill("#id_text", "552 5.2.2 <user@example.com>: mailbox full\nsecond line")
    page.click("main button >> nth=0")
    page.wait_for_selector("article.answer")
    page.click(".languages summary")
    page.click(".languages button[lang=en]")
    page.wait_for_url("**/lookup/")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert "Permanent refusal" in page.inner_text("article.answer")
    assert "mailbox full" in page.inner_text("article.answer blockquote")


def test_nothing_runs_from_what_was_pasted(page):
    page.goto("/lookup/")
    page.fill(
        "#id_text",
        "550 5.1.1 <img src=x onerror=\"document.title='ran'\"></textarea><script>document.title='ran'</script>",
    )
    page.click("main button")
    page.wait_for_selector("article.answer")
    assert page.title() != "ran"
    assert "<img src=x" in page.inner_text("blockquote")


@pytest.mark.parametrize(("pasted", "direction"), [(ARABIC, "ltr"), (HEBREW, "ltr")])
def test_a_reply_within_another_script_reads_right(page, pasted, direction):
    page.goto("/ar/lookup/")
    page.fill("#id_text", pasted)
    assert page.eval_on_selector("#id_text", "e => getComputedStyle(e).direction") == "rtl"
    page.click("main button >> nth=0")
    page.wait_for_selector("article.answer")
    assert page.eval_on_selector("blockquote", "e => getComputedStyle(e).direction") == direction
    assert page.inner_text("blockquote") == "550 5.1.1 <user@example.com>: User unknown"


def test_codes_read_left_to_right_in_arabic_text(page):
    page.goto("/ar/553/")
    directions = page.eval_on_selector_all("main code", "all => all.map(e => getComputedStyle(e).direction)")
    assert directions
    assert set(directions) == {"ltr"}
    assert page.eval_on_selector("pre", "e => getComputedStyle(e).textAlign") in {"start", "left"}
    assert page.eval_on_selector("pre", "e => getComputedStyle(e).direction") == "ltr"


@pytest.mark.parametrize("prefix", ["", "/ar"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_scrolls_sideways(page, width, prefix):
    page.set_viewport_size({"width": width, "height": 800})
    for path in PATHS:
        page.goto(prefix + path)
        excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert excess <= 0, path
    for name in PASTED:
        page.goto(f"{prefix}/lookup/")
        page.fill("main textarea", bounce(name))
        with page.expect_navigation():
            page.click("main form button")
        excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert excess <= 0, name


def test_everything_works_without_script(chromium, site):
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/ar/")
    page.fill("#id_text", "250 553")
    page.click("main button")
    page.wait_for_url("**/ar/compare/250/553/")
    page.goto("/ar/550/")
    page.click("main details:has(.note) summary")
    assert page.locator("#note-ar").is_visible()
    assert not any(button.is_visible() for button in page.locator("button.copy").all())
    context.close()


def test_a_note_is_copied(page, site, pasted):
    page.context.grant_permissions(["clipboard-write"], origin=site)
    page.goto("/ar/550/")
    page.click("main details:has(.note) summary")
    page.click(".note ~ button.copy >> nth=0")
    page.wait_for_selector("button.copy:has-text('نُسخ النص')")
    copied = pasted()
    assert copied.startswith("مرحبًا،")
    assert f"{site}/ar/550/" in copied
    assert "\u200f" not in copied


def test_the_skip_link_comes_first(page):
    page.goto("/ar/550/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_the_language_bar_of_the_workbench(workbench):
    page = workbench
    page.goto("/ar/admin/codes/replycode/?q=553")
    with page.expect_navigation():
        page.click(".field-code a")
    page.wait_for_selector("[name=fix_ar]")
    assert page.locator("[name=fix_en]").is_hidden()
    assert page.locator(".object-tools a[hreflang=ar]").is_visible()
    page.click(".languages button[lang=en]")
    assert page.locator("[name=fix_en]").is_visible()
    assert page.locator("[name=fix_ar]").is_hidden()
    page.click(".object-tools a[hreflang=en]")
    page.wait_for_url("**/553/")
    assert page.evaluate("document.documentElement.lang") == "en"
