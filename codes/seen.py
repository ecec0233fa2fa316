"""A record seen as one code: X.7.26 as 4.7.26 or as 5.7.26, which differ in verdict, retry and actor."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from codes import markup, route, steps
from codes.facts import Actor, Awaited, Facts, Reader, Retried, Standing
from codes.labels import for_whom
from codes.models import ClassMeaning, ReplyCode
from codes.rows import Text, are_corrected
from smtp_replies.smtp import Category, Code, Severity, Stage, Subject

_OF_ANY_NUMBER = {Category.UNSPECIFIED, Category.OUTSIDE_SMTP}


@dataclass(frozen=True)
class AtStage:
    """What differs at one stage of the session from the code as a whole."""

    stage: Stage
    actors: tuple[Actor, ...]
    retried: Retried


@dataclass(frozen=True, eq=False)  # the catalogue has one of each code, so that what is kept for it is found at once
class Seen:
    """A record in the light of one code that it may be seen as."""

    row: ReplyCode
    code: Code
    own: ClassMeaning | None = None  # its words, where those of the record do not fit this class
    usual_partners: tuple[str, ...] = ()  # of a reply code: the enhanced codes that come with it

    def get_absolute_url(self) -> str:
        """Return the address in the active language."""
        return reverse("code", args=[self.code])

    @property
    def own_name(self) -> Text:
        """The name for the reader."""
        return self.text("name")

    @property
    def own_summary(self) -> Text:
        """The summary for the reader."""
        return self.text("summary")

    def text(self, field: str) -> Text:
        """Words about the code in the reader's language."""
        text = (self.own or self.row).text(field)
        if field == "fix" and self.row.is_enhanced:
            return Text(steps.for_class(text.markdown, self.code.text[0]), text.language)
        return text

    @cached_property
    def facts(self) -> Facts:
        """The facts as rules and templates use them, enum members instead of their names."""
        row, severity = self.row, self.code.severity
        standing = Standing(row.standing)
        return Facts(
            code=self.code.text,
            row=row.code,
            severity=severity,
            category=self._category,
            standing=standing,
            retried=Retried.VARIES if self._is_queued_somewhere else self.retried,
            actors=self.actors,
            stages=tuple(map(Stage, row.stages)),
            partners=self.usual_partners or tuple(basic for basic, _sources in self.partners),
            official_phrase=row.official_phrase,
            # Documents that only mention an unregistered code do not define it.
            references=() if standing is Standing.UNREGISTERED else tuple(row.references),
            awaited=Awaited(row.awaited) if row.awaited else None,
            is_useful=not row.useful_classes or self.code.text[0] in row.useful_classes,
        )

    @property
    def _category(self) -> Category | Subject | None:
        """What the second digit says: nothing of a number that is no code of SMTP but looks like one.

        That 3 and 4 say nothing holds of every number (RFC 5321 section 4.2.1).
        """
        category = self.code.category
        is_borrowed = self.row.standing == Standing.UNREGISTERED.value and category not in _OF_ANY_NUMBER
        return None if is_borrowed else category

    @property
    def _is_queued_somewhere(self) -> bool:
        """Whether what no queue stands behind as a rule waits in one at some stage all the same."""
        stages = self.row.stages.values()
        return self.retried is Retried.CLIENT and any(there.get("retried") == Retried.QUEUE.value for there in stages)

    @property
    def _is_final(self) -> bool:
        """Whether the columns, which tell of class 4 who waits and acts, do not tell of this class."""
        return self.row.is_enhanced and self.code.severity is not Severity.TRANSIENT_NEGATIVE

    @property
    def retried(self) -> Retried:
        """What happens by itself after the reply."""
        if self._is_final:
            # Of what grew too old nothing has to change, in this class either: a new message is no repetition.
            refused = Retried.ENDED if self.row.retried == Retried.ENDED.value else Retried.NO
            return refused if self.code.severity.refuses else Retried.NOTHING
        return Retried(self.row.retried)

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Who can do something about it, most usual first; time alone settles no permanent refusal."""
        actors = tuple(map(Actor, self.row.actors))
        if self._is_final:
            refused = tuple(actor for actor in actors if actor is not Actor.WAIT)
            return refused if self.code.severity.refuses else (Actor.NOBODY,)
        return actors

    @property
    def route(self) -> route.Route | None:
        """Where a message stands after it, as far as that can be known."""
        return route.of_code(self.facts, Retried(self.row.retried))

    @property
    def partners(self) -> list[tuple[str, tuple[str, ...]]]:
        """Reply codes that come with this enhanced code, each with who says so."""
        pairs = ((*pair.split(), sources) for pair, sources in self.row.partners.items())
        return [(basic, tuple(sources)) for basic, enhanced, sources in pairs if enhanced == self.code.text]

    @property
    def other_classes(self) -> list[Code]:
        """The same record as it is seen in other classes."""
        return [code for code in self.row.codes if code != self.code]

    @property
    def differing_by_stage(self) -> set[str]:
        """Which of "actors" and "retried" depend on the stage."""
        return {fact for differing in self.row.stages.values() for fact in differing}

    @property
    def differing_stages(self) -> list[AtStage]:
        """The stages at which somebody else acts or something else is retried than for the code as a whole."""
        return [
            AtStage(
                stage=Stage(stage),
                actors=tuple(map(Actor, differing["actors"])) if "actors" in differing else self.actors,
                retried=Retried(differing["retried"]) if "retried" in differing else self.retried,
            )
            for stage, differing in self.row.stages.items()
            if differing
        ]

    def at(self, stage: Stage | None) -> tuple[tuple[Actor, ...], Retried]:
        """Return who acts and what is tried again at one stage of the session."""
        here = next((here for here in self.differing_stages if here.stage is stage), self)
        return here.actors, here.retried

    @cached_property
    def is_corrected(self) -> bool:
        """Whether the source text of its words corrects what the reader's language still says."""
        return are_corrected(self.own or self.row)

    @property
    def checked(self) -> str:
        """The day on which what is said here was read against its sections; empty where that was not done."""
        return str((self.own or self.row).checked)

    @property
    def promise(self) -> Text | None:
        """What a reply that refuses nothing does not promise: its steps say so after there being nothing to fix."""
        fix = self.text("fix")
        said = [*fix.markdown.split("\n\n"), ""][1].strip()
        is_step = said.startswith(("**", "1."))  # a step, or for whom the steps are
        return None if self.code.severity.refuses or is_step or not said else Text(said, fix.language)

    @cached_property
    def steps(self) -> list[tuple[Reader | None, Text]]:
        """What to do, by reader; what is for everybody has none, as all where there is one reader.

        Where nothing is to be fixed, the heading says so and the promise stands above.
        """
        text = self.text("fix")
        if self.promise:
            text = Text("\n\n".join(text.markdown.split("\n\n")[2:]), text.language)
        if not text.markdown.strip():
            return []
        before, *parts = steps.by_reader(text.markdown)
        senders = for_whom("for_sender", text.language)
        sent = [part.removeprefix(senders) for part in parts if part.startswith(senders)]
        others = [part for part in parts if not part.startswith(senders)]
        if not (sent and others):
            return [(None, text)]
        shares = ((None, [before]), (Reader.SENDER, sent), (Reader.SENDER_ADMIN, others))
        return [(reader, Text("".join(own), text.language)) for reader, own in shares if any(own)]

    @cached_property
    def first_step(self) -> Text | None:
        """The first thing to do about what went wrong; a success needs nothing."""
        fix = self.text("fix")
        step = None if self.code.severity.goes_well else markup.first_step(fix.markdown, self.code.text[0])
        return Text(step, fix.language) if step else None

    @property
    def may_act_meanwhile(self) -> bool:
        """Whether nobody need act yet, and the first step, which holds for every class, is not to wait."""
        is_waited_for = self.row.is_enhanced and self.actors[:1] == (Actor.WAIT,)
        fix = (self.own or self.row).text("fix").markdown
        return is_waited_for and "5" in self.row.classes and not markup.is_for_class(fix, self.code.text[0])
