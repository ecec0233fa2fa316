"""What rows of a sheet say, and what becomes of them."""

import pytest

from codes.sheets import NEEDED, Address, Column, MissingColumnsError, Outcome, Reason, Row, folded, parse, table
from codes.tables import Line, Unread

TITLES = {column: column.value.title() for column in Column}
KNOWN = {folded(title): column for column, title in TITLES.items()}
PLACE = "codes: 550 fix_ar"


def sheet(*rows, heading=("Address", "Source", "Text", "State", "Base")):
    lines = [Line(number, cells) for number, cells in enumerate((heading, *rows), 1)]
    return parse(lines, KNOWN)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (PLACE, Address("codes", "550", "fix_ar")),
        (" codes:550  fix_ar", Address("codes", "550", "fix_ar")),
        ("stages: 550 rcpt first_step_ar", Address("stages", "550 rcpt", "first_step_ar")),
        ("vendors: 5.7.509 Exchange Online meaning_en", Address("vendors", "5.7.509 Exchange Online", "meaning_en")),
        ("550", Address("550", "", "")),
    ],
)
def test_an_address_has_three_parts(text, address):
    assert Address.of(text) == address
    assert Address.of(str(address)) == address or not address.key


def test_columns_stand_in_any_order_with_any_capitals_and_with_others_between():
    rows = sheet(["b", "note", PLACE, "new", "en"], heading=["BASE", "My notes", " address", "text ", "Source"]).rows
    assert rows == [Row(2, Address.of(PLACE), "en", "new", "b")]


def test_a_short_row_has_empty_cells_and_an_empty_one_is_none():
    assert sheet([PLACE, "en"], [], ["", "", "", "complete", ""]).rows == [Row(2, Address.of(PLACE), "en", "", "")]


@pytest.mark.parametrize("column", NEEDED)
def test_a_column_that_is_missing_is_named(column):
    with pytest.raises(MissingColumnsError) as refused:
        sheet(heading=[title for each, title in TITLES.items() if each is not column])
    assert refused.value.columns == [column]
    with pytest.raises(MissingColumnsError):
        parse([], KNOWN)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["550", "en", "new", "", "b"], Reason.NO_ADDRESS),
        (["", "en", "new", "", "b"], Reason.NO_ADDRESS),
        ([Unread.VALUE, "en", "new", "", "b"], Reason.NO_ADDRESS),
        ([PLACE, "en", Unread.FORMULA, "", "b"], Reason.FORMULA),
        ([PLACE, "en", "new", "", Unread.FORMULA], Reason.FORMULA),
        ([PLACE, "en", Unread.VALUE, "", "b"], Reason.VALUE),
    ],
)
def test_a_row_without_address_or_text_is_refused_by_its_number(row, reason):
    found = sheet([PLACE.replace("550", "553"), "en", "new", "", "b"], row)
    assert [(refusal.number, refusal.reason) for refusal in found.refusals] == [(3, reason)]
    assert len(found.rows) == 1


def test_no_row_of_an_address_that_stands_twice_is_taken():
    found = sheet([PLACE, "", "one", "", ""], ["codes: 553 fix_ar", "", "a", "", ""], [PLACE, "", "two", "", ""])
    assert [row.number for row in found.rows] == [3]
    assert [(each.number, each.reason, each.value) for each in found.refusals] == [
        (2, Reason.TWICE, "4"),
        (4, Reason.TWICE, "2"),
    ]


@pytest.mark.parametrize(
    ("base", "live", "text", "outcome"),
    [
        ("a", "a\n", "a", Outcome.SAME),
        ("a", "b", "b", Outcome.SAME),  # somebody else wrote the same
        ("a", "a\n", "a  \r\n", Outcome.SAME),
        ("a", "b", "a", Outcome.NEWER),
        ("a", "", "a", Outcome.NEWER),
        ("a", "a", "b", Outcome.CHANGED),
        ("", "", "b", Outcome.CHANGED),
        ("a", "a", "", Outcome.CHANGED),
        ("a", "c", "b", Outcome.CONTESTED),
        ("", "c", "b", Outcome.CONTESTED),
        ("a\r\nb", "a\nb\n", "a\nb", Outcome.SAME),
    ],
)
def test_three_texts_are_merged(base, live, text, outcome):
    assert Row(2, Address.of(PLACE), "", text, base).outcome(live) is outcome


def test_a_table_begins_with_its_titles():
    cells = {column: column.value for column in Column}
    assert table([cells], TITLES) == [[*TITLES.values()], ["address", "source", "text", "state", "base"]]
