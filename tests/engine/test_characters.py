"""Digits of all scripts, marks that nobody sees, control characters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtp_replies.characters import CONTROLS, UNSEEN, one_line, plain


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("٥٥٠", "550"),  # Arabic
        ("۵۵۰", "550"),  # Persian
        ("५५०", "550"),  # Devanagari
        ("৫৫০", "550"),  # Bengali
        ("๕๕๐", "550"),  # Thai
        ("５５０", "550"),  # of full width
        ("٥٫١٫١", "5.1.1"),
        ("５．７．１", "5.7.1"),
        ("\u200e550\u200f", "550"),
        ("5\u200b50\ufeff", "550"),
        ("\u202b٥٥٠\u202c خطأ", "550 خطأ"),
        ("ⅤⅬ ½ ² ①", "ⅤⅬ ½ ² ①"),  # numbers, but no decimal digits
        ("می\u200cخواهم", "می\u200cخواهم"),  # the non-joiner stands between two parts of a word
    ],
)
def test_digits_of_every_script_are_read_and_unseen_marks_are_not(typed, meant):
    assert plain(typed) == meant


@given(st.text(max_size=200))
def test_a_text_is_plain_once_and_for_all(text):
    once = plain(text)
    assert plain(once) == once
    assert not {*map(chr, UNSEEN)} & {*once}
    assert all(c.isascii() for c in once if c.isdecimal() and ord(c) < 0x10000)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("550 no\r\nsuch user", "550 no such user"),
        ("  550\t no \n\n", "550 no"),
        ("550\0 \x1b[31mno\x7f", "550 [31mno"),
        ("550\x85no\x9f", "550 no"),
        ("\v\f", ""),
        ("لا\u00a0يوجد", "لا يوجد"),
    ],
)
def test_a_text_on_one_line(text, line):
    assert one_line(text) == line


@given(st.text(max_size=200))
def test_one_line_holds_no_control_character(text):
    assert not any(unicodedata.category(character) == "Cc" for character in one_line(text))


def test_the_ends_of_lines_are_no_control_characters_of_a_text():
    assert CONTROLS.sub("", "one\ttwo\r\n\0three\x08\x1b\x7f") == "one\ttwo\r\nthree"
