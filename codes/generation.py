"""The content generation: a number that every change of content raises, and what is made once for each.

Whoever makes something from the content reads the number before the rows, so that nothing is kept under a later number
than it deserves.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from threading import Lock, Thread
from time import sleep
from typing import TypeVar, TypeVarTuple

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import F
from django.db.models.signals import post_delete, post_save

from codes import rows
from codes.models import CONTENT_MODELS, Generation

Made = TypeVar("Made")
Others = TypeVarTuple("Others")

_logger = logging.getLogger(__name__)
_ROW = 1  # the only one of its table
_gathered: ContextVar[list[object] | None] = ContextVar("gathered", default=None)  # changes that are to count as one
_read: ContextVar[int | None] = ContextVar("read", default=None)  # the number of the one state that is read
_forget: list[Callable[[int | None], None]] = []


def current() -> int:
    """Return the number of the present content; 0 where there never was any."""
    if (number := _read.get()) is not None:
        return number
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


@contextmanager
def one_state() -> Iterator[int]:
    """Ask for the number once: inside a transaction that reads one state of the content, whatever others change."""
    number = current()
    token = _read.set(number)
    try:
        yield number
    finally:
        _read.reset(token)


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

    def forget(but: int | None) -> None:
        for old in [old for old in kept if old[0] != but]:
            del kept[old]

    _forget.append(forget)
    return once


def forget(but: int | None = None) -> None:
    """Forget what is kept, but for one number: for tests, in which others return when a transaction is rolled back."""
    for one in _forget:
        one(but)


class Watch:
    """Knows the number without asking for it each time, at most EVERY seconds late; 0 until the database answers.

    Where the database is gone, the last number stays: what was made from it is still the best there is.
    """

    EVERY = 0.25

    def __init__(self) -> None:
        self.number = 0
        self._lock = Lock()  # a look that began earlier does not overwrite what a later one saw
        self._is_lost = False

    def start(self) -> "Watch":
        """Look, and go on looking in a thread, which has a connection of its own."""
        Thread(target=self._watch, name="generation", daemon=True).start()
        return self

    def look(self) -> None:
        """Ask the database now."""
        with self._lock:
            try:
                self.number = current()
                self._is_lost = False
            except (DatabaseError, InterfaceError) as error:
                connection.close()  # the next look tries a new one
                if not self._is_lost:
                    _logger.warning("The database does not tell the generation: %s", type(error).__name__)
                self._is_lost = True

    def at_least(self, number: int) -> None:
        """Learn of a number that somebody read already."""
        self.number = max(self.number, number)

    def _watch(self) -> None:
        while True:
            self.look()
            sleep(self.EVERY)


def connect() -> None:
    """Raise the number after every change of content, of one row or of many."""
    for model in CONTENT_MODELS:
        for signal in (post_save, post_delete, rows.changed):
            signal.connect(advance, sender=model, dispatch_uid="codes.generation")
