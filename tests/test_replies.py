"""What is typed into the box."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codes.replies import Entry, read_entry
from codes.smtp import Code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("550", ["550"]),
        ("٥٥٠", ["550"]),
        ("۵۵۳", ["553"]),
        ("５５０", ["550"]),
        ("550 5.1.1", ["550"]),
        ("5.7.26", ["5.7.26"]),
        ("4.2.2 vs 5.2.2", ["4.2.2", "5.2.2"]),
        ("550 and 5.7.1", ["550", "5.7.1"]),
        ("5.1.1.20", []),
        (" 550-", ["550"]),
        ("smtp 550", ["550"]),
        ("SMTP error: 550", ["550"]),
        ("رمز 550", ["550"]),
        ("what is 550?", []),
        ("250 vs 553", ["250", "553"]),
        ("250 553", ["250", "553"]),
        ("250/553", ["250", "553"]),
        ("553, 250", ["553", "250"]),
        ("٢٥٠ و ٥٥٣", ["250", "553"]),
        ("250 مقابل 553", ["250", "553"]),
        ("550 550", ["550"]),
        ("550 5.1.1 User unknown", ["550"]),
        ("550-5.7.26 This mail\n550 5.7.26 has been blocked", ["550"]),
        ("<<< 550 5.1.1 no such user", ["550"]),
        ("0550", []),
        ("5500", []),
        ("192.0.2.250", []),
    ],
)
def test_codes_are_read(text, codes):
    assert read_entry(text).codes == tuple(map(Code, codes))


@pytest.mark.parametrize("text", ["mailbox full", "صندوق ممتلئ", "greylisting", "what is 550?"])
def test_a_few_words_are_searched_for(text):
    assert read_entry(text).words == text


@pytest.mark.parametrize(
    "text", ["", "   ", "?!", "a" * 60, "someone@example.com", "two\nlines", "250 this\n550 that", "\0"]
)
def test_anything_else_is_neither(text):
    assert read_entry(text) == Entry()


@given(st.text(max_size=300))
def test_any_text_is_read_without_fault(text):
    assert len(read_entry(text).codes) <= 2
