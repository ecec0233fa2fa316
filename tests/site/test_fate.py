"""What becomes of a message after a reply, and who acts."""

import pytest

from codes import answers, catalogue
from codes.facts import Actor, Retried, Waiting
from codes.fate import Fate
from smtp_replies import Kind, Match, Reading, Reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def known():
    return catalogue.current()


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


def test_a_program_that_failed_for_a_lasting_reason_is_not_to_try_again_as_it_is(known):
    """All causes, told by a program that shows no code: a wrong password stays one."""
    for slug, cause in known.causes.items():
        told = Reply(text="it failed", match=Match(slug))
        [answer] = answers.answered(known, Reading(Kind.TEXT, (told,), by_program=True))
        expected = Retried.NO if cause.waiting_helps is Waiting.NO else Retried.CLIENT
        assert answer.retried is (Retried.ENDED if slug == "expired" else expected), slug


def test_nobody_reads_that_it_may_pass_by_itself_beside_that_it_is_not_tried_again(known):
    for cause in known.causes:
        [answer] = answers.answered(known, Reading(Kind.TEXT, (Reply(action="failed", match=Match(cause)),)))
        assert answer.retried in {Retried.NO, Retried.ENDED}
        assert answer.waiting_answer is None, cause


@pytest.mark.parametrize("action", ["", "failed", "delayed", "deferred", "delivered"])
@pytest.mark.parametrize("digit", ["", "2", "3", "4", "5"])
def test_whatever_a_text_says_somebody_acts_and_nobody_waits_in_vain(known, digit, action):
    """Every cause and all advice, under each class of code and after each word of a report."""
    code = f"{digit}50" if digit else ""
    told = [(cause, None) for cause in known.causes.values()]
    told += [(known.causes[row.cause_id], row) for row in known.advice.values()]
    for cause, advice in told:
        reply = Reply(code, "", f"{code} no", action=action, match=Match(cause.slug))
        fate = Fate(reply, Reading(Kind.TEXT, (reply,)), (), cause, advice)
        assert fate.actors, (cause, advice)
        if digit == "5" or action == "failed":
            assert Actor.WAIT not in fate.actors, (cause, advice)
