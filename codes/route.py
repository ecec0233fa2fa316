"""Where a message stands on its way to the mailbox, as far as facts tell: the same in every language."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from codes.facts import Actor, Facts, Retried, Side, Standing
from smtp_replies.causes import (
    ACCOUNT_RESTRICTED,
    AUTH_REQUIRED,
    BLOCKED,
    BUSY,
    CHECK_FAILED,
    DNS,
    EXPIRED,
    RECIPIENT_UNKNOWN,
    ROUTING,
)
from smtp_replies.smtp import Severity, Stage, Subject


class Station(Enum):
    """What a message passes on its way, in this order."""

    YOU = "you"
    OWN = "own-server"
    THEIRS = "their-server"
    MAILBOX = "mailbox"


class Halt(Enum):
    """How far a message came, and why no further."""

    UNSENT = "unsent"  # its sender's own server has not taken it
    HELD = "held"  # by that server: the next one refused it for now
    UNREACHED = "unreached"  # held as well, but nobody says that the next one was reached
    OVERDUE = "overdue"  # the time for trying again has run out
    REFUSED = "refused"  # by the recipient's server, for good
    BETWEEN = "between"  # the two servers; nobody says that the second has answered
    TAKEN = "taken"  # by the recipient's server


# Whose desk a message lies on; time and nobody have none.
_DESKS = {
    Actor.SENDER: Station.YOU,
    Actor.SENDER_ADMIN: Station.OWN,
    Actor.RECIPIENT_ADMIN: Station.THEIRS,
    Actor.RECIPIENT: Station.MAILBOX,
}


@dataclass(frozen=True)
class Route:
    """A message that stopped between two stations."""

    halt: Halt
    severity: Severity | None  # None where the cause is known and no verdict
    actors: tuple[Actor, ...]

    @property
    def stops_early(self) -> bool:
        """Whether the sender's own server did not take the message; else it came as far as the recipient's."""
        return self.halt is Halt.UNSENT

    @property
    def first(self) -> Actor | None:
        """Who acts first."""
        return self.actors[0] if self.actors else None

    @property
    def desk(self) -> Station | None:
        """Where whoever acts first sits."""
        return _DESKS.get(self.first) if self.first else None

    @property
    def stations(self) -> tuple[Station, ...]:
        """Every station, in the order of the way."""
        return tuple(Station)


# Between whom a cause stops a message. Where either server may do it, a cause is not here.
SIDES = {
    ACCOUNT_RESTRICTED: Side.OWN,
    AUTH_REQUIRED: Side.OWN,
    CHECK_FAILED: Side.BETWEEN,
    DNS: Side.BETWEEN,
    EXPIRED: Side.BETWEEN,
    "greylisted": Side.BETWEEN,
    "mailbox-disabled": Side.BETWEEN,
    "mailbox-full": Side.BETWEEN,
    RECIPIENT_UNKNOWN: Side.BETWEEN,
    BLOCKED: Side.BETWEEN,
    ROUTING: Side.BETWEEN,
    BUSY: Side.BETWEEN,
}
# One stops a message before it is sent, the other after it has been taken: no station refused it.
ELSEWHERE = {"suppressed", "loop"}

# Who keeps the message shows who refused it: a queue stands in a server, which then talked to the next one.
_KEPT = {
    Retried.QUEUE: Side.BETWEEN,
    Retried.ENDED: Side.BETWEEN,
    Retried.CLIENT: Side.OWN,
}

_TRANSACTION = {Stage.CONNECT, Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.END_OF_DATA}
_LOGIN = {Stage.STARTTLS, Stage.AUTH}
_LOGIN_STANDARD = "RFC 4954 "
# The sender's own server may say these without asking another: of a domain (RFC 3463 3.2, RFC 7505 4), of TLS that it
# must have (RFC 8689 4.2.1), of the network, and of content that the other cannot take (RFC 3463 3.5 and 3.7).
_UNASKED = {"X.1.2", "X.1.10", "X.7.30", "556"}
_UNASKED_SUBJECTS = {Subject.ROUTING, Subject.CONTENT}
# Several servers passed it on in a circle; or it is a login, or TLS between servers (RFC 8689 4.2.1).
_ANYWHERE = {"X.4.6", "446", "X.7.10"}


def of_code(facts: Facts, kept: Retried) -> Route | None:
    """Return the way of a message after a code, `kept` being what its record says of any class; None where unsure."""
    if facts.severity is Severity.POSITIVE_COMPLETION:
        return _taken(facts.actors) if Stage.END_OF_DATA in facts.stages else None
    is_elsewhere = facts.row in _ANYWHERE or facts.stages == (Stage.OTHER,)
    if not facts.severity.refuses or facts.retried is Retried.VARIES or is_elsewhere:
        return None
    side = _KEPT.get(kept) or _side_of_stages(facts)
    return _stopped(side, facts.severity, kept, facts.actors, is_answer=_is_answer(facts))


def _side_of_stages(facts: Facts) -> Side | None:
    stages = {*facts.stages}
    if stages and (stages <= _LOGIN or "".join(facts.references[:1]).startswith(_LOGIN_STANDARD)):
        return Side.OWN
    # The standard's own codes may come at a login too; what comes back with one was refused on its way.
    is_told_apart = Stage.AUTH not in stages or facts.standing is Standing.STANDARD
    return Side.BETWEEN if stages & _TRANSACTION and is_told_apart else None


def _is_answer(facts: Facts) -> bool:
    """Whether the code is surely what another server answered: what no specification defines says nothing surely."""
    may_be_own = facts.category in _UNASKED_SUBJECTS or facts.row in _UNASKED
    return facts.is_registered and not may_be_own


def of_cause(slug: str, actors: tuple[Actor, ...]) -> Route | None:
    """Return the way of a message that a cause stops; None where it may stop it anywhere."""
    return _stopped(SIDES.get(slug), None, None, actors, is_answer=False)


@dataclass(frozen=True)
class Proofs:
    """What a pasted text shows of the way of its message."""

    severity: Severity | None
    retried: Retried | None
    stage: Stage | None
    cause: str
    side: Side | None  # of the program's error that it is
    came_back: bool  # it is a report about a message that was not delivered


def of_answer(proofs: Proofs, by_code: Route | None, actors: tuple[Actor, ...]) -> Route | None:
    """Return the way of a message by what a text shows, else by its code; None where its proofs disagree."""
    if proofs.severity is Severity.POSITIVE_COMPLETION:
        return _taken(actors) if proofs.stage is Stage.END_OF_DATA else None
    if proofs.cause in ELSEWHERE or (proofs.severity and not proofs.severity.refuses):
        return None
    sides = set(_sides(proofs))
    if not sides:  # what is not known to be kept may have been given up
        return Route(by_code.halt, proofs.severity, actors) if by_code and proofs.retried else None
    side = sides.pop() if len(sides) == 1 else None
    is_answer = proofs.cause not in {DNS, ROUTING} and (by_code is None or by_code.halt in _ANSWERED)
    return _stopped(side, proofs.severity, proofs.retried, actors, is_answer=is_answer)


_ANSWERED = {Halt.HELD, Halt.REFUSED, Halt.UNSENT}


def _sides(proofs: Proofs) -> Iterable[Side]:
    if proofs.retried in _KEPT:
        yield _KEPT[proofs.retried]
    if proofs.stage is Stage.AUTH:
        yield Side.OWN
    if proofs.side:
        yield proofs.side
    if proofs.cause in SIDES:
        yield SIDES[proofs.cause]
    if proofs.came_back:
        yield Side.BETWEEN


def _taken(actors: tuple[Actor, ...]) -> Route:
    return Route(Halt.TAKEN, Severity.POSITIVE_COMPLETION, actors)


def _stopped(
    side: Side | None, severity: Severity | None, kept: Retried | None, actors: tuple[Actor, ...], *, is_answer: bool
) -> Route | None:
    if side is Side.OWN:
        return Route(Halt.UNSENT, severity, actors)
    if side is not Side.BETWEEN:
        return None
    if kept is Retried.ENDED:
        return Route(Halt.OVERDUE, severity, actors)
    if severity is Severity.PERMANENT_NEGATIVE:
        return Route(Halt.REFUSED if is_answer else Halt.BETWEEN, severity, actors)
    if kept is Retried.QUEUE:
        is_refused = is_answer and severity is Severity.TRANSIENT_NEGATIVE
        return Route(Halt.HELD if is_refused else Halt.UNREACHED, severity, actors)
    return Route(Halt.BETWEEN, severity, actors)
