"""What a text says went wrong, where it holds several that may tell."""

import pytest

from smtp_replies import Known, Matcher, read
from smtp_replies.advice import Advice
from smtp_replies.causes import ACCOUNT_RESTRICTED, AUTH_REQUIRED
from smtp_replies.programs import Needs, ProgramError

REFUSED = ProgramError("refused", ("connect ECONNREFUSED <ip>:<port>",), "no-connection")
HEADING = ProgramError("heading", ("Sending of the message failed",), needs=Needs.NOTHING, is_heading=True)
ERRORS = [REFUSED, HEADING]


def test_a_reply_of_a_server_is_stronger_than_what_a_program_shows():
    text = "Sending of the message failed. The mail server responded: 550 5.1.1 User unknown"
    [reply] = read(text, Matcher(errors=ERRORS)).replies
    assert (reply.code, reply.match.cause, reply.match.error) == ("550", "recipient-unknown", None)


def test_a_session_of_successes_that_breaks_off_is_a_failure():
    text = "S: 220 mx.example.com ESMTP\nC: EHLO me\nS: 250 OK\nError: connect ECONNREFUSED 192.0.2.1:587"
    [reply] = read(text, Matcher(errors=ERRORS)).replies
    assert (reply.match.error, reply.match.cause, reply.tells_of_failure) == ("refused", "no-connection", True)


def test_a_session_that_breaks_off_after_starttls_failed_at_encryption():
    text = "CLIENT -> SERVER: STARTTLS\nSERVER -> CLIENT: 220 Go ahead\nSending of the message failed"
    [reply] = read(text.replace("\nSERVER -> CLIENT: 220 Go ahead", ""), Matcher(errors=ERRORS)).replies
    assert (reply.match.cause, reply.match.error) == ("tls", "heading")


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("connect to mx.example.com[192.0.2.1]:25: Connection refused", "routing"),
        ("connect to 127.0.0.1[127.0.0.1]:10024: Connection refused", "no-connection"),
    ],
)
def test_of_a_server_that_could_not_be_reached_it_counts_whose_it_is(text, cause):
    log = f"Nov 28 10:00:00 mail postfix/smtp[1]: 4F2A: to=<a@example.com>, relay=none, status=deferred ({text})"
    [reply] = read(log).replies
    assert (reply.match.cause, reply.action) == (cause, "deferred")


def test_what_a_notice_tells_of_gives_its_cause_to_a_code_that_tells_nothing():
    head = "From: MAILER-DAEMON@mx.example.com\nSubject: Undelivered Mail Returned to Sender\n\n"
    text = "Your message could not be delivered to bob@example.com because the mailbox is full.\n\n550 5.0.0"
    [reply] = read(head + text).replies
    assert (reply.code, reply.match.cause) == ("550", "mailbox-full")


@pytest.mark.parametrize(("cause", "advice"), [("tls", "weak-keys"), ("dns", None)])
def test_what_a_program_says_beside_a_reply_of_the_same_cause_says_more(cause, advice):
    weak = ProgramError("weak", ("dh key too small",), cause, "weak-keys", Needs.NOTHING)
    log = "stat=Deferred: 403 4.7.0 TLS handshake failed\nSTARTTLS=client, error: reason=dh key too small"
    [reply] = read(log, Matcher(errors=[weak])).replies
    assert (reply.code, reply.match.cause, reply.match.advice) == ("403", "tls", advice)


def test_a_number_in_a_letter_is_no_reply():
    letter = "Hello Ann,\n\nthe flat costs\n550 a month, which is more than we thought of.\n\nYours\nBob"
    assert read(letter).replies == ()


def test_the_words_of_a_program_count_where_the_rest_is_surely_about_mail():
    unknown = ProgramError("issuer", ("unable to get local issuer certificate",), "tls", "certificate-not-trusted")
    for_all = Matcher(errors=[unknown])
    [reply] = read("unable to get local issuer certificate", for_all).replies
    assert (reply.match.cause, reply.match.error) == ("tls", "issuer")
    assert read("The shop is closed on Monday.", for_all).replies == ()


def test_a_host_beside_the_words_of_a_program_is_no_reason():
    rejected = ProgramError("rejected", ("The server <…> rejected the address <…>",), needs=Needs.NOTHING)
    text = "The server “smtp.example.com” rejected the address “smtp.example.com”."
    [reply] = read(text, Matcher(errors=[rejected])).replies
    assert (reply.match.cause, reply.match.error) == (None, "rejected")


