"""Files into rows, field by field; what staff wrote stays.

A field is merged against its base, what its file said when file and row last agreed: a field that staff left alone
follows its file, a field that staff changed stays as it is, and a field changed on both sides stays and is listed as a
conflict until somebody takes either text. The same holds for whole rows, which staff may have added or deleted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from django.db import models, transaction

from codes import fingerprints, generation, history
from codes.content import bases as sides
from codes.content.bases import Bases, Outcome
from codes.content.faults import ContentError, Doubt, relations
from codes.content.fields import Fields, Rows, of_row, original_of, text_of
from codes.content.files import read
from codes.content.kinds import KINDS, Kind
from codes.edits import Origin
from codes.freshness import digest
from codes.models import Conflict, Generation, LoadedField
from codes.rows import Content


class NotListedError(ContentError):
    """A place that somebody settles is not listed, or two are that have this name."""


class Take(Enum):
    """Whose text is to count where files and rows differ."""

    MINE = "mine"  # what the site has
    THEIRS = "theirs"  # what the files have


@dataclass
class Report:
    """What a load did, each place as "code column"; codes alone where a whole row is meant."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    overwritten: list[str] = field(default_factory=list)
    not_in_files: list[str] = field(default_factory=list)

    @property
    def changes(self) -> int:
        """Number of rows and fields that the load wrote."""
        return len(self.added) + len(self.updated) + len(self.removed)


def load(
    directory: Path,
    *,
    overwrite: bool = False,
    take: Mapping[str, Take] | None = None,
    dry_run: bool = False,
) -> Report:
    """Merge the files into the rows in one transaction; nothing is written if any file is faulty.

    `take` settles places one by one, by their names in the report; `overwrite` takes all that the files say.
    """
    loaded, files = _read(directory)
    with generation.alone():
        if fingerprints.of_content(directory) != loaded:  # else a load that waited would undo the one it waited for
            loaded, files = _read(directory)
        with generation.one_change(), history.written_by(Origin.FILES), history.at_once():
            merging = _Load(files, take or {}, overwrite)
            merging.run()
        Generation.objects.update(loaded=loaded)
        if dry_run:
            transaction.set_rollback(True)
    return merging.report


def _read(directory: Path) -> tuple[str, Rows]:
    """Return the files, and their digest from before: who changes one while it is read is loaded next time."""
    return fingerprints.of_content(directory), read(directory, _accepted)


def _accepted(doubt: Doubt) -> bool:
    """Whether the site has this already, or is new, so that it can only have come from a site that had."""
    [kind] = [kind for kind in KINDS if kind.name == doubt.kind]
    base = LoadedField.objects.filter(kind=doubt.kind, key=doubt.key, field=doubt.column).first()
    blank = kind.model.with_key(doubt.key)
    if doubt.is_left_over and not (base and base.by_staff):
        return False
    row = kind.model.objects.filter(**{name: getattr(blank, name) for name in blank.KEY}).first()
    if base is None and row is None:
        return not LoadedField.objects.exists()
    known = [base.value] if base else []
    known += [row.value(doubt.column)] if row else []
    return doubt.value in known or bool(base and base.said(doubt.value))


_UNSETTLED = {Outcome.CONFLICT, Outcome.OLDER, Outcome.GONE}


