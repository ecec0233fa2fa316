"""Content files <-> the columns of rows: reading with all faults named, and what a file of them looks like.

Facts stand in one file for each kind of content; words in one for each language and row, or language and kind. A text
that is not translated yet is absent there, never empty.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import tomlkit
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname as word_column

from codes import validators, verbatim
from codes.content.kinds import KINDS, Kind
from codes.freshness import Source
from codes.rows import SOURCE_LANGUAGE, Content, Translated
from smtp_replies.characters import CONTROLS

LANGUAGES = [language for language, _name in settings.LANGUAGES]
_MADE_FROM = Translated.MADE_FROM
_SOURCE = "source"  # the table of what the texts of a file were made from
Fields = dict[str, object]  # column -> value
Rows = dict[str, dict[str, Fields]]  # kind -> key -> columns
Words = Mapping[str, Mapping[str, Mapping[str, object]]]  # language -> key -> field -> text


class ContentError(Exception):
    """Files that cannot be loaded: one line for each fault, naming file, field and reason."""


@dataclass(frozen=True)
class Doubt:
    """A translation that lost a code of its source text, or a code that no record has: a fault, unless staff saved it.

    Staff may change an English text before anybody has translated it, and may delete a code that others name.
    """

    kind: str
    key: str
    column: str
    value: object
    line: str
    is_left_over: bool = False  # words without facts: files of a row that staff added, and a checkout did not know


def _none_accepted(_doubt: Doubt) -> bool:
    return False


# --- files -> columns


def read(directory: Path, accepted: Callable[[Doubt], bool] = _none_accepted) -> Rows:
    """Return the columns of every row by kind, or raise ContentError with all that is wrong."""
    if not directory.is_dir():
        raise ContentError(f"{directory}: the content folder is missing")
    refuse_older_layout(directory)
    problems: list[str] = []
    doubts: list[Doubt] = []
    facts = {kind.name: _tables(directory, kind.facts_file, problems) for kind in KINDS}
    words = {kind.name: _read_words(directory, kind, problems) for kind in KINDS}
    if not problems:
        rows = {kind.name: dict(_columns(kind, facts[kind.name], words[kind.name], problems, doubts)) for kind in KINDS}
    if not problems:
        doubts += _unknown_codes(rows)
        problems += [*_unknown_rows(rows), *_credit_faults(directory), *_search_faults(directory)]
    problems += [doubt.line for doubt in doubts if not accepted(doubt)]
    if problems:
        raise ContentError("\n".join(sorted(problems)))
    return rows


def refuse_older_layout(directory: Path) -> None:
    """Raise ContentError where the files of words lie in no folder of their kind."""
    if any(old_files(directory)):
        raise ContentError(f"{directory}: words lie in no folder of their kind; run manage.py move_content {directory}")


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
        files = {language: f"{language}/{kind.name}.toml" for language in LANGUAGES}
        return {
            # Where nothing is translated yet there is no file.
            language: _tables(directory, file, problems) if _is_needed(directory, file, language) else {}
            for language, file in files.items()
        }
    return {
        language: {
            kind.prefix + path.stem: _parse(directory, f"{language}/{kind.name}/{path.name}", problems)
            for path in sorted((directory / language / kind.name).glob("*.toml"))
        }
        for language in LANGUAGES
    }


def _is_needed(directory: Path, file: str, language: str) -> bool:
    return language == SOURCE_LANGUAGE or (directory / file).exists()


def _columns(
    kind: Kind, facts: dict[str, Fields], words: Words, problems: list[str], doubts: list[Doubt]
) -> Iterator[tuple[str, Fields]]:
    keys = set(facts)
    for language, texts in words.items():
        doubts += [_left_over(kind, key, language, texts[key]) for key in texts.keys() - facts.keys()]
        if language == SOURCE_LANGUAGE and not kind.may_be_silent:
            problems += [f"{_where(kind, key, language)}: missing" for key in facts.keys() - texts.keys()]
            keys &= texts.keys()
    problems += [f"{_where(kind, key)}: not the name of an entry" for key in keys if not kind.has(key)]
    for key in filter(kind.has, (key for key in facts if key in keys)):
        values = dict(facts[key])
        values |= {column: text for lang in words for column, text in _of_language(words[lang].get(key, {}), lang)}
        if faults := list(_form_faults(kind, key, values)) or list(_faults(kind, key, values, doubts)):
            problems += faults
        else:
            yield key, {column: values.get(column, empty(kind, column)) for column in columns(kind)}


def _left_over(kind: Kind, key: str, language: str, texts: Mapping[str, object]) -> Doubt:
    name, text = next(iter(texts.items()), ("", ""))
    line = f"{kind.facts_file}: {key}: missing, but named in {language}/"
    return Doubt(kind.name, key, word_column(name, language), text, line, is_left_over=True)


def _of_language(texts: Mapping[str, object], language: str) -> Iterator[tuple[str, object]]:
    """Yield the columns of what a file has in one language: texts, and what each was made from."""
    for name, value in texts.items():
        if name == _SOURCE and isinstance(value, dict) and language != SOURCE_LANGUAGE:
            yield from ((f"{_MADE_FROM}{word_column(each, language)}", source) for each, source in value.items())
        else:
            yield word_column(name, language), value


def columns(kind: Kind) -> list[str]:
    """Return the columns that files hold: facts, and of each language the words and what they were made from."""
    words = [column for language in LANGUAGES for column in word_columns(kind, language)]
    return [*kind.facts, *words, *(f"{_MADE_FROM}{column}" for column in words if not _is_source(column))]


def word_columns(kind: Kind, language: str) -> list[str]:
    """Return the columns of the words of one language."""
    return [word_column(name, language) for name in kind.model.WORDS]


def text_of(column: str) -> str:
    """Return the column of the text, of one that says what the text was made from; of any other itself."""
    return column.removeprefix(_MADE_FROM)


def original_of(column: str) -> str:
    """Return the column of the source text of a translation."""
    name, _language = _name_and_language(text_of(column))
    return word_column(name, SOURCE_LANGUAGE)


def _is_source(column: str) -> bool:
    return _name_and_language(column)[1] == SOURCE_LANGUAGE


def empty(kind: Kind, column: str) -> object:
    """Return what a column holds that a file leaves out."""
    if column.startswith(_MADE_FROM):
        return ""
    field = kind.model._meta.get_field(column)
    return field.default() if isinstance(field, models.JSONField) else ""


def _where(kind: Kind, key: str, language: str | None = None) -> str:
    """The file of a row, with its table where the file holds several: "ar/codes/553.toml", "codes.toml: 553"."""
    if language is None:
        return f"{kind.facts_file}: {key}"
    file = kind.words_file(language, key)
    return file if kind.has_folder else f"{file}: {key}"


def place(kind: Kind, key: str, column: str) -> str:
    """Return where a column stands: "ar/codes/553.toml: fix"."""
    name, language = _name_and_language(text_of(column))
    table = f"{_SOURCE}." if column.startswith(_MADE_FROM) else ""
    return f"{_where(kind, key, language)}: {table}{name}"


def _name_and_language(column: str) -> tuple[str, str | None]:
    """The name of a column in files, and the language whose files it stands in; None for a fact."""
    for language in LANGUAGES:
        suffix = word_column("", language)
        if column.endswith(suffix):
            return column.removesuffix(suffix), language
    return column, None


def _form_faults(kind: Kind, key: str, values: Fields) -> Iterator[str]:
    """Yield a line for each field that is missing, unknown or of the wrong type."""
    words = {word_column(name, language) for language in LANGUAGES for name in kind.model.WORDS}
    wanted = {*kind.facts, *words}
    yield from (f"{place(kind, key, column)}: missing" for column in wanted - values.keys() - _absent(kind, values))
    yield from (f"{place(kind, key, column)}: unknown field" for column in values.keys() - {*columns(kind)})
    yield from _source_faults(kind, key, values)
    for column in words & values.keys():
        if not (isinstance(values[column], str) and values[column].strip()):
            yield f"{place(kind, key, column)}: must be a text that is not empty"
    for column in {*kind.facts} & values.keys():
        if not (isinstance(values[column], str) or _is_table_or_list(kind, column)):
            yield f"{place(kind, key, column)}: must be a text"


def _source_faults(kind: Kind, key: str, values: Fields) -> Iterator[str]:
    """Yield a line for each place that should say what a text was made from, and does not."""
    for column in [column for column in values if column.startswith(_MADE_FROM)]:
        if text_of(column) not in values:
            yield f"{place(kind, key, column)}: there is no such text"
        try:
            Source.read(values[column])
        except ValueError as error:
            yield f"{place(kind, key, column)}: {error}"


def _absent(kind: Kind, values: Fields) -> set[str]:
    """The columns that are left out, and may be: facts and words a row can do without, words not translated yet."""
    facts = {name for name in kind.model.OPTIONAL if name in kind.facts}
    words = {
        word_column(name, language)
        for language in LANGUAGES
        for name in kind.model.WORDS
        if language != SOURCE_LANGUAGE or name in kind.model.OPTIONAL
    }
    return (facts | words) - values.keys()


def _is_table_or_list(kind: Kind, column: str) -> bool:
    return isinstance(kind.model._meta.get_field(column), models.JSONField)


def _faults(kind: Kind, key: str, values: Fields, doubts: list[Doubt]) -> Iterator[str]:
    row = kind.model.with_key(key)
    row.take(values)
    # Other rows are looked for among the files, not in the database.
    others = [field.name for field in row._meta.fields if field.is_relation]
    try:
        row.full_clean(exclude=others, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        lost = _lost_in_translation(row)
        for column, messages in error.message_dict.items():
            for message in messages:
                line = f"{place(kind, key, column)}: {message}"
                if (column, message) in lost:
                    doubts.append(Doubt(kind.name, key, column, values[column], line))
                else:
                    yield line
    for column, value in values.items():
        if isinstance(value, str) and row.value(column) != value:
            yield f"{place(kind, key, column)}: blanks at the end of a line, or the last line does not end"


def questions(rows: Rows) -> Iterator[str]:
    """Yield a line for each text that may be right and should be looked at."""
    for kind in KINDS:
        for key, values in rows[kind.name].items():
            row = kind.model.with_key(key)
            row.take(values)
            for column, faults in row.doubts().items():
                yield from (f"{place(kind, key, column)}: {fault.messages[0]}" for fault in faults)


def _lost_in_translation(row: Content) -> set[tuple[str, str]]:
    """The columns and messages of faults that a text has beside its source text, but not by itself."""
    words = row.plain_words
    alone = [validators.word_faults({language: texts}) for language, texts in words.items()]
    return _messages(validators.word_faults(words)).difference(*map(_messages, alone))


def _messages(faults: Iterable[validators.Fault]) -> set[tuple[str, str]]:
    return {(column, message) for column, fault in faults for message in fault.messages}


def _unknown_codes(rows: Rows) -> Iterator[Doubt]:
    """Yield each place that names a code the files do not have."""
    known: set[str] = {
        *rows["codes"],
        *(f"{digit}{key[1:]}" for key, fields in rows["enhanced"].items() for digit in fields["classes"]),
    }
    for code, fields in rows["codes"].items():
        for column in ("related", "confused_with"):
            for other in fields[column]:
                if other not in known:
                    line = f"codes.toml: {code}: {column}: unknown code {other}"
                    yield Doubt("codes", code, column, fields[column], line)
    for kind, codes_of in _CODES_OF_KEY.items():
        for key in rows[kind]:
            if not {*codes_of(key)} <= known:
                yield Doubt(kind, key, "references", rows[kind][key]["references"], f"{kind}.toml: {key}: unknown code")
    for cause, fields in rows["causes"].items():
        for code in fields["codes"]:
            if code not in rows["codes"] and code not in rows["enhanced"]:
                line = f"causes.toml: {cause}: codes: unknown code {code}"
                yield Doubt("causes", cause, "codes", fields["codes"], line)


_CODES_OF_KEY: dict[str, Callable[[str], list[str]]] = {
    "classes": lambda key: [key],
    "stages": lambda key: [key.partition(" ")[0]],
    "pairs": lambda key: key.split("/"),
}


def _unknown_rows(rows: Rows) -> Iterator[str]:
    """Yield a line for each place that names a record the files do not have, and for a code of two causes."""
    yield from _reply_faults(rows)
    causes: dict[str, str] = {}  # code -> the one cause that it may mean
    for cause, fields in sorted(rows["causes"].items()):
        for code in fields["codes"]:
            if causes.setdefault(code, cause) != cause:
                yield f"causes.toml: {cause}: codes: {code} already means {causes[code]}"
    for kind, key, column, other in relations(rows):
        if other[1] not in rows[other[0]]:
            yield f"{kind}.toml: {key}: {column}: unknown {column} {other[1]}"


def relations(rows: Rows) -> Iterator[tuple[str, str, str, tuple[str, str]]]:
    """Yield the kind, the key and the column of each place that names another record, and its kind and key."""
    for kind, columns_of in _RELATIONS.items():
        for key, fields in rows.get(kind, {}).items():
            for column, other in columns_of.items():
                value = fields.get(column)
                if isinstance(value, str) and value:
                    yield kind, key, column, (other, value)


def _reply_faults(rows: Rows) -> Iterator[str]:
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
_RELATIONS: dict[str, dict[str, str]] = {
    "replies": {"provider": "providers", "cause": "causes"},
    "advice": {"provider": "providers", "cause": "causes"},
    "program-errors": {"program": "programs", "cause": "causes", "advice": "advice"},
}


# --- files as they lie, faulty or not


@dataclass(frozen=True)
class Found:
    """What a dump finds before it writes: the columns that the files hold, and the files that cannot be read."""

    rows: Rows
    unreadable: list[str]
    closed: set[tuple[str, str]]  # kind and key of rows with a file that cannot be read; key "" for a whole kind


def look(directory: Path) -> Found:
    """Return what files hold that nobody has checked; a file that is not there holds nothing."""
    refuse_older_layout(directory)
    found = Found({kind.name: {} for kind in KINDS}, [], set())
    for kind in KINDS:
        for name, key, language in _files_of(directory, kind):
            problems: list[str] = []
            tables = _tables(directory, name, problems) if key is None else {key: _parse(directory, name, problems)}
            if problems:
                found.unreadable.extend(problems)
                found.closed.add((kind.name, key or ""))
            for each, fields in tables.items():
                named = _of_language(fields, language) if language else fields.items()
                found.rows[kind.name].setdefault(each, {}).update(named)
    return found


def _files_of(directory: Path, kind: Kind) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield the name of each file of a kind, the key of the row whose it is alone, and its language if it has one."""
    shared: list[tuple[str, str | None]] = [(kind.facts_file, None)]
    for language in LANGUAGES if kind.model.WORDS else ():
        if kind.has_folder:
            for path in sorted((directory / language / kind.name).glob("*.toml")):
                yield f"{language}/{kind.name}/{path.name}", kind.prefix + path.stem, language
        else:
            shared.append((f"{language}/{kind.name}.toml", language))
    yield from ((name, None, language) for name, language in shared if (directory / name).exists())


