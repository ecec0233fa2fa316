"""What holds for every request: headers, the language of the address, a body that was refused."""

import http.client

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.xdist_group("browser")  # shares the running site with them
@pytest.mark.parametrize("path", ["/ar/lookup/", "/api/v1/lookup"])
def test_who_sends_all_before_it_reads_gets_an_answer(site, path):
    sender = http.client.HTTPConnection(site.removeprefix("http://"), timeout=60)
    sender.request("POST", path, b"text=" + b"550 " * 2_500_000, {"Content-Type": "application/x-www-form-urlencoded"})
    assert sender.getresponse().status == 413


def test_the_language_of_the_address_wins_over_the_browser(client):
    response = client.get("/550/", headers={"accept-language": "ar", "cookie": "django_language=ar"})
    assert '<html lang="en" dir="ltr">' in response.text
    assert "Accept-Language" not in response.get("Vary", "")
    assert not response.cookies


def test_headers(client):
    response = client.get("/ar/550/")
    assert "'unsafe" not in response["Content-Security-Policy"]
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "no-transform" in response["Cache-Control"]
    assert response["Content-Language"] == "ar"
    assert "<style" not in response.text
    assert " style=" not in response.text
    assert "<script>" not in response.text


@pytest.mark.parametrize("path", ["/550/", "/ar/lookup/", "/admin"])
def test_readers_have_no_cookies(client, path):
    response = client.get(path, headers={"cookie": "sessionid=junk; csrftoken=junk; messages=junk"})
    assert bool(response.cookies) is (path == "/admin")
