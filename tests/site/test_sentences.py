"""The tables of sentences: a sentence for every member that can be asked for, with the placeholders that are filled."""

from string import Formatter

import pytest
from django.conf import settings
from django.utils.translation import override

from codes import sentences
from codes.comparison import Kinship, Relation
from codes.facts import Actor, Awaited, ProviderKind, Retried, Standing, Waiting
from codes.route import Halt
from smtp_replies.causes import Proof
from smtp_replies.elsewhere import Trouble
from smtp_replies.mail import Kind
from smtp_replies.smtp import Category, Severity, Subject

DIVISIONS = {*Category, *Subject}
SILENT = {Category.UNSPECIFIED, Category.OUTSIDE_SMTP, Subject.OTHER, Subject.UNASSIGNED}  # they say nothing of a code
CLASSES = {Severity.POSITIVE_COMPLETION, Severity.TRANSIENT_NEGATIVE, Severity.PERMANENT_NEGATIVE}

# Which members a table must have, and the placeholders of its sentences.
TABLES = {
    "CLIENT_DUTIES": (set(Severity), set()),
    "SUBJECTS": (DIVISIONS, set()),
    "CLASS_SENTENCES": (set(Severity) - {Severity.OUTSIDE_SMTP}, set()),
    "KINSHIP_LEADS": (
        {(kinship, Relation.TEMPORARY_PERMANENT) for kinship in (Kinship.TWINS, Kinship.FALSE_TWINS, Kinship.CLASSES)}
        | {(Kinship.CLASSES, relation) for relation in (Relation.SUCCESS_TEMPORARY, Relation.SUCCESS_PERMANENT)},
        {"left", "right"},
    ),
    "LEADS": (set(Relation), {"left", "right"}),
    "VERDICT_SENTENCES": (set(Severity), {"code"}),
    "RETRIED_ANSWERS": (set(Retried), set()),
    "HALTS": (set(Halt), set()),
    "FIRST_TO_ACT": (set(Actor), set()),
    "WAITING_ANSWERS": (set(Waiting), set()),
    "PROVIDER_SENTENCES": (set(ProviderKind), set()),
    "RETRIED_SENTENCES": ({Retried.QUEUE, Retried.CLIENT}, {"code"}),
    "CATEGORY_SENTENCES": (DIVISIONS - SILENT, {"code"}),
    "ACTOR_SENTENCES": (set(Actor), {"code"}),
    "STANDING_SENTENCES": (set(Standing) - {Standing.STANDARD, Standing.REGISTERED}, {"code"}),
    "SENDING_ADVICE": (set(Severity), {"code", "name"}),
    "ENHANCED_ADVICE": (CLASSES, {"code", "name"}),
    "AWAITED_SENTENCES": (set(Awaited), {"code"}),
    "LEADS_BESIDE_REPLIES": (
        {Relation.BOTH_GO_ON, Relation.SUCCESS_GO_ON, Relation.GO_ON_TEMPORARY, Relation.GO_ON_PERMANENT},
        {"left", "right"},
    ),
    "READER_ADVICE": (set(Severity), {"code"}),
    "NOTES": (set(Actor) - {Actor.NOBODY, Actor.WAIT}, {"code", "summary", "url"}),
    "REPLY_NOTES": (set(Actor) - {Actor.NOBODY, Actor.WAIT, Actor.SENDER}, {"line", "summary", "url"}),
    "FAILURE_NOTES": (set(Actor) - {Actor.NOBODY, Actor.WAIT, Actor.SENDER}, {"line", "summary", "url"}),
    "FATES": ({"failed", "delayed", "deferred", ""}, set()),
    "PROOFS": (set(Proof), set()),
    "NOT_A_BOUNCE": (set(Kind), set()),
    "FETCHING": (set(Trouble), {"protocol"}),
}
SINGLE = {
    "LOOKUPS_BUSY": set(),
    "TOO_HARD": set(),
    "CLASSES_LEAD_WITHOUT_WAITING": {"left", "right"},
    "CLASSES_LEAD_WITHOUT_CONDITION": {"left", "right"},
    "EMPTY_PARTNER_LEAD": {"left", "right"},
    "MIXED_LEAD": {"left", "right"},
    "REPORTS_LEAD": {"left", "right"},
    "REPORTS_ADVICE": {"code"},
    "PARTNERS_LEAD": {"left", "right"},
    "MIXED_KINDS": {"left", "right"},
    "NONE_AFTER_GO_ON": {"left", "right"},
    "APART_IN_REPLIES": {"left", "right"},
    "VERDICT_WHEN_TO_ACT": {"code"},
    "SENDING_WHEN_TO_ACT": {"code", "name"},
    "ENHANCED_WHEN_TO_ACT": {"code", "name"},
    "ODD_PARTNERS_LEAD": {"left", "right"},
    "LEAD_WHEN_TO_ACT": {"left", "right"},
    "ACT_WHERE_IT_VARIES": {"code"},
    "ACT_AT_THE_END": {"code"},
    "LISTED_ADVICE": {"code"},
    "DUTY_BEFORE_REPLIES": {"code"},
    "USELESS_ADVICE": {"code"},
    "UNREGISTERED_ADVICE": {"code"},
    "OBSOLETE_ADVICE": {"code"},
    "ACT_ALONE_ADVICE": {"code"},
    "ACT_ADVICE": {"code"},
    "NO_SUCH_CLASS": set(),
    "GIVEN_UP": set(),
    "NOTHING_TO_DO": set(),
    "CAME_BACK_FOR_NOW": set(),
    "NO_REASON": set(),
    "MISSPELT": {"written", "meant"},
    "PASSED_ON": {"first", "last"},
    "READ_THE_WORDS": set(),
    "NOBODY_KEEPS_IT": set(),
    "ANSWER_TITLE": {"verdict", "name"},
    "OTHER_PROTOCOL": {"protocol"},
    "NO_PROTOCOL": set(),
    "WAITING_IN_VAIN": set(),
    "FOUND_ON_HOST": {"found", "host"},
}


