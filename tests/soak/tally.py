"""What everybody did and saw, to be judged at the end."""

import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPException
from threading import Lock

TROUBLE = (OSError, HTTPException)  # what a client meets whose server is killed
PATIENCE = 60  # seconds that a client waits: others may keep every processor busy
BEFORE, AFTER = 0.5, 3  # seconds around an outage in which a client may notice it


@dataclass
class Save:
    """One record, sent by one editor; the text of each field with the one that it replaces."""

    who: str
    code: str
    opened: float
    texts: dict[str, tuple[str, str]]
    sent: float = 0
    answered: float = 0
    acknowledged: bool = False


@dataclass(frozen=True)
class Load:
    """A file that was changed by hand, and when the command that loads it came to its end."""

    edition: int
    ended: float


@dataclass(frozen=True)
class Outage:
    """What was killed, from when until when the site did not do all that it does."""

    what: str
    began: float
    ended: float

    def explains(self, began: float, ended: float) -> bool:
        """Whether what happened in a time may be because of it."""
        return began < self.ended + AFTER and self.began - BEFORE < ended


@dataclass(frozen=True)
class Sighting:
    """What a page showed: the numbers of texts; of a code's own page it is known which fields it has to show."""

    code: str
    language: str
    numbers: frozenset[int]


@dataclass
class Tally:
    """Many threads write it."""

    saves: list[Save] = field(default_factory=list)
    refused: list[Save] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)
    loaded: set[int] = field(default_factory=set)  # the editions of a file that may stand there
    outages: list[Outage] = field(default_factory=list)
    sightings: dict[Sighting, tuple[float, str]] = field(default_factory=dict)  # when it was last asked for, and where
    failures: list[tuple[float, float, str, str]] = field(default_factory=list)  # sent, ended, where, and what it was
    memory: list[tuple[int, list[float]]] = field(default_factory=list)  # workers, and MB of each process
    counts: Counter[str] = field(default_factory=Counter)
    _faults: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def count(self, what: str, number: int = 1) -> None:
        """Count something."""
        with self._lock:
            self.counts[what] += number

    def fault(self, what: str) -> None:
        """Note what must never be."""
        with self._lock:
            self._faults[what] += 1

    def see(self, sighting: Sighting, sent: float, path: str) -> None:
        """Note what a page showed: what was not too old when it was last asked for, never was."""
        with self._lock:
            self.sightings[sighting] = max(self.sightings.get(sighting, (0, "")), (sent, path))

    def fail(self, sent: float, where: str, what: str) -> None:
        """Note a request that was not answered as it should be, which is a fault unless a kill explains it."""
        with self._lock:
            self.failures.append((sent, time.monotonic(), where, what))

    @property
    def faults(self) -> list[str]:
        """What must never be, and how often it was."""
        return [what if number == 1 else f"{what} ({number} times)" for what, number in self._faults.items()]
