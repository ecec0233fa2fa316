"""The content generation: a number that every change of content raises, and what is made once for each.

Whoever makes something from the content reads the number before the rows, so that nothing is kept under a later number
than it deserves.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from threading import Lock
from typing import TypeVar, TypeVarTuple

from django.core.cache import cache as pages
from django.db import connection, transaction
from django.db.models import F
from django.db.models.signals import post_delete, post_save

from codes import rows
from codes.models import CONTENT_MODELS, Generation

Made = TypeVar("Made")
Others = TypeVarTuple("Others")

_ROW = 1  # the only one of its table
_gathered: ContextVar[list[object] | None] = ContextVar("gathered", default=None)  # changes that are to count as one
_forget: list[Callable[[], None]] = []


def current() -> int:
    """Return the number of the present content; 0 where there never was any."""
    with connection.cursor() as cursor:
        cursor.execute(_question())
        row = cursor.fetchone()
    return row[0] if row else 0


@cache
def _question() -> str:
    """The query as SQL: every request asks it, and to put it together takes ten times as long as to run it."""
    return str(Generation.objects.values("number").query)


def advance(sender: object = None, **_signal: object) -> None:
    """Raise the number, in the transaction of the change that calls for it."""
    gathered = _gathered.get()
    if gathered is not None:
        gathered.append(sender)
    elif not Generation.objects.update(number=F("number") + 1):
        Generation.objects.get_or_create(pk=_ROW)


@contextmanager
def alone() -> Iterator[None]:
    """Let nobody else change content meanwhile, in a transaction: what is read in it still holds when it writes.

    On SQLite a transaction is alone anyway; on PostgreSQL whoever has the row of the generation is.
    """
    with transaction.atomic():
        Generation.objects.select_for_update().get_or_create(pk=_ROW)
        yield


@contextmanager
def one_change() -> Iterator[None]:
    """Raise the number once for all that changes inside, and not at all where nothing does."""
    changes: list[object] = []
    token = _gathered.set(changes)
    try:
        yield
    finally:
        _gathered.reset(token)
    if changes:
        advance()


def once_per_generation(make: Callable[[int, *Others], Made]) -> Callable[[int, *Others], Made]:
    """Keep what a function makes of a generation and its other arguments until another generation is asked for."""
    kept: dict[tuple[object, ...], Made] = {}
    lock = Lock()  # a thread that waits finds what another one made

    @wraps(make)
    def once(generation: int, *others: *Others) -> Made:
        key = (generation, *others)
        with lock:
            if key not in kept:
                for old in [old for old in kept if old[0] != generation]:
                    del kept[old]
                kept[key] = make(generation, *others)
            return kept[key]

    _forget.append(kept.clear)
    return once


def forget() -> None:
    """Forget all that is kept: for tests, in which numbers return with each transaction that is rolled back."""
    pages.clear()
    for clear in _forget:
        clear()


def connect() -> None:
    """Raise the number after every change of content, of one row or of many."""
    for model in CONTENT_MODELS:
        for signal in (post_save, post_delete, rows.changed):
            signal.connect(advance, sender=model, dispatch_uid="codes.generation")
