"""The fields of content files and the columns of rows."""

import pytest

from codes.content.fields import columns, empty, of_row, original_of, place, text_of, word_columns
from codes.content.kinds import KINDS

KIND = {kind.name: kind for kind in KINDS}


@pytest.mark.parametrize(
    ("kind", "key", "column", "said"),
    [
        ("codes", "553", "severity", "codes.toml: 553: severity"),
        ("codes", "553", "fix_ar", "ar/codes/553.toml: fix"),
        ("codes", "553", "made_from_fix_ar", "ar/codes/553.toml: source.fix"),
        ("codes", "553", "name_zh_hans", "zh-hans/codes/553.toml: name"),
        ("enhanced", "X.7.26", "summary_en", "en/enhanced/7.26.toml: summary"),
        ("pairs", "250/553", "verdict_fr", "fr/pairs.toml: 250/553: verdict"),
    ],
)
def test_a_place_names_file_and_field(kind, key, column, said):
    assert place(KIND[kind], key, column) == said


def test_the_columns_of_a_text_are_found_from_each_other():
    assert text_of("made_from_fix_ar") == "fix_ar"
    assert text_of("related") == "related"
    assert original_of("made_from_fix_zh_hans") == original_of("fix_ar") == "fix_en"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_all_but_the_source_language_says_what_its_texts_were_made_from(kind):
    sources = [column for column in columns(kind) if column != text_of(column)]
    assert {text_of(column) for column in sources} == {
        column for column in columns(kind) if column not in {*kind.facts, *word_columns(kind, "en"), *sources}
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_a_file_leaves_out_is_what_a_new_row_has(kind):
    fresh = of_row(kind, kind.model())
    assert {column: empty(kind, column) for column in fresh} == fresh
