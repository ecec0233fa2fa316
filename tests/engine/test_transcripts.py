"""Lines, logs, sessions and notices -> the replies that stand in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import bounce

from smtp_replies.reading import read
from smtp_replies.reply import LONGEST_REPLY, Evidence
from smtp_replies.smtp import Stage
from smtp_replies.transcripts import hits

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
        ("SMTP error, DOT: Host mx.example.com(192.0.2.1) said 550 Mail content denied", "550", ""),
        ("SMTP error, DOT: Host mx.example.com(192.0.2.1) DOT said 550 Mail content denied", "550", ""),
        ("SMTP error, MAIL: Host mx.example.com(192.0.2.1) MAIL FROM said 550 Mail content denied", "550", ""),
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
    assert [reply.code or reply.enhanced for reply in reading.replies if reply.code or reply.enhanced] == []
    assert reading.others == ()


def test_every_recipient_has_its_own_reply():
    replies = read(bounce("lhost-qmail-17")).replies
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


# --- how sure a number is a code


def evidence(text, number="550"):
    """How sure the first place where the number stands is."""
    return next((hit.evidence for hit in hits(text) if hit.start == text.index(number)), Evidence.NONE)


@pytest.mark.parametrize(
    "before",
    [
        *("smtp; ", "smtp;", "host mx[192.0.2.1] said: ", "mx said to me: ", "mx refused to talk to me: "),
        *("Remote Server returned ", "<<< ", "<** ", "<- ", "(reason: ", "stat=Deferred: "),
        *("Recipient address rejected: ", "relay refused: ", "failed: ", "it failed with: "),
        *("got code ", "with message ", "the message: "),
        *(
            "SMTP error: ",
            "the error was: ",
            "error is: ",
            "error message: ",
            "SMTPException: ",
            "login: ",
            "details: ",
        ),
        *("the following error ", "the server responded with: ", "mx answered: ", "mx replied: "),
        *("response: ", "reply=", "The response from the remote server was: ", "the reply is "),
        *("The server said: ", "the remote host message: "),
        *("error after RCPT TO:<user@example.com>: ", "in answer to our command: ", "connection to mx: "),
        *(
            "host mx.example.com [192.0.2.1]: ",
            "status=bounced (",
            "stat=x (",
            'command="DATA" result="',
            '"smtpResponse": ',
            '"diagnosticCode": "',
        ),
        *("said: '", 'said: "', "said: [", "said: <", "said: #"),
    ],
)
def test_words_before_a_code_say_that_it_is_one(before):
    assert evidence(f"It happened today, {before}550") is Evidence.STRONG


@pytest.mark.parametrize(
    "before",
    ["we paid ", "it said ", "on page ", "the reason is ", "error ", "http ", "between ", "a status ", "RCPT ", "[1] "],
)
def test_other_words_before_a_number_do_not(before):
    assert evidence(f"It happened today, {before}550") < Evidence.STRONG


@pytest.mark.parametrize(
    "text",
    [
        *("550 5.1.1 no", "550-5.1.1 no", "550-'5.1.1 no", "550 #5.1.1 no", "550 550 5.1.1 no", "550/5.1.1 no"),
        *("550: 5.1.1 no", "550;5.1.1 no", "[550] 5.1.1", "550 (5.1.1) no", "550\n    5.1.1 no", "550, status=5.1.1"),
        *("code=550 msg='5.1.1 no'", "(550, b'5.1.1 no')", "(550, 'no')", "(550, b'no')"),
    ],
)
def test_an_enhanced_code_or_octets_behind_a_code_say_so_too(text):
    assert evidence(f"it is {text}") is Evidence.STRONG


@pytest.mark.parametrize(
    "text",
    ["550 and 5.1", "550 of 15.1.1", "550 5.01.1", "550 5.1.1.2", "550 5.1.1000", "550 is before 5.1.1", "1550 5.1.1"],
)
def test_other_numbers_behind_it_do_not(text):
    assert evidence(f"it is {text}") < Evidence.STRONG


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("550 User unknown", Evidence.FAIR),
        ("> 550 User unknown", Evidence.FAIR),
        ("  | 550-User unknown", Evidence.FAIR),
        ("550 192.0.2.1 is blocked", Evidence.FAIR),
        ("550 2001:db8::1 is blocked", Evidence.FAIR),
        ("550: User unknown", Evidence.FAIR),
        ("It is so: 550 User unknown", Evidence.FAIR),
        ("<user@example.com>; 550 User unknown", Evidence.FAIR),
        ("mx.example.com #550 User unknown", Evidence.FAIR),
        ("550", Evidence.WEAK),
        ("'550'", Evidence.WEAK),
        ("250 OK", Evidence.WEAK),  # who pastes this may ask about it, but nothing was refused
        ("it is in a list (550)", Evidence.NONE),
        ("status 550", Evidence.WEAK),
        ("رمز 550", Evidence.WEAK),
        ("错误：550", Evidence.WEAK),
        ("kodu 550", Evidence.WEAK),
        ("no such user, 550 unknown", Evidence.WEAK),
        ("HARD  mx.example.com  550 User unknown", Evidence.WEAK),
        ("user@example.com\tbounced\t550 User unknown", Evidence.WEAK),
        ("user@example.com\tAnna\t550 Main Street", Evidence.NONE),
        ("user@example.com paid 550 in cash", Evidence.NONE),
        ("mx.example.com  550", Evidence.NONE),
        ("no such user, 550", Evidence.NONE),
        ("It cost 550 coins", Evidence.NONE),
        ("status 250", Evidence.NONE),
        ("550\n\nUser unknown", Evidence.WEAK),
        ("550.5 User unknown", Evidence.NONE),
        ("/550 User unknown", Evidence.NONE),
        ("v1.550 User unknown", Evidence.NONE),
        ("550x User unknown", Evidence.NONE),
        ("650 User unknown", Evidence.NONE),
    ],
)
def test_the_place_of_a_number_says_how_sure_it_is(text, sure):
    assert evidence(text, text[text.index("50") - 1 :][:3]) is sure


@pytest.mark.parametrize(
    "text",
    [
        *("mx.example.com:587 not reached", "[192.0.2.1]:587 timed out", "localhost:587 refused", "port 587 is closed"),
        *(
            "Error connecting to mail:587: refused",
            "(<server>:465). Please check",
            "smtp.example.com : 587 not reached",
        ),
        *('{"statusCode":403,"message":"a domain is to be verified"}', "{ statusCode: 429, name: 'too_many' }"),
        *("port: 587", "'port': 587", "/app/index.js:546 failed", "said: port 587"),
        *("Expected response code 550 but not that", "HTTP/1.1 502 no", "HTTP 502 no", "HTTPError: 502 no"),
        *("status code 502 no", "502 Bad Gateway", "500 Internal Server Error", "404 Not Found", "403 Forbidden"),
        *("550 MB used", "550 messages", "550 recipients", "450 €", "550 to 560", "550 days", "550 ريال", "550-kg"),
        *('"session-count":550,"failure-count":3', "count: 550, 'failures'"),
        "Anna\tanna@example.com\t550 Main Street\nBob\tbob@example.com\t450 Oak Avenue",
    ],
)
def test_ports_places_statuses_of_http_and_amounts_are_no_codes(text):
    assert list(hits(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        *("550 more than that", "550 mbox is full", "550 dayton is unknown", "550 forbidding"),
        *("the port said: 550 no", "passport 550 5.1.1 no", "unexpected 550 5.1.1 no", "HTTP 550 5.1.1 no"),
    ],
)
def test_what_only_looks_like_those_may_be_a_code(text):
    assert evidence(text) > Evidence.NONE


@pytest.mark.parametrize(
    ("text", "enhanced", "sure"),
    [
        ("no mailbox here by that name (#5.1.1)", "5.1.1", Evidence.STRONG),
        ("to=<a@example.com>, dsn=5.1.1, status=bounced (no)", "5.1.1", Evidence.STRONG),
        ("Status: 5.1.1", "5.1.1", Evidence.STRONG),
        ("error 5.1.1", "5.1.1", Evidence.STRONG),
        ("The server said: 5.1.1 no", "5.1.1", Evidence.STRONG),
        ("5.1.1 User unknown", "5.1.1", Evidence.FAIR),
        ("> 5.1.1 - User unknown", "5.1.1", Evidence.FAIR),
        ("2.0.0 (abc123 Message accepted", "2.0.0", Evidence.FAIR),
    ],
)
def test_an_enhanced_code_may_stand_without_a_reply_code(text, enhanced, sure):
    [hit] = hits(text)
    assert (hit.evidence, hit.reply.code, hit.reply.enhanced) == (sure, "", enhanced)


@pytest.mark.parametrize(
    "text",
    [
        *("5.1.1", "version 5.1.1", "Exim 4.96.2 said", "10.5.1.1 User", "5.1.1.2 User", "5.1.1a User", "5.01.1 User"),
        *("3.1.1 User unknown", "it is 5.1.1 in number", "5.1.1\n\nUser unknown", "https://example.com/5.1.1"),
    ],
)
def test_a_version_an_address_or_a_number_is_no_enhanced_code(text):
    assert list(hits(text)) == []


# --- what it is about


@pytest.mark.parametrize(
    ("text", "recipient"),
    [
        ("to=<b@example.com>, relay=mx: 550 5.1.1 no", "b@example.com"),
        ("RCPT TO:<b@example.com>\n550 5.1.1 no", "b@example.com"),
        ("<b@example.com>:\n550 5.1.1 no", "b@example.com"),
        ("  b@example.com\n    550 5.1.1 no", "b@example.com"),
        ("> * b@example.com: 550 5.1.1 no", "b@example.com"),
        ("recipient b@example.com: 550 5.1.1 no", "b@example.com"),
        ("to=<a@example.com>\n550 5.1.1 <b@example.com>: no", "b@example.com"),  # behind the codes
        ("550 5.1.1 no, said to=<b@example.com>", "b@example.com"),
        ("to=<a@example.com>, to=<b@example.com>: 550 5.1.1 no", "b@example.com"),  # the last before the code
        ("550 5.1.1 no\nto=<b@example.com>", ""),  # another line
        ("MAIL FROM:<a@example.com>\n550 5.1.1 no", ""),
        ("from=<a@example.com>: 550 5.1.1 no", ""),
        ("sender: a@example.com\n550 5.1.1 no", ""),
        ("Message-ID: <a@example.com>\n550 5.1.1 no", ""),
        ("550 5.7.1 <a@example.com> sender rejected", ""),
        ("550 5.7.1 <a@example.com>: domain of sender is unknown", ""),
        ("Write to us by way of a@example.com, please: 550 5.1.1 no", ""),
    ],
)
def test_who_is_named_as_the_recipient(text, recipient):
    assert next(hits(text)).reply.recipient == recipient


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("mx said: 550 no (in reply to MAIL FROM command)", Stage.MAIL),
        ("mx said: 550 no (in reply to DATA command)", Stage.DATA),
        ("mx said: 550 no (in\n    reply to end of DATA command)", Stage.END_OF_DATA),
        ("mx said: 550 no (in reply to EHLO command)", Stage.EHLO),
        ("mx said: 550 no (in reply to STARTTLS command)", Stage.STARTTLS),
        ("mx said: 550 no (in reply to AUTH command)", Stage.AUTH),
        ("mx said: 550 no (in reply to QUIT command)", Stage.QUIT),
        ("mx said: 550 no (in reply to initial server greeting)", Stage.CONNECT),
        ("mx refused to talk to me: 550 no", Stage.CONNECT),
        ("SMTPConnectError: 550 no", Stage.CONNECT),
        ("SMTP error after RCPT TO:<b@example.com>: 550 no", Stage.RCPT),
        ("SMTP error after MAIL FROM:<a@example.com>: 550 no", Stage.MAIL),
        ("SMTP error after end of data: 550 no", Stage.END_OF_DATA),
        ("smtplib.SMTPSenderRefused: (550, b'no')", Stage.MAIL),
        ("smtplib.SMTPAuthenticationError: (535, b'no')", Stage.AUTH),
        ("smtplib.SMTPHeloError: (550, b'no')", Stage.EHLO),
        (">>> RCPT TO:<b@example.com>\n<<< 550 no", Stage.RCPT),
        (">>> MAIL FROM:<a@example.com>\n>>> RCPT TO:<b@example.com>\n<<< 550 no", None),  # sent in one go
        (">>> DATA\n<<< 550 no", None),  # with pipelining the reply to an earlier command
        ("Error: 535 no {\n  code: 'EAUTH',\n  command: 'AUTH PLAIN'", Stage.AUTH),
        ("I rcpt the data to auth by mail: 550 no", None),
        ("550 no", None),
    ],
)
def test_the_stage_is_named_behind_a_reply_or_before_it(text, stage):
    assert next(hits(text)).reply.stage is stage


# --- where it ends


@pytest.mark.parametrize(
    "below",
    [
        *("\n\nDear user, 450", " (in reply to RCPT TO command)", "\nGiving up on 192.0.2.1.", " ##", "'}", '"}', '",'),
        *(
            "\nI'm not going to try again",
            "\n<b@example.com>: 551 x",
            "\n>>> QUIT",
            "\n... while talking",
            "\n-----",
            "\n*****",
        ),
        *("\n=====", "\n    at java.base/x(y.java:1)", "\n2026-01-01 08:00 x", "\n  command: 'RCPT'", "\napp/x.py:12"),
        *(
            "\n[11:22:02.991][2fff] SMTP[ERROR]: x",
            "\n11:22:02 x",
            "\n[2026-01-01 08:00:00] x",
            "\nNov 28 08:00:00 mx postfix/smtpd[1]: x",
            "\nmail_1  | 2026-01-01T08:00:00.000Z [NOTICE] x",
            "\n=== Connection closed with remote host.",
            " ...\nEX01  Retry  14  example.com",
            "\nServeur : « smtp.example.com »",
            "; from=<a@example.com> to=<b@example.com> proto=ESMTP helo=<mx>",
            "\\r\\n",
            "\\r' }",
            "\\r\\n\n>",
        ),
        *("\nما العمل؟", ", status=bounced", ", dsn=5.1.1", "};", "\n250 OK", "\nRCPT TO:<x@example.com>", "\n* QUIT"),
    ],
)
def test_a_reply_is_over_where_what_writes_it_goes_on(below):
    assert next(hits(f"smtp; 550 5.1.1 No such user.{below}")).reply.text == "550 5.1.1 No such user."


@pytest.mark.parametrize(
    "more",
    [
        *(
            "\n    go and look",
            "\n550 5.1.1 go and look",
            "\n550-5.1.1 go and look",
            ", status unknown",
            "\n- x",
            " - 450",
        ),
        *(" at noon", "\nat noon", " (it is so)", "; sorry", " <b@example.com>: no", "\nRCPTS are many"),
    ],
)
def test_a_reply_goes_on_over_lines_and_numbers(more):
    assert next(hits(f"smtp; 550 5.1.1 No such user.{more}")).reply.text == "550 5.1.1 No such user." + (
        " " + more.strip() if more[0] in "\n " else more
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("(550 no)", "550 no"),
        ('"550 no"', "550 no"),
        ("“550 no”", "550 no"),
        ("«550 no»", "550 no"),
        ("'550 it's no'", "550 it's no"),
        ("[550 no [192.0.2.1]]", "550 no [192.0.2.1]"),
        ("(reason: 550 no (at all))", "550 no (at all)"),
        ("said: 550 no (at all)", "550 no (at all)"),
        ("said: 550 'no'", "550 'no'"),
        ("he said: “550 no”.", "550 no"),
        ("«550 5.1.1 no (at all)»", "550 5.1.1 no (at all)"),
        ("(550 no (at all)).", "550 no (at all)"),
    ],
)
def test_what_was_opened_before_a_reply_is_closed_behind_it(text, said):
    assert next(hits(text)).reply.text == said


def test_a_number_within_a_reply_is_part_of_it_unless_it_is_surely_another():
    assert len(list(hits("said: 550 no: 450 is the size"))) == 1
    assert [hit.reply.code for hit in hits("said: 550 no, for mx said: 450 4.2.0 later")] == ["550", "450"]


def test_long_replies_and_many_numbers_are_cut():
    assert len(next(hits("smtp; 550 " + "x" * 9000)).reply.text) == LONGEST_REPLY
    assert len(list(hits("smtp; 550 no\n\n" * 3000))) == 1000


@given(
    st.lists(
        st.sampled_from(["550", " ", "5.1.1", "\n", "said: ", "(", "'", "<b@example.com>", ":", "no"]), max_size=40
    )
)
def test_a_hit_is_where_its_number_stands(pieces):
    text = "".join(pieces)
    for hit in hits(text):
        assert text.startswith(hit.reply.code or hit.reply.enhanced, hit.start)


@pytest.mark.parametrize(
    ("text", "code", "enhanced"),
    [
        ("邮件投递失败550 Mail content denied", "550", ""),
        ("Envoi du courrier : le serveur a répondu :  4.7.0 Temporary failure", "", "4.7.0"),
        ("smtp error (5.1.1 User unknown)", "", "5.1.1"),
        ("the recipient's mailbox is unknown 5.1.1", "", "5.1.1"),
        ("OutboundConnectionResponse 550+5.7.1+Unable+to+relay+for+user@example.com", "550", "5.7.1"),
        ("SMTP Error. SMTP code: 553 Additional SMTP info: 5.7.1", "553", "5.7.1"),
        ("failure: does_not_like_recipient./Remote_host_said:_500_No_such_user/Giving_up", "500", ""),
    ],
)
def test_codes_are_read_in_the_forms_of_logs_and_dialogs(text, code, enhanced):
    reply = read(text).replies[0]
    assert (reply.code, reply.enhanced) == (code, enhanced)


@pytest.mark.parametrize(
    "text",
    [
        "Your order 550 5.1.1 has been shipped.",
        "Room 550 is full, please use room 451.",
        "550 of our 554 members voted.",
        "The login page answered 503 for 5 minutes.",
        "Updating linux-image 5.4.0-421 (5.1.1 -> 5.2.2)",
    ],
)
def test_what_is_numbered_or_counted_is_no_reply(text):
    assert read(text).replies == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Rejection Code\t550\nDate/Time\t2026-11-30 06:00:38", "550"),
        ("Code\t550 5.1.1 User unknown\nTo\tb@example.com", "550 5.1.1 User unknown"),
        ("<div>Server said: '550 5.7.520 Access denied, no forwarding'</div>\n<p>Whose fault is it?</p>", None),
    ],
)
def test_the_next_row_of_a_table_and_the_end_of_an_element_are_no_part_of_a_reply(text, said):
    assert read(text).replies[0].text == (said or "550 5.7.520 Access denied, no forwarding")


@pytest.mark.parametrize("number", ["550", "421", "503", "535"])
def test_a_status_code_that_is_one_of_smtp_is_read(number):
    assert read(f'Mail error: {{"statusCode":{number},"message":"mailbox unavailable"}}').replies[0].code == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The response from the remote server mx.example.com [192.0.2.1] was: 550 No such user here", "550"),
        ("what does smtp error code: 401 mean", "401"),
        ("SMTP error code: 422 mailbox full", "422"),
        ("Error <code>550 5.7.1</code>: relay access denied", "550"),
        ("{ code: 401, response: { body: 'no' } } when I send mail", ""),
    ],
)
def test_a_number_of_http_is_a_code_where_people_call_it_one(text, code):
    assert next((reply.code for reply in read(text).replies), "") == code


@pytest.mark.parametrize(
    "text",
    [
        "Unable to send: unrecognised address (code 401).",
        'refused (code 403)"',
        "250 2.6.0 <1@x> Queued mail for delivery -> 250 2.1.5",
    ],
)
def test_the_status_of_an_interface_and_an_answer_that_is_said_again_are_no_replies(text):
    assert [hit.reply.code for hit in hits(text)] in ([], ["250"])
