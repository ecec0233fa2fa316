"""Slips in a text of content: all are found, and nothing that is right is taken for one."""

import pytest

from codes import slips
from codes.slips import Slip


@pytest.mark.parametrize(
    ("text", "slip", "place"),
    [
        ("The code 550 is bare.", Slip.BARE_CODE, "550"),
        ("See 550.", Slip.BARE_CODE, "550"),
        ("Gmail refuses it (550).", Slip.BARE_CODE, "550"),
        ("It answers `554` or 550 then.", Slip.BARE_CODE, "550"),
        ("Then 550 or `554` comes.", Slip.BARE_CODE, "550"),
        ("After 553 ask.", Slip.BARE_CODE, "553"),
        ("رفض 550 الرسالة.", Slip.BARE_CODE, "550"),
        ("انظر ٥٥٠.", Slip.BARE_CODE, "550"),
        ("So is 5.7.1.", Slip.BARE_CODE, "5.7.1"),
        ("The Code 5.99.1 is a vendor's.", Slip.BARE_CODE, "5.99.1"),
        ("An `open one.", Slip.OPEN_BACKTICK, "`open one."),
        ("Write to `someone@gmail.com`.", Slip.REAL_DOMAIN, "@gmail.com"),
        ("Write to `a@example.com.evil.net`.", Slip.REAL_DOMAIN, "@example.com.evil.net"),
        ("It is <b>urgent</b>.", Slip.HTML, "<b>"),
        ("One.<br>Two.", Slip.HTML, "<br>"),
        ("Ask&nbsp;them.", Slip.HTML, "&nbsp;"),
        ("It is <!-- not --> urgent.", Slip.HTML, "<!--"),
        ("Ask [them](https://example.com/).", Slip.LINK, "[them](https://example.com/)"),
        ("Look at https://example.com/page.", Slip.LINK, "https://example.com/page."),
        ("Look at www.example.com.", Slip.LINK, "www.example.com."),
        ("# Heading\n\nText.\n", Slip.BLOCK, "# Heading"),
        ("Heading\n=======\n", Slip.BLOCK, "======="),
        ("> Somebody said so.\n", Slip.BLOCK, "> Somebody said so."),
        ("| a | b |\n", Slip.BLOCK, "| a | b |"),
        ("One.\n\n---\n\nTwo.\n", Slip.BLOCK, "---"),
        ("**To whom\n\n1. Ask.\n", Slip.OPEN_MARK, "**To whom"),
        ("1.Ask.\n", Slip.BROKEN_LIST, "1.Ask."),
        ("1. Ask.\n2.**Wait.**\n", Slip.BROKEN_LIST, "2.**Wait.**"),
        ("1) Ask.\n", Slip.BROKEN_LIST, "1) Ask."),
        ("١. اسأل.\n", Slip.BROKEN_LIST, "١. اسأل."),
        ("-one\n", Slip.BROKEN_LIST, "-one"),
        ("• one\n", Slip.BROKEN_LIST, "• one"),
        ("- one\n  - two\n", Slip.BROKEN_LIST, "- two"),
        ("2. Ask.\n", Slip.STEP_NUMBER, "2. Ask."),
        ("1. Ask.\n3. Wait.\n", Slip.STEP_NUMBER, "3. Wait."),
        ("1. Ask.\n\n**B**\n\n2. Wait.\n", Slip.STEP_NUMBER, "2. Wait."),
        ("Read it.\u202egpj", Slip.DIRECTION, "U+202E"),
        ("\u2067اقرأ\u2069", Slip.DIRECTION, "U+2067"),
        ("`550\u200e` is it.", Slip.DIRECTION, "U+200E"),
        ("…\n", Slip.EMPTY, "…"),
        ("1. \n", Slip.EMPTY, "1."),
    ],
)
def test_slips_are_found(text, slip, place):
    assert list(slips.slips(text)) == [(slip, place)]


