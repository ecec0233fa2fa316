"""What a pasted text comes to."""

import re
from dataclasses import replace
from itertools import product

import pytest
from django.conf import settings
from django.utils.translation import override

from codes import answers, catalogue, fate, sentences
from codes.facts import Actor, Reader, Retried, Waiting
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


def test_a_step_that_relies_on_a_queue_is_given_only_where_there_is_one(known):
    """All advice that begins with waiting, after each word of what became of the message."""
    waiting = [row for row in known.advice.values() if row.waits]
    assert len(waiting) > 10
    for row in waiting:
        for action, retried in (("", Retried.QUEUE), ("deferred", Retried.QUEUE), ("failed", None)):
            reply = Reply(action=action, match=Match(row.cause_id, advice=row.slug))
            [answer] = answers.answered(known, Reading(Kind.TEXT, (reply,)))
            assert answer.first_step.markdown
            waits = answer.first_step in {row.own_step, row.step_for_admin}
            assert waits is (retried is Retried.QUEUE), (row.slug, action)
            assert answer.retried is retried or retried is None
        told = Reply("450", "", "450 later", match=Match(row.cause_id, advice=row.slug))
        [answer] = answers.answered(known, Reading(Kind.TEXT, (told,), by_program=True))
        assert answer.first_step != row.own_step


def test_what_passes_with_time_is_sent_again_after_it_came_back(known):
    """All advice and causes that time removes, under a permanent code that says nothing of it."""
    for row in [*known.advice.values(), *known.causes.values()]:
        if row.who_acts[0] is not Actor.WAIT:
            continue
        match = Match(row.cause_id, advice=row.slug) if row.slug in known.advice else Match(row.slug)
        told = Reply("550", "5.7.1", "550 5.7.1 too much at once", match=match)
        [answer] = answers.answered(known, Reading(Kind.TEXT, (told,)))
        if fate.is_time_only(answer.cause):
            assert answer.first_step.markdown == sentences.CAME_BACK_FOR_NOW, row.slug
        else:
            assert answer.first_step != row.own_step, row.slug
        assert answer.code_step not in [step for _field, step in answer.other_steps], row.slug


def test_what_a_success_does_not_promise_is_no_step(known):
    promises = {code.text: seen.promise for code in known.codes if (seen := known.seen(code)) and seen.promise}
    assert promises["250"]
    assert [code for code, promise in promises.items() if promise.markdown.startswith(("**", "1."))] == []


def test_page_and_program_are_told_alike_of_what_time_removes(known):
    """5.1.90: Microsoft asks to wait a day, beside "No, something has to change first"."""
    removed = [cause for cause in known.causes.values() if cause.who_acts[0] is Actor.WAIT]
    assert "rate-limited" in {cause.slug for cause in removed}
    for cause in removed:
        told = Reply("550", "5.7.1", "550 5.7.1 too much at once", match=Match(cause.slug))
        [answer] = answers.answered(known, Reading(Kind.TEXT, (told,)))
        assert answer.retried is Retried.NO
        for said in (answer.tried_again, answer.retried_answer):
            assert str(said).startswith("Usually not by itself"), cause.slug


def test_whoever_reads_a_log_or_a_trace_is_told_first_what_its_server_or_program_needs(known):
    """All causes but those that time removes, which are nobody's to act on."""
    for slug, cause in known.causes.items():
        told = Reply("550", "", "550 no", match=Match(slug))
        steps = []
        for is_technical in (False, True):
            [answer] = answers.answered(known, Reading(Kind.TEXT, (told,), is_technical=is_technical))
            steps.append((answer.first_step, dict(answer.steps)))
        (usual, own), (technical, _own) = steps
        if cause.who_acts[0] is Actor.WAIT:
            assert technical == usual, slug
        elif "for_sender_admin" in own:
            assert technical == own["for_sender_admin"], slug


