"""Backup and restore of the real site while it runs, on either database; nothing is lost to a wrong file or a kill."""

import http.cookiejar
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from running import ROOT, RunningSite, empty_site, manage, new_site, surroundings, until

BEFORE, AFTER = "No such mailbox, or refused", "Something that an editor wrote later"
RENAME = "from codes.models import ReplyCode; ReplyCode.objects.filter(code='550').update(name_en={!r})"
COUNT = "from codes import generation; print(generation.current())"
RECORD = "from django.db.migrations.recorder import MigrationRecorder as R; from django.db import connection as c; "


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A site that runs."""
    folder = tmp_path_factory.mktemp("var")
    with new_site(folder) as environment:
        site = RunningSite(environment)
        site.start()
        yield site
        site.stop()


@pytest.fixture
def environment(running):
    return running.environment


@pytest.fixture
def kept(running, tmp_path):
    """A backup of the site."""
    done = manage("backup", str(tmp_path / "kept"), **running.environment)
    assert (done.returncode, done.stderr) == (0, "")
    return tmp_path / "kept"


def shell(code: str, environment) -> str:
    done = manage("shell", "--verbosity=0", "--command", code, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def page(running) -> str:
    with urllib.request.urlopen(f"{running.address}/550/", timeout=30) as response:  # noqa: S310
        return response.read().decode()


def refused(done, *said: str) -> None:
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert all(word in done.stderr for word in said), done.stderr


def logged_in(running):
    """A browser of the superuser."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    address = f"{running.address}/admin/login/?next=/admin/"
    browser.open(address, timeout=30).read()
    [token] = [cookie.value for cookie in jar if cookie.name == "csrftoken"]
    form = {"username": "root", "password": "correct horse battery", "csrfmiddlewaretoken": token}
    with browser.open(address, urllib.parse.urlencode(form).encode(), timeout=30) as response:
        assert response.url == f"{running.address}/admin/"
    return browser


def test_a_restore_shows_at_once_and_loses_no_session(running, environment, tmp_path):
    browser = logged_in(running)
    file = tmp_path / "kept"
    assert manage("backup", str(file), **environment).returncode == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    shell(RENAME.format(AFTER), environment)
    shell("from django.contrib.sessions.models import Session; Session.objects.all().delete()", environment)
    assert AFTER in page(running)
    number = int(shell(COUNT, environment))
    assert manage("restore", str(file), **environment).returncode == 0
    until(lambda: BEFORE in page(running))
    assert int(shell(COUNT, environment)) > number
    with browser.open(f"{running.address}/admin/", timeout=30) as response:
        assert response.url == f"{running.address}/admin/"
    assert [*file.parent.iterdir()] == [file]
    assert not [*Path(environment["VAR_DIR"]).glob("restore-*")]


def test_a_backup_goes_over_no_file_unless_told_to(environment, tmp_path):
    file = tmp_path / "kept"
    file.write_text("mine")
    refused(manage("backup", str(file), **environment), "kept: is there already")
    assert file.read_text() == "mine"
    assert manage("backup", "--force", str(file), **environment).returncode == 0
    assert file.stat().st_size > 10_000
    refused(manage("backup", str(tmp_path / "nowhere/kept"), **environment), "nowhere")


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_full_disk_is_one_line_and_leaves_nothing(environment, kept, command, tmp_path):
    file = tmp_path / "new" if command == "backup" else kept
    limited = ["sh", "-c", 'ulimit -f 100; exec "$@"', "sh", sys.executable, "manage.py", command, str(file)]
    done = subprocess.run(limited, cwd=ROOT, env=surroundings(environment), capture_output=True, text=True, check=False)
    refused(done, "nothing was")
    assert [*tmp_path.iterdir()] == [kept]
    assert not [*Path(environment["VAR_DIR"]).glob("restore-*")]


