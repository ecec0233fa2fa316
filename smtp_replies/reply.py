"""A reply that was found in a text, and how sure it is that it is one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from smtp_replies.causes import NO_MATCH, Match
from smtp_replies.characters import one_line
from smtp_replies.smtp import REPLY_CODE, X_Y_Z, Stage

LONGEST_REPLY = 1000  # characters of one reply that are kept
_LEADING_CODES = re.compile(rf"^{REPLY_CODE}(?:[ -]['#]?{X_Y_Z})?[ -]?")


class Evidence(IntEnum):
    """How sure it is that a number is a reply code."""

    NONE = 0
    WEAK = 1  # it stands where a code could stand
    FAIR = 2  # it begins a line or follows a colon, and words follow
    STRONG = 3  # words before it say so, or an enhanced code follows


@dataclass(frozen=True)
class Reply:
    """One reply; what the text does not tell is empty or None."""

    code: str = ""
    enhanced: str = ""
    text: str = ""  # as it was sent, without what was wrapped around it
    recipient: str = ""
    written_to: str = ""  # the address that the sender wrote to, where a server passed the mail on to the recipient
    stage: Stage | None = None
    # What a report says was done: failed, delayed, delivered ... (RFC 3464 section 2.3.3); deferred: what a log says.
    action: str = ""
    hours: int | None = None  # for which a server says that it goes on trying
    match: Match = NO_MATCH  # its cause, as far as its wording and codes tell

    @property
    def words(self) -> str:
        """The text behind the codes."""
        return _LEADING_CODES.sub("", self.text)

    @property
    def refuses(self) -> bool:
        """Whether the first digit refuses."""
        return (self.code or self.enhanced)[:1] in {"4", "5"}

    @property
    def is_for_now(self) -> bool:
        """Whether the first digit refuses for now."""
        return (self.code or self.enhanced)[:1] == "4"

    @property
    def is_taken(self) -> bool:
        """Whether the next server has the message (RFC 5321 section 4.2.5)."""
        return self.code == "250" and self.stage is Stage.END_OF_DATA

    @property
    def tells_of_failure(self) -> bool:
        """Whether it refuses, or the text says without a code that the message, or the session, failed or waits."""
        says_so = self.action in {"failed", "delayed", "deferred"} or self.match.error is not None
        return self.refuses or says_so or (not self.code and self.match.cause is not None)


@dataclass(frozen=True)
class Hit:
    """A reply found in a text, with its place and how sure it is."""

    evidence: Evidence
    start: int
    reply: Reply

    @property
    def order(self) -> tuple[bool, bool, int, int]:
        """Refusals first, then what has a reply code, then the surest, then the first: later errors follow from it.

        Of several successes the last counts: it says what became of the message.
        """
        place = self.start if self.reply.refuses else -self.start
        return not self.reply.refuses, not self.reply.code, -self.evidence, place


def tidy(text: str) -> str:
    """Write a reply on one line, as wrapping broke it anywhere, without control characters."""
    return one_line(text)[:LONGEST_REPLY]


def distinct(replies: Iterable[Reply]) -> list[Reply]:
    """Return the first of those with the same codes and recipient."""
    first: dict[tuple[str, str, str], Reply] = {}
    for reply in replies:
        first.setdefault((reply.code, reply.enhanced, reply.recipient), reply)
    return list(first.values())
