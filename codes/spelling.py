"""Words as people type them: a normaliser that forgives spelling and endings, and the words of a text marked."""

import re
import unicodedata
from collections.abc import Iterator, Set
from functools import lru_cache
from sys import intern

from smtp_replies.characters import UNSEEN, plain
from smtp_replies.phrases import without_article

_TEXTS = 8192  # sentences of the content that are kept in words: every page of results asks for the same
_WORDS = 8192  # words of them, most of which stand in many
_UNSPOKEN = re.compile(r"(<[^>]*>|&#?\w+;)")  # in HTML
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
# What is written together with the word behind it: and, so, with, to, as; dialects do so with "not"; and whoever does
# now, or is about to do, what it says.
_PROCLITIC = re.compile("(?:[وف]?(?:ما|لا)|[وفبلك]|[وف]?[بحس]?[يتن])(?=[\u0621-\u064a]{3})")
# Endings that say the same word of one or many, now or then; a short word is left as it is.
_ENDING = re.compile(
    "(?<=[a-z]{3})(?:ications?|ations?|ings?|ions?|ers?|ed|ees?|es|e|s|(?<=[^aeiou])(?:y|ies|ied)"
    "|aci(?:on|ones)|[ai]d[ao]s?|[ao]s?|ar|ir)$"  # Spanish and French, without their accents
)
# An apostrophe before the end of a word that English writes together: can't, it's.
_APOSTROPHE = re.compile(r"(?<=[a-z])['’ʼ`](?=(?:[tsdm]|re|ll|ve)\b)")
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1")  # forgotten more often than any other letter
_ARABIC_ENDING = re.compile("(?<=[\u0621-\u064a]{3})(?:ها[يئ]?ي?|ت?ها|ت?هم|ت?ني|ات|ون|وا|ين|يه|نا|تم|ته|ت|ه|ي|ك|ا)$")
# й and ё have lost their marks.
_CYRILLIC_ENDING = re.compile(
    "(?<=[\u0430-\u044f]{3})(?:[иы]ва(?:ть|ет|ют|л[аои]?)|[аеи]н(?:а|о|ы|ие|ии|ия|ию|ием)|(?:[аеиоя]т|[аеиу]|ю)т(?:ся)?"
    "|[аеия]ть(?:ся)?|[аеия]л(?:а|о|и)?(?:с[ья])?|(?:ого|его|ому|ему)|[иы]ми|[ая]ми|[ая]х|[ыи]х|[ыио]и|[аяоеы]е|[ая]я"
    "|[ую]ю|[ыиоеая]м|[оеи]в|еи|и[ияюе]|ью|[аоеиыуюяь])$"
)
_CYRILLIC = re.compile("[\u0430-\u044f]")
# Chinese, which writes no blanks, is told by each two characters that stand together.
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_RUN = re.compile(f"{_HAN.pattern}|[^{_HAN.pattern[1:-2]}]+")


def normalise(text: str) -> str:
    """Fold case, width, digits, vowel marks and letter variants that people type for one another."""
    if text.isascii():
        return plain(text.lower())
    text = unicodedata.normalize("NFKC", text).casefold().translate(_INVISIBLE).translate(_FOLDED)
    letters = unicodedata.normalize("NFKD", text).translate(_LETTERS)
    return plain(unicodedata.normalize("NFC", letters).translate(_FOLDED))


class _Letters(dict[int, int | None]):
    """Characters without the marks above and below others; each is looked at once."""

    def __missing__(self, character: int) -> int | None:
        letter = chr(character)
        is_dropped = unicodedata.combining(letter) and not _KEPT_MARKS.match(letter)
        self[character] = None if is_dropped else character
        return self[character]


_LETTERS = _Letters()


@lru_cache(_TEXTS)
def words(text: str) -> tuple[str, ...]:
    """Split into normalised words without their endings; 5.1.1 stays whole, and the Arabic article is dropped.

    It is for texts of the content, which it remembers.
    """
    return tuple(map(stem, spelled(text)))


def spelled(text: str) -> list[str]:
    """Return the normalised words of a text, with their endings; of Chinese its pairs of characters."""
    found = _WORD.findall(_APOSTROPHE.sub("", normalise(text)))
    return [part for word in found for part in _parts(word)] if _HAN.search(text) else found


def _parts(word: str) -> Iterator[str]:
    """Yield the pairs of Chinese characters in a word, a lone one as it is, and what stands between them."""
    end = 0
    for run in _HAN.finditer(word):
        yield from filter(None, [word[end : run.start()]])
        yield from (run[0][place : place + 2] for place in range(max(1, len(run[0]) - 1)))
        end = run.end()
    yield from filter(None, [word[end:]])


def stem(word: str) -> str:
    """Return a normalised word without its ending, and without an article."""
    if word.isascii():
        return intern(_DOUBLED.sub(r"\1", _ENDING.sub("", word, count=1)) if word.isalpha() else word)
    if _CYRILLIC.match(word):
        return intern(_CYRILLIC_ENDING.sub("", word, count=1))
    return intern(_ARABIC_ENDING.sub("", without_article(word), count=1))


def bare(word: str) -> str:
    """Return an Arabic word without what is written together with it: and, so, with, to, as."""
    return _PROCLITIC.sub("", word, count=1) if _PROCLITIC.match(word) else word


def mark(html: str, wanted: Set[str]) -> str:
    """Return HTML with the words in it marked that are, but for spelling and endings, among the wanted ones."""
    pieces = _UNSPOKEN.split(html)
    pieces[::2] = [_SPELLED.sub(lambda match: _marked(match[0], wanted), text) for text in pieces[::2]]
    return "".join(pieces).replace("</mark><mark>", "")


def _marked(word: str, wanted: Set[str]) -> str:
    """Mark a word that is wanted; Chinese runs into others, and is wanted by its pairs of characters."""
    if wanted.isdisjoint(_stems(word)):
        return word
    if not _HAN.search(word):
        return f"<mark>{word}</mark>"
    return "".join(
        _marked_pairs(run, wanted) if _HAN.match(run) else _marked(run, wanted) for run in _RUN.findall(word)
    )


def _marked_pairs(run: str, wanted: Set[str]) -> str:
    places = {place + i for place, pair in enumerate(_stems(run)) if pair in wanted for i in range(len(pair))}
    return "".join(f"<mark>{letter}</mark>" if place in places else letter for place, letter in enumerate(run))


@lru_cache(_WORDS)
def _stems(word: str) -> tuple[str, ...]:
    """Read one word: nothing where there is none, and of some more than one."""
    return tuple(map(stem, spelled(word)))