def test_a_failure_that_qmail_did_not_log_is_none_that_was_given_up():
    assert read("curl: (56) Recv failure: Connection reset by peer").replies == ()
    [reply] = read("delivery 5: deferral: Connected_to_192.0.2.1_but_greeting_failed.").replies
    assert reply.action == "deferred"


def test_a_program_that_shows_a_reply_has_no_queue():
    shown = ProgramError("shown", ("Le serveur a répondu :",), needs=Needs.NOTHING, is_heading=True)
    reading = read("Le serveur a répondu : 450 4.2.1 Try again later", Matcher(errors=[shown]))
    assert (reading.replies[0].code, reading.by_program) == ("450", True)


@pytest.mark.parametrize(
    ("said", "cause"),
    [("<reply>", None), ("", None), ("Access denied", "policy"), ("The mailbox is full", "mailbox-full")],
)
def test_the_words_around_a_reply_are_no_notice(said, cause):
    wrapper = ProgramError("wrapper", ("Mailbox unavailable. The server response was",), needs=Needs.NOTHING)
    [reply] = read(f"Mailbox unavailable. The server response was: {said}", Matcher(errors=[wrapper])).replies
    assert reply.match.cause == cause


@pytest.mark.parametrize(("port", "advice"), [("25", "theirs"), ("587", "relay")])
def test_a_relay_that_is_not_reached_is_no_server_of_the_recipient(port, advice):
    theirs = ProgramError("theirs", ("connect to <host>[<ip>]:<port>: Connection timed out",), "routing", "theirs")
    relay = Advice("relay", "no-connection", wordings=("connect to <…> 587 Connection timed out",))
    line = f"connect to smtp.example.com[192.0.2.25]:{port}: Connection timed out"
    [reply] = read(line, Matcher(advice=[relay], errors=[theirs])).replies
    assert (reply.match.advice, reply.match.error) == (advice, "theirs")


@pytest.mark.parametrize(
    ("question", "cause"),
    [
        ("error 550 user unknown", "recipient-unknown"),
        ("why 550 relay denied", "relay-denied"),
        ("got a 550 mailbox not found from their server", "recipient-unknown"),
        ("smtp error 421 too many connections", "rate-limited"),
        ("is 450 greylisting temporary?", "greylisted"),
        ("mailbox full 552 error", "mailbox-full"),
        ("order 5504: error 550 user unknown", "recipient-unknown"),
        ("код ошибки 550: пользователь не найден", "recipient-unknown"),
        *(("how do I fix error 550", None), ("error 550 outlook 2016", None), ("what does 421 mean", None)),
        *(("smtp error 550", None), ("my email to gmail fails with 550", None), ("无法发送邮件 错误 553", None)),
        *(
            ("550 vs 554", None),
            ("550, 553", None),
            ("my 550 error started yesterday", None),
            ("what does error code 550 mean?", None),
            ("ما معنى 550", None),
        ),
    ],
)
def test_words_beside_a_code_that_is_asked_about_tell_its_cause_if_they_are_sure(question, cause):
    assert read(question).replies[0].match.cause == cause


def test_a_code_that_is_asked_about_is_shown_with_the_words_that_told():
    [reply] = read("Error 550 user unknown").replies
    assert (reply.code, reply.text) == ("550", "550 user unknown")
    assert read("how do I fix error 550").replies[0].text == "550"


def test_that_mail_waits_is_no_reason_beside_one():
    delay = Advice("delay", "server-busy", wordings=("Delivery incomplete",))
    text = "Delivery incomplete\nGmail will retry for 46 more hours.\nThe response was:\n"
    said = "The recipient server did not accept our requests to connect. [mx.example.com 192.0.2.1: timed out]"
    [reply] = read(text + said, Matcher(advice=[delay])).replies
    assert (reply.match.cause, reply.action, reply.text) == ("routing", "delayed", said)


def test_the_name_of_a_field_with_an_address_is_no_reason():
    """The words of such a name stand in many refusals."""
    log = "Type: mail, of our own shop, as it says below\nHostname: 192.0.2.1\nFromAddress : a@example.com"
    log += "\n<Keywords>0x80000000000000</Keywords>"
    assert read(log).replies == ()
    assert read(f"{log}\nHost: mx-relay03\nLoad: 1.45").replies == ()
    said = "LastError : The mailbox of the recipient is full and has exceeded its quota"
    [reply] = read(f"{log}\n{said}").replies
    assert (reply.match.cause, reply.text) == ("mailbox-full", said)


