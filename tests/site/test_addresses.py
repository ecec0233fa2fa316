"""Redirects, addresses without a page, the box, and languages."""

import lxml.html
import pytest
from django.conf import settings

from codes import catalogue

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "status", "target"),
    [
        ("/compare/553/250/", 301, "/compare/250/553/"),
        ("/ar/compare/553/250/", 301, "/ar/compare/250/553/"),
        ("/compare/550/550/", 301, "/550/"),
        ("/ar/compare/550/550/", 301, "/ar/550/"),
        ("/compare/?left=553&right=250", 302, "/compare/553/250/"),
        ("/ar/compare/?left=%D9%A2%D9%A5%D9%A0&right=553", 302, "/ar/compare/250/553/"),
        ("/en/550/", 301, "/550/"),
        ("/en/search/?q=full", 301, "/search/?q=full"),
        ("/en/", 301, "/"),
        ("/550", 301, "/550/"),
        ("/ar/550", 301, "/ar/550/"),
        ("/favicon.ico", 302, "/static/favicon.svg"),
    ],
)
def test_redirects(client, path, status, target):
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (status, target)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("550", "/550/"),
        ("٥٥٠", "/550/"),
        ("550 5.1.1", "/5.1.1/"),
        ("550 5.7.509", "/5.7.509/"),  # a vendor's own code
        ("550 5.9.99", "/550/"),  # nobody knows the second code
        ("550 4.2.2", "/compare/550/4.2.2/"),  # they contradict each other
        ("٥٥٠ ٥.١.١", "/5.1.1/"),
        ("250 2.1.5 vs 550 5.1.1", "/compare/2.1.5/5.1.1/"),
        (" 550-", "/550/"),
        ("smtp 550", "/550/"),
        ("250 vs 553", "/compare/250/553/"),
        ("599", "/599/"),
        ("mailbox full", "/search/?q=mailbox+full"),
    ],
)
@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_the_box_leads_to_the_right_page(client, text, target, prefix):
    response = client.post(f"{prefix}/lookup/", {"text": text})
    assert (response.status_code, response["Location"]) == (303, prefix + target)
    assert not response.cookies


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", '<ul class="errorlist"'),
        ("\0", '<ul class="errorlist"'),
        ("?!", "ليس في هذا النص رد"),
        ("someone@example.com", "ليس في هذا النص رد"),
        ("<script>alert(1)</script>" * 9, "ليس في هذا النص رد"),
    ],
)
def test_nonsense_gets_a_sentence_and_the_box_again(client, text, said):
    response = client.post("/ar/lookup/", {"text": text})
    assert response.status_code == 200
    assert said in response.text
    assert 'name="text"' in response.text
    assert "<script>alert" not in response.text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/599/", "A code that begins with 5 is a permanent refusal"),
        ("/ar/599/", "الرمز الذي يبدأ بالرقم 5 رفض دائم"),
        ("/599/", 'href="/585/"'),
        ("/479/", "no code with a second digit above 5"),
        ("/999/", "An SMTP reply begins with 2, 3, 4 or 5"),
        ("/ar/530/x/", "لا توجد صفحة بهذا العنوان"),
        ("/abc/", "There is no page at this address"),
        ("/ar/abc/", "لا توجد صفحة بهذا العنوان"),
        ("/9999/", "There is no page at this address"),
        ("/0550/", "There is no page at this address"),
        ("/compare/250/xyz/", "There is no page at this address"),
        ("/ar/compare/250/599/", "لا توجد صفحة للرمز"),
        ("/compare/598/599/", "No page for"),
        ("/%D9%A5%D9%A5%D9%A0/", "There is no page at this address"),
        ("/55%00/", "There is no page at this address"),
        ("/%ff%fe/", "There is no page at this address"),
        ("/ar/" + "5" * 10_000 + "/", "لا توجد صفحة بهذا العنوان"),
        ("/causes/nothing/", "There is no page at this address"),
        ("/ar/causes/nothing/", "لا توجد صفحة بهذا العنوان"),
        ("/ar/causes/صندوق/", "لا توجد صفحة بهذا العنوان"),
        ("/providers/nobody/", "There is no page at this address"),
        ("/ar/providers/nobody/", "لا توجد صفحة بهذا العنوان"),
        ("/providers/" + "x" * 200 + "/", "There is no page at this address"),
    ],
)
def test_an_address_without_a_page_says_so_in_its_language(client, path, said):
    response = client.get(path)
    assert response.status_code == 404
    assert said in response.text
    assert f'lang="{"ar" if path.startswith("/ar/") else "en"}"' in response.text
    assert 'rel="canonical"' not in response.text
    assert "\0" not in response.text


def test_an_unknown_code_in_a_comparison_is_named_alone(client):
    page = client.get("/compare/250/599/").text
    assert page.count("<h1>") == 1
    assert "599" in page


