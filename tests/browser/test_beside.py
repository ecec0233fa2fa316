"""What stands beside the text on a wide screen and behind the first answer on a narrow one, and the sessions."""

import tomllib

import pytest
from page_kinds import PREFIXES as ALL
from running import ROOT, bounce

pytestmark = pytest.mark.browser

PHONE, WIDE = {"width": 375, "height": 667}, {"width": 1440, "height": 900}
PREFIXES = ["", "/ar"]
MIDDLES = """selector => [...document.querySelectorAll(selector)].map(part => {
    const box = part.getBoundingClientRect();
    return Math.round((box.left + box.right) / 2);
})"""
SMALL = """selector => [...document.querySelectorAll(selector)].filter(target => {
    const box = target.getBoundingClientRect();
    return box.width < 24 || box.height < 24;
}).map(target => target.outerHTML.slice(0, 80))"""
# Of a language without blanks a line may end anywhere.
TORN = """all => all.filter(() => document.documentElement.lang !== "zh-hans").filter(part => {
    part.style.overflowWrap = "normal";
    return part.scrollWidth > part.clientWidth;
}).map(part => part.innerText)"""
SELECTED = """selector => {
    getSelection().selectAllChildren(document.querySelector(selector));
    return getSelection().toString();
}"""


def box(page, selector):
    return page.locator(selector).first.bounding_box()


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("size", [PHONE, WIDE])
def test_each_station_stands_above_its_name_and_the_sender_where_a_line_starts(page, prefix, size):
    page.set_viewport_size(size)
    page.goto(f"{prefix}/450/")
    stations, names = page.evaluate(MIDDLES, ".station"), page.evaluate(MIDDLES, ".route li")
    assert len(names) == 4
    assert all(abs(station - name) < 8 for station, name in zip(stations, names, strict=True))
    assert (stations[0] < stations[3]) is (prefix == "")
    (mail,) = page.evaluate(MIDDLES, ".route .mail")
    assert min(stations[1:3]) < mail < max(stations[1:3])
    # A clock is not mirrored: its hand points to the right in every language.
    hand = page.evaluate("document.querySelector('.stop .mirrored path').getScreenCTM().a")
    assert hand > 0


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("path", ["/450/", "/causes/mailbox-full/", "/5.7.26/"])
def test_a_phone_has_the_picture_behind_the_answer_and_the_contents_folded(page, prefix, path):
    page.set_viewport_size(PHONE)
    page.goto(prefix + path)
    card, route, contents = box(page, ".answer"), box(page, ".route"), box(page, ".contents")
    assert card["y"] + card["height"] <= route["y"] < contents["y"] < box(page, "h2")["y"]
    assert not page.locator(".contents a").first.is_visible()
    page.click(".contents summary")
    page.click(".contents a >> nth=2")
    assert page.evaluate("document.querySelector(':target').tagName") == "H2"


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("path", ["/450/", "/550/", "/5.2.2/", "/causes/mailbox-full/", "/compare/421/451/"])
def test_a_narrow_phone_needs_no_scrolling_sideways_and_every_target_is_large(page, prefix, path):
    page.set_viewport_size({"width": 320, "height": 568})
    page.goto(prefix + path)
    page.evaluate("document.querySelectorAll('.contents, .line details').forEach(folded => folded.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert (
        page.evaluate(SMALL, ".beside a:not(.related a), .beside summary, .line :is(summary, .sources a), .timeline a")
        == []
    )


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize(
    "path", ["/450/", "/550/", "/causes/mailbox-full/", "/5.7.26/", "/5.7.515/", "/compare/550/553/"]
)
def test_a_wide_screen_has_them_beside_the_text_and_keeps_them_in_view(page, prefix, path):
    page.set_viewport_size(WIDE)
    page.goto(prefix + path)
    card, beside = box(page, ".answer"), box(page, ".beside")
    is_beside = beside["x"] >= card["x"] + card["width"] or beside["x"] + beside["width"] <= card["x"]
    assert is_beside
    assert max(card["x"] + card["width"], beside["x"] + beside["width"]) - min(card["x"], beside["x"]) > 1000
    links = page.locator(".contents a")
    anchors = page.eval_on_selector_all("main h2[id]", "all => all.map(heading => heading.id)")
    assert links.evaluate_all("all => all.map(link => link.hash.slice(1))") == anchors
    assert links.first.is_visible()
    page.evaluate("scrollTo(0, 1500)")
    page.wait_for_function("document.querySelector('.beside').getBoundingClientRect().top >= 0")
    assert links.first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"]


