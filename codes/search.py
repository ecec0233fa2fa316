"""Find documents by words: an index in memory that ranks."""

from array import array
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate
from math import log, prod
from typing import Generic, TypeVar

from rapidfuzz import fuzz, process

from codes import spelling

Key = TypeVar("Key", bound=Hashable)

_SIMILAR = 75  # rapidfuzz ratio, 0-100: a lower one takes other words for typing errors
_LIKELY = 5  # words of those spelled nearly so, the nearest
_BEGINNING = 3  # letters by which a word is told that cannot be the first part of another
_LONGEST = 24  # words of a question that count: who pastes more than that wants it read, not searched for
_ENOUGH, _LITTLE = 0.5, 0.3  # the share of what is asked that a document must have; where none has, as much as this
_SAME = 0.8  # how near another word for the same is to the word itself
_LIKE = 0.5  # how near a word is that begins so, or is spelled nearly so
_UNNAMED = 0.4  # what a document is worth beside one whose whole name was asked for
_OTHERS = 0.6  # what is about somebody in particular whom the question does not name
_PROPER = 0.7  # the share of what is asked that somebody's name stands for
_DIGITS = 9  # of a rank: those behind them depend on the order of sums


@dataclass(frozen=True)
class Language:
    """How people ask: words that say nothing of what is looked for, and words that are typed for one another."""

    silent: frozenset[str] = frozenset()
    same: tuple[frozenset[str], ...] = ()

    @classmethod
    def of(cls, silent: Iterable[str], same: Iterable[str]) -> "Language":
        """Take texts of words; each one of `same` holds words for one thing."""
        return cls(
            frozenset(spelling.words(" ".join(silent))), tuple(frozenset(spelling.words(group)) for group in same)
        )

    def read(self, text: str, stem: Callable[[str], str] = spelling.stem) -> Iterator[str]:
        """Yield the words without their endings, and those as one that are known as one: black list, دي مارك."""
        spelled = spelling.spelled(text)
        if self._beginnings.isdisjoint(word[:_BEGINNING] for word in spelled):
            yield from map(stem, spelled)
            return
        start = 0
        while start < len(spelled):
            lengths = (3, 2) if spelled[start][:_BEGINNING] in self._beginnings else ()
            parts = next((n for n in lengths if stem("".join(spelled[start : start + n])) in self.others), 1)
            yield stem("".join(spelled[start : start + parts]))
            start += parts

    def telling(self, found: Iterable[str]) -> list[str]:
        """Return the words of a question or a name that say what is looked for; all, where none does."""
        asked = list(dict.fromkeys(found))[:_LONGEST]
        return [word for word in asked if word not in self.silent] or asked

    @cached_property
    def others(self) -> dict[str, frozenset[str]]:
        """What is typed for each word that is typed for others."""
        found: dict[str, frozenset[str]] = {}
        for group in self.same:
            found |= {word: found.get(word, frozenset()) | group for word in group}
        return found

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """How what may be written apart begins, with an article and without, be its first part as short as it may."""
        known = [article + word for word in self.others for article in ("", "ال", "وال", "بال", "لل", "فال", "كال")]
        return frozenset(word[:length] for word in known for length in range(1, _BEGINNING + 1))


@dataclass(frozen=True)
class Document(Generic[Key]):
    """What can be found: its names, other texts by how much they say of it, how likely it is what people mean."""

    key: Key
    names: tuple[str, ...]
    texts: tuple[tuple[float, str], ...] = ()
    prior: float = 1.0
    whose: str = ""  # whom alone it is about: who means them names them
    is_proper: bool = False  # whether a name of it alone will do, whatever else is asked: it is a program or a company
    is_last: bool = False  # whether it stands behind all others, however well it fits


