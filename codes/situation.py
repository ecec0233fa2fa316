"""The situation of whoever pasted a reply, and what they do first about it."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import get_language

from codes import fate, markup, sentences
from codes.facts import Actor, ProgramKind, Reader, Retried
from codes.labels import FOR_WHOM, READERS
from codes.models import Advice, Cause, ProgramError
from codes.rows import Text
from codes.seen import Seen
from smtp_replies import Reply, addresses
from smtp_replies.causes import DNS, RECIPIENT_UNKNOWN, ROUTING, SYNTAX
from smtp_replies.smtp import Severity

_ABOUT_RECIPIENT, _MAY_BE_ABOUT_RECIPIENT = {RECIPIENT_UNKNOWN, SYNTAX}, {DNS, ROUTING}  # causes
_RUN_BY_READER = {ProgramKind.LIBRARY, ProgramKind.WEB, ProgramKind.LOG, ProgramKind.SYSTEM}
# The field of a cause that holds the steps of each who can act.
_STEPS_OF = {
    Actor.WAIT: "for_sender",
    Actor.SENDER: "for_sender",
    Actor.SENDER_ADMIN: "for_sender_admin",
    Actor.RECIPIENT: "for_sender",
    Actor.RECIPIENT_ADMIN: "for_sender",
}


@dataclass(frozen=True, kw_only=True)
class Situation:
    """A reply, what is known of it, and who reads it."""

    reply: Reply
    severity: Severity | None  # None where the text has no code
    seen: Seen | None  # the most telling code that has a record
    code_step: Text | None  # what its code calls for first at the stage at which it came
    cause: Cause | None
    advice: Advice | None  # for the very situation
    error: ProgramError | None  # of a program, where it is one
    retried: Retried | None
    actors: tuple[Actor, ...]
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
    def is_waited_for(self) -> bool:
        """Whether a server said that it goes on trying, so that nobody has to do anything."""
        is_theirs = bool(self.advice or (self.cause and fate.is_for_somebody(self.cause)))
        return self.reply.action == "delayed" and self.severity in fate.MAY_WAIT and not is_theirs

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
    def turns(self) -> tuple[Actor, ...]:
        """Who acts, one after the other: a slip in the address is the sender's to mend, whatever else time may do."""
        if self._is_of_others or not self._step_for_address:
            return self.actors
        return tuple(dict.fromkeys([Actor.SENDER, *(actor for actor in self.actors if actor is not Actor.WAIT)]))

    @property
    def _step_of_passed_on(self) -> Text | None:
        """What to do where another address than the one that was written to refused."""
        first, last = self.reply.written_to, self.reply.recipient
        said = str(sentences.PASSED_ON).format(first=first, last=last)
        return Text(said, get_language()) if self.is_passed_on else None

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
    def goes_on(self) -> bool:
        """Whether a server keeps the message and tries again."""
        return self.retried is Retried.QUEUE and not self.given_up

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
