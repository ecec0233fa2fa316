"""The parts of an address that are codes."""

import re

import pytest

from codes.converters import AnyClassConverter, CodeConverter, FamilyConverter
from smtp_replies.smtp import Code


@pytest.mark.parametrize(
    ("converter", "text", "value", "back"),
    [
        (CodeConverter, "550", Code("550"), "550"),
        (CodeConverter, "000", Code("000"), "000"),
        (CodeConverter, "5.7.26", Code("5.7.26"), "5.7.26"),
        (CodeConverter, "9.0.999", Code("9.0.999"), "9.0.999"),
        (AnyClassConverter, "x.7.26", Code("0.7.26"), "x.7.26"),
        (AnyClassConverter, "X.7.26", Code("0.7.26"), "x.7.26"),
        (FamilyConverter, "5", "5", "5"),
        (FamilyConverter, "5.7", "5.7", "5.7"),
    ],
)
def test_an_address_is_read_and_written(converter, text, value, back):
    assert re.fullmatch(converter.regex, text)
    assert converter().to_python(text) == value
    assert converter().to_url(value) == back


@pytest.mark.parametrize(
    ("converter", "texts"),
    [
        (CodeConverter, ["", "55", "5500", "٥٥٠", "550\n", "5.7", "5.07.1", "5.7.1000", "5.7.1.1", "X.7.1", "-50"]),
        (AnyClassConverter, ["x", "x.7", "x.07.1", "y.7.1", "5.7.1", "xx.7.1", "x.7.26\n"]),
        (FamilyConverter, ["", "55", "5.", "5.07", "5.7.", "5.1000", "x", "٥"]),
    ],
)
def test_anything_else_is_no_address(converter, texts):
    assert [text for text in texts if re.fullmatch(converter.regex, text)] == []
