"""Finding codes by words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codes.search import Index, normalise, words


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


def test_the_arabic_article_and_enhanced_codes():
    assert words("والصندوق 5.1.1, full") == [*words("صندوق"), "5.1.1", "full"]


INDEX = Index(
    [
        ("552", ["Mailbox full", "The mailbox has no room"]),
        ("452", ["Server is full"]),
        ("550", ["No such mailbox"]),
    ]
)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("full", ["552", "452"]),
        ("mailbox full", ["552"]),
        ("mailb", ["552", "550"]),
        ("mialbox", ["552", "550"]),
        ("full nothing-like-it", []),
        ("", []),
        ("!?", []),
    ],
)
def test_every_word_has_to_be_there(query, found):
    assert INDEX.find(query) == found


@given(st.text(max_size=200))
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)
    INDEX.find(text)
