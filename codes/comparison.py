"""Two sets of facts side by side: rows, each of which knows whether it differs, and what follows from them."""

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from codes.facts import Facts, Retried
from smtp_replies.smtp import Category, Severity, Stage, Subject

# The rows of a comparison, in the order of the page.
ASPECTS = (
    "severity",
    "retried",
    "actors",
    "stages",
    "category",
    "partners",
    "official_phrase",
    "standing",
    "references",
)


class Relation(Enum):
    """How the first digits of two codes stand to each other; the lower digit comes first."""

    BOTH_SUCCEED = "both succeed"
    BOTH_GO_ON = "both go on"
    BOTH_TEMPORARY = "both temporary"
    BOTH_PERMANENT = "both permanent"
    SUCCESS_GO_ON = "success, go on"
    SUCCESS_TEMPORARY = "success, temporary"
    SUCCESS_PERMANENT = "success, permanent"
    GO_ON_TEMPORARY = "go on, temporary"
    GO_ON_PERMANENT = "go on, permanent"
    TEMPORARY_PERMANENT = "temporary, permanent"
    ONE_OUTSIDE = "one outside SMTP"
    BOTH_OUTSIDE = "both outside SMTP"


_OK, _GO_ON = Severity.POSITIVE_COMPLETION, Severity.POSITIVE_INTERMEDIATE
_TEMPORARY, _PERMANENT = Severity.TRANSIENT_NEGATIVE, Severity.PERMANENT_NEGATIVE
_RELATIONS = {
    (_OK, _OK): Relation.BOTH_SUCCEED,
    (_GO_ON, _GO_ON): Relation.BOTH_GO_ON,
    (_TEMPORARY, _TEMPORARY): Relation.BOTH_TEMPORARY,
    (_PERMANENT, _PERMANENT): Relation.BOTH_PERMANENT,
    (_OK, _GO_ON): Relation.SUCCESS_GO_ON,
    (_OK, _TEMPORARY): Relation.SUCCESS_TEMPORARY,
    (_OK, _PERMANENT): Relation.SUCCESS_PERMANENT,
    (_GO_ON, _TEMPORARY): Relation.GO_ON_TEMPORARY,
    (_GO_ON, _PERMANENT): Relation.GO_ON_PERMANENT,
    (_TEMPORARY, _PERMANENT): Relation.TEMPORARY_PERMANENT,
    (Severity.OUTSIDE_SMTP, Severity.OUTSIDE_SMTP): Relation.BOTH_OUTSIDE,
}
# Relations in which somebody may really hesitate between the two codes.
_CHOICES = {
    Relation.BOTH_SUCCEED,
    Relation.BOTH_GO_ON,
    Relation.BOTH_TEMPORARY,
    Relation.BOTH_PERMANENT,
    Relation.TEMPORARY_PERMANENT,
}


class Kinship(Enum):
    """What two codes have to do with each other beside their verdicts."""

    TWINS = "twins"  # the temporary and the permanent form of one refusal
    FALSE_TWINS = "false twins"  # only look like that
    CLASSES = "classes"  # one enhanced code in two classes
    PARTNERS = "partners"  # a reply code and an enhanced code that stand in one reply
    ODD_PARTNERS = "odd partners"  # somebody puts them in one reply, although their classes differ
    NONE = "none"


# RFC 5321 section 4.2.3 defines these with the same words, or section 4.1.1.11 for the same parameters.
_TWINS = {("450", "550"), ("452", "552"), ("455", "555")}
# RFC 5321 section 4.2.3, RFC 2645 section 7, RFC 4954 section 6, RFC 7504 section 3: one last digits, two meanings.
_FALSE_TWINS = {("421", "521"), ("451", "551"), ("453", "553"), ("454", "554")}


class Sameness(Enum):
    """How the facts of two codes stand to each other in one aspect."""

    SAME = "same"
    REORDERED = "reordered"  # the same ones, in another order
    DIFFERENT = "different"
    UNKNOWN = "unknown"  # of one side nothing is known, so that nothing can be said of sameness


FIRST = ("retried", "actors")  # on the first screen, beside the verdicts
OTHERS = tuple(aspect for aspect in ASPECTS if aspect not in ("severity", *FIRST))
# Where nothing stands there is nothing to compare; that a code has no usual partners is a fact like any other.
_KNOWN_OR_NOT = {"actors", "stages", "category", "official_phrase", "references"}


@dataclass(frozen=True)
class Row:
    """One aspect of both codes."""

    aspect: str
    left: object
    right: object

    @property
    def sameness(self) -> Sameness:
        """Whether the two codes have the same facts here."""
        if self.aspect in _KNOWN_OR_NOT and not (self.left and self.right):
            return Sameness.UNKNOWN
        if self.left == self.right:
            return Sameness.SAME
        if isinstance(self.left, tuple) and isinstance(self.right, tuple) and {*self.left} == {*self.right}:
            return Sameness.REORDERED
        return Sameness.DIFFERENT

    @property
    def is_same(self) -> bool:
        """Whether one value says it of both."""
        return self.left == self.right


