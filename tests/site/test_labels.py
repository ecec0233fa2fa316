"""A word for every member, and a look for every fact."""

import re
from itertools import chain

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override
from running import ROOT
from samples import facts

from codes import comparison, labels
from codes.compared import FORMS
from codes.edits import Origin
from codes.facts import (
    Actor,
    Awaited,
    Certainty,
    Desk,
    ProgramKind,
    ProviderKind,
    Question,
    Reader,
    Retried,
    Role,
    Side,
    SourceKind,
    Standing,
    Waiting,
)
from codes.freshness import Grade, State
from codes.models import Cause
from codes.route import Station
from smtp_replies.programs import Needs
from smtp_replies.smtp import Category, Severity, Stage, Subject

ENUMS = (
    Severity,
    Category,
    Standing,
    Subject,
    Question,
    Stage,
    Actor,
    Reader,
    Desk,
    Retried,
    Waiting,
    ProviderKind,
    SourceKind,
    Awaited,
    Certainty,
    Desk,
    ProgramKind,
    Role,
    Side,
    Station,
    Needs,
    Origin,
    Grade,
    State,
)
NOTHING = {"official_phrase": "No standard text", "partners": "No known ones", "references": "No specification"}
FULL = facts("550", partners=("5.1.1",), official_phrase="Requested action not taken", references=("RFC 5321 4.2.3",))
SHOWN = {
    "retried": "No, something has to change first",
    "actors": "<li>You, the sender</li>",
    "stages": '<li><code dir="ltr" translate="no">RCPT TO</code></li>',
    "category": "The mail system",
    "partners": '<li><code dir="ltr" translate="no">5.1.1</code></li>',
    "official_phrase": ">Requested action not taken</q>",
    "standing": "Standard",
    "references": ">RFC 5321 4.2.3</a>",
}


def shown(aspect, value):
    html = render_to_string(f"codes/_fact_{FORMS[aspect]}.html", {"value": value})
    return "".join(line.strip() for line in html.splitlines())


def test_every_member_has_a_word():
    assert labels.LABELS.keys() == set(chain.from_iterable(ENUMS))
    assert all(map(str, labels.LABELS.values()))


@pytest.mark.parametrize("enum", ENUMS)
def test_no_two_members_have_the_same_word(enum):
    words = [str(labels.LABELS[member]) for member in enum]
    assert len({*words}) == len(words)


# Words that a language has in common with English.
ALIKE = {"fr": {"Extension", "Information", "Verdict"}}


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE])
@pytest.mark.parametrize("table", [labels.LABELS, labels.ASPECTS, labels.FOR_WHOM, labels.SOURCES])
def test_every_word_is_translated_but_for_the_names_of_commands(table, language):
    with override(language):
        here = {key: str(word) for key, word in table.items()}
    with override(settings.LANGUAGE_CODE):
        same = {str(word) for key, word in table.items() if here[key] == str(word)}
    assert same <= {"EHLO", "STARTTLS", "AUTH", "MAIL FROM", "RCPT TO", "DATA", "QUIT"} | ALIKE.get(language, set())


def test_every_list_of_steps_says_for_whom_it_is():
    assert {*labels.FOR_WHOM} == {word for word in Cause.WORDS if word.startswith("for_")}


def test_one_order_of_aspects():
    assert tuple(labels.ASPECTS) == comparison.ASPECTS == ("severity", *FORMS)


def test_who_acts_is_told_of_anybody_beside_the_sender_too():
    html = render_to_string("codes/_fact_actors.html", {"value": (Actor.SENDER, Actor.RECIPIENT)})
    assert [" ".join(item.split()) for item in re.findall(r"<li>([^<]+)</li>", html)] == ["The sender", "The recipient"]
    assert render_to_string("codes/_fact_actors.html", {"value": ()}).strip() == "Not known"


@pytest.mark.parametrize(
    ("of", "said"),
    [
        ({"is_of_reports": True, "is_enhanced": True}, "In no reply"),
        ({"is_enhanced": True}, "Where its reply code comes"),
        ({}, "Not known"),
    ],
)
def test_a_code_of_no_known_stage_says_where_it_comes(of, said):
    assert render_to_string("codes/_fact_stages.html", {"value": (), **of}).strip() == said


def test_every_station_has_an_icon():
    assert labels.STATION_ICONS.keys() == set(Station)


def test_every_verdict_has_an_icon():
    assert labels.ICONS.keys() == set(Severity)
    sheet = "".join(path.read_text("utf-8") for path in (ROOT / "static").rglob("*.css"))
    assert [icon for icon in labels.ICONS.values() if icon not in sheet] == []


@pytest.mark.parametrize("aspect", FORMS)
def test_a_fact_is_shown(aspect):
    assert SHOWN[aspect] in shown(aspect, getattr(FULL, aspect))


@pytest.mark.parametrize("aspect", FORMS)
def test_a_fact_that_is_not_there_is_said_to_be_missing(aspect):
    value = getattr(FULL, aspect)
    nothing = type(value)() if isinstance(value, str | tuple) else None
    assert shown(aspect, nothing) == NOTHING.get(aspect, "Not known")


@pytest.mark.parametrize(
    ("actors", "english", "arabic"),
    [
        (
            (Actor.SENDER, Actor.SENDER_ADMIN, Actor.RECIPIENT_ADMIN),
            ["You, the sender", "Then your mail admin", "Then their mail admin"],
            ["أنت، المرسِل", "ثم مسؤول البريد لديك", "ثم مسؤول بريد المستلِم"],
        ),
        (
            (Actor.WAIT, Actor.SENDER_ADMIN, Actor.RECIPIENT),
            ["Nobody yet: wait", "If it lasts, your mail admin", "Then the recipient"],
            ["لا أحد حاليًّا: انتظر", "وإن طال الأمر فمسؤول البريد لديك", "ثم المستلِم"],
        ),
        ((Actor.SENDER_ADMIN, Actor.WAIT), ["Your mail admin", "Then wait"], ["مسؤول البريد لديك", "ثم انتظر"]),
        ((), [], []),
    ],
)
def test_a_first_screen_says_to_the_sender_who_acts_and_who_then(actors, english, arabic):
    for language, said in (("en", english), ("ar", arabic)):
        with override(language):
            assert [str(words) for words in labels.in_turn(actors)] == said