@pytest.mark.parametrize("prefix", ALL)
def test_nothing_sticks_out_of_what_stands_beside_the_text(page, prefix):
    page.set_viewport_size({"width": 1100, "height": 800})
    for path in ("/550/", "/5.2.2/"):  # the first desk is lit, or the last
        page.goto(prefix + path)
        assert page.locator(".beside").evaluate("beside => beside.scrollWidth - beside.clientWidth") == 0, path


@pytest.mark.parametrize("prefix", ALL)
def test_no_name_of_a_station_is_torn_within_a_word(page, prefix):
    page.set_viewport_size(WIDE)
    page.goto(f"{prefix}/lookup/")
    page.fill("main textarea", bounce("lhost-gmail-19"))  # the recipient acts first, and an answer is narrow
    with page.expect_navigation():
        page.click("main form button")
    assert page.eval_on_selector_all(".route li", TORN) == []


@pytest.mark.parametrize("prefix", ALL)
def test_the_head_of_a_page_is_as_wide_as_the_page(page, prefix):
    page.goto(f"{prefix}/550/")
    for width in (1152, 1280, WIDE["width"]):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.locator("header.site").evaluate("head => head.scrollWidth - head.clientWidth") <= 0


@pytest.mark.parametrize("prefix", PREFIXES)
def test_an_answer_has_its_way_beside_it_or_behind_it(page, prefix):
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        page.goto(f"{prefix}/lookup/")
        page.fill("#id_text", "451 4.7.1 Greylisted, please try again later")
        page.click("main button >> nth=0")
        page.wait_for_selector("article.answer")
        now, route = box(page, ".now"), box(page, ".route")
        assert (route["y"] < now["y"]) if size is WIDE else (route["y"] >= now["y"] + now["height"])


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_session_is_copied_as_plain_text_and_says_who_speaks(page, prefix):
    transcript = tomllib.loads((ROOT / "content/codes.toml").read_text("utf-8"))["450"]["transcript"]
    page.goto(f"{prefix}/450/")
    copied = page.evaluate(SELECTED, ".session")
    assert [line.strip() for line in copied.splitlines() if line.strip()] == transcript.strip().splitlines()
    client, server = box(page, ".session .client"), box(page, ".session .server")
    assert client["x"] < server["x"]  # in every language: it is no text of the page's
    spoken = page.locator(".session li.here .hidden").inner_text()
    assert spoken.strip() == ("Server, with this code:" if prefix == "" else "الخادم، بهذا الرمز:")
    assert page.locator(".session li.here svg").count() == page.locator(".session mark").count() == 1


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_link_to_a_stage_unfolds_it(page, prefix):
    page.goto(f"{prefix}/503/")
    assert page.locator(".line details[open]").count() == 1
    page.goto(f"{prefix}/550/")  # its readers look for their words first
    assert page.locator(".line details[open]").count() == 0
    assert not page.locator("#rcpt").is_visible()
    page.goto(f"{prefix}/550/#rcpt")
    page.wait_for_selector("#rcpt", state="visible")


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("path", ["/", "/lookup/", "/search/?q=mailbox", "/compare/", "/providers/", "/abc/", "/599/"])
def test_a_wide_screen_has_the_box_beside_the_words(page, prefix, path):
    page.set_viewport_size(WIDE)
    page.goto(prefix + path)
    words, asking = box(page, "main .hero > :first-child"), box(page, "main .hero :is(.box, .filter)")
    assert abs(words["x"] - asking["x"]) > 500
    assert abs(words["y"] - asking["y"]) < 60
    page.set_viewport_size(PHONE)
    words, asking = box(page, "main .hero > :first-child"), box(page, "main .hero :is(.box, .filter)")
    assert asking["y"] > words["y"] + words["height"]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_after_an_error_the_two_codes_stay_side_by_side(page, prefix):
    page.set_viewport_size(PHONE)
    page.goto(f"{prefix}/compare/?left=x&right=250")
    left, right = (field.bounding_box() for field in page.locator(".box .field").all())
    assert left["y"] == right["y"]
    assert box(page, ".errorlist")["y"] < left["y"]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_steps_of_the_way_up_stand_equally_far_apart(page, prefix):
    page.goto(f"{prefix}/5.7.26/")
    first, second = page.eval_on_selector_all(
        ".trail li > *",
        """all => {
            const words = document.createRange();
            const places = all.map(step => {
                words.selectNodeContents(step.querySelector("code") ?? step);
                return words.getBoundingClientRect();
            });
            return places.slice(1).map((place, step) =>
                Math.max(place.left - places[step].right, places[step].left - place.right));
        }""",
    )
    assert abs(first - second) < 2
