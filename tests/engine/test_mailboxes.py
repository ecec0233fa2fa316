"""Files, folders, Maildirs, mailboxes and standard input, and what is told of the messages in them."""

import io
import json
import os
import pty
import subprocess
import sys
from contextlib import nullcontext

import pytest
from running import ROOT

from smtp_replies.files import MAX_BYTES, Message, UnreadableError, messages, tell

HEADERS = b"From: MAILER-DAEMON@example.com\nSubject: Undelivered\n\n"
FULL, UNKNOWN = HEADERS + b"552 5.2.2 mailbox full\n", HEADERS + b"550 5.1.1 user unknown\n"
SEPARATOR = b"From MAILER-DAEMON Sat Nov 28 10:00:00 2026\n"


def lay(folder, **files):
    """Write files into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, octets in files.items():
        (folder / name).write_bytes(octets)
    return folder


def found(*paths):
    """The octets of the messages by their sources, which end is as it was given."""
    return {message.source: message.octets or message.error for message in messages(map(str, paths))}


# --- from paths to messages


def test_a_folder_is_read_in_order_at_any_depth_but_for_dot_files(tmp_path):
    lay(tmp_path, c=b"3", a=b"1", **{".hidden": b"no"})
    lay(tmp_path / "b", x=b"2", tmp=b"a file of this name")
    lay(tmp_path / ".git", x=b"no")
    told = found(tmp_path)
    assert list(told) == [f"{tmp_path}/{name}" for name in ("a", "b/tmp", "b/x", "c")]


def test_sources_are_spelled_as_the_path_was_given(tmp_path, monkeypatch):
    lay(tmp_path / "mails", a=b"1", **{"-": b"2"})
    monkeypatch.chdir(tmp_path)
    assert list(found("./mails", "mails/a")) == ["./mails/-", "./mails/a", "mails/a"]
    monkeypatch.chdir(tmp_path / "mails")
    assert found(".") == {"./-": b"2", "./a": b"1"}


def test_a_maildir_has_mails_in_cur_and_new(tmp_path):
    for name in ("cur", "new", "tmp"):
        lay(tmp_path / name, **{f"1.{name}.host:2,S": name.encode()})
    lay(tmp_path, **{"dovecot-uidlist": b"3 V1"})
    lay(tmp_path / "Sent/cur", x=b"sent")
    lay(tmp_path / "Sent/new")
    lay(tmp_path / "Sent/tmp", x=b"being written")
    assert list(found(tmp_path).values()) == [b"sent", b"cur", b"new"]


def test_links_in_a_circle_and_pipes_do_not_hold_up_the_run(tmp_path):
    lay(tmp_path, a=b"1")
    (tmp_path / "circle").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    assert found(tmp_path) == {f"{tmp_path}/a": b"1"}


def test_what_cannot_be_opened_is_named_and_the_rest_is_read(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "nowhere")
    lay(tmp_path, b=b"1")
    missing = "No such file or directory"
    assert found(tmp_path, "/nowhere") == {f"{tmp_path}/a": missing, f"{tmp_path}/b": b"1", "/nowhere": missing}


@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["unix", "windows"])
def test_a_mailbox_is_taken_apart(tmp_path, end):
    quoted = HEADERS + b">From here on:\nFrom one line to the next\n\nFrom here: 550 no\n\n"
    box = (SEPARATOR + quoted + SEPARATOR + FULL).replace(b"\n", end)
    [path] = lay(tmp_path, box=box).iterdir()
    assert found(path) == {
        f"{path}#1": (SEPARATOR + quoted).replace(b"\n", end),
        f"{path}#2": (SEPARATOR + FULL).replace(b"\n", end),
    }


@pytest.mark.parametrize("octets", [b"", b"From", FULL, SEPARATOR + FULL, b"From me:\n550 no\n\nFrom you:\n551 no"])
def test_any_other_file_is_one_message(tmp_path, octets):
    [path] = lay(tmp_path, file=octets).iterdir()
    [message] = messages([str(path)])
    assert message == Message(str(path), octets)


def test_no_more_is_read_than_shows_that_it_is_too_long():
    class Endless(io.RawIOBase):
        def readable(self):
            return True

        def readinto(self, buffer):
            buffer[:] = b"x" * len(buffer)
            return len(buffer)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(Endless())))
        [message] = messages(["-"])
    assert MAX_BYTES < len(message.octets) <= 3 * MAX_BYTES
    with pytest.raises(UnreadableError, match=f"longer than {MAX_BYTES}"):
        assert message.text


def test_of_a_mailbox_only_the_message_that_is_too_long_is_lost(tmp_path):
    long = SEPARATOR + HEADERS + b"x" * 5 * MAX_BYTES + b"\n\n"
    lay(tmp_path, box=SEPARATOR + FULL + b"\n" + long + SEPARATOR + UNKNOWN)
    sizes = [len(message.octets) for message in messages([str(tmp_path)])]
    assert MAX_BYTES < sizes.pop(1) <= 3 * MAX_BYTES
    assert sizes == [len(SEPARATOR + FULL) + 1, len(SEPARATOR + UNKNOWN)]


# --- from messages to what is told of them


def told(*paths, jsonl=False, fails=None):
    """What is written when the answer to a text is its length, or an object of it."""
    written = []
    with pytest.raises(UnreadableError, match=fails) if fails else nullcontext():
        tell(map(str, paths), lambda text: {"text": text} if jsonl else f"{len(text)}", written.append, jsonl=jsonl)
    return [json.loads(line) for line in written] if jsonl else written


def test_a_single_text_is_told_alone_and_several_under_their_names(tmp_path):
    lay(tmp_path, a=b"1", b=b"22")
    assert told(tmp_path / "a") == ["1"]
    assert told(tmp_path) == [f"==> {tmp_path}/a <==\n1\n", f"==> {tmp_path}/b <==\n2\n"]
    assert told(tmp_path / "a", jsonl=True) == [{"source": f"{tmp_path}/a", "text": "1"}]


def test_trouble_is_named_and_stops_nothing(tmp_path, capsys):
    lay(tmp_path, a=b"x" * (MAX_BYTES + 1), b=b"1")
    (tmp_path / "c").symlink_to(tmp_path / "nowhere")
    long, missing = f"longer than {MAX_BYTES} bytes", "No such file or directory"
    assert told(tmp_path, fails="2 of 3 messages could not be read") == [f"==> {tmp_path}/b <==\n1\n"]
    assert capsys.readouterr().err.splitlines() == [f"{tmp_path}/a: {long}", f"{tmp_path}/c: {missing}"]
    assert told(tmp_path, jsonl=True, fails="2 of 3") == [
        {"source": f"{tmp_path}/a", "error": long},
        {"source": f"{tmp_path}/b", "text": "1"},
        {"source": f"{tmp_path}/c", "error": missing},
    ]


def test_trouble_of_a_single_text_is_told_once(tmp_path, capsys):
    assert told(tmp_path / "a", fails="a: No such file") == []
    assert capsys.readouterr().err == ""


def test_a_name_that_is_no_utf_8_comes_back_from_its_object(tmp_path):
    name = os.fsdecode(b"\xff.eml")
    try:
        lay(tmp_path, **{name: b"1"})
    except OSError:
        pytest.skip("this file system has no such names")
    assert told(tmp_path, jsonl=True) == [{"source": f"{tmp_path}/{name}", "text": "1"}]


# --- the command


def run(*paths, **options):
    return subprocess.run(
        [sys.executable, "-m", "smtp_replies", "--jsonl", *map(str, paths)],
        cwd=ROOT,
        check=False,
        timeout=60,
        **{"capture_output": True} | options,
    )


def test_the_command_reads_them_all(tmp_path):
    lay(tmp_path / "mails", a=FULL, long=b"x" * (MAX_BYTES + 1))
    lay(tmp_path, box=SEPARATOR + FULL + b"\n" + SEPARATOR + UNKNOWN)
    result = run(tmp_path / "mails", tmp_path / "box", "-", input=b"550 5.7.1 Relay access denied")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["source"].removeprefix(f"{tmp_path}/") for line in lines] == [
        "mails/a",
        "mails/long",
        "box#1",
        "box#2",
        "-",
    ]
    codes = [line["replies"][0]["enhanced"] for line in lines if "error" not in line]
    assert codes == ["5.2.2", "5.2.2", "5.1.1", "5.7.1"]
    assert result.returncode == 1
    long = f"{tmp_path}/mails/long: longer than {MAX_BYTES} bytes"
    assert result.stderr.decode().splitlines() == [long, "1 of 5 messages could not be read"]


def test_half_a_surrogate_pair_in_an_event_stops_nothing():
    event = rb'{"eventType": "Bounce", "bounce": {"bouncedRecipients": [{"diagnosticCode": "550 5.1.1 \ud800 no"}]}}'
    result = run(input=event)
    assert (result.returncode, result.stderr) == (0, b"")
    assert "\ud800" in json.loads(result.stdout)["replies"][0]["line"]


def test_a_reader_that_has_read_enough_ends_the_run_quietly(tmp_path):
    lay(tmp_path, **{f"{number:03}": FULL for number in range(300)})
    reading, writing = os.pipe()
    os.close(reading)
    result = run(tmp_path, capture_output=False, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert (result.returncode, result.stderr) == (0, b"")


def test_a_terminal_shows_how_many_are_done(tmp_path):
    lay(tmp_path, a=FULL, b=UNKNOWN)
    terminal, inner = pty.openpty()
    result = run(tmp_path, capture_output=False, stdout=subprocess.PIPE, stderr=inner)
    os.close(inner)
    shown = os.read(terminal, 1000).decode()
    os.close(terminal)
    assert len(result.stdout.splitlines()) == 2
    assert shown.startswith("\r")
    assert "2 messages, " in shown
    assert shown.endswith(" a second\r\n")
    assert shown.count("\n") == 1