def test_one_word_that_is_known_as_a_reason_is_one():
    greylisting = Advice("greylisting", "greylisted", wordings=("greylisted",))
    text = "Your message could not be delivered yet.\nGreylisted\nThis report was made for the sender of the mail."
    [reply] = read(text, Matcher(advice=[greylisting])).replies
    assert reply.match.cause == "greylisted"


def test_what_a_line_of_a_log_quotes_is_read_for_itself():
    log = 'client_name="mx.example.com" to="b@example.com" msg="SPF check: status fail, domain example.com"'
    [reply] = read(f'{log} {"scan_time=0.05 " * 60}disposition="Reject"').replies
    assert reply.match.cause == "authentication-failed"


def test_a_code_alone_takes_its_cause_from_the_text_around_it():
    text = "The mail of our shop is refused since we moved, with the code 550.\nThe SPF check failed for example.com.\n"
    assert read(text).replies[0].match.cause == "authentication-failed"


def test_a_log_that_ends_with_the_time_run_out_says_so():
    line = "2026-01-01 11:02:16 1rgT2k-0003Qx-1Z {} b@example.com R=dnslookup T=remote_smtp{}"
    log = [
        line.format("==", " defer (-53): retry time not reached for any host"),
        line.format("**", ": retry timeout exceeded"),
    ]
    expired = Advice("expired", "expired", wordings=("retry timeout exceeded",))
    [reply] = read("\n".join(log), Matcher(advice=[expired])).replies
    assert (reply.match.cause, reply.action) == ("expired", "failed")


def test_the_last_attempt_that_qmail_logs_counts_and_not_those_before():
    said = "Sorry,_I_wasn't_able_to_establish_an_SMTP_connection._(#4.4.1)/"
    end = "I'm_not_going_to_try_again;_this_message_has_been_in_the_queue_too_long./"
    log = f"@4000 delivery 1: deferral: {said}\n@4000 delivery 2: failure: {said}{end}"
    expired = Advice("expired", "expired", wordings=("this message has been in the queue too long",))
    [reply] = read(log, Matcher(advice=[expired])).replies
    assert (reply.enhanced, reply.match.cause, reply.action) == ("4.4.1", "expired", "failed")


@pytest.mark.parametrize(("status", "action"), [("deferred", "deferred"), ("bounced", "failed")])
def test_a_log_says_whether_its_server_goes_on_in_spite_of_a_final_reply(status, action):
    line = f"postfix/smtp[1]: 4F2A: to=<b@example.com>, status={status} (host x said: 554 5.7.1 not from your address)"
    [reply] = read(line).replies
    assert (reply.code, reply.action) == ("554", action)


def test_a_status_without_a_reply_says_less_than_the_notice_around_it():
    text = "You have reached a limit for sending mail. Your message was not sent.\n\n{}Action: failed\nStatus: 4.2.1\n"
    matcher = Matcher(decisive={"X.2.1": "mailbox-disabled"})
    status = text.format("Final-Recipient: rfc822; user@example.com\n")
    assert [reply.match.cause for reply in read(status, matcher).replies] == ["rate-limited"]
    reply = f"{status}Diagnostic-Code: smtp; 450 4.2.1 mailbox disabled\n"
    assert [reply.match.cause for reply in read(reply, matcher).replies] == ["mailbox-disabled"]


def test_a_server_that_a_longer_text_speaks_of_is_none_of_mail_unless_the_text_says_so():
    said = "Connection to the sync server timed out. "
    other = "Version 2 has three new views, and all of its lists are sorted by date now, as many of you wished. "
    assert [reply.match.cause for reply in read(said).replies] == ["no-connection"]
    assert read(said + other * 2).replies == ()
    [reply] = read(f"{said}{other * 2}I wanted to send an e-mail.").replies
    assert reply.match.cause == "no-connection"


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("smtp.sender.example: auth_failed", "key"),
        ("smtp.other.example: auth_failed", "login-refused"),
        ("smtp.other.example, to: friend@sender.example: auth_failed", "login-refused"),
        ("smtp.sender.example: mail program: auth_failed", "key"),
        ("smtp.other.example: mail program: auth_failed", "thunderbird-login"),
        ("smtp.sender.example: no method is known", "method"),
    ],
)
def test_whose_login_was_refused_is_told_what_its_provider_wants(said, advice):
    refused = ProgramError("login", ("auth_failed",), "auth-required", "login-refused", Needs.NOTHING)
    shown = ("mail program: auth_failed",)
    by_program = ProgramError("program", shown, "auth-required", "thunderbird-login", Needs.NOTHING)
    method = ProgramError("method", ("no method is known",), "auth-required", "method", Needs.NOTHING)
    key = Advice("key", "auth-required", codes=("535",), marks=("sender.example",))
    [reply] = read(said, Matcher(errors=[refused, by_program, method], advice=[key])).replies
    assert reply.match.advice == advice


