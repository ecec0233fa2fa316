"""The door of the engine: any text in, what stands in it out."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from running import BOUNCES

from smtp_replies.reading import read
from smtp_replies.smtp import Stage


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("<b@example.com>:\nno connection (#4.4.1)\nI'm not going to try again; it is too old.", "failed"),
        ("This is a permanent error. mx [192.0.2.1]: 451 4.3.0 x: retry timeout exceeded", "failed"),
        ("WARNING MESSAGE ONLY\n<<< 421 busy\nWill keep trying until message is 5 days old", "delayed"),
        ("450 4.2.0 Greylisted", ""),
    ],
)
def test_whether_the_server_goes_on_trying(text, action):
    assert read(text).replies[0].action == action


def test_what_is_said_again_with_more_is_the_same_reply():
    [reply] = read("(reason: 550 Host unknown)\n\n550 5.1.2 <a@example.com>... Host unknown").replies
    assert (reply.enhanced, reply.recipient) == ("5.1.2", "a@example.com")


def test_the_first_line_of_a_reply_is_completed_where_the_whole_stands():
    """OpenSMTPD's log quotes the first line, and another line of it all of them."""
    whole = "550-5.7.1 Our system has detected that this message does\n550 5.7.1 not meet the guidelines"
    log = f'to=<a@example.com> result="PermFail" stat="{whole.splitlines()[0]}"\nsmtp-out: Error: {whole}\n'
    [reply] = read(log).replies
    assert reply.text == whole.replace("\n", " ")


def test_a_reply_is_not_completed_by_that_of_another_recipient():
    said = "550-5.1.1 no such user"
    text = f"to=<a@example.com>, {said}\n\nto=<b@example.com>, {said} here\n550 5.1.1 bye"
    first, second = read(text).replies
    assert (first.recipient, first.text) == ("a@example.com", said)
    assert second.recipient == "b@example.com"


def test_a_refusal_comes_before_what_arrived():
    block = "Final-Recipient: rfc822; {}@example.com\nAction: {}\nDiagnostic-Code: smtp; {}\n\n"
    replies = read(block.format("a", "relayed", "250 2.0.0 ok") + block.format("b", "failed", "550 5.1.1 no")).replies
    assert [reply.code for reply in replies] == ["550", "250"]


def test_no_more_is_answered_than_anybody_reads():
    reading = read(
        "Final-Recipient: rfc822; u@example.com\nStatus: 5.1.1\n\n" * 4000 + "to=<v@example.com> 550 5.7.1 x\n" * 99
    )
    assert len(reading.replies) <= 50
    many = read("".join(f"Final-Recipient: rfc822; u{n}@example.com\nStatus: 5.1.1\n\n" for n in range(300)))
    assert len(many.replies) == 50


def test_follow_up_errors_come_second():
    reading = read((BOUNCES / "lhost-sendmail-46.eml").read_text("utf-8"))
    assert [(reply.code, reply.enhanced) for reply in reading.replies] == [("550", "5.5.0")]
    assert ("421", "4.7.0") in [(reply.code, reply.enhanced) for reply in reading.others]


REPORT = "Final-Recipient: rfc822; a@example.com\nStatus: {}\nDiagnostic-Code: smtp; {}"


@pytest.mark.parametrize(
    ("text", "enhanced"),
    [
        (REPORT.format("5.0.0", "550 5.1.1 no"), "5.1.1"),  # X.0.0 is what a reporter fills in that knows nothing
        (REPORT.format("5.2.2", "550 5.0.0 no"), "5.2.2"),
        (REPORT.format("5.2.2", "550 5.1.1 no"), "5.1.1"),  # the other server's own code comes first
        (REPORT.format("5.2.2", "550 no"), "5.2.2"),
        (REPORT.format("5.0.0", "550 no"), "5.0.0"),
    ],
)
def test_of_two_enhanced_codes_the_more_telling_one_counts(text, enhanced):
    [reply] = read(text).replies
    assert (reply.code, reply.enhanced) == ("550", enhanced)


def test_a_report_is_completed_by_the_text_for_people():
    text = REPORT.format("5.0.0", "550 no") + "\n\n<a@example.com>: mx said: 550 5.1.1 no (in reply to RCPT TO command)"
    [reply] = read(text).replies
    assert (reply.enhanced, reply.stage, reply.recipient) == ("5.1.1", Stage.RCPT, "a@example.com")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("smtplib.SMTPDataError: (554, b'no')", True),
        ("com.sun.mail.smtp.SMTPSendFailedException: 554 no", True),
        ("Error: Message failed: 554 no\n  responseCode: 554", True),
        ("SMTP ERROR: DATA END command failed: 554 no", True),
        ("554 no\n    at sendMail (/app/mail.js)", True),
        ("host mx said: 554 5.7.1 no", False),
        ("554 5.3.0 error at example.com", False),
    ],
)
def test_whether_a_program_was_told(text, told):
    assert read(text).by_program is told


