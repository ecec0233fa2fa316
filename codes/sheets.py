"""What a sheet of texts says: a row for each field of a record in one language, and what becomes of it.

A row carries its text twice: as somebody corrected it, and as it was when the sheet was made. So it is merged like a
form: what nobody changed in the sheet stays as it is on the site, whatever that is by now.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from codes.edits import Edit, is_same
from codes.tables import Cell, Line, Unread


class Column(Enum):
    """What stands in a sheet, in this order."""

    ADDRESS = "address"
    SOURCE = "source"  # the text in the source language
    TEXT = "text"  # as it is to be
    STATE = "state"  # of no meaning when it comes back
    BASE = "base"  # as it was


NEEDED: list[Column] = [column for column in Column if column is not Column.STATE]


class MissingColumnsError(Exception):
    """A table without columns that a sheet needs."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__(columns)
        self.columns = columns


class Reason(Enum):
    """Why a row is refused."""

    NO_ADDRESS = "no address"
    NO_FIELD = "no field"  # no record has this address, or none any more
    TWICE = "twice"  # another row has the same address
    FORMULA = "formula"
    VALUE = "value"  # a number, or a day
    NOT_YOURS = "not yours"  # the person may not write it
    CONTESTED = "contested"  # somebody changed the text meanwhile


class Outcome(Enum):
    """What a row does to its text on the site."""

    SAME = "same"  # nothing: both say the same
    NEWER = "newer"  # nothing: it was changed meanwhile, and not in the sheet
    CHANGED = "changed"
    CONTESTED = "contested"  # changed in both


@dataclass(frozen=True)
class Address:
    """Where a text belongs, as commands name such a place: "codes: 550 fix_ar"."""

    kind: str
    key: str
    column: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.key} {self.column}"

    @classmethod
    def of(cls, text: str) -> "Address":
        """Read an address; parts that it does not have are empty."""
        kind, _colon, place = text.partition(":")
        key, _blank, column = place.strip().rpartition(" ")
        return cls(kind.strip(), key.strip(), column)


@dataclass(frozen=True)
class Row:
    """A row with a text."""

    number: int  # in the table
    address: Address
    source: str
    text: str
    base: str

    def outcome(self, live: str) -> Outcome:
        """Tell what it does to the text that the site has now."""
        edit = Edit(self.base, live, self.text)
        if edit.is_mine:
            return Outcome.CONTESTED if edit.is_contested else Outcome.CHANGED
        return Outcome.SAME if is_same(self.text, live) else Outcome.NEWER


@dataclass(frozen=True)
class Refusal:
    """A row that is not taken, and why."""

    number: int
    place: str  # its address as it stands there
    reason: Reason
    value: str = ""  # what the reason is about: another row, or what is wrong


@dataclass(frozen=True)
class Sheet:
    """The rows of a table, and those that say nothing."""

    rows: list[Row]
    refusals: list[Refusal]


_UNREAD = {Unread.FORMULA: Reason.FORMULA, Unread.VALUE: Reason.VALUE}


def parse(lines: Sequence[Line], titles: Mapping[str, Column]) -> Sheet:
    """Read a table with a heading of known titles, in any order; MissingColumnsError where one is not there."""
    heading = [folded(cell) if isinstance(cell, str) else "" for cell in (lines[0].cells if lines else ())]
    places = {titles[title]: place for place, title in enumerate(heading) if title in titles}
    if missing := [column for column in NEEDED if column not in places]:
        raise MissingColumnsError(missing)
    sheet = Sheet([], [])
    for line in lines[1:]:
        cells: dict[Column, Cell] = {
            column: line.cells[places[column]] if places[column] < len(line.cells) else "" for column in NEEDED
        }
        if any(cells.values()):
            read = _row(line.number, cells)
            if isinstance(read, Row):
                sheet.rows.append(read)
            else:
                sheet.refusals.append(read)
    return _without_twins(sheet)


def folded(title: str) -> str:
    """Return a title as it is looked for: programs and people change blanks and capital letters."""
    return " ".join(title.split()).casefold()


def _row(number: int, cells: Mapping[Column, Cell]) -> Row | Refusal:
    texts = {column: cell for column, cell in cells.items() if isinstance(cell, str)}
    place = texts.get(Column.ADDRESS, "")
    address = Address.of(place)
    if not (address.kind and address.key and address.column):
        return Refusal(number, place, Reason.NO_ADDRESS)
    if unread := next((cell for cell in cells.values() if isinstance(cell, Unread)), None):
        return Refusal(number, place, _UNREAD[unread])
    return Row(number, address, texts[Column.SOURCE], texts[Column.TEXT], texts[Column.BASE])


def _without_twins(sheet: Sheet) -> Sheet:
    """Refuse all rows of one address: nobody knows which of them was meant."""
    rows: dict[Address, list[Row]] = {}
    for row in sheet.rows:
        rows.setdefault(row.address, []).append(row)
    twins = [
        Refusal(row.number, str(address), Reason.TWICE, str(next(other.number for other in same if other is not row)))
        for address, same in rows.items()
        if len(same) > 1
        for row in same
    ]
    return Sheet([row for row in sheet.rows if len(rows[row.address]) == 1], [*sheet.refusals, *twins])


def table(rows: Iterable[Mapping[Column, str]], titles: Mapping[Column, str]) -> list[list[str]]:
    """Return rows below their heading."""
    return [[cells[column] for column in Column] for cells in (titles, *rows)]
