"""What a pasted text comes to."""

import pytest

from codes import answers, catalogue
from codes.models import KnownReply

pytestmark = pytest.mark.django_db


def test_wording_without_a_code_has_its_cause(ask):
    answer = ask("Your message was not delivered.\n\nThe mailbox of user@example.com is full.\n")
    assert (answer["replies"][0]["code"], answer["replies"][0]["cause"]) == (None, "mailbox-full")


def test_what_staff_add_is_recognised_at_once(ask):
    text = "554 5.7.1 Wombat filter 9000 says nay to user@example.com"
    before = ask(text)["replies"][0]
    assert before["known_reply"] is None
    own = KnownReply.objects.filter(provider="postfix").first()
    own.pk, own.slug, own.reply, own.code, own.enhanced, own.cause_id = (
        None,
        "postfix-wombat",
        text,
        "554",
        "5.7.1",
        "content-rejected",
    )
    own.save()
    after = ask(text.replace("user@", "bob@"))["replies"][0]
    assert (after["known_reply"], after["cause"]) == ("postfix-wombat", "content-rejected")


@pytest.mark.parametrize(
    ("text", "retried", "first"),
    [
        ("smtplib.SMTPDataError: (451, b'4.3.0 Temporary failure')", "client", "wait"),
        ("451 4.3.0 Temporary failure", "queue", "wait"),
        ("550 5.7.1 Greylisted, try again later", "no", "sender-admin"),
        ("Status: 4.4.7\nAction: failed\nDiagnostic-Code: smtp; 451 4.4.1 no answer", "given-up", "recipient-admin"),
    ],
)
def test_who_tries_again_and_who_acts(ask, text, retried, first):
    reply = ask(text)["replies"][0]
    assert (reply["retried"], reply["actors"][0]) == (retried, first)


@pytest.mark.parametrize(
    ("text", "first"),
    [("432 4.7.12", "sender"), ("453", "nobody"), ("435", "sender"), ("450", "wait"), ("499", "wait")],
)
def test_the_code_says_who_waits_where_no_cause_is_known(ask, text, first):
    reply = ask(text)["replies"][0]
    assert (reply["cause"], reply["actors"][0]) == (None, first)


def test_nobody_is_told_to_wait_after_a_permanent_refusal(ask):
    reply = ask("554 5.3.2 System not accepting network messages, try again later")["replies"][0]
    assert not [step for step in reply["explanation"]["steps"].values() if step.startswith("Wait")]


@pytest.mark.parametrize("text", ["Dear Bob, please check the certificate of the policy.\nYours, Ann", "Hello\nthere"])
def test_an_ordinary_text_is_no_bounce(ask, text):
    answer = ask(text)
    assert (answer["is_bounce"], answer["replies"]) == (False, [])


def test_a_text_that_is_too_long_is_refused_before_it_is_read():
    with pytest.raises(answers.TooLargeError):
        answers.explain("x" * 10_000_000, catalogue.current())
