"""Logs of mail servers."""

import pytest

from smtp_replies.reading import read
from smtp_replies.server_logs import is_log, is_of_receiver, logged


@pytest.mark.parametrize(
    ("line", "action"),
    [
        (
            "1abcde-0001-AB == user@example.com R=dnslookup T=remote_smtp defer (110): Connection timed out",
            "deferred",
        ),
        (
            "1abcde-0001-AB ** user@example.com R=dnslookup: all hosts have been failing",
            "failed",
        ),
        (
            'smtpd[1]: delivery to=<u@example.com> result="TempFail" stat="Temporary failure in MX lookup"',
            "deferred",
        ),
        (
            "to=<u@example.com>, status=deferred (connect to mx.example.com[192.0.2.1]:25: timed out)",
            "deferred",
        ),
        ("postfix/smtp[1204]: SSL_connect error to smtp.example.com[192.0.2.1]:587: -1", "deferred"),
        ("[outbound] Temp failing 15_1_2 for 1024 seconds: Tried all MXs", "deferred"),
        ("SOFT FAIL\nTemporary SMTP delivery error when sending to mx.example.com", "deferred"),
        ("    (lost connection with mx.example.com[192.0.2.1] while sending end of data)\n  u@example.com", "deferred"),
        ("H=x [192.0.2.1] F=<a@example.org> rejected RCPT <b@example.com>: Sender verify failed", "failed"),
        ("H=x [192.0.2.1] F=<a@example.org> temporarily rejected RCPT <b@example.com>: greylisted", "deferred"),
        (
            '[core] hook=mail plugin=x function=hook_mail params="" retval=DENYSOFT msg="Temp. resolver error"',
            "deferred",
        ),
        ('[core] hook=connect plugin=dnsbl params="" retval=DENY msg="host [192.0.2.1] is blacklisted"', "failed"),
        ('INFO Mailbox does not exist (smtp.mailbox-does-not-exist) listenerId = "smtp", localPort = 25', "failed"),
    ],
)
def test_lines_of_logs_say_what_became_of_a_message(line, action):
    reply = next(logged(line))
    assert reply.action == action
    assert reply.text


@pytest.mark.parametrize(
    "line",
    [
        "Nov 30 09:12:40 mx1 postfix/smtp[2188]: 4XkQ: to=<a@example.com>, status=bounced",
        "postfix-1  | Nov  3 20:41:07 7d2c postfix/smtp[41]: 8E1B: host said: 550 no",
        "2026-11-30T09:12:40.123456+01:00 mx1 sendmail[99]: 8E1B: stat=Deferred",
        "/var/log/mail.log:Nov 30 09:12:40 mx1 postfix/smtp[2188]: 4XkQ: host said: 550 no",
        "2026-11-30 09:12:41 1rgT2k-0003Qx-1Z ** a@example.com: 550 no",
        "-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------",
        "-----Q-ID----- --Size-- -----Q-Time----- ------------Sender/Recipient-----------",
        " 4d  2.1K 1tkKcx-0004Qv-2B <a@example.org>",
        "postfix/smtp[2188]: 4XkQ: host mx.example.com[192.0.2.1] said: 550 no",
        '07:14:01 Error: "421 4.7.0 later" while connected from news.example (192.0.2.1) to mx.example.com (192.0.2.2)',
        "[NOTICE] [46095497-C02F-40F5-81DF-8BAB88780C2F.1.1] [outbound] bouncing mail: 521 Service not available",
        "[CRIT] [-] [core] the outbound queue is full",
        "2025-03-01 22:10:03.702911500 delivery 884: deferral: CNAME_lookup_failed_temporarily._(#4.4.3)/",
        "LastError             : [{LED=450 4.4.317 Cannot connect to remote server}]",
        "=== Trying mx.example.com:25...",
        "Trying 192.0.2.1...\nConnected to mx.example.com.\nEscape character is '^]'.",
        "CONNECTED(00000003)",
        '"SMTPD"\t3096\t1774\t"2025-11-18 10:40:21.676"\t"203.0.113.20"\t"SENT: 550 no"',
        "type,timeLogged,timeQueued,orig,rcpt,orcpt,dsnAction,dsnStatus,dsnDiag",
        "Tue 2025-11-18 09:14:21.331: [881204] <-- 550 no",
    ],
)
def test_a_log_of_a_mail_server_is_known_by_its_form(line):
    assert is_log(f"What is this?\n{line}\n")
    assert read(f"{line}\n550 5.1.1 no").is_technical


