"""Content Markdown."""

import pytest
from django.utils.html import strip_tags

from codes import markup


def link(text):
    return "/550/" if text == "550" else None


def test_a_known_code_is_a_link_and_stays_left_to_right():
    assert markup.render_line("See `550`.", link) == (
        'See <a href="/550/"><code dir="ltr" translate="no">550</code></a>.'
    )


def test_other_codes_and_commands_are_set_apart():
    assert (
        markup.render_line("`RCPT TO:<a@b.c>`", link) == '<code dir="ltr" translate="no">RCPT TO:&lt;a@b.c&gt;</code>'
    )


def test_what_no_phone_shows_in_one_line_may_be_broken():
    assert markup.render_line("`RCPT TO:<a@example.com>`", link).startswith('<code class="long" dir="ltr"')


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


def test_a_step_is_found_by_its_number():
    text = "**You**\n\n1. Read `550`.\n2. Write.\n"
    assert [markup.step(text, number) for number in (1, 2, 3)] == ["Read `550`.", "Write.", None]


def test_a_step_for_another_class_is_no_first_step():
    text = "1. If the code begins with 4, wait at `5.7.1`.\n2. إذا بدأ الرمز بالرقم 5 فغيّره.\n3. Ask.\n"
    assert markup.first_step(text, "4") == "Wait at `5.7.1`."
    assert markup.first_step(text, "5") == "غيّره."
    assert markup.first_step(text, "2") == "Ask."


def test_code_spans_stand_in_their_order():
    assert markup.code_spans("`550 5.1.1` after `RCPT TO`, `550 5.1.1` again") == ["550 5.1.1", "RCPT TO", "550 5.1.1"]
    assert markup.without_code("See `550`, or `` a`b ``.", "-") == "See -, or -."


def test_each_paragraph_and_item_is_a_block():
    assert markup.blocks("One.\n\n1. Two.\n2. Three.\n") == ["One.", "1. Two.", "2. Three."]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("**If you sent it\n\n1. Ask.\n", "**If you sent it"),
        ("1. Ask.\n2. **Wait*.\n", "*"),
        ("If the *recipient has", "*recipient has"),
        ("** Bold ** is not bold.", "** Bold ** is not bo"),
    ],
)
def test_a_mark_without_its_partner_is_found(text, mark):
    assert markup.open_mark(text) == mark


@pytest.mark.parametrize("text", ["**To whom**\n\n1. *Now*.\n", "`**` and `a_b`", "a_b, 3 * 4, x*y", "- one\n* two\n"])
def test_marks_with_partners_and_signs_are_no_open_marks(text):
    assert markup.open_mark(text) is None


def test_a_command_is_not_broken_at_its_hyphens():
    command = "openssl s_client -starttls smtp -connect mx.example.com:25"
    shown = markup.code_html(command)
    assert "<span>-starttls</span> smtp <span>-connect</span>" in shown
    assert strip_tags(shown) == command
    assert "<span>" not in markup.code_html("a-name-of-more-than-24-letters")  # a narrow phone must break it
