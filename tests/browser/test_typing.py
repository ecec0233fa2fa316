"""The box in a real browser: suggestions by keyboard, the key that leads to it, and nothing typed that is sent."""

import pytest

pytestmark = pytest.mark.browser
PHONE = {"width": 375, "height": 667}
TYPED = "mailbox zq7typed"


def ready(page, path="/"):
    """The box of a page with its suggestions."""
    page.goto(path)
    page.focus("main .box textarea")
    return page.wait_for_selector("main .box textarea[role=combobox]")


def shown(page):
    return page.locator(".suggestions:not([hidden]) [role=option]").all_inner_texts()


@pytest.mark.parametrize("typed", ["55", "٥٥", "۵۵", "５５"])
@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_a_number_in_any_digits_suggests_codes_the_most_met_first(page, prefix, typed):
    ready(page, f"{prefix}/")
    page.keyboard.type(typed)
    page.wait_for_selector("[role=option]")
    assert shown(page)[0].startswith("550")
    assert all(text.startswith("55") for text in shown(page))


@pytest.mark.parametrize("typed", ["ممتلئ", "ممتلي", "الممتلئ", "مُمتلئ"])
def test_arabic_as_people_type_it_suggests_the_cause(page, typed):
    ready(page, "/ar/")
    page.keyboard.type(typed)
    page.wait_for_selector("[role=option]")
    assert "صندوق البريد ممتلئ" in shown(page)[0]


def test_persian_letters_suggest_what_arabic_ones_do(page):
    ready(page, "/ar/")
    page.keyboard.type("التشفیر")  # with a Persian yeh
    page.wait_for_selector("[role=option]")
    assert any("تشفير" in text for text in shown(page))


def test_a_name_suggests_the_mail_system_before_its_codes(page):
    ready(page)
    page.keyboard.type("gmail")
    page.wait_for_selector("[role=option]")
    assert shown(page)[0].startswith("Gmail / Google Workspace")


def test_the_keyboard_chooses_and_a_screen_reader_hears_of_it(page):
    box = ready(page)
    page.keyboard.type("mailb")
    page.wait_for_selector("[role=option]")
    assert box.get_attribute("aria-expanded") == "true"
    assert page.locator(f"#{box.get_attribute('aria-controls')}").get_attribute("role") == "listbox"
    assert page.inner_text(".box [role=status]") == f"{len(shown(page))} suggestions"
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowUp")  # back to the box
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowUp")  # and on to the last one
    assert page.locator("[role=option]").last.get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert page.input_value("#id_text") == "mailb"
    page.keyboard.type("ox full")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/causes/mailbox-full/")


def test_a_suggestion_is_a_link_to_click(page):
    ready(page)
    page.keyboard.type("5.7.139")
    page.click("[role=option] >> nth=0")
    page.wait_for_url("**/5.7.139/")


def test_enter_sends_a_line_and_what_has_several_stays(page):
    ready(page)
    page.keyboard.type("first")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second")
    page.keyboard.press("Enter")
    assert page.input_value("#id_text") == "first\nsecond\n"
    assert shown(page) == []
    page.fill("#id_text", "550 5.1.1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/5.1.1/")


def test_nothing_that_is_typed_is_sent_before_it_is_sent_off(page, site):
    sent = []
    page.on("request", lambda request: sent.append((request.method, request.url, request.post_data or "")))
    ready(page)
    page.keyboard.type(TYPED)
    page.keyboard.press("Backspace")
    page.wait_for_timeout(300)
    assert (site + "/suggestions.json") in [url for _method, url, _data in sent]
    assert not [one for one in sent if "zq7" in "".join(one) or one[0] != "GET"]
    page.click("main .box button")
    page.wait_for_url("**/lookup/")
    assert [(method, "zq7" in url, "zq7" in data) for method, url, data in sent if "zq7" in url + data] == [
        ("POST", False, True)
    ]


@pytest.mark.parametrize("has_keys", [True, False])
def test_the_key_is_told_of_where_there_are_keys(chromium, site, has_keys):
    context = chromium.new_context(base_url=site, **({} if has_keys else {"has_touch": True, "is_mobile": True}))
    page = context.new_page()
    ready(page)
    told = page.locator("main .box .key").is_visible()
    context.close()
    assert told is has_keys


@pytest.mark.parametrize("width", [375, 1440])
@pytest.mark.parametrize("path", ["/", "/ar/lookup/", "/550/", "/ar/causes/", "/abc/"])
def test_a_key_leads_to_the_box_but_not_out_of_a_field(page, path, width):
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(path)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.matches('.box textarea')")
    assert page.evaluate("document.activeElement.checkVisibility()")
    page.keyboard.type("a/b")
    assert page.evaluate("document.activeElement.value") == "a/b"


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_the_box_and_its_button_stand_on_the_first_screen_of_a_phone(page, prefix):
    page.set_viewport_size(PHONE)
    page.goto(f"{prefix}/")
    bottom = page.evaluate("document.querySelector('main .box button').getBoundingClientRect().bottom")
    assert bottom <= PHONE["height"]


@pytest.mark.parametrize("prefix", ["", "/ar"])
@pytest.mark.parametrize("width", [320, 375, 768, 1440])
def test_the_menu_with_its_box_stays_on_the_screen(page, prefix, width):
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{prefix}/550/")
    page.keyboard.press("/")
    edges = page.evaluate(
        "[...document.querySelectorAll('.menu > nav, .menu .box *, .menu a')].filter(part => part.checkVisibility())"
        ".map(part => part.getBoundingClientRect()).map(box => [box.left, box.right])"
    )
    assert min(left for left, _right in edges) >= 0
    assert max(right for _left, right in edges) <= width


def test_without_the_list_the_box_is_a_box(page, expected):
    expected.append("Failed to load resource")
    page.route("**/suggestions.json", lambda route: route.abort())
    page.goto("/")
    page.focus("#id_text")
    page.keyboard.type("550")
    page.keyboard.press("Enter")
    page.wait_for_url("**/550/")
