"""What a pasted text comes to: its replies, each with verdict, cause and first steps, in the active language."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, override

from codes import catalogue, markup, sentences
from codes.catalogue import Catalogue
from codes.causes import Known, Match, Matcher
from codes.context_processors import direction
from codes.mail import Kind
from codes.models import SOURCE_LANGUAGE, Cause, Generation, KnownReply, ReplyCode, Text
from codes.replies import MAX_BYTES, Reading, Reply, read
from codes.smtp import Actor, Code, Retried, Severity, Waiting

# Which words of a cause are for whom, in the order in which readers come.
STEPS = ("for_sender", "for_sender_admin", "for_recipient")


class TooLargeError(ValueError):
    """The text is longer than a reader of bounces needs: over MAX_BYTES of UTF-8."""


@dataclass(frozen=True)
class Note:
    """A text to forward to whoever can help."""

    language: str
    text: str  # or HTML that is marked as safe

    @property
    def dir(self) -> str:
        """Which way it is written."""
        return direction(self.language)

    @property
    def is_own(self) -> bool:
        """Whether it is in the reader's language."""
        return self.language == get_language()


def notes(write: Callable[[], str | None]) -> list[Note]:
    """Write a note in the reader's language, then in English, since the other side may not read the first."""
    found = []
    for language in dict.fromkeys([get_language(), SOURCE_LANGUAGE]):
        with override(language):
            found += [Note(language, text)] if (text := write()) else []
    return found


@dataclass(frozen=True)
class Answer:
    """One reply and what follows from it."""

    reply: Reply
    severity: Severity | None  # None where the text has no code
    pages: list[tuple[Code, str | None]]  # its codes, the most telling first, and where each is explained
    row: ReplyCode | None  # of the most telling code that has a page
    cause: Cause | None
    known: KnownReply | None  # whose wording it is
    retried: Retried | None
    actors: tuple[Actor, ...]

    @property
    def given_up(self) -> bool:
        """Whether the sending server stopped trying after a temporary refusal (RFC 3464 section 2.3.3)."""
        return self.reply.action == "failed" and self.severity is Severity.TRANSIENT_NEGATIVE

    @property
    def named(self) -> Cause | ReplyCode | None:
        """What it is about: the cause says more than the code."""
        return self.cause or self.row

    @property
    def retried_answer(self) -> object | None:
        """Whether the message is tried again by itself, as a sentence."""
        if self.given_up:
            return sentences.GIVEN_UP
        return sentences.RETRIED_ANSWERS[self.retried] if self.retried else None

    @property
    def waiting_answer(self) -> object | None:
        """Whether waiting helps; a permanent refusal leaves no such question."""
        asked = self.cause and not self.given_up and self.severity in {Severity.TRANSIENT_NEGATIVE, None}
        return sentences.WAITING_ANSWERS[self.cause.waiting_helps] if asked else None

    @property
    def steps(self) -> list[tuple[str, Text]]:
        """The first step for each who can take one: the field of the cause that says for whom, and the step."""
        digit = self.severity.value if self.severity else ""
        if self.severity and not self.severity.refuses:
            return []
        if not self.cause:
            step = self.row.first_step if self.row else None
            return [("fix", step)] if step else []
        texts = [(field, self.cause.text(field)) for field in STEPS]
        steps = ((field, markup.first_step(text.markdown, digit), text.language) for field, text in texts)
        return [(field, Text(step, language)) for field, step, language in steps if step]

    @property
    def url(self) -> str:
        """The page that says most, under the public address of the site."""
        return settings.SITE_URL + (self.named.get_absolute_url() if self.named else reverse("home"))

    @property
    def note(self) -> str:
        """A plain text to forward, in the active language; empty where there is nothing to ask of anybody."""
        return self._note(str.format, self.reply.text)

    @property
    def notes(self) -> list[Note]:
        """The note in the languages of both sides, as HTML in which the reply is set apart."""
        return notes(lambda: self._note(format_html, format_html('<bdi translate="no">{}</bdi>', self.reply.text)))

    def _note(self, fill: Callable[..., str], line: str) -> str:
        if not self.named or (self.severity and not self.severity.refuses):
            return ""
        summary = markup.plain(self.named.own_summary.markdown)
        return fill(str(sentences.reply_note(self.actors)), line=line, summary=summary, url=self.url)


