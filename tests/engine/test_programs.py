"""What programs show, and when it is about mail."""

import pytest

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
        ("البريد: connect ECONNREFUSED 192.0.2.1:99", "refused"),
        ("ايميل لا يصل connect ECONNREFUSED 192.0.2.1:99", "refused"),
        ("דואר connect ECONNREFUSED 192.0.2.1:99", "refused"),
        ("Exception has occurred: SMTPServerDisconnected\nconnect ECONNREFUSED 192.0.2.1:99", "refused"),
        ('File "/usr/lib/python3.12/smtplib.py", line 312\nconnect ECONNREFUSED 192.0.2.1:99', "refused"),
        ("connect ECONNREFUSED 192.0.2.1:99 {\n  code: 'ESOCKET',\n  command: 'CONN'\n}", "refused"),
        ('connect ECONNREFUSED 192.0.2.1:99 {"command": "AUTH PLAIN"}', "refused"),
        ("connect ECONNREFUSED 192.0.2.1:99 {\n  code: 'ESOCKET',\n  command: 'SELECT'\n}", None),
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


def test_a_time_is_no_port_of_something_else():
    error = ProgramError("x509", ("x509: certificate is valid for <names>, not <host>",), "tls")
    text = 'ts=04:15:22.118Z at 10:22 err="SMTP: x509: certificate is valid for a.example, not b.example"'
    assert Programs([error]).find(Words.of(text)).key is error
    assert Programs([error]).find(Words.of(text.replace("10:22", "db.example:5432"))) is None
