"""Look-ups in a process of their own: a long text would keep all threads of the server from their readers.

One text is read at a time, so many wait as are patient for a few seconds, and one that takes too long is ended.
"""

import logging
import multiprocessing
import signal
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.util import Finalize
from threading import BoundedSemaphore, Lock, Thread
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from codes import reader
from smtp_replies import Reading

Made = TypeVar("Made")

WAITING = 8  # texts; the longest take a fifth of a second each
PATIENCE = 60  # seconds by the clock, after which the process is taken for broken
EVERY = 0.25  # seconds between two looks for another generation
DOUBTFUL = 2  # seconds after which somebody who waits looks whether the process still knows of it
STUCK = 2 * PATIENCE  # seconds after which a process that answers nobody is given up, whoever waits before
_logger = logging.getLogger(__name__)


class BusyError(Exception):
    """Too many texts wait to be read, or the process that reads them has just been lost twice."""


class TooHardError(Exception):
    """A text takes longer to be read than any should."""


class Lookups:
    """Reads texts in one process, which is begun anew whenever it has ended."""

    def __init__(self, knowledge: Callable[[int], reader.Knowledge], seconds: float, waiting: int = WAITING) -> None:
        """`knowledge` tells what a content generation knows; a text may take so many seconds of the processor."""
        self._knowledge = knowledge
        self._seconds = seconds
        self._admitted = BoundedSemaphore(1 + waiting)
        self._learning = Lock()
        self._beginning = Lock()
        self._pool = _new_pool()
        # A worker of the server ends as a process of multiprocessing does, which would wait for this one's end.
        Finalize(None, self.stop, exitpriority=1)

    def follow(self, current: Callable[[], int]) -> "Lookups":
        """Begin, and learn each generation as it comes, in a thread, so that no look-up waits for that."""
        Thread(target=self._follow, args=[current], name="lookups", daemon=True).start()
        return self

    def stop(self) -> None:
        """End the process; what waits is not read."""
        _end(self._pool)

    def learn(self, generation: int) -> None:
        """Tell the process what a generation knows; BusyError where it cannot be told."""
        with self._learning:
            self._run(reader.learn, generation, self._knowledge(generation))

    def read(self, text: str, generation: int) -> Reading:
        """Read a text; BusyError, TooHardError."""
        if not self._admitted.acquire(blocking=False):
            raise BusyError
        try:
            for _attempt in range(2):
                reading = self._run(reader.read_within, self._seconds, text, generation)
                if reading is not None:
                    return reading
                self.learn(generation)
        finally:
            self._admitted.release()
        raise BusyError

    def _run(self, work: Callable[..., Made], *arguments: object) -> Made:
        for _attempt in range(3):  # a process that somebody killed is followed by another
            pool = self._running_pool()
            with suppress(BrokenProcessPool):
                try:
                    result: Made = self._awaited(_scheduled(pool, work, *arguments), pool).result()
                except FutureTimeoutError as error:
                    raise TooHardError from error
                except ProcessExpired as error:
                    if error.exitcode == -signal.SIGVTALRM:
                        raise TooHardError from error
                else:
                    return result
        raise BusyError

    def _awaited(self, asked: "Future[Made]", pool: ProcessPool) -> "Future[Made]":
        """Wait until it is done; BrokenProcessPool where the process that had taken it was killed just then.

        Pebble may not notice, and would wait for ever. What is asked in turn is done in turn: where something asked
        later is done first, this was lost.
        """
        while not wait([asked], DOUBTFUL).done:
            futures: list[Future[Any]] = [asked, _scheduled(pool, reader.do_nothing)]
            wait(futures, STUCK, FIRST_COMPLETED)
            if not asked.done():
                self._give_up(pool)
                raise BrokenProcessPool("what was asked got lost")
        return asked

    def _give_up(self, pool: ProcessPool) -> None:
        """Begin another process; the one that is stuck may take its time to end."""
        with self._beginning:
            if pool is self._pool:
                self._pool = _new_pool()
                Thread(target=_end, args=[pool], daemon=True).start()

    def _running_pool(self) -> ProcessPool:
        """Return the pool, or another: one whose process ended while it had nothing to do begins none again."""
        if not (pool := self._pool).active:
            self._give_up(pool)
        return self._pool

    def _follow(self, current: Callable[[], int]) -> None:
        learned = None
        while True:
            if (number := current()) != learned or not self._pool.active:
                try:
                    self.learn(number)
                    learned = number
                except Exception as error:  # whatever it was: a look-up will try again, and so does this
                    _logger.warning("What the look-up knows could not be told: %s", type(error).__name__)
            time.sleep(EVERY)


def _scheduled(pool: ProcessPool, work: Callable[..., Made], *arguments: object) -> "Future[Made]":
    """Ask a pool for something; BrokenProcessPool where it was given up meanwhile."""
    try:
        return pool.schedule(work, arguments, timeout=PATIENCE)
    except RuntimeError as error:
        raise BrokenProcessPool(str(error)) from error


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def _new_pool() -> ProcessPool:
    # Spawned: a copy of the server would take its memory, and its threads' locks as they happen to be.
    return ProcessPool(1, initializer=reader.begin, context=multiprocessing.get_context("spawn"))
