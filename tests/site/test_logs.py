"""One line of JSON a request and a failure, and nothing that somebody sent in any."""

import http.client
import json
import logging
import threading
import urllib.parse

import pytest
from django.db import OperationalError
from running import new_site, serving

from site_config import logs
from site_config.clients import parse_networks

pytestmark = pytest.mark.django_db

SECRET = "zq7secret"  # noqa: S105 - that of whoever typed it


@pytest.fixture
def lines(caplog, monkeypatch):
    """What stands in the log."""
    caplog.set_level(logging.INFO, "site")
    monkeypatch.setattr(caplog.handler, "formatter", logs.JSONFormatter())
    return lambda: [json.loads(line) for line in caplog.text.splitlines()]


def test_a_request_has_a_line(client, lines):
    response = client.get("/ar/550/?q=zq7secret")
    (line,) = lines()
    assert line["time"].endswith("+00:00")
    assert line["milliseconds"] > 0
    assert response["X-Request-ID"] == line["request"]
    told = {"level": "info", "method": "GET", "path": "/ar/550/", "status": 200, "language": "ar"}
    assert told.items() <= line.items()


@pytest.mark.parametrize(
    ("method", "path", "told"),
    [
        ("GET", f"/{SECRET}/", "unknown"),
        ("GET", f"/causes/{SECRET}/", "/causes/<slug:slug>/"),
        ("GET", f"/en/{SECRET}/", "/^en/+(?P<rest>[^/].*)$"),
        ("GET", f"/admin/codes/replycode/{SECRET}/change/", "/admin/codes/replycode/<path:object_id>/change/"),
        ("GET", f"/static/{SECRET}", "unknown"),
        ("GET", f"/search/?q={SECRET}", "/search/"),
        ("POST", f"/lookup/?{SECRET}", "/lookup/"),
        (SECRET.upper(), "/lookup/", "/lookup/"),
    ],
)
def test_no_line_tells_what_an_address_holds(client, lines, method, path, told):
    client.generic(method, path, f"text={SECRET}", content_type="application/x-www-form-urlencoded")
    assert [line["path"] for line in lines()] == [told]
    assert SECRET not in repr(lines()).lower()


@pytest.mark.parametrize(
    ("peer", "given", "is_taken"),
    [
        ("10.0.0.1", "0af7651916cd43dd8448eb211c80319c", True),
        ("192.0.2.1", "0af7651916cd43dd8448eb211c80319c", False),  # anybody can write it
        ("10.0.0.1", "short", False),
        ("10.0.0.1", "a" * 65, False),
        ("10.0.0.1", 'aaaaaaaa", "x": "', False),
        ("10.0.0.1", "", False),
    ],
)
def test_the_id_of_a_request(client, lines, settings, peer, given, is_taken):
    settings.TRUSTED_PROXIES = parse_networks(["10.0.0.0/8"])
    response = client.get("/", headers={"x-request-id": given}, REMOTE_ADDR=peer)
    assert (response["X-Request-ID"] == given) is is_taken
    assert len(response["X-Request-ID"]) >= 32
    assert [line["request"] for line in lines()] == [response["X-Request-ID"]]


@pytest.mark.parametrize(
    "error", [RuntimeError(SECRET), OperationalError(SECRET)], ids=lambda error: type(error).__name__
)
def test_a_failure_is_told_by_its_kind_and_places(client, lines, monkeypatch, error):
    def fail(*_arguments):
        raise error

    monkeypatch.setattr("codes.answers.read", fail)
    client.raise_request_exception = False
    response = client.post("/lookup/", {"text": f"550 {SECRET} one two three"})
    failure, answered = lines()
    assert {"error": type(error).__name__, "path": "/lookup/", "method": "POST"}.items() <= failure.items()
    assert "/test_logs.py:" in failure["places"][-1]
    assert {"level": "error", "status": response.status_code}.items() <= answered.items()
    assert failure["request"] == answered["request"] == response["X-Request-ID"]
    assert SECRET not in repr(lines())


def test_what_ends_a_thread_is_told(lines, monkeypatch):
    monkeypatch.setattr(threading, "excepthook", logs.of_thread)
    thread = threading.Thread(target=lambda: {}[SECRET])
    thread.start()
    thread.join()
    (line,) = lines()
    assert line["error"] == "KeyError"
    assert SECRET not in repr(line)


def test_the_log_of_the_real_server_tells_nothing_that_was_sent(tmp_path):
    form = urllib.parse.urlencode({"text": f"550 {SECRET}", SECRET: SECRET, "username": SECRET, "password": SECRET})
    typed = {"Content-Type": "application/x-www-form-urlencoded"}
    headers = {
        **{"Cookie": f"sessionid={SECRET}; csrftoken={SECRET}", "User-Agent": SECRET, "Referer": f"http://{SECRET}/"},
        **{"X-Request-ID": f"{SECRET}{SECRET}", "X-Forwarded-For": SECRET, "Authorization": SECRET},
        **{"Accept-Language": SECRET, "If-None-Match": f'"{SECRET}"', "Range": f"bytes={SECRET}"},
    }
    with new_site(tmp_path) as environment, serving(environment) as running:

        def send(method, path, body=None, **more):
            connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
            connection.request(method, path, body, headers | more)
            return connection.getresponse().status

        for path in (f"/?{SECRET}", f"/{SECRET}/", f"/ar/{SECRET}", f"/search/?q={SECRET}", f"/en/{SECRET}", "/550/"):
            assert send("GET", path) < 500
        for path in (f"/static/{SECRET}", f"/api/v1/lookup?lang={SECRET}", f"/admin/{SECRET}/"):
            assert send("GET", path) < 500
        for path in (
            "/lookup/",
            "/api/v1/lookup",
            "/admin/login/",
            f"/causes/{SECRET}/",
            "/ar/admin/codes/replycode/add/",
        ):
            assert send("POST", path, form, **typed) < 500
            assert send("POST", path, SECRET, **{"Content-Type": f"text/plain; charset={SECRET}"}) < 500
            assert send("POST", path, SECRET, **{"Content-Type": f"multipart/form-data; boundary={SECRET}"}) < 500
        assert send(SECRET.upper(), "/") < 500
        assert send("GET", "/", Host=SECRET) == 400
        before = running.log.read_text()
        assert before.count('"answered"') > 20
        running.database.write_bytes(f"{SECRET} is no database".encode() * 1000)  # what SQLite then says
        for suffix in ("-wal", "-shm"):
            running.database.with_name(running.database.name + suffix).unlink(missing_ok=True)
        for path in ("/551/", "/lookup/", "/admin/"):
            assert send("POST", path, form, **typed) < 600
        log = running.log.read_text()
        assert SECRET not in log.lower()
        assert "Traceback" not in log
        assert "127.0.0.1" not in log.replace(f"127.0.0.1:{running.port}", "")
        lines = [json.loads(line) for line in log[len(before) :].splitlines()]
        assert all(
            line["request"] for line in lines if line["logger"] != "codes.generation"
        )  # whose watch is no request
        _start, served = log.split("stop with Ctrl+C\n")
        assert "_granian" not in {json.loads(line)["logger"] for line in served.splitlines()}


@pytest.mark.parametrize(("logger", "event"), [("_granian", SECRET), ("_granian.utils", None)])
def test_of_what_the_server_says_only_what_quotes_no_request_is_told(logger, event):
    record = logging.LogRecord(logger, logging.ERROR, "", 0, SECRET, None, None)
    assert json.loads(logs.JSONFormatter().format(record)).get("event") == event
