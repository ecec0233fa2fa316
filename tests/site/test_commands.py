"""The commands: trouble is one line and a non-zero exit."""

import io
import json
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from running import BOUNCES, RELAY, ROOT, bounce, edit, free_port, manage, shipped

from smtp_replies.mailboxes import MAX_BYTES


def fails_in_one_line(result, said):
    assert result.returncode != 0
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) <= 2
    assert said in result.stderr


@pytest.fixture
def environment(tmp_path):
    return {"VAR_DIR": str(tmp_path / "var"), "PORT": str(free_port()), "SECRET_KEY": "only for this test"}


def test_a_missing_content_folder(environment, tmp_path):
    result = manage("serve", **environment | {"CONTENT_DIR": str(tmp_path / "nowhere")})
    fails_in_one_line(result, f"{tmp_path}/nowhere: the content folder is missing")


def test_a_port_in_use(environment):
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(environment["PORT"])))
        other.listen()
        fails_in_one_line(manage("serve", **environment), f"port {environment['PORT']} cannot be used")


def test_a_database_that_cannot_be_written(environment, tmp_path):
    (tmp_path / "var/db.sqlite3").mkdir(parents=True)
    fails_in_one_line(manage("serve", **environment), "unable to open database file")


def test_a_folder_that_cannot_be_made(environment, tmp_path):
    (tmp_path / "file").touch()
    fails_in_one_line(manage("serve", **environment | {"VAR_DIR": str(tmp_path / "file/var")}), "file/var")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("SITE_URL", "example.org"),
        ("SITE_URL", "https://example.org/site"),
        ("FEEDBACK_URL", "http://example.org/report"),
        ("FEEDBACK_URL", "https:///report"),
        ("FEEDBACK_URL", "javascript:alert(1)"),
        ("FEEDBACK_URL", "somebody@example.org"),
        ("DEBUG", "maybe"),
        ("PORT", "http"),
        ("SECRET_KEY", ""),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "mysql://127.0.0.1/site"),
        ("DATABASE_URL", "postgres://127.0.0.1"),
        ("DATABASE_URL", "postgres://site:pass/word@127.0.0.1/site"),
        ("DATABASE_URL", "postgres://site:1/word@127.0.0.1/site"),
    ],
)
def test_a_wrong_setting_is_named(environment, setting, value):
    result = manage("check", **environment | {setting: value})
    fails_in_one_line(result, setting)
    assert "word@127" not in result.stderr


NOWHERE = "postgres://site:secret@127.0.0.1:1/site"


@pytest.mark.parametrize("command", ["serve", "migrate", "load_content", "dump_content", "explain"])
@pytest.mark.parametrize(
    ("url", "said"),
    [(NOWHERE, "Connection refused"), (f"{NOWHERE}?sslmod=require", 'invalid connection option "sslmod"')],
)
def test_a_database_server_that_cannot_be_used_is_one_line_without_the_password(environment, command, url, said):
    result = manage(command, **environment | {"DATABASE_URL": url})
    fails_in_one_line(result, said)
    assert "DATABASE_URL: " in result.stderr
    assert "secret" not in result.stderr


@pytest.fixture
def old_server():
    """The address of what says of itself that it is PostgreSQL 14."""
    told = b"".join(
        kind + struct.pack("!i", len(text) + 4) + text
        for kind, text in [(b"R", bytes(4)), (b"S", b"server_version\x0014.9\0"), (b"Z", b"I")]
    )
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            client, _address = server.accept()
            with client:
                client.recv(1024)
                client.sendall(told)
                client.recv(1024)

        threading.Thread(target=answer, daemon=True).start()
        yield f"postgres://site:secret@127.0.0.1:{server.getsockname()[1]}/site?sslmode=disable&gssencmode=disable"


def test_a_database_server_that_is_too_old_is_one_line(environment, old_server):
    result = manage("load_content", **environment | {"DATABASE_URL": old_server})
    fails_in_one_line(result, "DATABASE_URL: PostgreSQL 15 or later is required (found 14.9)")