def test_files_that_are_no_whole_backup_are_refused(running, environment, kept, tmp_path):
    held = kept.read_bytes()
    middle = len(held) // 2
    wrong = {
        "cut": held[:middle],
        "spoilt": held[:middle] + bytes(200_000) + held[middle + 200_000 :],
        "text": b"Dear friend,\n" * 1000,
        "empty": b"",
        "other": b"PGDMP" + held[5:] if held.startswith(b"SQLite") else b"SQLite format 3\0" + held[16:],
    }
    shell(RENAME.format(AFTER), environment)
    for name, bytes_ in wrong.items():
        (tmp_path / name).write_bytes(bytes_)
        refused(manage("restore", str(tmp_path / name), **environment), f"{tmp_path / name}: ")
    refused(manage("restore", str(tmp_path / "nowhere"), **environment), "nowhere")
    assert AFTER in page(running)
    assert manage("restore", str(kept), **environment).returncode == 0
    until(lambda: BEFORE in page(running))


def test_a_backup_of_something_else_is_refused(environment, tmp_path):
    other = tmp_path / "other"
    with empty_site(tmp_path) as elsewhere:
        if url := elsewhere.get("DATABASE_URL"):
            subprocess.run(["pg_dump", "--format=custom", f"--file={other}", url], check=True)
        else:
            with closing(sqlite3.connect(other)) as database:
                database.execute("CREATE TABLE notes (text)")
    refused(manage("restore", str(other), **environment), "not a backup of this site")


def test_a_backup_of_a_newer_version_is_refused_and_of_an_older_one_is_migrated(running, environment, tmp_path):
    shell(RECORD + "R(c).record_applied('codes', '9999_later')", environment)
    newer, older = tmp_path / "newer", tmp_path / "older"
    assert manage("backup", str(newer), **environment).returncode == 0
    shell(RECORD + "R(c).record_unapplied('codes', '9999_later')", environment)
    refused(manage("restore", str(newer), **environment), "newer version", "codes.9999_later")
    assert manage("migrate", "codes", "0009", **environment).returncode == 0
    assert manage("backup", str(older), **environment).returncode == 0
    assert manage("migrate", **environment).returncode == 0
    assert manage("restore", str(older), **environment).returncode == 0
    assert manage("migrate", "--check", **environment).returncode == 0
    until(lambda: BEFORE in page(running))


def test_a_new_machine_is_set_up_from_a_backup(kept, tmp_path):
    with empty_site(tmp_path / "var") as environment:
        assert manage("restore", str(kept), **environment).returncode == 0
        assert shell(
            "from codes.models import ReplyCode; print(ReplyCode.objects.get(code='550').name_en)", environment
        )


KILLED = """
import os, signal, sys
import django; django.setup()
from codes import backups
backups._sync = lambda path: os.kill(os.getpid(), signal.SIGKILL)
from pathlib import Path
backups.backup(Path(sys.argv[1]), overwrite=True)
"""


def test_a_backup_that_is_killed_leaves_what_was_there(environment, kept):
    held = kept.read_bytes()
    own = surroundings(environment) | {"DJANGO_SETTINGS_MODULE": "site_config.settings", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", KILLED, str(kept)], cwd=ROOT, env=own, check=False)
    assert done.returncode == -signal.SIGKILL
    assert kept.read_bytes() == held


def test_a_restore_that_is_killed_has_happened_whole_or_not_at_all(running, environment, kept):
    shell(RENAME.format(AFTER), environment)
    for delay in (0.0, 0.05, 0.2, 0.5, 1.0, 1.5):  # seconds after it has begun to unpack
        process = running.run("restore", str(kept))
        while process.poll() is None and not [*Path(environment["VAR_DIR"]).glob("restore-*/*")]:
            time.sleep(0.005)
        time.sleep(delay)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for left in Path(environment["VAR_DIR"]).glob("restore-*"):
            subprocess.run(["rm", "-r", str(left)], check=True)
        shown = page(running)
        assert (BEFORE in shown) != (AFTER in shown)
    assert manage("migrate", "--check", **environment).returncode == 0
    assert manage("restore", str(kept), **environment).returncode == 0
    until(lambda: BEFORE in page(running))
