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
from codes.facts import Actor, ProgramKind, Reader, Retried, Side, Waiting
from codes.fate import Fate
from codes.labels import FOR_WHOM, LABELS, READERS
from codes.languages import direction, localized
from codes.lookups import BusyError, Lookups, TooHardError
from codes.models import Advice, Cause, KnownReply, ProgramError
from codes.rows import SOURCE_LANGUAGE, Text, are_corrected
from codes.seen import Seen
from smtp_replies import Code, Kind, Reading, Reply, addresses, read
from smtp_replies.causes import CHECK_FAILED, DNS, RECIPIENT_UNKNOWN, ROUTING, SYNTAX, Proof
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


@dataclass(frozen=True)
class Answer:
    """One reply and what follows from it."""

    reply: Reply
    severity: Severity | None  # None where the text has no code
    pages: list[tuple[Code, str | None]]  # its codes as they were sent, and where each is explained
    seen: Seen | None  # the most telling code that has a record
    code_step: Text | None  # what its code calls for first at the stage at which it came
    cause: Cause | None
    advice: Advice | None  # for the very situation
    error: ProgramError | None  # of a program, where it is one
    known: KnownReply | None  # whose wording it is
    retried: Retried | None
    actors: tuple[Actor, ...]
    related: list[Entry]  # codes that its own ones point to
    is_technical: bool = False  # whoever reads the text runs the sending server or program
    by_service: bool = False  # whose servers the reader does not run
    is_of_receiver: bool = False  # whoever reads it runs the server that refused, and is told what to do there
    is_of_recipient: bool = False  # whoever reads it is the one whom the message did not reach
    is_passed_on: bool = False  # the address that was written to passes mail on, and it was refused there

    @property
    def given_up(self) -> bool:
        """Whether the sending server stopped trying after a temporary refusal."""
        return self.retried is Retried.ENDED

    @property
    def named(self) -> Advice | Cause | Seen | None:
        """What it is about: the situation says more than the cause, the cause more than the code."""
        return self.advice or self.cause or self.seen

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
    def other_steps(self) -> list[tuple[Reader | None, Text]]:
        """The first steps of each reader who is told another in the card, or none."""
        if self.is_waited_for:
            return []
        steps = ((field, step) for field, step in self.steps if field not in self._told_by_advice)
        return [(READERS.get(field), step) for field, step in steps if step != self.first_step]

    @property
    def _told_by_advice(self) -> set[str]:
        """The fields of those whom the advice tells what to do: what the cause says in general may contradict it."""
        told = {_STEPS_OF[actor] for actor in self.actors if actor in _STEPS_OF} if self._advice_holds else set()
        return told - {"for_sender_admin"} if self._step_for_admin else told

    @property
    def _advice_holds(self) -> bool:
        """Whether what the advice says is for whoever reads this, as things stand."""
        return bool(self.advice) and not (self._waits_in_vain or self._step_at_server)

    @property
    def title(self) -> str:
        """The answer in one line: what became of the message, and why."""
        verdict = LABELS[self.severity] if self.severity else self.fate
        if not self.named:
            return str(verdict or "")
        name = markup.plain(self.named.own_name.markdown)
        return str(sentences.ANSWER_TITLE).format(verdict=verdict, name=name) if verdict else name

    @property
    def is_waited_for(self) -> bool:
        """Whether a server said that it goes on trying, so that nobody has to do anything."""
        is_theirs = bool(self.advice or (self.cause and fate.is_for_somebody(self.cause)))
        return self.reply.action == "delayed" and self.severity in fate.MAY_WAIT and not is_theirs

    @property
    def proof(self) -> Proof | None:
        """What the cause rests on."""
        return self.reply.match.proof if self.cause else None

    @property
    def first_step(self) -> Text | None:
        """What whoever acts first does first, as the strongest proof has it."""
        if self.severity and not self.severity.refuses:
            return self.code_step if self.reply.is_taken else None
        if step := self._step_at_server or self._step_of_recipient or self._step_for_address or self._step_of_passed_on:
            return step
        if self.advice and not self._waits_in_vain:
            return self._step_of(self.advice)
        if self.is_waited_for or self._came_back_for_now:
            said = sentences.NOTHING_TO_DO if self.is_waited_for else sentences.CAME_BACK_FOR_NOW
            return Text(str(said), get_language())
        return self._own_step or self._step_of_code_or_cause

    def _step_of(self, advice: Advice) -> Text:
        """The step of advice: as a program's error says it, else as whoever reads the text can take it."""
        if self._own_step and self.error and self.error.advice == advice:
            return self._own_step
        is_for_admin = self._is_for_sending_admin and not self.by_service
        return (is_for_admin and self._step_for_admin) or advice.own_step

    @property
    def _step_for_admin(self) -> Text | None:
        """What the advice tells whoever runs the sending server, where that is another step."""
        return self.advice.step_for_admin if self.advice and not self.is_passed_on and self._advice_holds else None

    @property
    def _step_at_server(self) -> Text | None:
        """What whoever runs the server that refused does first."""
        return (self._own_step or self.cause.step_at_server) if self.is_of_receiver and self.cause else None

    @property
    def _step_of_recipient(self) -> Text | None:
        """What the one whom the message did not reach does first."""
        if not (self.is_of_recipient and self.cause):
            return None
        text = self.cause.text("for_recipient")
        step = markup.first_step(text.markdown, self._digit)
        return Text(step, text.language) if step else None

    @property
    def _step_for_address(self) -> Text | None:
        """What to do about an address in the reply that is visibly misspelt, where the reply may be about that."""
        about, recipient = self.cause.slug if self.cause else "", self.reply.recipient
        if about not in _ABOUT_RECIPIENT and not (recipient and about in _MAY_BE_ABOUT_RECIPIENT):
            return None
        written = addresses.written(self.reply.text, recipient)
        meant = addresses.misspelt(written)
        return Text(str(sentences.MISSPELT).format(written=written, meant=meant), get_language()) if meant else None

    @property
    def _step_of_passed_on(self) -> Text | None:
        """What to do where another address than the one that was written to refused."""
        first, last = self.reply.written_to, self.reply.recipient
        said = str(sentences.PASSED_ON).format(first=first, last=last)
        return Text(said, get_language()) if self.is_passed_on else None

    @property
    def acting(self) -> tuple[Actor, ...]:
        """Who acts, and who if not, in the words of whoever sent the message: where others read it, nobody."""
        return () if self._is_of_others else self.actors[:2]

    @property
    def _is_of_others(self) -> bool:
        """Whether who reads it is neither who sent the message, nor runs the server that did."""
        return self.is_of_receiver or self.is_of_recipient

    @property
    def _own_step(self) -> Text | None:
        """The step that is written for the very error of a program."""
        step = self.error.text("first_step") if self.error else None
        return step if step and step.markdown else None

    @property
    def _waits_in_vain(self) -> bool:
        """Whether the advice relies on a queue, and no server keeps the message, or none tries any more."""
        return bool(self.advice and self.advice.waits and self.retried in fate.NOT_QUEUED)

    @property
    def _came_back_for_now(self) -> bool:
        """Whether what stopped it passes with time alone, or nobody knows what did, though no server tries it again."""
        is_passing = not self.cause or fate.is_time_only(self.cause)
        if self.advice:
            return self._waits_in_vain and is_passing and self.retried in fate.CAME_BACK
        is_over = self.severity is Severity.TRANSIENT_NEGATIVE and self.given_up
        return (is_over and is_passing) or (self._time_only and not self._code_agrees)

    @property
    def _time_only(self) -> bool:
        """Whether time removes the cause of a permanent refusal."""
        return bool(self.severity is Severity.PERMANENT_NEGATIVE and self.cause and fate.is_time_only(self.cause))

    @property
    def _code_agrees(self) -> bool:
        """Whether the words say what the code means."""
        return bool(self.seen and fate.agrees(self.seen, self.cause, self.reply))

    @property
    def _step_of_code_or_cause(self) -> Text | None:
        if self.retried is Retried.CLIENT and self.actors[:1] == (Actor.WAIT,) and not self._is_for_sending_admin:
            return Text(str(sentences.NOBODY_KEEPS_IT), get_language())
        own = dict(self.steps)
        is_over = self.given_up  # what the code calls for is to wait
        if (
            self.code_step
            and self._code_agrees
            and not is_over
            and not (self._is_for_sending_admin and "for_sender_admin" in own)
        ):
            return self.code_step
        if not self.named:
            return Text(str(sentences.NO_REASON), get_language())
        return next((own[field] for field in [*self._fields, *own] if field in own), None)

    @property
    def _fields(self) -> list[str]:
        """The fields of the cause that hold steps, that of whoever reads the text before those of who acts."""
        by_actors = [_STEPS_OF[actor] for actor in self.actors if actor in _STEPS_OF]
        if self._is_for_sending_admin:
            return ["for_sender_admin", *by_actors]
        # Where no server is quoted it is mostly a program that says so to whoever uses it.
        return by_actors if self.severity else ["for_sender", *by_actors]

    @property
    def _is_for_sending_admin(self) -> bool:
        """Whether the reader runs the sending server or program: nobody else gets its log, its trace or its events.

        What a server does by itself is no step; but whoever sends too fast can spare it the wait.
        """
        is_notice = self.reply.action in {"failed", "delayed"}  # which quotes a server's program to whoever sent
        by_kind = bool(self.error and self.error.program.does in _RUN_BY_READER) and not is_notice
        is_others = self._is_of_others or (self.actors[:1] == (Actor.WAIT,) and Actor.SENDER_ADMIN not in self.actors)
        return self.reply.action == "deferred" or ((self.is_technical or by_kind) and not is_others)

    @property
    def may_act_meanwhile(self) -> bool:
        """Whether a server tries on by itself, and the first step is what can be done besides."""
        step = self.first_step
        by_code = bool(self.seen and self.seen.may_act_meanwhile and step == self.code_step)
        return bool(step) and self.goes_on and (by_code or (self.reply.action == "delayed" and not self.is_waited_for))

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
    def goes_on(self) -> bool:
        """Whether a server keeps the message and tries again."""
        return self.retried is Retried.QUEUE and not self.given_up

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
        return route.of_answer(proofs, self.seen.route if self.seen else None, self.actors)

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

    @cached_property
    def steps(self) -> list[tuple[str, Text]]:
        """The first step for each who can take one: the field of the cause that says for whom, and the step."""
        if self.severity and not self.severity.refuses:
            return []
        steps = dict(self._steps_of_cause)
        if self._step_for_admin:
            steps["for_sender_admin"] = self._step_for_admin
        return [(field, steps[field]) for field in [*FOR_WHOM, "fix"] if field in steps]

    @property
    def _digit(self) -> str:
        """For which codes steps are: what has been given up is as final as a permanent refusal, there is no queue."""
        return "5" if self.given_up else self.severity.value if self.severity else ""

    @property
    def _steps_of_cause(self) -> list[tuple[str, Text]]:
        # The steps of a cause that time removes begin with waiting, which is of no use after a permanent refusal.
        if self._time_only and not self._code_agrees:
            return []
        if not self.cause or self._time_only:
            return [("fix", self.code_step)] if self.code_step else []
        fields = ["for_recipient"] if self.is_passed_on or self.is_of_recipient else FOR_WHOM
        texts = [(field, self.cause.text(field)) for field in fields]
        steps = ((field, markup.first_step(text.markdown, self._digit), text.language) for field, text in texts)
        return [(field, Text(step, language)) for field, step, language in steps if step]

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


_ABOUT_RECIPIENT, _MAY_BE_ABOUT_RECIPIENT = {RECIPIENT_UNKNOWN, SYNTAX}, {DNS, ROUTING}  # causes
_FORWARDED = "forwarding-breaks-spf"  # the advice for whoever sent
_FORWARDING = "own-forwarding-breaks-checks"  # the advice for whoever forwards
_RUN_BY_READER = {ProgramKind.LIBRARY, ProgramKind.WEB, ProgramKind.LOG, ProgramKind.SYSTEM}
# The field of a cause that holds the steps of each who can act.
_STEPS_OF = {
    Actor.WAIT: "for_sender",
    Actor.SENDER: "for_sender",
    Actor.SENDER_ADMIN: "for_sender_admin",
    Actor.RECIPIENT: "for_sender",
    Actor.RECIPIENT_ADMIN: "for_sender",
}
