"""What a pasted text comes to: its replies, each with verdict, cause and first steps, in the active language."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, override

from codes import fate, knowledge, markup, route, sentences, wording
from codes.catalogue import Catalogue, Entry
from codes.facts import Actor, Retried, Side, Waiting
from codes.fate import Fate
from codes.labels import LABELS
from codes.languages import direction, localized
from codes.lookups import BusyError, Lookups, TooHardError
from codes.models import Advice, Cause, KnownReply
from codes.rows import SOURCE_LANGUAGE, Text, are_corrected
from codes.seen import Seen
from codes.situation import Situation
from smtp_replies import Code, Kind, Reading, Reply, read
from smtp_replies.causes import CHECK_FAILED, Proof
from smtp_replies.elsewhere import Trouble
from smtp_replies.mailboxes import MAX_BYTES
from smtp_replies.smtp import Severity, Stage

_LONG = 400  # characters of a reply
_TELLING = 35  # characters: shorter words are said by many systems, whoever is known to say them


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


@dataclass(frozen=True, kw_only=True)
class Answer(Situation):
    """One reply and what follows from it."""

    pages: list[tuple[Code, str | None]]  # its codes as they were sent, and where each is explained
    known: KnownReply | None  # whose wording it is
    related: list[Entry]  # codes that its own ones point to

    @property
    def fate(self) -> object | None:
        """What became of the message, where no code says it."""
        return None if self.severity else sentences.FATES.get(self.reply.action)

    @property
    def hours_answer(self) -> str:
        """For how long a server says that it goes on."""
        return wording.goes_on_for(self.reply.hours) if self.reply.hours else ""

    @property
    def lines(self) -> list[str]:
        """The reply as it was sent: each line of several begins with the code and a hyphen (RFC 5321 section 4.2.1)."""
        code = self.reply.code
        return re.split(rf"\s+(?={code}(?:-|\s\D|\s\d\.\d))", self.reply.text) if code else [self.reply.text]

    @property
    def is_long(self) -> bool:
        """Whether the reply would push what it means off the screen."""
        return len(self.reply.text) > _LONG

    @property
    def title(self) -> str:
        """The answer in one line: what became of the message, and why."""
        verdict = LABELS[self.severity] if self.severity else self.fate
        if not self.named:
            return str(verdict or "")
        name = markup.plain(self.named.own_name.markdown)
        return str(sentences.ANSWER_TITLE).format(verdict=verdict, name=name) if verdict else name

    @property
    def proof(self) -> Proof | None:
        """What the cause rests on."""
        return self.reply.match.proof if self.cause else None

    @property
    def acting(self) -> tuple[Actor, ...]:
        """Who acts, and who if not, in the words of whoever sent the message: where others read it, nobody."""
        return () if self._is_of_others else self.turns[:2]

    @property
    def retried_answer(self) -> object | None:
        """Whether the message is tried again by itself, as a sentence."""
        if self.given_up:
            return sentences.GIVEN_UP
        return sentences.RETRIED_ANSWERS[self._tried] if self._tried else None

    @property
    def tried_again(self) -> object | None:
        """Whether the message is tried again by itself, in a line."""
        if self.given_up:
            return sentences.GIVEN_UP
        return LABELS[self._tried] if self._tried else None

    @property
    def _tried(self) -> Retried | None:
        """What is said of further attempts: after a final refusal that time removes, nothing else has to change."""
        return Retried.CLIENT if self.retried is Retried.NO and self._time_only else self.retried

    @property
    def route(self) -> route.Route | None:
        """Where the message stands, as whoever sent it sees it; None where others read it, or nobody can know."""
        if self._is_of_others:
            return None
        proofs = route.Proofs(
            severity=self.severity,
            retried=self.retried,
            stage=self.reply.stage,
            cause=self.cause.slug if self.cause else "",
            side=Side(self.error.side) if self.error else None,
            came_back=self.reply.action == "failed",
        )
        return route.of_answer(proofs, self.seen.route if self.seen else None, self.turns)

    @property
    def waiting_answer(self) -> object | None:
        """Whether waiting helps, as long as somebody still tries."""
        if (
            not self.cause
            or self.given_up
            or self.retried in fate.NOT_QUEUED
            or self.severity not in {Severity.TRANSIENT_NEGATIVE, None}
        ):
            return None
        return sentences.WAITING_IN_VAIN if self._in_vain else sentences.WAITING_ANSWERS[self.cause.waiting_helps]

    @property
    def _in_vain(self) -> bool:
        """Whether further attempts come that hardly succeed."""
        return bool(self.severity and self.cause and self.cause.waiting_helps is Waiting.NO)

    @property
    def waiting_beside(self) -> object | None:
        """Whether waiting helps, where what is tried again does not tell that."""
        return self.waiting_answer if self._in_vain or not self.tried_again else None

    @property
    def url(self) -> str:
        """The page that says most, under the public address of the site."""
        return settings.SITE_URL + (self.named.get_absolute_url() if self.named else reverse("home"))

    @property
    def is_corrected(self) -> bool:
        """Whether the source text of something said here corrects what the reader's language still says."""
        return are_corrected(self.advice, self.error, self.cause) or bool(self.seen and self.seen.is_corrected)

    @property
    def source_path(self) -> str:
        """The page that says most, in the language that texts are translated from."""
        return localized(self.named.get_absolute_url(), SOURCE_LANGUAGE) if self.named else ""

    @property
    def link(self) -> str:
        """Where to read this without what was pasted: at the known reply, else on the page that says most, if any."""
        if self.known:
            return settings.SITE_URL + self.known.get_absolute_url()
        return self.url if self.named else ""

    @property
    def note(self) -> str:
        """A plain text to forward, in the active language; empty where there is nothing to ask of anybody."""
        return self._note(str.format, self.reply.text, self.url)

    @cached_property
    def notes(self) -> list[Note]:
        """The note in the languages of both sides, as HTML in which the reply is set apart."""
        line = format_html('<bdi translate="no">{}</bdi>', self.reply.text)
        return notes(lambda: self._note(format_html, line, format_html('<bdi dir="ltr">{}</bdi>', self.url)))

    def _note(self, fill: Callable[..., str], line: str, url: str) -> str:
        note = wording.reply_note(self.actors, by_server=self.severity is not None)
        if not self.named or not note or self._is_of_others:
            return ""
        return fill(str(note), line=line, summary=markup.plain(self.named.own_summary.markdown), url=url)


