"""Those who ask: wrk for finished pages, a few threads where each address is to be asked once."""

import re
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import local

from bench.pairs import Run, percentile
from bench.processes import processor_time

SCRIPT = Path(__file__).with_name("addresses.lua")
CONNECTIONS = 32
GZIP = {"Accept-Encoding": "gzip"}


class UnmeasuredError(Exception):
    """Why there is no figure, in a sentence."""


@dataclass(frozen=True)
class Answer:
    """What came back; headers as they came."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """The first header of a name."""
        return next((value for found, value in self.headers if found.lower() == name), None)


def ask(
    port: int, path: str, method: str = "GET", body: bytes | None = None, timeout: float = 30, **headers: str
) -> Answer:
    """Ask once, on a connection of its own; a header's name has underscores."""
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        return _answer(
            connection, method, path, body, {name.replace("_", "-"): value for name, value in headers.items()}
        )
    finally:
        connection.close()


def _answer(
    connection: HTTPConnection, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
) -> Answer:
    connection.request(method, path, body, headers)  # type: ignore[arg-type]
    response = connection.getresponse()
    return Answer(response.status, response.getheaders(), response.read())


def wrk(
    port: int, addresses: Path, seconds: float, headers: Mapping[str, str] = GZIP
) -> tuple[int, float, float, float]:
    """Ask for addresses again and again over 32 connections: requests, seconds, and p50 and p99 in milliseconds."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "--timeout", "20", "-s", str(SCRIPT)]
    command += [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command += [f"http://127.0.0.1:{port}/", "--", str(addresses)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds + 60)
    found = re.search(r"^saw (\d+) (\d+) (\d+) (\d+) (\d+)$", told.stdout, re.MULTILINE)
    if found is None:
        raise UnmeasuredError(f"wrk says: {' '.join((told.stderr or told.stdout).split())}")
    requests, duration, p50, p99, errors = map(int, found.groups())
    if errors or not requests:
        raise UnmeasuredError(f"{errors} of {requests} requests to port {port} failed")
    return requests, duration / 1e6, p50 / 1e3, p99 / 1e3


def again_and_again(
    port: int, sessions: tuple[int, ...], addresses: Path, seconds: float, headers: Mapping[str, str] = GZIP
) -> Run:
    """What servers spend on addresses that wrk asks for."""
    before = processor_time(sessions)
    requests, passed, p50, p99 = wrk(port, addresses, seconds, headers)
    return Run(requests, processor_time(sessions) - before, passed, p50, p99)


def each_once(
    port: int,
    sessions: tuple[int, ...],
    paths: Iterable[str],
    method: str = "GET",
    check: Callable[[str, Answer], None] | None = None,
    headers: Mapping[str, str] = GZIP,
    connections: int = 8,
) -> Run:
    """What servers spend on paths, each asked once, over a few connections; anything but 200 is an error."""
    kept = local()

    def one(path: str) -> float:
        if not hasattr(kept, "connection"):
            kept.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        start = time.perf_counter()
        try:
            answer = _answer(kept.connection, method, path, None, headers)
        except (OSError, HTTPException) as error:
            raise UnmeasuredError(f"{path}: {error!r}") from error
        passed = time.perf_counter() - start
        if answer.status != 200:
            raise UnmeasuredError(f"{path} answers {answer.status}")
        if check:
            check(path, answer)
        return 1000 * passed

    spent, start = processor_time(sessions), time.perf_counter()
    with ThreadPoolExecutor(connections) as threads:
        times = list(threads.map(one, paths))
    seconds = time.perf_counter() - start
    return Run(len(times), processor_time(sessions) - spent, seconds, percentile(times, 0.5), percentile(times, 0.99))
