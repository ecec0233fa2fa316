"""What readers type: the box, the two codes of a comparison, and words to search for."""

import pytest
from django.conf import settings
from django.utils.translation import override

from codes.forms import BoxForm, CompareForm
from smtp_replies.mailboxes import MAX_BYTES
from smtp_replies.smtp import Code


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("550\0 no\x1b[31m", "550 no[31m"),
        ("  550 no \r\n", "550 no"),
        ("550 no\r\nmore\tand more", "550 no\r\nmore\tand more"),
        ("٥٥٠", "٥٥٠"),  # the box reads its digits itself
    ],
)
def test_the_box_takes_any_text_without_control_characters(typed, read):
    form = BoxForm({"text": typed})
    assert form.is_valid()
    assert form.cleaned_data["text"] == read


@pytest.mark.parametrize(
    ("text", "is_too_large"),
    [("x" * MAX_BYTES, False), ("x" * (MAX_BYTES + 1), True), ("ع" * (MAX_BYTES // 2), False), ("ع" * MAX_BYTES, True)],
)
def test_the_box_counts_octets(text, is_too_large):
    form = BoxForm({"text": text})
    assert form.has_error("text", "too_large") is is_too_large


def test_as_much_is_read_as_the_box_may_hold_however_it_is_written():
    assert MAX_BYTES * len(r"\u00e9") == settings.DATA_UPLOAD_MAX_MEMORY_SIZE


@pytest.mark.parametrize("text", ["", "  \n", "\0\x07"])
def test_an_empty_box_is_told_what_to_paste(text):
    assert BoxForm({"text": text}).errors["text"] == [
        "Paste the reply or the whole returned message, or type a code such as 550."
    ]


def test_what_is_too_large_to_be_read_is_refused_without_being_shown():
    form = BoxForm.refusing()
    assert form.has_error("text", "too_large")
    assert "256 KB" in form.errors["text"][0]
    assert "</textarea>" in str(form["text"])
    assert not form["text"].value()


@pytest.mark.parametrize(
    ("typed", "code"),
    [("550", "550"), ("٥٥٠", "550"), ("５．７．１", "5.7.1"), (" 5.7.26 ", "5.7.26"), ("\u200f۵۵۳\0", "553")],
)
def test_a_code_in_the_digits_of_any_script(typed, code):
    form = CompareForm({"left": typed, "right": "250"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"left": Code(code), "right": Code("250")}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type a code."),
        *(
            (typed, "A code has three digits")
            for typed in ("55", "5500", "X.7.26", "5.7", "five", "5.07.1", "550 5.7.1")
        ),
    ],
)
def test_what_is_no_code_is_refused_with_an_example(typed, said):
    form = CompareForm({"left": "250", "right": typed})
    assert "left" not in form.errors
    assert said in form.errors["right"][0]


def test_codes_are_written_from_left_to_right_in_every_language():
    with override("ar"):
        assert 'dir="ltr"' in str(CompareForm()["left"])


@pytest.mark.parametrize("form", [BoxForm, CompareForm])
def test_a_form_that_nobody_has_sent_complains_of_nothing(form):
    assert not form().errors
