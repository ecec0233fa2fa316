"""Lines, logs, sessions and notices -> the replies that stand in them."""

import pytest
from running import BOUNCES

from smtp_replies.reading import read
from smtp_replies.smtp import Stage

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
