"""Files about the collection as a whole, which have no rows: credits, and what the search needs."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import get_language

from codes.rows import LANGUAGES, SOURCE_LANGUAGE


@dataclass(frozen=True)
class Credit:
    """A work in which known replies were found, and its licence: names as they are, other words by language."""

    work: str | Mapping[str, str]
    licence: str | Mapping[str, str]
    url: str = ""


def credits(directory: Path) -> list[Credit]:
    """Return the works in which known replies were found."""
    tables = tomllib.loads((directory / "credits.toml").read_text("utf-8"))["credits"]
    return [Credit(**table) for table in tables]


def in_own_words(text: str | Mapping[str, str]) -> str | None:
    """Return words in the active language, else in the source language; None for a name, which has no language."""
    return None if isinstance(text, str) else text.get(get_language(), text[SOURCE_LANGUAGE])


def search_faults(directory: Path) -> Iterator[str]:
    """Say what keeps the search from reading how often codes are met and how people ask."""
    for name, needed in (("met.toml", {"codes", "causes"}), ("search.toml", {*LANGUAGES})):
        try:
            tables = tomllib.loads((directory / name).read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            yield f"{name}: cannot be read: {error}"
            continue
        yield from (f"{name}: {table} is missing" for table in sorted(needed - tables.keys()))
        if name == "search.toml":
            parts = {"silent", "same", "called"}
            yield from (
                f"{name}: {code}: {part} is missing" for code in tables for part in sorted(parts - {*tables[code]})
            )


def credit_faults(directory: Path) -> Iterator[str]:
    try:
        found = credits(directory)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        yield f"credits.toml: cannot be read: {error}"
        return
    for credit in found:
        for text in (credit.work, credit.licence):
            if not isinstance(text, str) and set(text) != {*LANGUAGES}:
                yield f"credits.toml: {text}: needs one text for each language"
