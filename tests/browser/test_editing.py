"""Editing in a real browser."""

import pytest
from playwright.sync_api import expect
from test_quality import violations

pytestmark = pytest.mark.browser


@pytest.fixture
def form(workbench):
    """The form of 551, read from right to left."""
    workbench.goto("/ar/admin/codes/replycode/?q=551")
    with workbench.expect_navigation():
        workbench.click(".field-code a")
    workbench.wait_for_selector("[name=fix_ar]")
    return workbench


def in_view(page, selector):
    """Whether a part of the page is on the screen."""
    box, height = page.locator(selector).first.bounding_box(), page.viewport_size["height"]
    return box["y"] >= 0 and box["y"] + min(box["height"], height) <= height


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_save_is_in_reach_and_fields_are_as_tall_as_their_text(form, width):
    form.set_viewport_size({"width": width, "height": 800})
    for y in (0, 600, 100_000):
        form.evaluate(f"scrollTo(0, {y})")
        assert in_view(form, "[name=_save]")
    for button in form.locator(".submit-row :is(input, a)").all():
        sizes = "button => [button.scrollWidth - button.clientWidth, button.scrollHeight - button.clientHeight]"
        assert max(button.evaluate(sizes)) <= 0
    heights = "area => [area.clientHeight, area.scrollHeight]"
    for area in form.locator("textarea:visible").all():
        shown, whole = area.evaluate(heights)
        assert shown >= whole
        assert area.bounding_box()["width"] >= 250  # also where it is empty
    assert form.evaluate("document.documentElement.scrollWidth") <= width
    assert form.locator(".submit-row").bounding_box()["height"] < 130
    edge = form.locator("#content").bounding_box()
    choices = [choice.bounding_box() for choice in form.locator(".field-actors select").all()]
    assert len({box["x"] for box in choices}) == 1
    for box in choices:
        assert edge["x"] <= box["x"]
        assert box["x"] + box["width"] <= edge["x"] + edge["width"]


@pytest.mark.parametrize("width", [360, 768])
@pytest.mark.parametrize("model", ["codes/advice", "auth/user"])
def test_filters_come_first_and_folded_where_there_is_little_room(workbench, model, width):
    workbench.set_viewport_size({"width": width, "height": 800})
    workbench.goto(f"/ar/admin/{model}/")
    filters, rows = (workbench.locator(part).bounding_box() for part in ("#changelist-filter", "#result_list"))
    assert filters["y"] + filters["height"] <= rows["y"] < 800
    assert workbench.locator("#changelist-filter li:visible").count() == 0
    workbench.locator("#changelist-filter summary").first.click()
    workbench.locator("#changelist-filter li:visible a").last.click()
    expect(workbench.locator("#changelist-filter details[open]")).to_have_count(1)
    assert workbench.evaluate("document.documentElement.scrollWidth") <= width


def test_what_a_search_found_is_told_below_it_where_there_is_little_room(workbench):
    workbench.set_viewport_size({"width": 360, "height": 800})
    workbench.goto("/ar/admin/codes/advice/?q=Gmail")
    button, found = (workbench.locator(f"#changelist-search {part}") for part in ("[type=submit]", ".quiet"))
    assert found.bounding_box()["y"] >= button.bounding_box()["y"] + button.bounding_box()["height"]


def test_what_can_be_done_with_a_choice_stands_in_one_row(workbench):
    workbench.set_viewport_size({"width": 360, "height": 800})
    workbench.goto("/ar/admin/codes/knownreply/add/")
    for choice in workbench.locator(".related-widget-wrapper:visible").all():
        assert len({round(link.bounding_box()["y"]) for link in choice.locator("a").all()}) == 1


@pytest.mark.parametrize(("width", "least"), [(360, 300), (768, 700), (1280, 600)])
def test_lists_have_room(workbench, width, least):
    workbench.set_viewport_size({"width": width, "height": 800})
    for model in ("codes/stagemeaning", "codes/knownreply", "codes/vendoruse", "codes/advice", "auth/user"):
        for prefix in ("", "/ar"):
            workbench.goto(f"{prefix}/admin/{model}/")
            assert workbench.locator("#result_list").bounding_box()["width"] >= least
            assert workbench.evaluate("document.documentElement.scrollWidth") <= width
            sizes = "rows => [rows.scrollWidth, rows.clientWidth]"
            whole, shown = workbench.locator("#changelist .results").evaluate(sizes)
            assert whole <= shown


