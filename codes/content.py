"""Load and dump: content files <-> rows. A load merges field by field, and what staff wrote stays.

Facts stand in one file per kind of content, words in one file per language and code (or per language and kind). A field
is merged against its base, the text its file had at the last load: a field staff left alone follows its file, a field
staff changed stays as it is, and a field changed on both sides stays and is listed as a conflict.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import tomlkit
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import override
from modeltranslation.utils import build_localized_fieldname as word_column

from codes import generation, validators
from codes.models import (
    Cause,
    CodePair,
    KnownReply,
    LoadedField,
    Provider,
    ReplyCode,
    StageMeaning,
    VendorUse,
)
from codes.rows import SOURCE_LANGUAGE, Content
from smtp_replies.smtp import Code, Stage, parse_code

LANGUAGES = [language for language, _name in settings.LANGUAGES]
Fields = dict[str, object]  # column -> value
_STAGES = [stage.value for stage in Stage]
Words = Mapping[str, Mapping[str, Mapping[str, object]]]  # language -> key -> field -> text


@dataclass(frozen=True)
class Kind:
    """A kind of content: its rows, its fields, and how it lies in files."""

    name: str  # of its facts file, and of its words files unless each row has its own
    model: type[Content]
    facts: tuple[str, ...]
    order: Callable[[str], object]  # ValueError where the key is malformed
    owns_words_file: Callable[[str], bool] | None = None  # by its stem; of codes the row's key as well

    @property
    def facts_file(self) -> str:
        """The file of the facts of all rows."""
        return f"{self.name}.toml"

    def words_file(self, language: str, key: str) -> str:
        """The file of the words of one row."""
        return f"{language}/{key.lower() if self.owns_words_file else self.name}.toml"


def _of_row(key: str) -> Code:
    return parse_code(key.replace("X", "0"))  # X.7.26 is ordered as 0.7.26


def _of_stage(key: str) -> tuple[Code, int]:
    code, _blank, stage = key.partition(" ")
    return parse_code(code), _STAGES.index(stage)


def _of_pair(key: str) -> tuple[Code, Code]:
    left, _slash, right = key.partition("/")
    return parse_code(left), parse_code(right)


def _of_use(key: str) -> tuple[Code, str]:
    code, _blank, vendor = key.partition(" ")
    return parse_code(code.split("-")[0]), vendor


def _of_slug(key: str) -> str:
    if any(validators.slug_faults(key)):
        raise ValueError(f"not a name in addresses: {key[:20]!r}")
    return key


def _is_basic(key: str) -> bool:
    return key[:1].isdigit()


def _is_enhanced(key: str) -> bool:
    return key[:2] in ("x.", "X.")


def _is_slug(key: str) -> bool:
    return not (_is_basic(key) or _is_enhanced(key))


def _key_of(stem: str) -> str:
    """Return the key of the row that a file of words is about: x.7.26.toml is about X.7.26."""
    return stem.upper() if _is_enhanced(stem) else stem


KINDS = (
    Kind("codes", ReplyCode, ReplyCode.BASIC_FACTS, _of_row, _is_basic),
    Kind("enhanced", ReplyCode, ReplyCode.ENHANCED_FACTS, _of_row, _is_enhanced),
    Kind("stages", StageMeaning, StageMeaning.FACTS, _of_stage),
    Kind("pairs", CodePair, CodePair.FACTS, _of_pair),
    Kind("vendors", VendorUse, VendorUse.FACTS, _of_use),
    Kind("causes", Cause, Cause.FACTS, _of_slug, _is_slug),
    Kind("providers", Provider, Provider.FACTS, _of_slug),
    Kind("replies", KnownReply, KnownReply.FACTS, _of_slug),
)
_SHARED_WORDS = {kind.name for kind in KINDS if kind.model.WORDS and not kind.owns_words_file}


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


def read(directory: Path) -> dict[str, dict[str, Fields]]:
    """Return the columns of every row by kind, or raise ContentError with all that is wrong."""
    if not directory.is_dir():
        raise ContentError(f"{directory}: the content folder is missing")
    problems: list[str] = []
    facts = {kind.name: _parse(directory, kind.facts_file, problems) for kind in KINDS}
    words = {kind.name: _read_words(directory, kind, problems) for kind in KINDS}
    if not problems:
        rows = {kind.name: dict(_columns(kind, facts[kind.name], words[kind.name], problems)) for kind in KINDS}
    if not problems:
        problems += _unknown_rows(rows)
    if problems:
        raise ContentError("\n".join(sorted(problems)))
    return rows


def _parse(directory: Path, name: str, problems: list[str]) -> dict[str, Fields]:
    try:
        return tomllib.loads((directory / name).read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{name}: cannot be read: {error}")
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{name}: not valid TOML: {error}")
    return {}


def _read_words(directory: Path, kind: Kind, problems: list[str]) -> Words:
    if not kind.model.WORDS:
        return {}
    if not kind.owns_words_file:
        return {language: _parse(directory, f"{language}/{kind.name}.toml", problems) for language in LANGUAGES}
    return {
        language: {
            _key_of(stem): _parse(directory, f"{language}/{stem}.toml", problems)
            for stem in sorted(path.stem for path in (directory / language).glob("*.toml"))
            if stem not in _SHARED_WORDS and kind.owns_words_file(stem)
        }
        for language in LANGUAGES
    }


def _columns(kind: Kind, facts: dict[str, Fields], words: Words, problems: list[str]) -> Iterator[tuple[str, Fields]]:
    keys = set(facts)
    for language, texts in words.items():
        problems += [
            f"{kind.facts_file}: {key}: missing, but named in {language}/" for key in texts.keys() - facts.keys()
        ]
        problems += [f"{_where(kind, key, language)}: missing" for key in facts.keys() - texts.keys()]
        keys &= texts.keys()
    problems += [f"{_where(kind, key)}: not the name of an entry" for key in keys if not _is_ordered(kind, key)]
    for key in filter(lambda key: _is_ordered(kind, key), keys):
        values = dict(facts[key])
        values |= {word_column(name, lang): text for lang in words for name, text in words[lang][key].items()}
        if faults := list(_form_faults(kind, key, values)) or list(_faults(kind, key, values)):
            problems += faults
        else:
            yield key, values


def _is_ordered(kind: Kind, key: str) -> bool:
    try:
        return bool(kind.order(key))
    except ValueError:
        return False


def _where(kind: Kind, key: str, language: str | None = None) -> str:
    """The file of a row, with its table where the file holds several: "ar/553.toml", "codes.toml: 553"."""
    if language is None:
        return f"{kind.facts_file}: {key}"
    file = kind.words_file(language, key)
    return file if kind.owns_words_file else f"{file}: {key}"


def _place(kind: Kind, key: str, column: str) -> str:
    """Where a column stands: "ar/553.toml: fix"."""
    for language in LANGUAGES:
        suffix = word_column("", language)
        if column.endswith(suffix):
            return f"{_where(kind, key, language)}: {column.removesuffix(suffix)}"
    return f"{_where(kind, key)}: {column}"


def _form_faults(kind: Kind, key: str, values: Fields) -> Iterator[str]:
    """Yield a line for each field that is missing, unknown or of the wrong type."""
    words = {word_column(name, language) for language in LANGUAGES for name in kind.model.WORDS}
    wanted = {*kind.facts, *words}
    yield from (f"{_place(kind, key, column)}: missing" for column in wanted - values.keys())
    yield from (f"{_place(kind, key, column)}: unknown field" for column in values.keys() - wanted)
    for column in words & values.keys():
        if not (isinstance(values[column], str) and values[column].strip()):
            yield f"{_place(kind, key, column)}: must be a text that is not empty"
    for column in {*kind.facts} & values.keys():
        if not (isinstance(values[column], str) or _is_table_or_list(kind, column)):
            yield f"{_place(kind, key, column)}: must be a text"


def _is_table_or_list(kind: Kind, column: str) -> bool:
    return isinstance(kind.model._meta.get_field(column), models.JSONField)


def _faults(kind: Kind, key: str, values: Fields) -> Iterator[str]:
    row = kind.model.with_key(key)
    row.take(values)
    # Other rows are looked for among the files, not in the database.
    others = [field.name for field in row._meta.fields if field.is_relation]
    try:
        row.full_clean(exclude=others, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        for column, messages in error.message_dict.items():
            yield from (f"{_place(kind, key, column)}: {message}" for message in messages)
    for column, value in values.items():
        if isinstance(value, str) and row.value(column) != value:
            yield f"{_place(kind, key, column)}: blanks at the end of a line, or the last line does not end"


def _unknown_rows(rows: Mapping[str, Mapping[str, Fields]]) -> Iterator[str]:
    """Yield a line for each place that names a row the files do not have, or that another row has already."""
    known = {
        *rows["codes"],
        *(f"{digit}{key[1:]}" for key, fields in rows["enhanced"].items() for digit in fields["classes"]),
    }
    for code, fields in rows["codes"].items():
        for column in ("related", "confused_with"):
            yield from (f"codes.toml: {code}: {column}: unknown code {c}" for c in fields[column] if c not in known)
    yield from (f"stages.toml: {key}: unknown code" for key in rows["stages"] if key.split(" ")[0] not in known)
    yield from (f"pairs.toml: {key}: unknown code" for key in rows["pairs"] if not {*key.split("/")} <= known)
    causes: dict[str, str] = {}  # code -> the one cause that it may mean
    for cause, fields in sorted(rows["causes"].items()):
        for code in fields["codes"]:
            if code not in rows["codes"] and code not in rows["enhanced"]:
                yield f"causes.toml: {cause}: codes: unknown code {code}"
            elif causes.setdefault(code, cause) != cause:
                yield f"causes.toml: {cause}: codes: {code} already means {causes[code]}"
    for key, fields in rows["replies"].items():
        for column, kind in (("provider", "providers"), ("cause", "causes")):
            if fields[column] not in rows[kind]:
                yield f"replies.toml: {key}: {column}: unknown {column} {fields[column]}"


# --- values -> rows


def load(directory: Path, *, overwrite: bool = False, dry_run: bool = False) -> Report:
    """Merge the files into the rows in one transaction; nothing is written if any file is faulty."""
    files = read(directory)
    # The source language is active, so that the untranslated columns always hold its text.
    with override(SOURCE_LANGUAGE), transaction.atomic():
        with generation.one_change():
            report = _merge(files, overwrite)
        if dry_run:
            transaction.set_rollback(True)
    return report


def _merge(files: Mapping[str, Mapping[str, Fields]], overwrite: bool) -> Report:
    report = Report()
    bases = {(base.key, base.field): base.value for base in LoadedField.objects.all()}
    settled: list[LoadedField] = []
    for kind in KINDS:
        rows = {row.key: row for row in _rows(kind)}
        for key, fields in files[kind.name].items():
            row = rows.get(key) or kind.model.with_key(key)
            taken = fields
            if row.pk:
                outcomes = {
                    column: _outcome(row.value(column), bases.get((key, column)), value, overwrite)
                    for column, value in fields.items()
                }
                taken = {c: v for c, v in fields.items() if outcomes[c] in (Outcome.SAME, Outcome.UPDATED)}
                _note(report, key, outcomes)
            else:
                report.added.append(key)
            settled += [LoadedField(key=key, field=c, value=v) for c, v in taken.items() if bases.get((key, c)) != v]
            _save(row, taken, report)
        report.not_in_files += sorted(rows.keys() - files[kind.name].keys())
    LoadedField.objects.bulk_create(
        settled, update_conflicts=True, unique_fields=["key", "field"], update_fields=["value"]
    )
    return report


def _rows(kind: Kind) -> list[Content]:
    rows = [row for row in kind.model.objects.all() if not kind.owns_words_file or kind.owns_words_file(row.key)]
    return sorted(rows, key=lambda row: kind.order(row.key))


def _outcome(live: object, base: object, value: object, overwrite: bool) -> Outcome:
    """Merge one column: the live value, the file's value, and the file's value at the last load."""
    if live == value:
        return Outcome.SAME
    if live == base or overwrite:
        return Outcome.UPDATED
    return Outcome.KEPT if value == base else Outcome.CONFLICT


def _note(report: Report, key: str, outcomes: Mapping[str, Outcome]) -> None:
    lists = {Outcome.UPDATED: report.updated, Outcome.KEPT: report.kept, Outcome.CONFLICT: report.conflicts}
    for column, outcome in outcomes.items():
        lists.get(outcome, []).append(f"{key} {column}")


def _save(row: Content, taken: Fields, report: Report) -> None:
    if row.pk and all(row.value(column) == value for column, value in taken.items()):
        return
    row.take(taken)
    # A staff text that stayed beside a source text that moved on: kept, but somebody has to look.
    report.out_of_step += [f"{row.key} {column}" for column in row.faults()]
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
    files: dict[str, str] = {}
    for kind in KINDS:
        rows = _rows(kind)
        facts = [_table(row.key, {f: row.value(f) for f in kind.facts}) for row in rows]
        files[kind.facts_file] = "\n".join(facts)
        for language in LANGUAGES if kind.model.WORDS else ():
            files |= _words_files(kind, rows, language)
    return files


def _words_files(kind: Kind, rows: list[Content], language: str) -> dict[str, str]:
    texts = {row.key: row.plain_words[language] for row in rows}
    if kind.owns_words_file:
        return {kind.words_file(language, key): _fields(words) for key, words in texts.items() if any(words.values())}
    tables = [_table(key, words) for key, words in texts.items() if any(words.values())]
    return {f"{language}/{kind.name}.toml": "\n".join(tables)}


def _table(key: str, values: Mapping[str, object]) -> str:
    return f"[{tomlkit.key(key).as_string()}]\n{_fields(values)}"


def _fields(values: Mapping[str, object]) -> str:
    lines = []
    for name, value in values.items():
        if name == "stages" and value:
            lines += [f"stages.{stage} = {_inline(differing)}\n" for stage, differing in value.items()]
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
