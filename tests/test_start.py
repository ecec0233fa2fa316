"""A start does what no start has done yet, and nothing again; starts at once do not hinder each other."""

import http.client
import os
import sqlite3
import threading
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from running import RunningSite, edit, empty_site, kill, manage


@pytest.fixture
def empty(tmp_path, small_copy):
    """Settings of a site that was never started, with a little content that a test may change."""
    with empty_site(tmp_path / "var") as environment:
        (tmp_path / "var").mkdir()
        yield environment | {"CONTENT_DIR": str(small_copy)}


def started(environment) -> RunningSite:
    """A site that answers."""
    site = RunningSite(environment)
    site.start()
    return site


def page(site: RunningSite) -> str:
    """The page of 550, as a reader gets it."""
    with urllib.request.urlopen(f"{site.address}/550/", timeout=20) as response:  # noqa: S310
        return response.read().decode()


def times(site: RunningSite) -> dict[str, int]:
    """When each file was written that a start makes."""
    return {str(path): path.stat().st_mtime_ns for path in site.database.parent.rglob("static/**/*")}


def test_a_start_with_unchanged_content_loads_and_collects_nothing_again(empty):
    first = started(empty)
    first.stop()
    collected = times(first)
    said = first.log.read_text()
    assert "entries added" in said
    assert collected
    again = started(empty)
    again.stop()
    assert "entries added" not in again.log.read_text().removeprefix(said)
    assert times(again) == collected


def test_a_start_loads_what_was_edited_even_under_the_same_time_and_size(empty, small_copy):
    started(empty).stop()
    path = small_copy / "en/codes/550.toml"
    before = path.stat()
    edit(path, "No such mailbox, or", "NO SUCH MAILBOX, OR")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    site = started(empty)
    try:
        assert "NO SUCH MAILBOX, OR" in page(site)
    finally:
        site.stop()


def test_a_start_loads_again_after_another_folder_was_loaded(empty, small_copy, small_folder):
    started(empty).stop()
    edit(small_copy / "en/codes/550.toml", "No such mailbox, or", "NO SUCH MAILBOX, OR")
    assert manage("load_content", str(small_copy), **empty).returncode == 0
    site = started(empty | {"CONTENT_DIR": str(small_folder)})
    try:
        assert "NO SUCH MAILBOX, OR" not in page(site)
    finally:
        site.stop()


def test_starts_at_once_on_a_new_database_do_not_hinder_each_other(empty, tmp_path):
    folders = [tmp_path / f"var-{number}" for number in range(3)]
    if "DATABASE_URL" not in empty:
        folders = folders[:1] * 3
    sites = [RunningSite(empty | {"VAR_DIR": str(folder)}) for folder in folders]
    for folder in folders:
        folder.mkdir(exist_ok=True)
    starts = [threading.Thread(target=site.start) for site in sites]
    try:
        for start in starts:
            start.start()
        for start in starts:
            start.join()
        assert ["550" in page(site) for site in sites] == [True] * 3
    finally:
        for site in sites:
            kill(site.server)


def test_a_start_waits_for_whoever_changes_content_longer_than_a_save_would(empty, small_copy):
    started(empty).stop()
    edit(small_copy / "en/codes/550.toml", "No such mailbox, or", "NO SUCH MAILBOX, OR")
    site = RunningSite(empty)
    with busy(empty):
        start = threading.Thread(target=site.start)
        start.start()
        time.sleep(9)  # a save gives up after 5 s
        assert site.server.poll() is None
    start.join()
    try:
        assert "NO SUCH MAILBOX, OR" in page(site)
    finally:
        site.stop()


def busy(environment):
    """Hold what every change of content needs, until the connection is closed."""
    if url := environment.get("DATABASE_URL"):
        connection = psycopg.connect(url)
        connection.execute("SELECT * FROM codes_generation FOR UPDATE")
    else:
        connection = sqlite3.connect(Path(environment["VAR_DIR"]) / "db.sqlite3")
        connection.execute("BEGIN IMMEDIATE")
    return closing(connection)


def test_a_stop_finishes_what_was_begun(empty):
    site = started(empty)
    text = b"550 5.1.1 user@example.com: no such user"
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    connection.putrequest("POST", "/api/v1/lookup")
    for name, value in {"Content-Type": "text/plain", "Content-Length": len(text)}.items():
        connection.putheader(name, value)
    connection.endheaders(text[:10])
    time.sleep(1)
    site.server.terminate()
    time.sleep(1)
    connection.send(text[10:])
    response = connection.getresponse()
    assert response.status == 200
    assert b"5.1.1" in response.read()
    connection.close()
    assert site.server.wait(timeout=30) == 0