def test_a_digit_in_an_address_makes_no_field_of_a_refusal():
    for name in ("bob", "bob2"):
        assert [reply.match.cause for reply in read(f"Unknown user: {name}@example.com").replies] == [
            "recipient-unknown"
        ]


def test_of_two_known_lines_the_one_with_a_step_counts():
    advice = Advice("address", "sender-rejected", ("Sender address is not allowed",))
    known = Known("full", "550 Requested action not taken: mailbox unavailable", "550", "", "recipient-unknown")
    text = "The mail server answered:\nRequested action not taken: mailbox unavailable\nSender address is not allowed."
    assert read(text, Matcher([known], advice=[advice])).replies[0].match.advice == "address"


def test_what_a_server_that_refused_logs_beside_its_reply_says_more_than_the_reply():
    said = "client [192.0.2.1] blocked using list.example.org"
    log = [
        "Nov 30 08:02:17 mx postfix/dnsblog[1]: addr 192.0.2.1 listed by domain list.example.org as 127.255.255.254",
        f"Nov 30 08:02:23 mx postfix/postscreen[2]: NOQUEUE: reject: RCPT from [192.0.2.1]:42: 550 5.7.1 {said}",
    ]
    listed = Advice("listed", "reputation-blocked", wordings=("blocked using",))
    error = Advice("error-of-a-list", "dns", wordings=("listed by domain <…> as 127.255.255.254",))
    [reply] = read("\n".join(log), Matcher(advice=[listed, error])).replies
    assert (reply.code, reply.match.advice) == ("550", "error-of-a-list")
    [reply] = read("\n".join([f"why? it is {log[0][40:]}", log[1]]), Matcher(advice=[listed, error])).replies
    assert reply.match.advice == "listed"  # what somebody says beside a log is no line of it


def test_of_several_refusals_in_a_log_each_keeps_its_own_advice():
    line = (
        "Nov 30 08:02:23 mx postfix/smtpd[2]: NOQUEUE: reject: RCPT from x[192.0.2.1]: {}; from=<a@x.example> to=<{}>"
    )
    log = [
        line.format("554 5.7.1 <ann@example.com>: Relay access denied", "ann@example.com"),
        line.format("550 5.7.1 <bob@example.com>: blocked using list.example.org", "bob@example.com"),
    ]
    relay = Advice("relay", "relay-denied", wordings=("Relay access denied",))
    listed = Advice("listed", "reputation-blocked", wordings=("blocked using",))
    replies = read("\n".join(log), Matcher(advice=[relay, listed])).replies
    assert {reply.code: reply.match.advice for reply in replies} == {"554": "relay", "550": "listed"}


@pytest.mark.parametrize(
    ("session", "cause"),
    [
        (
            ">>> AUTH LOGIN\n334 VXNlcm5hbWU6\n>>> dXNl\n334 UGFzc3dvcmQ6\n>>> cGFz\n550 5.2.1 Mailbox disabled",
            ACCOUNT_RESTRICTED,
        ),
        ("Error: Invalid login: 550 5.1.1 User unknown", AUTH_REQUIRED),
        ('{"code": "EAUTH", "command": "AUTH PLAIN", "response": "550 5.1.1 User unknown"}', AUTH_REQUIRED),
        ('{"code": "EENVELOPE", "command": "RCPT TO", "response": "550 5.1.1 User unknown"}', "recipient-unknown"),
        (">>> RCPT TO:<ann@example.com>\n550 5.1.1 User unknown", "recipient-unknown"),
    ],
)
def test_what_is_said_of_a_mailbox_at_login_is_of_the_one_that_logs_in(session, cause):
    [reply] = [reply for reply in read(session).replies if reply.refuses]
    assert reply.match.cause == cause