@dataclass(frozen=True)
class Result:
    """Everything about one pasted text."""

    kind: Kind
    answers: tuple[Answer, ...]
    others: tuple[Reply, ...]
    protocol: str | None = None  # of which it is surely a reply, though none of SMTP; empty: of none that has a name
    trouble: Trouble | None = None  # in fetching mail

    @property
    def is_bounce(self) -> bool:
        """Whether the text is a returned mail, or holds a refusal."""
        return self.kind is Kind.REPORT or any(answer.reply.tells_of_failure for answer in self.answers)

    @property
    def is_known(self) -> bool:
        """Whether its words are known to be those of a server or of a program."""
        return any(answer.proof is Proof.KNOWN_WORDS for answer in self.answers)

    @property
    def title(self) -> str:
        """The answer in one line, that of the first reply; empty where there is none."""
        return self.answers[0].title if self.answers else ""

    @property
    def elsewhere(self) -> str:
        """What the text is where it looks like a reply of SMTP and is surely none; empty where it is not sure."""
        if self.protocol is None:
            return ""
        other = sentences.OTHER_PROTOCOL if self.protocol else sentences.NO_PROTOCOL
        sentence = sentences.FETCHING[self.trouble] if self.trouble else other
        return str(sentence).format(protocol=self.protocol)

    @property
    def may_be_mistaken(self) -> bool:
        """Whether the reader may have pasted too little, since the text does not say what else it is."""
        return self.kind in {Kind.REPORT, Kind.OTHER, Kind.TEXT} and self.protocol is None


