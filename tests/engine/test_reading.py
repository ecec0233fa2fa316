"""What is typed into the box, and what is pasted: lines, logs, stack traces and returned mails."""

import random
import time
from base64 import b64encode
from email import message_from_string
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from running import BOUNCES

from codes.box import Entry, read_entry
from smtp_replies.mail import Kind
from smtp_replies.reading import read
from smtp_replies.smtp import Code, Stage

# --- the box


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
    ],
)
def test_bare_codes_name_a_page_or_a_comparison(text, codes):
    assert read_entry(text).codes == tuple(map(Code, codes))


@pytest.mark.parametrize("text", ["550 5.1.1", "550-5.1.1", "٥٥٠ ٥.١.١", "٥٥٠ ٥٫١٫١", "550 #5.1.1", "smtp; 550 5.1.1"])
def test_a_code_with_its_enhanced_code(text):
    assert read_entry(text) == Entry(codes=(Code("550"),), enhanced=Code("5.1.1"))


@pytest.mark.parametrize("text", ["mailbox full", "صندوق ممتلئ", "greylisting", "port 25"])
def test_a_few_words_are_searched_for(text):
    assert read_entry(text).words == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "   ", "?!", "a" * 60, "someone@example.com", "two\nlines", "250 this\n550 that", "\0"),
        *("what is 550?", "550 5.1.1 User unknown", "got 4.7.1 here", "550 " * 200),
    ],
)
def test_anything_else_is_read(text):
    assert read_entry(text) == Entry()


# --- what is pasted

REPLY = "550 5.1.1 <user@example.com>: Recipient address rejected: User unknown"


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        (REPLY, None),
        (f"<<< {REPLY}", None),
        (f"> the server said:\n> {REPLY}", None),
        (f"host mx.example.com[192.0.2.1] said: {REPLY} (in reply to RCPT TO command)", Stage.RCPT),
        (f"host mx.example.com[192.0.2.1] said: {REPLY} (in reply to end of DATA command)", Stage.END_OF_DATA),
        (
            f"SMTP error from remote mail server after RCPT TO:<user@example.com>:\n    host mx [192.0.2.1]: {REPLY}",
            Stage.RCPT,
        ),
        (f"SMTP error from remote mail server after initial connection:\n    {REPLY}", Stage.CONNECT),
        (f"Remote host said: {REPLY}\nGiving up on 192.0.2.1.", None),
        (f"Remote Server returned '{REPLY}'", None),
        (f"mx.example.com #{REPLY} ##", None),
        (f"    (reason: {REPLY})", None),
        (f"smtp;{REPLY}", None),
        (f"Diagnostic-Code: smtp; {REPLY}", None),
        (f"mx.example.com [192.0.2.1] did not like our RCPT TO:\n{REPLY}", Stage.RCPT),
        (f"smtplib.SMTPRecipientsRefused: {{'user@example.com': (550, b'{REPLY[4:]}')}}", Stage.RCPT),
        (f'Expected response code 250 but got code "550", with message "{REPLY}"', None),
        (f"Error: Message failed: {REPLY}\n  responseCode: 550,\n  command: 'RCPT TO'", Stage.RCPT),
        (f"com.sun.mail.smtp.SMTPAddressFailedException: {REPLY}", None),
        (f'{{"action":"failed","status":"5.1.1","diagnosticCode":"smtp; {REPLY}"}}', None),
        (f"to=<user@example.com>, delay=5.1, dsn=5.1.1, status=bounced (host mx said: {REPLY})", None),
        (
            f"220 mx ESMTP\nEHLO a\n250-mx\n250 SIZE 52428800\nRCPT TO:<user@example.com>\n{REPLY}\nQUIT\n221 Bye",
            Stage.RCPT,
        ),
        (f"مرحبًا، وصلتني هذه الرسالة:\n{REPLY}\nماذا أفعل؟", None),
    ],
)
def test_a_reply_is_found_in_every_form(text, stage):
    reply = read(text).replies[0]
    assert (reply.code, reply.enhanced, reply.stage) == ("550", "5.1.1", stage)
    assert reply.text.startswith(REPLY)


