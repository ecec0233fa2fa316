"""The meaning of the digits."""

import pytest

from codes.smtp import Category, Code, Severity, neighbours, parse_code


@pytest.mark.parametrize("text", ["", "55", "5500", "٥٥٠", "55a", " 550", "550\n", "5.1.1", "-50", "５５０"])
def test_only_three_ascii_digits_are_a_code(text):
    with pytest.raises(ValueError, match="not a reply code"):
        parse_code(text)


@pytest.mark.parametrize(
    ("digits", "severity", "category"),
    [
        ("250", Severity.POSITIVE_COMPLETION, Category.MAIL_SYSTEM),
        ("334", Severity.POSITIVE_INTERMEDIATE, Category.UNSPECIFIED),
        ("421", Severity.TRANSIENT_NEGATIVE, Category.CONNECTIONS),
        ("440", Severity.TRANSIENT_NEGATIVE, Category.UNSPECIFIED),
        ("500", Severity.PERMANENT_NEGATIVE, Category.SYNTAX),
        ("571", Severity.PERMANENT_NEGATIVE, Category.OUTSIDE_SMTP),
        ("111", Severity.OUTSIDE_SMTP, Category.OUTSIDE_SMTP),
        ("999", Severity.OUTSIDE_SMTP, Category.OUTSIDE_SMTP),
    ],
)
def test_digits_have_their_meaning(digits, severity, category):
    code = parse_code(digits)
    assert (code.severity, code.category) == (severity, category)


def test_codes_are_ordered_by_number():
    assert sorted(map(Code, ["553", "250", "421"])) == [Code("250"), Code("421"), Code("553")]


def test_neighbours_share_the_first_digits_before_they_are_near():
    known = list(map(Code, ["450", "500", "541", "550", "554", "556", "585"]))
    assert neighbours(Code("559"), known) == list(map(Code, ["541", "550", "554", "556"]))
    assert Code("550") not in neighbours(Code("550"), known)
