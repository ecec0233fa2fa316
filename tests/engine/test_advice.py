"""Situations: by their words, by who says them, by codes."""

import pytest

from smtp_replies import Matcher, read
from smtp_replies.advice import Advice

PTR = Advice("ptr", "dns", wordings=("no PTR record",), codes=("X.7.25",))
GMAIL = Advice(
    "app-password",
    "auth-required",
    provider_wordings=("password not accepted",),
    codes=("535 5.7.8",),
    marks=("gsmtp",),
)
LONGER = Advice("longer", "policy", wordings=("no PTR record here at all",))
RANGE = Advice("banned", "reputation-blocked", codes=("5.7.606-649",), marks=("protection.outlook.com",))
NULL_MX = Advice("null-mx", "dns", wordings=("does not accept mail",), not_with=("Sender address rejected",))
MATCHER = Matcher(advice=[PTR, GMAIL, LONGER, RANGE, NULL_MX])


@pytest.mark.parametrize(
    ("text", "slug", "cause"),
    [
        ("550 mx.example.com: no PTR record", "ptr", "dns"),
        ("550-5.7.1 There is no\n550 5.7.1 PTR record", "ptr", "dns"),
        ("550 no PTR record here at all", "longer", "policy"),
        ("550 5.7.25 banana", "ptr", "dns"),
        ("535-5.7.8 Password not accepted gsmtp", "app-password", "auth-required"),
        ("535 5.7.8 gsmtp", "app-password", "auth-required"),
        ("535 5.7.8 Password not accepted", None, "auth-required"),
        ("550 5.7.620 banned [mx.protection.outlook.com]", "banned", "reputation-blocked"),
        ("550 5.7.650 banned [mx.protection.outlook.com]", None, "reputation-blocked"),
        ("556 5.1.10 example.com does not accept mail", "null-mx", "dns"),
    ],
)
def test_advice_is_chosen_by_words_speaker_and_code(text, slug, cause):
    [reply] = read(text, MATCHER).replies
    assert reply.match.advice == slug
    assert slug is None or reply.match.cause == cause


def test_words_in_whose_company_it_is_something_else_do_not_count():
    [reply] = read("550 Sender address rejected: example.com does not accept mail", MATCHER).replies
    assert reply.match.advice is None


def test_a_name_within_a_longer_one_is_not_the_speaker():
    outlook = Advice("outlook", "policy", codes=("550",), marks=("outlook.com",))
    protection = Advice("protection", "policy", codes=("550",), marks=("protection.outlook.com",))
    [reply] = read("550 refused by mx.protection.outlook.com", Matcher(advice=[outlook, protection])).replies
    assert reply.match.advice == "protection"


def test_who_speaks_does_not_mean_what_another_provider_means_by_its_words():
    theirs = Advice("theirs", "auth-required", wordings=("too many bad attempts",), marks=("mail.yahoo.com",))
    own = Advice("own", "auth-required", codes=("535",), marks=("smtp.aol.com",))
    matcher = Matcher(advice=[theirs, own])
    [reply] = read("535 too many bad attempts (smtp.aol.com)", matcher).replies
    assert reply.match.advice == "own"
    [reply] = read("535 too many bad attempts (smtp.example.com)", matcher).replies
    assert reply.match.advice == "theirs"
