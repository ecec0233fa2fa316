"""The source of a mail -> the texts in it."""

import base64
from base64 import b64encode
from email import message_from_string
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from quopri import encodestring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import BOUNCES, bounce

from smtp_replies.mail import Kind, as_text, unwrap
from smtp_replies.reading import read

HEADERS = "From: a@example.com\nTo: b@example.com\n"
REPORT = "Final-Recipient: rfc822; a@example.com\nAction: failed\nStatus: 5.2.1\nDiagnostic-Code: smtp; 521 5.1.1 no"


def mail(kind, *parts):
    """A mail of several parts, each with its own headers."""
    return (
        f"{HEADERS}Content-Type: multipart/{kind}; boundary=B\n\n" + "".join(f"--B\n{p}\n" for p in parts) + "--B--\n"
    )


def part(kind, body):
    return f"Content-Type: {kind}\n\n{body}\n"


def shown(source):
    """The words of all texts, as somebody reads them."""
    return [" ".join(text.split()) for text in unwrap(source).texts]


# --- parts


@pytest.mark.parametrize(
    ("parts", "texts"),
    [
        (("alternative", part("text/plain", "plain 550"), part("text/html", "<p>html 550")), ["plain 550"]),
        (("alternative", part("text/html", "<p>html 550"), part("text/plain", "plain 550")), ["plain 550"]),
        (("alternative", part("text/html", "<p>html 550")), ["html 550"]),
        (("mixed", part("text/plain", "one"), part("text/html", "<b>two</b>")), ["one", "two"]),
        (("mixed", part("text/plain", "one"), part("image/png", "550"), part("application/pdf", "550")), ["one"]),
        (("report", part("text/plain", "one"), part("text/rfc822-headers", "Subject: 550")), ["one"]),
    ],
)
def test_the_parts_that_somebody_reads(parts, texts):
    assert shown(mail(*parts)) == texts


def test_of_a_report_the_fields_are_kept_and_the_returned_mail_is_set_apart():
    returned = part("message/rfc822", "Subject: Your order 550\nFrom: c@example.com\n\nPay 450 now")
    unwrapped = unwrap(
        mail("report", part("text/plain", "Sorry."), part("message/delivery-status", f"{REPORT}\n"), returned)
    )
    assert unwrapped.kind is Kind.REPORT
    assert len(unwrapped.texts) == 2
    assert "Diagnostic-Code: smtp; 521 5.1.1 no" in unwrapped.texts[1]
    assert not any("order" in text or "Pay" in text for text in unwrapped.texts)
    assert [inner.texts[0].strip() for inner in unwrapped.attached] == ["Pay 450 now"]


@pytest.mark.parametrize("kind", ["rfc822", "delivery-status", "global-delivery-status"])
def test_what_is_attached_in_base64_is_read(kind):
    inner = "Subject: Undelivered\nTo: b@example.com\n\n550 5.1.1 no" if kind == "rfc822" else REPORT
    encoded = b64encode(inner.encode()).decode()
    encoded_part = f"Content-Type: message/{kind}\nContent-Transfer-Encoding: base64\n\n{encoded}\n"
    assert read(mail("mixed", encoded_part)).replies[0].enhanced == "5.1.1"


def test_mails_within_mails_are_followed_as_far_as_anybody_sends_them():
    def wrapped(times):
        source = "Subject: Undelivered mail\nFrom: mailer-daemon@example.com\n\n550 5.1.1 no"
        for _again in range(times):
            source = f"Subject: Fwd: x\n{HEADERS}Content-Type: message/rfc822\n\n{source}"
        inner = unwrap(source)
        while inner.attached:
            [inner] = inner.attached
        return inner.kind

    assert wrapped(4) is Kind.REPORT
    assert wrapped(90) is not Kind.REPORT


# --- how a text is written


