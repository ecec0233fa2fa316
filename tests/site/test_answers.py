"""What a pasted text comes to."""

from itertools import product

import pytest

from codes import answers, catalogue
from codes.models import KnownReply, VendorUse
from smtp_replies import Kind, Match, Reading, Reply
from smtp_replies.smtp import is_vendors_own

pytestmark = pytest.mark.django_db


@pytest.fixture
def known():
    return catalogue.current()


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


@pytest.mark.parametrize("digit", ["4", "5"])
def test_the_step_for_a_registered_code_is_that_of_its_page_or_of_advice(known, digit):
    """Said with the registry's own phrase, so that the words mean what the code means; X.0.0 means nothing."""
    codes = [code for code in known.codes if code.is_enhanced and code.text[0] == digit and code.row != "X.0.0"]
    assert len(codes) > 50
    for code in codes:
        seen = known.seen(code)
        [answer] = answers.explain(f"{digit}50 {code} {seen.row.official_phrase}", known).answers
        if not answer.advice:
            assert answer.first_step, code
            assert answer.first_step.markdown == seen.first_step.markdown, code


def test_codes_that_only_a_vendor_uses_have_a_full_answer(known):
    codes = {code.text: use for use in VendorUse.objects.all() for code in use.codes if is_vendors_own(code.text)}
    assert len(codes) > 100
    for code, use in codes.items():
        answer = answers.explain(f"{'550' if code[0] == '5' else '451'} {code} {use.vendor}", known).answers[0]
        assert answer.first_step, code
        assert answer.actors, code


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("550-5.7.25 The IP address sending this message does not have a PTR record", "ptr-missing"),
        ("534 5.7.9 Application-specific password required", "gmail-app-password"),
        (
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant",
            "m365-smtp-auth-tenant-off",
        ),
        ("504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname", "helo-invalid"),
        ("554 5.4.6 Hop count exceeded - possible mail loop", "mail-loop"),
        ("550 5.7.30 Basic authentication is not supported for Client Submission.", "m365-basic-auth-retired"),
        ("550 5.7.64 TenantAttribution; Relay Access Denied", "m365-connector-mismatch"),
        ("525 5.7.1 Unauthorized IP address", "brevo-unknown-ip"),
    ],
)
def test_words_lead_to_the_advice_for_them_in_every_language(ask, text, advice):
    for language in ("en", "ar"):
        reply = ask(text, lang=language)["replies"][0]
        assert reply["advice"] == advice
        assert reply["explanation"]["first_step"]


FORMS = {  # what several servers say in words of their own
    "ptr-missing": product(("no", "missing", "invalid", "without a valid"), ("reverse DNS", "rDNS", "PTR")),
    "spf-fail": product(("SPF check", "SPF validation", "SPF"), ("failed", "failure", "fail")),
    "dkim-fails": product(("DKIM signature", "DKIM"), ("missing", "invalid", "failed")),
    "dmarc-own-domain": product(("rejected", "blocked"), ("by", "due to"), ("our DMARC policy", "its DMARC record")),
    "dmarc-free-address": [
        *product(
            ("5.7.26 Unauthenticated email from",),
            ("gmail.com", "yahoo.fr", "hotmail.co.uk", "gmx.de", "web.de"),
            ("is not accepted due to domain's DMARC policy",),
        ),
        *product(("5.7.509 sending domain",), ("gmail.com", "yahoo.es"), ("does not pass DMARC verification",)),
    ],
    "bare-line-feed": product(
        ("message contains",), ("bare CR", "a bare LF", "bare carriage returns", "bare line feeds")
    ),
    "helo-invalid": product(("HELO", "EHLO"), ("hostname", "name"), ("must be a FQDN", "is invalid")),
    "login-required": product(("You", "Clients"), ("must", "have to"), ("authenticate before sending mail",)),
    "relay-access-denied": product(("relay", "relaying"), ("is not allowed", "prohibited", "forbidden")),
    "attachment-type-forbidden": product(("attachment",), ("blocked:", "not allowed:"), ("a.exe", "type .js")),
    "message-too-large": product(("mail", "message"), ("is too big", "exceeds the maximum size")),
    "host-daily-limit": product(("daily", "hourly"), ("sending limit", "quota"), ("exceeded", "reached")),
    "no-answer-on-port-25": product(
        ("<a@example.net>: connect to", "postfix/smtp[9]: connect to"),
        ("mx.example.net[192.0.2.7]:25:",),
        ("Connection timed out", "Operation timed out", "No route to host"),
    ),
    "header-lines": product(("missing", "no", "duplicate"), ("Message-ID", "Date", "Subject"), ("header",)),
    "sender-domain-not-found": product(("sender domain", "MAIL FROM domain"), ("does not exist", "does not resolve")),
    "recipient-domain-not-found": product(("recipient domain", "destination domain"), ("not found", "has no MX")),
    "own-relay-not-reached": product(
        ("<a@example.net>: connect to", "postfix/smtp[9]: connect to"),
        ("relay.example.net[192.0.2.7]:587:", "relay.example.net[192.0.2.7]:2525:"),
        ("Connection timed out", "Connection refused", "No route to host"),
    ),
}


