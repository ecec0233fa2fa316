"""Sentences of programs and servers -> where they stand in a text, whatever was changed around their words.

A phrase and a text are compared as words in small letters: punctuation, quotation marks, blanks and the ends of lines
do not count. `<…>` in a phrase stands for up to twelve words that vary: an address, a host, a number; `(mail|message)`
for one of several words, or of several runs of words. Scripts without blanks between words are compared letter by
letter.
"""

import re
import unicodedata
from bisect import bisect, bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

# Of a day, behind which a sentence goes on: "bis 22.08. nicht im Büro".
_DAY = "|".join(rf"(?<=(?<![\d.]){day}\.{month}\.)" for day in (r"\d", r"\d\d") for month in (r"\d", r"\d\d"))
_SENTENCE_END = re.compile(rf"(?<!\bdvs)[.!?؟।](?=\s)(?!(?:{_DAY})\s+[a-zà-ÿ])|[。！？]|\n\s*\n")
_LINE_END = re.compile(rf"{_SENTENCE_END.pattern}|\n")
_LONGEST_LINE = 500  # characters on each side of a phrase that are shown
_LONGEST_GAP = 12  # words
_LONGEST_GAP_OF_LETTERS = 24  # before a letter of a script without blanks
_UNWRITTEN = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f"  # Chinese, Japanese, Thai: no blanks between words
_SIGNS = "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"  # vowels of Hindi, which are parts of its words
# Vowel signs of Arabic and Hebrew, combining accents, the lengthening stroke, apostrophes, soft hyphens.
_UNHEARD = "\u0300-\u036f\u064b-\u065f\u0670\u0640\u0591-\u05c7'’ʼ\u00ad"
_WORD = re.compile(
    rf"[{_UNWRITTEN}]|\b[eE][-\u2010\u2011][mM]ail\w*|[^\W_{_UNWRITTEN}](?:[^\W_{_UNWRITTEN}]|[{_UNHEARD}{_SIGNS}])*"
)
_LETTER = re.compile(f"[{_UNWRITTEN}]")
_SILENT = re.compile(f"[{_UNHEARD}]")
_GAP = re.compile(r"<[^<>]*>|…")
_CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
_ARTICLE = re.compile("(?:[وفبك]?ال|لل)(?=..)")
_TWINS = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ى": "ي",
        "ة": "ه",
        "ک": "ك",
        "ی": "ي",
        "ё": "е",
        "-": "",
        "\u2010": "",
        "\u2011": "",
    }
)


@dataclass(frozen=True)
class Words:
    """The words of a text, and where each stands in it."""

    text: str
    words: tuple[str, ...]
    places: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str) -> "Words":
        """Take a text apart."""
        found = list(_WORD.finditer(text))
        return cls(text, tuple(folded(word[0]) for word in found), tuple(word.span() for word in found))

    @cached_property
    def sentences(self) -> tuple[int, ...]:
        """In which sentence each word stands; the end of a line ends none, since lines are broken anywhere."""
        ends = [match.start() for match in _SENTENCE_END.finditer(self.text)]
        return tuple(bisect(ends, start) for start, _end in self.places)

    @cached_property
    def _lines(self) -> tuple[int, ...]:
        """On which line of which sentence each word stands."""
        ends = [match.start() for match in _LINE_END.finditer(self.text)]
        return tuple(bisect(ends, start) for start, _end in self.places)

    def without(self, first: int, last: int) -> "Words":
        """The rest of the text, of which some words were taken out."""
        start, end = self.places[first][0], self.places[last][1]
        return Words.of(f"{self.text[:start]}{self.text[end:]}")

    def is_address(self, first: int, last: int) -> bool:
        """Whether some words are part of an address: "https://mail.invalid/login"."""
        start, end = self.places[first][0], self.places[last][1]
        if len(self.text[start:end].split()) > 1:
            return False
        before = self.text[max(0, start - _LONGEST_LINE) : start].split(" ")[-1].split("\n")[-1]
        return "://" in before or "@" in before

    def behind(self, last: int) -> str:
        """What stands behind a word on its line."""
        end = self.places[last][1]
        after = self.text.find("\n", end)
        return self.text[end : min(after if after >= 0 else len(self.text), end + _LONGEST_LINE)].strip()

    def beside(self, first: int, last: int) -> int:
        """How many words stand in the lines and sentences of some words."""
        return bisect_right(self._lines, self._lines[last]) - bisect_left(self._lines, self._lines[first])

    def line(self, first: int, last: int) -> str:
        """The lines in which some words stand."""
        start, end = self.places[first][0], self.places[last][1]
        before, after = self.text.rfind("\n", 0, start), self.text.find("\n", end)
        begin = max(before + 1, start - _LONGEST_LINE)
        return self.text[begin : min(after if after >= 0 else len(self.text), end + _LONGEST_LINE)].strip()


@dataclass(frozen=True)
class Found(Generic[Key]):
    """A phrase in a text: the first and last of its words, and how many of them it names itself."""

    key: Key
    first: int
    last: int
    length: int
    line: str = ""  # in which it stands
    rest: str = ""  # of that line, behind it


