"""What a search is about: the rows of content by their words, and how often each is met."""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from math import log10
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from codes import markup
from codes.facts import Standing
from codes.models import Advice, Cause, KnownReply, Program, ProgramError, Provider, ReplyCode, VendorUse
from codes.rows import SOURCE_LANGUAGE, Content, Text
from codes.search import Document, Language
from codes.seen import Seen
from codes.spelling import words

# How much a text says of its row, beside its name: a wording nearly all, what stands somewhere in its body little.
_WORDING, _BODY = 0.8, 0.2
_SHARES = {"summary": 0.6, "first_step": 0.6}
_OTHER_LANGUAGE = 0.8  # than the reader's
# How likely a row is what people mean: they ask why, and what to do, before they ask for a number.
_CAUSE, _ADVICE, _CODE, _NAMED, _ERROR = 1.5, 1.2, 0.9, 0.8, 0.6


def met(directory: Path) -> Counter[str]:
    """Return how often each code and each cause is met, of ten thousand."""
    tables = _table(directory / "met.toml")
    return Counter(tables.get("codes", {}) | tables.get("causes", {}))


def language(directory: Path, languages: Collection[str]) -> Language:
    """Return how people ask in some languages at once: who reads Arabic may well search in English."""
    tables = [table for code, table in _table(directory / "search.toml").items() if code in languages]
    return Language.of(
        silent=(table["silent"] for table in tables), same=(group for table in tables for group in table["same"])
    )


def _table(path: Path) -> dict[str, Any]:
    return _read(path, path.stat().st_mtime_ns) if path.exists() else {}


@lru_cache(2)
def _read(path: Path, _changed: int) -> dict[str, Any]:
    """Read a file once for all languages and generations, until it changes: it takes a tenth of a second."""
    return tomllib.loads(path.read_text("utf-8"))


def called(directory: Path, languages: Collection[str]) -> dict[str, list[str]]:
    """Return what people call causes, situations and codes beside their names, in some languages."""
    found: dict[str, list[str]] = defaultdict(list)
    for code, table in _table(directory / "search.toml").items():
        for name, others in table["called"].items():
            found[name] += others if code in languages else []
    return found


def documents(
    rows: Iterable[Content], times: Counter[str], said: Mapping[str, str], aka: Mapping[str, list[str]]
) -> Iterator[Document[Content]]:
    """Yield each row as it is searched for; `said` is what the known replies of each cause say."""
    for row in rows:
        match row:
            case Cause():
                prior = _CAUSE * _often(times[row.slug])
                yield _document(row, [_slug(row), *aka.get(row.slug, [])], [said.get(row.slug, "")], prior)
            case Advice():
                wordings = [*row.wordings, *row.provider_wordings]
                provider = row.provider
                whose = f"{provider.slug} {provider.name}" if provider else ""
                yield _document(row, [_slug(row), *aka.get(row.slug, [])], wordings, _ADVICE, whose=whose)
            case ReplyCode():
                codes = list(map(str, row.codes))
                prior = _CODE * _often(max(times[code] for code in codes))
                is_invented = row.standing == Standing.UNREGISTERED.value
                names = [*codes, *aka.get(row.code, [])]
                yield _document(row, names, [row.official_phrase], prior, is_last=is_invented)
            case VendorUse():
                yield _document(row, [*map(str, row.codes), row.vendor], [row.seen_as], _NAMED)
            case ProgramError():
                yield _document(row, row.every_form, [row.program.name], _ERROR, whose=row.program.name)
            case Provider() | Program():
                yield _document(row, [row.name, *aka.get(row.slug, [])], [], _NAMED, is_proper=True)
            case KnownReply():
                yield _document(row, [row.reply], [row.provider.name])


def _document(
    row: Content, names: list[str], wordings: list[str], prior: float = 1.0, **more: Any
) -> Document[Content]:
    texts = [(_WORDING, " ".join(wordings))]
    for language in dict.fromkeys([get_language(), SOURCE_LANGUAGE]):
        own_words = row.words_in(language)
        share = 1.0 if language == get_language() else _OTHER_LANGUAGE
        texts += [(share * _SHARES.get(field, _BODY), text) for field, text in own_words.items() if field != "name"]
        names = [*names, own_words.get("name", "")]
    return Document(row, tuple(filter(None, names)), tuple(texts), prior, **more)


def _slug(row: Cause | Advice) -> str:
    return row.slug.replace("-", " ")


def _often(times: int) -> float:
    return 1 + log10(1 + times) / 10


Told = tuple[Text, tuple[str, ...]]  # a sentence, and its words


def told(row: Seen | Content) -> list[Told]:
    """Return what a search may tell of a row: its summary, if it has one, and the sentences of its other texts."""
    match row:
        case VendorUse():
            sentences = [row.text("meaning")]
        case ProgramError():
            sentences = [row.own_summary] if row.own_summary else []
        case Cause() | Advice():
            sentences = [row.own_summary, *_sentences(row, row.WORDS)]
        case Seen():
            sentences = [row.own_summary, *_sentences(row, row.row.WORDS)]
        case _:
            sentences = []
    return [(text, words(text.markdown)) for text in sentences]


_TOLD = ("description", "signs", "when_seen", "first_step")


def _sentences(row: Seen | Content, fields: Collection[str]) -> Iterator[Text]:
    for text in (row.text(field) for field in _TOLD if field in fields):
        yield from (Text(line, text.language) for line in markup.sentences(text.markdown))


def excerpt(told: list[Told], wanted: frozenset[str]) -> Text:
    """Return the sentence that has most of the wanted words: the first, if no other has more."""
    return max(told, key=lambda sentence: len(wanted.intersection(sentence[1])))[0]
