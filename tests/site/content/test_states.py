"""How the translations stand to their source texts, and what the command says of it."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from running import edit

from codes import content
from codes.finding import met
from codes.freshness import Grade, State
from codes.models import Advice, Cause, ReplyCode
from codes.rows import OTHERS

pytestmark = pytest.mark.django_db

NAME = 'name = "'


def write(row, field, grade=Grade.CHANGED, why="", **texts):
    """Change the source text of a field as the workbench does."""
    old = getattr(row, f"{field}_en")
    for column, text in {f"{field}_en": old.rstrip() + " Now." * (not texts), **texts}.items():
        setattr(row, column, text)
    row.leave_behind(field, old, getattr(row, f"{field}_en"), grade, why)
    row.save()


def code(text):
    return ReplyCode.objects.get(code=text)


def behind(rows):
    """What is not current, in order."""
    found = content.translations(rows, met(settings.CONTENT_DIR), "ar")
    return [(each.key, each.field, each.state) for each in found if each.state is not State.CURRENT]


def said(capsys, *arguments):
    call_command("translations", *arguments)
    return capsys.readouterr().out.splitlines()


def test_all_that_is_shipped_is_current():
    assert behind(content.live()) == behind(content.read(settings.CONTENT_DIR)) == []
    assert content.progress(content.translations(content.live(), {}, "ar")).percentage == 100


def test_the_most_often_met_come_first_in_each_kind():
    for key in ("211", "X.7.26", "550", "X.1.1"):
        write(code(key), "name")
    write(Cause.objects.get(slug="tls"), "summary", Grade.WRONG_BEFORE)
    write(Advice.objects.get(slug="greylisting"), "name")
    row = code("554")
    row.name_ar = None
    row.save()
    keys = [(key, state) for key, _field, state in behind(content.live())]
    assert keys[:3] == [("550", State.OUTDATED), ("554", State.MISSING), ("211", State.OUTDATED)]
    assert keys[3:5] == [("X.1.1", State.OUTDATED), ("X.7.26", State.OUTDATED)]
    assert keys[5] == ("tls", State.WRONG)
    assert len(keys) == 7


def test_complete_is_what_is_there_and_under_counts_what_is_current_too(capsys):
    write(code("550"), "name", Grade.WRONG_BEFORE, "it said too much")
    row = code("554")
    row.fix_ar = None
    row.save()
    first, *lines = said(capsys, "--lang", "ar")
    total = content.progress(content.translations(content.live(), {}, "ar")).texts
    assert first.startswith(f"ar: {total - 1} of {total} complete, 1 outdated, 1 missing, 99.9 % current")
    assert lines[:3] == [
        "  codes: 434 of 435 complete, 1 outdated, 1 missing, 99.5 % current",
        "    550 name: outdated, wrong-before: it said too much",
        "    554 fix: missing",
    ]
    call_command("translations", "--fail-under", "99.9")
    with pytest.raises(CommandError, match=r"^translated and current, but less than 100 %: ar 99.9 %"):
        call_command("translations", "--fail-under", "100")


@pytest.mark.usefixtures("small_content")
def test_files_can_be_looked_at_without_the_database(content_copy, capsys):
    edit(content_copy / "en/codes/553.toml", NAME, f"{NAME}New ")
    assert "    553 name: outdated, changed" in said(capsys, content_copy)
    assert "    553 name: outdated, changed" not in said(capsys)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--lang", "en"], f"--lang: no language that is translated into: en; there is {', '.join(OTHERS)}"),
        (["--fail-under", "101"], "--fail-under: not a percentage: 101"),
        (["--typo", "999", "name"], "999: no record of this name"),
        (["--typo", "gmail", "name"], "gmail: no record of this name"),
        (
            ["--typo", "550", "nose"],
            "550: no field of its texts: nose; it has name, summary, description, when_seen, fix",
        ),
        (["--typo", "550", "name"], "550 name: it never had another text here; load_content first"),
        (
            ["--typo", "greylisting", "summary"],
            "greylisting summary: it never had another text here; load_content first",
        ),
    ],
)
def test_what_cannot_be_is_said_in_one_line(arguments, line):
    with pytest.raises(CommandError) as error:
        call_command("translations", *arguments)
    assert str(error.value) == line


@pytest.mark.usefixtures("small_content")
def test_a_typo_in_a_file_leaves_its_translations_current_once_it_is_said(content_copy, settings, capsys):
    settings.CONTENT_DIR = content_copy
    edit(content_copy / "en/codes/553.toml", NAME, f"{NAME}New ")
    content.load(content_copy)
    assert code("553").state("name", "ar") is State.OUTDATED
    assert said(capsys, "--typo", "codes: 553", "name") == ["current again: ar; dump_content writes it into the files"]
    assert code("553").state("name", "ar") is State.CURRENT
    assert content.dump(content_copy).written == ["ar/codes/553.toml"]
    assert behind(content.read(content_copy)) == []
    assert said(capsys, "--typo", "553", "name") == ["nothing to renew: no translation is outdated"]


def test_a_typo_after_a_change_mends_nothing(capsys):
    write(code("553"), "name")
    write(code("553"), "name")
    assert said(capsys, "--typo", "553", "name") == [f"still outdated, made from an older text: {', '.join(OTHERS)}"]


def test_other_codes_are_no_typo():
    row = code("553")
    write(row, "name", name_en="Refused, as `550` is")
    with pytest.raises(CommandError, match=r"^553 name: no typo, since codes, commands or steps changed: 550$"):
        call_command("translations", "--typo", "553", "name")
