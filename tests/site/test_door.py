"""The real server's door: finished pages for everybody, and nobody who stops the site."""

import asyncio
import gzip
import http.client
import json
import os
import signal
import socket
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import brotli
import psycopg
import pytest
from django.conf import settings
from django.urls import reverse
from running import children, new_site, serving, until

from codes import catalogue
from codes.generation import Watch
from site_config import door
from site_config.door import MOST_UNREAD
from site_config.finished import Page, Pages
from site_config.wsgi import application as django

pytestmark = pytest.mark.django_db

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SMALL = {"PAGE_CACHE_MB": "1"}
LIMIT = settings.DATA_UPLOAD_MAX_MEMORY_SIZE


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with new_site(tmp_path_factory.mktemp("var")) as environment, serving(environment | SMALL) as running:
        yield running


@pytest.fixture
def ask(running):
    """Ask for a page, and get status, headers and body."""

    def ask(path, method="GET", body=None, **headers):
        with closing(http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)) as client:
            client.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            response = client.getresponse()
            return response.status, dict(response.headers.items()), response.read()

    return ask


@contextmanager
def without_database(running):
    """Take the database away from the running site."""
    url = running.environment.get("DATABASE_URL")
    if url is None:
        running.execute("ALTER TABLE codes_generation RENAME TO gone")
        yield
        running.execute("ALTER TABLE gone RENAME TO codes_generation")
        return
    name, server = urlsplit(url).path[1:], urlsplit(url)._replace(path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        yield
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


# --- finished pages


def test_one_page_in_each_encoding_with_all_that_protects_its_reader(ask):
    _status, plain_headers, plain = ask("/ar/550/")
    for encoding, decompress in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        for _time in range(2):  # made, and kept
            status, headers, body = ask("/ar/550/", Accept_Encoding=encoding)
            assert (status, headers["content-encoding"], decompress(body)) == (200, encoding, plain)
            assert headers["cache-control"] == "public, no-cache, no-transform"
            assert headers["vary"] == "Accept-Encoding"
            assert headers["content-language"] == "ar"
            assert headers["content-security-policy"].startswith("default-src 'none'")
            assert {"x-frame-options", "x-content-type-options", "referrer-policy"} <= headers.keys()
            assert headers["etag"] != plain_headers["etag"]
            assert "set-cookie" not in headers
            assert "x-content-generation" not in headers
            assert "surrogate-control" not in headers


def test_head_says_what_get_says_and_a_known_page_is_not_sent_again(ask):
    for path in ("/553/", "/ar/554/"):  # whichever comes first, HEAD or GET
        _status, head, nothing = ask(path, "HEAD", Accept_Encoding="br")
        _status, headers, body = ask(path, Accept_Encoding="br")
        told = ["etag", "content-length", "content-type", "content-encoding", "vary", "cache-control"]
        assert [head[name] for name in told] == [headers[name] for name in told]
        assert (nothing, len(body)) == (b"", int(headers["content-length"]))
        status, again, nothing = ask(path, Accept_Encoding="br", If_None_Match=headers["etag"])
        assert (status, nothing, again["etag"]) == (304, b"", headers["etag"])
        assert again["content-security-policy"] == headers["content-security-policy"]
        assert ask(path, Accept_Encoding="gzip", If_None_Match=headers["etag"])[0] == 200


def test_junk_neither_splits_nor_poisons_a_page(ask):
    junk = {
        "Cookie": "sessionid=junk; django_language=ar; messages=junk; csrftoken=junk",
        "Accept_Language": "ar",
        "X_Forwarded_Host": "evil.example",
        "X_Forwarded_Proto": "https",
        "X_Content_Generation": "99999",
        "X_Original_URL": "/ar/",
        "X_HTTP_Method_Override": "POST",
        "Range": "bytes=0-9",
        "If_Match": '"junk"',
        "If_Modified_Since": "Sat, 01 Jan 2050 00:00:00 GMT",
        "Accept": "application/json",
        "Content_Type": "text/plain; charset=utf-16",
        "Forwarded": "host=evil.example;proto=https",
    }
    for path in ("/421/", "/ar/421/"):
        status, headers, body = ask(f"{path}?zq7junk=%3Cb%3E&lang=ar", **junk)  # which makes it
        assert (status, "set-cookie" in headers) == (200, False)
        assert not any(word in body for word in (b"zq7junk", b"evil.example", b"https://127"))
        assert ask(path) == (status, headers | {"date": ask(path)[1]["date"]}, body)


@pytest.mark.parametrize("path", ["/ar/550/", "/compare/250/553/", "/causes/tls/"])
def test_staff_get_the_page_that_everybody_gets(ask, path):
    staff = {"Cookie": "staff=en.ar; sessionid=zq7", "Accept_Encoding": "gzip"}
    status, headers, body = ask(path, **staff)  # which makes it
    again, other_headers, other_body = ask(path, Accept_Encoding="gzip")
    assert (status, headers["etag"], body) == (again, other_headers["etag"], other_body)
    assert "set-cookie" not in headers
    assert headers["vary"] == "Accept-Encoding"
    assert ask(path, If_None_Match=headers["etag"], **staff)[0] == 304


def test_a_host_that_is_not_ours_gets_no_page(ask):
    assert ask("/550/")[0] == 200
    assert ask("/550/", Host="evil.example")[0] == 400
    assert ask("/550/")[0] == 200


def test_what_depends_on_its_question_is_not_kept(ask):
    first, second = (ask(f"/search/?q={words}")[2] for words in ("mailbox+full", "greylisting"))
    assert first != second
    status, headers, _body = ask("/admin/login/")
    assert (status, "public" in headers["cache-control"]) == (200, False)
    assert ask("/nothing/")[1]["cache-control"] == "no-cache, no-transform"


def test_many_who_ask_for_one_page_at_once_get_the_same_which_is_made_once(running, ask):
    with ThreadPoolExecutor(50) as pool:
        pages = list(pool.map(lambda _number: ask("/ar/compare/421/450/", Accept_Encoding="br"), range(100)))
    assert {status for status, _headers, _body in pages} == {200}
    assert len({(headers["etag"], body) for _status, headers, body in pages}) == 1
    assert [line.get("path") for line in running.logged()].count("/ar/compare/421/450/") == 1


def test_more_pages_than_memory_may_hold(ask):
    codes = [code.text for code in catalogue.current().codes if len(code.text) == 3]
    addresses = [f"/compare/{left}/{right}/" for left in codes[:20] for right in codes if left < right]
    sizes = [len(ask(address)[2]) for address in addresses[:120]]
    assert sum(sizes) > 1024 * 1024
    assert ask(addresses[0])[0] == ask(addresses[119])[0] == 200


def test_many_comparisons_take_no_more_memory_than_pages_may(client):
    codes = [code for code in catalogue.current().codes if not code.is_enhanced]
    pairs = [(left, right) for left in codes for right in codes if left < right][:500]
    made = [client.get(reverse("compare", args=pair)) for pair in pairs]
    pages = Pages(1024 * 1024)
    pages.get("", 1)
    tracemalloc.start()
    for number, response in enumerate(made):
        del response.headers["X-Request-ID"]  # as the door does
        headers = [(name.lower().encode(), value.encode()) for name, value in response.items()]
        pages.keep(f"/{number}/", 1, Page.of(headers, response.content, "br"))
        assert pages.size <= pages.most
    full, _peak = tracemalloc.get_traced_memory()
    pages.get("", 2)  # which forgets them
    taken = full - tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert pages.most / 2 < taken <= pages.most


def test_an_edit_shows_whoever_made_it(running, ask):
    assert b"Zq7 edited" not in ask("/452/")[2]
    tag = ask("/452/")[1]["etag"]
    running.execute(
        "UPDATE codes_replycode SET name_en = 'Zq7 edited' WHERE code = '452'",
        "UPDATE codes_generation SET number = number + 1",
    )
    until(lambda: b"Zq7 edited" in ask("/452/")[2])
    assert ask("/452/", If_None_Match=tag)[0] == 200


def test_without_its_database_finished_pages_are_shown_and_it_recovers_by_itself(running, ask):
    page = ask("/551/")[2]
    with without_database(running):
        for _time in range(3):
            assert ask("/551/")[2] == page
            time.sleep(0.5)  # the watch has noticed
        for path, language, sentence in (
            ("/compare/552/554/", "en", "Our database does not answer"),
            ("/ar/compare/552/554/", "ar", "لا تستجيب قاعدة بياناتنا"),
        ):
            status, headers, body = ask(path)
            assert (status, headers["content-language"]) == (503, language)
            assert headers["retry-after"]
            assert sentence in body.decode()
    until(lambda: ask("/compare/552/554/")[0] == 200)
    assert ask("/551/")[2] == page


# --- bodies


@contextmanager
def slow(running, number, length=1000):
    """Clients that have begun to send, and do not go on."""
    start = (
        f"POST /lookup/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\r\nt"
    )
    clients = [socket.create_connection(("127.0.0.1", running.port)) for _client in range(number)]
    try:
        for client in clients:
            client.sendall(start.encode())
        yield clients
    finally:
        for client in clients:
            client.close()


def test_who_sends_slowly_stops_nobody(running, ask):
    with slow(running, 100) as clients:
        for client in clients[:8]:
            client.sendall(b"e")
        assert ask("/550/")[0] == 200
        assert ask("/compare/220/221/")[0] == 200
        assert ask("/lookup/", "POST", "text=550+5.1.1+User+unknown", **FORM)[0] == 200
        clients[0].sendall(b"x" * 998)  # who goes on is answered
        assert clients[0].recv(12) == b"HTTP/1.1 200"


def test_idle_connections_and_clients_that_do_not_read_stop_nobody(running, ask):
    idle = [socket.create_connection(("127.0.0.1", running.port)) for _client in range(1000)]
    try:
        for client in idle[:100]:
            client.sendall(b"GET /550/ HTTP/1.1\r\nHost: 127")
        for client in idle[100:200]:
            client.sendall(b"GET /550/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 20)
        assert ask("/550/")[0] == 200
        assert ask("/compare/220/250/")[0] == 200
    finally:
        for client in idle:
            client.close()


@pytest.mark.parametrize("path", ["/lookup/", "/ar/lookup/", "/api/v1/lookup"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=b"])
def test_what_is_too_large_is_refused_before_it_comes(running, path, kind):
    with closing(socket.create_connection(("127.0.0.1", running.port))) as client:
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\nContent-Length: {LIMIT + 1}\r\n\r\n"
        client.sendall(head.encode())
        assert client.recv(12) == b"HTTP/1.1 413"


@pytest.mark.parametrize(
    ("path", "sentence"), [("/admin/sheets/", "Divide the sheet"), ("/ar/admin/sheets/", "قسّم الجدول")]
)
def test_a_sheet_of_texts_may_be_longer_and_has_a_limit_too(ask, path, sentence):
    head = b'--b\r\nContent-Disposition: form-data; name="sheet"; filename="a.csv"\r\n\r\n'
    parts = {"Content-Type": "multipart/form-data; boundary=b", "Cookie": f"csrftoken={32 * 'a'}"}
    assert ask(path, "POST", head + b"5" * 3_000_000 + b"\r\n--b--", **parts)[0] == 403  # its token is missing
    status, _headers, body = ask(path, "POST", (b"5" * 500_000 for _part in range(20)), **parts)
    assert (status, sentence in body.decode()) == (413, True)


@pytest.mark.parametrize("path", ["/lookup/", "/api/v1/lookup"])
def test_what_becomes_too_large_while_it_comes_is_refused(ask, path):
    parts = (b"550 " * 1000 for _part in range(1000))
    status, headers, body = ask(path, "POST", parts, **FORM)
    assert status == 413
    assert "limit" in json.loads(body) if path.startswith("/api") else b"256 KB" in body
    assert "no-store" in headers["cache-control"] or path == "/lookup/"


@contextmanager
def sending(running, path, *parts, length=LIMIT):
    """A client that has announced a body, and sent what there is of it."""
    with closing(socket.create_connection(("127.0.0.1", running.port), timeout=60)) as client:
        client.sendall(f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n".encode())
        for part in parts:
            client.sendall(part)
        yield client


def answer_to(client):
    """What a client is told: status, headers and text."""
    response = http.client.HTTPResponse(client)
    response.begin()
    return response.status, dict(response.headers.items()), response.read().decode()


SAID = {  # to whom what is said
    ("/lookup/", 400): "What you sent did not arrive whole.",
    ("/ar/lookup/", 400): "لم يصل ما أرسلته كاملًا.",
    ("/api/v1/lookup?lang=ar", 400): "لم يصل ما أرسلته كاملًا.",
    ("/ar/admin/login/", 400): "لم يصل ما أرسلته كاملًا.",
    ("/ar/lookup/", 413): "هذا النص أطول من 256 كيلوبايت",
    ("/550/", 413): "What you sent is larger than anything this site takes.",
    ("/ar/admin/login/", 413): "ما أرسلته أكبر مما يقبله هذا الموقع.",
    ("/lookup/", 503): "Too much is being sent to this site",
    ("/ar/lookup/", 503): "يُرسَل إلى هذا الموقع في هذه اللحظة أكثر مما يتّسع له.",
    ("/api/v1/lookup", 503): "Too much is being sent to this site",
}


def is_told(path, status, told):
    """Whether a refusal says why, in the language of the address and as its kind of client reads it, and leads on."""
    number, headers, text = told
    language = "ar" if "ar" in path else "en"
    assert (number, headers["content-language"]) == (status, language)
    assert SAID[path, status] in (json.loads(text)["error"] if path.startswith("/api") else text)
    assert path.startswith("/api") or f'href="{"/ar" * (language == "ar")}{"/admin" * ("admin" in path)}/"' in text
    assert "no-store" in headers["cache-control"]
    assert headers["content-security-policy"]
    assert ("retry-after" in headers) is (status == 503)


@pytest.mark.parametrize("path", [path for path, status in SAID if status == 400])
def test_who_ends_before_the_end_is_told_so(running, path):
    with sending(running, path, b"text=550") as client:
        client.shutdown(socket.SHUT_WR)
        is_told(path, 400, answer_to(client))


@pytest.mark.parametrize("path", [path for path, status in SAID if status == 413])
def test_where_nothing_is_read_a_large_body_is_refused_in_words_too(running, path):
    with sending(running, path, length=LIMIT + 1) as client:
        is_told(path, 413, answer_to(client))


def test_the_bodies_of_all_have_a_bound_and_who_comes_later_is_told_so(running, ask):
    most = b"x" * (LIMIT - 1)
    with ExitStack() as clients:
        for _client in range(MOST_UNREAD // LIMIT):
            clients.enter_context(sending(running, "/lookup/", most))
        time.sleep(2)  # they are read
        for path in (path for path, status in SAID if status == 503):
            with sending(running, path, most) as client:
                is_told(path, 503, answer_to(client))
        assert ask("/550/")[0] == 200
    until(lambda: ask("/lookup/", "POST", "text=550+5.1.1+User+unknown", **FORM)[0] == 200)


@pytest.mark.parametrize(
    ("path", "sentence"), [("/lookup/", "did not arrive in time"), ("/ar/lookup/", "لم يصل ما أرسلته في الوقت المحدد")]
)
def test_who_does_not_come_to_an_end_is_told_so(monkeypatch, path, sentence):
    """At a door in this process: the running one waits for half a minute."""
    monkeypatch.setattr(door, "PATIENCE", 0.01)
    sent = []

    async def ask():
        scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "http_version": "1.1"}
        scope["headers"] = [(b"host", b"127.0.0.1"), (b"content-length", b"1000")]

        async def send(message):
            sent.append(message)

        await door.Door(django, Pages(0), Watch())(scope, asyncio.Event().wait, send)

    asyncio.run(ask())
    start, body = sent
    assert start["status"] == 408
    assert sentence in body["body"].decode()


class Made:
    """An application whose pages take a while, or wait for something until they are told to go on."""

    def __init__(self):
        self.go_on, self.begun, self.at_once, self._at_work = Event(), 0, 0, 0

    def __call__(self, environ, start):
        self.begun += 1
        self._at_work += 1
        self.at_once = max(self.at_once, self._at_work)
        if environ["PATH_INFO"] == "/waits/":
            self.go_on.wait(30)
        else:
            time.sleep(0.01)
        self._at_work -= 1
        start("200 OK", [])
        return [b"made"]


def asked_at_once(made, paths):
    """Ask a door in this process for pages; return those that are answered before what waits goes on."""

    async def ask():
        entrance = door.Door(made, Pages(0), Watch())
        answered = asyncio.Queue()

        async def one(path):
            scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "http_version": "1.1"}

            async def send(message):
                if message["type"] == "http.response.body":
                    answered.put_nowait(path)

            await entrance(scope | {"headers": [(b"host", b"127.0.0.1")]}, asyncio.Event().wait, send)

        async with asyncio.TaskGroup() as tasks:
            for path in paths:
                tasks.create_task(one(path))
            first = [await asyncio.wait_for(answered.get(), 10) for path in paths if path != "/waits/"]
            made.go_on.set()
        return first

    return asyncio.run(ask())


def test_pages_are_made_one_after_the_other():
    """Threads that take the interpreter's lock from each other take twice as long together."""
    made, paths = Made(), [f"/{number}/" for number in range(3)]
    assert sorted(asked_at_once(made, paths)) == paths
    assert made.at_once == 1


def test_a_page_that_waits_keeps_no_other_from_being_made():
    made, paths = Made(), ["/waits/", *(f"/{number}/" for number in range(3))]
    assert sorted(asked_at_once(made, paths)) == paths[1:]


def test_who_goes_away_while_sending_leaves_no_trace(running, ask):
    with slow(running, 20):
        pass
    assert ask("/550/")[0] == 200
    assert "Traceback" not in running.log.read_text()
    assert "zq7" not in running.log.read_text()


@pytest.mark.parametrize("charset", ["undefined", "idna", "punycode", "base64", "utf-16", "raw_unicode_escape"])
def test_no_charset_breaks_the_site(ask, charset):
    for path in ("/api/v1/lookup?lang=en", "/lookup/?a=%C3"):
        assert ask(path, "POST", b"550 5.1.1 User unknown", Content_Type=f"text/plain; charset={charset}")[0] == 200
    assert ask("/search/?q=mailbox", Content_Type=f"text/plain; charset={charset}")[0] == 200


# --- processes


def is_running(pid):
    """Whether a process is there, and no mere entry of one that has ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def processes(running):
    """The worker that serves, and the process of its look-ups."""
    (worker,) = children(running.server.pid)
    readers = [pid for pid, line in children(worker).items() if "spawn_main" in line]
    return worker, readers


def with_look_ups(running, ask):
    """The worker, and the process of its look-ups, which the first one begins."""
    assert ask("/api/v1/lookup", "POST", "550 5.1.1 User unknown")[0] == 200
    until(lambda: len(processes(running)[1]) == 1)
    worker, (reader,) = processes(running)
    return worker, reader


def test_a_worker_that_is_killed_is_followed_by_another_and_leaves_nothing(running, ask):
    worker, reader = with_look_ups(running, ask)
    os.kill(worker, signal.SIGKILL)
    until(lambda: not is_running(worker) and not is_running(reader))
    until(lambda: answers(ask, "/550/"))
    ended = {"level": "error", "logger": "_granian", "event": "Unexpected exit from worker-1"}
    assert any(ended.items() <= line.items() for line in running.logged())
    assert ask("/lookup/", "POST", "text=550+5.1.1+User+unknown", **FORM)[0] == 200


def test_a_process_of_look_ups_that_is_killed_is_followed_by_another(running, ask):
    _worker, reader = with_look_ups(running, ask)
    os.kill(reader, signal.SIGKILL)
    assert ask("/lookup/", "POST", "text=550+5.1.1+User+unknown", **FORM)[0] == 200
    assert ask("/api/v1/lookup", "POST", "550 5.1.1 User unknown")[0] == 200
    assert reader not in processes(running)[1]


def answers(ask, path):
    with suppress(OSError, http.client.HTTPException):
        return ask(path)[0] == 200
    return False