def test_a_code_in_a_right_to_left_text_stays_as_it_is_written(workbench):
    """Browsers turn "432 4.3.2" round in such a text; who mended that would be refused."""
    workbench.goto("/ar/admin/codes/replycode/?q=551")
    with workbench.expect_navigation():
        workbench.click(".field-code a")
    saved = workbench.input_value("[name=initial-description_ar]")
    shown = workbench.input_value("[name=description_ar]")
    assert "\u2066`User not local; please try <forward-path>`\u2069" in shown
    assert shown.replace("\u2066", "").replace("\u2069", "") == saved
    assert "\u2066" not in workbench.input_value("[name=description_en]")
    workbench.fill("[name=when_seen_ar]", "- يأتي `432 4.3.2` هنا.")
    workbench.focus("[name=fix_ar]")
    assert workbench.input_value("[name=when_seen_ar]") == "- يأتي \u2066`432 4.3.2`\u2069 هنا."
    sent = workbench.evaluate(
        "[...new FormData(document.querySelector('#replycode_form'))].map((pair) => pair[1]).join()"
    )
    assert "`432 4.3.2`" in sent
    assert "\u2066" not in sent
    workbench.locator("[name=when_seen_ar]").select_text()
    workbench.evaluate("addEventListener('copy', (event) => { copied = event.clipboardData.getData('text/plain') })")
    workbench.keyboard.press("Control+c")
    assert workbench.evaluate("copied") == "- يأتي `432 4.3.2` هنا."
    workbench.fill("[name=when_seen_ar]", workbench.input_value("[name=initial-when_seen_ar]"))


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_a_form_says_once_how_texts_are_written(workbench, prefix):
    for model in ("replycode", "cause", "knownreply", "program"):
        workbench.goto(f"{prefix}/admin/codes/{model}/add/")
        assert workbench.locator(".writing summary").count() == (model != "program")
        if model != "program":
            assert not workbench.locator(".writing li").first.is_visible()
            workbench.click(".writing summary")
            assert "example.com" in workbench.inner_text(".writing")
            assert ("RCPT TO" in workbench.inner_text(".writing")) == (model != "knownreply")


def test_the_first_fault_is_focused_and_all_are_linked(form):
    form.fill("[name=fix_ar]", "1. انظر `599`.")
    form.fill("[name=summary_ar]", "")
    form.fill("[name=name_ar]", "رمز 550")
    form.click("[name=_save]")
    form.wait_for_selector(".faults")
    expect(form.locator("[name=name_ar]")).to_be_focused()
    assert in_view(form, "[name=name_ar]")
    told = form.locator(".faults li", has=form.locator("[href='#id_fix_ar']")).locator("span")
    heights = [each.bounding_box()["y"] for each in told.all()]
    assert len({*heights}) == len(heights) > 1
    form.click(".faults a[href='#id_fix_ar']")
    assert in_view(form, "#id_fix_ar")


def test_two_windows_and_one_text(form, complaints):
    page, other = form, form.context.new_page()
    other.goto(page.url)
    page.click(".languages button[lang=en]")
    other.click(".languages button[lang=en]")
    saved = other.input_value("[name=summary_en]")
    other.fill("[name=summary_en]", "Saved in the other window.")
    other.click("[name=_continue]")
    page.fill("[name=summary_en]", "Typed in this window.")
    page.click("[name=_continue]")
    page.wait_for_selector(".contested")
    assert page.locator(".contested .text").all_inner_texts() == ["Saved in the other window.", "Typed in this window."]
    assert page.input_value("[name=summary_en]") == "Typed in this window."
    field, texts = page.locator("[name=summary_en]").bounding_box(), page.locator(".contested").bounding_box()
    assert texts["y"] >= field["y"] + field["height"]
    assert violations(page, complaints) == ""
    page.fill("[name=summary_en]", saved)
    assert page.is_checked(".contested [value=mine]")
    page.click("[name=_continue]")
    page.wait_for_selector(".messagelist")
    assert page.input_value("[name=summary_en]") == saved


def test_a_text_that_the_browser_brings_back_does_not_take_a_newer_one_away(form):
    page, other = form, form.context.new_page()
    address, asked = page.url, []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.fill("[name=summary_ar]", "نص لم يُحفظ.")
    page.goto("/ar/admin/")
    assert asked == ["beforeunload"]
    other.goto(address)
    saved = other.input_value("[name=summary_ar]")
    other.fill("[name=summary_ar]", "نص محفوظ.")
    other.click("[name=_continue]")
    other.wait_for_selector(".messagelist")
    page.go_back()
    page.wait_for_selector("[name=summary_ar]")
    page.click("[name=_continue]")
    page.wait_for_selector(".messagelist, .contested")
    other.goto(address)
    assert other.input_value("[name=summary_ar]") == "نص محفوظ."
    other.fill("[name=summary_ar]", saved)
    other.click("[name=_continue]")
    other.wait_for_selector(".messagelist")


@pytest.mark.parametrize("width", [360, 1280])
def test_how_an_english_text_was_changed_is_asked_once_it_was(form, width, complaints):
    form.set_viewport_size({"width": width, "height": 800})
    form.click(".languages [data-language=en]")
    expect(form.locator(".grade:visible")).to_have_count(0)
    text = form.input_value("[name=summary_en]")
    form.fill("[name=summary_en]", f"{text} Now.")
    expect(form.locator(".grade:visible")).to_have_count(1)
    expect(form.locator("[name=why-summary]")).to_be_visible()
    assert form.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(form, complaints) == ""
    form.fill("[name=summary_en]", text)
    expect(form.locator(".grade:visible")).to_have_count(0)
