"""What is told of messages, by the command of the engine too."""

import json
import os
import pty
import subprocess
import sys
from contextlib import nullcontext

import pytest
from mails import FULL, SEPARATOR, UNKNOWN, lay
from running import ROOT

from smtp_replies.mailboxes import MAX_BYTES, UnreadableError
from smtp_replies.telling import tell


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
