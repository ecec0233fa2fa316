"""Load and dump: content files <-> rows. A load merges field by field, and what staff wrote stays.

Facts stand in codes.toml, words in one file per language and code. A field is merged against its base, the text its
file had at the last load: a field staff left alone follows its file, a field staff changed stays as it is, and a
field changed on both sides stays and is listed as a conflict.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import tomlkit
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import override

from codes import checks
from codes.models import FACTS, SOURCE_LANGUAGE, WORDS, LoadedField, ReplyCode, word_column

FACTS_FILE = "codes.toml"
LANGUAGES = [language for language, _name in settings.LANGUAGES]
Fields = dict[str, object]  # column -> value


class ContentError(Exception):
    """Files that cannot be loaded: one line for each fault, naming file, field and reason."""


class Outcome(Enum):
    """What a load did with one column of a row."""

    SAME = "same"
    UPDATED = "updated"
    KEPT = "kept"
    CONFLICT = "conflict"


@dataclass
class Report:
    """What a load did, each place as "code column"; codes alone where a whole row is meant."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    out_of_step: list[str] = field(default_factory=list)
    not_in_files: list[str] = field(default_factory=list)

    @property
    def changes(self) -> int:
        """Number of rows and fields that the load wrote."""
        return len(self.added) + len(self.updated)


# --- files -> values


def read(directory: Path) -> dict[str, Fields]:
    """Return the columns of every code, or raise ContentError with all that is wrong."""
    if not directory.is_dir():
        raise ContentError(f"{directory}: the content folder is missing")
    problems: list[str] = []
    facts = _parse(directory / FACTS_FILE, problems)
    words = {language: _read_words(directory, language, problems) for language in LANGUAGES}
    if problems:
        raise ContentError("\n".join(problems))
    for language, texts in words.items():
        problems += [f"{FACTS_FILE}: {code}: unknown code in {language}/" for code in texts.keys() - facts.keys()]
        problems += [f"{language}/{code}.toml: missing" for code in facts.keys() - texts.keys()]
    codes = {}
    for code in sorted(facts.keys() & set.intersection(*(set(texts) for texts in words.values()))):
        texts = {language: words[language][code] for language in LANGUAGES}
        if missing := list(_missing(code, facts[code], texts)):
            problems += missing
            continue
        problems += _faults(code, facts[code], texts, facts.keys())
        codes[code] = facts[code] | {
            word_column(f, lang): text for lang in LANGUAGES for f, text in texts[lang].items()
        }
    if problems:
        raise ContentError("\n".join(sorted(problems)))
    return codes


def _parse(path: Path, problems: list[str]) -> dict[str, Fields]:
    name = path.name if path.name == FACTS_FILE else f"{path.parent.name}/{path.name}"
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{name}: cannot be read: {error}")
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{name}: not valid TOML: {error}")
    return {}


def _read_words(directory: Path, language: str, problems: list[str]) -> dict[str, Fields]:
    return {path.stem: _parse(path, problems) for path in sorted((directory / language).glob("*.toml"))}


