"""Sheets on the command line: written, brought back whole or not at all, in the name of whoever edited them."""

import csv

import pytest
from django.core.management import CommandError, call_command

from codes.edits import Origin
from codes.freshness import State
from codes.models import ReplyCode

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(tmp_path):
    """The Arabic texts of 550, as a file and as a way to change one of them."""
    path = tmp_path / "texts.csv"
    call_command("export_sheet", str(path), which="550")

    def with_text(column, text):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [*csv.reader(file)]
        for row in rows:
            row[2] = text if row[0] == f"codes: 550 {column}" else row[2]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return str(path)

    return with_text


def test_a_text_comes_back_in_the_name_of_who_edited_it(sheet, support, capsys):
    path = sheet("name_ar", "لا صندوق")
    call_command("import_sheet", path, user="support", dry_run=True)
    assert capsys.readouterr().out == "row 2: codes: 550 name_ar: changed\n"
    assert ReplyCode.objects.get(code="550").name_ar != "لا صندوق"
    call_command("import_sheet", path, user="support")
    record = ReplyCode.objects.get(code="550")
    newest = record.history.first()
    assert (record.name_ar, newest.origin, newest.history_user) == ("لا صندوق", Origin.SHEET, "support")


def test_nothing_is_saved_where_a_row_is_refused(sheet, support):
    sheet("name_ar", "لا صندوق")
    with pytest.raises(CommandError, match="row 3: codes: 550 summary_ar: This translation has 553 in backticks"):
        call_command("import_sheet", sheet("summary_ar", "رُفض بالرمز `553`."), user="support")
    assert ReplyCode.objects.get(code="550").name_ar != "لا صندوق"


def test_what_was_changed_meanwhile_is_listed_and_stays(sheet, support, capsys):
    ReplyCode.objects.filter(code="550").update(summary_ar="نص أحدث.")
    call_command("import_sheet", sheet("name_ar", "لا صندوق"), user="support")
    assert "row 3: codes: 550 summary_ar: changed here meanwhile, stays\n" in capsys.readouterr().out
    assert ReplyCode.objects.get(code="550").summary_ar == "نص أحدث."


@pytest.mark.parametrize(
    ("command", "options", "said"),
    [
        ("export_sheet", {"file": "texts.ods"}, "neither a sheet nor a choice of texts"),
        ("export_sheet", {"file": "texts.csv", "which": "five"}, "neither a sheet nor a choice of texts"),
        ("export_sheet", {"file": "texts.csv", "which": "299"}, "there is no such text"),
        ("export_sheet", {"file": "nowhere/texts.csv"}, "cannot write"),
        ("import_sheet", {"file": "nowhere.csv", "user": "support"}, "cannot read"),
        ("import_sheet", {"file": "nowhere.csv", "user": "nobody"}, "there is no account nobody"),
        ("import_sheet", {"file": "empty.csv", "user": "support"}, "neither an Excel workbook"),
    ],
)
def test_trouble_is_told_in_a_line(support, tmp_path, command, options, said):
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(CommandError, match=said) as failed:
        call_command(command, str(tmp_path / options.pop("file")), **options)
    assert "\n" not in str(failed.value)


def test_whoever_brings_an_english_text_says_how_it_is_changed(sheet, tmp_path, support):
    call_command("export_sheet", str(tmp_path / "texts.csv"), which="550", lang="en")
    new = ReplyCode.objects.get(code="550").summary_en.replace("for good", "forever")
    call_command("import_sheet", sheet("summary_en", new), user="support", grade="wrong-before", why="it was not so")
    record = ReplyCode.objects.get(code="550")
    assert record.summary_en == new
    assert record.state("summary", "ar") is State.WRONG
    assert record.made_of("summary", "ar").why == "it was not so"