def test_where_no_code_is_found_the_lines_are_kept_that_may_say_why():
    assert read("Sorry.\n\n  The mailbox is full.\n").wordings == ("Sorry.", "The mailbox is full.")
    assert read("550 5.2.2 The mailbox is full.").wordings == ()
    assert len(read("The mailbox is full.\n" * 500).wordings) == 60 + 1  # the lines, and their paragraph


@pytest.mark.parametrize(("text", "found"), [("421", True), ("word " * 500 + "\n421\n", False)])
def test_a_number_in_a_doubtful_place_counts_in_a_short_text_alone(text, found):
    assert bool(read(text).replies) is found


# --- anything at all


@given(st.text(max_size=2000))
def test_any_text_is_read_without_fault(text):
    read(text)


_PIECES = st.sampled_from(
    [
        *("550", "5.1.1", "-", " ", "\n", "\r", "<", ">", ":", ";", "(", "'", '"', "=", "\0", "é", "ع", "\ud800"),
        *("smtp;", "Status:", "said:", "<<<", "From: a\n", "\n--b\n", "Content-Type: message/rfc822\n\n"),
        *("Content-Type: multipart/mixed; boundary=b\n", "Content-Type: text/html; charset=idna\n\n"),
        *("Content-Transfer-Encoding: base64\n", "Subject: =?x?b?=\n", "Content-Type: message/delivery-status\n\n"),
    ]
)


@given(st.lists(_PIECES, max_size=80).map("".join))
@settings(max_examples=300, deadline=None)  # the first one waits for the table of words
def test_pieces_of_mails_are_read_without_fault(text):
    read(text)


@pytest.mark.parametrize("part", range(4))
def test_mutated_bounces_are_read_without_fault(part):
    chance = random.Random(part)  # noqa: S311
    for path in sorted(BOUNCES.glob("*.eml"))[part::4]:
        source = path.read_text("utf-8", "replace")
        for _again in range(6):
            characters = list(source)
            for _change in range(chance.randint(1, 40)):
                place = chance.randrange(len(characters))
                match chance.randrange(4):
                    case 0:
                        del characters[place : place + chance.randint(1, 400)]
                    case 1:
                        characters[place:place] = characters[: chance.randint(1, 200)]
                    case 2:
                        characters[place] = chance.choice("\0\r\n<>=;:\"'\\٣é")
                    case _:
                        characters.insert(place, chance.choice(["\n--", "550 ", "\n\n", "=?", "&#0;"]))
                if not characters:
                    break
            read("".join(characters))