def _missing(code: str, facts: Mapping[str, object], texts: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    """Yield a line for each field that is missing, unknown or of the wrong type."""
    files = [(f"{FACTS_FILE}: {code}", facts, FACTS)]
    files += [(f"{language}/{code}.toml", words, WORDS) for language, words in texts.items()]
    for name, values, fields in files:
        yield from (f"{name}: {f}: missing" for f in fields if f not in values)
        yield from (f"{name}: {f}: unknown field" for f in values if f not in fields)
    for language, words in texts.items():
        for f, text in words.items():
            if not isinstance(text, str) or not text.strip():
                yield f"{language}/{code}.toml: {f}: must be a text that is not empty"


def _faults(code: str, facts: Fields, texts: Mapping[str, Mapping[str, str]], known) -> Iterator[str]:
    row = ReplyCode(code=code, **facts, **{word_column(f, lang): t for lang in texts for f, t in texts[lang].items()})
    files = {word_column(f, lang): f"{lang}/{code}.toml: {f}" for lang in texts for f in WORDS}
    plain = {column: getattr(row, column) for column in files}
    try:
        row.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        for column, messages in error.message_dict.items():
            yield from (f"{files.get(column, f'{FACTS_FILE}: {code}: {column}')}: {message}" for message in messages)
    for column, name in files.items():
        if getattr(row, column) != plain[column]:
            yield f"{name}: blanks at the end of a line, or the last line does not end"
    for column in ("related", "confused_with"):
        yield from (f"{FACTS_FILE}: {code}: {column}: unknown code {c}" for c in facts[column] if c not in known)


# --- values -> rows


def load(directory: Path, *, overwrite: bool = False, dry_run: bool = False) -> Report:
    """Merge the files into the rows in one transaction; nothing is written if any file is faulty."""
    files = read(directory)
    # The source language is active, so that the untranslated columns always hold its text.
    with override(SOURCE_LANGUAGE), transaction.atomic():
        report = _merge(files, overwrite)
        if dry_run:
            transaction.set_rollback(True)
    return report


def _merge(files: Mapping[str, Fields], overwrite: bool) -> Report:
    report = Report()
    rows = {row.code: row for row in ReplyCode.objects.all()}
    bases = {(base.code, base.field): base.value for base in LoadedField.objects.all()}
    settled: list[LoadedField] = []
    for code, fields in files.items():
        row = rows.get(code) or ReplyCode(code=code)
        taken = fields
        if row.pk:
            outcomes = {c: _outcome(getattr(row, c), bases.get((code, c)), v, overwrite) for c, v in fields.items()}
            taken = {c: v for c, v in fields.items() if outcomes[c] in (Outcome.SAME, Outcome.UPDATED)}
            _note(report, code, outcomes)
        else:
            report.added.append(code)
        settled += [LoadedField(code=code, field=c, value=v) for c, v in taken.items() if bases.get((code, c)) != v]
        _save(row, taken, report)
    report.not_in_files += sorted(rows.keys() - files.keys())
    LoadedField.objects.bulk_create(
        settled, update_conflicts=True, unique_fields=["code", "field"], update_fields=["value"]
    )
    return report


def _outcome(live: object, base: object, value: object, overwrite: bool) -> Outcome:
    """Merge one column: the live value, the file's value, and the file's value at the last load."""
    if live == value:
        return Outcome.SAME
    if live == base or overwrite:
        return Outcome.UPDATED
    return Outcome.KEPT if value == base else Outcome.CONFLICT


def _note(report: Report, code: str, outcomes: Mapping[str, Outcome]) -> None:
    lists = {Outcome.UPDATED: report.updated, Outcome.KEPT: report.kept, Outcome.CONFLICT: report.conflicts}
    for column, outcome in outcomes.items():
        lists.get(outcome, []).append(f"{code} {column}")


def _save(row: ReplyCode, taken: Fields, report: Report) -> None:
    if row.pk and all(getattr(row, column) == value for column, value in taken.items()):
        return
    for column, value in taken.items():
        setattr(row, column, value)
    # A staff text that stayed beside a source text that moved on: kept, but somebody has to look.
    report.out_of_step += [
        f"{row.code} {column}" for column in checks.faults(row.code, row.plain_facts, row.plain_words)
    ]
    row.save()


# --- rows -> files


def dump(directory: Path) -> None:
    """Write the live content as files, byte for byte as a load of the same content found them."""
    for name, text in render().items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")


def differing(directory: Path) -> list[str]:
    """Return the names of the files that a dump would write differently."""
    return [name for name, text in render().items() if _content_of(directory / name) != text.encode()]


def _content_of(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def render() -> dict[str, str]:
    """Return the text of every content file by its name."""
    rows = list(ReplyCode.objects.all())
    files = {FACTS_FILE: "\n".join(_facts_table(row) for row in rows)}
    for row in rows:
        for language, texts in row.plain_words.items():
            if any(texts.values()):
                files[f"{language}/{row.code}.toml"] = "".join(_assignment(f, text) for f, text in texts.items())
    return files


def _facts_table(row: ReplyCode) -> str:
    lines = [f"[{row.code}]\n"]
    for name, value in row.plain_facts.items():
        if name == "stages":
            lines += ["stages = {}\n"] if not value else [f"stages.{s} = {_inline(v)}\n" for s, v in value.items()]
        else:
            lines.append(_assignment(name, value))
    return "".join(lines)


def _assignment(name: str, value: object) -> str:
    if isinstance(value, str) and "\n" in value:
        text = value.replace("\\", "\\\\").replace('"""', '""\\"')
        return f'{name} = """\n{text}"""\n'
    return f"{name} = {_inline(value)}\n"


def _inline(value: object) -> str:
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        table.update(value)
        return table.as_string()
    return tomlkit.item(value).as_string()
