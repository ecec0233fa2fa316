"""Texts that leave in a sheet, are corrected in a spreadsheet program, and come back.

What comes back is looked at before anything is written: each row is merged by its base as a form merges a field, and
checked and written by the form of its record. Rows that change nothing write nothing.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.contrib.admin import AdminSite
from django.contrib.admin.utils import flatten_fieldsets
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from modeltranslation.utils import build_localized_fieldname as word_column

from codes import generation, history, sheets, tables
from codes.content import KINDS, terms
from codes.content.fields import original_of, word_columns
from codes.content.kinds import Kind
from codes.edits import Origin
from codes.freshness import State
from codes.labels import LABELS
from codes.languages import direction
from codes.merging import MergingForm
from codes.models import VendorUse
from codes.past import Difference, editable
from codes.rows import LANGUAGES, SOURCE_LANGUAGE, Content, Translated
from codes.sheets import Address, Column, MissingColumnsError, Outcome, Reason, Refusal, Row, Sheet
from codes.tables import Flaw, Format, Look, TableError
from smtp_replies import Code, parse_code
from smtp_replies.smtp import CLASSES

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TITLES: "dict[Column, StrOrPromise]" = {
    Column.ADDRESS: _("Address"),
    Column.SOURCE: _("English text"),
    Column.TEXT: _("Text to edit"),
    Column.STATE: _("State"),
    Column.BASE: _("Text before"),
}
MOST_CHANGES = 1000  # of which each takes some milliseconds, while nobody else can save
_TOO_LONG = _("too long for a cell: edit it in its form")
_FLAWS = {
    Flaw.NO_TABLE: _("This file is neither an Excel workbook (.xlsx) nor a CSV file. Save the sheet as one of both."),
    Flaw.NOT_UTF_8: _("This CSV file is not in UTF-8. Save it as “CSV UTF-8”, or as an Excel workbook (.xlsx)."),
    Flaw.BROKEN: _(
        "The CSV file cannot be read from row %(value)s on: a quotation mark is missing, or is one too many."
    ),
    Flaw.TOO_LARGE: _("The file is larger than %(value)s MB, which is the most that is read. Divide the sheet."),
    Flaw.TOO_MANY_ROWS: _("The sheet has more than %(value)s rows, which is the most that is read. Divide it."),
}
_TOO_MUCH = _("More than %(value)s texts are changed in the sheet, which is the most that is saved at once. Divide it.")
_NO_COLUMNS = _("The sheet has no column with this heading, which it had when it was made: %(columns)s")
_REASONS = {
    Reason.NO_ADDRESS: _("The row has no address such as “codes: 550 fix_ar”."),
    Reason.NO_FIELD: _("No record has a text of this address, or it was deleted."),
    Reason.TWICE: _("Row %(value)s has the same address. Leave one of both."),
    Reason.FORMULA: _("A cell of this row holds a formula. Formulas are never calculated here; write the text itself."),
    Reason.VALUE: _("A cell of this row holds no text but a number, a date or an error of the spreadsheet program."),
    Reason.NOT_YOURS: _("Your account may not change this text."),
    Reason.CONTESTED: _(
        "Somebody changed this text here after the sheet was made. Edit it in its form, with both in view."
    ),
}


# --- out


def export(
    kind: Format, language: str, *, only_open: bool = False, codes: Collection[Code] | None = None
) -> bytes | None:
    """Return texts of a language as a file: all, those missing or outdated, or those about codes; None of none."""
    found = [cells for cells, is_open in _cells(language, codes) if is_open or not only_open]
    if not found:
        return None
    directions = {Column.SOURCE: direction(SOURCE_LANGUAGE), Column.TEXT: direction(language)}
    directions[Column.BASE] = direction(language)
    widths = {Column.ADDRESS: 30, Column.STATE: 12}
    looks = [
        Look(widths.get(column, 60), directions.get(column) == "rtl", is_quiet=column is not Column.TEXT)
        for column in Column
    ]
    titles = {column: str(title) for column, title in TITLES.items()}
    return tables.write(kind, sheets.table(found, titles), looks, right_to_left=direction(language) == "rtl")


def parse_codes(text: str) -> list[Code]:
    """Read a code, or the record of one in all its classes, such as X.7.26; ValueError where it is neither."""
    text = text.strip().upper()
    if not text.startswith("X"):
        return [parse_code(text)]
    return [parse_code(text.replace("X", digit, 1)) for digit in CLASSES]


def _cells(language: str, codes: Collection[Code] | None) -> Iterator[tuple[dict[Column, str], bool]]:
    """Yield the cells of each text, and whether there is something to do; where there is no text there is no row."""
    for kind in KINDS:
        for row in kind.rows() if kind.model.WORDS else ():
            if isinstance(row, Translated) and (codes is None or _is_about(row, codes)):
                for word in kind.model.WORDS:
                    if state := row.state(word, language):
                        address = Address(kind.name, row.key, word_column(word, language))
                        source, text = _shown(row, word_column(word, SOURCE_LANGUAGE)), _shown(row, address.column)
                        yield _of_text(address, source, text, state), state is not State.CURRENT


def _of_text(address: Address, source: str, text: str, state: State) -> dict[Column, str]:
    cells = {Column.ADDRESS: str(address), Column.SOURCE: source, Column.TEXT: text, Column.BASE: text}
    if not all(map(tables.fits, cells.values())):
        # A program would cut it, and what is left would pass for a correction.
        return dict.fromkeys(Column, "") | {Column.ADDRESS: str(address), Column.STATE: str(_TOO_LONG)}
    return cells | {Column.STATE: str(LABELS[state])}


def _shown(row: Content, column: str) -> str:
    """Return a text as it stands in a cell, in which a last line has no end."""
    return str(row.value(column)).removesuffix("\n")


def _is_about(row: Content, codes: Collection[Code]) -> bool:
    if isinstance(row, VendorUse):
        return any(code in codes for code in row.codes)
    names = {code.text for code in codes} | {code.row for code in codes}
    return bool(names & {*re.split("[ /]", row.key)})


# --- and in


def read(data: bytes) -> Sheet:
    """Read a file that came back; TableError or MissingColumnsError where it is no sheet of texts."""
    titles: dict[str, Column] = {}
    for language in LANGUAGES:
        with override(language):
            titles |= {sheets.folded(str(title)): column for column, title in TITLES.items()}
    return sheets.parse(tables.read(data), titles)


class TooMuchError(Exception):
    """A sheet with more changes than are saved at once."""


def reason(error: TableError | MissingColumnsError | TooMuchError) -> str:
    """Say why a file is not read."""
    if isinstance(error, TooMuchError):
        return str(_TOO_MUCH) % {"value": MOST_CHANGES}
    if isinstance(error, MissingColumnsError):
        return _NO_COLUMNS % {"columns": " · ".join(str(TITLES[column]) for column in error.columns)}
    value = error.value // 1024**2 if error.flaw is Flaw.TOO_LARGE else error.value
    return str(_FLAWS[error.flaw]) % {"value": value}


@dataclass(frozen=True)
class Change:
    """A row that is to be written."""

    row: Row
    record: Content
    texts: Difference  # the text of the site, and that of the row
    checked: Content | None = None  # the record as it will be, for the first of its rows

    @property
    def doubts(self) -> "Iterator[StrOrPromise]":
        """What may be right in the record, and should be looked at."""
        return terms.doubts(self.checked) if self.checked else iter(())

    @property
    def number(self) -> int:
        """Which row of the sheet it is."""
        return self.row.number

    @property
    def place(self) -> str:
        """Its address as it stands there."""
        return str(self.row.address)

    @property
    def url(self) -> str:
        """The address of the form."""
        return _url(self.record)


@dataclass(frozen=True)
class Refused:
    """A row that is not, and why."""

    number: int
    place: str
    reasons: "list[StrOrPromise]"
    record: Content | None = None
    texts: Difference | None = None
    is_contested: bool = False

    @property
    def url(self) -> str:
        """The address of the form."""
        return _url(self.record) if self.record else ""


def _url(record: Content) -> str:
    return reverse(f"admin:codes_{record._meta.model_name}_change", args=[record.pk])


@dataclass
class Plan:
    """What a sheet would do."""

    changes: list[Change] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    newer: list[Change] = field(default_factory=list)  # left as they are: changed here, and not in the sheet
    same: int = 0  # rows that say what the site says
    forms: list[MergingForm] = field(default_factory=list)  # of the records that are to be written

    @property
    def has_sources(self) -> bool:
        """Whether a source text is among what is written: whoever sends it says how it was changed."""
        return any(change.row.address.column == original_of(change.row.address.column) for change in self.changes)

    @property
    def rows(self) -> list[Row]:
        """The rows that are to be written."""
        return [change.row for change in self.changes]

    @cached_property
    def mark(self) -> str:
        """A mark of what is written over by what: whoever confirms it has seen these texts, and no others."""
        texts = [[str(change.row.address), change.texts.one, change.texts.other] for change in self.changes]
        return sha256(json.dumps(texts).encode()).hexdigest()


def save(
    site: AdminSite, request: HttpRequest, rows: Iterable[Row], mark: str, how: Mapping[str, str] | None = None
) -> Plan | None:
    """Write rows, all or none; where they no longer do what was shown, return the plan of what they would do.

    `how` holds what a form says of a source text that is changed: its grade and why.
    """
    with generation.alone():
        plan = examine(site, request, Sheet([*rows], []), how)
        if plan.mark != mark or plan.refused:
            return plan
        author = history.written_by(Origin.SHEET, request.user.get_username())
        with generation.one_change(), author, history.at_once():
            for form in plan.forms:
                form.write()
    return None


def examine(site: AdminSite, request: HttpRequest, sheet: Sheet, how: Mapping[str, str] | None = None) -> Plan:
    """Tell what a sheet would do, sent by whoever makes the request; nothing is written. TooMuchError."""
    plan = Plan(refused=[_refused(refusal) for refusal in sheet.refusals])
    examiner = _Examiner(site, request, plan, how or {})
    by_kind = {kind.name: [row for row in sheet.rows if row.address.kind == kind.name] for kind in KINDS}
    plan.refused += [_no_field(row) for row in sheet.rows if row.address.kind not in by_kind]
    edits = [each for kind in KINDS if by_kind[kind.name] for each in examiner.edits(kind, by_kind[kind.name])]
    if sum(len(rows) for _record, rows in edits) > MOST_CHANGES:
        raise TooMuchError
    for record, rows in edits:
        examiner.fill_in(record, rows)
    plan.changes.sort(key=lambda change: change.number)
    plan.refused.sort(key=lambda refused: refused.number)
    return plan


class _Examiner:
    """Looks at rows of one kind after the other, and at those of one record together."""

    def __init__(self, site: AdminSite, request: HttpRequest, plan: Plan, how: Mapping[str, str]) -> None:
        self.site, self.request, self.plan, self.how = site, request, plan, how
        self.forms: dict[tuple[str, ...], type[MergingForm]] = {}  # of records with the same fields

    def edits(self, kind: Kind, rows: list[Row]) -> list[tuple[Content, list[Row]]]:
        """Return the records of a kind that are to be changed, with the rows that do; note what the others do."""
        records = {record.key: record for record in kind.rows()}
        columns = {column for language in LANGUAGES for column in word_columns(kind, language)}
        edits: dict[str, list[Row]] = {}
        for row in rows:
            record = records.get(row.address.key)
            if record is None or row.address.column not in columns:
                if row.outcome(row.base) is not Outcome.SAME:  # what nobody changed concerns nobody
                    self.plan.refused.append(_no_field(row))
            elif self._is_edit(row, record):
                edits.setdefault(record.key, []).append(row)
        return [(records[key], edited) for key, edited in edits.items()]

    def _is_edit(self, row: Row, record: Content) -> bool:
        outcome = row.outcome(_shown(record, row.address.column))
        if outcome is Outcome.CONTESTED:
            self._refuse(row, record, [_REASONS[Reason.CONTESTED]], is_contested=True)
        elif outcome is Outcome.NEWER:
            column, now = row.address.column, record.value(row.address.column)
            self.plan.newer.append(Change(row, record, Difference(type(record), column, row.text, now)))
        elif outcome is Outcome.SAME:
            self.plan.same += 1
        return outcome is Outcome.CHANGED

    def fill_in(self, record: Content, rows: list[Row]) -> None:
        """Fill in the form of a record; without the texts that it refuses, it may say something else of the others."""
        offered = self._form(record)
        allowed = editable(offered) if offered else set()
        for row in [row for row in rows if row.address.column not in allowed]:
            self._refuse(row, record, [_REASONS[Reason.NOT_YOURS]])
        rows = [row for row in rows if row.address.column in allowed]
        while offered and rows:
            form = offered(_data(rows, self.how), instance=copy(record))
            if form.is_valid():
                return self._take(record, rows, form)
            faulty = [row for row in rows if row.address.column in form.errors] or rows
            for row in faulty:
                faults = form.errors.get(row.address.column) or chain.from_iterable(form.errors.values())
                self._refuse(row, record, [*faults])
            rows = [row for row in rows if row not in faulty]
        return None

    def _form(self, record: Content) -> type[MergingForm] | None:
        """The form of a record, for whoever may change it."""
        editor: Any = self.site.get_model_admin(type(record))
        if not editor.has_change_permission(self.request, record):
            return None
        fields = (type(record).__name__, *flatten_fieldsets(editor.get_fieldsets(self.request, record)))
        if fields not in self.forms:
            self.forms[fields] = editor.get_form(self.request, record, change=True)
        return self.forms[fields]

    def _take(self, record: Content, rows: list[Row], form: MergingForm) -> None:
        changed = [row for row in rows if row.address.column in form.changed_data]
        self.plan.same += len(rows) - len(changed)  # they differ in what no text keeps, such as blanks at line ends
        if not changed:
            return
        self.plan.forms.append(form)
        for row in changed:
            column = row.address.column
            texts = Difference(type(record), column, record.value(column), form.instance.value(column))
            self.plan.changes.append(Change(row, record, texts, form.instance if row is changed[0] else None))

    def _refuse(self, row: Row, record: Content, reasons: "list[StrOrPromise]", *, is_contested: bool = False) -> None:
        texts = _difference(row, record)
        self.plan.refused.append(Refused(row.number, str(row.address), reasons, record, texts, is_contested))


def _difference(row: Row, record: Content) -> Difference:
    return Difference(type(record), row.address.column, record.value(row.address.column), row.text)


def _data(rows: Iterable[Row], how: Mapping[str, str]) -> dict[str, str]:
    """Return what a browser would send of these fields alone, opened when the sheet was made, with its source texts."""
    sent: dict[str, str] = {}
    for row in rows:
        column = row.address.column
        word = column.removesuffix(f"_{SOURCE_LANGUAGE}")  # a translation has no such question
        sent |= {f"{question}-{word}": said for question, said in how.items()}
        sent = {f"initial-{original_of(column)}": row.source} | sent | {column: row.text, f"initial-{column}": row.base}
    return sent


def _refused(refusal: Refusal) -> Refused:
    return Refused(refusal.number, refusal.place, [_REASONS[refusal.reason] % {"value": refusal.value}])


def _no_field(row: Row) -> Refused:
    return _refused(Refusal(row.number, str(row.address), Reason.NO_FIELD))
