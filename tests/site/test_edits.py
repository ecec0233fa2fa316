"""The three texts of a field that several people may edit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codes.edits import Change, Edit, Part, Piece, as_text, differences, edited, is_same


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "is_mine", "is_contested"),
    [
        ("a", "a", "a", False, False),
        ("a", "b", "a", False, False),  # only others changed it
        ("a", "a", "b", True, False),
        ("a", "b", "b", False, False),  # both wrote the same
        ("a", "b", "c", True, True),
        ("a", "", "c", True, True),
        ("1. a\n2. b\n", "1. a\n2. b\n", "1. a\r\n2. b", False, False),  # as browsers send it
        (None, "a", "a", False, False),
        (None, "a", "b", True, True),  # nobody knows what was seen
    ],
)
def test_who_changed_a_field(base, theirs, mine, is_mine, is_contested):
    edit = Edit(base, theirs, mine)
    assert (edit.is_mine, edit.is_contested) == (is_mine, is_contested)


def test_blanks_at_line_ends_are_not_seen_and_others_are():
    assert is_same("a \r\nb\n", "a\nb")
    assert not is_same("a\n\nb", "a\nb")
    assert not is_same("a  b", "a b")


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), ("a\n", "a\n"), (["5.1.1", "5.7.1"], "5.1.1\n5.7.1"), (["sender", "", None], "sender")],
)
def test_what_a_form_shows_of_a_value(value, text):
    assert as_text(value) == text


def test_words_that_differ_are_marked_in_both_texts():
    theirs, mine = differences("The mailbox is full now.", "The mailbox is closed.")
    assert theirs == [Piece("The mailbox is ", False), Piece("full now.", True)]
    assert mine == [Piece("The mailbox is ", False), Piece("closed.", True)]
    assert differences("", "new") == ([], [Piece("new", True)])


def test_a_code_is_marked_whole():
    here, there = differences("Look at `550 5.1.1`.", "Look at `550 5.7.1`.")
    assert here == [Piece("Look at ", False), Piece("`550 5.1.1`", True), Piece(".", False)]
    assert there[1] == Piece("`550 5.7.1`", True)


@given(st.text(), st.text())
def test_no_word_of_a_text_is_lost_in_its_pieces(one, other):
    left, right = differences(one, other)
    assert is_same("".join(piece.text for piece in left), one)
    assert is_same("".join(piece.text for piece in right), other)
    assert [piece.text for piece in left if not piece.differs] == [piece.text for piece in right if not piece.differs]


def test_what_an_edit_did_stands_in_one_text():
    assert edited("The mailbox is full now.\n", "The mailbox is closed.\r\n") == [
        Part("The mailbox is ", Change.KEPT),
        Part("full now.", Change.GONE),
        Part("closed.", Change.NEW),
    ]
    assert edited("", "new") == [Part("new", Change.NEW)]


def test_what_was_written_anew_is_not_torn_into_words():
    assert [part.change for part in edited("Nobody reads this.", "All people sleep.")] == [Change.GONE, Change.NEW]


def test_of_a_long_text_what_stands_around_the_change_is_enough():
    same = " ".join(f"word{number}" for number in range(200))
    before, gone, new, after = edited(f"{same} old {same}", f"{same} new {same}")
    assert (gone.text, new.text) == ("old", "new")
    assert (before.text[:3], before.text[-8:]) == (" … ", "word199 ")
    assert (after.text[:7], after.text[-3:]) == (" word0 ", " … ")
    assert max(len(before.text), len(after.text)) < 140
    between = edited(f"a {same} b", f"c {same} d")[2].text
    assert between.startswith(" word0 ")
    assert between.endswith(" word199 ")
    assert " … " in between
    assert "".join(part.text for part in edited(f"{same} old", f"{same} new", whole=True)) == f"{same} oldnew"


@given(st.text(), st.text())
def test_both_texts_can_be_read_in_the_one(one, other):
    parts = edited(one, other)
    if not any(" … " in part.text for part in parts):
        assert is_same("".join(part.text for part in parts if part.change is not Change.NEW), one)
        assert is_same("".join(part.text for part in parts if part.change is not Change.GONE), other)