@pytest.mark.parametrize("query", ["q=%00", "q=%ff", "q=" + "x" * 10_000, "q=", "q=%E2%80%8F"])
def test_odd_searches_are_answered(client, query):
    response = client.get(f"/ar/search/?{query}")
    assert response.status_code == 200
    assert 'name="q"' in response.text
    assert "\0" not in response.text


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        ("/search/", "mailbox full", "552"),
        ("/search/", "mailbx full", "552"),
        ("/ar/search/", "صندوق ممتلئ", "552"),
        ("/ar/search/", "الصندوق الممتلئ", "552"),
    ],
)
def test_words_find_their_code(client, path, query, code):
    response = client.get(path, {"q": query})
    codes = [str(found.code) for found in response.context["results"] if hasattr(found, "code")]
    assert code in codes[:3]


@pytest.mark.parametrize(
    ("path", "query", "cause"),
    [
        ("/search/", "mailbox full", "mailbox-full"),
        ("/search/", "greylisting", "greylisted"),
        ("/ar/search/", "صندوق ممتلئ", "mailbox-full"),
        ("/ar/search/", "greylisting", "greylisted"),
    ],
)
def test_words_find_their_cause(client, path, query, cause):
    response = client.get(path, {"q": query})
    assert cause in [getattr(found, "slug", "") for found in response.context["results"][:3]]
    assert f'href="{path.removesuffix("search/")}causes/{cause}/"' in response.text


def test_the_language_of_the_address_wins_over_the_browser(client):
    response = client.get("/550/", headers={"accept-language": "ar", "cookie": "django_language=ar"})
    assert '<html lang="en" dir="ltr">' in response.text
    assert "Accept-Language" not in response.get("Vary", "")
    assert not response.cookies


@pytest.mark.parametrize("path", ["/", "/550/", "/compare/250/553/", "/abc/", "/599/", "/search/?q=full"])
def test_the_language_switch_leads_to_the_same_page(client, path):
    for prefix in ("", "/ar"):
        switch = lxml.html.document_fromstring(client.get(prefix + path).text).xpath("//nav[@class='languages']/a")
        assert [(link.get("lang"), link.get("href")) for link in switch] == [("en", path), ("ar", f"/ar{path}")]
        assert [link.get("aria-current") for link in switch].count("true") == 1


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_each_page_names_its_address_in_every_language(client, prefix):
    page = client.get(f"{prefix}/550/").text
    assert f'<link rel="canonical" href="{settings.SITE_URL}{prefix}/550/">' in page
    for language, path in (("en", "/550/"), ("ar", "/ar/550/"), ("x-default", "/550/")):
        assert f'<link rel="alternate" hreflang="{language}" href="{settings.SITE_URL}{path}">' in page


def test_the_title_of_a_right_to_left_page_starts_with_a_mark(client):
    assert "<title>\N{RIGHT-TO-LEFT MARK}550: " in client.get("/ar/550/").text
    assert "<title>550: " in client.get("/550/").text


def test_sitemaps_follow_the_site_url(client, settings):
    settings.SITE_URL = "https://example.org"
    index = client.get("/sitemap.xml").text
    assert "https://example.org/sitemap-codes.xml" in index
    codes = client.get("/sitemap-codes.xml").text
    assert codes.count("<url>") == 2 * len(catalogue.current().codes)
    assert '<xhtml:link rel="alternate" hreflang="ar" href="https://example.org/ar/553/"/>' in codes
    assert 'hreflang="x-default" href="https://example.org/553/"' in codes
    pairs = client.get("/sitemap-comparisons.xml").text
    assert "https://example.org/ar/compare/550/553/" in pairs
    causes = client.get("/sitemap-causes.xml").text
    assert causes.count("<url>") == 2 * 18
    assert "https://example.org/ar/causes/mailbox-full/" in causes
    assert client.get("/sitemap-providers.xml").text.count("<url>") == 2 * 93
    assert "https://example.org/ar/about/" in client.get("/sitemap-pages.xml").text
    assert "testserver" not in index + codes + causes + pairs
    assert client.get("/sitemap-nothing.xml").status_code == 404


def test_robots(client):
    text = client.get("/robots.txt").text
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text
    assert "Disallow: /ar/admin/" in text


def test_headers(client):
    response = client.get("/ar/550/")
    assert "'unsafe" not in response["Content-Security-Policy"]
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "no-transform" in response["Cache-Control"]
    assert response["Content-Language"] == "ar"
    assert "<style" not in response.text
    assert " style=" not in response.text
    assert "<script>" not in response.text


@pytest.mark.parametrize("path", ["/550/", "/ar/550/"])
def test_only_the_box_takes_posts(client, path):
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(("path", "said"), [("/550/", "could not be read"), ("/ar/550/", "تعذّرت قراءة هذا الطلب")])
def test_a_malformed_request_is_a_page_in_the_right_language(client, path, said):
    response = client.get(path, headers={"host": "bad host"})
    assert response.status_code == 400
    assert said in response.text


@pytest.mark.parametrize(("path", "said"), [("/550/", "not your fault"), ("/ar/550/", "ليس الخطأ منك")])
def test_the_500_page_needs_no_database(client, monkeypatch, path, said):
    def fail():
        raise OSError("the database is gone")

    monkeypatch.setattr("codes.generation.current", fail)
    client.raise_request_exception = False
    response = client.get(path)
    assert response.status_code == 500
    assert said in response.text
