"""The history of every row: what it held after each change, who changed it, when, and from where.

It is written with the change, in its transaction, however rows are changed: one or many at once, by the workbench, a
load or a program. A change that changes nothing leaves no entry. Raw SQL is not noticed.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from django.db import models
from django.utils import timezone
from simple_history import register as keep
from simple_history.models import HistoricalRecords

from codes import rows
from codes.edits import Origin
from codes.freshness import Source
from codes.rows import Content, Translated

_ADDED, _CHANGED, _DELETED = "+", "~", "-"  # as django-simple-history has them


@dataclass(frozen=True)
class _Author:
    """Who changes rows at present."""

    origin: Origin = Origin.PROGRAM
    name: str = ""  # of an account


_author: ContextVar[_Author] = ContextVar("author", default=_Author())  # noqa: B039 - it is frozen
_gathered: ContextVar["list[Entry] | None"] = ContextVar("gathered", default=None)  # to be written at once


@contextmanager
def written_by(origin: Origin, name: str | None = None) -> Iterator[None]:
    """Say where the changes inside come from, and who makes them unless that is known already."""
    author = replace(_author.get(), origin=origin)
    token = _author.set(author if name is None else replace(author, name=name))
    try:
        yield
    finally:
        _author.reset(token)


@contextmanager
def at_once() -> Iterator[None]:
    """Write the entries of all changes inside together, since one by one takes long; none where they fail."""
    entries: list[Entry] = []
    token = _gathered.set(entries)
    try:
        yield
    finally:
        _gathered.reset(token)
    _write(entries)


class EntryQuerySet(models.QuerySet[Any]):
    """Questions about a history."""

    def of_row(self, key: object) -> "EntryQuerySet":
        """Return the entries of a row, which may be deleted, the newest first."""
        return self.filter(id=key).order_by("-history_id")

    def after(self, entry: "Entry") -> "Entry":
        """Return the entry of the change that ended what an entry holds; the newest ends with itself."""
        later = self.of_row(entry.id).filter(history_id__gt=entry.history_id).last()
        return later or entry

    def newest(self, keys: Iterable[object]) -> "EntryQuerySet":
        """Return the newest entry of each row."""
        each = self.filter(id__in=keys).order_by().values("id").annotate(newest=models.Max("history_id"))
        return self.filter(history_id__in=each.values("newest"))

    def deletions(self) -> "EntryQuerySet":
        """Return the newest entries of the rows that are deleted, the latest first."""
        return self.filter(~self._later, history_type=_DELETED).order_by("-history_id")

    def prune(self, before: datetime) -> int:
        """Forget who changed what before a time, and what rows held then that they no longer hold.

        The newest entry of each row stays, without its name: it is what the next change is compared with. So does what
        an outdated translation was made from: its translator is shown what has changed since. Return how many entries
        were deleted.
        """
        old = self.filter(history_date__lt=before)
        number, _by_model = old.filter(self._later).exclude(history_id__in=self._sources()).order_by().delete()
        old.exclude(history_user="").update(history_user="")
        return number

    def _sources(self) -> list[int]:
        """The entries with the source texts that outdated translations were made from."""
        rows = [row for row in self.model.instance_type._default_manager.all() if isinstance(row, Translated)]
        return [entry for row in rows for left in row.left_behind() for entry in self._with(row.pk, *left)]

    def _with(self, key: object, column: str, source: Source) -> list[int]:
        """The newest entry of a row whose text has a digest, if there is one."""
        texts = self.of_row(key).values_list("history_id", column)
        return [entry for entry, text in texts if source.is_of(text or "")][:1]

    @property
    def _later(self) -> models.Exists:
        """Whether there is a later entry of the same row."""
        later = {"id": models.OuterRef("id"), "history_id__gt": models.OuterRef("history_id")}
        return models.Exists(self.model._default_manager.filter(**later))


class Entry(models.Model):
    """What a row held after a change; of one that was deleted, what it held before."""

    # What django-simple-history adds.
    instance_type: type[Content]
    tracked_fields: "list[models.Field[Any, Any]]"
    id: int  # of the row
    history_id: int
    history_date: datetime
    history_type: str
    history_user: str
    history_change_reason: str

    class Meta:
        abstract = True

    @property
    def key(self) -> str:
        """The name that the row had."""
        return self.instance_type.SEPARATOR.join(getattr(self, field) for field in self.instance_type.KEY)

    @property
    def origin(self) -> Origin:
        """Where the change came from."""
        return Origin(self.history_change_reason)

    @property
    def is_addition(self) -> bool:
        """Whether the row was added, or brought back."""
        return self.history_type == _ADDED

    @property
    def is_deletion(self) -> bool:
        """Whether the row was deleted."""
        return self.history_type == _DELETED

    @property
    def columns(self) -> list[str]:
        """The columns that have a history: all, but those which follow the source language."""
        return [field.name for field in self.tracked_fields if not field.primary_key]

    def value(self, column: str) -> object:
        """Return what a column held, as files hold it."""
        value = getattr(self, self.instance_type.column(column).attname)
        return "" if value is None else value

    def changed(self, before: "Entry") -> list[str]:
        """Return the columns that held something else before."""
        return [column for column in self.columns if self.value(column) != before.value(column)]


class _Records(HistoricalRecords):  # type: ignore[misc]  # it has no types
    """The tables of the history; entries are written by this module."""

    _date_indexing = False  # entries are looked for by their row

    def _get_history_user_fields(self) -> Mapping[str, object]:
        # The name, since an account may be deleted: the history says all the same who it was.
        return {"history_user": models.CharField(max_length=150, blank=True)}

    def get_meta_options(self, model: type[Content]) -> dict[str, object]:
        """Offer no rights: nobody edits a history."""
        options: dict[str, object] = super().get_meta_options(model)
        return options | {
            "default_permissions": (),
            "ordering": ["-history_id"],
            "get_latest_by": "history_id",
            "verbose_name": "history",
            "verbose_name_plural": "histories",
        }

    def create_historical_record(self, instance: Content, history_type: str, using: str | None = None) -> None:
        """Write an entry, or let it be written with the others of one change."""
        _note([_entry(instance, history_type)])


def register(model: type[Content]) -> None:
    """Keep the history of a model, whose columns for each language must be there already."""
    keep(
        model,
        records_class=_Records,
        bases=(Entry,),
        excluded_fields=model.WORDS,  # they follow the source language
        no_db_index=[field.name for field in model._meta.fields if not field.primary_key],
        history_change_reason_field=models.CharField(max_length=20),
        historical_queryset=EntryQuerySet,
    )
    rows.changed.connect(_of_many, sender=model, dispatch_uid="codes.history")


def _of_many(sender: type[Content], rows: Iterable[Content], *, created: bool, **_signal: object) -> None:
    _note([_entry(row, _ADDED if created else _CHANGED) for row in rows])


def _entry(row: Content, history_type: str) -> Entry:
    author, model = _author.get(), _model(type(row))
    held = {field.attname: getattr(row, field.attname) for field in model.tracked_fields}
    entry: Entry = model(
        history_date=timezone.now(),
        history_type=history_type,
        history_user=author.name,
        history_change_reason=author.origin.value,
        **held,
    )
    return entry


def _note(entries: list[Entry]) -> None:
    gathered = _gathered.get()
    if gathered is None:
        _write(entries)
    else:
        gathered += entries


def _write(entries: list[Entry]) -> None:
    """Write entries, those of each model in their order, but for changes that changed nothing."""
    for model in dict.fromkeys(_model(entry.instance_type) for entry in entries):
        own = [entry for entry in entries if type(entry) is model]
        changes = [entry.id for entry in own if entry.history_type == _CHANGED]
        before = {entry.id: entry for entry in EntryQuerySet(model).newest(changes)} if changes else {}
        model._default_manager.bulk_create(
            entry
            for entry in own
            if entry.history_type != _CHANGED or entry.id not in before or entry.changed(before[entry.id])
        )


@cache  # the manager makes a class each time it is asked for
def _model(model: type[Content]) -> Any:
    return rows.history_of(model).model
