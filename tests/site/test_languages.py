"""Languages: their directions, and a page's address in each."""

import lxml.html
import pytest
from django.conf import settings

from codes.languages import direction, is_latin, localized

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/550/", "/compare/250/553/", "/abc/", "/599/", "/search/?q=full"])
def test_the_language_switch_leads_to_the_same_page(client, path):
    for prefix in ("", "/ar"):
        switch = lxml.html.document_fromstring(client.get(prefix + path).text).xpath("//details[@class='languages']//a")
        offered = [(code, localized(path, code)) for code, _name in settings.LANGUAGES]
        assert [(link.get("lang"), link.get("href")) for link in switch] == offered
        assert [link.get("aria-current") for link in switch].count("true") == 1


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_each_page_names_its_address_in_every_language(client, prefix):
    page = client.get(f"{prefix}/550/").text
    assert f'<link rel="canonical" href="{settings.SITE_URL}{prefix}/550/">' in page
    alternates = [(code, localized("/550/", code)) for code, _name in settings.LANGUAGES]
    for language, path in (*alternates, ("x-default", "/550/")):
        assert f'<link rel="alternate" hreflang="{language}" href="{settings.SITE_URL}{path}">' in page


@pytest.mark.parametrize(
    ("feedback", "link"),
    [
        ("https://example.org/report", "https://example.org/report?page=https%3A%2F%2Fexample.net%2Far%2Fsearch%2F"),
        ("https://example.org/?to=us", "https://example.org/?to=us&page=https%3A%2F%2Fexample.net%2Far%2Fsearch%2F"),
        ("mailto:us@example.org", "mailto:us@example.org?subject=https%3A%2F%2Fexample.net%2Far%2Fsearch%2F"),
        ("", None),
    ],
)
def test_readers_report_what_is_wrong_with_a_page_and_nothing_they_typed(client, settings, feedback, link):
    settings.FEEDBACK_URL, settings.SITE_URL = feedback, "https://example.net"
    root = lxml.html.document_fromstring(client.get("/ar/search/?q=secret").text)
    links = [a.get("href") for a in root.xpath("//footer//a[contains(@rel, 'nofollow')]")]
    assert links == ([link] if link else [])


@pytest.mark.parametrize(
    ("path", "language", "there"),
    [
        ("/550/", "ar", "/ar/550/"),
        ("/ar/550/", "en", "/550/"),
        ("/ar/550/", "ar", "/ar/550/"),
        ("/550/", "en", "/550/"),
        ("/", "ar", "/ar/"),
        ("/ar/", "en", "/"),
        ("/en/550/", "ar", "/ar/550/"),
        ("/arabic/", "ar", "/ar/arabic/"),  # only looks like a prefix
    ],
)
def test_the_same_path_in_another_language(path, language, there):
    assert localized(path, language) == there


@pytest.mark.parametrize(
    ("language", "way"), [("en", "ltr"), ("ar", "rtl"), ("fr", "ltr"), ("he", "rtl"), ("fa", "rtl")]
)
def test_which_way_a_language_is_written(language, way):
    assert direction(language) == way


@pytest.mark.parametrize(
    ("path", "target"), [("/search/?q=mailbox+full", "/ar/search/?q=mailbox+full"), ("/ص/", "/ar/%D8%B5/")]
)
def test_the_switch_keeps_what_was_searched_for_and_foreign_letters(client, path, target):
    page = lxml.html.document_fromstring(client.get(path).text)
    assert page.xpath("//details[@class='languages']//a[@lang='ar']/@href") == [target]


@pytest.mark.parametrize(
    ("language", "latin"), [("en", True), ("fr", True), ("ar", False), ("ja", False), ("el", False)]
)
def test_a_language_shows_its_letters_in_its_name(language, latin):
    assert is_latin(language) is latin