_UNSPECIFIED = {Category.UNSPECIFIED, Category.OUTSIDE_SMTP, Subject.OTHER, Subject.UNASSIGNED, None}


@dataclass(frozen=True)
class Comparison:
    """What follows from the facts of two codes, of which the left one is the lower."""

    left: Facts
    right: Facts

    @cached_property
    def rows(self) -> list[Row]:
        """Every aspect, whether it differs or not."""
        return [Row(aspect, getattr(self.left, aspect), getattr(self.right, aspect)) for aspect in ASPECTS]

    @cached_property
    def first_rows(self) -> list[Row]:
        """What a reader asks first, beside the verdicts."""
        return [row for row in self.rows if row.aspect in FIRST]

    @cached_property
    def other_rows(self) -> list[Row]:
        """The other aspects in which the codes differ, or may."""
        return [row for row in self.rows if row.aspect in OTHERS and not row.is_same]

    @cached_property
    def same_rows(self) -> list[Row]:
        """The other aspects of which both have the same."""
        return [row for row in self.rows if row.aspect in OTHERS and row.is_same]

    @cached_property
    def relation(self) -> Relation:
        """How the verdicts of the two codes stand to each other."""
        lower, higher = self.by_severity
        return _RELATIONS.get((lower.severity, higher.severity), Relation.ONE_OUTSIDE)

    @cached_property
    def by_severity(self) -> tuple[Facts, Facts]:
        """The two sides by their first digits: 5.7.7 and 4.7.7 stand behind 534 either way."""
        if self.right.severity.value < self.left.severity.value:
            return self.right, self.left
        return self.left, self.right

    @cached_property
    def kinship(self) -> Kinship:
        """What the two codes have to do with each other."""
        pair = (self.left.code, self.right.code)
        if self.left.row == self.right.row:
            return Kinship.CLASSES
        if self.right.code in self.left.partners or self.left.code in self.right.partners:
            return Kinship.PARTNERS if self.share_a_reply else Kinship.ODD_PARTNERS
        if pair in _TWINS:
            return Kinship.TWINS
        return Kinship.FALSE_TWINS if pair in _FALSE_TWINS else Kinship.NONE

    @cached_property
    def mixes_kinds(self) -> bool:
        """Whether one is a reply code and the other an enhanced one."""
        outside = Severity.OUTSIDE_SMTP in {self.left.severity, self.right.severity}
        return ("." in self.left.code) != ("." in self.right.code) and not outside

    @property
    def share_a_reply(self) -> bool:
        """Whether an enhanced code has the class of the reply code (RFC 2034 section 4)."""
        return self.left.severity is self.right.severity

    @property
    def is_choice(self) -> bool:
        """Whether a server may have to choose between the two for one event."""
        return self.relation in _CHOICES and not (self.mixes_kinds and self.share_a_reply)

    @property
    def shared_stages(self) -> tuple[Stage, ...]:
        """Points of the session at which both codes fall; "other" is left out, since it holds several commands."""
        return _in_order(set(self.left.stages) & set(self.right.stages) - {Stage.OTHER})

    @property
    def share_other_commands(self) -> bool:
        """Whether both fall at commands that have no stage of their own, be it at different ones."""
        return Stage.OTHER in {*self.left.stages} & {*self.right.stages}

    @property
    def stages_are_apart(self) -> bool:
        """Whether the two codes never fall at the same point."""
        return not set(self.left.stages) & set(self.right.stages)

    @property
    def own_stages(self) -> list[tuple[str, tuple[Stage, ...]]]:
        """For each code the points of the session at which only it falls, where there are any."""
        sides = ((self.left, self.right), (self.right, self.left))
        own = [(one.code, _in_order(set(one.stages) - set(other.stages))) for one, other in sides]
        return [(code, stages) for code, stages in own if stages]

    @property
    def stages_known(self) -> bool:
        """Whether specifications say of both codes where they fall; of an unregistered one only habits are known."""
        sides = (self.left, self.right)
        return all(side.stages and side.is_registered for side in sides)

    @property
    def waits_differ(self) -> bool:
        """Whether one temporary refusal waits in a queue and the other needs a person or program."""
        return {self.left.retried, self.right.retried} == {Retried.QUEUE, Retried.CLIENT}

    @property
    def categories_differ(self) -> bool:
        """Whether the second digits have different, specified meanings."""
        left, right = self.left.category, self.right.category
        return type(left) is type(right) and left is not right and not {left, right} & _UNSPECIFIED

    @property
    def first_actors_differ(self) -> bool:
        """Whether different people have to act first, as far as that is known of both."""
        first, second = self.left.actors[:1], self.right.actors[:1]
        return bool(first and second) and first != second


def _in_order(stages: set[Stage]) -> tuple[Stage, ...]:
    return tuple(stage for stage in Stage if stage in stages)
