"""What the site needs is lost while it runs: readers go on reading, others are told so, and all recovers by itself."""

import json
import os
import re
import resource
import shlex
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from editing import form_in
from running import ROOT, RunningSite, children, free_port, kill, on_sqlite, until
from soak.editors import Browser

NOTHING_SAVED = "Nothing was saved"


@contextmanager
def serving(environment):
    """The real site, with a superuser."""
    site = RunningSite(environment)
    try:
        site.start()
        site.add_user("root")
        yield site
    finally:
        kill(site.server)


def change_form(browser: Browser, code: str) -> str:
    """The address at which a code is edited."""
    _status, page, _to = browser.ask(f"/admin/codes/replycode/?q={code}")
    return re.search(r"/admin/codes/replycode/\d+/change/", page)[0]


def save(browser: Browser, form: str, name: str) -> tuple[int, str]:
    """Open a form, type a name and save; the answer, by status and page."""
    _status, page, _to = browser.ask(form)
    return browser.ask(form, form_in(page) | {"name_en": name})[:2]


# --- the disk


@contextmanager
def full_disk(site: RunningSite):
    """Let no process of a server write a byte more to any file, its log included."""
    processes = [pid for worker in children(site.server.pid) for pid in (worker, *children(worker))]
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in processes}
    for pid, (_soft, hard) in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


def test_a_full_disk_keeps_nobody_from_reading_and_an_editor_is_told_that_nothing_was_saved(tmp_path, small_folder):
    with serving(on_sqlite(tmp_path) | {"CONTENT_DIR": str(small_folder)}) as site:
        browser = Browser(site.port, "root")
        browser.log_in()
        form = change_form(browser, "551")
        kept = browser.ask("/551/")[1]
        with full_disk(site):
            status, page = save(browser, form, "Zq7 while it was full")
            assert (status, NOTHING_SAVED in page, f'href="{form}"' in page) == (503, True, True)
            assert "لم يُحفظ شيء" in save(browser, f"/ar{form}", "Zq7 while it was full")[1]
            assert browser.ask("/551/")[1] == kept
            assert browser.ask("/ar/compare/421/554/")[0] == 200  # which nobody has asked for yet
            assert browser.ask("/lookup/", {"text": "550 5.1.1 User unknown"})[0] == 200
        assert "Zq7" not in browser.ask("/551/")[1]
        assert save(browser, form, "Zq7 with room again")[0] == 302
        assert "Zq7 with room again" in browser.ask("/551/")[1]
        assert "Traceback" not in site.log.read_text()


# --- the cache


@contextmanager
def redis_server(port: int):
    """A real Redis, and what it answers to a command."""

    def ask(*command: str) -> str:
        asked = ["redis-cli", "-p", str(port), *command]
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout

    server = subprocess.Popen(["redis-server", "--port", str(port), "--save", ""], stdout=subprocess.DEVNULL)
    try:
        until(lambda: ask("ping") == "PONG\n")
        yield server, ask
    finally:
        server.kill()
        server.wait(timeout=20)


@pytest.mark.redis
def test_a_cache_that_is_gone_or_does_not_answer_is_not_missed_and_is_used_again(tmp_path, small_folder):
    port = free_port()
    settings = on_sqlite(tmp_path) | {"CONTENT_DIR": str(small_folder)}
    settings |= {"CACHE_URL": f"redis://127.0.0.1:{port}", "RATE_LIMITS": "login=1000"}

    def log_in() -> bool:
        Browser(site.port, "root").log_in()  # which fails where it is not let in
        return True

    with redis_server(port) as (_server, ask), serving(settings) as site:
        assert log_in()
        assert ask("dbsize") == "1\n"
    with serving(settings) as site:
        assert log_in()  # and no server was there when it started
        with redis_server(port) as (server, ask):
            until(lambda: log_in() and ask("dbsize") == "1\n")
            server.send_signal(signal.SIGSTOP)
            assert log_in()
            server.send_signal(signal.SIGCONT)
            assert ask("flushall") == "OK\n"
            until(lambda: log_in() and ask("dbsize") == "1\n")
        assert log_in()
        told = [line["event"] for line in site.logged() if line["logger"] == "site.rates"]
        assert [sentence.startswith("CACHE_URL cannot") for sentence in told] == [True, False, True, False, True]


# --- the database


class PostgreSQL:
    """A server of its own, which can be stopped and started again."""

    def __init__(self) -> None:
        command = [ROOT / "tools/with-postgresql", "sh", "-c", 'echo "$DATABASE_URL"; exec cat']
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        self.data = Path(parse_qs(urlsplit(self.url).query)["host"][0]) / "data"

    def stop(self) -> None:
        """End it as an update of the system does, with all its connections."""
        os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), signal.SIGINT)
        until(lambda: not (self.data / "postmaster.pid").exists())

    def start(self) -> None:
        """Start it as it was started."""
        command = shlex.split((self.data / "postmaster.opts").read_text())
        user = self.data.stat().st_uid
        self.again = subprocess.Popen(
            command, cwd=self.data, user=None if user == os.getuid() else user, stderr=subprocess.DEVNULL
        )

    def end(self) -> None:
        """Leave nothing of it."""
        self.process.communicate()
        self.again.wait(timeout=20)


@pytest.mark.postgresql
def test_a_database_that_is_gone_is_told_of_and_all_recovers_by_itself(tmp_path, small_folder):
    server, settings = PostgreSQL(), on_sqlite(tmp_path) | {"CONTENT_DIR": str(small_folder)}
    try:
        with serving(settings | {"DATABASE_URL": server.url}) as site:
            browser = Browser(site.port, "root")
            browser.log_in()
            form = change_form(browser, "551")
            kept = {path: browser.ask(path)[1] for path in ("/551/", "/ar/551/")}
            server.stop()
            assert {path: browser.ask(path)[1] for path in kept} == kept
            assert browser.ask("/healthz")[0] == 200
            gone = {
                "/compare/421/553/": "Our database does not answer",
                "/ar/compare/421/553/": "لا تستجيب قاعدة بياناتنا",
                "/ar/lookup/": "لا تستجيب قاعدة بياناتنا",
                form: "The database is busy, or cannot be used",
                "/readyz": "database",
            }
            for path, sentence in gone.items():
                status, page, _to = browser.ask(path)
                assert (status, sentence in page) == (503, True), path
            status, page, _to = browser.ask("/api/v1/lookup?lang=ar", {"text": "550"})
            assert (status, "قاعدة البيانات" in json.loads(page)["error"]) == (503, True)
            server.start()
            for path in gone:
                until(lambda path=path: browser.ask(path)[0] == 200)
            assert save(browser, form, "Zq7 after it was gone")[0] == 302
            assert "Zq7 after it was gone" in browser.ask("/551/")[1]
            assert "Traceback" not in site.log.read_text()
    finally:
        server.end()
