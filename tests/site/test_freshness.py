"""Each grade and each state, and chains of changes."""

import pytest

from codes.freshness import Grade, Source, State, digest, state

TEXT, NEWER, NEWEST = "The mailbox is full.\n", "The mailbox has no room.\n", "Nobody reads the mailbox.\n"


def test_a_digest_is_short_and_of_what_people_see():
    assert digest(TEXT) == digest("The mailbox is full. \r\n\r\n") == digest("The mailbox is full.")
    assert digest(TEXT) != digest(NEWER)
    assert len(digest(TEXT)) == 10


@pytest.mark.parametrize(
    ("source", "translation", "made_from", "expected"),
    [
        (TEXT, "صندوق البريد ممتلئ.\n", Source.of(TEXT), State.CURRENT),
        (TEXT, "صندوق البريد ممتلئ.\n", None, State.CURRENT),
        (NEWER, "صندوق البريد ممتلئ.\n", Source.of(TEXT), State.OUTDATED),
        (NEWER, "صندوق البريد ممتلئ.\n", Source(digest(TEXT), Grade.WRONG_BEFORE, "why"), State.WRONG),
        ("", "صندوق البريد ممتلئ.\n", Source.of(TEXT), State.OUTDATED),
        (TEXT, "", None, State.MISSING),
        (TEXT, "", Source.of(TEXT), State.MISSING),
        ("", "", None, None),
    ],
)
def test_states(source, translation, made_from, expected):
    assert state(source, translation, made_from) is expected
    assert state(source, translation, made_from) is None or expected.is_outdated is (expected.value in "outdated wrong")


@pytest.mark.parametrize(
    ("changes", "expected", "why"),
    [
        ([(NEWER, Grade.TYPO, "")], State.CURRENT, ""),
        ([(NEWER, Grade.CHANGED, "clearer")], State.OUTDATED, "clearer"),
        ([(NEWER, Grade.WRONG_BEFORE, "it is not full")], State.WRONG, "it is not full"),
        # A typo after a change mends nothing.
        ([(NEWER, Grade.CHANGED, "clearer"), (NEWEST, Grade.TYPO, "")], State.OUTDATED, "clearer"),
        ([(NEWER, Grade.TYPO, ""), (NEWEST, Grade.CHANGED, "clearer")], State.OUTDATED, "clearer"),
        # The gravest counts, and of those alike the last reason that was given.
        ([(NEWER, Grade.WRONG_BEFORE, "not full"), (NEWEST, Grade.CHANGED, "clearer")], State.WRONG, "not full"),
        ([(NEWER, Grade.CHANGED, "clearer"), (NEWEST, Grade.WRONG_BEFORE, "not full")], State.WRONG, "not full"),
        ([(NEWER, Grade.CHANGED, "clearer"), (NEWEST, Grade.CHANGED, "")], State.OUTDATED, "clearer"),
        ([(NEWER, Grade.CHANGED, "clearer"), (NEWEST, Grade.CHANGED, "shorter")], State.OUTDATED, "shorter"),
        # The same text again is current again, and what was said of the way there is forgotten.
        ([(NEWER, Grade.WRONG_BEFORE, "no"), (TEXT, Grade.CHANGED, "yes")], State.CURRENT, ""),
        (
            [(NEWER, Grade.WRONG_BEFORE, "no"), (TEXT, Grade.CHANGED, ""), (NEWER, Grade.CHANGED, "")],
            State.OUTDATED,
            "",
        ),
    ],
)
def test_what_changes_of_the_source_text_make_of_a_translation(changes, expected, why):
    old, made_from = TEXT, Source.of(TEXT)
    for new, grade, reason in changes:
        made_from, old = made_from.after(old, new, grade, reason), new
    assert state(old, "صندوق البريد ممتلئ.\n", made_from) is expected
    assert made_from.why == why


@pytest.mark.parametrize(
    "source",
    [
        Source.of(TEXT),
        Source(digest(TEXT), why="clearer"),
        Source(digest(TEXT), Grade.WRONG_BEFORE),
        Source(digest(TEXT), Grade.WRONG_BEFORE, "it is not full"),
    ],
)
def test_what_files_hold_is_read_as_it_was_written(source):
    assert Source.read(source.written) == source


def test_files_hold_a_digest_alone_where_there_is_no_more_to_say():
    assert Source.of(TEXT).written == digest(TEXT)
    assert Source(digest(TEXT), Grade.WRONG_BEFORE, "no").written == {
        "digest": digest(TEXT),
        "grade": "wrong-before",
        "why": "no",
    }


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("0123", "not a digest of 10 digits: 0123"),
        ("0123456789\n", "not a digest of 10 digits"),
        (5, "not a digest of 10 digits: 5"),
        ([], "not a digest of 10 digits"),
        ({"grade": "changed"}, "not digest, grade and why: grade"),
        ({"digest": "0123456789", "reason": ""}, "not digest, grade and why: digest, reason"),
        ({"digest": "0123456789", "why": 5}, "not a text: why"),
        ({"digest": "0123456789", "grade": "major"}, "major"),
        ({"digest": "0123456789", "grade": "typo"}, "a typo leaves no translation behind"),
    ],
)
def test_what_is_neither_a_digest_nor_a_table_of_one_is_refused(written, said):
    with pytest.raises(ValueError, match=said):
        Source.read(written)
