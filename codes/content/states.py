"""How the translations of all rows stand to their source texts, by language, those most often met first."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from modeltranslation.utils import build_localized_fieldname as word_column

from codes import agreement, generation
from codes.content.faults import ContentError
from codes.content.fields import Fields, Rows, place
from codes.content.kinds import KINDS, Kind
from codes.freshness import Source, State, state
from codes.rows import OTHERS, SOURCE_LANGUAGE, Translated, history_of
from codes.sheets import Address
from smtp_replies.smtp import CLASSES


@dataclass(frozen=True)
class Translation:
    """A text that has to be translated, in one language."""

    kind: Kind
    key: str
    field: str
    language: str
    state: State
    source: Source | None  # what it was made from, if that is known
    met: int  # how often its row is, of ten thousand

    @property
    def is_open(self) -> bool:
        """Whether it is to be written, or to be looked at again."""
        return self.state is not State.CURRENT

    @property
    def address(self) -> Address:
        """Where it belongs, as commands name such a place: "codes: 553 fix_ar"."""
        return Address(self.kind.name, self.key, word_column(self.field, self.language))

    @property
    def place(self) -> str:
        """Where it stands: "ar/codes/553.toml: fix"."""
        return place(self.kind, self.key, word_column(self.field, self.language))


@dataclass(frozen=True)
class Progress:
    """How many texts of a language there are, by their states."""

    texts: int
    outdated: int
    missing: int

    @property
    def complete(self) -> int:
        """How many are there, current or not."""
        return self.texts - self.missing

    @property
    def current(self) -> int:
        """How many are there and say what their source texts say now."""
        return self.complete - self.outdated

    @property
    def percentage(self) -> float:
        """How many of a hundred are there and current; where there is nothing to translate all are."""
        return 100 * self.current / self.texts if self.texts else 100.0


def translations(rows: Rows, times: Mapping[str, int], language: str) -> list[Translation]:
    """Return all texts that a language has to have: by kind, and in each kind the most often met rows first."""
    return [each for kind in KINDS for each in sorted(_of_kind(kind, rows, times, language), key=lambda t: -t.met)]


def progress(found: list[Translation]) -> Progress:
    """Count texts by their states."""
    states = [each.state for each in found]
    return Progress(len(states), sum(each.is_outdated for each in states), states.count(State.MISSING))


def untranslated(rows: Rows) -> Iterator[str]:
    """Yield each place where a language does not have a text that the source language has."""
    for language in OTHERS:
        yield from (each.place for each in translations(rows, {}, language) if each.state is State.MISSING)


def _of_kind(kind: Kind, rows: Rows, times: Mapping[str, int], language: str) -> Iterator[Translation]:
    for key, fields in rows[kind.name].items():
        met = _met(key, fields, times)
        for field in kind.model.WORDS:
            source_text, text = (str(fields[word_column(field, each)] or "") for each in (SOURCE_LANGUAGE, language))
            written = fields[f"{Translated.MADE_FROM}{word_column(field, language)}"]
            source = Source.read(written) if written else None
            if standing := state(source_text, text, source):
                yield Translation(kind, key, field, language, standing, source, met)


def _met(key: str, fields: Fields, times: Mapping[str, int]) -> int:
    """How often a row is met: its code in the class that is most, the more frequent of two codes, or its cause."""
    names = [*re.split("[ /]", key), str(fields.get("cause", ""))]
    codes = [f"{digit}{name[1:]}" for name in names if name.startswith("X.") for digit in CLASSES]
    return max(times.get(name, 0) for name in (*names, *codes))


def renew(name: str, field: str, languages: list[str]) -> tuple[list[str], list[str]]:
    """Say that the last change of a source text was a typo: return the languages that are current again by that,
    and those that stay outdated, since they were made from an older text. ContentError where that cannot be.
    """
    with generation.alone():
        row = _row(name)
        if field not in row.WORDS:
            raise ContentError(f"{name}: no field of its texts: {field}; it has {', '.join(row.WORDS)}")
        column = word_column(field, SOURCE_LANGUAGE)
        now = str(row.value(column))
        old = history_of(row).exclude(**{column: now}).values_list(column, flat=True).first()
        if old is None:
            raise ContentError(f"{name} {field}: it never had another text here; load_content first")
        if lost := [place for _kind, place in agreement.disagreements(old, now)]:
            raise ContentError(f"{name} {field}: no typo, since codes, commands or steps changed: {', '.join(lost)}")
        outdated = [each for each in languages if (standing := row.state(field, each)) and standing.is_outdated]
        renewed = [each for each in outdated if (source := row.made_of(field, each)) and source.is_of(old)]
        for language in renewed:
            row.renew(field, language, now)
        if renewed:
            row.save(update_fields=["made_from"])
    return renewed, [language for language in outdated if language not in renewed]


def _row(name: str) -> Translated:
    """Return the row of a name, as commands list it: "550", or "codes: 550"."""
    found: dict[str, Translated] = {}
    for kind in KINDS:
        key = name.removeprefix(f"{kind.name}: ")
        if issubclass(kind.model, Translated) and kind.has(key):
            named = kind.model.with_key(key)
            rows = kind.model._default_manager.filter(**{each: getattr(named, each) for each in kind.model.KEY})
            found |= {f"{kind.name}: {key}": row for row in rows}
    if len(found) != 1:
        raise ContentError(f"{name}: write which: {', '.join(found)}" if found else f"{name}: no record of this name")
    return next(iter(found.values()))