@dataclass(frozen=True)
class Result:
    """Everything about one pasted text."""

    kind: Kind
    answers: tuple[Answer, ...]
    others: tuple[Reply, ...]

    @property
    def is_bounce(self) -> bool:
        """Whether the text is a reply or a returned mail."""
        return bool(self.answers) or self.kind is Kind.REPORT


def explain(text: str) -> Result:
    """Read a text and answer it in the active language; TooLargeError over MAX_BYTES of UTF-8."""
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise TooLargeError
    generation = Generation.current()
    reading = read(text)
    known = catalogue.of_generation(generation, get_language())
    return Result(reading.kind, tuple(_answers(known, _matched(reading, _matcher(generation)))), reading.others)


@lru_cache(maxsize=1)
def _matcher(generation: int) -> Matcher:
    """The known replies and deciding codes of one generation; the same in every language."""
    replies = KnownReply.objects.values_list("slug", "reply", "code", "enhanced", "cause")
    decisive = {code: cause.slug for cause in Cause.objects.all() for code in cause.codes}
    return Matcher([Known(*reply) for reply in replies], decisive)


def _matched(reading: Reading, matcher: Matcher) -> list[tuple[Reply, Match]]:
    def match(reply: Reply) -> tuple[Reply, Match]:
        return reply, matcher.match(reply.text, reply.code, reply.enhanced)

    if any(reply.code or reply.enhanced for reply in reading.replies):
        return [match(reply) for reply in reading.replies]
    if reading.kind not in {Kind.REPORT, Kind.TEXT}:
        return []
    # No code anywhere: the words of a report, or of a text without headers, that tell a cause most surely.
    wordings = (*reading.replies, *(Reply(text=line) for line in reading.wordings))
    told = [found for found in map(match, wordings) if found[1].cause]
    return [max(told, key=lambda found: found[1].certainty)] if told else []


def _answers(known: Catalogue, matched: list[tuple[Reply, Match]]) -> Iterator[Answer]:
    codes = [code for reply, _match in matched for code in _codes(reply)]
    rows = {row.asked: row for row in ReplyCode.objects.seen(*codes)}
    slugs = [match.known for _reply, match in matched if match.known]
    replies = KnownReply.objects.select_related("provider").in_bulk(slugs, field_name="slug")
    for reply, match in matched:
        own = [rows[code] for code in _codes(reply) if code in rows]
        cause = known.causes.get(match.cause)
        severity = Code(reply.code or reply.enhanced).severity if _codes(reply) else None
        yield Answer(
            reply=reply,
            severity=severity,
            pages=[(code, known.page(code) if code in known or known.uses(code) else None) for code in _codes(reply)],
            row=own[0] if own else None,
            cause=cause,
            known=replies.get(match.known),
            retried=_retried(severity, reply, own),
            actors=_actors(severity, reply, own, cause),
        )


def _codes(reply: Reply) -> tuple[Code, ...]:
    """The codes of a reply, the more telling first; X.0.0 tells nothing."""
    codes = [Code(text) for text in (reply.enhanced, reply.code) if text]
    return tuple(reversed(codes) if reply.enhanced.endswith(".0.0") else codes)


def _retried(severity: Severity | None, reply: Reply, rows: list[ReplyCode]) -> Retried | None:
    if severity is Severity.TRANSIENT_NEGATIVE:
        basic = next((row for row in rows if not row.is_enhanced), None)
        return basic.at(reply.stage)[1] if basic else Retried.QUEUE
    return _ALWAYS.get(severity)


_ALWAYS = {Severity.POSITIVE_COMPLETION: Retried.NOTHING, Severity.PERMANENT_NEGATIVE: Retried.NO}


def _actors(severity: Severity | None, reply: Reply, rows: list[ReplyCode], cause: Cause | None) -> tuple[Actor, ...]:
    """Who acts, first whoever acts first: time alone settles no permanent refusal."""
    if severity and not severity.refuses:
        return (Actor.NOBODY,)
    actors = cause.who_acts if cause else rows[0].at(reply.stage)[0] if rows else ()
    others = tuple(actor for actor in actors if actor is not Actor.WAIT)
    waits = severity is Severity.TRANSIENT_NEGATIVE and reply.action != "failed"
    if waits and (not cause or cause.waiting_helps is not Waiting.NO):
        return (Actor.WAIT, *others)
    return others
