"""Sessions, and the stages at which a code can come."""

import tomllib

import pytest
from running import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PREFIXES = ["", "/ar"]
SELECTED = """selector => {
    getSelection().selectAllChildren(document.querySelector(selector));
    return getSelection().toString();
}"""


def box(page, selector):
    return page.locator(selector).first.bounding_box()


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
    page.goto(f"{prefix}/550/")
    assert page.locator(".line details[open]").count() == 1
    assert not page.locator("#rcpt").is_visible()
    page.goto(f"{prefix}/550/#rcpt")
    page.wait_for_selector("#rcpt", state="visible")
