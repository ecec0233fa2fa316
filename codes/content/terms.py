"""The settled terms of each language, and texts with another word for the same meaning: content/terms.toml."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from codes import markup
from codes.content.faults import ContentError
from codes.rows import Content

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog
    from django_stubs_ext import StrOrPromise

_FILE = "terms.toml"


@dataclass(frozen=True)
class Term:
    """The word for a meaning, and patterns of other words that no text may have for it."""

    meaning: str
    term: str
    never: tuple[re.Pattern[str], ...]


def read(directory: Path) -> dict[str, list[Term]]:
    """Return the terms of each language that has settled any, or raise ContentError."""
    try:
        tables = tomllib.loads((directory / _FILE).read_text("utf-8"))
        return {language: [_term(**table) for table in terms] for language, terms in tables.items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError, re.error) as error:
        raise ContentError(f"{_FILE}: cannot be read: {error}") from error


def faults(directory: Path) -> Iterator[str]:
    """Yield a line for each forbidden word in the content files: file and line, the word, the settled term."""
    for language, terms in read(directory).items():
        for path in sorted((directory / language).rglob("*.toml")):
            text = path.read_text("utf-8")
            found = sorted(_found(text, terms), key=lambda one: one[0].start())
            for word, term in found:
                number = text.count("\n", 0, word.start()) + 1
                yield f"{path.relative_to(directory)}:{number}: {_fault(word[0], term)}"


def catalogue_faults(terms: Iterable[Term], catalogue: "Catalog") -> Iterator[str]:
    """Yield a line for each forbidden word in the translations of a catalogue: the word, the settled term."""
    for message in catalogue:
        forms = [message.string] if isinstance(message.string, str) else message.string or []
        for form in forms:
            yield from (_fault(word, term) for word, term in others(form, terms))


def others(text: str, terms: Iterable[Term]) -> Iterator[tuple[str, Term]]:
    """Yield each word of a text that stands for a meaning with another settled word, and that term."""
    yield from ((word[0], term) for word, term in _found(text, terms))


def within(source: str, terms: Iterable[Term]) -> Iterator[Term]:
    """Yield the terms whose meaning a source text names, in one or several, outside of its codes."""
    said = markup.without_code(source)
    for term in terms:
        if re.search(rf"(?<!\w){re.escape(term.meaning)}(?:e?s)?(?!\w)", said, re.IGNORECASE):
            yield term


def doubts(row: Content) -> "Iterator[StrOrPromise]":
    """Yield what may be right in a row and should be looked at: codes in another order, words other than settled."""
    for column, found in row.doubts().items():
        yield from (f"{row.column(column).verbose_name}: {doubt.messages[0]}" for doubt in found)
    try:
        settled = read(settings.CONTENT_DIR)
    except ContentError as error:  # what was typed is right all the same
        yield str(error)
        return
    for language, texts in row.plain_words.items():
        for word, term in others("\n".join(texts.values()), settled.get(language, ())):
            yield _("“%(word)s” stands there, the settled word is “%(term)s”.") % {"word": word, "term": term.term}


def _term(*, meaning: str, term: str, never: Iterable[str] = ()) -> Term:
    return Term(meaning, term, tuple(map(re.compile, never)))


def _found(text: str, terms: Iterable[Term]) -> Iterator[tuple[re.Match[str], Term]]:
    for term in terms:
        for pattern in term.never:
            yield from ((found, term) for found in pattern.finditer(text))


def _fault(word: str, term: Term) -> str:
    return f"{word!r}, but {term.meaning} is {term.term!r}"