@pytest.mark.parametrize(
    "text",
    [
        "On Nov 30 09:12:40 I sent a mail by sendmail, and it came back: 550 5.1.1 no",
        "Final-Recipient: rfc822; a@example.com\nArrival-Date: Mon, 30 Nov 2026 09:12:40 +0000",
        "2026-11-30 09:12:41 the page of my provider says 550",
        "421 4.4.2 Connection to mx.example.rs:25 timed out",
        "SMTP Error (552): Failed to add recipient: 5.2.2 mailbox full",  # as Roundcube shows it to anybody
        "My mail to example.com is in delivery 3: it failed",
        "The last error : 550 no",
        "Trying to send a photo...",
    ],
)
def test_what_somebody_tells_or_a_notice_says_is_no_log(text):
    assert not is_log(text)
    assert not read(text).is_technical


@pytest.mark.parametrize(
    ("line", "is_own"),
    [
        ("mx postfix/smtpd[1]: NOQUEUE: reject: RCPT from x[192.0.2.1]: 450 4.7.1 Client host rejected", True),
        ("mx postfix/submission/smtpd[1]: 4F2A: reject: DATA from x[192.0.2.1]: 550 5.5.3 no", True),
        ("H=mx.example.com [192.0.2.1] F=<a@example.org> rejected RCPT <b@example.com>: Unrouteable address", True),
        ("ruleset=check_rcpt, arg1=<b@example.com>, relay=x [192.0.2.1], reject=550 5.7.1 Relaying denied", True),
        ("mx postfix/smtp[1]: 4F2A: status=deferred (host 127.0.0.1[127.0.0.1] said: 451 4.5.0 Error)", True),
        ("status=sent (250 2.7.0 Ok, discarded, id=03491-01 - spam)", True),
        ('"SMTPD"\t3120\t184\t"2026-11-30 10:14:33.512"\t"192.0.2.1"\t"SENT: 550 Unknown user"', True),
        ('2026-11-30T10:14:33.512Z,EX1\\Default,08D,12,192.0.2.9:25,192.0.2.1:5,>,"550 5.7.1 no",', True),
        ("mx postfix/dnsblog[1]: addr 192.0.2.1 listed by domain list.example.org as 127.0.0.2", True),
        (
            "2026-11-30 10:14:33 rejected EHLO from x.example.com [192.0.2.1]: syntactically invalid argument(s): A_B",
            True,
        ),
        ('smtpd[1]: 1f2a smtp failed-command command="RCPT TO:<b@example.com>" result="550 Invalid recipient"', True),
        ("mx postfix/smtpd[1]: NOQUEUE: reject: RCPT from x[192.0.2.1]: 450 4.7.1 slow; sasl_username=ann", False),
        ("EventId : FAIL\nDirectionality          : Incoming\nSource : AGENT", True),
        ("Log Name: Application\nSource: MSExchangeTransport\nEvent ID: 15006", True),
        ("Source: MSExchangeTransport\nSend connector X: the remote server said 550 5.7.1 no reverse hostname", False),
        ("My mail came back:\nRejection Code: 550 5.1.1 user unknown", False),
        ("Final Action:  Rejected\nFinal Rule:  x\nPolicy Routes:  default_outbound", False),
        ("The server rejected RCPT TO: 450 4.7.1 Greylisted, try again", False),
        (
            "2026-11-30 10:14:33 1rgT2k-0003Qx-1Z ** b@example.com R=x H=mx [192.0.2.1] X=TLS1.3:A: SMTP error: 550",
            False,
        ),
        ('INFO Greylisted (smtp.rcpt-to-greylisted) listenerId = "smtp", localPort = 25, remoteIp = 192.0.2.1', True),
        ("Final Action:  Rejected\nFinal Rule:  recipient_verify\nSMTP reply:  550 5.1.1 User Unknown", True),
        ("Type\tRejection\nEvent Info\tRejected by policy\nRejection Code\t550\nRemote IP\t192.0.2.1", True),
        ("EventId : FAIL\nDirectionality          : Originating\nSource : SMTP", False),
        ('INFO Delivered (smtp.delivery) listenerId = "submission", localPort = 587, remoteIp = 192.0.2.1', False),
        ("mx postfix/smtp[1]: 4F2A: to=<b@example.com>, status=bounced (host x said: 550 5.1.1 no)", False),
        ("2026-11-30 10:14:33 1rgT2k-0003Qx-1Z ** b@example.com: host x said: 550 rejected", False),
        ('"SMTPC"\t3120\t184\t"2026-11-30 10:14:33.512"\t"192.0.2.1"\t"RECEIVED: 550 Unknown user"', False),
        ("I got: 550 rejected by the recipient", False),
        ("Our newsletter was rejected after DATA with 550 5.7.1 Message content rejected", False),
        ("The remote server rejected MAIL FROM: 550 5.7.1 not authorised", False),
        ("rejected connection: 554 5.7.1 your IP is listed", False),
        ("host mx.example.com[192.0.2.1] said: 550 5.7.1 Blocked SPAM (score 12.1)", False),
        ("amavis[1]: Blocked SPAM {RejectedOutbound}, MYNETS LOCAL [192.0.2.1]", False),
        (
            "mx postfix/smtpd[1]: NOQUEUE: reject: RCPT from x[192.0.2.1]: 450 4.7.1 Client host rejected\n"
            "mx postfix/smtp[2]: 4F2A: to=<b@example.com>, status=bounced (host y said: 550 5.1.1 no)",
            False,  # of two messages, one of which it sent
        ),
    ],
)
def test_the_log_of_a_server_that_refused_mail_itself_is_known_by_its_form(line, is_own):
    assert is_of_receiver(line) is is_own
    assert read(line).is_of_receiver is is_own