@pytest.mark.parametrize(
    "text",
    [
        "On port 587.",
        "`550`",
        "`RFC 5321`, not RFC 5321",
        "`a@mx.example.org`",
        "4 to 5 days",
        "No more than 500 recipients, or 500 a day.",
        "At 450 MB, 250 messages, 500 addresses or 421 phones an hour.",
        "A 500-recipient limit, up to 50,500 or 500,000 in all.",
        "لا أكثر من 500 مستلم، أو 250 رسالة.",
        "The limit is 500.",
        "Since Exim 4.96.2, and in Postfix 2.3.4 and version 5.1.2.",
        "منذ الإصدار 4.96.2 من Exim.",
        "Section 4.2.1 of RFC 5321 4.2.1.",
        "The address 192.0.2.1.",
        "A < B, AT&T, 3 > 2, <…>.",
        "`<b>` and `https://example.com/` stand in code.",
        "Words in brackets [TSS04]: a limit.",
        "Outlook.com and WEB.DE",
        "1. One.\n2. Two.\n\n**B**\n\n1. Three.\n\n- four\n- five\n",
        "1. One.\n\n2. Two.\n",
        "5.X.X codes refuse for good.\n",
        "2026 was the year.\n",
        "**To whom**\n\n1. Ask the *recipient*.\n",
        "می‌خواهم",  # the joiner of Persian is a letter's business
        "",
    ],
)
def test_what_is_not_a_slip(text):
    assert list(slips.slips(text)) == []


def test_what_the_source_text_counts_is_no_code_in_a_translation():
    counted = slips.numbers("At most 421 Phones, see `550`.")
    assert counted == {"421"}
    assert list(slips.slips("Höchstens 421 Telefone.", counted)) == []


@pytest.mark.parametrize(("text", "has"), [("1. Ask.\n", True), ("Wait.\n\n1. Ask.\n", True), ("Wait.\n", False)])
def test_a_list_of_steps_begins_with_its_first(text, has):
    assert slips.has_steps(text) is has


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("It was refused. Ask.", "Ask."),
        ("Refused! `550` says so.", "` says so."),
        ("رُفضت الرسالة. اسأل.", "اسأل."),
        ("هل رُفضت؟ اسأل.", "اسأل."),
        ("拒否されました。お問い合わせください。", "お問い合わせください。"),
        ("It was refused.", None),
        ("Outlook.com, WEB.DE or mail.com refuses it; ask.", None),
        ("The server, e.g. Gmail or Microsoft Inc. Europe, refuses it.", None),
        ("Der Server, z. B. Gmail, nimmt ab dem 21. Januar nichts an.", None),
        ("It said `No. Go away. Now.` and closed.", None),
        ("", None),
    ],
)
def test_where_a_second_sentence_begins(text, second):
    assert slips.second_sentence(text) == second


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("رفض الخادم the message for good لأسباب.", "the message for good"),
        ("The server refused the message.", "The server refused the message"),
        ("Mailbox full", "Mailbox full"),
        ("رفض الخادم (the server refused this message for good).", "the server refused this message for good"),
        ("رفض Microsoft Exchange Online Protection الرسالة.", None),
        ("قائمة منع الإرسال (suppression list) وعامل نقل البريد (mail transfer agent).", None),
        ("قال `the message was refused for good`.", None),
        ("يستعمله qmail وchkuser، وMicrosoft Defender for Office.", None),
        ("Gmail", None),
        ("", None),
    ],
)
def test_english_left_in_a_language_of_another_script(text, words):
    assert slips.leftover(text, "", is_latin=False) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Le serveur a dit: the server refused the message for good.", "the server refused the message"),
        ("Le serveur de Microsoft Exchange Online Protection a refusé le message.", None),
        ("Le serveur a dit `the server refused the message`.", None),
    ],
)
def test_english_left_in_a_language_of_latin_letters(text, words):
    source = "So the server refused the message, as Microsoft Exchange Online Protection does.\n"
    assert slips.leftover(text, source, is_latin=True) == words
