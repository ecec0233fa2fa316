"""One export as a folder: its files with compressed copies, what is known of each, and the switch to the next one.

The address of an export is a symbolic link, so that a switch is one rename and no reader meets half of it: public leads
to public.7 while public.8 is made, which stays there for another try where it does not come to its end.
"""

import errno
import fcntl
import gzip
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, NamedTuple

import brotli

Copies = dict[str, Callable[[bytes], bytes]]
COPIES: Copies = {  # of the levels that follow, each costs several times as much for a hundredth
    ".gz": lambda body: gzip.compress(body, 6, mtime=0),
    ".br": lambda body: brotli.compress(body, quality=5),
}
OWN = ".export"  # the folder of what is about the export and no part of the site
_RECORDS = f"{OWN}/records"
_GONE = -1
_UNLINKABLE = {errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS, errno.EXDEV}


class EditionError(Exception):
    """Why there can be no export at an address, in one line."""


@dataclass(frozen=True)
class Stamp:
    """What an edition is made of."""

    state: str  # of content, code and settings: pages of the same state are the same
    choice: str  # of pages and copies
    made: str  # when it was begun, ISO 8601 in UTC


class Record(NamedTuple):
    """What is known of a page."""

    size: int  # octets, not compressed; below zero where the page is gone
    since: str  # when the edition was begun in which it became as it is


@dataclass(frozen=True)
class Edition:
    """The files of one export, and a line about each page."""

    folder: Path
    stamp: Stamp

    @cached_property
    def records(self) -> dict[str, Record]:
        """What is known of each page, by its address."""
        with (self.folder / _RECORDS).open(encoding="utf-8") as lines:
            next(lines)
            fields = (line.rstrip("\n").split("\t") for line in lines)
            return {path: Record(int(size), since) for path, size, since in fields}

    @cached_property
    def pages(self) -> dict[str, Record]:
        """The pages that are there."""
        return {path: record for path, record in self.records.items() if record.size != _GONE}

    def changed(self, when: str) -> list[str]:
        """Return the pages that are new, different or gone since the edition that was begun at that time."""
        return [path for path, record in self.records.items() if record.since > when]

    @property
    def changed_now(self) -> list[str]:
        """The pages that are new, different or gone in this edition."""
        return [path for path, record in self.records.items() if record.since == self.stamp.made]

    def whole(self) -> set[str]:
        """Return the pages whose files are as long as is noted: a machine may lose its power before it writes one."""
        return {path for path, record in self.pages.items() if _size(f"{self.folder}/{file_of(path)}") == record.size}

    def note(self, records: Iterable[tuple[str, Record]]) -> None:
        """Add what is known of pages; processes may do so side by side, since each adds its lines at once."""
        lines = "".join(f"{path}\t{record.size}\t{record.since}\n" for path, record in records)
        with (self.folder / _RECORDS).open("ab", buffering=0) as file:
            file.write(lines.encode())

    def bury(self, last: "Edition") -> None:
        """Note which pages of the last edition are gone, and which were before."""
        there = self.fresh().records
        gone = [(path, old) for path, old in last.records.items() if path not in there]
        self.note((path, old if old.size == _GONE else Record(_GONE, self.stamp.made)) for path, old in gone)

    def fresh(self) -> "Edition":
        """Return it with what has been noted meanwhile."""
        return Edition(self.folder, self.stamp)


def read(folder: Path) -> Edition | None:
    """Return the edition in a folder; None where there is none."""
    try:
        with (folder / _RECORDS).open(encoding="utf-8") as lines:
            return Edition(folder, Stamp(**json.loads(next(lines, ""))))
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError):
        return None


def last(link: Path) -> Edition | None:
    """Return the edition that an address leads to, None where there was none yet.

    Raise EditionError where something else is in its place.
    """
    found = read(link)
    if found and link.is_symlink() and _number(link, link.resolve()) is not None:
        return Edition(link.resolve(), found.stamp)
    if link.is_symlink() or (link.exists() and not (link.is_dir() and not any(link.iterdir()))):
        raise EditionError(f"{link} exists and is no export: name a folder that is not there yet, or an empty one")
    return None


def begin(link: Path, after: Edition | None, stamp: Stamp) -> tuple[Edition, IO[bytes]]:
    """Make the folder of the next edition, or go on in that of the same one that was ended.

    The open file is a lock, held until this process and those that it starts have ended; raise EditionError where
    another process has it.
    """
    folder = link.with_name(f"{link.name}.{(_number(link, after.folder) or 0) + 1 if after else 1}")
    found = read(folder)
    if folder.exists() and not found:
        raise EditionError(f"{folder} is in the way of the export, and is none")
    if found:
        _lock(found).close()
        if (found.stamp.state, found.stamp.choice) == (stamp.state, stamp.choice):
            lock, noted = _lock(found), (folder / _RECORDS).read_bytes()
            os.truncate(folder / _RECORDS, noted.rindex(b"\n") + 1)  # a last line may have been cut off
            return found, lock
        shutil.rmtree(folder)
    (folder / OWN).mkdir(parents=True)
    (folder / _RECORDS).write_text(f"{json.dumps(asdict(stamp))}\n", "utf-8")
    edition = Edition(folder, stamp)
    return edition, _lock(edition)


