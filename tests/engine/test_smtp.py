"""The meaning of the digits."""

import pytest

from smtp_replies.smtp import Category, Code, Severity, Subject, parse_code


@pytest.mark.parametrize(
    "text",
    ["", "55", "5500", "٥٥٠", "55a", " 550", "550\n", "5.01.1", "5.1", "5.1.1.1", "5.1.1000", "X.1.1", "-50", "５５０"],
)
def test_what_is_not_a_code(text):
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


def test_three_digits_come_before_enhanced_codes_and_numbers_count():
    in_order = ["250", "421", "553", "2.0.0", "5.7.9", "5.7.26", "5.10.1"]
    assert sorted(map(Code, reversed(in_order))) == list(map(Code, in_order))


@pytest.mark.parametrize(
    ("text", "severity", "subject", "row"),
    [
        ("2.1.5", Severity.POSITIVE_COMPLETION, Subject.ADDRESS, "X.1.5"),
        ("4.7.26", Severity.TRANSIENT_NEGATIVE, Subject.SECURITY, "X.7.26"),
        ("5.0.0", Severity.PERMANENT_NEGATIVE, Subject.OTHER, "X.0.0"),
        ("5.16.1", Severity.PERMANENT_NEGATIVE, Subject.UNASSIGNED, "X.16.1"),
    ],
)
def test_the_numbers_of_an_enhanced_code_have_their_meaning(text, severity, subject, row):
    code = parse_code(text)
    assert (code.severity, code.category, code.row) == (severity, subject, row)
    assert str(code.with_class("2")) == f"2{text[1:]}"