BODY = "550 5.1.1 Adresse für Ärger – unbekannt"


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "windows-1252", "UTF8"])
@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_encodings_and_charsets_are_undone(charset, encoding):
    octets = BODY.encode(charset)
    coded = (b64encode(octets) if encoding == "base64" else encodestring(octets)).decode()
    source = f"{HEADERS}Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n{coded}"
    assert shown(source) == [BODY]


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("iso-8859-6", "صندوق البريد ممتلئ"),
        ("windows-1256", "صندوق البريد ممتلئ"),
        ("koi8-r", "Ящик переполнен"),
        ("iso-2022-jp", "宛先が見つかりません"),
        ("gb18030", "收件人不存在"),
        ("big5", "信箱已滿"),
        ("euc-kr", "수신자를 찾을 수 없습니다"),
    ],
)
def test_charsets_of_many_scripts(charset, text):
    coded = b64encode(text.encode(charset)).decode()
    source = f"{HEADERS}Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: base64\n\n{coded}"
    assert shown(source) == [text]


@pytest.mark.parametrize("charset", ["nonsense", "idna", "rot13", "punycode", "unicode_escape", "utf-8\\0"])
def test_what_is_no_charset_of_mail_loses_no_digit(charset):
    coded = b64encode(b"550 5.1.1 no").decode()
    source = f"{HEADERS}Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: base64\n\n{coded}"
    assert shown(source) == ["550 5.1.1 no"]


def test_what_was_pasted_has_its_characters_already():
    plain = f"{HEADERS}Content-Type: text/plain; charset=utf-8\n\n"
    assert shown(plain + BODY) == [BODY]
    assert shown(plain + BODY.encode().decode("latin-1")) == [BODY]  # a program took its octets for Latin-1


@pytest.mark.parametrize("kept", range(24, 33))
def test_base64_that_was_broken_or_cut_off_is_read_as_far_as_it_goes(kept):
    said = "550 5.1.1 no such user"
    coded = b64encode(said.encode()).decode()[:kept]
    source = f"{HEADERS}Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n{coded[:10]}\n  {coded[10:]}!"
    assert shown(source) == [said[: kept * 6 // 8].strip()]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>550<br>5.1.1</p>", "550\n5.1.1\n"),
        ("<td>550</td><td>5.1.1</td>", "550 5.1.1 "),
        ("<style>p{width:550px}</style><script>450</script><title>451</title>no", "no"),
        ("<p>550\n5.1.1</p>", "550 5.1.1\n"),  # the end of a line in a source is a blank
        ("&lt;a@example.com&gt; &#53;50", "<a@example.com> 550"),
        ("550 <b>no</b>", "550 no"),
        ("<script>550", ""),
    ],
)
def test_a_page_is_read_as_it_is_shown(html, text):
    assert unwrap(f"{HEADERS}{part('text/html', html)}".rstrip("\n")).texts == (text,)


@pytest.mark.parametrize(
    ("octets", "charset", "text"),
    [
        ("خطأ 550".encode(), None, "خطأ 550"),
        ("خطأ 550".encode("windows-1256"), "windows-1256", "خطأ 550"),
        ("é 550".encode("latin-1"), None, "é 550"),
        ("é 550".encode("latin-1"), "nonsense", "é 550"),
        ("550".encode("utf-16"), None, "550"),
        ("\ufeff550".encode("utf-16-be"), "utf-8", "550"),
        (b"\xff\xfe\x00", None, "\xff\xfe\x00"),  # half a character of UTF-16
        (b"", None, ""),
    ],
)
def test_octets_are_text_whatever_they_are(octets, charset, text):
    assert as_text(octets, charset).lstrip("\ufeff") == text


@given(st.binary(max_size=200), st.sampled_from([None, "utf-8", "utf-7", "idna", "rot13", "base64", "hex", "\0"]))
def test_any_octets_are_text(octets, charset):
    assert isinstance(as_text(octets, charset), str)


# --- what stands below, and what was lost


