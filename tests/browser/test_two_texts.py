"""A translation beside its source text in a real browser: what changed, a preview while one types, terms, keys."""

from itertools import count

import pytest
from playwright.sync_api import expect
from running import new_site, serving
from test_quality import LOOKS, violations

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 667}
CODES = {"": "551", "/ar": "552"}  # each outdated by its own test
NEW = (f"The server takes no mail for this mailbox, take {number}." for number in count(1))  # never confirmed before
TYPED = "1. انظر `RCPT TO` الآن.\n2. ثم أعد المحاولة."
SOON = 1_000  # milliseconds, within which a preview follows


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site of its own, since texts are changed that other tests look at."""
    with new_site(tmp_path_factory.mktemp("var")) as environment, serving(environment) as running:
        yield running.address


def open_form(page, prefix, code):
    page.goto(f"{prefix}/admin/codes/replycode/?q={code}")
    with page.expect_navigation():
        page.click(".field-code a")
    page.wait_for_selector(".languages button")


@pytest.fixture(params=["", "/ar"])
def outdated(request, workbench):
    """The form of a code whose English summary was changed, in the language that is read."""
    page, prefix = workbench, request.param
    open_form(page, prefix, CODES[prefix])
    page.click(".languages [lang=en]")
    page.fill("[name=summary_en]", next(NEW))
    page.click("[name=_continue]")
    page.wait_for_selector(".messagelist")
    page.click(".languages [lang=ar]")
    return page


def row(page, name="summary_ar"):
    return page.locator(f".field-{name}")


def test_an_outdated_text_has_the_old_english_beside_it_and_what_changed(outdated, complaints):
    page = outdated
    page.set_viewport_size({"width": 1440, "height": 900})
    source, field = row(page).locator(".source"), page.locator("[name=summary_ar]")
    expect(source.locator("del").first).to_be_visible()
    expect(source.locator("ins").first).to_be_visible()
    one, other = source.bounding_box(), field.bounding_box()
    (left, right) = (one, other) if page.evaluate("document.dir") == "ltr" else (other, one)
    assert left["x"] + left["width"] <= right["x"]
    assert max(one["y"], other["y"]) < min(one["y"] + one["height"], other["y"] + other["height"])
    looks = "text => [getComputedStyle(text).direction, getComputedStyle(text).fontFamily]"
    english, arabic = source.locator(".text").evaluate(looks), field.evaluate(looks)
    assert (english[0], arabic[0]) == ("ltr", "rtl")
    assert "Arabic" in arabic[1]
    assert row(page, "description_ar").locator(".terms dd[lang=ar]").count()
    for scheme, size in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        assert violations(page, complaints) == ""


def test_a_preview_follows_typing_in_its_own_direction(outdated, complaints):
    page = outdated
    before = page.input_value("[name=fix_ar]")
    preview = row(page, "fix_ar").locator(".preview")
    page.focus("[name=fix_ar]")
    expect(preview.locator("li").first).to_be_visible()
    page.fill("[name=fix_ar]", TYPED)
    expect(preview.locator("ol li").first).to_have_text("انظر RCPT TO الآن.", timeout=SOON)
    expect(preview.locator(".steps li")).to_have_text("انظر RCPT TO الآن.")
    assert preview.locator(".prose").evaluate("text => getComputedStyle(text).direction") == "rtl"
    assert preview.locator("code").first.evaluate("text => getComputedStyle(text).direction") == "ltr"
    assert violations(page, complaints) == ""
    page.fill("[name=fix_ar]", before)
    page.click(".languages [lang=en]")
    page.focus("[name=fix_en]")
    english = row(page, "fix_en").locator(".preview .prose")
    expect(english).to_be_visible()
    assert english.evaluate("text => getComputedStyle(text).direction") == "ltr"


def test_the_language_stays_where_it_was_after_a_save_and_in_the_next_record(outdated):
    page = outdated
    chosen, other = ("en", "ar") if page.evaluate("document.documentElement.lang") == "ar" else ("ar", "en")
    page.click(f".languages [lang={chosen}]")
    page.click("[name=_continue]")
    page.wait_for_selector(".messagelist")
    expect(page.locator(f".languages [lang={chosen}][aria-pressed=true]")).to_have_count(1)
    open_form(page, "", "450")
    expect(page.locator(f"[name=summary_{chosen}]")).to_be_visible()
    expect(page.locator(f"[name=summary_{other}]")).to_be_hidden()
    page.goto(f"{page.url}&language={other}")
    expect(page.locator(f"[name=summary_{other}]")).to_be_visible()


def test_keys_go_on_confirm_and_save(outdated, complaints):
    page = outdated
    assert page.locator(".keys li:visible kbd").all_inner_texts() == ["Ctrl+Enter", "Alt+Enter", "Alt+Shift+Enter"]
    page.focus("[name=name_ar]")
    page.keyboard.press("Alt+Enter")
    expect(page.locator("[name=summary_ar]")).to_be_focused()
    page.keyboard.press("Alt+Shift+Enter")
    expect(page.locator("[name=confirm-summary_ar]")).to_be_checked()
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#result_list")
    page.go_back()
    page.reload()
    page.wait_for_selector(".languages button")
    assert page.locator("[name=confirm-summary_ar]").count() == 0
    assert page.locator(".keys li:visible kbd").all_inner_texts() == ["Ctrl+Enter", "Alt+Enter"]
    page.click(".languages [lang=fr]")  # is outdated still
    assert page.locator(".keys li:visible kbd").all_inner_texts() == ["Ctrl+Enter", "Alt+Enter", "Alt+Shift+Enter"]
    assert complaints == []


def test_a_phone_has_one_column_with_the_english_folded_above(outdated, complaints):
    page = outdated
    page.set_viewport_size(PHONE)
    page.reload()
    page.wait_for_selector(".languages button")
    source, field = row(page).locator(".source"), page.locator("[name=summary_ar]")
    expect(source.locator(".text")).to_be_hidden()
    assert source.bounding_box()["y"] < field.bounding_box()["y"]
    source.locator("summary").click()
    expect(source.locator("del").first).to_be_visible()
    page.focus("[name=fix_ar]")
    expect(row(page, "fix_ar").locator(".preview")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(page, complaints) == ""


def test_without_script_a_button_shows_the_texts_in_a_new_window(outdated, chromium, site):
    logged_in = outdated.context.storage_state()
    context = chromium.new_context(base_url=site, java_script_enabled=False, storage_state=logged_in)
    page = context.new_page()
    page.goto(outdated.url)
    assert page.locator(".source .text").first.is_visible()
    page.fill("[name=name_ar]", "اسم جديد")
    with context.expect_page() as opened:
        page.click(".preview-all button")
    opened.value.wait_for_load_state()
    assert "اسم جديد" in opened.value.locator(".preview").all_inner_texts()
    assert page.input_value("[name=name_ar]") == "اسم جديد"
    context.close()
