"""The fields of rows as files have them: which columns there are, in which language, and where each stands.

Facts stand in one file for each kind of content; words in one for each language and row, or language and kind.
"""

from django.db import models
from modeltranslation.utils import build_localized_fieldname as word_column

from codes.content.kinds import KINDS, Kind
from codes.rows import LANGUAGES, SOURCE_LANGUAGE, Content, Translated

MADE_FROM = Translated.MADE_FROM
SOURCE = "source"  # the table of what the texts of a file were made from
Fields = dict[str, object]  # column -> value
Rows = dict[str, dict[str, Fields]]  # kind -> key -> columns


def columns(kind: Kind) -> list[str]:
    """Return the columns that files hold: facts, and of each language the words and what they were made from."""
    words = [column for language in LANGUAGES for column in word_columns(kind, language)]
    return [*kind.facts, *words, *(f"{MADE_FROM}{column}" for column in words if not _is_source(column))]


def word_columns(kind: Kind, language: str) -> list[str]:
    """Return the columns of the words of one language."""
    return [word_column(name, language) for name in kind.model.WORDS]


def text_of(column: str) -> str:
    """Return the column of the text, of one that says what the text was made from; of any other itself."""
    return column.removeprefix(MADE_FROM)


def original_of(column: str) -> str:
    """Return the column of the source text of a translation."""
    name, _language = name_and_language(text_of(column))
    return word_column(name, SOURCE_LANGUAGE)


def _is_source(column: str) -> bool:
    return name_and_language(column)[1] == SOURCE_LANGUAGE


def empty(kind: Kind, column: str) -> object:
    """Return what a column holds that a file leaves out."""
    if column.startswith(MADE_FROM):
        return ""
    field = kind.model._meta.get_field(column)
    return field.default() if isinstance(field, models.JSONField) else ""


def where(kind: Kind, key: str, language: str | None = None) -> str:
    """The file of a row, with its table where the file holds several: "ar/codes/553.toml", "codes.toml: 553"."""
    if language is None:
        return f"{kind.facts_file}: {key}"
    file = kind.words_file(language, key)
    return file if kind.has_folder else f"{file}: {key}"


def place(kind: Kind, key: str, column: str) -> str:
    """Return where a column stands: "ar/codes/553.toml: fix"."""
    name, language = name_and_language(text_of(column))
    table = f"{SOURCE}." if column.startswith(MADE_FROM) else ""
    return f"{where(kind, key, language)}: {table}{name}"


def name_and_language(column: str) -> tuple[str, str | None]:
    """The name of a column in files, and the language whose files it stands in; None for a fact."""
    for language in LANGUAGES:
        suffix = word_column("", language)
        if column.endswith(suffix):
            return column.removesuffix(suffix), language
    return column, None


def live() -> Rows:
    """Return the columns of all rows in the database."""
    return {kind.name: {row.key: of_row(kind, row) for row in kind.rows()} for kind in KINDS}


def of_row(kind: Kind, row: Content) -> Fields:
    """Return the columns of a row as files hold them."""
    return {column: row.value(column) for column in columns(kind)}
