"""Files, folders, Maildirs, mailboxes and standard input -> the messages in them, one after the other."""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import BinaryIO, TypeVar

from smtp_replies.mail import as_text

MAX_BYTES = 256 * 1024  # of one message, in UTF-8: a whole bounce with its headers fits
STANDARD_INPUT = "-"
_FIELD = re.compile(rb"[!-9;-~]+:")
_MAILDIR = {"cur", "new", "tmp"}

Item = TypeVar("Item")


class UnreadableError(Exception):
    """A message cannot be read, or some of many could not; the text says why, or how many."""


@dataclass(frozen=True)
class Message:
    """The octets of one message and where they stand: a path as it was given, with #2 for the second of a mailbox."""

    source: str
    octets: bytes = b""
    error: str = ""

    @property
    def text(self) -> str:
        """What it says; UnreadableError where nobody can tell."""
        if self.error:
            raise UnreadableError(self.error)
        if len(self.octets) > MAX_BYTES:
            raise UnreadableError(f"longer than {MAX_BYTES} bytes")
        return as_text(self.octets)


def messages(paths: Iterable[str]) -> Iterator[Message]:
    """Yield the messages of files, folders, Maildirs, mailboxes and of standard input, which is called "-"."""
    for path in paths:
        yield from _of(path, is_given=True)


def _of(path: str, *, is_given: bool = False) -> Iterator[Message]:
    try:
        if is_given and path == STANDARD_INPUT:
            yield from _in(path, sys.stdin.buffer)
        elif Path(path).is_dir():
            for inner in _listed(path):
                yield from _of(inner)
        else:
            with Path(path).open("rb") as stream:
                yield from _in(path, stream)
    except OSError as error:
        yield Message(path, error=error.strerror or str(error))


def _listed(folder: str) -> list[str]:
    """What lies in a folder, in order, without dot files.

    A Maildir has its mails in cur and new; what is in tmp is not there yet, and files beside them are the server's own.
    """
    names = sorted(name for name in os.listdir(folder) if not name.startswith("."))
    is_maildir = set(names) >= _MAILDIR
    paths = [os.path.join(folder, name) for name in names if not (is_maildir and name == "tmp")]
    return [path for path in paths if _ends(path) and (os.path.isdir(path) or not is_maildir)]


def _ends(path: str) -> bool:
    """Whether reading comes to an end: a link to a folder may lead in a circle, and a pipe waits for somebody."""
    return not (os.path.islink(path) and os.path.isdir(path)) and not Path(path).is_fifo()


def _in(path: str, stream: BinaryIO) -> Iterator[Message]:
    """Number the messages of a mailbox; the only one of a file is called as the file."""
    are_many, found = peeked(_split(stream))
    for number, octets in enumerate(found, 1):
        yield Message(f"{path}#{number}" if are_many else path, octets)


def _split(stream: BinaryIO) -> Iterator[bytes]:
    """Yield each message of a mailbox (RFC 4155 App. A), else the whole; of what is too long no more than shows it.

    Python's own reader of mailboxes wants a file with a name and takes "From " in any line for the next message.
    """
    lines = iter(partial(stream.readline, MAX_BYTES), b"")
    first, second = next(lines, b""), next(lines, b"")
    if not _begins(first, second):
        yield first + second + stream.read(MAX_BYTES)
        return
    kept, above = bytearray(), b""
    for line, below in pairwise(chain([first, second], lines, [b""])):
        if kept and not above.strip() and _begins(line, below):
            yield bytes(kept)
            kept.clear()
        if len(kept) <= MAX_BYTES:
            kept += line
        above = line
    yield bytes(kept)


def _begins(line: bytes, below: bytes) -> bool:
    """Whether a message of a mailbox begins: people write "From here" too, but a header does not follow."""
    return line.startswith(b"From ") and bool(_FIELD.match(below))


def peeked(items: Iterator[Item]) -> tuple[bool, Iterator[Item]]:
    """Return whether there is more than one, and all of them."""
    first = list(islice(items, 2))
    return len(first) > 1, chain(first, items)
