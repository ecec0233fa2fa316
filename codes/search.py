"""Find documents by words: a normaliser that forgives spelling and endings, and an index in memory that ranks."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from html import escape, unescape
from math import log, prod
from typing import Generic, TypeVar

from rapidfuzz import fuzz, process

from smtp_replies.characters import UNSEEN, plain

Key = TypeVar("Key", bound=Hashable)

_SIMILAR = 75  # rapidfuzz ratio, 0-100: a lower one takes other words for typing errors
_WORDS = 32_768  # whose stems are remembered: more than all texts of some languages have
_BEGINNING = 3  # letters by which a word is told that cannot be the first part of another
_LONGEST = 24  # words of a question that count: who pastes more than that wants it read, not searched for
_ENOUGH, _LITTLE = 0.5, 0.3  # the share of what is asked that a document must have; where none has, as much as this
_SAME = 0.8  # how near another word for the same is to the word itself
_LIKE = 0.5  # how near a word is that begins so, or is spelled nearly so
_UNNAMED = 0.4  # what a document is worth beside one whose whole name was asked for
_OTHERS = 0.6  # what is about somebody in particular whom the question does not name
_PROPER = 0.7  # the share of what is asked that somebody's name stands for
_TAG = re.compile("(<[^>]*>)")
_SPELLED = re.compile(r"[\w\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u0900-\u097f]+(?:\.\w+)*")
_WORD = re.compile(r"[\w\u0900-\u097f]+(?:\.\w+)*")
# Tatweel, the zero-width joiner and the direction marks change the look of a word, not the word.
_INVISIBLE = dict.fromkeys([0x640, 0x200D, 0x61C, *UNSEEN])
_FOLDED = str.maketrans(
    {
        "\u200c": " ",  # the zero-width non-joiner stands between two words
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ھ": "ه",
        "ہ": "ه",
        "ە": "ه",
        "ۃ": "ه",
        "ı": "i",
    }
)
# Marks that make another letter: Devanagari and its neighbours, and kana voicing.
_KEPT_MARKS = re.compile("[\u0900-\u0dff\u3099\u309a]")
_ARTICLE = re.compile("(?:[وفبك]?ال|لل)(?=..)")
# What is written together with the word behind it: and, so, with, to, as; dialects do so with "not"; and whoever does
# now, or is about to do, what it says.
_PROCLITIC = re.compile("(?:[وف]?(?:ما|لا)|[وفبلك]|[وف]?[بحس]?[يتن])(?=[\u0621-\u064a]{3})")
# Endings that say the same word of one or many, now or then; a short word is left as it is.
_ENDING = re.compile("(?<=[a-z]{3})(?:ications?|ations?|ings?|ions?|ers?|ed|es|e|s|(?<=[^aeiou])(?:y|ies|ied))$")
# An apostrophe before the end of a word that English writes together: can't, it's.
_TEXTS = 8192  # sentences and words of the content that are kept in words: every page of results asks for the same
_APOSTROPHE = re.compile(r"(?<=[a-z])['’ʼ`](?=(?:[tsdm]|re|ll|ve)\b)")
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1")  # forgotten more often than any other letter
_ARABIC_ENDING = re.compile("(?<=[\u0621-\u064a]{3})(?:ت?ها|ت?هم|ت?ني|ات|ون|وا|ين|يه|نا|تم|ته|ت|ه|ي|ك|ا)$")


def normalise(text: str) -> str:
    """Fold case, width, digits, vowel marks and letter variants that people type for one another."""
    if text.isascii():
        return plain(text.lower())
    text = unicodedata.normalize("NFKC", text).casefold().translate(_INVISIBLE).translate(_FOLDED)
    decomposed = unicodedata.normalize("NFKD", text)
    letters = (c for c in decomposed if not unicodedata.combining(c) or _KEPT_MARKS.match(c))
    text = unicodedata.normalize("NFC", "".join(letters)).translate(_FOLDED)
    return plain(text)


@lru_cache(_TEXTS)
def words(text: str) -> tuple[str, ...]:
    """Split into normalised words without their endings; 5.1.1 stays whole, and the Arabic article is dropped."""
    return tuple(_stem(word) for word in _spelled(text))


def _spelled(text: str) -> list[str]:
    return _WORD.findall(_APOSTROPHE.sub("", normalise(text)))


@lru_cache(maxsize=_WORDS)
def _stem(word: str) -> str:
    if word.isascii():
        return _DOUBLED.sub(r"\1", _ENDING.sub("", word, count=1)) if word.isalpha() else word
    return _ARABIC_ENDING.sub("", _ARTICLE.sub("", word, count=1) if _ARTICLE.match(word) else word, count=1)


def _bare(word: str) -> str:
    return _PROCLITIC.sub("", word, count=1) if _PROCLITIC.match(word) else word


@dataclass(frozen=True)
class Language:
    """How people ask: words that say nothing of what is looked for, and words that are typed for one another."""

    silent: frozenset[str] = frozenset()
    same: tuple[frozenset[str], ...] = ()

    @classmethod
    def of(cls, silent: Iterable[str], same: Iterable[str]) -> "Language":
        """Take texts of words; each one of `same` holds words for one thing."""
        return cls(frozenset(words(" ".join(silent))), tuple(frozenset(words(group)) for group in same))

    def joined(self, spelled: list[str]) -> Iterator[str]:
        """Yield the words without their endings, and those as one that are known as one: black list, دي مارك."""
        start = 0
        while start < len(spelled):
            lengths = (3, 2) if spelled[start][:_BEGINNING] in self._beginnings else ()
            parts = next((n for n in lengths if _stem("".join(spelled[start : start + n])) in self._known), 1)
            yield _stem("".join(spelled[start : start + parts]))
            start += parts

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset().union(*self.same)

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """How what may be written apart begins, with an article and without, be its first part as short as it may."""
        known = [article + word for word in self._known for article in ("", "ال", "وال", "بال", "لل", "فال", "كال")]
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


@dataclass
class _Word:
    """A word of a question: the words it may stand for, each by how near it is, and the documents that have one."""

    alike: Mapping[str, float]
    weights: dict[int, float] = field(default_factory=dict)
    rarity: float = 0.0


class Index(Generic[Key]):
    """Documents by their words, those first that say most of what is asked and that people mean most often."""

    def __init__(self, documents: Iterable[Document[Key]], language: Language = Language()) -> None:
        self._documents = list(documents)
        self._language = language
        self._weights: dict[str, dict[int, float]] = defaultdict(dict)
        self._names = [[frozenset(self.asked(name)) for name in document.names] for document in self._documents]
        self._whose = [frozenset(words(document.whose)) for document in self._documents]
        for number, document in enumerate(self._documents):
            for share, text in [*((1.0, name) for name in document.names), *document.texts]:
                found = list(language.joined(_spelled(text)))
                for word, times in Counter(found).items():
                    # A word counts more the more of the text it is, but the tenth time hardly more than the ninth.
                    weight = share * times / (times + 0.5 + len(found) / 20)
                    self._weights[word][number] = self._weights[word].get(number, 0) + weight
        for word, weights in [*self._weights.items()]:
            if (bare := _bare(word)) != word and bare in self._weights:
                own = self._weights[bare]
                own |= {number: max(weight, own.get(number, 0)) for number, weight in weights.items()}

    def asked(self, text: str) -> list[str]:
        """Return the words of a question or a name that say what is looked for."""
        found = list(dict.fromkeys(self._language.joined(_spelled(text))))[:_LONGEST]
        return [word for word in found if word not in self._language.silent] or found

    def find(self, query: str) -> list[Key]:
        """Return the documents that have enough of the words of the question, best first, then as they were given."""
        question = [_Word(alike) for word in self.asked(query) if (alike := self._alike(word))]
        for word in question:
            for other, closeness in word.alike.items():
                for number, weight in self._weights[other].items():
                    word.weights[number] = max(closeness * weight, word.weights.get(number, 0))
            word.rarity = self._rarity(len(word.weights)) * max(word.alike.values())
        everything = sum(word.rarity for word in question)
        covered = {
            number: self._covered(number, question, everything)
            for number in set().union(*(word.weights for word in question))
        }

        def rank(number: int) -> tuple[bool, float, int]:
            document = self._documents[number]
            said = sum(word.rarity * word.weights.get(number, 0) for word in question)
            fits = said * covered[number] ** 2 * self._called(number, question, everything)
            return document.is_last, -fits * document.prior, number

        enough = [number for number, share in covered.items() if share >= _ENOUGH]
        little = [number for number, share in covered.items() if share >= _LITTLE]
        return [self._documents[number].key for number in sorted(enough or little, key=rank)]

    def _rarity(self, times: int) -> float:
        """How much a word says that so many documents have: what stands everywhere says little."""
        return log(1 + len(self._documents) / (1 + times))

    def _covered(self, number: int, question: list[_Word], everything: float) -> float:
        """The share of what is asked that a document has; a proper name stands for more than its words."""
        share = sum(word.rarity for word in question if number in word.weights) / everything
        if not self._documents[number].is_proper:
            return share
        alike = {other for word in question for other in word.alike}
        return max(share, _PROPER) if any(name <= alike for name in self._names[number]) else share

    def _called(self, number: int, question: list[_Word], everything: float) -> float:
        """How well the question calls a document by one of its names, and by those whom it is about."""
        alike = {other: max(word.alike.get(other, 0) for word in question) for word in question for other in word.alike}
        named = 0.0
        for name in self._names[number]:
            if said := name & alike.keys():
                rarity = {word: self._rarity(len(self._weights[word])) for word in name}
                of_name = sum(rarity[word] for word in said) / sum(rarity.values())
                nearly = prod(alike[word] for word in said)
                of_question = sum(word.rarity for word in question if name & word.alike.keys()) / everything
                # A name of several words that all were asked for is meant, whatever else was said.
                is_whole = len(name) > 1 and name <= alike.keys()
                named = max(named, nearly * (of_question**0.5 if is_whole else of_name * of_question))
        whose = self._whose[number]
        return (_UNNAMED + named) * (_OTHERS if whose and whose.isdisjoint(alike) else 1.0)

    def alike(self, query: str) -> set[str]:
        """Return the words, without their endings, by which documents are found."""
        return {other for word in self.asked(query) for other in self._alike(word)}

    def _alike(self, word: str) -> Mapping[str, float]:
        """The word and those typed for it; else those that begin so; else those spelled nearly so; and how close."""
        forms = {word, _bare(word)}
        same = {other: _SAME for group in self._language.same if group & forms for other in group}
        same |= dict.fromkeys(forms, _SAME)
        found = {other: closeness for other, closeness in (same | {word: 1.0}).items() if other in self._weights}
        if found:
            return found
        like = [other for other in self._weights if other.startswith(word)]
        if not like:
            matches = process.extract(word, self._weights.keys(), scorer=fuzz.ratio, score_cutoff=_SIMILAR)
            like = [other for other, _score, _index in matches]
        return dict.fromkeys(like, _LIKE)


def mark(html: str, wanted: Collection[str]) -> str:
    """Return HTML with the words in it marked that are, but for spelling and endings, among the wanted ones."""
    return "".join(part if part.startswith("<") else _marked(unescape(part), wanted) for part in _TAG.split(html))


def _marked(text: str, wanted: Collection[str]) -> str:
    end, parts = 0, []
    for match in _SPELLED.finditer(text):
        if wanted and not set(words(match[0])).isdisjoint(wanted):
            parts += [escape(text[end : match.start()]), f"<mark>{escape(match[0])}</mark>"]
            end = match.end()
    return "".join([*parts, escape(text[end:])])
