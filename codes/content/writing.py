"""Rows into files, the other way round of a load: what somebody wrote into a file since stays, and is listed.

What is written into the folder that the site loads from is the new base of its fields. A dump elsewhere is a copy.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from codes import generation
from codes.content import bases as sides
from codes.content.bases import Bases, Outcome
from codes.content.faults import relations
from codes.content.fields import Fields, Rows, columns, empty, live, text_of
from codes.content.files import Found, look
from codes.content.kinds import KINDS, Kind
from codes.content.rendering import render
from codes.models import Conflict, LoadedField

_WRITTEN = {Outcome.SAME, Outcome.LIVE, Outcome.OLDER}


@dataclass
class Dump:
    """What a dump did: names of files, and places that it left as somebody's hand had made them."""

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    differing: list[str] = field(
        default_factory=list
    )  # files that say something else than the rows did before the dump
    conflicts: list[str] = field(default_factory=list)
    not_loaded: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    @property
    def left(self) -> int:
        """How many places the dump left."""
        return len(self.conflicts) + len(self.not_loaded) + len(self.gone) + len(self.unreadable)


def dump(directory: Path, *, dry_run: bool = False) -> Dump:
    """Write the live content as files where it differs, byte for byte as a load of the same content found them."""
    with generation.alone():
        dumping = _Dump(directory)
        dumping.merge()
        dumping.keep_what_others_name()
        report = dumping.report
        before, after, wanted = render(dumping.found.rows), render(dumping.merged), render(dumping.live)
        new = {
            name: text for name, text in after.items() if before.get(name) != text or dumping.is_new(directory / name)
        }
        report.differing = sorted(name for name in before | wanted if before.get(name) != wanted.get(name))
        report.written, report.removed = list(new), sorted(before.keys() - after.keys())
        if not dry_run:
            _write(directory, new, report.removed)
            dumping.move_bases()
    return report


def _write(directory: Path, new: Mapping[str, str], removed: list[str]) -> None:
    """Write each file at once: whoever reads one meanwhile finds the old text or the new one, never half of it."""
    for name, text in new.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f"{path.name}.new")
        half.write_text(text, "utf-8", newline="\n")
        os.replace(half, path)
    for name in removed:
        (directory / name).unlink()


def _has_facts(kind: Kind, file: Fields) -> bool:
    """Whether files hold more of a row than words, which a checkout may have left behind."""
    return any(fact in file for fact in kind.facts)


class _Dump:
    """One dump: it decides for each row and field what its file is to say."""

    def __init__(self, directory: Path) -> None:
        self.is_own = directory.resolve() == Path(settings.CONTENT_DIR).resolve()
        self.found: Found = look(directory)
        self.live = live()
        self.bases = Bases(LoadedField.objects.all())
        self.merged: Rows = {}
        self.report = Dump(unreadable=self.found.unreadable)
        self.away: set[tuple[str, str]] = set()  # the kind and key of rows whose files go
        if self.is_own:
            self._close_lost_kinds(directory)

    def merge(self) -> None:
        """Merge all rows but those of files that cannot be read."""
        for kind in KINDS:
            if (kind.name, "") in self.found.closed:
                del self.found.rows[kind.name]
                del self.live[kind.name]
                continue
            found, rows = self.found.rows[kind.name], self.live[kind.name]
            self.merged[kind.name] = {}
            for key in [*rows, *(key for key in found if key not in rows)]:
                if (kind.name, key) in self.found.closed:
                    fields = found.get(key)
                else:
                    fields = self._merge_row(kind, key, rows.get(key), found.get(key))
                if fields is not None:
                    self.merged[kind.name][key] = fields

    def is_new(self, path: Path) -> bool:
        """Whether a folder elsewhere has no such file; empty files have to be there as well."""
        return not (self.is_own or path.exists())

    def keep_what_others_name(self) -> None:
        """Let a row stay in its files that staff deleted, where somebody's hand made another one name it."""
        while needed := self.away & {other for *_place, other in relations(self.merged)}:
            for kind, key in sorted(needed):
                self.merged[kind][key] = self.found.rows[kind][key]
                self.report.conflicts.append(key)
            self.away -= needed

    def move_bases(self) -> None:
        """Let the bases be what the files say now, if these are the files that the site loads."""
        if not self.is_own:
            return
        for kind in KINDS:
            for key in sorted(key for name, key in self.away if name == kind.name):
                self.bases.move_away(kind, key, by_staff=True)
        self.bases.save()
        Conflict.objects.filter(outcome=Outcome.OLDER.value).delete()  # the files have the newer text again

    def _close_lost_kinds(self, directory: Path) -> None:
        """Leave a kind alone whose facts somebody deleted: no load will do without them."""
        for kind in KINDS:
            if self.bases.keys(kind) and not (directory / kind.facts_file).exists():
                self.report.unreadable.append(f"{kind.facts_file}: missing")
                self.found.closed.add((kind.name, ""))

    def _merge_row(self, kind: Kind, key: str, row: Fields | None, file: Fields | None) -> Fields | None:
        """What the files are to say of a row; None where they are not to have it."""
        bases = self.bases.of_row(kind, key)
        if row is None:
            return self._without_row(kind, key, file or {})
        if file is None or not _has_facts(kind, file):
            if self.is_own and sides.without_file(bases.values()) is Outcome.GONE:
                self.report.gone.append(key)
                return file
            file = {fact: row[fact] for fact in kind.facts} | (file or {name: row[name] for name in columns(kind)})
        said = {column: file.get(column, empty(kind, column)) for column in columns(kind)}
        outcomes = sides.of_fields(kind, row, bases, said)
        if not self.is_own:  # no base tells of this folder: where it says nothing, nothing was ever dumped
            outcomes |= {column: Outcome.LIVE for column, value in said.items() if not value}
        written = {column: row[column] for column, outcome in outcomes.items() if outcome in _WRITTEN}
        self._settle(kind, key, written)
        self._note(key, outcomes)
        return file | written

    def _without_row(self, kind: Kind, key: str, file: Fields) -> Fields | None:
        said = {column: empty(kind, column) for column in columns(kind)} | file
        if not _has_facts(kind, file):
            said = {column: value for column, value in said.items() if column not in kind.facts}
        if sides.without_row(self.bases.of_row(kind, key), said) is Outcome.FILE:
            self.report.not_loaded.append(key)
            return file
        self.away.add((kind.name, key))
        return None

    def _settle(self, kind: Kind, key: str, written: Fields) -> None:
        bases = self.bases.of_row(kind, key)
        by_staff = {column: sides.has_staff_text(value, bases.get(column)) for column, value in written.items()}
        self.bases.move(kind, key, written, by_staff=by_staff)

    def _note(self, key: str, outcomes: Mapping[str, Outcome]) -> None:
        lists = {
            Outcome.CONFLICT: self.report.conflicts,
            Outcome.FILE: self.report.not_loaded,
            Outcome.GONE: self.report.gone,
        }
        for column, outcome in outcomes.items():
            if outcome in lists and text_of(column) == column:
                lists[outcome].append(f"{key} {column}")
