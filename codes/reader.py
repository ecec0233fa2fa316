"""The look-up's process: the engine alone, without Django, so that it starts at once and takes little memory.

What it knows of the site it is told: the known replies of one content generation.
"""

import multiprocessing
import os
import signal
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from threading import Thread

from pebble import CONSTS

from smtp_replies import Known, Matcher, Reading, programs, read
from smtp_replies.advice import Advice

LOCKED = 5  # seconds, not sixty, for a process to find that the one before was killed with its hand on their pipe

_matchers: dict[int, Matcher] = {}


@dataclass(frozen=True)
class Knowledge:
    """What a Matcher is made of."""

    known: Iterable[Known] = ()
    decisive: Mapping[str, str] = field(default_factory=dict)
    advice: Iterable[Advice] = ()
    errors: Iterable[programs.ProgramError] = ()

    def matcher(self) -> Matcher:
        """Make it, which takes a third of a second for thousands of replies."""
        return Matcher(self.known, self.decisive, advice=self.advice, errors=self.errors)


def begin() -> None:
    """Give way to whoever reads pages, and end with the server."""
    CONSTS.channel_lock_timeout = LOCKED
    os.nice(5)
    end_with_parent()


def end_with_parent() -> None:
    """End this process with the one that began it, however that ends: nobody would find and stop it."""
    Thread(target=_wait_for_its_end, args=[multiprocessing.parent_process()], daemon=True).start()


def _wait_for_its_end(parent: BaseProcess | None) -> None:
    if parent:
        parent.join()
        os._exit(1)


def do_nothing() -> None:
    """Tell by an answer that all that was asked before is done."""


def learn(generation: int, knowledge: Knowledge) -> None:
    """Know the replies of a generation, and of the one before; read one line, to have all that this needs."""
    if generation not in _matchers:
        for old in sorted(_matchers)[:-1]:
            del _matchers[old]
        _matchers[generation] = knowledge.matcher()
        read("550 5.1.1 <user@example.com>: User unknown", _matchers[generation])


def read_within(seconds: float, text: str, generation: int) -> Reading | None:
    """Read a text with what a generation knows; None where that was not learned, since this process has just begun.

    The process ends (SIGVTALRM) where that takes more seconds of the processor: on a busy machine the clock would
    blame the text.
    """
    if generation not in _matchers:
        return None
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        return read(text, _matchers[generation])
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
