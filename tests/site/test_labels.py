"""A word for every member, and a look for every fact."""

from itertools import chain

import pytest
from django.template.loader import render_to_string
from samples import facts

from codes import comparison, labels
from codes.facts import Actor, ProviderKind, Question, Retried, SourceKind, Standing, Waiting
from smtp_replies.smtp import Category, Severity, Stage, Subject

ENUMS = (Severity, Category, Standing, Subject, Question, Stage, Actor, Retried, Waiting, ProviderKind, SourceKind)
NOTHING = {"official_phrase": "No standard text", "partners": "No usual ones", "references": "No specification"}
FULL = facts("550", partners=("5.1.1",), official_phrase="Requested action not taken", references=("RFC 5321 4.2.3",))
SHOWN = {
    "severity": "Permanent refusal",
    "retried": "No, something has to change first",
    "actors": "<li>The sender</li>",
    "stages": '<li><code dir="ltr" translate="no">RCPT TO</code></li>',
    "category": "The mail system",
    "partners": '<li><code dir="ltr" translate="no">5.1.1</code></li>',
    "official_phrase": ">Requested action not taken</q>",
    "standing": "Standard",
    "references": ">RFC 5321 4.2.3</a>",
}


def shown(aspect, value):
    html = render_to_string("codes/_fact.html", {"aspect": aspect, "value": value})
    return "".join(line.strip() for line in html.splitlines())


def test_every_member_has_a_word():
    assert labels.LABELS.keys() == set(chain.from_iterable(ENUMS))
    assert all(map(str, labels.LABELS.values()))


def test_one_order_of_aspects():
    assert tuple(labels.ASPECTS) == tuple(SHOWN) == comparison.ASPECTS


def test_every_verdict_has_an_icon():
    assert labels.ICONS.keys() == set(Severity)


@pytest.mark.parametrize("aspect", comparison.ASPECTS)
def test_a_fact_is_shown(aspect):
    assert SHOWN[aspect] in shown(aspect, getattr(FULL, aspect))


@pytest.mark.parametrize("aspect", comparison.ASPECTS)
def test_a_fact_that_is_not_there_is_said_to_be_missing(aspect):
    value = getattr(FULL, aspect)
    nothing = type(value)() if isinstance(value, str | tuple) else None
    assert shown(aspect, nothing) == NOTHING.get(aspect, "Not known")
