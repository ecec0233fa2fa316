"""Where a message stands on its way: what the facts bear out, and nothing where they do not."""

from itertools import product

import lxml.etree
import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from samples import facts

from codes import catalogue, route, sentences
from codes.facts import Actor, Retried, Side
from codes.models import Cause
from codes.route import ELSEWHERE, SIDES, Halt, Proofs, Route, Station
from smtp_replies import causes as named
from smtp_replies.smtp import Code, Severity, Stage

NAMED = {  # in rules
    *{named.ACCOUNT_RESTRICTED, named.AUTH_REQUIRED, named.BLOCKED, named.BUSY, named.CHECK_FAILED, named.CONTENT},
    *{named.DNS, named.EXPIRED, named.NO_CONNECTION, named.RATE_LIMITED, named.RECIPIENT_UNKNOWN, named.ROUTING},
    *{named.SYNTAX, named.TLS, named.TOO_LARGE},
}
LARGEST = 1500  # bytes of a picture
REFUSALS = [severity for severity in Severity if severity.refuses]


def routes():
    """The way of a message after every code."""
    known = catalogue.current()
    return {code.text: (known.seen(code), known.seen(code).route) for code in known.codes}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "halt", "desk"),
    [
        ("450", Halt.HELD, None),  # nobody yet: no desk is lit
        ("4.2.2", Halt.HELD, None),
        ("4.7.26", Halt.HELD, Station.OWN),
        ("4.4.1", Halt.UNREACHED, None),  # the sender's own server says so: no other has answered
        ("422", Halt.UNREACHED, None),  # a number that no specification defines says less
        ("5.4.7", Halt.OVERDUE, Station.YOU),
        ("550", Halt.REFUSED, Station.YOU),
        ("554", Halt.REFUSED, Station.OWN),
        ("5.2.2", Halt.REFUSED, Station.MAILBOX),
        ("5.2.4", Halt.REFUSED, Station.THEIRS),
        ("556", Halt.BETWEEN, Station.YOU),  # of a domain that takes no mail a server knows without asking
        ("535", Halt.UNSENT, Station.YOU),
        ("5.7.8", Halt.UNSENT, Station.YOU),
        ("4.7.12", Halt.UNSENT, Station.YOU),
        ("250", Halt.TAKEN, None),
    ],
)
def test_the_way_after_a_code(code, halt, desk):
    found = catalogue.current().seen(Code(code)).route
    assert (found.halt, found.desk) == (halt, desk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "code",
    [
        *("251", "235", "2.1.5", "354", "334"),  # no message has been sent yet, or none is spoken of
        *("458", "459"),  # of other commands than those that send
        *("432", "525"),  # at a login as well as between servers
        *("5.4.6", "505", "101"),  # in a circle; nobody knows where; no reply
    ],
)
def test_no_picture_where_nothing_can_be_known(code):
    assert catalogue.current().seen(Code(code)).route is None


@pytest.mark.django_db
def test_every_picture_says_what_the_card_beside_it_says():
    drawn = {code: (seen, found) for code, (seen, found) in routes().items() if found}
    assert len(drawn) > 150
    for code, (seen, found) in drawn.items():
        card = seen.facts
        assert (found.severity, found.first) == (card.severity, card.actors[0]), code
        assert (found.halt in {Halt.HELD, Halt.UNREACHED}) is (card.retried is Retried.QUEUE), code
        assert found.halt is not Halt.REFUSED or card.retried is Retried.NO, code
        assert found.halt is not Halt.UNSENT or card.retried in {Retried.NO, Retried.CLIENT}, code
        assert (found.halt is Halt.OVERDUE) is (card.retried is Retried.ENDED), code
        assert found.stops_early is (found.halt is Halt.UNSENT), code
        assert (found.desk is None) is (found.first in {Actor.NOBODY, Actor.WAIT}), code


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("stage", Stage)
def test_a_refusal_at_one_stage(severity, stage):
    code = {"outside": "101"}.get(severity.value, f"{severity.value}50")
    found = route.of_code(facts(code, stages=(stage,)), Retried.NO)
    if not severity.refuses:
        assert (found is not None) is (severity is Severity.POSITIVE_COMPLETION and stage is Stage.END_OF_DATA)
    elif stage in {Stage.STARTTLS, Stage.AUTH}:
        assert found.halt is Halt.UNSENT
    elif stage in {Stage.EHLO, Stage.QUIT, Stage.OTHER}:
        assert found is None
    else:
        assert found.halt in {Halt.REFUSED, Halt.BETWEEN}


