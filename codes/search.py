"""Find documents by words: an index in memory that ranks."""

from array import array
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, chain
from math import log, prod
from typing import Generic, TypeVar

from rapidfuzz import fuzz, process

from codes import spelling
from smtp_replies.phrases import without_article

Key = TypeVar("Key", bound=Hashable)

_SIMILAR = 75  # rapidfuzz ratio, 0-100: a lower one takes other words for typing errors
_LIKELY = 5  # words of those spelled nearly so, the nearest
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
    written: frozenset[str] = frozenset()  # the latter as they are written, with their endings

    @classmethod
    def of(cls, silent: Iterable[str], same: Iterable[str]) -> "Language":
        """Take texts of words; each one of `same` holds words for one thing."""
        groups = [spelling.spelled(group) for group in same]
        return cls(
            frozenset(spelling.words(" ".join(silent))),
            tuple(frozenset(map(spelling.stem, group)) for group in groups),
            frozenset(chain(*groups)),
        )

    def read(self, text: str, stem: Callable[[str], str] = spelling.stem) -> list[str]:
        """Return the words without their endings, and those as one that are known as one: black list, دي مارك."""
        spelled = spelling.spelled(text)
        for start in [place for place, word in enumerate(spelled) if self._may_be_first(word)]:
            for parts in (3, 2):
                if stem(joined := "".join(spelled[start : start + parts])) in self.others:
                    spelled[start : start + parts] = [joined, *[""] * (parts - 1)]
                    break
        return list(map(stem, filter(None, spelled)))

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

    def _may_be_first(self, word: str) -> bool:
        """Whether it is the first part of a word that may be written apart, with an article or without."""
        return word in self._first_parts or (not word.isascii() and without_article(word) in self._first_parts)

    @cached_property
    def _first_parts(self) -> frozenset[str]:
        return frozenset(word[:end] for word in self.written for end in range(1, len(word)))


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
    names: tuple[tuple[str, ...], ...]  # the words of each; as sets they would take half of the memory of all
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


class _Worth(dict[tuple[str, ...], tuple[float, float]]):
    """What a name is worth, beside its rarity, that has some of the words, and one that has no others; names repeat."""

    def __init__(self, question: _Question, rarity_of: Callable[[str], float]) -> None:
        super().__init__()
        self._question, self._rarity_of = question, rarity_of

    def __missing__(self, said: tuple[str, ...]) -> tuple[float, float]:
        nearly = prod(self._question.alike[word] for word in said)
        asking = sum(word.rarity for word in self._question.words if any(other in word.alike for other in said))
        of_question = asking / self._question.everything
        self[said] = nearly * of_question * sum(map(self._rarity_of, said)), nearly * of_question**0.5
        return self[said]


