"""What holds for every request: headers, the language of the address, a body that was refused."""

import http.client
import time

import pytest
from django.db import OperationalError
from django.test import Client
from page_kinds import PATHS

from codes import generation
from site_config.clients import parse_networks

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("path", ["/550/", "/ar/lookup/", "/admin"])
def test_readers_have_no_cookies(client, path):
    response = client.get(path, headers={"cookie": "sessionid=junk; csrftoken=junk; messages=junk"})
    assert bool(response.cookies) is (path == "/admin")


SHORT = "site_config.middleware.PagesMiddleware"
MORE = ("/nothing/", "/550/5.1.1/", "/553/?x=1", "/compare/553/250/", "/compare/550/550/", "/causes/none/", "/550")


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_pages_are_the_same_by_the_short_way_and_by_the_whole(settings, shipped, prefix):
    def ask(path, **headers):
        response = Client(raise_request_exception=False).get(f"{prefix}{path}", headers=headers)
        kept = {name: value for name, value in response.headers.items() if name != "X-Request-ID"}
        return path, response.status_code, kept, response.content

    def all_kinds():
        return [*map(ask, (*PATHS, *MORE)), ask("/550/", host="elsewhere.example"), ask("/550/", cookie="csrftoken=x")]

    short = all_kinds()
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != SHORT]
    whole = all_kinds()
    assert len(settings.MIDDLEWARE) > 10
    assert short == whole


def test_a_lost_database_is_told_of_by_the_short_way_too(client, monkeypatch):
    def lost():
        raise OperationalError

    monkeypatch.setattr(generation, "current", lost)
    response = client.get("/ar/550/")
    assert response.status_code == 503
    assert response["Content-Language"] == "ar"
    assert response["Retry-After"]


# --- limits

TYPED = "550 <zq7typed>"
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.1"}


@pytest.fixture
def few(settings, monkeypatch):
    """Limits that a test reaches within a minute that does not end, however slow the machine is."""
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    settings.RATE_LIMITS = {"look-up": 1, "search": 1, "login": 1}
    return settings


def refused(response, language):
    """The text of a refusal that says in the reader's language how long to wait."""
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 60
    assert response["Content-Language"] == language
    assert "no-store" in response["Cache-Control"]
    return response.text


@pytest.mark.parametrize(
    ("prefix", "language", "sentence"), [("", "en", "Too many requests from your network"), ("/ar", "ar", "من شبكتك")]
)
def test_a_reader_who_looks_up_too_much_keeps_the_text(few, client, prefix, language, sentence):
    asked = [client.post(f"{prefix}/lookup/", {"text": TYPED}, **ELSEWHERE) for _time in range(2)]
    assert asked[0].status_code == 200
    text = refused(asked[1], language)
    assert f'<html lang="{language}"' in text
    assert sentence in text
    assert "550 &lt;zq7typed&gt;</textarea>" in text
    assert f'href="{prefix}/"' in text
    assert client.get(f"{prefix}/lookup/", **ELSEWHERE).status_code == 200
    assert client.post(f"{prefix}/lookup/", {"text": TYPED}, REMOTE_ADDR="192.0.2.2").status_code == 200


def test_a_refused_text_that_is_too_long_is_refused_all_the_same(few, client):
    asked = [client.post("/lookup/", {"text": TYPED * 200_000}, **ELSEWHERE) for _time in range(2)]
    assert [response.status_code for response in asked] == [413, 429]


@pytest.mark.parametrize(
    ("query", "language", "sentence"), [("", "en", "Wait "), ("?lang=ar", "ar", "انتظر"), ("?lang=xx", "en", "Wait ")]
)
def test_a_program_that_looks_up_too_much(few, client, query, language, sentence):
    client.post("/lookup/", {"text": TYPED}, **ELSEWHERE)  # which counts with it
    response = client.post(f"/api/v1/lookup{query}", TYPED, content_type="text/plain", **ELSEWHERE)
    assert refused(response, language)
    assert sentence in response.json()["error"]


def test_who_searches_too_much_keeps_the_words(few, client):
    asked = [client.get("/ar/search/", {"q": "zq7typed"}, **ELSEWHERE) for _time in range(2)]
    assert asked[0].status_code == 200
    assert "zq7typed</textarea>" in refused(asked[1], "ar")
    assert client.get("/search/", **ELSEWHERE).status_code == 200  # no words, no search


@pytest.mark.parametrize("address", ["192.0.2.1", "127.0.0.1"])
def test_who_guesses_passwords(few, client, support, address):
    login = {"username": "support", "password": "zq7wrong", "next": "/ar/admin/codes/"}
    asked = [client.post("/ar/admin/login/", login, REMOTE_ADDR=address) for _time in range(2)]
    assert asked[0].status_code == 200
    text = refused(asked[1], "ar")
    assert "كثرت محاولات تسجيل الدخول" in text
    assert 'value="support"' in text
    assert 'value="/ar/admin/codes/"' in text
    assert "zq7wrong" not in text
    right = client.post("/admin/login/", login | {"password": "correct horse battery"}, REMOTE_ADDR=address)
    assert right.status_code == 429
    assert "_auth_user_id" not in client.session


def test_this_machine_is_limited_at_login_only(few, client):
    assert [client.post("/lookup/", {"text": TYPED}).status_code for _time in range(3)] == [200] * 3


def test_behind_a_trusted_proxy_each_reader_has_limits_of_their_own(few, client):
    def look_up(forwarded):
        headers = {"x-forwarded-for": forwarded}
        return client.post("/lookup/", {"text": TYPED}, headers=headers).status_code

    assert [look_up(f"198.51.100.{number}") for number in range(3)] == [200] * 3  # nobody is believed
    few.TRUSTED_PROXIES = parse_networks(["127.0.0.1"])
    assert [look_up("198.51.100.7"), look_up("203.0.113.1, 198.51.100.7"), look_up("198.51.100.8")] == [200, 429, 200]
    assert [look_up("2001:db8::1"), look_up("2001:db8::2"), look_up("127.0.0.1"), look_up("127.0.0.1")] == [
        *(200, 429),
        *(200, 429),
    ]


def test_no_limits(few, client):
    few.RATE_LIMITS = {"look-up": 0, "search": 0, "login": 0}
    assert {client.post("/lookup/", {"text": TYPED}, **ELSEWHERE).status_code for _time in range(5)} == {200}


@pytest.mark.parametrize("path", ["/550/", "/ar/550/", "/nothing/here/", "/administration/", "/lookup/"])
def test_readers_pass_nothing_that_only_the_workbench_needs(client, path):
    client.cookies["csrftoken"] = client.cookies["sessionid"] = client.cookies["messages"] = "x" * 32
    response = client.post(path, {"text": "550"}, headers={"origin": "https://elsewhere.example"})
    assert response.status_code in {303, 404, 405}  # no form of theirs needs a token
    assert not hasattr(response.wsgi_request, "session")
    assert not response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/", "/ar/admin/", "/admin/nothing/"])
def test_all_of_the_workbench_knows_who_asks(client, path):
    assert client.get(path).wsgi_request.user.is_anonymous
