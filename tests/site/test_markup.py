"""Content Markdown."""

import pytest

from codes import markup
from codes.markup import Slip


def link(text):
    return "/550/" if text == "550" else None


def test_a_known_code_is_a_link_and_stays_left_to_right():
    assert markup.render_line("See `550`.", link) == (
        'See <a href="/550/"><code dir="ltr" translate="no">550</code></a>.'
    )


def test_other_codes_and_commands_are_set_apart():
    assert markup.render_line("`RCPT TO:<a@example.com>`", link) == (
        '<code dir="ltr" translate="no">RCPT TO:&lt;a@example.com&gt;</code>'
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "`<img src=x onerror=alert(1)>`",
        "[here](javascript:alert(1))",
        "![x](https://example.com/x.png)",
        "<https://example.com>",
        '`" onmouseover="alert(1)`',
    ],
)
def test_nothing_typed_becomes_an_element_or_a_link(text):
    html = markup.render(text, link)
    assert not any(f"<{element}" in html for element in ("script", "img", "a "))
    assert "onmouseover=" not in html.replace("&quot; onmouseover=&quot;", "")


def test_the_first_step_is_the_first_numbered_one():
    text = "Wait.\n\n- not this\n\n**If you sent it**\n\n1. Read `550`.\n2. Then write.\n"
    assert markup.first_step(text) == "Read `550`."
    assert markup.first_step("There is nothing to fix.\n") is None


def test_a_step_for_another_class_is_no_first_step():
    text = "1. If the code begins with 4, wait at `5.7.1`.\n2. إذا بدأ الرمز بالرقم 5 فغيّره.\n3. Ask.\n"
    assert markup.first_step(text, "4") == "Wait at `5.7.1`."
    assert markup.first_step(text, "5") == "غيّره."
    assert markup.first_step(text, "2") == "Ask."


@pytest.mark.parametrize(
    ("step", "left"),
    [
        ("If the code begins with 4, a mail server tries again.", "A mail server tries again."),
        ("If the code begins with 4 and the address is right, wait.", "If the address is right, wait."),
        ("If the code begins with 4, or your mail program showed the error, wait.", None),
        ("If the code begins with 4, as `421` does, wait.", None),
        ("If the code begins with 4 or 5, wait.", None),
        ("If the code begins with 4, wait; if it begins with 5, change it.", None),
        ("Wait if the code begins with 4.", None),
        ("إذا بدأ الرمز بالرقم 4 فانتظر.", "انتظر."),
        ("إذا بدأ الرمز بالرقم 4 ففعّل التشفير.", "فعّل التشفير."),
        ("إذا بدأ الرمز بالرقم 4 فإن خادم البريد يعيد المحاولة.", "خادم البريد يعيد المحاولة."),
        ("إذا بدأ الرمز بالرقم 4 وكان العنوان صحيحًا فانتظر.", "إذا كان العنوان صحيحًا فانتظر."),
        ("إذا بدأ الرمز بالرقم 4، أو ظهر الخطأ في برنامج البريد، فانتظر.", None),
        ("إذا بدأ الرمز بالرقم 4 أو 5 فانتظر.", None),
    ],
)
def test_a_step_for_one_class_does_not_name_it_where_only_that_class_is_seen(step, left):
    assert markup.for_class(f"**To whom**\n\n1. {step}\n", "4") == f"**To whom**\n\n1. {left or step}\n"
    assert markup.first_step(f"1. {step}\n", "4") == (left or step)
    assert markup.first_step(f"1. {step}\n") is None


def test_steps_that_are_left_are_numbered_from_one():
    text = (
        "**A**\n\n1. If the code begins with 5, go.\n2. Stay.\n\n**B**\n\n1. If the code begins with 5, go.\n2. Ask.\n"
    )
    assert markup.for_class(text, "4") == "**A**\n\n1. Stay.\n\n**B**\n\n1. Ask.\n"


def test_code_spans_are_what_a_translation_must_keep():
    assert markup.code_spans("`550 5.1.1` after `RCPT TO`, `550 5.1.1` again") == {"550 5.1.1", "RCPT TO"}


@pytest.mark.parametrize(
    ("text", "slip", "place"),
    [
        ("The code 550 is bare.", Slip.BARE_CODE, "550"),
        ("So is 5.7.1.", Slip.BARE_CODE, "5.7.1"),
        ("An `open one.", Slip.OPEN_BACKTICK, "`open one."),
        ("Write to `someone@gmail.com`.", Slip.REAL_DOMAIN, "@gmail.com"),
        ("Write to `a@example.com.evil.net`.", Slip.REAL_DOMAIN, "@example.com.evil.net"),
    ],
)
def test_slips_are_found(text, slip, place):
    assert list(markup.slips(text)) == [(slip, place)]


@pytest.mark.parametrize(
    "text", ["On port 587.", "`550`", "`RFC 5321`, not RFC 5321", "`a@mx.example.org`", "4 to 5 days"]
)
def test_what_is_not_a_slip(text):
    assert list(markup.slips(text)) == []
