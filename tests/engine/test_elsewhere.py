"""Replies of other protocols that use the same numbers."""

import pytest

from smtp_replies import elsewhere, read


@pytest.mark.parametrize(
    ("text", "protocol"),
    [
        ("530 Login incorrect.\nftp> quit", "FTP"),
        ("550 Failed to change directory.", "FTP"),
        ("nntp: 430 No such article", "NNTP"),
        ("A1 NO [ALERT] Please log in via your web browser", "IMAP"),
        ("-ERR invalid user name", "POP3"),
        ("HTTP/1.1 503 Service Unavailable", "HTTP"),
        ("504 Gateway Time-out", "HTTP"),
        ("SIP/2.0 421 Extension Required", "SIP"),
        ("Permission denied (publickey).", "SSH"),
        ("ERROR 1045 (28000): Access denied", "SQL"),
        ("process exited with code 550", ""),
    ],
)
def test_they_are_named_and_nothing_is_read_from_them(text, protocol):
    assert elsewhere.protocol(text) == protocol
    reading = read(text)
    assert (reading.replies, reading.protocol) == ((), protocol)


@pytest.mark.parametrize(
    "text",
    [
        "550 No such user here",
        "421 Service Temporarily Unavailable",
        "smtp: 530 Login incorrect",
        "RCPT TO:<a@example.com>\n550 transfer complete? no",
        "550 5.1.1 data connection",
        "Filen är för stor",  # STOR is a command of FTP, in capitals
    ],
)
def test_a_text_that_may_be_about_mail_is_read(text):
    assert elsewhere.protocol(text) is None
