"""Find documents by the words of one language: a normaliser that forgives spelling, and an index in memory."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar

from rapidfuzz import fuzz, process

from smtp_replies.characters import UNSEEN, plain

Document = TypeVar("Document", bound=Hashable)

_SIMILAR = 75  # rapidfuzz ratio, 0-100: a lower one takes other words for typing errors
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


def normalise(text: str) -> str:
    """Fold case, width, digits, vowel marks and letter variants that people type for one another."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(_INVISIBLE).translate(_FOLDED)
    decomposed = unicodedata.normalize("NFKD", text)
    letters = (c for c in decomposed if not unicodedata.combining(c) or _KEPT_MARKS.match(c))
    text = unicodedata.normalize("NFC", "".join(letters)).translate(_FOLDED)
    return plain(text)


def words(text: str) -> list[str]:
    """Split into normalised words; 5.1.1 stays whole, and the Arabic article is dropped."""
    return [
        _ARTICLE.sub("", word, count=1) if _ARTICLE.match(word) else word for word in _WORD.findall(normalise(text))
    ]


class Index(Generic[Document]):
    """Documents by their words; texts given first weigh more than texts given later."""

    def __init__(self, documents: Iterable[tuple[Document, Iterable[str]]]) -> None:
        self._weights: dict[str, dict[Document, float]] = defaultdict(dict)
        for document, texts in documents:
            for rank, text in enumerate(texts):
                found = words(text)
                for word, times in Counter(found).items():
                    # A word counts more the more of the text it is, but the tenth time hardly more than the ninth.
                    weight = times / (times + 0.5 + len(found) / 100) / (rank + 1)
                    self._weights[word][document] = self._weights[word].get(document, 0) + weight

    def find(self, query: str) -> list[Document]:
        """Return the documents that have every word of the query, best first, then as they were given."""
        found = [self._having(word) for word in words(query)]
        if not found:
            return []
        common = set(found[0]).intersection(*found[1:])
        return sorted((d for d in found[0] if d in common), key=lambda d: -sum(weights[d] for weights in found))

    def _having(self, word: str) -> Mapping[Document, float]:
        """Documents with the word; else with one that begins so; else with one that is spelled nearly so."""
        if word in self._weights:
            return self._weights[word]
        like = [other for other in self._weights if other.startswith(word)]
        if not like:
            matches = process.extract(word, self._weights.keys(), scorer=fuzz.ratio, score_cutoff=_SIMILAR)
            like = [other for other, _score, _index in matches]
        merged: dict[Document, float] = {}
        for other in like:
            for document, weight in self._weights[other].items():
                merged[document] = max(weight / 2, merged.get(document, 0))
        return merged
