"""What somebody types into the box: codes, words to search for, or something to read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codes.box import Asked, read_entry
from smtp_replies.smtp import Code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("550", ["550"]),
        ("٥٥٠", ["550"]),
        ("۵۵۳", ["553"]),
        ("５５０", ["550"]),
        ("5.7.26", ["5.7.26"]),
        ("4.2.2 vs 5.2.2", ["4.2.2", "5.2.2"]),
        ("550 and 5.7.1", ["550", "5.7.1"]),
        ("550 5.1.1 vs 550 5.7.1", ["5.1.1", "5.7.1"]),
        ("5.1.1 5.1.2", ["5.1.1", "5.1.2"]),
        (" 550-", ["550"]),
        ("smtp 550", ["550"]),
        ("SMTP error: 550", ["550"]),
        ("رمز 550", ["550"]),
        ("250 vs 553", ["250", "553"]),
        ("250 553", ["250", "553"]),
        ("250/553", ["250", "553"]),
        ("553, 250", ["553", "250"]),
        ("٢٥٠ و ٥٥٣", ["250", "553"]),
        ("250 مقابل 553", ["250", "553"]),
        ("550 550", ["550"]),
        ("difference between 550 and 554", ["550", "554"]),
        ("What's the difference between 5.1.1 and 5.2.1?", ["5.1.1", "5.2.1"]),
        ("550 or 554?", ["550", "554"]),
        ("الفرق بين 450 و 550", ["450", "550"]),
        ("ما الفرق بين ٤٥٠ و٥٥٠؟", ["450", "550"]),
        ("diffrence of 421 and 451", ["421", "451"]),
        ("550 or 554 for spam", ["550", "554"]),
        ("should I send 550 vs 551 here", ["550", "551"]),
        ("should I send 550 vs. 551 here", ["550", "551"]),
        ("450 ولا 550 لو العنوان غلط", ["450", "550"]),
    ],
)
def test_bare_codes_name_a_page_or_a_comparison(text, codes):
    assert read_entry(text).codes == tuple(map(Code, codes))


@pytest.mark.parametrize("text", ["550 5.1.1", "550-5.1.1", "٥٥٠ ٥.١.١", "٥٥٠ ٥٫١٫١", "550 #5.1.1", "smtp; 550 5.1.1"])
def test_a_code_with_its_enhanced_code(text):
    assert read_entry(text) == Asked(codes=(Code("550"),), enhanced=Code("5.1.1"))


PRODUCTS = ["port 465 or 587", "office 365 basic auth turned off", "المنفذ 465 أو 587", "microsoft 365 mailbox full"]


@pytest.mark.parametrize("text", ["mailbox full", "صندوق ممتلئ", "greylisting", "port 25", *PRODUCTS])
def test_a_few_words_are_searched_for(text):
    assert read_entry(text).words == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "   ", "?!", "a" * 60, "someone@example.com", "two\nlines", "250 this\n550 that", "\0"),
        *(
            "what is 550?",
            "550 5.1.1 User unknown",
            "got 4.7.1 here",
            "550 554 557",
            "550 mailbox 554",
            "365 is what I got, 550",
            "550/5.1.1 User unknown",
            "SMTP; 554/5.7.1 blocked",
            "Expected 250 or 354, got nothing",
            "550 " * 200,
        ),
    ],
)
def test_anything_else_is_read(text):
    assert read_entry(text) == Asked()


@given(st.text(max_size=200))
def test_any_text_is_read_without_fault(text):
    assert len(read_entry(text).codes) <= 2
