"""What the processes of the site keep in memory (PSS), at rest and after all kinds of requests."""

import subprocess
import sys
import time

from page_kinds import PREFIXES
from running import BOUNCES, ROOT, RunningSite, surroundings

from bench import servers
from bench.clients import LOOK_UP, PLAIN
from bench.load import UnmeasuredError, ask, each_once
from bench.plan import Bench, comparisons, progress
from bench.processes import memory
from bench.rows import MEMORY
from bench.table import Result
from bench.uncached import searches

ROWS = MEMORY
BATCH = 300
ENCODINGS = ("gzip", "br", "identity")


def bare_django() -> float:
    """MB of a process that set up Django with its admin and modeltranslation."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.bare"],
        env=surroundings({"PYTHONPATH": str(ROOT / "tests")}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdout
        if process.stdout.readline().strip() != b"ready":
            raise UnmeasuredError("the bare Django does not start")
        return sum(memory([process.pid]))


def at_rest(site: RunningSite) -> list[float]:
    """MB of each process of a server that has answered one request."""
    time.sleep(2)
    return memory([site.server.pid])


def mix(site: RunningSite, paths: list[str], seconds: float) -> int:
    """Crawl, search and look up until the time is over; how many pages were asked for."""
    bounces = [path.read_bytes() for path in sorted(BOUNCES.glob("*.eml"))[:40]]
    headers = {name.replace("-", "_"): value for name, value in PLAIN.items()}
    end = time.monotonic() + seconds
    asked = 0
    for number, batch in enumerate(paths[start : start + BATCH] for start in range(0, len(paths), BATCH)):
        each_once(site.port, (), batch, headers={"Accept-Encoding": ENCODINGS[number % len(ENCODINGS)]})
        each_once(site.port, (), searches()[number % 100 : number % 100 + 5])
        for bounce in bounces[number % 40 : number % 40 + 3]:
            if (status := ask(site.port, LOOK_UP, "POST", bounce, **headers).status) not in {200, 503}:
                raise UnmeasuredError(f"a look-up answers {status}")
        asked += len(batch)
        if time.monotonic() > end:
            break
    return asked


def measure(bench: Bench) -> None:
    """Report memory at rest beside a bare Django, and of all processes under a full page cache."""
    rows = {row.key: row for row in ROWS}
    settings = bench.copy(bench.prepared, "memory")
    codes = bench.codes(settings)
    bare = bare_django()
    with servers.serving(settings) as site:
        rest = at_rest(site)
        bench.report(Result(rows["rest"], rest[0] - bare, note=f"{rest[0]:.0f} beside {bare:.0f} MB"))
        bench.report(Result(rows["all-rest"], sum(rest), note=_each(rest)))
        progress("mixed load")
        asked = mix(site, comparisons(codes, *PREFIXES), 13 * bench.seconds)
        loaded = memory([site.server.pid])
    note = f"{_each(loaded)}, after {asked:,} comparisons in three encodings, searches and look-ups"
    bench.report(Result(rows["loaded"], sum(loaded), note=note))


def _each(memories: list[float]) -> str:
    return " + ".join(f"{megabytes:.0f}" for megabytes in memories)