# --- columns -> files


def live() -> Rows:
    """Return the columns of all rows in the database."""
    return {kind.name: {row.key: of_row(kind, row) for row in kind.rows()} for kind in KINDS}


def of_row(kind: Kind, row: Content) -> Fields:
    """Return the columns of a row as files hold them."""
    return {column: row.value(column) for column in columns(kind)}


def render(rows: Rows) -> dict[str, str]:
    """Return the text of every content file by its name."""
    files: dict[str, str] = {}
    for kind in KINDS:
        if kind.name in rows:
            files |= _render_kind(kind, rows[kind.name])
    return files


def _render_kind(kind: Kind, rows: Mapping[str, Fields]) -> dict[str, str]:
    keys = sorted(filter(kind.has, rows), key=kind.order) + [key for key in rows if not kind.has(key)]
    tables = {key: _by_language(kind, rows[key]) for key in keys}
    files = {kind.facts_file: "\n".join(_table(key, by[None]) for key, by in tables.items() if None in by)}
    for language in LANGUAGES:
        words = {key: by[language] for key, by in tables.items() if language in by}
        if kind.has_folder:
            files |= {kind.words_file(language, key): _file(texts) for key, texts in words.items()}
        elif kind.model.WORDS:
            files[f"{language}/{kind.name}.toml"] = "\n".join(_table(key, texts) for key, texts in words.items())
    return files


