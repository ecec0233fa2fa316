"""Addresses: which lead where, and which have no page."""

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
