"""How soon the site is there again, and how soon it looks up the first reply."""

import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from running import ROOT, kill, surroundings

from bench import servers
from bench.clients import LOOK_UP, PLAIN
from bench.load import UnmeasuredError, ask
from bench.pairs import Run, summary
from bench.pairs import time as passed
from bench.plan import Bench, Contender, progress
from bench.processes import processor_time
from bench.rows import START
from bench.table import Result

ROWS = START
REPLY = b"550 5.1.1 User unknown"


def spent_by(command: list[str], environment: dict[str, str], folder: Path = ROOT) -> Run:
    """Run a command to its end: what it spent, with all that it started."""

    def children() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    before, start = children(), time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=surroundings(environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        _out, said = process.communicate(timeout=1200)
    finally:
        kill(process)  # with all that it started
    if process.returncode:
        raise UnmeasuredError(f"{' '.join(command[1:4])}: {' '.join(said[-300:].split())}")
    return Run(1, children() - before, time.perf_counter() - start)


def first_look_up(port: int) -> float:
    """Seconds until the first look-up of a server is answered."""
    start = time.perf_counter()
    answer = ask(port, LOOK_UP, "POST", REPLY, **{name.replace("-", "_"): value for name, value in PLAIN.items()})
    if answer.status != 200:
        raise UnmeasuredError(f"a look-up answers {answer.status}")
    return time.perf_counter() - start


def measure(bench: Bench) -> None:
    """Report the cold start, and the first look-up a second after each."""
    settings = bench.copy(bench.prepared, "start")
    look_ups: list[float] = []

    def own() -> Run:
        start = time.perf_counter()
        with servers.serving(settings) as site:
            run = Run(1, processor_time([site.server.pid]), time.perf_counter() - start)
            time.sleep(1)
            look_ups.append(first_look_up(site.port))
        return run

    def reference() -> Run:
        set_up = [sys.executable, "-c", "from bench import bare; bare.set_up()"]
        django = spent_by(set_up, {"PYTHONPATH": str(ROOT / "tests")})
        start = time.perf_counter()
        with servers.bare("constant", bench.folder) as (_port, process):
            seconds = time.perf_counter() - start
            return Run(1, django.processor + processor_time([process.pid]), django.seconds + seconds)

    progress(f"{bench.rounds} cold starts")
    pairs = bench.interleaved([Contender("start", own, reference)])["start"]
    found, processor = summary(pairs, passed), summary(pairs)
    reference_seconds = median((pair.before.seconds + pair.after.seconds) / 2 for pair in pairs)
    note = f"{median(pair.own.seconds for pair in pairs):.2f} s beside {reference_seconds:.2f} s; "
    note += f"by processor time {1 / processor.ratio:.2f}"
    rows = {row.key: row for row in ROWS}
    bench.report(Result(rows["start"], 1 / found.ratio, found, note))
    bench.report(Result(rows["first-look-up"], median(look_ups)))
