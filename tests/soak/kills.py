"""The site under a supervisor, as systemd is one, and whoever kills its processes."""

import os
import random
import signal
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from threading import Event, Thread

from bench.clients import LOOK_UP, PLAIN
from bench.processes import PROC, members, memory
from running import RunningSite

from soak.editors import Hand
from soak.tally import TROUBLE, Outage, Tally

ALL = "all of them"
KINDS = ("server", "worker", "look-up", "tracker", "load")  # of processes of ours; a dump counts as a load
RESTART = 1  # seconds, as deploy/smtp-replies@.service has it
LEFT = 10  # seconds after which nothing may be left of a server that was killed
LOST = 300  # seconds after which a site does not come back any more
TEXT = b"550 5.1.1 <user@example.com>: User unknown"


class Supervisor:
    """Begins the site again whenever it has ended; what it left behind is not ended for it, as systemd would."""

    def __init__(self, site: RunningSite, tally: Tally) -> None:
        self.site, self.tally = site, tally
        self.sessions: list[int] = []  # the last one is of the present server
        self.killed: set[int] = set()
        self.done = Event()
        self.workers = 1

    def start(self) -> "Supervisor":
        """Begin."""
        self.thread = Thread(target=self._supervise, name="supervisor", daemon=True)
        self.thread.start()
        return self

    def stop(self) -> None:
        """End the site with all that it left."""
        self.done.set()
        self.thread.join(timeout=0.1)
        while members(self.sessions) and self.thread.is_alive():
            self.kill(*members(self.sessions))
            self.thread.join(timeout=1)

    def kill(self, *pids: int) -> None:
        """Kill processes."""
        self.killed |= {*pids}
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def kinds(self) -> dict[str, list[int]]:
        """The processes of the site by their kind; zombies are none."""
        found: dict[str, list[int]] = {}
        for pid, (state, parent, *_rest) in members(self.sessions).items():
            if state not in "ZX":
                found.setdefault(self._kind(pid, int(parent)), []).append(pid)
        return found

    def _kind(self, pid: int, parent: int) -> str:
        command = b""
        with suppress(OSError):
            command = (PROC / str(pid) / "cmdline").read_bytes()
        if b"resource_tracker" in command:
            return "tracker"
        if pid in self.sessions:
            return "server"
        return "worker" if parent in self.sessions else "look-up"

    def _supervise(self) -> None:
        while not self.done.is_set():
            self.site.environment["WORKERS"] = str(self.workers)
            server = self.site.run("serve")
            self.sessions.append(server.pid)
            status = server.wait()
            if not self.done.is_set() and server.pid not in self.killed:
                self.tally.fault(f"the server ended by itself, with status {status}")
            self.done.wait(RESTART)


class Killer:
    """Kills processes at random, each kind as often as others, and all of them now and then."""

    def __init__(self, supervisor: Supervisor, hand: Hand, tally: Tally, every: float, all_every: float) -> None:
        self.supervisor, self.hand, self.tally = supervisor, hand, tally
        self.every, self.all_every = every, all_every
        self.port = supervisor.site.port
        self.chance = random.Random(1)  # noqa: S311
        self.deck: list[str] = []
        self.clients = count()

    def work(self, seconds: float) -> None:
        """Kill, for so many seconds of a site that is whole: how long it takes to start is another matter."""
        served, next_of_all = 0.0, self.all_every
        while served < seconds:
            self._wait(self.every)
            served += self.every
            if served >= next_of_all:
                next_of_all += self.all_every
                self._kill_all()
            else:
                self._kill_one()
        self._wait(self.every)

    def _wait(self, seconds: float) -> None:
        """Let the site serve, and look at its memory meanwhile."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(left, 1))
            self.tally.memory.append((self.supervisor.workers, memory(self.supervisor.sessions)))

    def _kill_one(self) -> None:
        there = self.supervisor.kinds()
        if self.hand.command and self.hand.command.poll() is None:
            there["load"] = [self.hand.command.pid]
        if not self.deck:
            self.deck = self.chance.sample(KINDS, len(KINDS))
        kind = next((kind for kind in self.deck if kind in there), "worker")
        self.deck = [other for other in self.deck if other != kind]
        self._kill(kind, [self.chance.choice(there[kind])])

    def _kill_all(self) -> None:
        """Kill everything, and have another number of workers afterwards."""
        self.supervisor.workers = 3 - self.supervisor.workers
        loads = [self.hand.command.pid] if self.hand.command and self.hand.command.poll() is None else []
        self._kill(ALL, [*loads, *members(self.supervisor.sessions)])

    def _kill(self, what: str, pids: list[int]) -> None:
        began = time.monotonic()
        self.supervisor.kill(*pids)
        while any(_is_alive(pid) for pid in pids):
            time.sleep(0.01)
        self.recover()
        self.tally.outages.append(Outage(what, began, time.monotonic()))
        self._look_for_what_is_left(began + LEFT)

    def recover(self) -> None:
        """Wait until all processes are there again and do their work."""
        give_up = time.monotonic() + LOST
        while time.monotonic() < give_up:
            if self._is_whole():
                return
            time.sleep(0.05)
        log = self.supervisor.site.log.read_text()[-3000:]
        sys.exit(f"the site does not come back: of its processes there are {self.supervisor.kinds()}\n{log}")

    def _is_whole(self) -> bool:
        there, workers = self.supervisor.kinds(), self.supervisor.workers
        if [len(there.get(kind, ())) for kind in ("server", "worker", "look-up")] != [1, workers, workers]:
            return False
        client = next(self.clients)
        headers = PLAIN | {"X-Forwarded-For": f"198.51.100.{client % 250}"}
        try:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
            connection.request("POST", LOOK_UP, TEXT, headers)
            answer = connection.getresponse()
            return answer.status == 200 and b"recipient-unknown" in answer.read()
        except TROUBLE:
            return False
        finally:
            connection.close()

    def _look_for_what_is_left(self, give_up: float) -> None:
        old = self.supervisor.sessions[:-1]
        while left := [pid for pid, (state, *_rest) in members(old).items() if state not in "ZX"]:
            if time.monotonic() > give_up:
                self.tally.fault(f"{len(left)} processes are left of a server that was killed")
                self.supervisor.kill(*left)
                return
            time.sleep(0.1)


def _is_alive(pid: int) -> bool:
    try:
        return (Path(PROC) / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False
