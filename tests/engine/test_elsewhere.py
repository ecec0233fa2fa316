"""Replies of other protocols that use the same numbers."""

import pytest

from smtp_replies import elsewhere, read
from smtp_replies.elsewhere import Trouble


@pytest.mark.parametrize(
    ("text", "protocol"),
    [
        ("530 Login incorrect.\nftp> quit", "FTP"),
        ("550 Failed to change directory.", "FTP"),
        ("nntp: 430 No such article", "NNTP"),
        ("Outlook: IMAP server imap.example.com:993 - login failed", "IMAP"),
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
        "It pops up a box: the certificate is not trusted",
        "Receiving works, sending does not: it pops up a box",
        "Filen är för stor",  # STOR is a command of FTP, in capitals
    ],
)
def test_a_text_that_may_be_about_mail_is_read(text):
    assert elsewhere.protocol(text) is None


@pytest.mark.parametrize(
    ("text", "protocol"),
    [
        ("This site can’t be reached\nmail.example.com's address was not found. DNS_PROBE_FINISHED_NXDOMAIN", "HTTP"),
        ("Firefox did not continue to webmail.example.com.\nWarning: Potential Security Risk Ahead", "HTTP"),
        ("E: Failed to fetch http://deb.example.org/pool/p/postfix_3.7.deb  503  Service Unavailable", "HTTP"),
        ("Access Denied. Your cache administrator is postmaster@example.com", "HTTP"),
        ('HTTP/1.1 404 Not Found\n\n{"error": "user_not_found", "message": "No such user"}', "HTTP"),
        ("MongoServerError: Authentication failed. (mailbox)", "SQL"),
        ("Msg 18456, Level 14, State 1\nLogin failed for user 'mail'.", "SQL"),
        ("GET mailbox:550\n(error) NOAUTH Authentication required.", ""),
        ("kafka: SASL PLAIN authentication failed for the e-mail queue at 09:25:41", ""),
        ("Error response from daemon: dial tcp: lookup registry of mail system: i/o timeout", ""),
    ],
)
def test_what_only_another_program_shows_is_not_taken_for_mail_where_mail_is_named(text, protocol):
    assert elsewhere.protocol(text) == protocol
    assert read(text).replies == ()


@pytest.mark.parametrize(
    "text",
    [
        "kafka worker: smtplib.SMTPServerDisconnected: Connection unexpectedly closed",
        "net::ERR_CONNECTION_REFUSED beside: 550 5.1.1 User unknown",
        "MongoServerError came after: status=bounced (user unknown)",
        "550 Mailbox unavailable: <franz.kafka@example.com>",
        "550 Rejected. Your cache administrator is mail@example.com",
        'HTTP/1.1 403 Forbidden\n\n{"message": "Cannot send mail. Follow the instructions to verify your account."}',
        'HTTP/1.1 403 Forbidden\n\n{"message": "The domain is not verified. See https://resend.com/domains"}',
        "nodemailer cannot send: { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }",
    ],
)
def test_mail_is_read_beside_what_another_program_shows(text):
    assert elsewhere.protocol(text) is None


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("imap.example.com\n[AUTHENTICATIONFAILED] LOGIN Invalid credentials", Trouble.LOGIN),
        ("اسم المستخدم أو كلمة السر لـ imap.example.com غير صحيحة", Trouble.LOGIN),
        ("Das Kennwort für imap.example.de wurde abgelehnt", Trouble.LOGIN),
        ("-ERR [AUTH] Username and password not accepted", Trouble.LOGIN),
        ("[ALERT] Too many simultaneous connections. (Failure)", Trouble.CONNECTIONS),
        ("NO [UNAVAILABLE] Maximum number of connections (mail_max_userip_connections=10)", Trouble.CONNECTIONS),
        ("mail.example.com:993: Das Zertifikat ist derzeit nicht gültig", Trouble.CERTIFICATE),
        ("imap.example.com: el certificado ha caducado; contraseña", Trouble.CERTIFICATE),
        ("A1 NO [TRYCREATE] no such folder", None),
        ("530 Login incorrect.\nftp> quit", None),
    ],
)
def test_what_keeps_a_program_from_fetching_mail_is_told(text, trouble):
    reading = read(text)
    assert (reading.replies, reading.trouble) == ((), trouble)
