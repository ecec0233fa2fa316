"""Known replies where a reader meets them: old addresses, long addresses, and a list that is narrowed."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

GMAIL = "gmail-550-5-4-5-daily-user-sending-limit-exceeded"
PHONE = {"width": 375, "height": 667}
WIDTH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("prefix", ["", "/ar"])
@pytest.mark.parametrize(
    ("path", "reply"),
    [("/550/", GMAIL), ("/causes/recipient-unknown/", "gmail-550-5-1-1-email-account-tried-reach-does")],
)
def test_the_old_address_of_a_reply_leads_to_its_provider(page, prefix, path, reply):
    page.goto(f"{prefix}{path}#{reply}")
    page.wait_for_url(f"**{prefix}/providers/gmail/#{reply}")
    assert page.evaluate("document.querySelector(':target').id") == reply
    assert page.locator(":target").is_visible()
    page.go_back()  # not into a circle
    assert "providers" not in page.url


def test_other_anchors_stay_on_the_page(page):
    for anchor in ("fix", "nothing-of-the-kind", "note-en"):
        page.goto(f"/550/#{anchor}")
        page.wait_for_load_state("networkidle")
        assert page.url.endswith(f"/550/#{anchor}")


def test_without_script_the_reader_of_an_old_address_finds_the_way_to_all_replies(chromium, site):
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/ar/550/#{GMAIL}")
    page.click("a[href='/ar/550/replies/']")
    page.click(".ways a[href='#rate-limited']")
    page.click("a[href='/ar/550/replies/rate-limited/']")
    page.click(f"a[href='/ar/providers/gmail/#{GMAIL}']")
    expect(page.locator(f"#{GMAIL}")).to_be_visible()
    page.goto("/ar/providers/")
    assert page.locator("#narrow").is_hidden()
    context.close()


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_the_code_with_most_replies_is_at_most_ten_phone_screens(page, figures, prefix):
    page.set_viewport_size(PHONE)
    page.goto(f"{prefix}/550/")
    screens = page.evaluate("document.documentElement.scrollHeight") / PHONE["height"]
    figures.append(f"{prefix}/550/: {screens:.1f} phone screens")
    assert screens <= 10


@pytest.mark.parametrize("prefix", ["", "/ar"])
@pytest.mark.parametrize("width", [320, 768])
def test_pages_of_replies_do_not_scroll_sideways(page, prefix, width):
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("/550/", "/550/replies/", "/550/replies/syntax/", "/causes/syntax/replies/2/", "/providers/netease/"):
        page.goto(prefix + path)
        assert page.evaluate(WIDTH) <= 0, path


@pytest.mark.parametrize(
    ("prefix", "typed", "found"),
    [
        ("", "hotmail.com", ["Outlook.com (Hotmail, Live, MSN)"]),  # a domain
        ("", " GMÁIL ", ["Gmail / Google Workspace"]),
        ("/ar", "gmail", ["Gmail / Google Workspace"]),
        ("/ar", "nobody of this name", []),
    ],
)
def test_the_list_of_providers_is_narrowed_while_somebody_types(page, prefix, typed, found):
    page.goto(f"{prefix}/providers/")
    page.get_by_role("searchbox").press_sequentially(typed)
    assert page.locator(".filtered li:visible a").all_inner_texts() == found
    assert page.locator(".filter-empty").is_visible() is not bool(found)
    page.get_by_role("searchbox").fill("")
    assert page.locator(".filtered li:visible").count() > 90


def test_a_kind_is_found_in_arabic_however_it_is_spelled(page):
    page.goto("/ar/providers/")
    heading = page.inner_text("#mta")
    everywhere = page.locator(".filtered h2:visible").count()
    page.fill("#narrow", heading.replace("ة", "ه").replace("أ", "ا").replace("ى", "ي"))
    assert page.locator(".filtered h2:visible").count() == 1 < everywhere
    assert page.inner_text(".filtered h2:visible") == heading
