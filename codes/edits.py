"""A field that several people may edit at once: as the form was opened, as it is now, and as it was typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_PIECE = re.compile(r"\s+|\S+")


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
    left, right = _PIECE.findall(_seen(one)), _PIECE.findall(_seen(other))
    steps = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return (
        [*_pieces((tag, left[start:end]) for tag, start, end, _from, _to in steps)],
        [*_pieces((tag, right[start:end]) for tag, _from, _to, start, end in steps)],
    )


def _pieces(steps: Iterator[tuple[str, list[str]]]) -> Iterator[Piece]:
    yield from (Piece("".join(words), tag != "equal") for tag, words in steps if words)


def _seen(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")