def test_a_dump_into_a_folder_that_cannot_be_written(db, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="cannot write"):
        call_command("dump_content", tmp_path / "file")


def test_content_files_are_checked_without_a_database(small_copy, capsys):
    call_command("check_content", settings.CONTENT_DIR)
    assert f"{len(shipped('replies.toml'))} replies in {len(settings.LANGUAGES)} languages" in capsys.readouterr().out
    edit(small_copy / "causes.toml", 'waiting = "no"', 'waiting = "perhaps"')
    with pytest.raises(CommandError, match="auth-required: waiting"):
        call_command("check_content", small_copy)


@pytest.mark.django_db
@pytest.mark.usefixtures("small_content")
def test_texts_that_may_be_right_are_pointed_out_and_do_not_fail(content_copy, capsys):
    path = content_copy / "ar/codes/553.toml"
    path.write_text(
        path.read_text("utf-8").replace("`554`", "#").replace("`550`", "`554`").replace("#", "`550`"), "utf-8"
    )
    call_command("check_content", content_copy)
    said = capsys.readouterr().out.splitlines()
    lines = [line for line in said if not line.startswith("not translated yet")]  # into the languages left out
    assert lines[0].startswith("ar/codes/553.toml: description: These codes stand in another order")
    assert len(lines) == 2  # the other counts the rows


TWO = [("en", "English"), ("ar", "العربية")]  # languages: what is found in one catalogue is found in all


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('msgstr "قارن بين %(left)s و%(right)s"', 'msgstr "قارن بين %(left)s و"', "a placeholder"),
        ('msgstr "بحث"', 'msgstr ""', "untranslated"),
        ('msgid "Search"\n', 'msgid "Seek"\n', "superfluous: 'Seek'"),
    ],
)
def test_faults_in_a_catalogue_are_found(tmp_path, settings, old, new, said):
    settings.LOCALE_PATHS, settings.LANGUAGES = [tmp_path], TWO
    catalogue = tmp_path / "ar/LC_MESSAGES/django.po"
    catalogue.parent.mkdir(parents=True)
    text = (ROOT / "locale/ar/LC_MESSAGES/django.po").read_text("utf-8")
    catalogue.write_text(text, "utf-8")
    template = Path(tmp_path / "all.pot")
    template.write_text(text, "utf-8")
    call_command("check_messages", template)
    assert old in text
    catalogue.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(CommandError, match=said.replace("(", r"\(")):
        call_command("check_messages", template)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ('msgid "Save"\nmsgstr "احفظ %(it)s"', "a placeholder is new: 'Save'"),
        ('msgid "Save"\nmsgstr ""', "empty"),
        ('msgid "Nobody says this"\nmsgstr "لا أحد"', "nobody says this"),
        ('msgid "Save"\nmsgstr "احفظ في الملقم"', "ملقم"),
    ],
)
def test_faults_in_the_words_that_go_before_those_of_django_are_found(tmp_path, settings, message, said):
    template, before = ROOT / "locale/ar/LC_MESSAGES/django.po", tmp_path / "ar/LC_MESSAGES/django.po"
    settings.LOCALE_PATHS, settings.LANGUAGES = [ROOT / "locale", tmp_path], TWO
    before.parent.mkdir(parents=True)
    before.write_text(f"{message}\n", "utf-8")
    with pytest.raises(CommandError, match=said):
        call_command("check_messages", template)
    before.write_text('msgid "Save"\nmsgstr "احفظ"\n', "utf-8")
    call_command("check_messages", template)


def test_static_files_of_production_have_hashed_names(tmp_path, settings, client, db):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    page = client.get("/ar/550/").text
    name = page.split('<link rel="stylesheet" href="/static/')[1].split('"')[0]
    assert name.startswith("site.")
    assert name != "site.css"
    assert (tmp_path / name).exists()


