"""How long a reader waits while others make trouble, with and without nginx."""

import time
from collections import Counter
from contextlib import ExitStack, nullcontext
from http.client import HTTPConnection, HTTPException

from bench import servers
from bench.clients import post_worst_texts, send_slow_bodies, troubled
from bench.load import GZIP, UnmeasuredError, each_once
from bench.pairs import percentile
from bench.plan import PAGE, Bench, progress
from bench.rows import READERS
from bench.table import Result

ROWS = READERS
PATHS = [PAGE, "/", "/550/", "/ar/550/", "/5.7.1/", "/causes/", "/ar/compare/450/550/", "/providers/"]
PATIENCE = 10  # seconds
TROUBLES = {"alone": None, "worst": post_worst_texts, "slow": send_slow_bodies}


def read(port: int, seconds: float) -> tuple[list[float], Counter[str]]:
    """Read page after page on one connection: milliseconds of each, and what was not a page."""
    times, failed = [], Counter[str]()
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE, source_address=("127.0.2.1", 0))
    end, number = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        number += 1
        start = time.perf_counter()
        try:
            connection.request("GET", PATHS[number % len(PATHS)], headers=GZIP)
            response = connection.getresponse()
            response.read()
            failed[str(response.status)] += response.status != 200
        except (OSError, HTTPException) as error:
            failed[type(error).__name__] += 1
            connection.close()
        times.append(1000 * (time.perf_counter() - start))
        time.sleep(0.002)
    connection.close()
    return times, +failed


def measure(bench: Bench) -> None:
    """Report the reader's p99 in each situation; a page that did not come counts as long as it was waited for."""
    settings = bench.copy(bench.prepared, "readers")
    with servers.serving(settings) as site:
        _situations(bench, site.port, "")
        try:
            with ExitStack() as stack:
                port, _session = stack.enter_context(servers.front(bench.new_folder("front-readers"), site))
                _situations(bench, port, "-nginx")
        except UnmeasuredError as reason:
            for row in ROWS:
                if row.key.endswith("-nginx"):
                    bench.report(Result(row, failure=str(reason)))


def _situations(bench: Bench, port: int, suffix: str) -> None:
    rows = {row.key: row for row in ROWS}
    for _time in range(2):
        each_once(port, (), PATHS)
    for key, trouble in TROUBLES.items():
        progress(rows[key + suffix].name)
        with troubled(trouble, port) if trouble else nullcontext(Counter[str]()) as seen:
            if trouble:
                time.sleep(4)  # until all of them are there
            times, failed = read(port, 4 * bench.seconds)
        if not times:
            raise UnmeasuredError("the reader was never answered")
        note = f"p50 {percentile(times, 0.5):.1f} ms, {len(times)} pages"
        note += "".join(f", {count} × {what}" for what, count in failed.items())
        note += "".join(f"; troublemakers: {count} × {what}" for what, count in seen.items())
        bench.report(Result(rows[key + suffix], percentile(times, 0.99), note=note))
