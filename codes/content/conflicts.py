"""Conflicts that a load left: each is shown with both texts, and settled by a load that takes either."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

from django.conf import settings

from codes import generation
from codes.content.bases import Outcome
from codes.content.kinds import KINDS, Kind
from codes.content.merge import NotListedError, Take, load
from codes.models import Conflict, LoadedField
from codes.rows import Content


class ChangedError(Exception):
    """What somebody was about to settle is not what they saw."""


@dataclass(frozen=True)
class Unsettled:
    """A place where the site and its file differ, and nobody has taken either text yet."""

    kind: Kind
    row: Content
    column: str  # empty: the row as a whole, which the files no longer have
    outcome: Outcome
    live: object
    file: object

    @property
    def name(self) -> str:
        """The name of the place, as the commands list it and take it."""
        return f"{self.kind.name}: {self.row.key} {self.column}".rstrip()

    @property
    def seen(self) -> str:
        """A mark of both texts: whoever settles has seen these, and no others."""
        return sha256(json.dumps([self.live, self.file]).encode()).hexdigest()

    @property
    def is_deletion(self) -> bool:
        """Whether the file no longer has what the site has."""
        return self.outcome is Outcome.GONE


def unsettled() -> list[Unsettled]:
    """Return the conflicts that the last load left, but for those that edits have settled since."""
    left = Conflict.objects.order_by("kind", "pk")
    return [place for kind, group in groupby(left, _kind) for place in _of_kind(kind, [*group])]


def settle(name: str, take: Take, seen: str) -> None:
    """Take one of both texts, as `load_content --take` does; ChangedError where they are not those seen."""
    try:
        with generation.alone():
            _settle(name, take, seen)
    except ChangedError:
        load(settings.CONTENT_DIR)  # so that what the files say now is seen next
        raise


def _settle(name: str, take: Take, seen: str) -> None:
    place = next((place for place in unsettled() if place.name == name), None)
    if place is None or place.seen != seen:
        raise ChangedError(name)
    try:
        load(settings.CONTENT_DIR, take={name: take})
    except NotListedError as error:
        raise ChangedError(name) from error
    base = LoadedField.objects.filter(kind=place.kind.name, key=place.row.key, field=place.column).first()
    if base is not None and base.value != place.file:
        raise ChangedError(name)


def _kind(conflict: Conflict) -> Kind:
    return next(kind for kind in KINDS if kind.name == conflict.kind)


def _of_kind(kind: Kind, left: list[Conflict]) -> Iterator[Unsettled]:
    rows = {row.key: row for row in kind.rows()}
    for conflict in left:
        if row := rows.get(conflict.key):
            live = row.value(conflict.field) if conflict.field else None
            if live != conflict.file or not conflict.field:
                yield Unsettled(kind, row, conflict.field, Outcome(conflict.outcome), live, conflict.file)