@pytest.mark.parametrize(
    ("text", "code", "enhanced"),
    [
        ("553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", "553", "5.7.1"),
        ("Sorry, I couldn't find any host by that name. (#4.1.2)", "", "4.1.2"),
        ("550 #5.1.0 Address rejected.", "550", "5.1.0"),
        ("said: 550\n    5.1.0 Sender rejected", "550", "5.1.0"),
        ("501: 5.1.8 Sender address rejected", "501", "5.1.8"),
        ("The server response was: 5.7.0 Must issue a STARTTLS command first", "", "5.7.0"),
        ("421", "421", ""),
        ("554 192.0.2.1 found on a block list", "554", ""),
        (
            "Final-Recipient: rfc822; user@example.com\nAction: failed\nStatus: 5.2.0\nDiagnostic-Code: smtp; 550 : no",
            "550",
            "5.2.0",
        ),
        ("Status: 4.5.0\nDiagnostic-Code: X-Unix; 255", "", "4.5.0"),
        ("550 5.4.316 Message expired {LED=450 4.4.316 Connection refused}", "550", "5.4.316"),
        ("x: to=<a@example.com>, reply=554 5.7.1 Rejected, stat=Service unavailable", "554", "5.7.1"),
        ('Expected response code "354" but got code "421", with message "421 Too many connections"', "421", ""),
        ("220 mx\nMAIL FROM:<a@example.com>\n250 2.1.0 Ok\nDATA\n354 go\n.\n250 2.0.0 queued", "250", "2.0.0"),
        ("what is 550?", "550", ""),
        ("why 5.7.1?", "", "5.7.1"),
        ("خطأ 550 من السيرفر", "550", ""),
        ("Returned mail: see transcript for details\n\n550 5.1.1 User unknown", "550", "5.1.1"),
        ("The original message follows:\n\n550 5.1.1 User unknown", "550", "5.1.1"),
        ("Original Message Details\nSubject: hi\n\nError Details\nReported error: 554 5.2.2 full", "554", "5.2.2"),
        ("<td>550</td><td>5.1.1</td>", "550", "5.1.1"),
        ("Could not deliver to alice@example.org:\n554 5.7.1 Spam", "554", "5.7.1"),
        ("The status code:\n550 User unknown, please look at the address and then try it again", "550", ""),
        ("5.3.0 - Other mail system problem 554-'5.7.1 Message rejected'", "554", "5.7.1"),
        ("The reason for the problem:\n5.1.2 - Bad destination host 'DNS Hard Error looking up x'", "", "5.1.2"),
        ("alice@example.org, ERROR CODE :550 - 5.1.1 User unknown", "550", "5.1.1"),
        ("SMTP Error: [550] 5.7.1 Relaying denied", "550", "5.7.1"),
        ("550/5.1.1 User unknown", "550", "5.1.1"),
        ('code=550 msg="5.1.1 User unknown"', "550", "5.1.1"),
        ("\u200fمرفوض\n\u200f550 User unknown\n\u200fانتهى نص الرسالة، وهي أطول من ستين حرفاً بالتأكيد", "550", ""),
        ("said: 552\n\u200f    5.2.2 Quota exceeded", "552", "5.2.2"),
        ("delivery 9: failure: Remote_host_said:_550_5.1.1_User_unknown/Giving_up_on_192.0.2.5./", "550", "5.1.1"),
        ("PERM_FAILURE: SMTP Error (state 13): 550 550 No such user", "550", ""),
        ("Hata kodu 550 kullanıcı bulunamadı. Lütfen adresi kontrol edip yeniden deneyin, teşekkürler", "550", ""),
        ("SMTP错误(550)：无法添加收件人 alice@example.org (5.1.1 User unknown)。" + "请再试一次。" * 5, "550", "5.1.1"),
    ],
)
def test_both_codes_are_read(text, code, enhanced):
    reply = read(text).replies[0]
    assert (reply.code, reply.enhanced) == (code, enhanced)


@pytest.mark.parametrize(
    "text",
    [
        *("", "Hello", "Call 555 0100 from 8 to 5.1.2024", "Exim 4.96.2 on 192.0.2.250", "color:#555; width:450px"),
        "Delivered in 250 ms to 450 recipients, see https://example.com/help#550",
        "RFC 5321 4.2.1 has 500 lines. Your order 2.5.17 of 550 bricks was shipped.",
        *("connect ECONNREFUSED 127.0.0.1:587", "dial tcp 192.0.2.1:587: i/o timeout", "at /app/index.js:546:26 (x)"),
        *("ssl://smtp.example.com:465 (Connection refused)", "port: 587, host: mx", "HTTP/1.1 502 Bad Gateway"),
        *("HTTPError: 429 Client Error", "Request failed with status code 401", "Price: 450 EUR", "* 450 g Coffee"),
        *("550 people came to the party", "Only 299 dollars: 450 items in stock", "Total: 450 ريال"),
        *(
            "qmgr[550]: 4SV: from=<b@example.com>, size=550, nrcpt=450 (queue active)",
            "Hours: 500 to 510, every day but Sunday, and shorter ones in the holidays",
        ),
        "HTTP/1.1 503 Gone\nContent-Length: 550\n\n<html>hello, this is a page of some length</html>",
        "My office is 5.1.1, floor 5, and you are welcome at any time of the day or of the night",
        '{"ErrorCode":406,"Message":"You tried to send to an inactive recipient."}',
    ],
)
def test_numbers_that_are_no_replies(text):
    reading = read(text)
    assert (reading.replies, reading.others) == ((), ())