@pytest.mark.django_db
def test_every_cause_stops_a_message_where_its_facts_let_it():
    causes = {cause.slug: cause for cause in Cause.objects.all()}
    assert {*SIDES, *ELSEWHERE, *NAMED} <= causes.keys()
    for slug, cause in causes.items():
        assert (cause.route is not None) is (slug in SIDES), slug
    stopped = {slug: cause.route.halt for slug, cause in causes.items() if cause.route}
    assert stopped["auth-required"] is Halt.UNSENT
    assert stopped["mailbox-full"] is stopped["dns"] is Halt.BETWEEN
    assert causes["mailbox-full"].route.desk is Station.MAILBOX


def test_proofs_that_disagree_prove_nothing():
    actors = (Actor.SENDER,)
    by_code = Route(Halt.REFUSED, Severity.PERMANENT_NEGATIVE, actors)
    spread = product([*REFUSALS, None], [*Retried, None], [*Stage, None], ["", *SIDES], [True, False])
    for severity, retried, stage, cause, came_back in spread:
        proofs = Proofs(severity, retried, stage, cause, None, came_back=came_back)
        found = route.of_answer(proofs, by_code, actors)
        own = retried is Retried.CLIENT or stage is Stage.AUTH or SIDES.get(cause) is Side.OWN
        between = retried in {Retried.QUEUE, Retried.ENDED} or came_back or SIDES.get(cause) is Side.BETWEEN
        if own and between:
            assert found is None
        elif own:
            assert found.halt is Halt.UNSENT
        elif between:
            assert found.halt is not Halt.UNSENT
            assert found.halt is not Halt.HELD or severity is Severity.TRANSIENT_NEGATIVE
        else:
            assert (found is None) is (retried is None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "halt"),
    [
        ("451 4.7.1 Greylisted, please try again later", Halt.HELD),
        ("550 5.1.1 <user@example.com>: Recipient address rejected: User unknown", Halt.REFUSED),
        ("535 5.7.8 Error: authentication failed", Halt.UNSENT),
        ("250 2.0.0 Ok", None),  # at which point it came is not told
        ("250 2.0.0 Ok: queued as ABC123", Halt.TAKEN),
        ("554 5.4.6 Too many hops", None),
        ("Connection could not be established with host smtp.example.com [Connection timed out #110]", Halt.UNSENT),
    ],
)
def test_the_way_in_an_answer(client, text, halt):
    answer = client.post("/lookup/", {"text": f"{text}\n\n"}).context["result"].answers[0]
    assert (answer.route and answer.route.halt) is halt


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_picture_is_small_and_told_in_words(language):
    verdicts = [Severity.POSITIVE_COMPLETION, *REFUSALS, None]
    for halt, severity, actor in product(Halt, verdicts, Actor):
        with override(language):
            found = Route(halt, severity, (actor,))
            figure = lxml.etree.fromstring(render_to_string("codes/_route.html", {"route": found}).strip())
            words = [str(sentences.HALTS[halt]), str(sentences.FIRST_TO_ACT[actor])]
        svg = figure.find("svg")
        assert len(lxml.etree.tostring(svg, with_tail=False)) < LARGEST
        assert svg.get("aria-hidden") == figure.find("ol").get("aria-hidden") == "true"
        assert figure.findtext("figcaption").split() == " ".join(words).split()
        assert figure.xpath("//@style") == []
        lit = figure.xpath("ol/li[@class='lit']")
        assert [bool(lit), len(svg.xpath(".//circle[@class='lit']"))] == [found.desk is not None, len(lit)]