def _lock(edition: Edition) -> IO[bytes]:
    file = (edition.folder / _RECORDS).open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise EditionError(f"another export is writing to {edition.folder}") from error
    return file


def switch(link: Path, edition: Edition) -> None:
    """Lead the address to an edition, all at once, and take the earlier ones away."""
    os.sync()  # what the address leads to is on the disk before
    if link.is_dir() and not link.is_symlink():
        link.rmdir()
    new = link.with_name(f"{link.name}.new")
    new.unlink(missing_ok=True)
    new.symlink_to(edition.folder.name)
    new.replace(link)
    for folder in _editions(link):
        if folder != edition.folder:
            shutil.rmtree(folder)


def _editions(link: Path) -> Iterator[Path]:
    return (folder for folder in link.parent.iterdir() if _number(link, folder) is not None and read(folder))


def _number(link: Path, folder: Path) -> int | None:
    match = re.fullmatch(rf"{re.escape(link.name)}\.(\d+)", folder.name)
    return int(match[1]) if match and folder.parent == link.parent else None


class Writer:
    """Writes the pages of an edition; what is as in the last one is taken over with its copies and its time."""

    def __init__(self, edition: Edition, last: Edition | None, copies: Copies) -> None:
        self.edition, self.last, self.copies = edition, last, copies
        self.known = last.pages if last else {}
        self.is_same = last is not None and last.stamp.state == edition.stamp.state

    def keep(self, path: str) -> Record | None:
        """Take a page over without having made it; None where the last edition is of another state, or has it not."""
        if not self.is_same or path not in self.known:
            return None
        try:
            return self._take_over(path, self.known[path], None)
        except FileNotFoundError:  # somebody took it away
            return None

    def write(self, path: str, body: bytes) -> Record:
        """Write a page that was made, or take it over where the last edition has the same."""
        if (old := self.known.get(path)) and self._has(path, old, body):
            return self._take_over(path, old, body)
        name = f"{self.edition.folder}/{file_of(path)}"
        write(name, body)
        for ending, compress in self.copies.items():
            write(name + ending, compress(body))
        return Record(len(body), self.edition.stamp.made)

    def _has(self, path: str, record: Record, body: bytes) -> bool:
        if record.size == len(body):
            with suppress(FileNotFoundError), open(self._last_file(path), "rb") as file:
                return file.read() == body
        return False

    def _last_file(self, path: str) -> str:
        return f"{self.last.folder}/{file_of(path)}" if self.last else ""

    def _take_over(self, path: str, record: Record, body: bytes | None) -> Record:
        old, new = self._last_file(path), f"{self.edition.folder}/{file_of(path)}"
        _link(old, new)
        for ending, compress in self.copies.items():
            try:
                _link(old + ending, new + ending)
            except FileNotFoundError:  # an edition without copies
                body = Path(new).read_bytes() if body is None else body
                write(new + ending, compress(body))
        return record


def file_of(path: str) -> str:
    """Return the file of an address: /550/ is 550/index.html, /robots.txt itself."""
    return f"{path[1:]}index.html" if path.endswith("/") else path[1:]


def write(name: str, body: bytes) -> None:
    """Write a file anew, with its folder: one that is there may be the same file as that of another edition."""
    _make_folder(os.path.dirname(name))
    try:
        file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    except FileExistsError:
        os.unlink(name)
        return write(name, body)
    try:
        while body:  # a disk that becomes full takes a part, and refuses the rest
            body = body[os.write(file, body) :]
    finally:
        os.close(file)


def _make_folder(name: str) -> None:
    """Make a folder, mostly one that is not there in one that is."""
    try:
        os.mkdir(name)
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(name, exist_ok=True)


def _link(old: str, new: str) -> None:
    """Let a file be in two editions, as a copy where there are no links; FileNotFoundError where it is in none."""
    try:
        os.link(old, new)
    except FileExistsError:
        os.unlink(new)
        _link(old, new)
    except FileNotFoundError:
        if _size(old) is None:
            raise
        os.makedirs(os.path.dirname(new), exist_ok=True)
        _link(old, new)
    except OSError as error:
        if error.errno not in _UNLINKABLE:
            raise
        os.makedirs(os.path.dirname(new), exist_ok=True)
        shutil.copy2(old, new)


def _size(name: str) -> int | None:
    with suppress(FileNotFoundError):
        return os.stat(name).st_size
    return None
