"""What content files look like: columns into the text of each file. What is empty and may be absent is left out."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import tomlkit

from codes.content.fields import MADE_FROM, SOURCE, Fields, Rows, columns, name_and_language, text_of
from codes.content.kinds import KINDS, Kind
from codes.rows import LANGUAGES
from smtp_replies.characters import CONTROLS


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
        name, language = name_and_language(text_of(column))
        if column in fields and (fields[column] or (language is None and name not in kind.model.OPTIONAL)):
            texts: Any = found.setdefault(language, {})
            if column.startswith(MADE_FROM):
                texts = texts.setdefault(SOURCE, {})
            texts[name] = fields[column]
    return found


def _table(key: str, values: Mapping[str, object]) -> str:
    """Write a row of a file that has several; what its texts were made from stands in its table."""
    name, sources = _key(key), _sources(values)
    own = {name: value for name, value in values.items() if value is not sources}
    return f"[{name}]\n{_fields(own)}{_fields(sources, f'{SOURCE}.')}"


def _file(values: Mapping[str, object]) -> str:
    """Write a row that has a file of its own; what its texts were made from is a table, and comes last."""
    sources = _sources(values)
    own = {name: value for name, value in values.items() if value is not sources}
    return _fields(own) + (f"\n[{SOURCE}]\n{_fields(sources)}" if sources else "")


def _sources(values: Mapping[str, object]) -> Mapping[str, object]:
    found = values.get(SOURCE)
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
