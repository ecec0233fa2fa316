"""Addresses: which lead where, and which have no page."""

import re
from urllib.parse import urlsplit

import pytest

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
        ("/550/5.1.1/", 301, "/5.1.1/"),
        ("/ar/550/5.7.26/", 301, "/ar/5.7.26/"),
        ("/550/5.1.1", 301, "/550/5.1.1/"),
        ("/550/4.2.2/", 301, "/compare/550/4.2.2/"),  # they contradict each other (RFC 2034 section 4)
        ("/ar/250/5.1.1/", 301, "/ar/compare/250/5.1.1/"),
        ("/550/5.7.515/", 301, "/5.7.515/"),  # a vendor's own code
        ("/450/5.7.515/", 301, "/5.7.515/"),  # which is compared with none
        ("/599/4.2.2/", 301, "/4.2.2/"),
        ("/550/5.9.99/", 301, "/5.9.99/"),  # nobody knows it, which its page says
        ("/favicon.ico", 302, "/static/favicon.svg"),
    ],
)
def test_redirects(client, path, status, target):
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (status, target)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/599/", "A code that begins with 5 is a permanent refusal"),
        ("/ar/599/", "الرمز الذي يبدأ بالرقم 5 رفض دائم"),
        ("/599/", 'href="/554/"'),
        ("/599/", 'id="first-step"'),
        ("/ar/4.9.9/", 'id="tried-again"'),
        ("/599/", 'name="text"'),
        ("/479/", "no code with a second digit above 5"),
        ("/999/", "An SMTP reply begins with 2, 3, 4 or 5"),
        ("/ar/530/x/", "لا توجد صفحة بهذا العنوان"),
        ("/ar/530/x/", 'href="/ar/530/"'),
        ("/ar/530/x/", "رفض دائم"),
        ("/ar/abc/", 'مثل <code dir="ltr" translate="no">550</code>.'),
        ("/550/551/", "There is no page at this address"),
        ("/ar/5.1.1/550/", "لا توجد صفحة بهذا العنوان"),
        ("/abc/", "There is no page at this address"),
        ("/ar/abc/", "لا توجد صفحة بهذا العنوان"),
        ("/9999/", "There is no page at this address"),
        ("/0550/", "There is no page at this address"),
        ("/compare/250/xyz/", "There is no page at this address"),
        ("/ar/compare/250/599/", "رمز غير معروف"),
        ("/ar/compare/250/599/", "لا يمكن أن نقارنه بالرمز"),
        ("/compare/5.1.1/5.9.99/", "So it cannot be compared with"),
        ("/compare/598/599/", "Not a known code"),
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


@pytest.mark.parametrize(
    "path", ["/en//evil.example/", "/en/%2Fevil.example", "//evil.example", "/ar//evil.example/550"]
)
def test_no_address_leads_to_another_site(client, path):
    for where in (path, path.rstrip("/")):
        response = client.generic("GET", "/", PATH_INFO=where)
        assert urlsplit(response.get("Location", "")).netloc == ""
        assert not re.search(r'(?:href|action)="//', response.text), where
