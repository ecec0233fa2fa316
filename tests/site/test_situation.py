"""What whoever pasted a reply does first about it."""

import re
from dataclasses import replace

import pytest
from django.conf import settings
from django.utils.translation import override

from codes import answers, catalogue, fate, sentences
from codes.facts import Actor, Reader, Retried, Waiting
from smtp_replies import Kind, Match, Reading, Reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def known():
    return catalogue.current()


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
                assert not is_shown or answer.acting[0] is Actor.SENDER
                assert not is_shown or Actor.WAIT not in answer.acting


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


def test_what_is_said_of_a_mailbox_at_login_is_no_matter_of_a_recipient(known):
    for said in ("550 5.1.1 User unknown", "552 5.2.2 Mailbox full", "550 5.2.1 Mailbox disabled"):
        [answer] = answers.explain(f">>> AUTH LOGIN\n{said}", known).answers
        assert answer.cause.slug in {"auth-required", "account-restricted"}
        assert "recipient" not in answer.first_step.markdown
