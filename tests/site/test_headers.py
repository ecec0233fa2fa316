"""The headers that Mozilla's Observatory scores, on every kind of answer of a public site, for its A+."""

import re

import pytest
from django.conf import settings as configured
from django.contrib.auth.models import User
from page_kinds import PATHS

pytestmark = pytest.mark.django_db

OTHERS = (
    *("/nothing/", "/en/550/", "/550", "/favicon.ico", "/robots.txt", "/sitemap.xml", "/suggestions.json", "/lookup"),
    *(
        "/api/v1/lookup",
        "/static/nothing.css",
        "/static/site.css",
        "/admin/",
        "/ar/admin/login/",
        "/admin/codes/replycode/",
    ),
)
FORBIDDEN = ("unsafe", "data:", "blob:", "http:", "https:", "*", "strict-dynamic", "nonce", "sha256")


@pytest.fixture
def public(settings, client):
    """A client of the site as it is behind a proxy that ends TLS."""
    settings.SITE_URL = "https://testserver"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_HOST = "testserver"
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.STATIC_ROOT = settings.STATICFILES_DIRS[0]
    client.defaults["HTTP_X_FORWARDED_PROTO"] = "https"
    client.raise_request_exception = False
    return client


def is_safe(response):
    """Assert what each test of the Observatory asks for."""
    assert response["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in response
    policy = dict(re.findall(r"([\w-]+) ([^;]+)", response["Content-Security-Policy"]))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert not [word for word in FORBIDDEN if word in response["Content-Security-Policy"]]
    allowed = {name for name, who in re.findall(r"([\w-]+)=(\([^)]*\))", response["Permissions-Policy"]) if who != "()"}
    assert allowed == {"clipboard-write"}
    for cookie in response.cookies.values():
        assert cookie["secure"]
        assert cookie["samesite"] == "Lax"
        assert cookie["httponly"] or cookie.key == "staff"  # which names languages, and opens nothing


def test_pages(public):
    for path in (*PATHS, *OTHERS):
        for where in (path, f"/ar{path}"):
            is_safe(public.get(where))


def test_the_host_of_a_request_stands_in_no_answer(public, settings):
    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    for path in (*PATHS, *OTHERS):
        response = public.get(path, headers={"host": "localhost", "x-forwarded-host": "evil.example"})
        told = f"{response.headers}{'' if response.streaming else response.text}"
        assert "evil.example" not in told, path
        assert "//localhost" not in told, path


def test_answers_to_what_is_sent(public):
    for path, data in (("/lookup/", {"text": "550 5.1.1 no"}), ("/api/v1/lookup", {"text": "550"}), ("/550/", {})):
        is_safe(public.post(path, data))
    is_safe(public.post("/lookup/", {"text": "550 " * 500_000}))
    is_safe(public.options("/550/"))
    is_safe(public.get("/", headers={"host": "evil.example"}))


def test_the_workbench(public):
    User.objects.create_superuser("root", password="correct horse battery")  # noqa: S106
    entry = public.get("/admin/login/")
    is_safe(entry)
    for password in ("wrong", "correct horse battery"):
        is_safe(
            public.post(
                "/admin/login/", {"username": "root", "password": password}, headers={"referer": "https://testserver/"}
            )
        )
    for path in ("/admin/", "/ar/admin/codes/replycode/add/", "/admin/jsi18n/", "/admin/nothing/", "/admin/auth/user/"):
        is_safe(public.get(path))


def test_what_breaks(public, monkeypatch):
    monkeypatch.setattr("codes.catalogue.current", lambda: {}["broken"])
    response = public.get("/lookup/")
    assert response.status_code == 500
    is_safe(response)


def test_plain_http_leads_to_the_public_name_and_no_other(public):
    for host in ("testserver", "127.0.0.1", "evil.example"):
        response = public.get("/550/?q=1", headers={"x-forwarded-proto": "http", "host": host})
        assert (response.status_code, response["Location"]) == (301, "https://testserver/550/?q=1")
        assert "default-src 'none'" in response["Content-Security-Policy"]


def test_no_page_has_what_the_policy_forbids(client):
    for path in PATHS:
        text = client.get(path).text
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=\"", text), path
        assert not re.search(r"<(?:script|img|iframe)[^>]*\ssrc=\"(?:http|//)", text), path


def test_nothing_comes_from_elsewhere():
    assert configured.SECURE_CSP["default-src"] == ["'none'"]
    assert {source for sources in configured.SECURE_CSP.values() for source in sources} == {"'none'", "'self'"}