def _by_language(kind: Kind, fields: Fields) -> dict[str | None, Fields]:
    """The fields of a row as its files have them, facts under None; without what is empty and may be absent."""
    found: dict[str | None, Fields] = {}
    known = columns(kind)
    for column in [*known, *(column for column in fields if column not in known)]:
        name, language = _name_and_language(text_of(column))
        if column in fields and (fields[column] or (language is None and name not in kind.model.OPTIONAL)):
            texts: Any = found.setdefault(language, {})
            if column.startswith(_MADE_FROM):
                texts = texts.setdefault(_SOURCE, {})
            texts[name] = fields[column]
    return found


def _table(key: str, values: Mapping[str, object]) -> str:
    """Write a row of a file that has several; what its texts were made from stands in its table."""
    name, sources = _key(key), _sources(values)
    own = {name: value for name, value in values.items() if value is not sources}
    return f"[{name}]\n{_fields(own)}{_fields(sources, f'{_SOURCE}.')}"


def _file(values: Mapping[str, object]) -> str:
    """Write a row that has a file of its own; what its texts were made from is a table, and comes last."""
    sources = _sources(values)
    own = {name: value for name, value in values.items() if value is not sources}
    return _fields(own) + (f"\n[{_SOURCE}]\n{_fields(sources)}" if sources else "")