# --- explain


def explain(monkeypatch, capsys, octets, *arguments):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(octets)))
    call_command("explain", *arguments)
    return capsys.readouterr().out


@pytest.mark.django_db
def test_the_command_says_the_same_as_the_api(ask, monkeypatch, capsys):
    text = bounce("lhost-mailru-02")
    out = explain(monkeypatch, capsys, text.encode(), "--json", "--lang", "ar", "-")
    assert json.loads(out) == ask(text, lang="ar")


@pytest.mark.django_db
def test_the_command_writes_for_people(monkeypatch, capsys):
    out = explain(monkeypatch, capsys, RELAY.encode(), "--lang", "ar")
    assert "554 5.7.1 <user@example.com>: Relay access denied" in out
    assert "رفض دائم" in out
    assert "إشعار الإجازة" in explain(monkeypatch, capsys, bounce("rfc3834-02").encode(), "--lang", "ar")


@pytest.mark.django_db
def test_the_command_reads_a_file(capsys):
    call_command("explain", str(BOUNCES / "lhost-mailru-02.eml"))
    assert "mailbox is full" in capsys.readouterr().out


@pytest.mark.django_db
def test_trouble_of_the_command_is_one_line(monkeypatch, capsys, tmp_path):
    with pytest.raises(CommandError, match="longer than"):
        explain(monkeypatch, capsys, b"x" * (MAX_BYTES + 1))
    with pytest.raises(CommandError, match="No such file"):
        call_command("explain", str(tmp_path / "nothing"))
    result = subprocess.run(
        [sys.executable, "manage.py", "explain"],
        cwd=ROOT,
        env={"VAR_DIR": str(tmp_path / "none"), "SECRET_KEY": "only for this test", "PATH": ""},
        input="550 5.1.1 no",
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert len(result.stderr.strip().splitlines()) == 1
    assert "make run sets it up" in result.stderr


@pytest.mark.django_db
def test_many_mails_are_a_line_each_that_says_the_same_as_the_api(ask, capsys):
    names = ["lhost-mailru-02", "lhost-qmail-17", "rfc3834-02"]
    paths = [str(BOUNCES / f"{name}.eml") for name in names]
    call_command("explain", "--jsonl", "--lang", "ar", *paths)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    expected = [ask(bounce(name), lang="ar") for name in names]
    assert lines == [{"source": path} | document for path, document in zip(paths, expected, strict=True)]


@pytest.mark.django_db
def test_many_mails_for_people_stand_under_their_names(capsys, tmp_path):
    for folder in ("cur", "new", "tmp"):
        (tmp_path / folder).mkdir()
    (tmp_path / "cur/1.host:2,S").write_text(bounce("lhost-mailru-02"), "utf-8")
    (tmp_path / "new/2.host").write_text(RELAY, "utf-8")
    (tmp_path / "new/3.host").write_bytes(b"\xe9" * (MAX_BYTES - 1))  # twice as long in UTF-8
    with pytest.raises(CommandError, match="1 of 3 messages"):
        call_command("explain", str(tmp_path))
    told = capsys.readouterr()
    first, second = told.out.split(f"==> {tmp_path}/new/2.host <==\n")
    assert first.startswith(f"==> {tmp_path}/cur/1.host:2,S <==\n")
    assert "mailbox is full" in first
    assert "Relay access denied" in second
    assert told.err.splitlines() == [f"{tmp_path}/new/3.host: longer than {MAX_BYTES} bytes"]


@pytest.mark.django_db
def test_many_mails_ask_for_the_content_once(django_assert_max_num_queries, capsys, tmp_path):
    for number in range(30):
        (tmp_path / f"{number}").write_text("550 5.1.1 no such user", "utf-8")
    call_command("explain", "--jsonl", str(tmp_path))
    with django_assert_max_num_queries(1):  # the generation
        call_command("explain", "--jsonl", str(tmp_path))