def _nested(depth):
    opened = (f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    return "From: a\nTo: b\n" + "".join(opened)


_HARD = {
    "digits": lambda n: "1" * n,
    "dots": lambda n: "." * n,
    "brackets": lambda n: "<" * n,
    "closing": lambda n: "<a>" * (n // 3),
    "equals": lambda n: "=" * n,
    "equals and line ends": lambda n: "=\n" * (n // 2),
    "dashes and line ends": lambda n: "--\n" * (n // 3),
    "colons": lambda n: ":" * n,
    "blanks": lambda n: " " * n,
    "line ends": lambda n: "\n" * n,
    "numbers": lambda n: "5.1.1 550 " * (n // 10),
    "replies": lambda n: "smtp; 550 5.1.1 no\n" * (n // 19),
    "reports": lambda n: "Final-Recipient: a@b.cc\nStatus: 5.1.1\n\n" * (n // 40),
    "addresses": lambda n: "a@b.c " * (n // 6),
    "tags": lambda n: "From: a\nTo: b\nContent-Type: text/html\n\n" + "<style" * (n // 6),
    "parameters": lambda n: "From: a\nTo: b\nContent-Type: text/plain" + ';"' * (n // 2) + "\n\n",
    "parts": lambda n: _nested(n // 50),
    "mails": lambda n: "From: a\nTo: b\n" + "Content-Type: message/rfc822\n\n" * (n // 30),
    "of the original": lambda n: "original " * (n // 9),
    "lone codes on one line": lambda n: ("; a=b" * 20 + "dsn=5.1.1 ") * (n // 110),
    "states and replies": lambda n: "Status: 5.1.1\n550 5.1.1 no\n" * (n // 27),
    "an empty report": lambda n: "From: a\nTo: b\nContent-Type: message/delivery-status\n\n" + "\n" * n,
    "quotes": lambda n: "smtp; 550 '" * (n // 11),
    "objects": lambda n: '{"a":' * (n // 5),
}


def seconds(text):
    start = time.thread_time()
    read(text)
    return time.thread_time() - start


def ratio(kind, size):
    """How many times as long twice the text takes."""
    once, twice = _HARD[kind](size), _HARD[kind](2 * size)
    times = [(seconds(once), seconds(twice)) for _again in range(3)]
    return min(long for _short, long in times) / max(min(short for short, _long in times), 0.02)


@pytest.mark.parametrize("kind", _HARD)
def test_twice_the_text_takes_no_more_than_two_and_a_half_times_as_long(kind):
    size = 32_000
    while seconds(_HARD[kind](size)) < 0.02 and size < 120_000:  # too short to be compared
        size *= 2
    # On a busy machine another process empties the caches, in which the longer text has more: it is measured in the
    # time of this thread alone, in turns, by the fastest run, and anew; what takes quadratic time fails every time.
    assert any(ratio(kind, size) <= 2.5 for _attempt in range(3))


@pytest.mark.parametrize(
    "told",
    [
        "when I send to my bank the error I got was 552 and then something, attachment has 38 MB",
        "رقم الخطأ اللي طلع كان ٥٥٢ وبعده كلام كثير عن البريد والمرفق",
        "ошибка была, её номер: ошибка номер 552, письмо не ушло в банк, вложение большое",
    ],
)
def test_an_error_told_from_memory_is_one(told):
    assert read(told).replies[0].code == "552"


def test_the_code_of_a_rule_is_a_code():
    text = "A mail flow rule has blocked your message.\nStatus code: 550 5.7.1_ETR"
    [reply] = read(text).replies
    assert (reply.code, reply.enhanced, reply.words) == ("550", "5.7.1", "")


def test_codes_that_are_said_again_without_the_words_say_nothing_new():
    text = "Status code: 550 5.1.8\n\nReported error: 550 5.1.8 Access denied, bad outbound sender"
    assert [reply.text for reply in read(text).replies] == ["550 5.1.8 Access denied, bad outbound sender"]
    alone = "This is all that I can see of it in my mailbox today:\nStatus code: 550 5.1.8"
    assert [reply.text for reply in read(alone).replies] == ["550 5.1.8"]


@pytest.mark.parametrize(
    "line",
    [
        "mx postfix/smtp[1]: 4F: to=<b@example.com>, relay=mx.example.com[192.0.2.1]:25, status=sent (250 2.0.0 fine)",
        '2026-11-30 10:00:00 1rgT2k-0003Qx-1Z => b@example.com R=x T=smtp H=mx [192.0.2.1] C="250 fine"',
        "sendmail[1]: x: to=<b@example.com>, relay=mx., dsn=2.0.0, stat=Sent (250 2.0.0 fine)",
        "250 2.0.0 Ok: queued as 4F",
        "250 2.6.0 <1@example.com> Queued mail for delivery",
    ],
)
def test_a_server_that_takes_a_message_says_so_of_all_of_it(line):
    [reply] = read(line).replies
    assert (reply.code, reply.stage) == ("250", Stage.END_OF_DATA)


@pytest.mark.parametrize("relay", ["127.0.0.1[127.0.0.1]:10024", "mx[private/dovecot-lmtp]", "mx[/var/run/lmtp]"])
def test_a_filter_that_takes_a_message_is_no_recipients_server(relay):
    [reply] = read(f"mx postfix/lmtp[1]: 4F: to=<b@example.com>, relay={relay}, status=sent (250 2.0.0 fine)").replies
    assert reply.stage is None


def test_a_refusal_for_now_is_over_once_the_message_was_taken():
    line = "mx postfix/smtp[1]: 4F: to=<{}@example.com>, relay=mx[192.0.2.1]:25, status={}"
    later = line.format("b", "sent (250 2.0.0 Ok: queued as 5)")
    for first, codes in ((("b", "450"), ["250"]), (("c", "450"), ["450"]), (("b", "550"), ["550"])):
        name, code = first
        refused = line.format(name, f"deferred (host mx said: {code} {code[0]}.2.0 no)")
        assert [
            reply.code for reply in read(f"{refused}\n{later}").replies if reply.refuses or codes == ["250"]
        ] == codes


def test_a_port_is_no_code_and_a_prompt_no_recipient():
    text = (
        "root@vps:~# nc -vz mail.example.com 587\nConnection to mail.example.com (192.0.2.1) 587 port [tcp] succeeded!"
    )
    assert read(text).replies == ()
    [reply] = read("root@vps:~# swaks\n<** 550 5.1.1 no such user").replies
    assert (reply.code, reply.recipient) == ("550", "")
