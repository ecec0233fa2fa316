"""Words as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codes.spelling import normalise, words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("الإصلاح", "الاصلاح"),
        ("رسالةٌ", "رساله"),
        ("مُرتدّة", "مرتده"),
        ("صـــندوق", "صندوق"),
        ("على", "علي"),
        ("کد", "كد"),
        ("مسؤول", "مسوول"),
        ("FULL", "full"),
        ("ｆｕｌｌ", "full"),
        ("٥٥٣", "553"),
        ("Café", "cafe"),
    ],
)
def test_spellings_that_people_take_for_one_another(typed, meant):
    assert normalise(typed) == normalise(meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("والصندوق 5.1.1, full", "صندوق 5.1.1 full"),
        ("rejected", "reject"),
        ("relaying", "relay"),
        ("messages", "message"),
        ("رسائلي", "رسائل"),
        ("حظرني", "حظر"),
        ("addresses", "adress"),
        ("permitted", "permited"),
        ("can't doesn’t", "cant doesnt"),
        ("the recipient's", "the recipient"),
    ],
)
def test_articles_and_endings_make_no_other_word(typed, meant):
    assert words(typed) == words(meant)


@given(st.text(max_size=200))
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)
