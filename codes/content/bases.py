"""Three sides of each field: what staff see, what its file says, and the base, what both last agreed on.

A load and a dump decide by the same table; the one lets rows follow files, the other files follow rows.
"""

from collections.abc import Iterable, Mapping
from enum import Enum

from codes.content.fields import Fields, text_of, word_columns
from codes.content.kinds import Kind
from codes.models import LoadedField
from codes.rows import LANGUAGES


class Outcome(Enum):
    """Which side of a field, or of a whole row, has moved since the base."""

    SAME = "same"
    FILE = "file"
    LIVE = "live"
    OLDER = "older"  # the file says what it said before staff changed it: an old copy, not a new text
    GONE = "gone"  # the file was deleted by hand
    CONFLICT = "conflict"


class Bases:
    """The bases of all fields; what moves is written at once by `save`."""

    def __init__(self, known: Iterable[LoadedField]) -> None:
        self._rows: dict[tuple[str, str], dict[str, LoadedField]] = {}
        for base in known:
            self._rows.setdefault((base.kind, base.key), {})[base.field] = base
        self._moved: dict[tuple[str, str, str], LoadedField] = {}

    def of_row(self, kind: Kind, key: str) -> Mapping[str, LoadedField]:
        """Return the bases of a row by column."""
        return self._rows.get((kind.name, key), {})

    def keys(self, kind: Kind) -> set[str]:
        """Return the keys of all rows of a kind that the files ever had."""
        return {key for name, key in self._rows if name == kind.name}

    def move(self, kind: Kind, key: str, values: Mapping[str, object], *, by_staff: Mapping[str, bool]) -> None:
        """Let the bases be what the files say now; `by_staff` tells of some columns whose text that is."""
        row = self._rows.setdefault((kind.name, key), {})
        for column, value in values.items():
            base = row.get(column) or LoadedField(kind=kind.name, key=key, field=column, value=value)
            is_staff_text = by_staff.get(column, base.by_staff)
            if base.pk is None or (base.value, base.by_staff) != (value, is_staff_text):
                base.move(value)
                base.by_staff = is_staff_text
                row[column] = self._moved[kind.name, key, column] = base

    def move_away(self, kind: Kind, key: str, *, by_staff: bool) -> None:
        """Remember that the files no longer have a row."""
        gone = dict.fromkeys(self.of_row(kind, key))
        if any(base.value is not None for base in self.of_row(kind, key).values()):
            self.move(kind, key, gone, by_staff=dict.fromkeys(gone, by_staff))

    def save(self) -> None:
        """Write what has moved."""
        LoadedField.objects.bulk_create(
            [
                LoadedField(
                    **{
                        field: getattr(base, field)
                        for field in ("kind", "key", "field", "value", "earlier", "by_staff")
                    }
                )
                for base in self._moved.values()
            ],
            update_conflicts=True,
            unique_fields=["kind", "key", "field"],
            update_fields=["value", "earlier", "by_staff"],
        )


def of_field(live: object, base: LoadedField | None, file: object) -> Outcome:
    """Tell which side of a field has moved."""
    if live == file:
        return Outcome.SAME
    if base is None:  # a column, or a row, that the files never had, or that no load has filled yet
        return Outcome.FILE if not live else Outcome.CONFLICT if file else Outcome.LIVE
    if file == base.value:
        return Outcome.LIVE
    if base.said(file) and (base.by_staff or live != base.value):
        return Outcome.OLDER
    return Outcome.FILE if live == base.value else Outcome.CONFLICT


def has_staff_text(live: object, base: LoadedField | None) -> bool:
    """Whether a text that stands in its file now came there from staff, or ever did."""
    return bool(live) if base is None else base.by_staff or base.value != live


def of_fields(kind: Kind, live: Fields, bases: Mapping[str, LoadedField], file: Fields) -> dict[str, Outcome]:
    """Tell which side of each field has moved, of a row that both have.

    What a translation was made from goes with its text. Where both have the same text, it is no cause for a conflict:
    the site keeps what it knows, unless the file alone says something new.
    """
    found = {column: of_field(live[column], bases.get(column), value) for column, value in file.items()}
    for language in LANGUAGES:
        words = word_columns(kind, language)
        if not any(file[column] for column in words):
            had = [column for column in words if found[column] is Outcome.FILE]
            found |= dict.fromkeys(had, Outcome.GONE)
    return {column: _beside_its_text(found, column, file[column]) for column in found}


def _beside_its_text(found: Mapping[str, Outcome], column: str, file: object) -> Outcome:
    own, text = found[column], found[text_of(column)]
    if text_of(column) == column or text is Outcome.SAME is own:
        return own
    if text is Outcome.SAME:
        return Outcome.FILE if own is Outcome.FILE and file else Outcome.LIVE
    return text


def without_row(bases: Mapping[str, LoadedField], file: Fields) -> Outcome:
    """Tell whether a row that only the files have is new there, or was deleted by staff."""
    if not bases:
        return Outcome.FILE
    file = {column: value for column, value in file.items() if text_of(column) == column}
    moved = {of_field(None, bases[column], value) for column, value in file.items() if column in bases}
    moved |= {Outcome.FILE for column, value in file.items() if value and column not in bases}
    if not moved <= {Outcome.LIVE, Outcome.OLDER}:
        return Outcome.FILE
    return Outcome.OLDER if Outcome.OLDER in moved else Outcome.LIVE


def without_file(bases: Iterable[LoadedField]) -> Outcome:
    """Tell whether a row that the files do not have was added by staff, or lost its file to somebody's hand."""
    return Outcome.GONE if any(base.value is not None for base in bases) else Outcome.LIVE