def test_every_recipient_has_its_own_reply():
    replies = read((BOUNCES / "lhost-qmail-17.eml").read_text("utf-8")).replies
    assert [(reply.recipient, reply.code, reply.enhanced) for reply in replies] == [
        ("userunknown@libsisimai.net", "550", "5.1.1"),
        ("mailboxfull@libsisimai.net", "552", "5.2.2"),
    ]


@pytest.mark.parametrize(
    ("text", "recipient"),
    [
        ("to=<b@example.com>, ctladdr=<a@example.org>, stat=Deferred: 450 4.7.1 later", "b@example.com"),
        (
            "450 4.1.8 <a@example.org>: Sender address rejected: no; from=<a@example.org> to=<b@example.com>",
            "b@example.com",
        ),
        ("550 5.1.1 <o'brien+x@example.com>: Recipient address rejected", "o'brien+x@example.com"),
        ("My address is alice@example.org and I get: 550 5.1.1 no", ""),
    ],
)
def test_only_those_who_are_named_as_recipients_are(text, recipient):
    assert read(text).replies[0].recipient == recipient


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "said: 554 5.7.1\n    <b@example.com>: Relay access denied (in reply to RCPT",
            "<b@example.com>: Relay access denied",
        ),
        ("smtp; 550 5.7.1 Client host [192.0.2.1]\n    blocked using x", "Client host [192.0.2.1] blocked using x"),
        ("(reason: 552 5.3.4 Message too big (10485760))", "Message too big (10485760)"),
        ("Remote Server returned '550 5.1.1 user 'bob' not found'", "user 'bob' not found"),
        ("failed: 550 5.1.1 User doesn't exist\n\tat com.sun.mail.smtp.rcptTo(x.java:1)", "User doesn't exist"),
        ("CLIENT: 554 5.7.1 no relay\n2026-01-01 08:00:00 SMTP ERROR: failed", "no relay"),
        ("said: 550-5.7.1 one\n550 5.7.1 two\nQUIT\n221 bye", "one 550 5.7.1 two"),
        ("550 5.1.1 a\0b\x07c", "a b c"),
        ("وصلني:\n550 5.1.1 User unknown\nما العمل؟", "User unknown"),
        ("550 5.1.1 المستخدم غير معروف\nلم تُسلّم الرسالة", "المستخدم غير معروف لم تُسلّم الرسالة"),
        ("said: 452 4.2.2 Mailbox full\nI'm not going to try again; it is too old.", "Mailbox full"),
    ],
)
def test_a_reply_is_quoted_to_its_end_and_no_further(text, said):
    assert read(text).replies[0].words == said


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


@pytest.mark.parametrize(
    "event",
    [
        '{"delivery-status":{"code":550,"message":"5.1.1 no such user","description":""},"recipient":"b@example.com"}',
        '[{"email":"b@example.com","reason":"550 5.1.1 no such user","status":"5.1.1","smtp-id":"<x@ismtpd-555>"}]',
        '{"msg":{"raw_reason":"550 5.1.1 no such user","reason":"550 5.1.1 no such user","rcpt_to":"b@example.com"}}',
        '{"bounce":[{"emailAddress":"b@example.com","diagnosticCode":"smtp; 550 5.1.1 no such user"}]}',
        '{"code":550,"enhanced-code":"5.1.1","message":"no such user","recipient":"b@example.com"}',
        '{"event":"hard_bounce","diag":"smtp;550 5.1.1 no such user","email":"b@example.com"}',
    ],
)
def test_events_of_sending_services_are_read(event):
    [reply] = read(event).replies
    assert (reply.code, reply.enhanced, reply.recipient, reply.words) == (
        "550",
        "5.1.1",
        "b@example.com",
        "no such user",
    )