RETURNED = "Received: from x by y\nFrom: c@example.com\nSubject: Order 450 of 550\n\nPay 552 now"


@pytest.mark.parametrize(
    "line",
    [
        "--- Below this line is a copy of the message.",
        "------ This is a copy of the message, including all the headers. ------",
        "----- Original message -----",
        "The original message follows:",
        "   ----- Original message headers follow -----",
        "Message headers follow:",
        "Undelivered message: ",
        "",
    ],
)
def test_the_returned_message_is_set_apart_where_it_stands_in_the_text(line):
    unwrapped = unwrap(f"550 5.1.1 no\n\n{line}\n\n{RETURNED}")
    assert [text.strip() for text in unwrapped.texts] == ["550 5.1.1 no"]
    assert [inner.texts[0].strip() for inner in unwrapped.attached] == ["Pay 552 now"]


@pytest.mark.parametrize(
    "text",
    [
        "The original message follows:\n\n550 5.1.1 no",
        "Your original message was refused: 550 5.1.1 no",
        "A copy of the message is at example.com.\nFrom: nobody\n\n550 5.1.1 no",
    ],
)
def test_without_headers_nothing_is_a_returned_message(text):
    assert "550 5.1.1 no" in "".join(unwrap(text).texts)


def test_what_a_mail_program_quotes_below_an_answer_was_not_returned():
    quoted = "From: Support\nSent: Monday\nTo: Kay\nSubject: Your question\n\n550 5.1.1 no"
    assert "550 5.1.1 no" in unwrap(f"Can you make sense of this?\n\n-----Original Message-----\n{quoted}").texts[0]


@pytest.mark.parametrize("marks", ["> ", ">", ">> ", "> > "])
def test_a_mail_that_is_quoted_in_another_is_read_like_its_source(marks):
    source = mail("report", part("text/plain", "Sorry."), part("message/delivery-status", REPORT))
    quoted = "\n".join(f"{marks}{line}" for line in source.splitlines())
    assert unwrap(quoted).kind is Kind.REPORT
    assert read(quoted) == read(source)
    assert ">>> DATA" in unwrap(f"{HEADERS}\n>>> DATA\n<<< 550 no").texts[0]  # as Sendmail quotes a session


def test_parts_whose_headers_were_lost_are_found_again():
    source = mail("report", part("text/plain", "Sorry."), part("message/delivery-status", REPORT))
    without_headers = source[source.index("--B\n") :]
    assert read(without_headers).replies == read(source).replies
    assert read(f"Look at this:\n\n{source}").replies == read(source).replies
    cut_in_two = source.replace("To: b@example.com\n", "To: b@example.com\n\n")
    assert read(cut_in_two).replies == read(source).replies


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n\n"])
def test_the_ends_of_lines_do_not_matter(newline):
    source = mail("report", part("text/plain", "Sorry."), part("message/delivery-status", REPORT))
    assert [(r.code, r.enhanced) for r in read(source.replace("\n", newline)).replies] == [("521", "5.1.1")]


def test_a_forwarded_bounce_is_read():
    source = bounce("lhost-postfix-02")
    attached = MIMEMultipart(_subparts=[MIMEText("See this."), MIMEMessage(message_from_string(source))])
    attached["From"], attached["To"] = "a@example.com", "b@example.com"
    quoted = "Look:\n\n" + "\n".join(f"> {line}" for line in source.splitlines())
    for text in (attached.as_string(), quoted, source[source.index("\n\n") :]):
        assert read(text).replies[0].code == "550"


