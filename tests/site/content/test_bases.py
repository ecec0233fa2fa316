"""Which side of a field has moved."""

import pytest

from codes import content
from codes.content.bases import Outcome, of_field, of_fields, without_file, without_row
from codes.content.fields import word_columns
from codes.models import LoadedField
from codes.rows import LANGUAGES

[CODES] = [kind for kind in content.KINDS if kind.name == "codes"]


def base(*values, by_staff=False):
    """The base of a field whose file said these one after the other."""
    made = LoadedField(value=values[0], by_staff=by_staff)
    for value in values[1:]:
        made.move(value)
    return made


@pytest.mark.parametrize(
    ("live", "before", "file", "outcome"),
    [
        ("a", base("a"), "a", Outcome.SAME),
        ("a", base("a"), "b", Outcome.FILE),
        ("b", base("a"), "a", Outcome.LIVE),
        ("b", base("a"), "c", Outcome.CONFLICT),
        ("b", base("a"), "b", Outcome.SAME),
        # A file that goes back is followed, but not where it would take a text of staff away.
        ("b", base("a", "b"), "a", Outcome.FILE),
        ("b", base("a", "b", by_staff=True), "a", Outcome.OLDER),
        ("c", base("a", "b"), "a", Outcome.OLDER),
        ("b", base("a", "b", by_staff=True), "c", Outcome.FILE),
        # The files never had it.
        ("", None, "a", Outcome.FILE),
        ("a", None, "", Outcome.LIVE),
        ("a", None, "b", Outcome.CONFLICT),
    ],
)
def test_a_field(live, before, file, outcome):
    assert of_field(live, before, file) is outcome


def test_only_the_last_values_are_remembered():
    before = base(*"abcdefghijkl")
    assert not before.said("a")
    assert before.said("k")
    assert len(before.earlier) == 8


def test_words_that_all_went_were_deleted_by_hand():
    words = dict.fromkeys((column for language in LANGUAGES for column in word_columns(CODES, language)), "a")
    bases = {column: base("a") for column in words}
    without_arabic = {column: "" if column.endswith("_ar") else "a" for column in words}
    outcomes = of_fields(CODES, words, bases, without_arabic)
    assert {outcomes[column] for column in words if column.endswith("_ar")} == {Outcome.GONE}
    assert of_fields(CODES, words, bases, words | {"fix_ar": ""})["fix_ar"] is Outcome.FILE


def test_a_row_of_one_side_only():
    assert without_row({}, {"name": "a"}) is Outcome.FILE
    assert without_row({"name": base("a")}, {"name": "a"}) is Outcome.LIVE  # deleted by staff
    assert without_row({"name": base("a")}, {"name": "b"}) is Outcome.FILE
    assert without_row({"name": base("a", None, by_staff=True)}, {"name": "a"}) is Outcome.OLDER
    assert without_row({"name": base("a")}, {"name": "a", "link": ""}) is Outcome.LIVE
    assert without_row({"name": base("a")}, {"name": "a", "link": "b"}) is Outcome.FILE
    assert without_file([]) is Outcome.LIVE
    assert without_file([base("a")]) is Outcome.GONE
    assert without_file([base("a", None)]) is Outcome.LIVE  # deleted, and added again
