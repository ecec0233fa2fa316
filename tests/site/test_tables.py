"""Tables as programs write them: every text comes back as it was, nothing is run, and what is no table is refused."""

import csv
import random
from contextlib import suppress
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from codes.tables import CELL_LIMIT, MOST_BYTES, MOST_ROWS, Flaw, Format, Look, TableError, Unread, fits, read, write

TEXTS = [
    *("=1+1", "+1", "-1", "@sum", "- a list\n- of two", "\tx", "\rx", "＝1", "'=1", "''=1", "'plain", "="),
    *("  led by blanks", "followed by them  ", " ", "a\nb", "a\r\nb", "\n\na\n", "a\tb", '"quoted", and; more'),
    *("خطأ `550`، ثم `5.7.26`؛ وانتهى", "نیم\u200cفاصله", "a\u200db", "😀", "\u202eمقلوب"),
    *("_x000D_", "_x0041_ and _x", "\x01\x0b\x0c", "\ufffe\uffff", "\u2028", "1,5", "007", "true", "2026-11-29"),
]
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")  # what a database can hold
LOOKS = [Look(20), Look(20, right_to_left=True), Look(20, is_quiet=True)]


def table(*texts):
    return [["one", "two", "three"], *([text, "", text] for text in texts)]


def cells(data):
    return [[*line.cells] for line in read(data)]


@pytest.mark.parametrize("kind", Format)
def test_every_text_comes_back_as_it_was(kind):
    assert cells(write(kind, table(*TEXTS), LOOKS)) == table(*TEXTS)


@pytest.mark.parametrize("kind", Format)
@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(LETTERS, min_size=1), min_size=1, max_size=30))
def test_any_text_comes_back_as_it_was(kind, texts):
    assert cells(write(kind, table(*texts), LOOKS)) == table(*texts)


def test_no_program_runs_a_cell_of_csv():
    text = write(Format.CSV, table(*TEXTS), LOOKS).decode("utf-8-sig")
    written = [cell for line in csv.reader(StringIO(text, newline="")) for cell in line]
    assert [cell for cell in written if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))] == []


def test_no_cell_of_xlsx_is_a_formula_or_becomes_one_when_it_is_edited():
    workbook = load_workbook(BytesIO(write(Format.XLSX, table(*TEXTS), LOOKS, right_to_left=True)))
    sheet = workbook.worksheets[0]
    assert sheet.sheet_view.rightToLeft
    found = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {(cell.data_type, cell.quotePrefix, cell.number_format) for cell in found} == {("s", True, "@")}


def test_a_table_that_was_saved_as_the_other_kind_is_the_same():
    text = write(Format.CSV, table("=1", "'=1", "- a"), LOOKS).decode("utf-8-sig")
    workbook = Workbook()
    for line in csv.reader(StringIO(text, newline="")):
        workbook.active.append(line)
    file = BytesIO()
    workbook.save(file)
    assert [line[:1] for line in cells(file.getvalue())] == [["one"], ["=1"], ["'=1"], ["- a"]]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_csv_as_programs_of_other_countries_write_it(separator, encoding, end):
    file = StringIO(newline="")
    csv.writer(file, delimiter=separator, lineterminator=end).writerows(table("نص؛ و`550`", "two\nlines", "a,b;c\td"))
    assert cells(file.getvalue().encode(encoding)) == table("نص؛ و`550`", "two\nlines", "a,b;c\td")


def test_what_is_no_text_is_told():
    workbook = Workbook()
    workbook.active.append(["=A1+1", 5, 1.5, True, "text", None, '=HYPERLINK("https://example.com")'])
    file = BytesIO()
    workbook.save(file)
    formula, value = Unread.FORMULA, Unread.VALUE
    assert cells(file.getvalue()) == [[formula, value, value, value, "text", "", formula]]


