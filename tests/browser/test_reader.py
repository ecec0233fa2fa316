"""How a page is read: by one reader at a time, copied, linked, set in Arabic, printed, and in another language."""

import re

import pytest
from page_kinds import PREFIXES as ALL
from running import shipped
from test_first_screen import PHONE, content, every_other, pages

from codes.validators import ROOM, beyond

pytestmark = pytest.mark.browser

PREFIXES = ["", "/ar"]
# The gap between a code and the punctuation after it, in parts of the size of the letters.
GAPS = """() => [...document.querySelectorAll(".prose code")].map(code => {
    const next = code.nextSibling;
    if (next?.nodeType !== Node.TEXT_NODE || !/^[.,:;)،؛]/.test(next.data)) return 0;
    const style = getComputedStyle(code);
    return parseFloat(style.paddingInlineEnd) / parseFloat(style.fontSize);
})"""
LINES = """element => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return new Set([...range.getClientRects()].map(line => Math.round(line.top / 8))).size;
}"""


def shown(page, part):
    return page.locator(f".readers #{part}").is_visible()


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("path", ["/550/", "/causes/mailbox-full/"])
def test_one_reader_is_spoken_to_at_a_time(page, prefix, path):
    page.goto(prefix + path)
    assert (shown(page, "sender"), shown(page, "sender-admin")) == (True, False)
    page.locator(".readers summary >> nth=0").focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.locator(".readers summary >> nth=1").press("Enter")
    assert (shown(page, "sender"), shown(page, "sender-admin")) == (False, True)
    page.reload()
    assert shown(page, "sender")
    page.emulate_media(media="print")
    assert shown(page, "sender")
    assert shown(page, "sender-admin")


def test_a_link_to_the_steps_of_a_reader_opens_them(page):
    page.goto("/ar/causes/mailbox-full/#recipient")
    assert (shown(page, "sender"), shown(page, "recipient")) == (False, True)


def test_the_steps_of_one_reader_need_no_choice(page):
    page.goto("/ar/354/")
    assert page.locator(".readers summary").count() == 0
    assert page.locator(".readers li").first.is_visible()


@pytest.mark.parametrize(("prefix", "done"), [("", "Copied"), ("/ar", "نُسخ النص")])
def test_code_link_reply_and_session_are_copied(page, site, prefix, done, pasted):
    page.context.grant_permissions(["clipboard-write"], origin=site)
    page.goto(f"{prefix}/550/")

    def copied(selector):
        page.locator(selector).first.click()
        page.wait_for_selector(f"button.copy:has-text('{done}')")
        assert page.inner_text("#said") == done
        page.wait_for_selector(f"button.copy:has-text('{done}')", state="detached")
        return pasted()

    assert copied(".share button >> nth=0") == "550"
    assert copied(".share button >> nth=1") == f"{site}{prefix}/550/"
    assert copied(".replies .sources .copy") == page.inner_text(".replies pre >> nth=0")
    said = [line.strip() for line in shipped("codes.toml")["550"]["transcript"].strip().splitlines()]
    assert copied("figure .copy").splitlines() == said
    assert page.locator(".share [data-share]").is_visible() == page.evaluate("!!navigator.share")


def test_what_the_browser_does_not_copy_can_be_copied_by_hand(page):
    page.goto("/ar/550/")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    page.click(".share button >> nth=0")
    field = page.locator("textarea.by-hand")
    assert field.input_value() == "550"
    assert page.evaluate("getSelection().toString()") == "550"
    assert "انسخ" in page.inner_text("#said")
    page.keyboard.press("Tab")
    assert field.count() == 0


def test_an_answer_links_to_where_it_can_be_read_without_what_was_pasted(page, site, pasted):
    page.context.grant_permissions(["clipboard-write"], origin=site)
    page.goto("/lookup/")
    page.fill("#id_text", "552 5.2.2 <someone@example.com>: mailbox full, says this server")
    page.click("main form button")
    page.click("article.answer .share button >> nth=0")
    page.wait_for_selector("button.copy:has-text('Copied')")
    link = pasted()
    assert link.startswith(site)
    assert "someone" not in link
    assert page.request.get(link).status == 200


@pytest.mark.parametrize("path", ["/550/", "/causes/tls/", "/compare/250/553/", "/", "/providers/", "/providers/gmx/"])
def test_permalinks_are_there_on_touch_and_name_what_they_link(chromium, site, path):
    context = chromium.new_context(base_url=site, viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"/ar{path}")
    found = page.eval_on_selector_all(
        ".anchor",
        """all => all.filter(e => e.checkVisibility()).map(e => {
            const box = e.getBoundingClientRect();
            return [Math.min(box.width, box.height), getComputedStyle(e).opacity, e.getAttribute("aria-label")];
        })""",
    )
    headings = page.locator("main > article h2[id]:visible, main h3[id]:visible").count()
    context.close()
    assert len(found) >= headings
    assert [each for each in found if each[0] < 24 or each[1] != "1"] == []
    assert len({label for _size, _opacity, label in found}) > 0.9 * len(found)  # some replies begin alike