# --- kinds


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("", Kind.TEXT),
        (HEADERS, Kind.OTHER),
        ("From: MAILER-DAEMON@example.com (Mail Delivery System)\nTo: a@example.com\n", Kind.REPORT),
        (f"{HEADERS}X-Failed-Recipients: c@example.com\n", Kind.REPORT),
        (f"{HEADERS}Subject: Undeliverable: hello\n", Kind.REPORT),
        (f"{HEADERS}Subject: =?utf-8?B?{b64encode(b'Undelivered Mail Returned to Sender').decode()}?=\n", Kind.REPORT),
        (f"{HEADERS}Auto-Submitted: auto-replied; owner-email=a@example.com\n", Kind.AUTOMATIC),
        (f"{HEADERS}X-Autoreply: yes\n", Kind.AUTOMATIC),
        (f"{HEADERS}Subject: Automatic reply: hello\n", Kind.AUTOMATIC),
        (f"{HEADERS}Subject: رد تلقائي: مرحبًا\n", Kind.AUTOMATIC),
        (f"{HEADERS}Auto-Submitted: auto-generated\n", Kind.OTHER),  # it answers nothing
        (f"{HEADERS}Subject: =?nonsense?B?AAAA?= =?x?b?=\n", Kind.OTHER),
    ],
)
def test_headers_say_what_kind_of_mail_it_is(headers, kind):
    assert unwrap(f"{headers}\nHello.").kind is kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("rfc3834-02", Kind.AUTOMATIC),
        ("arf-11", Kind.COMPLAINT),
        ("is-not-bounce-01", Kind.OTHER),
        ("rfc3464-56", Kind.REPORT),
    ],
)
def test_what_kind_of_mail_it_is(name, kind):
    assert read(bounce(name)).kind is kind


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("message/delivery-status", Kind.REPORT),
        ("message/global-delivery-status", Kind.REPORT),
        ("message/feedback-report", Kind.COMPLAINT),
        ("message/disposition-notification", Kind.READ_RECEIPT),
        ("message/rfc822", Kind.OTHER),
    ],
)
def test_parts_say_what_kind_of_mail_it_is(type_, kind):
    assert unwrap(mail("report", part("text/plain", "550 5.1.1 no"), part(type_, "Final-Recipient: x"))).kind is kind
    is_about_mail_that_arrived = kind in {Kind.COMPLAINT, Kind.READ_RECEIPT}
    replies = read(mail("report", part("text/plain", "550 5.1.1 no"), part(type_, "Final-Recipient: x"))).replies
    assert bool(replies) != is_about_mail_that_arrived


# --- limits


def test_more_parts_than_any_mail_has_are_left_out():
    many = mail("mixed", *(part("text/plain", f"number {n}") for n in range(500)))
    assert len(unwrap(many).texts) == 100


def test_a_text_of_boundaries_is_not_taken_apart():
    assert "550 5.1.1 no" in "".join(unwrap(f"{HEADERS}\n" + "boundary=b\n" * 200 + "550 5.1.1 no").texts)


@given(
    st.lists(
        st.sampled_from([HEADERS, "--B\n", "--B--\n", "\n", part("message/rfc822", HEADERS), REPORT, "550 "]),
        max_size=30,
    )
)
def test_any_mail_has_texts(pieces):
    unwrapped = unwrap("".join(pieces))
    assert unwrapped.texts or unwrapped.attached


def test_every_real_mail_has_a_text():
    for path in BOUNCES.glob("*.eml"):
        unwrapped = unwrap(path.read_text("utf-8", "replace"))
        assert any(text.strip() for text in unwrapped.texts), path.name


def test_a_returned_mail_that_was_attached_as_any_file_is_read():
    returned = "From: MAILER-DAEMON@example.com\nSubject: Returned mail\n\n550 5.1.1 <user@example.com>: User unknown\n"
    encoded = base64.encodebytes(returned.encode()).decode()
    mail = (
        "From: user@example.org\nSubject: what is this?\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nSee below.\n'
        '--b\nContent-Type: application/octet-stream; name="mail.eml"\nContent-Transfer-Encoding: base64\n\n'
        f"{encoded}--b--\n"
    )
    [reply] = read(mail).replies
    assert (reply.code, reply.enhanced) == ("550", "5.1.1")