@dataclass(frozen=True, slots=True)
class _Form:
    """A phrase as it is compared."""

    runs: tuple[tuple[frozenset[str], ...], ...]  # of words that may stand there, with a gap between each two runs
    anchor: int  # which word of the first run is looked for
    is_spaced: bool  # whether blanks stand between its words, which no part of an address has

    @property
    def length(self) -> int:
        """How many words it names."""
        return sum(map(len, self.runs))


@lru_cache(maxsize=8192)  # an edit of one phrase leaves the others as they were
def _forms(text: str) -> tuple[_Form, ...]:
    return tuple(form for spelled in _spelled(text) if (form := _form(spelled)))


def _spelled(text: str) -> Iterator[str]:
    """A phrase for each run of several words that may stand in its choices; those of one word stay together."""
    for choice in _CHOICE.finditer(text):
        these = choice[1].split("|")
        longer = [one for one in these if len(_WORD.findall(one)) > 1]
        if longer:
            single = [one for one in these if one not in longer]
            for one in [*longer, f"({'|'.join(single)})"] if len(single) > 1 else these:
                yield from _spelled(f"{text[: choice.start()]}{one}{text[choice.end() :]}")
            return
    yield text


def _form(text: str) -> _Form | None:
    runs = tuple(run for part in _GAP.split(text) if (run := _run(part)))
    if not runs:
        return None
    rarity = [(-len(choice), min(map(len, choice))) for choice in runs[0]]
    return _Form(runs, max(range(len(rarity)), key=lambda place: rarity[place]), len(text.split()) > 1)


class Phrases(Generic[Key]):
    """Phrases, each with what it stands for; many may stand for the same."""

    def __init__(self, phrases: Iterable[tuple[str, Key]], *, within_sentences: bool = False) -> None:
        """Index each phrase under the word of its first run that says most; a gap may have to end with its sentence."""
        self._within_sentences = within_sentences
        self._by_word: dict[str, list[tuple[_Form, Key]]] = defaultdict(list)
        for text, key in phrases:
            for form in _forms(text):
                for word in form.runs[0][form.anchor]:
                    self._by_word[word].append((form, key))

    def find(self, text: Words) -> Iterator[Found[Key]]:
        """Yield every phrase that stands in the text, in the order of the text."""
        there = set(text.words)
        possible = {word: self._possible(word, there) for word in there & self._by_word.keys()}
        for place, word in enumerate(text.words):
            for form, key in possible.get(word, ()):
                first = place - form.anchor
                last = _end(form.runs, text.words, first)
                if last is None or (form.is_spaced and text.is_address(first, last)):
                    continue
                if not (self._within_sentences and _is_broken(form, text, place, last)):
                    yield Found(key, first, last, form.length)

    def _possible(self, word: str, there: set[str]) -> list[tuple[_Form, Key]]:
        """The phrases under a word all of whose words are there, in whatever order."""
        return [
            (form, key)
            for form, key in self._by_word[word]
            if not any(choice.isdisjoint(there) for run in form.runs for choice in run)
        ]


def _is_broken(form: _Form, text: Words, first: int, last: int) -> bool:
    """Whether a sentence ends in a gap."""
    return len(form.runs) > 1 and text.sentences[first] != text.sentences[last]


def _run(text: str) -> tuple[frozenset[str], ...]:
    """Words in a row, each with those that may stand in its place."""
    run: list[frozenset[str]] = []
    end = 0
    for choice in _CHOICE.finditer(text):
        run += [_one(word) for word in Words.of(text[end : choice.start()]).words]
        run.append(frozenset(folded(word) for word in choice[1].split("|")))
        end = choice.end()
    return (*run, *(_one(word) for word in Words.of(text[end:]).words))


@cache
def _one(word: str) -> frozenset[str]:
    return frozenset({word})


def _end(runs: tuple[tuple[frozenset[str], ...], ...], words: tuple[str, ...], first: int) -> int | None:
    """The place of a phrase's last word, None where the phrase does not begin at that word."""
    if first < 0 or not _stands(runs[0], words, first):
        return None
    end = first + len(runs[0])
    for run in runs[1:]:
        head = run[0]
        gap = _LONGEST_GAP_OF_LETTERS if any(map(_LETTER.match, head)) else _LONGEST_GAP
        for start in range(end, min(end + gap, len(words) - len(run)) + 1):
            if words[start] in head and _stands(run, words, start):
                end = start + len(run)
                break
        else:
            return None
    return end - 1


def _stands(run: tuple[frozenset[str], ...], words: tuple[str, ...], first: int) -> bool:
    if first + len(run) > len(words):
        return False
    return all(words[place] in choice for place, choice in enumerate(run, start=first))


def without_article(word: str) -> str:
    """Return an Arabic word without its article, and what is written together with that."""
    return _ARTICLE.sub("", word, count=1) if _ARTICLE.match(word) else word


def folded(word: str) -> str:
    """Return a word as it is compared: in small letters, without marks, and letters that pass for each other as one."""
    if word.isascii():  # nearly all are, and nothing else may be changed in them
        return word.lower().replace("'", "").replace("-", "")
    # A Turkish İ leaves a mark of its own when it becomes small.
    return _SILENT.sub("", unicodedata.normalize("NFKC", word).casefold()).translate(_TWINS)
