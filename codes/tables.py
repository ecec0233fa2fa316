"""Tables of texts as spreadsheet programs write and read them: XLSX, and CSV in any of its dialects.

No text is ever run. In XLSX each cell says that it is a text. In CSV nothing can say so, and programs take a cell that
begins with =, +, - or @ for a formula: such a text gets an apostrophe, and reading takes it away again.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

CELL_LIMIT = 32_767  # UTF-16 units that a cell of a spreadsheet program holds
MOST_BYTES = 8 * 1024 * 1024  # of a file
MOST_UNPACKED = 32 * 1024 * 1024  # octets of an XLSX file, whatever it packs them into
MOST_TAGS = 2_000_000  # in them: a tag takes far more memory than its letters
MOST_ROWS = 20_000
_MOST_COLUMNS = 50  # what stands right of them is not ours
_ZIP = b"PK\x03\x04"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_RUN = r"[=+\-@\t\r\n＝＋－＠]"  # by some program, at the beginning of a cell
_WOULD_RUN, _PROTECTED = re.compile(f"'*{_RUN}"), re.compile(f"'+{_RUN}")
# What XML cannot hold, or would change, stands in XLSX as _x000D_; so does what only looks like it.
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")  # but for half of a letter


class Format(Enum):
    """The kinds of files, by the ends of their names."""

    XLSX = "xlsx"
    CSV = "csv"


CONTENT_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
}


class Flaw(Enum):
    """Why a file cannot be read."""

    NO_TABLE = "no table"
    NOT_UTF_8 = "not UTF-8"
    BROKEN = "broken"  # from a row on
    TOO_LARGE = "too large"
    TOO_MANY_ROWS = "too many rows"


class TableError(Exception):
    """A file that is not read; `value` is the limit that it passes, or the row that is broken."""

    def __init__(self, flaw: Flaw, value: int = 0) -> None:
        super().__init__(flaw, value)
        self.flaw, self.value = flaw, value


class Unread(Enum):
    """What stands in a cell where a text should."""

    FORMULA = "formula"
    VALUE = "value"  # a number, a day, an error


Cell = str | Unread


@dataclass(frozen=True)
class Line:
    """A row of a table, by the number that spreadsheet programs show."""

    number: int
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Look:
    """How a column is shown by a program that can."""

    width: int  # in letters
    right_to_left: bool = False
    is_quiet: bool = False  # nothing to be typed in


# --- reading


def read(data: bytes) -> list[Line]:
    """Return the rows of a file, whatever its name; TableError where it is none of both kinds, or too large."""
    if len(data) > MOST_BYTES:
        raise TableError(Flaw.TOO_LARGE, MOST_BYTES)
    lines = []
    for number, cells in enumerate(_of_xlsx(data) if data.startswith(_ZIP) else _of_csv(data), 1):
        if number > MOST_ROWS:
            raise TableError(Flaw.TOO_MANY_ROWS, MOST_ROWS)
        lines.append(Line(number, [_restored(cell) if isinstance(cell, str) else cell for cell in cells]))
    return lines


def _of_csv(data: bytes) -> Iterator[Sequence[Cell]]:
    try:
        text = data.decode("utf-16" if data.startswith(_UTF_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError(Flaw.NOT_UTF_8 if _is_text(data) else Flaw.NO_TABLE) from error
    if "\0" in text or not text.strip():
        raise TableError(Flaw.NO_TABLE)
    first = text.partition("\n")[0]
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):  # noqa: B007 - it tells where the reader stopped
            yield cells
    except csv.Error as error:
        raise TableError(Flaw.BROKEN, number + 1) from error


def _is_text(data: bytes) -> bool:
    return not re.search(rb"[\x00-\x08\x0e-\x1f]", data)


def _of_xlsx(data: bytes) -> Iterator[Sequence[Cell]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - it takes 20 MB, which only whoever has a sheet shall need

    _refuse_bombs(data)
    try:
        workbook = load_workbook(BytesIO(data), read_only=True, keep_links=False)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size may be anything
        for cells in sheet.iter_rows(max_col=_MOST_COLUMNS):
            yield [_cell(cell.value, cell.data_type) for cell in cells[: _length(cells)]]
    except Exception as error:  # of a file that is broken, the library may raise anything
        raise TableError(Flaw.NO_TABLE) from error


def _length(cells: Sequence[Any]) -> int:
    """Return how many cells there are up to the last that holds something."""
    return max((place for place, cell in enumerate(cells, 1) if cell.value is not None), default=0)


def _refuse_bombs(data: bytes) -> None:
    """Unpack a file piece by piece, and stop where it becomes too large."""
    size = tags = 0
    try:
        with ZipFile(BytesIO(data)) as archive:
            for part in archive.infolist():
                with archive.open(part) as file:
                    while piece := file.read(1 << 20):
                        size, tags = size + len(piece), tags + piece.count(b"<")
                        if size > MOST_UNPACKED or tags > MOST_TAGS:
                            raise TableError(Flaw.TOO_LARGE, MOST_UNPACKED)
    except TableError:
        raise
    except Exception as error:  # likewise
        raise TableError(Flaw.NO_TABLE) from error


def _cell(value: object, kind: str) -> Cell:
    if value is None:
        return ""
    if kind == "f":
        return Unread.FORMULA
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if isinstance(value, str) else Unread.VALUE


def _restored(text: str) -> str:
    """Return a text as it was before it was protected; somebody may have turned CSV into XLSX, or back."""
    return text[1:] if _PROTECTED.match(text) else text


# --- writing


def fits(text: str) -> bool:
    """Whether a cell has room for a text, protected as it may have to be."""
    return len(text.encode("utf-16-le")) // 2 < CELL_LIMIT


def write(kind: Format, rows: Iterable[Sequence[str]], looks: Sequence[Look], *, right_to_left: bool = False) -> bytes:
    """Return a file of rows, of which the first is the heading; each text fits its cell."""
    return _as_xlsx(rows, looks, right_to_left=right_to_left) if kind is Format.XLSX else _as_csv(rows)


def _as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    file = StringIO(newline="")
    csv.writer(file).writerows([f"'{cell}" if _WOULD_RUN.match(cell) else cell for cell in cells] for cells in rows)
    return file.getvalue().encode("utf-8-sig")  # without the mark, Excel takes it for another encoding


def _as_xlsx(rows: Iterable[Sequence[str]], looks: Sequence[Look], *, right_to_left: bool) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - as above
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Alignment, Font, NamedStyle  # noqa: PLC0415

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    sheet.sheet_view.rightToLeft = right_to_left
    sheet.freeze_panes = "A2"
    styles = []
    for column, look in zip("ABCDEFGH", looks, strict=False):
        sheet.column_dimensions[column].width = look.width
        order = Alignment(wrap_text=True, vertical="top", readingOrder=2 if look.right_to_left else 1)
        font = Font(color="FF666666" if look.is_quiet else "FF000000")
        # "@": what is typed there is a text as well.
        styles.append(NamedStyle(f"texts {column}", font=font, alignment=order, number_format="@"))
        workbook.add_named_style(styles[-1])
    for cells in rows:
        line = []
        for text, style in zip(cells, styles, strict=True):
            cell = WriteOnlyCell(sheet, _UNFIT.sub(_escape, f"'{text}" if _PROTECTED.match(text) else text))
            cell.data_type = "s"  # whatever it begins with
            cell.style = style.name
            cell.quotePrefix = True  # so that it stays a text when somebody edits it
            line.append(cell)
        sheet.append(line)
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def _escape(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"
