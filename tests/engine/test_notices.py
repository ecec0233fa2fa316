"""Returned mails and delay notices without a code, in many languages."""

import pytest

from smtp_replies import notices, read
from smtp_replies.notices import TABLE
from smtp_replies.phrases import Words


@pytest.mark.parametrize(
    ("text", "fate", "cause"),
    [
        ("Your letter to user@example.com\ncould not be delivered: message returned to sender.", "failed", ""),
        (
            "Your message wasn't delivered to bob@example.com because the address couldn't be found.",
            "failed",
            "recipient-unknown",
        ),
        ("Ihre Nachricht an bob@example.de konnte nicht zugestellt werden.", "failed", ""),
        ("Votre message n'a pas pu être remis. La boîte du destinataire est pleine.", "failed", "mailbox-full"),
        ("لم يتم تسليم رسالتك إلى user@example.com", "failed", ""),
        ("メールを配信できませんでした。", "failed", ""),
        ("A message that you sent could not be delivered for 5 days.", "failed", "expired"),
    ],
)
def test_what_became_of_the_message_is_read(text, fate, cause):
    told = notices.told(Words.of(text))
    assert told
    assert told.fate == fate
    assert not cause or told.cause == cause


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("There was a temporary problem delivering your message. Gmail will retry for 46 more hours.", 46),
        ("The server will keep trying to deliver this message for the next 1 days, 19 hours and 54 minutes.", 43),
        ("Your message has not yet been delivered. Delivery attempts will continue.", None),
    ],
)
def test_a_delay_is_no_failure_and_its_hours_are_read(text, hours):
    [reply] = read(text).replies
    assert (reply.action, reply.hours) == ("delayed", hours)


@pytest.mark.parametrize(
    "text",
    [
        "Your parcel could not be delivered because nobody was at home.",
        "Ihr Paket konnte nicht zugestellt werden.",
        "Automatic reply: I am out of the office until Monday.",
        "Your message was read on Monday.",
        "Dear user, your mailbox is almost full. Click here to keep your mail.",
    ],
)
def test_parcels_vacations_and_receipts_are_no_failures(text):
    assert not [reply for reply in read(text).replies if reply.tells_of_failure]


def test_every_row_of_the_table_has_a_fate_a_cause_and_words():
    rows = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert len(rows) > 2000
    assert {fate for fate, _cause, _text in rows} == {"failed", "delayed", "other", ""}
    assert all(Words.of(text).words for _fate, _cause, text in rows)
