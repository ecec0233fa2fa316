"""Files into rows, field by field; what staff wrote stays.

A field is merged against its base, the text its file had at the last load: a field that staff left alone follows its
file, a field that staff changed stays as it is, and a field changed on both sides stays and is listed as a conflict.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from django.db import transaction
from django.utils.translation import override

from codes import generation, validators
from codes.content.files import Fields, read
from codes.content.kinds import KINDS
from codes.models import LoadedField
from codes.rows import SOURCE_LANGUAGE, Content


class Outcome(Enum):
    """What a load did with one column of a row."""

    SAME = "same"
    UPDATED = "updated"
    KEPT = "kept"
    CONFLICT = "conflict"


@dataclass
class Report:
    """What a load did, each place as "code column"; codes alone where a whole row is meant."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    out_of_step: list[str] = field(default_factory=list)
    not_in_files: list[str] = field(default_factory=list)

    @property
    def changes(self) -> int:
        """Number of rows and fields that the load wrote."""
        return len(self.added) + len(self.updated)


def load(directory: Path, *, overwrite: bool = False, dry_run: bool = False) -> Report:
    """Merge the files into the rows in one transaction; nothing is written if any file is faulty."""
    files = read(directory)
    # The source language is active, so that the untranslated columns always hold its text.
    with override(SOURCE_LANGUAGE), transaction.atomic():
        with generation.one_change():
            report = _merge(files, overwrite)
        if dry_run:
            transaction.set_rollback(True)
    return report


def _merge(files: Mapping[str, Mapping[str, Fields]], overwrite: bool) -> Report:
    report = Report()
    bases = {(base.kind, base.key, base.field): base.value for base in LoadedField.objects.all()}
    settled: list[LoadedField] = []
    for kind in KINDS:
        rows = {row.key: row for row in kind.rows()}
        for key, fields in files[kind.name].items():
            row = rows.get(key) or kind.model.with_key(key)
            taken = fields
            if row.pk:
                outcomes = {
                    column: _outcome(row.value(column), bases.get((kind.name, key, column)), value, overwrite)
                    for column, value in fields.items()
                }
                taken = {c: v for c, v in fields.items() if outcomes[c] in (Outcome.SAME, Outcome.UPDATED)}
                _note(report, key, outcomes)
            else:
                report.added.append(key)
            settled += [
                LoadedField(kind=kind.name, key=key, field=column, value=value)
                for column, value in taken.items()
                if bases.get((kind.name, key, column)) != value
            ]
            _save(row, taken, report)
        report.not_in_files += sorted(rows.keys() - files[kind.name].keys())
    LoadedField.objects.bulk_create(
        settled, update_conflicts=True, unique_fields=["kind", "key", "field"], update_fields=["value"]
    )
    return report


def _outcome(live: object, base: object, value: object, overwrite: bool) -> Outcome:
    """Merge one column: the live value, the file's value, and the file's value at the last load."""
    if live == value:
        return Outcome.SAME
    is_new = base is None and not live  # a column that no load has filled yet
    if live == base or is_new or overwrite:
        return Outcome.UPDATED
    return Outcome.KEPT if value == base else Outcome.CONFLICT


def _note(report: Report, key: str, outcomes: Mapping[str, Outcome]) -> None:
    lists = {Outcome.UPDATED: report.updated, Outcome.KEPT: report.kept, Outcome.CONFLICT: report.conflicts}
    for column, outcome in outcomes.items():
        lists.get(outcome, []).append(f"{key} {column}")


def _save(row: Content, taken: Fields, report: Report) -> None:
    if row.pk and all(row.value(column) == value for column, value in taken.items()):
        return
    row.take(taken)
    # A staff text that stayed beside a source text that moved on: kept, but somebody has to look.
    report.out_of_step += [f"{row.key} {column}" for column in validators.out_of_step(row.plain_words)]
    row.save()
