"""Sitemaps."""

import pytest
from django.conf import settings

from codes import catalogue
from codes.models import Cause, Provider

pytestmark = pytest.mark.django_db
LANGUAGES = len(settings.LANGUAGES)


def test_sitemaps_follow_the_site_url(client, settings):
    settings.SITE_URL = "https://example.org"
    index = client.get("/sitemap.xml").text
    assert "https://example.org/sitemap-codes.xml" in index
    codes = client.get("/sitemap-codes.xml").text
    known = catalogue.current()
    assert codes.count("<url>") == LANGUAGES * len([*known.codes, *known.outside])
    assert "https://example.org/ar/5.7.139/" in codes
    assert '<xhtml:link rel="alternate" hreflang="ar" href="https://example.org/ar/553/"/>' in codes
    assert 'hreflang="x-default" href="https://example.org/553/"' in codes
    pairs = client.get("/sitemap-comparisons.xml").text
    assert "https://example.org/ar/compare/550/553/" in pairs
    causes = client.get("/sitemap-causes.xml").text
    assert causes.count("<url>") == LANGUAGES * Cause.objects.count()
    assert "https://example.org/ar/causes/mailbox-full/" in causes
    assert client.get("/sitemap-providers.xml").text.count("<url>") == LANGUAGES * Provider.objects.count()
    replies = client.get("/sitemap-replies.xml").text
    for path in ("550/replies/", "ar/550/replies/recipient-unknown/", "ar/causes/syntax/replies/2/"):
        assert f"<loc>https://example.org/{path}</loc>" in replies
    pages = client.get("/sitemap-pages.xml").text
    assert [path for path in ("about", "privacy") if f"https://example.org/ar/{path}/" not in pages] == []
    assert "testserver" not in index + codes + causes + pairs
    assert client.get("/sitemap-nothing.xml").status_code == 404
