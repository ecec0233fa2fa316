"""Two sets of facts side by side: rows, each of which knows whether it differs, and what follows from them."""

from dataclasses import dataclass
from enum import Enum

from codes.smtp import Actor, Category, Retried, Severity, Stage, Standing


@dataclass(frozen=True)
class Facts:
    """What is the same in every language about one code."""

    code: str
    severity: Severity
    category: Category
    standing: Standing
    retried: Retried
    actors: tuple[Actor, ...]
    stages: tuple[Stage, ...]
    enhanced: tuple[str, ...]
    official_phrase: str
    references: tuple[str, ...]

    @property
    def is_registered(self) -> bool:
        """Whether some specification defines the code."""
        return self.standing is not Standing.UNREGISTERED


# The rows of a comparison, in the order of the page.
ASPECTS = (
    "severity",
    "retried",
    "actors",
    "stages",
    "category",
    "enhanced",
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
CHOICES = {
    Relation.BOTH_SUCCEED,
    Relation.BOTH_GO_ON,
    Relation.BOTH_TEMPORARY,
    Relation.BOTH_PERMANENT,
    Relation.TEMPORARY_PERMANENT,
}


@dataclass(frozen=True)
class Row:
    """One aspect of both codes."""

    aspect: str
    left: object
    right: object

    @property
    def differs(self) -> bool:
        """Whether the two codes have different facts here."""
        return self.left != self.right


@dataclass(frozen=True)
class Comparison:
    """What follows from the facts of two codes, of which the left one is the lower."""

    left: Facts
    right: Facts

    @property
    def rows(self) -> list[Row]:
        """Every aspect, whether it differs or not."""
        return [Row(aspect, getattr(self.left, aspect), getattr(self.right, aspect)) for aspect in ASPECTS]

    @property
    def relation(self) -> Relation:
        """How the verdicts of the two codes stand to each other."""
        pair = (self.left.severity, self.right.severity)
        return _RELATIONS.get(pair, Relation.ONE_OUTSIDE)

    @property
    def is_choice(self) -> bool:
        """Whether a server may have to choose between the two for one event."""
        return self.relation in CHOICES

    @property
    def shared_stages(self) -> list[Stage]:
        """Points of the session at which both codes fall; "other" is left out, since it holds several commands."""
        return _in_order(set(self.left.stages) & set(self.right.stages) - {Stage.OTHER})

    @property
    def stages_are_apart(self) -> bool:
        """Whether the two codes never fall at the same point."""
        return not set(self.left.stages) & set(self.right.stages)

    @property
    def own_stages(self) -> list[tuple[str, list[Stage]]]:
        """For each code the points of the session at which only it falls, where there are any."""
        sides = ((self.left, self.right), (self.right, self.left))
        own = [(one.code, _in_order(set(one.stages) - set(other.stages))) for one, other in sides]
        return [(code, stages) for code, stages in own if stages]

    @property
    def stages_known(self) -> bool:
        """Whether both codes are known to fall somewhere; some unregistered ones are not."""
        return bool(self.left.stages and self.right.stages)

    @property
    def waits_differ(self) -> bool:
        """Whether one temporary refusal waits in a queue and the other needs a person or program."""
        return {self.left.retried, self.right.retried} == {Retried.QUEUE, Retried.CLIENT}

    @property
    def categories_differ(self) -> bool:
        """Whether the second digits have different, specified meanings."""
        categories = {self.left.category, self.right.category}
        return len(categories) == 2 and not categories & {Category.UNSPECIFIED, Category.OUTSIDE_SMTP}

    @property
    def first_actors_differ(self) -> bool:
        """Whether different people have to act first."""
        return self.left.actors[:1] != self.right.actors[:1]


def _in_order(stages: set[Stage]) -> list[Stage]:
    return [stage for stage in Stage if stage in stages]
