"""The source of a mail -> the texts in it."""

from base64 import b64encode

import pytest
from running import BOUNCES

from smtp_replies.mail import Kind
from smtp_replies.reading import read

_FIELDS = (
    "Final-Recipient: rfc822; {}@example.com",
    "Action: failed",
    "Status: 5.2.2",
    "Diagnostic-Code: smtp; 521 {}",
)


@pytest.mark.parametrize("kind", ["rfc822", "delivery-status", "global-delivery-status"])
def test_what_is_attached_in_base64_is_read(kind):
    inner = (
        "Subject: Undelivered\nTo: b@example.com\n\n550 5.1.1 no"
        if kind == "rfc822"
        else "\n".join(_FIELDS).format("a", "5.1.1 no")
    )
    encoded = b64encode(inner.encode()).decode()
    part = f"Content-Type: message/{kind}\nContent-Transfer-Encoding: base64\n\n{encoded}\n"
    mail = f"From: a@example.com\nTo: b@example.com\nContent-Type: multipart/mixed; boundary=B\n\n--B\n{part}--B--\n"
    assert read(mail).replies[0].enhanced == "5.1.1"


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
    assert read((BOUNCES / f"{name}.eml").read_text("utf-8")).kind is kind
