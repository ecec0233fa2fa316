"""A page's address in every language."""

import lxml.html
import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db


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
