"""Content files <-> the columns of rows: reading with all faults named, and writing byte for byte.

Facts stand in one file for each kind of content; words in one for each language and row, or language and kind.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import tomlkit
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname as word_column

from codes import validators, verbatim
from codes.content.kinds import KINDS, Kind
from codes.rows import SOURCE_LANGUAGE, Content

LANGUAGES = [language for language, _name in settings.LANGUAGES]
Fields = dict[str, object]  # column -> value
Words = Mapping[str, Mapping[str, Mapping[str, object]]]  # language -> key -> field -> text


class ContentError(Exception):
    """Files that cannot be loaded: one line for each fault, naming file, field and reason."""


# --- files -> columns


def read(directory: Path) -> dict[str, dict[str, Fields]]:
    """Return the columns of every row by kind, or raise ContentError with all that is wrong."""
    if not directory.is_dir():
        raise ContentError(f"{directory}: the content folder is missing")
    if any(old_files(directory)):
        raise ContentError(f"{directory}: words lie in no folder of their kind; run manage.py move_content {directory}")
    problems: list[str] = []
    facts = {kind.name: _tables(directory, kind.facts_file, problems) for kind in KINDS}
    words = {kind.name: _read_words(directory, kind, problems) for kind in KINDS}
    if not problems:
        rows = {kind.name: dict(_columns(kind, facts[kind.name], words[kind.name], problems)) for kind in KINDS}
    if not problems:
        problems += [*_unknown_rows(rows), *_credit_faults(directory)]
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


def _tables(directory: Path, name: str, problems: list[str]) -> dict[str, Fields]:
    """A file of entries, each of which is a table."""
    entries = _parse(directory, name, problems)
    problems += [f"{name}: {key}: must be a table" for key, entry in entries.items() if not isinstance(entry, dict)]
    return {key: entry for key, entry in entries.items() if isinstance(entry, dict)}


def _read_words(directory: Path, kind: Kind, problems: list[str]) -> Words:
    if not kind.model.WORDS:
        return {}
    if not kind.has_folder:
        return {language: _tables(directory, f"{language}/{kind.name}.toml", problems) for language in LANGUAGES}
    return {
        language: {
            kind.prefix + path.stem: _parse(directory, f"{language}/{kind.name}/{path.name}", problems)
            for path in sorted((directory / language / kind.name).glob("*.toml"))
        }
        for language in LANGUAGES
    }


def _columns(kind: Kind, facts: dict[str, Fields], words: Words, problems: list[str]) -> Iterator[tuple[str, Fields]]:
    keys = set(facts)
    for language, texts in words.items():
        problems += [
            f"{kind.facts_file}: {key}: missing, but named in {language}/" for key in texts.keys() - facts.keys()
        ]
        if not kind.may_be_silent:
            problems += [f"{_where(kind, key, language)}: missing" for key in facts.keys() - texts.keys()]
            keys &= texts.keys()
    problems += [f"{_where(kind, key)}: not the name of an entry" for key in keys if not kind.has(key)]
    for key in filter(kind.has, keys):
        values = dict(facts[key])
        values |= {word_column(name, lang): text for lang in words for name, text in words[lang].get(key, {}).items()}
        if faults := list(_form_faults(kind, key, values)) or list(_faults(kind, key, values)):
            problems += faults
        else:
            yield key, {column: _empty(kind, column) for column in _absent(kind, values)} | values


def _empty(kind: Kind, column: str) -> object:
    """What a column holds that a file leaves out."""
    field = kind.model._meta.get_field(column)
    return field.default() if isinstance(field, models.JSONField) else ""


def _where(kind: Kind, key: str, language: str | None = None) -> str:
    """The file of a row, with its table where the file holds several: "ar/codes/553.toml", "codes.toml: 553"."""
    if language is None:
        return f"{kind.facts_file}: {key}"
    file = kind.words_file(language, key)
    return file if kind.has_folder else f"{file}: {key}"


def _place(kind: Kind, key: str, column: str) -> str:
    """Where a column stands: "ar/codes/553.toml: fix"."""
    for language in LANGUAGES:
        suffix = word_column("", language)
        if column.endswith(suffix):
            return f"{_where(kind, key, language)}: {column.removesuffix(suffix)}"
    return f"{_where(kind, key)}: {column}"


def _form_faults(kind: Kind, key: str, values: Fields) -> Iterator[str]:
    """Yield a line for each field that is missing, unknown or of the wrong type."""
    words = {word_column(name, language) for language in LANGUAGES for name in kind.model.WORDS}
    wanted = {*kind.facts, *words}
    yield from (f"{_place(kind, key, column)}: missing" for column in wanted - values.keys() - _absent(kind, values))
    yield from (f"{_place(kind, key, column)}: unknown field" for column in values.keys() - wanted)
    for column in words & values.keys():
        if not (isinstance(values[column], str) and values[column].strip()):
            yield f"{_place(kind, key, column)}: must be a text that is not empty"
    for column in {*kind.facts} & values.keys():
        if not (isinstance(values[column], str) or _is_table_or_list(kind, column)):
            yield f"{_place(kind, key, column)}: must be a text"


def _absent(kind: Kind, values: Fields) -> set[str]:
    """The columns that may be missing: facts that a row can do without, and words where the source text has none."""
    words = {name for name in kind.model.OPTIONAL if name in kind.model.WORDS}
    without = {name for name in words if word_column(name, SOURCE_LANGUAGE) not in values}
    return {*kind.model.OPTIONAL} - words | {word_column(name, lang) for name in without for lang in LANGUAGES}


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


def doubts(rows: Mapping[str, Mapping[str, Fields]]) -> Iterator[str]:
    """Yield a line for each text that may be right and should be looked at."""
    for kind in KINDS:
        for key, values in rows[kind.name].items():
            row = kind.model.with_key(key)
            row.take(values)
            for column, faults in row.doubts().items():
                yield from (f"{_place(kind, key, column)}: {fault.messages[0]}" for fault in faults)


def _unknown_rows(rows: Mapping[str, Mapping[str, Fields]]) -> Iterator[str]:
    """Yield a line for each place that names a row the files do not have, or that another row has already."""
    known: set[str] = {
        *rows["codes"],
        *(f"{digit}{key[1:]}" for key, fields in rows["enhanced"].items() for digit in fields["classes"]),
    }
    for code, fields in rows["codes"].items():
        for column in ("related", "confused_with"):
            yield from (f"codes.toml: {code}: {column}: unknown code {c}" for c in fields[column] if c not in known)
    yield from (f"classes.toml: {key}: unknown code" for key in rows["classes"] if key not in known)
    yield from (f"stages.toml: {key}: unknown code" for key in rows["stages"] if key.split(" ")[0] not in known)
    yield from (f"pairs.toml: {key}: unknown code" for key in rows["pairs"] if not {*key.split("/")} <= known)
    yield from _reply_faults(rows)
    causes: dict[str, str] = {}  # code -> the one cause that it may mean
    for cause, fields in sorted(rows["causes"].items()):
        for code in fields["codes"]:
            if code not in rows["codes"] and code not in rows["enhanced"]:
                yield f"causes.toml: {cause}: codes: unknown code {code}"
            elif causes.setdefault(code, cause) != cause:
                yield f"causes.toml: {cause}: codes: {code} already means {causes[code]}"
    for kind, columns in _RELATIONS.items():
        for key, fields in rows[kind].items():
            for column, other in columns.items():
                if fields[column] and fields[column] not in rows[other]:
                    yield f"{kind}.toml: {key}: {column}: unknown {column} {fields[column]}"


def _reply_faults(rows: Mapping[str, Mapping[str, Fields]]) -> Iterator[str]:
    """Yield a line for each address in a known reply that is nobody's to publish, and for each reply that is twice."""
    known: list[str] = []
    for fields in rows["providers"].values():
        known += verbatim.hosts(fields["domains"], fields["postmaster_url"])
    seen: dict[tuple[object, object], dict[str, str]] = {}  # codes -> name -> text
    for key, fields in sorted(rows["replies"].items()):
        others = seen.setdefault((fields["code"], fields["enhanced"]), {})
        reply = str(fields["reply"])
        faults = [*validators.stranger_faults("reply", reply, known), *validators.twin_faults("reply", reply, others)]
        yield from (f"replies.toml: {key}: reply: {fault.messages[0]}" for _column, fault in faults)
        others[key] = reply