class _Postings:
    """How much each word says of each document that has it, one behind the other: a third of what tables take."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}  # of each word
        self._words, self._numbers, self._weights = array("I"), array("I"), array("f")

    def add(self, number: int, said: Mapping[str, float]) -> None:
        """Take the words of the next document."""
        self._words.extend(self.places.setdefault(word, len(self.places)) for word in said)
        self._numbers.extend([number] * len(said))
        self._weights.extend(said.values())

    def sort(self) -> None:
        """Put them in the order of their words; without a table of each, whose memory the process would keep."""
        bare = self._add_bare()
        times = array("I", bytes(4 * len(self.places)))
        for place in self._words:
            times[place] += 1
        self._starts = array("I", accumulate(times, initial=0))
        ends, numbers, weights = self._starts[:], self._numbers[:], self._weights[:]
        for place, number, weight in zip(self._words, self._numbers, self._weights, strict=True):
            numbers[ends[place]], weights[ends[place]] = number, weight
            ends[place] += 1
        for place in bare:  # a document may have the word itself as well: what says most of it is the last
            own = slice(self._starts[place], self._starts[place + 1])
            both = sorted(zip(weights[own], numbers[own], strict=True))
            weights[own], numbers[own] = array("f", (pair[0] for pair in both)), array("I", (pair[1] for pair in both))
        self._words, self._numbers, self._weights = array("I"), numbers, weights

    def _add_bare(self) -> set[int]:
        """Add each word that stands in others behind "and" or "with", wherever they stand; return their places."""
        bare = {place: self.places.get(spelling.bare(word), place) for word, place in self.places.items()}
        bare = {place: other for place, other in bare.items() if place != other}
        for place, number, weight in zip(self._words, self._numbers, self._weights, strict=True):
            if place in bare:  # what is added here is read as well: behind "and" may stand "with"
                self._words.append(bare[place])
                self._numbers.append(number)
                self._weights.append(weight)
        return {*bare.values()}

    def of(self, word: str) -> dict[int, float]:
        """How much a word says of each document that has it, by their numbers."""
        place = self.places[word]
        own = slice(self._starts[place], self._starts[place + 1])
        return dict(zip(self._numbers[own], self._weights[own], strict=True))


class Index(Generic[Key]):
    """Documents by their words, those first that say most of what is asked and that people mean most often."""

    def __init__(self, documents: Iterable[Document[Key]], language: Language = Language()) -> None:
        self._language = language
        self._postings = _Postings()
        self._entries: list[_Entry[Key]] = []
        stem = cache(spelling.stem)
        for number, document in enumerate(documents):
            names = [language.read(name, stem) for name in document.names]
            texts = ((share, language.read(text, stem)) for share, text in document.texts)
            self._postings.add(number, _said([*((1.0, name) for name in names), *texts]))
            self._entries.append(_entry(document, [tuple(language.telling(name)) for name in names]))
        self._postings.sort()
        vocabulary = self._postings.places
        self._rarities = array("d", (self._rarity(len(self._postings.of(word))) for word in vocabulary))
        self._rarity_of_all = cache(lambda name: sum(map(self._rarity_of, name)))
        self._in_order = sorted(vocabulary)
        self._by_look: dict[tuple[int, bool], list[str]] = defaultdict(list)
        for word in vocabulary:
            for script in _scripts(word):
                self._by_look[len(word), script].append(word)

    def search(self, query: str, most: int | None = None) -> tuple[list[Key], frozenset[str]]:
        """Return the documents that have enough of the words of the question, and these words without their endings.

        The best come first, then as they were given, at most so many.
        """
        question = self._question(query)
        return [self._entries[number].key for number in self._ranked(question, most)], question.wanted

    def _question(self, query: str) -> _Question:
        asked = self._language.telling(self._language.read(query))
        return _Question((self._word(alike) for word in asked if (alike := self._alike(word))), self._rarity_of)

    def _word(self, alike: Mapping[str, float]) -> _Word:
        weights: dict[int, float] = {}
        for other, closeness in alike.items():
            own = self._postings.of(other)
            if not weights and closeness == 1:
                weights = own
                continue
            for number, weight in own.items():
                if (worth := closeness * weight) > weights.get(number, 0):
                    weights[number] = worth
        return _Word(alike, weights, self._rarity(len(weights)) * max(alike.values()))

    def _rarity(self, times: int) -> float:
        """How much a word says that so many documents have: what stands everywhere says little."""
        return log(1 + len(self._entries) / (1 + times))

    def _rarity_of(self, word: str) -> float:
        return self._rarities[self._postings.places[word]]

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
            if any(map(question.wanted.issuperset, self._entries[number].names)):
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
        for name in entry.names:
            if not question.wanted.isdisjoint(name):
                said = tuple(word for word in name if word in question.wanted)
                part, whole = question.worth[said]
                # A name of several words that all were asked for is meant, whatever else was said.
                worth = whole if len(said) == len(name) > 1 else part / self._rarity_of_all(name)
                named = max(named, worth)
        return named

    def _alike(self, word: str) -> Mapping[str, float]:
        """The word and those typed for it; else those that begin so; else those spelled nearly so; and how close."""
        forms = {word, spelling.bare(word)}
        same = forms.union(*(self._language.others.get(form, ()) for form in forms)) - {word}
        near = {word: 1.0, **dict.fromkeys(same, _SAME)}
        found = {other: closeness for other, closeness in near.items() if other in self._postings.places}
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
        nearest = sorted((-score, self._postings.places[other], other) for other, score, _index in matches)
        return [other for _score, _place, other in nearest[:_LIKELY]]


def _entry(document: Document[Key], names: Iterable[tuple[str, ...]]) -> _Entry[Key]:
    whose = frozenset(spelling.words(document.whose))
    return _Entry(document.key, tuple(names), whose, document.prior, document.is_proper, document.is_last)


def _said(texts: Iterable[tuple[float, list[str]]]) -> dict[str, float]:
    """How much each word says of a document, by the share that each of its texts has."""
    said: dict[str, float] = defaultdict(float)
    for share, found in texts:
        for word, times in Counter(found).items():
            # A word counts more the more of the text it is, but the tenth time hardly more than the ninth.
            said[word] += share * times / (times + 0.5 + len(found) / 20)
    return said


def _scripts(word: str) -> set[bool]:
    return {letter.isascii() for letter in word}