def test_an_event_may_have_an_enhanced_code_alone():
    [reply] = read('{"emailAddress":"b@example.com","status":"5.1.1","diagnosticCode":"on our list"}').replies
    assert (reply.code, reply.enhanced, reply.text, reply.recipient) == ("", "5.1.1", "on our list", "b@example.com")


_FIELDS = (
    "Final-Recipient: rfc822; {}@example.com",
    "Action: failed",
    "Status: 5.2.2",
    "Diagnostic-Code: smtp; 521 {}",
)


@pytest.mark.parametrize("between", ["\n", "\r\n", "\n\n", "\n \n", " "])
def test_the_fields_of_a_report_survive_how_they_are_pasted(between):
    report = between.join(_FIELDS)
    replies = read("\n\n".join([report.format("a", "5.2.1 no"), report.format("b", "full")])).replies
    assert [(reply.recipient, reply.code, reply.enhanced, reply.action) for reply in replies] == [
        ("a@example.com", "521", "5.2.1", "failed"),
        ("b@example.com", "521", "5.2.2", "failed"),
    ]


def test_what_is_said_again_with_more_is_the_same_reply():
    [reply] = read("(reason: 550 Host unknown)\n\n550 5.1.2 <a@example.com>... Host unknown").replies
    assert (reply.enhanced, reply.recipient) == ("5.1.2", "a@example.com")


@pytest.mark.parametrize("kind", ["rfc822", "delivery-status", "global-delivery-status"])
def test_what_is_attached_in_base64_is_read(kind):
    inner = (
        "Subject: Undelivered\nTo: b@example.com\n\n550 5.1.1 no"
        if kind == "rfc822"
        else "\n".join(_FIELDS).format("a", "5.1.1 no")
    )
    encoded = b64encode(inner.encode()).decode()
    part = f"Content-Type: message/{kind}\nContent-Transfer-Encoding: base64\n\n{encoded}\n"
    mail = f"From: a@example.com\nTo: b@example.com\nContent-Type: multipart/mixed; boundary=B\n\n--B\n{part}--B--\n"
    assert read(mail).replies[0].enhanced == "5.1.1"


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


def test_a_forwarded_bounce_is_read():
    bounce = (BOUNCES / "lhost-postfix-02.eml").read_text("utf-8")
    attached = MIMEMultipart(_subparts=[MIMEText("See this."), MIMEMessage(message_from_string(bounce))])
    attached["From"], attached["To"] = "a@example.com", "b@example.com"
    quoted = "Look:\n\n" + "\n".join(f"> {line}" for line in bounce.splitlines())
    for text in (attached.as_string(), quoted, bounce[bounce.index("\n\n") :]):
        assert read(text).replies[0].code == "550"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("rfc3834-02", Kind.AUTOMATIC),
        ("arf-11", Kind.COMPLAINT),
        ("is-not-bounce-01", Kind.OTHER),
        ("rfc3464-56", Kind.REPORT),
    ],
)
def test_what_kind_of_mail_it_is(name, kind):
    assert read((BOUNCES / f"{name}.eml").read_text("utf-8")).kind is kind


# --- anything at all


@given(st.text(max_size=2000))
def test_any_text_is_read_without_fault(text):
    read(text)
    assert len(read_entry(text).codes) <= 2


_PIECES = st.sampled_from(
    [
        *("550", "5.1.1", "-", " ", "\n", "\r", "<", ">", ":", ";", "(", "'", '"', "=", "\0", "é", "ع", "\ud800"),
        *("smtp;", "Status:", "said:", "<<<", "From: a\n", "\n--b\n", "Content-Type: message/rfc822\n\n"),
        *("Content-Type: multipart/mixed; boundary=b\n", "Content-Type: text/html; charset=idna\n\n"),
        *("Content-Transfer-Encoding: base64\n", "Subject: =?x?b?=\n", "Content-Type: message/delivery-status\n\n"),
    ]
)


@given(st.lists(_PIECES, max_size=80).map("".join))
@settings(max_examples=300)
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


@pytest.mark.parametrize("kind", _HARD)
def test_twice_the_text_takes_no_more_than_two_and_a_half_times_as_long(kind):
    def seconds(size):
        text = _HARD[kind](size)
        start = time.process_time()
        read(text)
        return time.process_time() - start

    size = 32_000
    while (once := min(seconds(size) for _again in range(3))) < 0.02 and size < 120_000:  # too short to be compared
        size *= 2
    assert min(seconds(2 * size) for _again in range(3)) <= 2.5 * max(once, 0.02)
