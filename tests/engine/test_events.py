"""Events of sending services, in JSON."""

import pytest

from smtp_replies.reading import read
from smtp_replies.reply import Reply


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
    assert reply == Reply("", "5.1.1", "on our list", "b@example.com")