class _Load:
    """One load: it decides for each row and field, writes, and tells."""

    def __init__(self, files: Rows, take: Mapping[str, Take], overwrite: bool) -> None:
        self.files = files
        self.take = take
        self.overwrite = overwrite
        self.report = Report()
        self.rows = {kind.name: {row.key: row for row in kind.rows()} for kind in KINDS}
        # Nobody deletes every row: a database without any is new, whatever its bases say.
        self.bases = Bases(LoadedField.objects.all() if any(self.rows.values()) else ())
        self.named: dict[str, set[str]] = {name: set() for name in take}  # the places that each name fits
        self.unsettled: list[Conflict] = []

    def run(self) -> None:
        """Load all rows; those that name others come after them, and go before them."""
        staying = self._deleted_and_not_needed()
        removed: list[Content] = []
        for kind in KINDS:
            rows, files = self.rows[kind.name], self.files[kind.name]
            for key, fields in files.items():
                if key in rows:
                    self._merge(kind, rows[key], fields)
                elif (kind.name, key) in staying:
                    self.report.deleted.append(key)
                    self._stay(kind, key, fields)
                else:
                    self._add(kind, key, fields)
            removed += [rows[key] for key in sorted(rows.keys() - files.keys()) if self._is_removed(kind, key)]
            for key in self.bases.keys(kind) - rows.keys() - files.keys():
                self.bases.move_away(kind, key, by_staff=True)
        self._refuse_unclear_names()
        _delete(removed)
        self.bases.save()
        Conflict.objects.all().delete()
        Conflict.objects.bulk_create(self.unsettled)

    def _merge(self, kind: Kind, row: Content, fields: Fields) -> None:
        """Merge a row that both have."""
        bases, live = self.bases.of_row(kind, row.key), of_row(kind, row)
        taken: Fields = {}
        settled: Fields = {}
        by_staff: dict[str, bool] = {}
        outcomes = sides.of_fields(kind, live, bases, fields)
        for column, outcome in outcomes.items():
            choice = self._choice(kind, f"{row.key} {text_of(column)}", outcome)
            if outcome in (Outcome.SAME, Outcome.FILE) or choice is Take.THEIRS:
                taken[column] = fields[column]
            if outcome is Outcome.SAME:
                by_staff[column] = sides.has_staff_text(live[column], bases.get(column))
            elif choice is Take.THEIRS:
                by_staff[column] = False
            elif choice is Take.MINE:
                settled[column] = fields[column]
            elif outcome in _UNSETTLED and text_of(column) == column:
                self._leave(kind, row.key, outcome, column, fields[column])
            if text_of(column) == column or outcome is Outcome.FILE is not outcomes[text_of(column)]:
                self._note(f"{row.key} {column}", outcome, choice)
        self.bases.move(kind, row.key, taken | settled, by_staff=by_staff)
        taken |= _made_from(fields, taken)
        if any(live[column] != value for column, value in taken.items()):
            self._save(row, taken)

    def _add(self, kind: Kind, key: str, fields: Fields) -> None:
        """Add a row that only the files have."""
        self.report.added.append(key)
        if sides.without_row(self.bases.of_row(kind, key), fields) is not Outcome.FILE and self.overwrite:
            self.report.overwritten.append(key)
        self.bases.move(kind, key, fields, by_staff=dict.fromkeys(fields, False))
        self._save(kind.model.with_key(key), fields | _made_from(fields, fields))

    def _stay(self, kind: Kind, key: str, fields: Fields) -> None:
        """Leave a row deleted; whoever says so has seen what its file says now."""
        if self._choice(kind, key, Outcome.LIVE) is Take.MINE:
            self.bases.move(kind, key, fields, by_staff={})

    def _is_removed(self, kind: Kind, key: str) -> bool:
        """Tell whether a row that the files do not have is to go, as somebody said; else it is listed."""
        outcome = sides.without_file(self.bases.of_row(kind, key).values())
        choice = self._choice(kind, key, outcome, may_overwrite=False)
        if choice is Take.THEIRS:
            self.report.removed.append(key)
        elif outcome is Outcome.LIVE or choice is Take.MINE:
            self.report.not_in_files.append(key)
        else:
            self.report.gone.append(key)
            self._leave(kind, key, outcome)
        if choice:
            self.bases.move_away(kind, key, by_staff=choice is Take.MINE)
        return choice is Take.THEIRS

    def _deleted_and_not_needed(self) -> set[tuple[str, str]]:
        """The kind and key of rows that staff deleted, that have no new text, and that no other row needs."""
        staying = {
            (kind.name, key)
            for kind in KINDS
            for key, fields in self.files[kind.name].items()
            if key not in self.rows[kind.name] and self._stays_deleted(kind, key, fields)
        }
        by_name = {kind.name: kind for kind in KINDS}
        for name, key, column, other in reversed([*relations(self.files)]):
            if other in staying and (name, key) not in staying and self._takes(by_name[name], key, column):
                staying.discard(other)
        return staying

    def _stays_deleted(self, kind: Kind, key: str, fields: Fields) -> bool:
        outcome = sides.without_row(self.bases.of_row(kind, key), fields)
        return outcome is not Outcome.FILE and self._choice(kind, key, outcome) is not Take.THEIRS

    def _takes(self, kind: Kind, key: str, column: str) -> bool:
        """Whether the load will write what the file says of a column."""
        row = self.rows[kind.name].get(key)
        if row is None:
            return True
        base, file = self.bases.of_row(kind, key).get(column), self.files[kind.name][key][column]
        outcome = sides.of_field(row.value(column), base, file)
        return outcome is Outcome.FILE or self._choice(kind, f"{key} {column}", outcome) is Take.THEIRS

    def _choice(self, kind: Kind, name: str, outcome: Outcome, *, may_overwrite: bool = True) -> Take | None:
        """What somebody said of a place: by its name, or of all that differ."""
        if outcome in (Outcome.SAME, Outcome.FILE):
            return None
        full = f"{kind.name}: {name}"
        for words in (name, full):
            if words in self.take:
                self.named[words].add(full)
                return self.take[words]
        return Take.THEIRS if self.overwrite and may_overwrite else None

    def _refuse_unclear_names(self) -> None:
        """Stop where somebody settled a place that is not listed, or that could be either of two."""
        faults = [
            f"{name}: not listed, so that there is nothing to take" for name, fits in self.named.items() if not fits
        ]
        faults += [
            f"{name}: write which: {', '.join(sorted(fits))}" for name, fits in self.named.items() if len(fits) > 1
        ]
        if faults:
            raise NotListedError("\n".join(faults))

    def _leave(self, kind: Kind, key: str, outcome: Outcome, column: str = "", file: object = None) -> None:
        """Leave a place to whoever settles it."""
        self.unsettled.append(Conflict(kind=kind.name, key=key, field=column, outcome=outcome.value, file=file))

    def _note(self, place: str, outcome: Outcome, choice: Take | None) -> None:
        lists = {
            Outcome.FILE: self.report.updated,
            Outcome.LIVE: self.report.kept,
            Outcome.CONFLICT: self.report.conflicts,
            Outcome.OLDER: self.report.older,
            Outcome.GONE: self.report.gone,
        }
        if choice is Take.THEIRS:
            self.report.updated.append(place)
            self.report.overwritten.append(place)
        elif choice is Take.MINE:
            self.report.kept.append(place)
        elif outcome in lists:
            lists[outcome].append(place)

    def _save(self, row: Content, taken: Fields) -> None:
        row.take(taken)
        row.save()


def _made_from(file: Fields, taken: Fields) -> Fields:
    """What a file leaves unsaid of the texts taken from it: they were made from the source text beside them."""
    unsaid = [column for column in taken if text_of(column) != column and not taken[column]]
    return {column: digest(str(file[original_of(column)])) for column in unsaid if file[text_of(column)]}


def _delete(rows: list[Content]) -> None:
    """Delete rows, first those that name others."""
    for row in reversed(rows):
        try:
            row.delete()
        except models.ProtectedError as error:
            raise ContentError(
                f"{row.key}: cannot go, since others name it: {', '.join(map(str, error.protected_objects))}"
            ) from error
