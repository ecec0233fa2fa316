"""The fields of delivery reports."""

import pytest

from smtp_replies.reading import read

_FIELDS = (
    "Final-Recipient: rfc822; {}@example.com",
    "Action: failed",
    "Status: 5.2.2",
    "Diagnostic-Code: smtp; 521 {}",
)


@pytest.mark.parametrize("between", ["\n", "\r\n", "\n\n", "\n \n", " "])
def test_the_fields_of_a_report_survive_how_they_are_pasted(between):
    report = between.join(_FIELDS)
    replies = read("\n\n".join([report.format("a", "5.2.1 no"), report.format("b", "full")])).replies
    assert [(reply.recipient, reply.code, reply.enhanced, reply.action) for reply in replies] == [
        ("a@example.com", "521", "5.2.1", "failed"),
        ("b@example.com", "521", "5.2.2", "failed"),
    ]