@dataclass(frozen=True, slots=True)
class _Entry(Generic[Key]):
    """A document as it is ranked, without its texts."""

    key: Key
    names: tuple[tuple[frozenset[str], float], ...]  # the words of each, and how rare all of them are
    whose: frozenset[str]
    prior: float
    is_proper: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a question: the words it may stand for, each by how near it is, and how rare they are."""

    alike: Mapping[str, float]
    weights: Mapping[int, float]  # by the number of each document that has one of them
    rarity: float


class _Question:
    """The words of a question."""

    def __init__(self, asked: Iterable[_Word], rarity_of: Callable[[str], float]) -> None:
        self.words = list(asked)
        self.everything = sum(word.rarity for word in self.words)
        self.alike: dict[str, float] = {}
        for word in self.words:
            for other, closeness in word.alike.items():
                self.alike[other] = max(closeness, self.alike.get(other, 0))
        self.wanted = frozenset(self.alike)
        self.worth = _Worth(self, rarity_of)


class _Worth(dict[frozenset[str], tuple[float, float]]):
    """What a name is worth, beside its rarity, that has some of the words, and one that has no others; names repeat."""

    def __init__(self, question: _Question, rarity_of: Callable[[str], float]) -> None:
        super().__init__()
        self._question, self._rarity_of = question, rarity_of

    def __missing__(self, said: frozenset[str]) -> tuple[float, float]:
        nearly = prod(self._question.alike[word] for word in said)
        asking = sum(word.rarity for word in self._question.words if not said.isdisjoint(word.alike))
        of_question = asking / self._question.everything
        self[said] = nearly * of_question * sum(map(self._rarity_of, said)), nearly * of_question**0.5
        return self[said]


class Index(Generic[Key]):
    """Documents by their words, those first that say most of what is asked and that people mean most often."""

    def __init__(self, documents: Iterable[Document[Key]], language: Language = Language()) -> None:
        documents = list(documents)
        self._language = language
        stem = cache(spelling.stem)
        weights: dict[str, dict[int, float]] = defaultdict(dict)
        names = []
        for number, document in enumerate(documents):
            own_names = [list(language.read(name, stem)) for name in document.names]
            names.append([frozenset(language.telling(name)) for name in own_names])
            texts = ((share, list(language.read(text, stem))) for share, text in document.texts)
            for share, found in (*((1.0, name) for name in own_names), *texts):
                for word, times in Counter(found).items():
                    # A word counts more the more of the text it is, but the tenth time hardly more than the ninth.
                    weight = share * times / (times + 0.5 + len(found) / 20)
                    weights[word][number] = weights[word].get(number, 0) + weight
        for word, own in [*weights.items()]:
            if (bare := spelling.bare(word)) != word and bare in weights:
                of_bare = weights[bare]
                of_bare |= {number: max(weight, of_bare.get(number, 0)) for number, weight in own.items()}
        self._pack(weights, len(documents))
        self._entries = [
            _Entry(
                document.key,
                tuple((name, sum(map(self._rarity_of, name))) for name in own),
                frozenset(spelling.words(document.whose)),
                document.prior,
                document.is_proper,
                document.is_last,
            )
            for document, own in zip(documents, names, strict=True)
        ]

    def _pack(self, weights: Mapping[str, Mapping[int, float]], documents: int) -> None:
        """Keep all postings behind one another, which takes a third of the memory that as many tables take."""
        self._vocabulary = {word: place for place, word in enumerate(weights)}
        self._starts = array("I", accumulate(map(len, weights.values()), initial=0))
        self._numbers = array("I", (number for own in weights.values() for number in own))
        self._weights = array("d", (weight for own in weights.values() for weight in own.values()))
        self._documents = documents
        self._rarities = array("d", (self._rarity(len(own)) for own in weights.values()))
        self._in_order = sorted(weights)
        self._by_look: dict[tuple[int, bool], list[str]] = defaultdict(list)
        for word in weights:
            for script in _scripts(word):
                self._by_look[len(word), script].append(word)

    def find(self, query: str) -> list[Key]:
        """Return the documents that have enough of the words of the question, best first, then as they were given."""
        return self.search(query)[0]

    def alike(self, query: str) -> frozenset[str]:
        """Return the words, without their endings, by which documents are found."""
        return self._question(query).wanted

    def search(self, query: str, most: int | None = None) -> tuple[list[Key], frozenset[str]]:
        """Return what is found, at most so many, and the words by which it is."""
        question = self._question(query)
        return [self._entries[number].key for number in self._ranked(question, most)], question.wanted

    def _question(self, query: str) -> _Question:
        asked = self._language.telling(self._language.read(query))
        return _Question((self._word(alike) for word in asked if (alike := self._alike(word))), self._rarity_of)

    def _word(self, alike: Mapping[str, float]) -> _Word:
        weights: dict[int, float] = {}
        for other, closeness in alike.items():
            own = self._posted(other)
            if not weights and closeness == 1:
                weights = own
                continue
            for number, weight in own.items():
                if (worth := closeness * weight) > weights.get(number, 0):
                    weights[number] = worth
        return _Word(alike, weights, self._rarity(len(weights)) * max(alike.values()))

    def _posted(self, word: str) -> dict[int, float]:
        """How much a word says of each document that has it."""
        place = self._vocabulary[word]
        own = slice(self._starts[place], self._starts[place + 1])
        return dict(zip(self._numbers[own], self._weights[own], strict=True))

    def _rarity(self, times: int) -> float:
        """How much a word says that so many documents have: what stands everywhere says little."""
        return log(1 + self._documents / (1 + times))

    def _rarity_of(self, word: str) -> float:
        return self._rarities[self._vocabulary[word]]

    def _ranked(self, question: _Question, most: int | None) -> list[int]:
        """Return the documents that have enough of the question; no more are weighed than may be among the first."""
        best: list[tuple[bool, float, int]] = []
        shares = self._covered(question)
        most = len(shares) if most is None else most
        for is_last, said, number in sorted(self._said(shares, question)):
            if len(best) == most and (is_last, said * (_UNNAMED + 1)) > best[-1][:2]:
                break
            fits = said * (_UNNAMED + self._named(self._entries[number], question))
            insort(best, (is_last, round(fits, _DIGITS), number))
            del best[most:]
        return [number for _is_last, _fits, number in best]

    def _covered(self, question: _Question) -> dict[int, float]:
        """The share of what is asked that each document has that has enough; a proper name stands for more."""
        had: dict[int, float] = defaultdict(float)
        for word in question.words:
            for number in word.weights:
                had[number] += word.rarity
        for number in had.keys() & self._proper:
            if any(name <= question.wanted for name, _rarity in self._entries[number].names):
                had[number] = max(had[number], _PROPER * question.everything)
        for least in (_ENOUGH, _LITTLE):
            if enough := {n: had[n] / question.everything for n in had if had[n] >= least * question.everything}:
                return enough
        return {}

    @cached_property
    def _proper(self) -> frozenset[int]:
        return frozenset(number for number, entry in enumerate(self._entries) if entry.is_proper)

    def _said(self, shares: Mapping[int, float], question: _Question) -> Iterator[tuple[bool, float, int]]:
        """Yield how much of the question each document says, the most as the least, whatever it is called."""
        said = dict.fromkeys(shares, 0.0)
        for word in question.words:
            for number in said.keys() & word.weights.keys():
                said[number] -= word.rarity * word.weights[number]
        for number, share in shares.items():
            entry = self._entries[number]
            is_of_others = entry.whose and entry.whose.isdisjoint(question.wanted)
            worth = said[number] * share**2 * (_OTHERS if is_of_others else 1.0) * entry.prior
            yield entry.is_last, worth, number

    def _named(self, entry: _Entry[Key], question: _Question) -> float:
        """How well the question calls a document by one of its names."""
        named = 0.0
        for name, rarity in entry.names:
            if said := name & question.wanted:
                part, whole = question.worth[said]
                # A name of several words that all were asked for is meant, whatever else was said.
                worth = whole if len(said) == len(name) > 1 else part / rarity
                named = max(named, worth)
        return named

    def _alike(self, word: str) -> Mapping[str, float]:
        """The word and those typed for it; else those that begin so; else those spelled nearly so; and how close."""
        forms = {word, spelling.bare(word)}
        same = forms.union(*(self._language.others.get(form, ()) for form in forms)) - {word}
        near = {word: 1.0, **dict.fromkeys(same, _SAME)}
        found = {other: closeness for other, closeness in near.items() if other in self._vocabulary}
        return found or dict.fromkeys(self._beginning(word) or self._nearly(word), _LIKE)

    def _beginning(self, word: str) -> list[str]:
        start = bisect_left(self._in_order, word)
        end = bisect_left(self._in_order, f"{word}\U0010ffff", start)
        return self._in_order[start:end]

    def _nearly(self, word: str) -> list[str]:
        """Words spelled nearly so: others than about as long, and in the same script, cannot be."""
        shortest, longest = -(-len(word) * _SIMILAR // (200 - _SIMILAR)), len(word) * (200 - _SIMILAR) // _SIMILAR
        looks = [(length, script) for length in range(shortest, longest + 1) for script in _scripts(word)]
        choices = dict.fromkeys(other for look in looks for other in self._by_look.get(look, ()))
        matches = process.extract(word, choices.keys(), scorer=fuzz.ratio, score_cutoff=_SIMILAR, limit=None)
        nearest = sorted((-score, self._vocabulary[other], other) for other, score, _index in matches)
        return [other for _score, _place, other in nearest[:_LIKELY]]


def _scripts(word: str) -> set[bool]:
    return {letter.isascii() for letter in word}
