"""What a translation must keep of its source text: each code in its place, and the form of the text."""

import re
from collections.abc import Iterator
from enum import Enum
from itertools import combinations

from codes import markup
from smtp_replies.smtp import DETAIL, THREE_DIGITS


class Disagreement(Enum):
    """How a translation differs from its source text where it must not."""

    LOST = "what stands in backticks in the source text alone"
    ADDED = "what stands in backticks in the translation alone"
    MOVED = "what stands in another paragraph or step than in the source text"
    EXCHANGED = "two codes, each in the sentence of the other"
    ITEMS = "more or fewer items of lists"


_CODE = re.compile(rf"{THREE_DIGITS}|[245X]{DETAIL}|{THREE_DIGITS} [245]{DETAIL}")
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]*\w")
_SENTENCE_END = re.compile(r"(?<=[.!?؟])\s+|(?<=[。！？])(?![”’）」])")
_SPAN = "\ufffc"  # stands for what stands in backticks
_ITEM = re.compile(r"(?:[0-9]+\.|-) ")
Sets = list[set[str]]


def disagreements(source: str, translation: str) -> Iterator[tuple[Disagreement, str]]:
    """Yield what a translation lost, added or moved of codes, commands, replies and addresses, and of lists."""
    here, there = _kept(translation), _kept(source)
    yield from ((Disagreement.LOST, span) for span in sorted(there - here))
    yield from ((Disagreement.ADDED, span) for span in sorted(here - there))
    if _items(source) != _items(translation):
        yield Disagreement.ITEMS, str(_items(source))
    elif here == there:
        yield from _moved(source, translation)


def reordered(source: str, translation: str) -> tuple[str, str] | None:
    """Return two codes that stand in the order of the source text only once they are exchanged.

    The order of a sentence may be another in another language, so that this is a reason to look, not to refuse.
    """
    for theirs, mine in zip(markup.blocks(source), markup.blocks(translation), strict=False):
        wanted, order = _codes(theirs), _codes(mine)
        if {*wanted} == {*order} and wanted != order:
            for one, other in combinations(wanted, 2):
                if _exchanged(order, one, other) == wanted:
                    return one, other
    return None


def _kept(text: str) -> set[str]:
    return {*markup.code_spans(text), *_ADDRESS.findall(markup.without_code(text))}


def _items(text: str) -> int:
    return sum(bool(_ITEM.match(line)) for line in text.split("\n"))


def _moved(source: str, translation: str) -> Iterator[tuple[Disagreement, str]]:
    """Yield what stands in another paragraph, step or sentence; only where the texts have the same parts."""
    theirs, mine = markup.blocks(source), markup.blocks(translation)
    if len(theirs) != len(mine):
        return
    moved = {span for there, here in zip(theirs, mine, strict=True) for span in _kept(there) - _kept(here)}
    yield from ((Disagreement.MOVED, span) for span in sorted(moved))
    if not moved:
        for there, here in zip(theirs, mine, strict=True):
            if pair := _exchange_explains(_by_sentence(there), _by_sentence(here)):
                yield Disagreement.EXCHANGED, ", ".join(pair)


def _by_sentence(block: str) -> Sets:
    # Blanks and stops within backticks end no sentence.
    spans = iter(markup.code_spans(block))
    sentences = _SENTENCE_END.split(markup.without_code(block, _SPAN))
    return [{next(spans) for _mark in range(sentence.count(_SPAN))} for sentence in sentences]


def _exchange_explains(theirs: Sets, mine: Sets) -> tuple[str, str] | None:
    if theirs == mine or len(theirs) != len(mine):
        return None
    codes = sorted(span for span in set().union(*mine) if _CODE.fullmatch(span))
    for one, other in combinations(codes, 2):
        if [{*_exchanged(sentence, one, other)} for sentence in mine] == theirs:
            return one, other
    return None


def _exchanged(spans: "list[str] | set[str]", one: str, other: str) -> list[str]:
    exchange = {one: other, other: one}
    return [exchange.get(span, span) for span in spans]


def _codes(block: str) -> list[str]:
    """The codes in the order in which each is named first."""
    return list(dict.fromkeys(span for span in markup.code_spans(block) if _CODE.fullmatch(span)))
