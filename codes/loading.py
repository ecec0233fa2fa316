"""The rows of one content generation with their words in one language; what languages have in common is held once."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TypeVar

from django.conf import settings
from modeltranslation.utils import build_localized_fieldname as word_column

from codes import finding, generation
from codes.models import (
    Advice,
    Cause,
    ClassMeaning,
    CodePair,
    KnownReply,
    Program,
    ProgramError,
    Provider,
    ReplyCode,
    StageMeaning,
    VendorUse,
)
from codes.rows import SOURCE_LANGUAGE, Content
from smtp_replies.smtp import Code

Row = TypeVar("Row", bound=Content)


@dataclass(frozen=True)
class Replies:
    """The known replies, which are the same in every language."""

    every: list[KnownReply]

    @cached_property
    def by_code(self) -> dict[Code, list[KnownReply]]:
        """The known replies that carry each code."""
        found = defaultdict(list)
        for reply in self.every:
            for code in reply.codes:
                found[code].append(reply)
        return dict(found)

    @cached_property
    def by_cause(self) -> dict[str, list[KnownReply]]:
        """The known replies that have each cause."""
        found = defaultdict(list)
        for reply in self.every:
            found[reply.cause_id].append(reply)
        return dict(found)


@dataclass(frozen=True)
class Rows:
    """All that a catalogue of one language is made of."""

    codes: dict[str, ReplyCode]  # by the name of the record, in order
    pairs: list[CodePair]
    uses: list[VendorUse]
    causes: dict[str, Cause]
    advice: dict[str, Advice]
    errors: dict[str, ProgramError]
    meanings: dict[tuple[str, str], StageMeaning]  # by code and stage
    classes: dict[str, ClassMeaning]  # by code
    replies: Replies
    programs: list[Program]
    providers: list[Provider]
    met: Counter[str]  # how often each code and cause is met


@generation.once_per_generation
def replies(_number: int) -> Replies:
    """Return the known replies of one generation."""
    return Replies(list(KnownReply.objects.select_related("provider")))


@generation.once_per_generation
def rows(number: int, language: str) -> Rows:
    """Return the rows of one generation with their words in one language and in the source language."""
    of = partial(_shared, number, language)
    codes = sorted(of(ReplyCode), key=lambda row: row.usual)
    causes = {cause.slug: cause for cause in of(Cause)}
    advice = {row.slug: row for row in of(Advice, "provider")}
    errors = {row.slug: row for row in of(ProgramError, "program")}
    for row in advice.values():  # so that each text is kept once
        row.cause = causes[row.cause_id]
    for error in errors.values():
        error.cause = causes.get(error.cause_id or "")
        error.advice = advice.get(error.advice_id or "")
    return Rows(
        codes={row.code: row for row in codes},
        pairs=of(CodePair),
        uses=of(VendorUse),
        causes=causes,
        advice=advice,
        errors=errors,
        meanings={(meaning.code, meaning.stage): meaning for meaning in of(StageMeaning)},
        classes={row.code: row for row in of(ClassMeaning)},
        replies=replies(number),
        programs=list({error.program_id: error.program for error in errors.values()}.values()),
        providers=list(Provider.objects.all()),
        met=finding.met(settings.CONTENT_DIR),
    )


def _shared(number: int, language: str, kind: type[Row], *related: str) -> list[Row]:
    """Return rows in a language; of facts, and of words of the source language, all languages have the same objects.

    A language would take twice the memory otherwise.
    """
    first, own = _first(number), {word_column(field, language) for field in kind.WORDS}
    common = {field.attname for field in kind._meta.concrete_fields} - (own if language != SOURCE_LANGUAGE else set())
    found = kind.in_language(language)
    rows = list(found.select_related(*related) if related else found)
    for row in rows:
        same = first.setdefault((kind, row.pk), row.__dict__)
        held = common & same.keys() & row.__dict__.keys()
        row.__dict__ |= {name: same[name] for name in held if same[name] == row.__dict__[name]}
    return rows


@generation.once_per_generation
def _first(_number: int) -> dict[tuple[type[Content], int], dict[str, object]]:
    """Return what each row holds that was read first in a generation, in whatever language."""
    return {}
