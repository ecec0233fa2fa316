"""A real Chromium that reports every console message of a page as a failure."""

import os
import shutil
from collections import defaultdict

import pytest
from playwright.sync_api import sync_playwright

# Playwright runs an event loop in this thread, in which Django otherwise refuses to use the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A page that is meant to be a 404 is reported as such, and a test can be in a field before the browser puts the cursor
# into it; anything else is a fault of ours.
HARMLESS = ("404 (Not Found)", "Autofocus processing was blocked")


def pytest_collection_modifyitems(config, items):
    """Run each test in one language, which is another for the next one; in every language with --pages 0 or with -k.

    All of them keep a browser busy.
    """
    if not config.getoption("pages") or config.getoption("keyword"):
        return
    functions = defaultdict(list)
    for item in items:
        is_for_each = item.get_closest_marker("each_language")
        if item.get_closest_marker("browser") and "prefix" in item.fixturenames and not is_for_each:
            functions[item.function].append(item)
    left_out = {item for own in functions.values() for item in _others(own)}
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=[*left_out])


def _others(items):
    """Yield all but one of those that differ in nothing but their language."""
    groups = defaultdict(list)
    for item in items:
        groups[tuple(repr(item.callspec.params[name]) for name in _apart(items))].append(item)
    for number, group in enumerate(groups.values()):
        chosen = (len(items[0].function.__name__) + number) % len(group)
        yield from group[:chosen] + group[chosen + 1 :]


def _apart(items):
    """Return the parameters that are no words of the language: of which one language has several."""
    params = [item.callspec.params for item in items]
    languages = len({own["prefix"] for own in params})
    return sorted(
        name
        for name in params[0].keys() - {"prefix"}
        if len({(own["prefix"], repr(own[name])) for own in params}) > languages
    )


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def complaints():
    """What the browser says of the pages: console messages, script errors, requests to other hosts."""
    return []


@pytest.fixture
def expected():
    """Parts of the complaints that a test provokes."""
    return []


@pytest.fixture
def page(chromium, site, complaints, expected):
    """A page on the running site; what the browser complains about fails the test."""
    context = chromium.new_context(base_url=site)
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: request.url.startswith((site, "data:")) or complaints.append(request.url))
    yield page
    context.close()
    assert [text for text in complaints if not any(part in text for part in (*HARMLESS, *expected))] == []


@pytest.fixture
def pasted(page):
    """What a reader pastes who has copied something: no page of ours may read the clipboard itself."""

    def paste():
        other = page.context.new_page()
        other.goto("/lookup/")
        other.focus("#id_text")
        other.keyboard.press("Control+V")
        text = other.input_value("#id_text")
        other.close()
        return text

    return paste


@pytest.fixture(scope="session")
def logins():
    """The cookies of a login to each site: to log in takes as long as many a test."""
    return {}


@pytest.fixture
def logged_in(page, site, logins):
    """Open a page of the workbench as a superuser, who logs in where no test before did, or one has logged out."""

    def logged_in(path):
        page.context.add_cookies(logins.get(site, []))
        page.goto(path)
        if page.locator("#id_password").is_visible():
            page.fill("#id_username", "root")
            page.fill("#id_password", "correct horse battery")
            with page.expect_navigation():
                page.click("#login-form [type=submit]")
            logins[site] = page.context.cookies()
        return page

    return logged_in


@pytest.fixture
def workbench(logged_in):
    """The admin, with a superuser logged in."""
    return logged_in("/ar/admin/")