def test_whoever_reads_a_log_or_a_trace_is_told_what_advice_says_to_them(known):
    """All advice that says so; whoever sent the message finds it beside their own step."""
    own = [row for row in known.advice.values() if row.step_for_admin]
    assert len(own) > 100
    for row in own:
        told = Reply("450", "4.7.1", "450 4.7.1 no", match=Match(row.cause_id, advice=row.slug))
        for is_technical, step in ((True, row.step_for_admin), (False, row.own_step)):
            [answer] = answers.answered(known, Reading(Kind.TEXT, (told,), is_technical=is_technical))
            is_waited_for = row.waits and Actor.SENDER_ADMIN not in row.who_acts
            assert answer.first_step == (row.own_step if is_waited_for else step), row.slug
            beside = (Reader.SENDER_ADMIN, row.step_for_admin) in answer.other_steps
            assert beside is (answer.first_step == row.own_step), row.slug
        [answer] = answers.answered(known, Reading(Kind.TEXT, (told,), is_of_receiver=True))
        if answer.is_of_receiver:
            assert row.step_for_admin not in [answer.first_step, *(step for _reader, step in answer.other_steps)]


def test_nobody_who_runs_a_server_is_told_to_ask_whoever_runs_it(known):
    asking = re.compile(r"(?i)\b(?:ask|tell|to|by|have) (?:whoever runs (?:your|the) mail|your (?:mail )?admin)")
    for row in known.advice.values():
        if Actor.SENDER_ADMIN in row.who_acts and asking.search(row.own_step.markdown):
            assert row.step_for_admin, row.slug
        if row.step_for_admin:
            assert not asking.search(row.step_for_admin.markdown), row.slug


def test_whoever_reads_the_log_of_a_server_that_refused_is_told_what_to_do_at_that_server():
    """All causes, in every language: the step has to be there."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            known = catalogue.current()
            for slug, cause in known.causes.items():
                told = Reply("550", "", "550 no", match=Match(slug))
                [answer] = answers.answered(known, Reading(Kind.TEXT, (told,), is_of_receiver=True))
                assert bool(cause.server_step) == bool(cause.step_at_server), (language, slug)
                assert answer.is_of_receiver is bool(cause.server_step), (language, slug)
                if answer.is_of_receiver:  # and nothing that speaks to the sender's side
                    assert answer.first_step == cause.step_at_server, (language, slug)
                    assert (answer.named, answer.acting, answer.route, answer.notes) == (cause, (), None, []), slug


def test_whoever_is_not_reached_is_told_what_the_recipient_does(known):
    """All causes and advice: nothing speaks to them as the one who sent it."""
    matches = [Match(slug) for slug in known.causes]
    matches += [Match(row.cause_id, advice=row.slug) for row in known.advice.values()]
    for match in matches:
        told = Reply("550", "", "550 no", "b@example.net", written_to="a@example.com", match=match)
        [answer] = answers.answered(known, Reading(Kind.TEXT, (told,), is_of_recipient=True))
        own = answer.cause.text("for_recipient").markdown
        assert answer.first_step.markdown in own, match
        assert (answer.advice, answer.acting, answer.route, answer.notes) == (None, (), None, []), match
        assert answer.other_steps == [], match


def test_whoever_reads_the_event_of_a_service_does_not_run_its_servers(known):
    for row in known.advice.values():
        if not row.step_for_admin or row.waits:
            continue
        told = Reply("550", "", "550 no", match=Match(row.cause_id, advice=row.slug))
        for by_service, step in ((True, row.own_step), (False, row.step_for_admin)):
            [answer] = answers.answered(known, Reading(Kind.TEXT, (told,), is_technical=True, by_service=by_service))
            assert answer.first_step == step, row.slug


def test_a_delay_tells_nobody_to_wait_for_what_somebody_has_to_do(known):
    """Only the recipient makes room in a mailbox, only the sender's side gets off a list, though a server goes on."""
    somebody = {
        slug for slug, cause in known.causes.items() if cause.who_acts[0] in {Actor.RECIPIENT, Actor.SENDER_ADMIN}
    }
    assert {"mailbox-full", "reputation-blocked"} <= somebody
    assert not {"greylisted", "server-busy", "routing"} & somebody
    for slug, cause in known.causes.items():
        told = Reply("452", "", "452 no", action="delayed", match=Match(slug))
        [answer] = answers.answered(known, Reading(Kind.TEXT, (told,)))
        is_for_somebody = slug in somebody or cause.waiting_helps is Waiting.NO
        assert (answer.first_step.markdown == sentences.NOTHING_TO_DO) is not is_for_somebody, slug
        assert answer.may_act_meanwhile is is_for_somebody, slug
        assert answer.goes_on, slug