def _sources(values: Mapping[str, object]) -> Mapping[str, object]:
    found = values.get(_SOURCE)
    return found if isinstance(found, dict) else {}


def _fields(values: Mapping[str, object], within: str = "") -> str:
    lines = []
    for name, value in values.items():
        if name == "stages" and value and isinstance(value, dict):
            lines += [f"stages.{stage} = {_inline(differing)}\n" for stage, differing in value.items()]
        else:
            lines.append(within + _assignment(name, value))
    return "".join(lines)


_UNWRITABLE = re.compile(rf"{CONTROLS.pattern}|\r")  # as it is, in a text of several lines


def _assignment(name: str, value: object) -> str:
    name = _key(name)
    if isinstance(value, str) and "\n" in value:
        text = value.replace("\\", "\\\\").replace('"""', '""\\"')
        text = _UNWRITABLE.sub(lambda control: f"\\u{ord(control[0]):04x}", text)
        return f'{name} = """\n{text}"""\n'
    return f"{name} = {_inline(value)}\n"


@cache
def _key(name: str) -> str:
    return tomlkit.key(name).as_string()


_PLAIN = re.compile(r'[^"\\\x00-\x1f\x7f]*')  # needs no more than quotation marks


def _inline(value: object) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return f'"{value}"'  # as nearly all are: an item made of each took most of a dump
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


def _search_faults(directory: Path) -> Iterator[str]:
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
