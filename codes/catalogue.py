"""What every page may ask about all codes, kept in memory for one content generation and language."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from codes import markup
from codes.models import Generation, ReplyCode, Text
from codes.search import Index
from codes.smtp import Code, Severity, Standing


@dataclass(frozen=True)
class Entry:
    """One code as lists show it."""

    code: Code
    standing: Standing
    official_phrase: str
    name: Text
    summary: Text
    url: str
    confused_with: tuple[str, ...] = field(repr=False)

    @property
    def is_registered(self) -> bool:
        """Whether some specification defines the code."""
        return self.standing is not Standing.UNREGISTERED


class Catalogue:
    """All known codes in one language, in order."""

    def __init__(self, rows: Iterable[ReplyCode]) -> None:
        self.entries = {row.code: _entry(row) for row in rows}

    def __contains__(self, code: object) -> bool:
        return str(code) in self.entries

    def url(self, text: str) -> str | None:
        """Return the address of the page for a known code, None for any other text."""
        entry = self.entries.get(text)
        return entry.url if entry else None

    def of(self, codes: Iterable[str]) -> list[Entry]:
        """Return the entries of those codes that are known."""
        return [self.entries[code] for code in codes if code in self.entries]

    @cached_property
    def codes(self) -> list[Code]:
        """Every known code."""
        return [entry.code for entry in self.entries.values()]

    @cached_property
    def groups(self) -> list[tuple[Severity, list[Entry]]]:
        """The defined codes by their first digit, the more usual standing first."""
        order = list(Standing)
        registered = sorted(
            filter(lambda e: e.is_registered, self.entries.values()), key=lambda e: order.index(e.standing)
        )
        return [
            (s, [e for e in registered if e.code.severity is s]) for s in Severity if s is not Severity.OUTSIDE_SMTP
        ]

    @cached_property
    def unregistered(self) -> list[Entry]:
        """The codes that no specification defines."""
        return [entry for entry in self.entries.values() if not entry.is_registered]

    @cached_property
    def pairs(self) -> list[tuple[Entry, Entry]]:
        """The comparisons that people ask for, each once, the lower code first."""
        pairs = {tuple(sorted((code, other))) for code, e in self.entries.items() for other in e.confused_with}
        return [(self.entries[a], self.entries[b]) for a, b in sorted(pairs) if a in self.entries and b in self.entries]

    @cached_property
    def index(self) -> Index[str]:
        """Search over numbers, names, official phrases and summaries; of equals the defined codes come first."""
        entries = sorted(self.entries.values(), key=lambda entry: not entry.is_registered)
        return Index(
            (str(e.code), (str(e.code), e.name.markdown, e.official_phrase, markup.plain(e.summary.markdown)))
            for e in entries
        )


def _entry(row: ReplyCode) -> Entry:
    return Entry(
        code=row.parsed,
        standing=Standing(row.standing),
        official_phrase=row.official_phrase,
        name=row.text("name"),
        summary=row.text("summary"),
        url=reverse("code", args=[row.parsed]),
        confused_with=tuple(row.confused_with),
    )


def current() -> Catalogue:
    """Return the catalogue of the present generation in the active language."""
    return of_generation(Generation.current(), get_language())


@lru_cache(maxsize=2 * len(settings.LANGUAGES))
def of_generation(generation: int, language: str) -> Catalogue:
    """Return the catalogue of one generation in one language, which must be the active one."""
    return Catalogue(ReplyCode.objects.all())