NAMED = {"left", "right", "left_name", "right_name"}
OTHER_PLACEHOLDERS = {
    **{("LEADS", Relation(f"both {verdict}")): NAMED for verdict in ("succeed", "go on", "temporary", "permanent")},
    ("KINSHIP_LEADS", (Kinship.FALSE_TWINS, Relation.TEMPORARY_PERMANENT)): NAMED,
    ("LEADS", Relation.ONE_OUTSIDE): {"outside"},
    ("LEADS_BESIDE_REPLIES", Relation.BOTH_GO_ON): {"replying", "waiting"},
    ("AWAITED_SENTENCES", Awaited.COMMAND): {"code", "command"},
    ("SENDING_ADVICE", Severity.POSITIVE_INTERMEDIATE): {"code"},
    ("SENDING_ADVICE", Severity.OUTSIDE_SMTP): {"code"},
}


def test_no_sentence_is_left_out_here():
    assert {name for name in vars(sentences) if name.isupper()} == TABLES.keys() | SINGLE.keys()


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_every_member(name):
    assert getattr(sentences, name).keys() == TABLES[name][0]


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("name", [*TABLES, *SINGLE])
def test_a_sentence_has_its_placeholders_in_every_language(name, language):
    said = getattr(sentences, name)
    for member, text in (said if name in TABLES else {None: said}).items():
        expected = TABLES[name][1] if name in TABLES else SINGLE[name]
        expected = OTHER_PLACEHOLDERS.get((name, member), expected)
        with override(language):
            pieces = list(Formatter().parse(str(text)))
        assert {field for _words, field, _spec, _conversion in pieces if field is not None} == expected
        assert all(not conversion and not spec for _words, _field, spec, conversion in pieces)
        assert any(words.strip() for words, _field, _spec, _conversion in pieces)
