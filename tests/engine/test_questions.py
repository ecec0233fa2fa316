"""Questions about a code."""

import pytest

from smtp_replies.questions import mentioned


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("what is 550?", ["550"]),
        ("ما معنى 550 5.7.1؟", ["550", "5.7.1"]),
        ("550 or 553", ["550", "553"]),
        ("Exim 4.96.2", []),
        ("color #555", []),
        ("call 0555-550 0100", []),
        ("port 587", []),
        ("HTTP 502", []),
        ("550 MB", []),
    ],
)
def test_a_question_is_about_its_codes(question, codes):
    assert [hit.reply.code or hit.reply.enhanced for hit in mentioned(question)] == codes
