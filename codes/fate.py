"""What becomes of a message after a reply, and who acts: what its codes, its words and the text around it tell."""

from dataclasses import dataclass
from functools import cached_property

from codes.facts import Actor, Retried, Waiting
from codes.models import Advice, Cause
from codes.seen import Seen
from smtp_replies import Code, Kind, Reading, Reply
from smtp_replies.causes import CONTENT, EXPIRED, NO_CONNECTION, ROUTING, SYNTAX, TOO_LARGE, Proof
from smtp_replies.smtp import Severity, Stage, Subject

NOT_QUEUED = {Retried.CLIENT, Retried.NO, Retried.ENDED}  # no server keeps the message, or none tries any more
CAME_BACK = {Retried.NO, Retried.ENDED}
MAY_WAIT = {None, Severity.TRANSIENT_NEGATIVE}  # time alone settles no permanent refusal
_OF_THE_MESSAGE = {TOO_LARGE, CONTENT, SYNTAX}  # causes that whoever writes a message can remove
_OF_A_RECIPIENT = {Subject.ADDRESS, Subject.MAILBOX}
_GOES_ON = {"delayed", "deferred"}
_ALWAYS: dict[Severity | None, Retried] = {
    Severity.POSITIVE_COMPLETION: Retried.NOTHING,
    Severity.PERMANENT_NEGATIVE: Retried.NO,
}


def codes_of(reply: Reply) -> tuple[Code, ...]:
    """The codes of a reply, the more telling first; X.0.0 tells nothing."""
    codes = [Code(text) for text in (reply.enhanced, reply.code) if text]
    return tuple(reversed(codes) if reply.enhanced.endswith(".0.0") else codes)


def agrees(seen: Seen, cause: Cause | None, reply: Reply) -> bool:
    """Whether the words say what the code means, so that its own page knows best what to do."""
    if cause is None or reply.match.proof is Proof.CODE:
        return True
    if reply.stage is Stage.AUTH and seen.facts.category in _OF_A_RECIPIENT:  # none is named before
        return False
    phrase = seen.row.official_phrase.strip("()").casefold()
    says_its_phrase = bool(phrase) and phrase in reply.text.casefold()
    return seen.code.is_enhanced and (seen.code.row in cause.codes or says_its_phrase)


def is_time_only(cause: Cause) -> bool:
    """Whether nobody but time removes a cause."""
    return cause.who_acts[0] is Actor.WAIT


def is_for_somebody(cause: Cause) -> bool:
    """Whether somebody has to act though a server goes on trying: no time makes room in a mailbox, or lifts a block."""
    return cause.waiting_helps is Waiting.NO or cause.who_acts[0] in {Actor.RECIPIENT, Actor.SENDER_ADMIN}


def _but_time(actors: tuple[Actor, ...]) -> tuple[Actor, ...]:
    return tuple(dict.fromkeys(actor for actor in actors if actor is not Actor.WAIT))


@dataclass(frozen=True)
class Fate:
    """What one reply of a text comes to for its message."""

    reply: Reply
    reading: Reading
    seen: tuple[Seen, ...]  # its codes that have a record, the more telling first
    cause: Cause | None
    advice: Advice | None  # for the very situation

    @cached_property
    def severity(self) -> Severity | None:
        """What the first digit says; nothing where a success came before the session broke off."""
        if not codes_of(self.reply):
            return None
        severity = Code(self.reply.code or self.reply.enhanced).severity
        return None if self.reply.tells_of_failure and not severity.refuses else severity

    @property
    def retried(self) -> Retried | None:
        """What happens by itself; None where the text does not tell."""
        if self._goes_on:  # what is final for one server may not be for its next attempt
            return Retried.QUEUE
        if self.reply.match.cause == EXPIRED:
            return Retried.ENDED
        return self._retried_by_code if self.severity else self._retried_without_code

    @property
    def _retried_by_code(self) -> Retried | None:
        if self.severity is not Severity.TRANSIENT_NEGATIVE:
            return _ALWAYS.get(self.severity)
        if self.reply.action == "failed":  # RFC 3464 section 2.3.3
            return Retried.ENDED
        if self.reading.by_program:
            return Retried.CLIENT
        if self.reading.kind is Kind.REPORT:  # a mail about a message whose fate it does not tell
            return None
        return next((one.at(self.reply.stage)[1] for one in self.seen), None)

    @property
    def _retried_without_code(self) -> Retried | None:
        failed, cause = self.reply.action == "failed", self.reply.match.cause
        if failed and cause == ROUTING:  # what nobody could be reached for was tried for long
            return Retried.ENDED
        if failed:
            return Retried.NO
        if self.advice and self.advice.waits:
            return Retried.QUEUE
        if not (self.reading.by_program or self.reply.match.error or cause == NO_CONNECTION):
            return None
        # A wrong password stays one, whoever tries again.
        is_lasting = self.cause and self.cause.waiting_helps is Waiting.NO
        return Retried.NO if is_lasting else Retried.CLIENT

    @property
    def is_passed_on(self) -> bool:
        """Whether the recipient's own mail was passed on and refused there, whatever the sender changes."""
        is_over = self.retried is not Retried.QUEUE and self.reply.tells_of_failure
        is_readers = self.reading.is_technical or self.reply.match.cause in _OF_THE_MESSAGE
        return bool(self.reply.written_to) and is_over and not is_readers

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Who acts, first whoever acts first."""
        if self.severity and not self.severity.refuses:
            return (Actor.NOBODY,)
        if self.is_passed_on:
            return (Actor.RECIPIENT, Actor.RECIPIENT_ADMIN)
        named = self._named_actors
        may_pass = Actor.WAIT in named[:1] if self.advice else self._may_pass
        if may_pass and self.severity in MAY_WAIT and self.reply.action != "failed":
            return (Actor.WAIT, *_but_time(named))
        if self.severity is Severity.PERMANENT_NEGATIVE and named[:1] == (Actor.WAIT,):
            named = (*named, *self._by_code)
        return _but_time(named) or (Actor.SENDER,)

    @property
    def _named_actors(self) -> tuple[Actor, ...]:
        """Who is named by what says most: the advice, the cause, or the code."""
        if self.advice:
            return self.advice.who_acts
        if self.seen and self.cause and agrees(self.seen[0], self.cause, self.reply):
            return (*self._by_code, *self.cause.who_acts)
        return self.cause.who_acts if self.cause else self._by_code or (Actor.SENDER,)

    @property
    def _by_code(self) -> tuple[Actor, ...]:
        return self.seen[0].at(self.reply.stage)[0] if self.seen else ()

    @property
    def _may_pass(self) -> bool:
        """Whether it may pass without anybody: by a notice, else by the cause, the code, or its first digit."""
        if self._goes_on or not codes_of(self.reply):
            return self._goes_on
        if self.cause:
            return self.cause.waiting_helps is not Waiting.NO
        return not self._by_code or Actor.WAIT in self._by_code

    @property
    def _goes_on(self) -> bool:
        return self.reply.action in _GOES_ON
