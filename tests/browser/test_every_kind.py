"""What every kind of page promises, whoever reads it and with what: each test goes through all of them."""

import pytest
from page_kinds import PASTED, PATHS
from page_kinds import PREFIXES as ALL
from running import bounce

pytestmark = [pytest.mark.browser, pytest.mark.each_language]

PREFIXES = ["", "/ar"]
# What can be pressed and is shown; what is folded is reached once it is open.
TARGETS = """() => [...document.querySelectorAll("a[href], button, summary, textarea, input")].filter(
    part => part.checkVisibility({visibilityProperty: true}) && part.tabIndex >= 0 && !part.disabled
)"""
PRESSED = """() => {
    const part = document.activeElement;
    const style = getComputedStyle(part), box = part.getBoundingClientRect();
    return {
        place: window.targets.indexOf(part),
        ringed: style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2 && style.outlineColor !== paper,
        inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        html: part.outerHTML.slice(0, 100),
    };
}"""
EXCESS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# In forced colours a drawing that keeps the colour of the page, or none, is not seen.
UNSEEN = """() => {
    const page = getComputedStyle(document.documentElement).backgroundColor;
    const drawn = document.querySelectorAll("main :is(.verdict, .desk, .route, .session) svg, meter, .copy");
    return [...drawn].filter(part => part.checkVisibility()).filter(part => {
        const style = getComputedStyle(part);
        return [page, "none", "rgba(0, 0, 0, 0)"].includes(part.matches("svg") ? style.stroke : style.borderTopColor);
    }).map(part => part.outerHTML.slice(0, 100));
}"""


@pytest.fixture
def every_kind(request):
    """Bring every other kind of page on the screen, with --pages 0 every one, and tell its name."""

    def every_kind(page, prefix):
        turn = slice(ALL.index(prefix) % 2, None, 2) if request.config.getoption("pages") else slice(None)
        for path in PATHS[turn]:
            page.goto(prefix + path, wait_until="domcontentloaded")
            yield path
        for name in PASTED[turn]:
            page.goto(f"{prefix}/lookup/")
            page.fill("main textarea", bounce(name))
            with page.expect_navigation():
                page.click("main form button")
            yield name

    return every_kind


@pytest.mark.parametrize(
    ("prefix", "width", "scale"), [*((prefix, 320, 1) for prefix in ALL), *((prefix, 640, 2) for prefix in PREFIXES)]
)
def test_nothing_scrolls_sideways_or_is_small(chromium, site, prefix, width, scale, every_kind):
    """640 is a screen of 1280 at 200 %."""
    context = chromium.new_context(
        base_url=site, viewport={"width": width, "height": 600}, device_scale_factor=scale, locale="ar"
    )
    page = context.new_page()
    for name in every_kind(page, prefix):
        page.evaluate("document.querySelectorAll('main details').forEach(folded => folded.open = true)")
        assert page.evaluate(EXCESS) <= 0, name
        small = page.eval_on_selector_all(
            "header.site summary, main :is(button, summary, .trail a, .pages a)",
            """all => all.filter(e => e.checkVisibility()).filter(e => {
                const box = e.getBoundingClientRect();
                return box.width < 24 || box.height < 24;
            }).map(e => e.outerHTML.slice(0, 80))""",
        )
        assert small == [], name
    context.close()


@pytest.mark.parametrize("prefix", PREFIXES)
def test_letters_of_twice_the_size_need_no_scrolling_sideways(page, prefix, every_kind):
    page.set_viewport_size({"width": 768, "height": 900})
    for name in every_kind(page, prefix):
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        assert page.evaluate(EXCESS) <= 0, name


@pytest.mark.parametrize("prefix", PREFIXES)
def test_everything_is_reached_by_the_keyboard_in_the_order_of_the_page(page, prefix, every_kind):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    for name in every_kind(page, prefix):
        page.evaluate("document.activeElement.blur()")
        page.evaluate("scrollTo(0, 0)")
        page.evaluate(
            f"""() => {{
                window.targets = ({TARGETS})();
                window.paper = getComputedStyle(document.documentElement).backgroundColor;
            }}"""
        )
        number = page.evaluate("targets.length")
        reached = []
        for _target in range(min(number, 40)):  # what comes later on a long page are rows of one list
            page.keyboard.press("Tab")
            found = page.evaluate(PRESSED)
            assert found["place"] >= 0, (name, found)
            assert found["ringed"], (name, found)
            assert found["inView"], (name, found)
            reached.append(found["place"])
        assert reached == [*range(len(reached))], name


@pytest.mark.parametrize("prefix", PREFIXES)
def test_escape_closes_menus_and_suggestions(page, prefix, every_kind):
    page.set_viewport_size({"width": 375, "height": 667})
    for name in every_kind(page, prefix):
        for menu in ("menu", "languages"):
            summary = page.locator(f"header.site .{menu} summary")
            summary.press("Enter")
            assert page.locator(f"header.site .{menu}[open]").count() == 1, name
            page.keyboard.press("Escape")
            assert page.locator("header.site details[open]").count() == 0, name
            assert summary.evaluate("e => e === document.activeElement"), name
    page.goto(f"{prefix}/550/")
    page.locator("header.site .menu summary").press("Enter")
    page.fill(".menu textarea", "55")
    page.wait_for_selector(".menu .suggestions li")
    page.keyboard.press("Escape")
    assert page.locator(".menu .suggestions").is_hidden()
    assert page.locator("header.site .menu[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("header.site .menu[open]").count() == 0


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_drawings_rings_and_the_chosen_reader_are_seen(chromium, site, prefix, scheme, every_kind):
    context = chromium.new_context(base_url=site, forced_colors="active", color_scheme=scheme, locale="ar")
    page = context.new_page()
    for name in every_kind(page, prefix):
        assert page.evaluate(UNSEEN) == [], name
        page.keyboard.press("Tab")
        style = "getComputedStyle(document.activeElement)"
        assert page.evaluate(f"[{style}.outlineStyle, {style}.outlineWidth]") == ["solid", "3px"], name
        edges = "all => all.map(e => parseFloat(getComputedStyle(e).borderTopWidth))"
        chosen = page.eval_on_selector_all(".readers [open] > summary", edges)
        others = page.eval_on_selector_all(".readers details:not([open]) > summary", edges)
        assert min(chosen, default=9) > max(others, default=0), name
    context.close()


@pytest.mark.parametrize("prefix", PREFIXES)
def test_without_script_nothing_is_missing_and_no_button_does_nothing(chromium, site, prefix, every_kind):
    context = chromium.new_context(base_url=site, java_script_enabled=False, viewport={"width": 375, "height": 667})
    page = context.new_page()
    for name in every_kind(page, prefix):  # the box posts
        idle = [button for button in page.locator("button[type=button], #narrow").all() if button.is_visible()]
        assert idle == [], name
        for menu in ("menu", "languages"):
            page.click(f"header.site .{menu} summary")
            assert page.locator(f"header.site .{menu} > :not(summary)").is_visible(), name
        assert page.locator("header.site details[open]").count() == 1  # one at a time
        readers = page.locator(".readers summary")
        if readers.count() > 1 and readers.first.is_visible():
            readers.nth(1).click()
            assert page.locator(".readers").first.locator("details[open]").count() == 1, name
    context.close()