def packed(**parts):
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def with_sheet(xml):
    """A workbook whose sheet holds something else."""
    source, file = ZipFile(BytesIO(write(Format.XLSX, table("a"), LOOKS))), BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else source.read(name))
    return file.getvalue()


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROWS = f'<worksheet xmlns="{MAIN}"><sheetData>%s</sheetData></worksheet>'
LAUGHS = f'<!DOCTYPE x [<!ENTITY a "{"a" * 9999}"><!ENTITY b "{"&a;" * 999}"><!ENTITY c "{"&b;" * 999}">]>'
CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>&c;</t></is></c></row>'
NO_TABLES = {
    "nothing": (b"", Flaw.NO_TABLE),
    "blanks": (b" \n ", Flaw.NO_TABLE),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", Flaw.NO_TABLE),
    "an old or locked workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), Flaw.NO_TABLE),
    "another archive": (packed(**{"a.txt": "a"}), Flaw.NO_TABLE),
    "half a workbook": (write(Format.XLSX, table("a"), LOOKS)[:2000], Flaw.NO_TABLE),
    "no XML": (with_sheet("<worksheet"), Flaw.NO_TABLE),
    "another encoding": ("Adresse;Größe\r\n".encode("cp1252"), Flaw.NOT_UTF_8),
    "an open quotation": (b'a,b\r\n"c,d\r\n', Flaw.BROKEN),
    "a long file": (b"a" * (MOST_BYTES + 1), Flaw.TOO_LARGE),
    "a bomb": (packed(**{"xl/a": bytes(64 << 20)}), Flaw.TOO_LARGE),
    "a bomb of many": (packed(**{f"xl/{n}": bytes(8 << 20) for n in range(8)}), Flaw.TOO_LARGE),
    "a bomb of tags": (with_sheet(ROWS % ("<row/>" * 2_100_000)), Flaw.TOO_LARGE),
    "a bomb of entities": (with_sheet(LAUGHS + ROWS % CELL), Flaw.NO_TABLE),
    "many rows": (b"a\n" * (MOST_ROWS + 1), Flaw.TOO_MANY_ROWS),
    "many rows in a workbook": (with_sheet(ROWS % ("<row/>" * (MOST_ROWS + 1))), Flaw.TOO_MANY_ROWS),
    "a far row": (with_sheet(ROWS % '<row r="1048576"><c r="A1048576"/></row>'), Flaw.TOO_MANY_ROWS),
}


@pytest.mark.parametrize("name", NO_TABLES)
def test_what_is_no_table_or_too_large_is_refused(name):
    data, flaw = NO_TABLES[name]
    with pytest.raises(TableError) as refused:
        read(data)
    assert refused.value.flaw is flaw


def test_half_a_letter_is_none():
    half = ROWS % '<row r="1"><c r="A1" t="inlineStr"><is><t>_xD83D_ _x00e9_</t></is></c></row>'
    assert cells(with_sheet(half)) == [["_xD83D_ é"]]


def test_a_row_that_cannot_be_read_is_numbered():
    with pytest.raises(TableError) as refused:
        read(b'a,b\r\n"two\r\nlines",d\r\n"e"f,g\r\n')
    assert (refused.value.flaw, refused.value.value) == (Flaw.BROKEN, 3)


def test_what_stands_far_to_the_right_is_left_out():
    wide = ROWS % '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="XFD1"><v>1</v></c></row>'
    assert [len(line) for line in cells(with_sheet(wide))] == [1]


def test_a_workbook_with_any_octet_changed_is_read_or_refused():
    data, chance = write(Format.XLSX, table("a", "b"), LOOKS), random.Random(1)  # noqa: S311 - no secret
    for _time in range(150):
        broken = bytearray(data)
        for _change in range(chance.randint(1, 4)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        with suppress(TableError):
            read(bytes(broken))


def test_a_cell_holds_so_many_letters_as_programs_count_them():
    assert fits("a" * (CELL_LIMIT - 1))
    assert not fits("a" * (CELL_LIMIT + 1))
    assert not fits("😀" * (CELL_LIMIT // 2 + 1))
