"""A reply that was found in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtp_replies.reply import LONGEST_REPLY, Evidence, Hit, Reply, distinct, tidy


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("550 5.1.1 User unknown", "User unknown"),
        ("550-5.1.1 User unknown", "User unknown"),
        ("550 #5.1.0 Address rejected.", "Address rejected."),
        ("554-'5.7.1 Message rejected", "Message rejected"),
        ("550 User unknown", "User unknown"),
        ("550", ""),
        ("User unknown (#5.1.1)", "User unknown (#5.1.1)"),
        ("5.7.1 Spam", "5.7.1 Spam"),
    ],
)
def test_the_words_stand_behind_the_codes(text, words):
    assert Reply(text=text).words == words


@pytest.mark.parametrize(
    ("reply", "refuses"),
    [
        (Reply("550"), True),
        (Reply("450"), True),
        (Reply("", "5.1.1"), True),
        (Reply("250", "2.0.0"), False),
        (Reply("354"), False),
        (Reply("250", "5.1.1"), False),  # the reply code decides
        (Reply(text="no"), False),
    ],
)
def test_the_first_digit_refuses(reply, refuses):
    assert reply.refuses is refuses


def hit(evidence, start, *codes):
    return Hit(evidence, start, Reply(*codes))


IN_ORDER = [
    hit(Evidence.STRONG, 90, "550"),
    hit(Evidence.STRONG, 95, "450"),
    hit(Evidence.FAIR, 10, "551"),
    hit(Evidence.STRONG, 20, "", "5.1.1"),
    hit(Evidence.STRONG, 80, "250"),  # of several successes the last tells what became of the message
    hit(Evidence.STRONG, 5, "354"),
    hit(Evidence.FAIR, 70, "220"),
]


@given(st.permutations(IN_ORDER))
def test_what_matters_most_comes_first(hits):
    assert sorted(hits, key=lambda hit: hit.order) == IN_ORDER


def test_one_reply_for_the_same_codes_and_recipient():
    first, other = Reply("550", "5.1.1", "first", "a@example.com"), Reply("550", "5.1.1", "", "b@example.com")
    again = Reply("550", "5.1.1", "again", "a@example.com")
    assert distinct([first, other, again]) == [first, other]


@given(st.text(max_size=3 * LONGEST_REPLY))
def test_a_tidy_reply_is_one_line_of_bounded_length(text):
    assert len(tidy(text)) <= LONGEST_REPLY
    assert not tidy(text).splitlines()[1:]