# The facts of a kind that name rows of another kind.
_RELATIONS = {
    "replies": {"provider": "providers", "cause": "causes"},
    "advice": {"provider": "providers", "cause": "causes"},
    "program-errors": {"program": "programs", "cause": "causes", "advice": "advice"},
}


# --- columns -> files


def dump(directory: Path) -> list[str]:
    """Write the live content as files where it differs, byte for byte as a load of the same content found them.

    Return the names of the files that were written.
    """
    files = differing(directory)
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    return list(files)


def differing(directory: Path) -> dict[str, str]:
    """Return the files that a dump would write, each with its text."""
    return {name: text for name, text in render().items() if _content_of(directory / name) != text.encode()}


def _content_of(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def render() -> dict[str, str]:
    """Return the text of every content file by its name."""
    files: dict[str, str] = {}
    for kind in KINDS:
        rows = kind.rows()
        facts = [_table(row.key, _present(kind, {f: row.value(f) for f in kind.facts})) for row in rows]
        files[kind.facts_file] = "\n".join(facts)
        for language in LANGUAGES if kind.model.WORDS else ():
            files |= _words_files(kind, rows, language)
    return files


def _words_files(kind: Kind, rows: list[Content], language: str) -> dict[str, str]:
    texts = {row.key: _present(kind, row.plain_words[language]) for row in rows}
    if kind.has_folder:
        return {kind.words_file(language, key): _fields(words) for key, words in texts.items() if any(words.values())}
    tables = [_table(key, words) for key, words in texts.items() if any(words.values())]
    return {f"{language}/{kind.name}.toml": "\n".join(tables)}


def _present(kind: Kind, values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value or name not in kind.model.OPTIONAL}


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


# --- the older layout, in which codes and causes lay side by side in the folder of their language


def old_files(directory: Path) -> Iterator[tuple[Path, Path]]:
    """Yield each file of words that lies in no folder of its kind, and where it belongs."""
    shared = {kind.name for kind in KINDS if not kind.has_folder}
    for path in sorted(path for language in LANGUAGES for path in (directory / language).glob("*.toml")):
        if path.stem not in shared:
            yield path, path.parent / _of_old_stem(path.stem)


def _of_old_stem(stem: str) -> str:
    if stem.startswith("x."):
        return f"enhanced/{stem.removeprefix('x.')}.toml"
    return f"{'codes' if stem[:1].isdigit() else 'causes'}/{stem}.toml"


def move(directory: Path) -> int:
    """Bring a folder of the older layout into the present one; return how many files moved."""
    moves = list(old_files(directory))
    if taken := [new for _old, new in moves if new.exists()]:
        raise ContentError(f"{taken[0]}: there already; nothing was moved")
    for old, new in moves:
        new.parent.mkdir(exist_ok=True)
        old.rename(new)
    return len(moves)


# --- credits, which are about the collection as a whole and have no rows


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


def _credit_faults(directory: Path) -> Iterator[str]:
    try:
        found = credits(directory)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        yield f"credits.toml: cannot be read: {error}"
        return
    for credit in found:
        for text in (credit.work, credit.licence):
            if not isinstance(text, str) and set(text) != {*LANGUAGES}:
                yield f"credits.toml: {text}: needs one text for each language"
