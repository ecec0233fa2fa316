"""Whether a translation says what its source text says today, told by a digest of the text that it was made from.

Whoever changes a source text says how. After a typo its translations are as current as before; after anything else they
are outdated, until somebody saves or confirms them, or the source text is again what it was.
"""

import re
from dataclasses import dataclass
from enum import Enum
from hashlib import blake2b
from typing import Any

_DIGEST_SIZE = 5  # bytes
_DIGEST = re.compile(f"[0-9a-f]{{{2 * _DIGEST_SIZE}}}")


class Grade(Enum):
    """How a source text was changed."""

    TYPO = "typo"
    CHANGED = "changed"
    WRONG_BEFORE = "wrong-before"


class State(Enum):
    """How a translation stands to its source text."""

    CURRENT = "current"
    OUTDATED = "outdated"
    WRONG = "wrong"  # outdated, and what it was made from was wrong
    MISSING = "missing"

    @property
    def is_outdated(self) -> bool:
        """Whether the source text is newer."""
        return self in {State.OUTDATED, State.WRONG}


@dataclass(frozen=True)
class Source:
    """The source text that a translation was made from, by its digest, and the gravest of the changes since."""

    digest: str
    grade: Grade = Grade.CHANGED  # without meaning as long as there was no change
    why: str = ""

    @classmethod
    def of(cls, text: str) -> "Source":
        """Return what a translation has that is made from a text now."""
        return cls(digest(text))

    @classmethod
    def read(cls, written: object) -> "Source":
        """Return what a content file says, a digest or a table; ValueError where it is neither."""
        table: dict[str, Any] = written if isinstance(written, dict) else {"digest": written}
        if not {"digest"} <= table.keys() <= {"digest", "grade", "why"}:
            raise ValueError(f"not digest, grade and why: {', '.join(table)}")
        if not _DIGEST.fullmatch(str(table["digest"])):
            raise ValueError(f"not a digest of {2 * _DIGEST_SIZE} digits: {table['digest']}")
        if others := [name for name, value in table.items() if not isinstance(value, str)]:
            raise ValueError(f"not a text: {', '.join(others)}")
        grade = Grade(table.get("grade", Grade.CHANGED.value))
        if grade is Grade.TYPO:
            raise ValueError("a typo leaves no translation behind: renew the digest instead")
        return cls(table["digest"], grade, table.get("why", ""))

    @property
    def written(self) -> object:
        """The same as files hold it: the digest alone where there is nothing to add."""
        graded = {} if self.grade is Grade.CHANGED else {"grade": self.grade.value}
        reason = {"why": self.why} if self.why else {}
        return {"digest": self.digest, **graded, **reason} if graded or reason else self.digest

    def is_of(self, text: str) -> bool:
        """Whether a text is the one that the translation was made from."""
        return self.digest == digest(text)

    def after(self, old: str, new: str, grade: Grade, why: str = "") -> "Source":
        """Return what the translation has once its source text was changed."""
        if self.is_of(new):
            return Source(self.digest)
        if grade is Grade.TYPO:
            return Source.of(new) if self.is_of(old) else self
        if self.is_of(old) or grade is Grade.WRONG_BEFORE:
            return Source(self.digest, grade, why)
        return Source(self.digest, self.grade, (why if grade is self.grade else "") or self.why)


def digest(text: str) -> str:
    """Return the digest of a text, whose line ends and last blanks do not count: ten hexadecimal digits."""
    lines = "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")
    return blake2b(lines.encode(), digest_size=_DIGEST_SIZE).hexdigest()


def state(source: str, translation: str, made_from: Source | None = None) -> State | None:
    """Tell how a translation stands to its source text as it is now; None where there is nothing to translate.

    One of which nobody knows what it was made from counts as current.
    """
    if not translation:
        return State.MISSING if source else None
    if made_from is None or made_from.is_of(source):
        return State.CURRENT
    return State.WRONG if made_from.grade is Grade.WRONG_BEFORE else State.OUTDATED
