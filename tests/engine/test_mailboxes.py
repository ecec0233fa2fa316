"""Files, folders, Maildirs, mailboxes and standard input."""

import io
import os

import pytest
from mails import FULL, HEADERS, SEPARATOR, UNKNOWN, lay

from smtp_replies.mailboxes import MAX_BYTES, Message, UnreadableError, messages


def found(*paths):
    """The octets of the messages by their sources, which end is as it was given."""
    return {message.source: message.octets or message.error for message in messages(map(str, paths))}


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
