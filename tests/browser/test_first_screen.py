"""What a phone shows of a page before anybody scrolls."""

import random
import tomllib

import pytest
from page_kinds import PREFIXES
from running import ROOT

pytestmark = pytest.mark.browser

PHONE = {"width": 375, "height": 667}
DRAWN = 300
ENDS = """ids => ids.map(id => document.querySelector(id)).map(
    part => part && Math.ceil(part.getBoundingClientRect().bottom + scrollY))"""
CUT = """() => [...document.querySelectorAll(".answer")].flatMap(card => {
    const edge = card.getBoundingClientRect();
    return [...card.querySelectorAll("*")].filter(part => !part.closest(".hidden")).filter(part => {
        const box = part.getBoundingClientRect();
        return box.left < edge.left - 1 || box.right > edge.right + 1;
    }).map(part => part.outerHTML.slice(0, 80));
})"""


def content(name):
    return tomllib.loads((ROOT / "content" / name).read_text("utf-8"))


def codes():
    enhanced = content("enhanced.toml").items()
    return [*content("codes.toml"), *(f"{digit}{key[1:]}" for key, row in enhanced for digit in row["classes"])]


def pages():
    vendors = {key.split()[0].split("-")[0] for key in content("vendors.toml")}
    return [
        *(f"/{code}/" for code in dict.fromkeys([*codes(), *vendors])),
        *(f"/causes/{c}/" for c in content("causes.toml")),
    ]


def comparisons():
    known, drawn = codes(), random.Random(12)  # noqa: S311
    pairs = (sorted(drawn.sample(range(len(known)), 2)) for _number in range(DRAWN))
    return [
        *(f"/compare/{key}/" for key in content("pairs.toml")),
        *(f"/compare/{known[a]}/{known[b]}/" for a, b in pairs),
    ]


def every_other(paths, request):
    """Half of a choice: a browser takes ten times as long as a look at the text."""
    return paths[::2] if request.config.getoption("pages") else paths


def ends(page, path, *parts):
    page.goto(path, wait_until="domcontentloaded")
    assert page.evaluate(CUT) == [], path
    return dict(zip(parts, page.evaluate(ENDS, list(parts)), strict=True))


@pytest.mark.each_language
@pytest.mark.parametrize("prefix", PREFIXES)
def test_whole_pages_tell_what_to_do_and_who_does_it(page, request, spread, prefix):
    page.set_viewport_size(PHONE)
    late = {}
    for path in every_other(spread(pages()), request):
        found = ends(page, prefix + path, "h1", "#first-step", "#who-acts", "#tried-again")
        if found["#first-step"] is None:  # nothing to do: accepted, or go on
            assert page.locator(".answer .verdict:is(.accepted, .go-on, .outside)").count(), path
        if any(end and end > PHONE["height"] for end in found.values()):
            late[path] = found
    assert late == {}


@pytest.mark.each_language
@pytest.mark.parametrize("prefix", PREFIXES)
def test_whole_comparisons_tell_both_verdicts_who_acts_and_what_is_tried_again(page, request, spread, prefix):
    page.set_viewport_size(PHONE)
    late = {}
    for path in every_other(spread(comparisons()), request):
        found = ends(page, prefix + path, ".faces", "#who-acts", "#tried-again")
        if not all(end and end <= PHONE["height"] for end in found.values()):
            late[path] = found
    assert late == {}


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize(
    "text",
    [
        "550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking gsmtp",
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant",
        "451 4.7.1 Greylisted, please try again later",
        "Connection could not be established with host smtp.example.com [Connection timed out #110]",
    ],
)
def test_an_answer_tells_it_before_the_quotation(page, prefix, text):
    page.set_viewport_size(PHONE)
    page.goto(f"{prefix}/lookup/")
    page.fill("#id_text", text)
    page.click("main button >> nth=0")
    page.wait_for_selector("article.answer")
    assert max(page.evaluate(ENDS, ["#first-step", "#who-acts", "#tried-again"])) <= PHONE["height"]