@pytest.mark.each_language
@pytest.mark.parametrize("prefix", ALL)
def test_the_longest_texts_that_are_let_in_fit_on_the_first_screen(page, prefix):
    """The page with the longest name, and one that says most of who acts."""
    language = prefix.strip("/") or "en"
    words = content(f"{language}/codes/550.toml")["fix"]
    page.set_viewport_size(PHONE)
    for path in ("/5.7.30/", "/5.7.139/", "/causes/tls/"):
        page.goto(prefix + path)
        for selector, kind in ((".answer > .lead", "summary"), ("#first-step dd", "first_step")):
            text = " ".join(words.replace("`", "").split())
            filler = text.removesuffix(beyond(text, ROOM[language][kind]))
            page.eval_on_selector(selector, "(e, words) => { e.textContent = words; }", filler)
        ends = page.eval_on_selector_all(".now > div", "all => all.map(e => e.getBoundingClientRect().bottom)")
        assert max(ends) <= PHONE["height"], path


@pytest.mark.parametrize("prefix", PREFIXES)
def test_punctuation_stands_at_the_code_before_it(page, prefix):
    page.goto(f"{prefix}/compare/250/553/")
    gaps = page.evaluate(GAPS)
    assert gaps
    assert max(gaps) <= 0.15


def test_arabic_is_set_for_its_readers(page):
    page.set_viewport_size(PHONE)
    page.goto("/ar/550/")
    style = "e => { const s = getComputedStyle(e); return [s.fontSize, s.fontWeight, parseFloat(s.lineHeight)]; }"
    assert page.eval_on_selector("main article .prose p", style)[0] == "17px"
    assert page.eval_on_selector("h1", style)[1] == "700"
    size, _weight, height = page.eval_on_selector("blockquote.quoted", style)
    assert height == pytest.approx(1.5 * float(size.removesuffix("px")))
    assert page.eval_on_selector("main article .prose p", "e => getComputedStyle(e).textWrapStyle") == "pretty"
    lines = page.eval_on_selector_all(".prose code:not(.long)", f"all => all.map({LINES})")
    assert set(lines) - {0} == {1}  # what is folded has none
    page.set_viewport_size({"width": 600, "height": 800})
    page.goto("/ar/compare/250/553/")
    assert page.eval_on_selector_all(
        ".comparison td > q",
        """all => all.map(phrase => {
            const words = document.createRange();
            words.selectNodeContents(phrase);
            const before = phrase.previousElementSibling.getBoundingClientRect();
            return Math.round(before.left - words.getBoundingClientRect().right) < 30;
        })""",
    ) == [True, True]


def test_no_name_of_a_work_is_parted_from_its_comma(page):
    page.set_viewport_size(PHONE)
    page.goto("/ar/about/")
    first = """all => all.filter(e => e.textContent.includes("،")).map(e => {
        const text = e.firstChild.nodeType === 3 ? e.firstChild : e.firstChild.firstChild;
        const at = text.data.indexOf("،"), range = document.createRange();
        const top = from => {
            range.setStart(text, from);
            range.setEnd(text, from + 1);
            return range.getBoundingClientRect().top;
        };
        return [text.data, Math.abs(top(at) - top(at - 1)) < 4];
    })"""
    found = page.eval_on_selector_all(".credits td:last-child", first)
    assert found
    assert [text for text, together in found if not together] == []


@pytest.mark.parametrize("prefix", PREFIXES)
def test_whole_pages_are_printed_on_two_sheets(chromium, site, request, spread, prefix):
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    sheets = {}
    for path in [*every_other(spread(pages()), request), "/421/", "/causes/no-connection/", "/compare/550/553/"]:
        page.goto(prefix + path, wait_until="domcontentloaded")
        sheets[path] = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    context.close()
    assert {path: number for path, number in sheets.items() if number > 2} == {}


def test_paper_is_white_and_holds_addresses_and_all_readers_but_no_navigation(page):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto("/ar/550/")
    colours = "e => { const s = getComputedStyle(e); return [s.backgroundColor, s.color]; }"
    assert page.eval_on_selector("html", colours) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    written = "e => getComputedStyle(e, '::after').content"
    assert "https://www.rfc-editor.org" in page.eval_on_selector(
        "#specification ~ ul a, #specification + ul a", written
    )
    for part in ("header.site", "footer.site", ".replies", ".share"):
        assert page.locator(part).first.is_hidden(), part
    assert page.locator("#note-ar").is_visible()


@pytest.mark.parametrize(
    ("locale", "path", "offered", "to"),
    [
        ("ar-EG", "/550/", "هذه الصفحة متاحة بالعربية أيضًا.", "/ar/550/"),
        ("en-GB", "/ar/compare/250/553/", "This page is also in English.", "/compare/250/553/"),
        ("ar", "/ar/550/", None, None),
        ("de", "/550/", None, None),
    ],
)
def test_a_page_is_offered_in_the_language_of_the_browser(chromium, site, locale, path, offered, to):
    context = chromium.new_context(base_url=site, locale=locale, viewport=PHONE)
    page = context.new_page()
    page.goto(path)
    assert page.url == f"{site}{path}"
    if offered:
        link = page.locator(".offer a")
        assert (link.inner_text(), link.get_attribute("href")) == (offered, to)
        assert link.get_attribute("hreflang") == link.get_attribute("lang") == to[1:3].replace("co", "en")
        assert page.locator(".offer").bounding_box()["y"] > page.locator("#tried-again").bounding_box()["y"]
        page.click(".offer button")
    assert page.locator(".offer").count() == 0
    assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
    context.close()