@pytest.mark.parametrize(("advice", "forms"), FORMS.items())
def test_words_of_one_form_lead_to_one_advice(ask, advice, forms):
    told = {words: ask(f"{words}" if "[" in words else f"550 {words}")["replies"] for words in map(" ".join, forms)}
    assert {words: replies[0]["advice"] for words, replies in told.items()} == dict.fromkeys(told, advice)


def test_a_line_of_a_log_is_quoted_with_its_first_word(ask):
    reply = ask("Nov 28 10:01:02 mx postfix/smtp[9]: connect to mx.example.net[192.0.2.7]:25: Connection timed out")
    assert reply["replies"][0]["line"] == "connect to mx.example.net[192.0.2.7]:25: Connection timed out"


def test_words_of_that_form_that_are_about_something_else_do_not(ask):
    reply = ask("552 5.2.2 The recipient must log in and delete messages, the mailbox is full")["replies"][0]
    assert reply["advice"] == "mailbox-full"


def test_a_bare_word_behind_a_code_names_no_cause(ask):
    reply = ask("550 banana")["replies"][0]
    assert (reply["code"], reply["cause"], reply["certainty"]) == ("550", None, None)


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("552 5.2.2 user@example.com mailbox full", "known words"),
        ("550 5.1.1 zzz", "code"),
        ("554 Your message smells of unsolicited commercial spam content", "words"),
    ],
)
def test_the_answer_says_how_sure_it_is(ask, text, certainty):
    assert ask(text)["replies"][0]["certainty"] == certainty


def test_a_delay_tells_nobody_to_do_anything(ask):
    answer = ask("Delivery incomplete. Gmail will retry for 46 more hours. The message was not delivered yet.")
    reply = answer["replies"][0]
    assert (answer["is_bounce"], reply["retried"], reply["actors"][0], reply["hours"]) == (True, "queue", "wait", 46)
    assert "do not send the message again" in reply["explanation"]["first_step"]


def test_no_server_is_said_to_have_answered_where_none_did(ask):
    reply = ask("Error: connect ECONNREFUSED 127.0.0.1:587\n  command: 'CONN'\nnodemailer")["replies"][0]
    assert (reply["code"], reply["program_error"]) == (None, "node-econnrefused")
    assert "a mail server answered" not in reply["explanation"]["note"]


def test_a_reply_of_another_protocol_is_named(ask):
    answer = ask("530 Login incorrect.\nftp>")
    assert (answer["is_bounce"], answer["replies"], answer["protocol"]) == (False, [], "FTP")
    assert "This is a reply of FTP" in answer["explanation"]


def test_what_was_taken_and_does_not_arrive_has_a_step(ask):
    answer = ask("mx postfix/smtp[1]: 4F: to=<b@example.com>, relay=mx.example.com[192.0.2.1]:25, status=sent (250 ok)")
    [reply] = answer["replies"]
    assert reply["verdict"] == "accepted"
    assert reply["explanation"]["first_step"].startswith("If the message does not arrive")
    [greeting] = ask("MAIL FROM:<a@example.com>\n250 2.1.0 Ok")["replies"]
    assert greeting["explanation"]["first_step"] is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("imap.example.com: [AUTHENTICATIONFAILED] Invalid credentials", "app password"),
        ("Automatic reply: offer", "automatic answer"),
        ("Your password expires today. Click to keep the same password.", "swindlers"),
        ("Your mail to 'News' with the subject\n\n  hi\n\nIs being held until the list moderator can", "not lost"),
    ],
)
def test_what_is_no_refusal_is_told_for_what_it_is(ask, text, said):
    answer = ask(text)
    assert (answer["is_bounce"], answer["replies"]) == (False, [])
    assert said in answer["explanation"]


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        (  # an address that nobody has typed
            "Your message to unknownorganizer@calendar.google.com could not be delivered: 550 5.1.1 no such user",
            "google-calendar-unknown-organizer",
        ),
        (  # what a filter's line says of a message that was taken
            "Mar 14 09:12:04 mx pmg-smtp-filter[1]: 2A: moved mail for <b@example.com> to spam quarantine - 2B\n"
            "Mar 14 09:12:04 mx postfix/lmtp[2]: 8E: to=<b@example.com>, relay=127.0.0.1[127.0.0.1]:10024, status=sent"
            " (250 2.5.0 OK (2A))",
            "own-filter-quarantine",
        ),
        (  # ends of lines that are written out
            r"** b@example.com: SMTP error: 550-Verification failed for <a@example.org>\n550 Sender verify failed",
            "sender-verify-failed",
        ),
        (  # a window of a program, whatever it fetches
            "You are about to override how Thunderbird identifies this site.\nmail.example.com:993\n"
            "The certificate is not currently valid",
            "certificate-expired",
        ),
    ],
)
def test_what_stands_beside_a_reply_leads_to_the_advice_for_it(ask, text, advice):
    assert [reply["advice"] for reply in ask(text)["replies"]] == [advice]


def test_whoever_forwards_is_told_what_breaks_the_proof_of_the_sender(known):
    told = Reply(
        "550", "5.7.26", "550 5.7.26 no", "b@example.net", "a@example.com", match=Match("authentication-failed")
    )
    for is_technical, advice in ((True, "own-forwarding-breaks-checks"), (False, "forwarding-breaks-spf")):
        [answer] = answers.answered(known, Reading(Kind.TEXT, (told,), is_technical=is_technical))
        assert answer.advice.slug == advice
