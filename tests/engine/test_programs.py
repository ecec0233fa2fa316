"""What programs show, and when it is about mail."""

import pytest

from smtp_replies import Matcher, read
from smtp_replies.phrases import Words
from smtp_replies.programs import Needs, ProgramError, Programs

REFUSED = ProgramError("refused", ("connect ECONNREFUSED <ip>:<port>",), "no-connection")
HEADING = ProgramError("heading", ("Sending of the message failed",), needs=Needs.NOTHING, is_heading=True)
TIMEOUT = ProgramError("timeout", ("Timeout",), "no-connection", needs=Needs.ALONE, marks=("nodemailer",))
SENTENCE = ProgramError(
    "sentence", ("Server does not support secure connections",), "tls", needs=Needs.PROGRAM, marks=("SmtpClient",)
)
ERRORS = [REFUSED, HEADING, TIMEOUT, SENTENCE]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("nodemailer: connect ECONNREFUSED 127.0.0.1:587", "refused"),
        ("Error: connect ECONNREFUSED 192.0.2.1:465", "refused"),
        ("redis: connect ECONNREFUSED 127.0.0.1:6379", None),
        ("Sending of the message failed.", "heading"),
        ("Sending of the message failed. nodemailer: connect ECONNREFUSED 192.0.2.1:25", "refused"),
        ("Timeout", "timeout"),
        ("The test of the database ended with a Timeout after an hour", None),
        ("SmtpClient: Server does not support secure connections.", "sentence"),
        ("Sending the e-mail failed: Server does not support secure connections.", "sentence"),
        ("Server does not support secure connections.", None),
    ],
)
def test_words_count_where_the_text_is_about_mail(text, slug):
    found = Programs(ERRORS).find(Words.of(text))
    assert (found.key.slug if found else None) == slug


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
