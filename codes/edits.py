"""A field that several people may edit at once, and what an edit did to its text.

At once there are three texts: as the form was opened, as the field is now, and as it was typed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from itertools import groupby

_PIECE = re.compile(r"`[^`\n]+`|\s+|[^\s`]+|`")  # a code is never in two pieces
_AROUND = 120  # characters of an unchanged text that tell where a change stands


class Origin(Enum):
    """Where a change came from."""

    WORKBENCH = "workbench"
    SHEET = "sheet"  # a spreadsheet, in the workbench
    FILES = "files"  # by a load
    PROGRAM = "program"
    BEFORE = "before"  # no change: what there was when the history began


class Change(Enum):
    """What an edit did with a part of a text."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Part:
    """A part of a text that was edited."""

    text: str
    change: Change


@dataclass(frozen=True)
class Edit:
    """The three texts of one field, as its form shows them."""

    base: str | None  # None where whoever sends the form does not say how it was opened
    theirs: str
    mine: str

    @property
    def is_mine(self) -> bool:
        """Whether its editor changed the field; what everybody wrote alike is nobody's change."""
        return not is_same(self.mine, self.theirs) and (self.base is None or not is_same(self.mine, self.base))

    @property
    def is_contested(self) -> bool:
        """Whether somebody else changed the field too, to another text."""
        return self.is_mine and (self.base is None or not is_same(self.theirs, self.base))


@dataclass(frozen=True)
class Piece:
    """A part of a text, and whether the other text has something else there."""

    text: str
    differs: bool


def is_same(one: str, other: str) -> bool:
    """Compare texts as people see them: browsers change line ends and drop the last one."""
    return _seen(one) == _seen(other)


def as_text(value: object) -> str:
    """Return what a form shows of a value, or what a browser sends of it: of a list a line for each item."""
    if isinstance(value, list | tuple):
        return "\n".join(str(item) for item in value if item)
    return "" if value is None else str(value)


def differences(one: str, other: str) -> tuple[list[Piece], list[Piece]]:
    """Return both texts in pieces, word by word; those that differ stand between those that do not."""
    steps = [*_steps(one, other)]
    return (
        [Piece(left, differs) for left, _right, differs in steps if left],
        [Piece(right, differs) for _left, right, differs in steps if right],
    )


def edited(old: str, new: str, *, whole: bool = False) -> list[Part]:
    """Return one text in parts that tells both; of what an edit kept, all or what stands around the changes."""
    steps = [*_steps(old, new)]
    parts: list[Part] = []
    for number, (left, right, differs) in enumerate(steps):
        if differs:
            parts += [Part(text, change) for text, change in ((left, Change.GONE), (right, Change.NEW)) if text]
        else:
            kept = left if whole else _around(left, after=number > 0, before=number < len(steps) - 1)
            parts.append(Part(kept, Change.KEPT))
    return parts


def _around(text: str, *, after: bool, before: bool) -> str:
    """Shorten a text that stands after a change, before one, or between two."""
    if len(text) <= 3 * _AROUND:
        return text
    start = text[:_AROUND].rsplit(None, 1)[0] if after else ""
    end = text[-_AROUND:].split(None, 1)[-1] if before else ""
    return f"{start} … {end}"


def _steps(one: str, other: str) -> Iterator[tuple[str, str, bool]]:
    """Yield what stands in each of two texts at one place, and whether it differs there."""
    left, right = _PIECE.findall(_seen(one)), _PIECE.findall(_seen(other))
    steps = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    texts = [("".join(left[a:b]), "".join(right[c:d]), tag != "equal") for tag, a, b, c, d in steps]
    # Blanks alone between two changes would tear what was written anew into words.
    torn = {n for n in range(1, len(texts) - 1) if texts[n][0].isspace()}
    for differs, group in groupby(enumerate(texts), key=lambda step: step[1][2] or step[0] in torn):
        parts = [texts for _number, texts in group]
        yield "".join(part[0] for part in parts), "".join(part[1] for part in parts), differs


def _seen(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")
