"""The fields of delivery reports."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtp_replies.reading import read
from smtp_replies.reports import split_reports

FIELDS = (
    "Final-Recipient: rfc822; {}@example.com",
    "Action: failed",
    "Status: 5.2.2",
    "Diagnostic-Code: smtp; 521 {}",
)


@pytest.mark.parametrize("between", ["\n", "\r\n", "\n\n", "\n \n", " "])
def test_the_fields_of_a_report_survive_how_they_are_pasted(between):
    report = between.join(FIELDS)
    replies = read("\n\n".join([report.format("a", "5.2.1 no"), report.format("b", "full")])).replies
    assert [(reply.recipient, reply.code, reply.enhanced, reply.action) for reply in replies] == [
        ("a@example.com", "521", "5.2.1", "failed"),
        ("b@example.com", "521", "5.2.2", "failed"),
    ]


def only(text):
    [report], _rest = split_reports(text)
    return report


@pytest.mark.parametrize(
    "lines",
    [
        "Final-Recipient: rfc822; a@example.com\nAction: failed\nStatus: 5.1.1",
        "final-recipient:rfc822;a@example.com\naction:Failed\nstatus:5.1.1 (no such user)",
        "> Final-Recipient: rfc822; a@example.com\n> Action: failed\n> Status: 5.1.1",
        "| Final-Recipient : rfc822; <a@example.com>\n| Action : failed\n| Status : 5.1.1",
        "Original-Recipient: rfc822;a@example.com\nAction: failed\nStatus: 5.1.1",
        "Recipient Address: a@example.com\nAction: failed\nStatus: 5.1.1",
        "Final-Recipient: utf-8; a@example.com\nAction: failed\nStatus: 5.1.1",
        "Status: 5.1.1\nAction: failed\nFinal-Recipient: a@example.com",
        "Final-Recipient: rfc822; a@example.com Action: failed Status: 5.1.1",
    ],
)
def test_a_recipient_and_what_became_of_the_message(lines):
    report = only(lines)
    assert (report.recipient, report.action, report.status) == ("a@example.com", "failed", "5.1.1")


@pytest.mark.parametrize(
    ("diagnostic", "code", "enhanced", "text"),
    [
        ("smtp; 550 5.1.1 no such user", "550", "5.1.1", "550 5.1.1 no such user"),
        ("SMTP;550 no such user", "550", "", "550 no such user"),
        ("550 5.1.1 no such user", "550", "5.1.1", "550 5.1.1 no such user"),  # no type
        ("x-exchange; 550 5.1.1 no", "550", "5.1.1", "550 5.1.1 no"),
        ("smtp; 550-5.1.1 no\n    550 5.1.1 such user", "550", "5.1.1", "550-5.1.1 no 550 5.1.1 such user"),
        (
            "smtp; host mx.example.com said: 552 5.2.2 full (in reply to RCPT TO command)",
            "552",
            "5.2.2",
            "552 5.2.2 full",
        ),
        ("X-Unix; 255", "", "", "255"),  # an exit status
        ("x-unix; maildrop: 550 over quota", "", "", "maildrop: 550 over quota"),  # a program's output
        ("X-Postfix; unknown user: bob", "", "", "unknown user: bob"),
        ("smtp; 5.1.1 no such user", "", "5.1.1", "5.1.1 no such user"),
    ],
)
def test_what_a_diagnostic_code_quotes(diagnostic, code, enhanced, text):
    reply = only(
        f"Final-Recipient: rfc822; a@example.com\nDiagnostic-Code: {diagnostic}\nLast-Attempt-Date: today"
    ).reply
    assert (reply.code, reply.enhanced, reply.text) == (code, enhanced, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Reporting-MTA: dns; mx.example.com",
        "Final-Recipient: rfc822; a@example.com\nAction: failed",  # neither status nor diagnosis
        "Final-Recipient: rfc822; a@example.com\nStatus: unknown",
        "Status: 550",
        "Action: 5.1.1 was done",
        "The status: 5.1.1 is in this sentence, and so is the action: failed.",
    ],
)
def test_what_tells_nothing_of_a_recipient_is_no_report(text):
    assert split_reports(text)[0] == []


def test_what_stands_around_the_fields_is_left_for_reading():
    text = "Sorry.\nFinal-Recipient: rfc822; a@example.com\nStatus: 5.1.1\n\n<a@example.com>: 550 5.1.1 no"
    reports, rest = split_reports(text)
    assert len(reports) == 1
    assert rest == "Sorry.\n\n<a@example.com>: 550 5.1.1 no"


def test_fields_that_say_nothing_of_the_reason_run_on_from_no_reply():
    fields = "Reporting-MTA: dns; mx\nX-Postfix-Queue-ID: 7C1D\nArrival-Date: Tue, 1 Jan 2026\nRemote-MTA: dns; mx"
    reply = "<a@example.com>: 421 4.3.2 Blocked"
    assert split_reports(f"{reply}\n{fields}\n\nStatus: 4.3.2")[1].strip() == reply


@given(st.lists(st.sampled_from([*FIELDS, "", " ", "550 5.1.1 no", "  and more", "Remote-MTA: dns; mx"]), max_size=40))
def test_every_line_is_a_field_or_left(lines):
    reports, rest = split_reports("\n".join(lines))
    assert len(reports) <= sum(line.startswith(("Status", "Diagnostic")) for line in lines)
    assert rest.count("550 5.1.1 no") == lines.count("550 5.1.1 no")


@pytest.mark.parametrize(
    ("original", "written_to"),
    [("a@example.org", "a@example.org"), ("B@EXAMPLE.COM", ""), ("X400: a b", "")],
)
def test_the_address_that_was_written_to_is_told_from_the_one_that_refused(original, written_to):
    report = only(
        f"Final-Recipient: rfc822; b@example.com\nOriginal-Recipient: rfc822;{original}\nAction: failed\nStatus: 5.1.1"
    )
    assert (report.recipient, report.written_to) == ("b@example.com", written_to)