def test_a_slip_in_the_address_is_shown_in_every_language():
    """Only where the reply may be about the address."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            known = catalogue.current()
            for slug in known.causes:
                told = Reply("550", "", "550 no", "ann@gmial.com", match=Match(slug))
                [answer] = answers.answered(known, Reading(Kind.TEXT, (told,)))
                is_shown = "`ann@gmial.com`" in answer.first_step.markdown
                assert is_shown is (slug in {"recipient-unknown", "dns", "syntax", "routing"}), (language, slug)
                assert is_shown is ("`ann@gmail.com`" in answer.first_step.markdown), (language, slug)


def test_what_advice_tells_somebody_is_not_told_them_again_in_general(known):
    """All advice: beside "make an app password" nobody reads "reset the password"."""
    fields = {Actor.SENDER: "for_sender", Actor.SENDER_ADMIN: "for_sender_admin"}
    for row in known.advice.values():
        told = Reply("550", "5.7.0", "550 5.7.0 no", match=Match(row.cause_id, advice=row.slug))
        [answer] = answers.answered(known, Reading(Kind.TEXT, (told,)))
        if answer.first_step != row.own_step:
            continue
        general = dict(answer.steps)
        for actor in row.who_acts:
            step = general.get(fields.get(actor))
            beside = [other for _reader, other in answer.other_steps]
            assert step in {None, row.step_for_admin} or step not in beside, (row.slug, actor)


def test_advice_for_the_receiving_server_is_kept_where_its_log_is_read(known):
    own = [row for row in known.advice.values() if row.who_acts[0] is Actor.RECIPIENT_ADMIN]
    assert own
    for row in own:
        told = Reply("550", "", "550 no", match=Match(row.cause_id, advice=row.slug))
        [answer] = answers.answered(known, Reading(Kind.TEXT, (told,), is_of_receiver=True))
        assert (answer.named, answer.first_step) == (row, row.own_step), row.slug


def test_whoever_uses_a_program_that_quotes_no_server_is_told_what_to_do_there(known):
    """All causes: an administrator's command is no first step for whoever sees a dialog."""
    for slug in known.causes:
        told = Reply(text="it failed", action="failed", match=Match(slug))
        [answer] = answers.answered(known, Reading(Kind.TEXT, (told,)))
        own = dict(answer.steps)
        if "for_sender" in own:
            assert answer.first_step == own["for_sender"], slug


def test_whoever_runs_a_program_that_sends_too_fast_is_told_to_slow_it_down(known):
    told = Reply("454", "", "454 too many", match=Match("rate-limited"))
    for is_technical in (False, True):
        reading = Reading(Kind.TEXT, (told,), by_program=True, is_technical=is_technical)
        [answer] = answers.answered(known, reading)
        own = dict(answer.steps)["for_sender_admin"]
        assert (answer.first_step == own) is is_technical


def test_nobody_waits_for_what_a_server_has_given_up(known):
    """All advice, causes and codes that begin with 4, in a notice that the message has failed."""
    rows = [(row.cause_id, row.slug) for row in known.advice.values()] + [(slug, None) for slug in known.causes]
    codes = [code.text for code in known.codes if code.text[0] == "4"]
    told = [
        *(Reply("450", "", "450 no", match=Match(cause, advice=advice)) for cause, advice in rows),
        *(Reply(code if "." not in code else "", code if "." in code else "", f"{code} no") for code in codes),
    ]
    for reply in told:
        [answer] = answers.answered(known, Reading(Kind.REPORT, (replace(reply, action="failed"),)))
        assert answer.given_up, reply
        assert not re.match(r"Wait:|Do nothing", answer.first_step.markdown), reply


def test_whoever_wrote_to_an_address_that_passes_mail_on_is_told_so(known):
    """All causes: not where the message itself is at fault, a server still tries, or its log is read."""
    for slug in known.causes:
        told = Reply("550", "", "550 no", "b@example.net", written_to="a@example.com", match=Match(slug))
        [answer] = answers.answered(known, Reading(Kind.REPORT, (told,)))
        is_told = slug not in {"too-large", "content-rejected", "syntax"}
        assert ("`a@example.com`" in answer.first_step.markdown) is is_told, slug
        assert (answer.actors[0] is Actor.RECIPIENT) or not is_told, slug
        assert not is_told or {field for field, _step in answer.steps} <= {"for_recipient"}, slug
        [read] = answers.answered(known, Reading(Kind.TEXT, (told,), is_technical=True))
        [waiting] = answers.answered(known, Reading(Kind.REPORT, (replace(told, action="delayed"),)))
        assert "`a@example.com`" not in read.first_step.markdown + waiting.first_step.markdown, slug


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