# What whoever sent a text is told where it is not read: the status and the sentence.
NOT_READ = {BusyError: (503, sentences.LOOKUPS_BUSY), TooHardError: (422, sentences.TOO_HARD)}

apart: Lookups | None = None  # the process that reads what people send, where the site is served


def explain(text: str, known: Catalogue, is_sent: bool = False) -> Result:
    """Read a text and answer it in the language of the catalogue; TooLargeError over MAX_BYTES of UTF-8.

    What somebody sent is read apart, if it can be: BusyError where too many wait, TooHardError where it takes too long.
    """
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise TooLargeError
    number = known.generation
    reading = apart.read(text, number) if is_sent and apart else read(text, knowledge.matcher(number))
    answers = tuple(answered(known, reading))
    return Result(reading.kind, answers, reading.others, reading.protocol, reading.trouble)


def answered(known: Catalogue, reading: Reading) -> Iterator[Answer]:
    """Answer each reply that was read in a text, in the language of the catalogue."""
    slugs = [reply.match.known for reply in reading.replies if reply.match.known and len(reply.words) >= _TELLING]
    replies = KnownReply.objects.select_related("provider").in_bulk(slugs, field_name="slug")
    for reply in reading.replies:
        own = tuple(seen for code in fate.codes_of(reply) if (seen := known.seen(code)))
        cause = known.causes.get(reply.match.cause or "")
        advice = known.advice.get(reply.match.advice or "")
        at_server = reading.is_of_receiver and _is_for_server(cause, advice)
        at_recipient = reading.is_of_recipient and not at_server and bool(cause)
        told = Fate(reply, reading, own, cause, None if at_server or at_recipient else advice)
        if reply.written_to and not (at_server or at_recipient):
            told = replace(told, advice=_where_passed_on(known, told))
        yield Answer(
            reply=reply,
            severity=told.severity,
            pages=[(Code(text), known.url(Code(text))) for text in (reply.code, reply.enhanced) if text],
            seen=own[0] if own else None,
            code_step=_step(known, own, reply.stage) if own else None,
            cause=cause,
            advice=told.advice,
            error=known.errors.get(reply.match.error or ""),
            known=replies.get(reply.match.known),
            retried=told.retried,
            actors=(Actor.RECIPIENT_ADMIN,) if at_server else (Actor.RECIPIENT,) if at_recipient else told.actors,
            related=known.related(*(seen.code for seen in own)),
            is_technical=reading.is_technical,
            by_service=reading.by_service,
            is_of_receiver=at_server,
            is_of_recipient=at_recipient,
            is_passed_on=told.is_passed_on,
        )


def _where_passed_on(known: Catalogue, told: Fate) -> Advice | None:
    """Return the advice that still holds where mail was passed on: not what calls for the sender's side."""
    if told.reply.match.cause == CHECK_FAILED:
        return known.advice[_FORWARDING if told.reading.is_technical else _FORWARDED]
    if not told.is_passed_on:
        return told.advice
    is_theirs = told.advice and told.advice.who_acts[0] in {Actor.RECIPIENT, Actor.RECIPIENT_ADMIN}
    return told.advice if is_theirs else None


def _is_for_server(cause: Cause | None, advice: Advice | None) -> bool:
    """Whether the cause says what to do at the receiving server, and no advice does: most is for the sender's side."""
    is_there = advice and advice.who_acts[0] is Actor.RECIPIENT_ADMIN
    return bool(cause and cause.server_step and not is_there)


def _step(known: Catalogue, own: tuple[Seen, ...], stage: Stage | None) -> Text | None:
    """The first step where the most telling code falls here, else its first step wherever it falls.

    Of a success that is the step of the reply code: no enhanced code says more of what was taken.
    """
    basic = (one for one in own if not one.code.is_enhanced)
    seen = own[0] if own[0].code.severity.refuses else next(basic, own[0])
    meaning = known.meaning(seen.code, stage) if stage else None
    return (meaning and meaning.own_step) or seen.first_step


_FORWARDED = "forwarding-breaks-spf"  # the advice for whoever sent
_FORWARDING = "own-forwarding-breaks-checks"  # the advice for whoever forwards