def test_the_answer_to_a_check_of_the_sender_is_none_about_the_message():
    check = 'H=x [192.0.2.1] sender verify fail for <a@example.org>: response to "RCPT TO:<a@example.org>" from'
    log = [
        f"2026-11-30 15:42:10 {check} mx.example.org [192.0.2.2] was: 550 No such person at this address",
        "2026-11-30 15:42:10 H=x [192.0.2.1] F=<a@example.org> rejected RCPT <b@example.com>: Sender verify failed",
    ]
    reading = read("\n".join(log))
    assert reading.is_of_receiver
    assert [reply.code for reply in reading.replies] == [""]


def test_the_log_of_a_server_that_refuses_by_a_hook_is_its_own():
    line = '[core] hook=mail plugin=x params="" retval=DENY msg="no"'
    assert is_of_receiver(line)
    assert not is_of_receiver(f"{line}\nmx postfix/smtp[1]: 4F: status=bounced (host x said: 550 no)")


def test_the_last_line_about_a_reply_says_what_became_of_the_message():
    line = "2026-11-30 15:42:10 1rgT2k-0003Qx-1Z {} b@example.com R=x T=smtp H=mx [192.0.2.1]: 450 4.7.1 no"
    [reply] = read("\n".join(line.format(sign) for sign in ("==", "**"))).replies
    assert (reply.code, reply.action) == ("450", "failed")


@pytest.mark.parametrize("agent", ["lmtp", "local", "virtual", "pipe"])
def test_whoever_reads_how_a_server_fills_its_own_mailboxes_runs_it(agent):
    line = f"mx postfix/{agent}[1]: 4F: to=<b@example.com>, relay=x, status=bounced (host x said: 552 5.2.2 full)"
    assert read(line).is_of_receiver
    sent = f"{line}\nmx postfix/smtp[1]: 5F: to=<c@example.org>, relay=y, status=bounced (host y said: 550 no)"
    assert not read(sent).is_of_receiver
