"""Situations that advice is written for, recognised by their words, by who says them, and by codes of a provider."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from smtp_replies.phrases import Found, Phrases, Words
from smtp_replies.smtp import is_vendors_own

_RANGE = re.compile(r"(?P<before>[245X]\.\d{1,3}\.)(?P<low>\d{1,3})-(?P<high>\d{1,3})")
_ANY_CLASS = "X"


@dataclass(frozen=True)
class Advice:
    """A recognisable situation. `<…>` in a wording stands for what varies."""

    slug: str
    cause: str
    wordings: tuple[str, ...] = ()  # which mean it whoever says them
    provider_wordings: tuple[str, ...] = ()  # which mean it where its provider speaks
    codes: tuple[str, ...] = ()  # "535 5.7.139", "X.7.25", "5.7.606-649": of its provider, or by definition
    not_with: tuple[str, ...] = ()  # in the company of these words it is something else
    marks: tuple[str, ...] = ()  # hosts and names that show that its provider speaks; none: anybody's

    def is_others(self, speakers: frozenset["Advice"]) -> bool:
        """Whether it is of a provider that does not speak; others may have taken its words."""
        return bool(self.marks) and self not in speakers


class Adviser:
    """Knows which advice is meant for a reply."""

    def __init__(self, advice: Iterable[Advice] = ()) -> None:
        """Index the wordings, the marks of providers and the codes."""
        rows = list(advice)
        self._wordings = Phrases([(words, (row, False)) for row in rows for words in row.wordings])
        self._provider_wordings = Phrases([(words, (row, True)) for row in rows for words in row.provider_wordings])
        self._others = Phrases([(words, row) for row in rows for words in row.not_with])
        self._marks = Phrases([(mark, row) for row in rows for mark in row.marks])
        self._by_code: dict[str, list[Advice]] = defaultdict(list)
        for row in rows:
            for code in row.codes:
                for each in _spelled_out(code):
                    self._by_code[each].append(row)

    def speakers(self, around: Words) -> frozenset[Advice]:
        """The advice whose provider shows itself in a text; mail.protection.outlook.com is not outlook.com."""
        found = list(self._marks.find(around))
        return frozenset(one.key for one in found if not any(_is_within(one, other) for other in found))

    def by_words(self, said: Words, speakers: frozenset[Advice]) -> Advice | None:
        """The advice for a reply's words: that of the provider that speaks first, then by the longest wording."""
        others = {found.key for found in self._others.find(said)}
        told = [
            (row in speakers, found.length, row)
            for found in (*self._wordings.find(said), *self._provider_wordings.find(said))
            for row, is_providers in [found.key]
            if row not in others and (row in speakers or not is_providers)
        ]
        return max(told, key=lambda one: one[:2])[2] if told else None

    def by_code(self, code: str, enhanced: str, said: Words, speakers: frozenset[Advice]) -> Advice | None:
        """The advice for a code: of the provider that speaks, else of the one whose definition it is."""
        others = {found.key for found in self._others.find(said)}
        keys = [f"{code} {enhanced}", enhanced, f"{_ANY_CLASS}{enhanced[1:]}", code]
        rows = [row for key in keys if key.strip() for row in self._by_code.get(key, ()) if row not in others]
        speaking = [row for row in rows if row in speakers]
        defined = [row for row in rows if not row.marks or is_vendors_own(enhanced)]
        return next(iter([*speaking, *defined]), None)


def _is_within(one: Found[Advice], other: Found[Advice]) -> bool:
    return other.length > one.length and other.first <= one.first and one.last <= other.last


def _spelled_out(code: str) -> Iterator[str]:
    """A code, or each of a range of enhanced codes."""
    if codes := _RANGE.fullmatch(code):
        for number in range(int(codes["low"]), int(codes["high"]) + 1):
            yield f"{codes['before']}{number}"
    else:
        yield code
