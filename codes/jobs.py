"""Work for several processes: chunks are handed out one by one, and nobody goes on once the first one fails."""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from typing import NoReturn

Work = Callable[[], AbstractContextManager[Callable[[int], None]]]  # what a process enters once, and does each time

_AHEAD = 2  # chunks for each process, so that none waits for the next


class JobError(Exception):
    """Why the work cannot go on, in one line."""


def run(work: Work, chunks: int, jobs: int) -> Iterator[int]:
    """Do the work of each chunk, by its number, in so many processes; yield the number of each that is done.

    Raise JobError with what the first failure says. One process is this one; others end with it, whatever ends it.
    """
    if jobs == 1:
        with work() as do:
            for number in range(chunks):
                do(number)
                yield number
        return
    # Two pipes and no lock: a process that is killed leaves nothing locked, and none outlives the writer of its chunks.
    ours, theirs = os.pipe(), os.pipe()
    with os.fdopen(theirs[0], encoding="utf-8", errors="replace") as said:
        children = []
        for _job in range(jobs):
            children.append(_fork(work, (ours[0], theirs[1]), (ours[1], said.fileno())))
        os.close(ours[0])
        os.close(theirs[1])
        try:
            yield from _done(ours[1], said, chunks, jobs)
        finally:
            endings = [_end(child) for child in children]
    if killed := [-ending for ending in endings if ending < 0 and -ending != signal.SIGTERM]:
        raise JobError(f"a process was ended by signal {killed[0]}; the machine may be short of memory")


def _done(queue: int, said: Iterable[str], chunks: int, jobs: int) -> Iterator[int]:
    """Hand out the numbers, one more for each that is done, until every process has ended."""
    numbers = [number.to_bytes(4) for number in reversed(range(chunks))]
    with os.fdopen(queue, "wb", buffering=0) as hand_out:

        def one_more() -> None:
            with suppress(BrokenPipeError):  # all of them ended: nobody says anything more either
                if numbers:
                    hand_out.write(numbers.pop())
            if not numbers:
                hand_out.close()  # who finds nothing more to do ends

        for _chunk in range(_AHEAD * jobs):
            one_more()
        for line in said:
            if line.startswith("!"):
                raise JobError(line[1:].rstrip())
            yield int(line)
            one_more()


def _fork(work: Work, ours: tuple[int, int], others: tuple[int, int]) -> int:
    """Begin another process, and return its number; that process itself never comes back from here."""
    child = os.fork()
    if not child:
        _child(work, ours, others)
    return child


def _child(work: Work, ours: tuple[int, int], others: tuple[int, int]) -> NoReturn:
    """Do what is handed out until there is no more, or nobody who hands out."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the first process, which ends the others
        for end in others:
            os.close(end)
        with work() as do:
            while number := os.read(ours[0], 4):
                do(int.from_bytes(number))
                os.write(ours[1], b"%d\n" % int.from_bytes(number))
    except BrokenPipeError:
        pass
    except BaseException as error:
        said = str(error) if isinstance(error, JobError) else f"{type(error).__name__}: {error}"
        with suppress(OSError):
            os.write(ours[1], f"!{' '.join(said.split())}\n".encode()[:2000])
    finally:
        os._exit(0)


def _end(child: int) -> int:
    """End a process that has nothing more to do; return its exit status, below zero for a signal."""
    os.kill(child, signal.SIGTERM)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
