"""What is wrong with content: a line for each fault, which names file, field and reason."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname as word_column

from codes import validators, verbatim
from codes.content.fields import MADE_FROM, Fields, Rows, columns, place, text_of
from codes.content.kinds import KINDS, Kind
from codes.freshness import Source
from codes.rows import LANGUAGES, SOURCE_LANGUAGE, Content


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


def form_faults(kind: Kind, key: str, values: Fields) -> Iterator[str]:
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
    for column in [column for column in values if column.startswith(MADE_FROM)]:
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


# Of each row in each language of messages: the digest of what it said, its faults, its doubts.
_judged: dict[tuple[str, str, str | None], tuple[bytes, list[str], list[Doubt]]] = {}


def row_faults(kind: Kind, key: str, values: Fields) -> tuple[list[str], list[Doubt]]:
    """Return a line for each fault of a row, and its doubts.

    What was found is remembered: conflicts are settled one after the other, and each time all files are read.
    """
    row, digest = (kind.name, key, get_language()), sha256(json.dumps(values, default=str).encode()).digest()
    judged = _judged.get(row)
    if judged is None or judged[0] != digest:
        doubts: list[Doubt] = []
        judged = _judged[row] = digest, [*_faults_in(kind, key, values, doubts)], doubts
    return judged[1:]


def _faults_in(kind: Kind, key: str, values: Fields, doubts: list[Doubt]) -> Iterator[str]:
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


def unknown_codes(rows: Rows) -> Iterator[Doubt]:
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
    for kind, codes_of in CODES_OF_KEY.items():
        for key in rows[kind]:
            if not {*codes_of(key)} <= known:
                yield Doubt(kind, key, "references", rows[kind][key]["references"], f"{kind}.toml: {key}: unknown code")
    for cause, fields in rows["causes"].items():
        for code in fields["codes"]:
            if code not in rows["codes"] and code not in rows["enhanced"]:
                line = f"causes.toml: {cause}: codes: unknown code {code}"
                yield Doubt("causes", cause, "codes", fields["codes"], line)


# The codes that a key names.
CODES_OF_KEY: dict[str, Callable[[str], list[str]]] = {
    "classes": lambda key: [key],
    "stages": lambda key: [key.partition(" ")[0]],
    "pairs": lambda key: key.split("/"),
}


def unknown_rows(rows: Rows) -> Iterator[str]:
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
