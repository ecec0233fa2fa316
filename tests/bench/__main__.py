"""make bench: one table, and var/bench.json; make bench ARGS=--short, make bench ARGS="--only cached export"."""

import argparse
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path

from running import ROOT

from bench import cached, export, growth, lookup, memory, readers, start, uncached
from bench.load import UnmeasuredError
from bench.plan import Bench, progress
from bench.processes import facts
from bench.rows import Row
from bench.servers import TOOLS, tool
from bench.table import Result, document, lines, verdict

CONCERNS = {module.__name__.rpartition(".")[2]: module for module in (
    cached, uncached, readers, export, memory, start, growth, lookup,
)}  # fmt: skip
LONG = ("growth", "lookup")  # what --short leaves out
MEMORY = Path("/dev/shm")  # noqa: S108 - a disk would hide what is measured


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="make bench", description="What the site costs, beside what others cost.")
    parser.add_argument("--short", action="store_true", help="less than the usual half an hour: no growth, no texts")
    parser.add_argument("--only", nargs="+", choices=CONCERNS, help="some concerns only")
    parser.add_argument("--rounds", type=int, help="how many pairs a row has")
    parser.add_argument("--seconds", type=float, help="how long a load of ours lasts; a reference, two thirds of it")
    parser.add_argument("--addresses", type=int, default=5000, help="how many finished pages are asked for")
    parser.add_argument("--json", type=Path, default=ROOT / "var/bench.json", help="where the figures go")
    return parser.parse_args()


def attempt(bench: Bench, rows: tuple[Row, ...], measure: Callable[[Bench], None]) -> None:
    """Measure one concern; what cannot be measured is a failure of its rows, and the rest goes on."""
    try:
        measure(bench)
    except (UnmeasuredError, subprocess.SubprocessError, HTTPException, OSError) as reason:
        there = {result.row.key for result in bench.results}
        for row in rows:
            if row.key not in there:
                bench.report(Result(row, failure=str(reason) or type(reason).__name__))


def main() -> str | None:
    """Print the table; return what failed, if anything did."""
    asked = arguments()
    if missing := [package for name, package in TOOLS.items() if not tool(name)]:
        return f"not installed: {', '.join(missing)} (Debian packages)"
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit("ended from outside"))  # with all that it started
    began = time.monotonic()
    concerns = asked.only or [name for name in CONCERNS if not (asked.short and name in LONG)]
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=MEMORY if MEMORY.is_dir() else None))
    folder.chmod(0o755)  # the workers of an nginx that root started are somebody else
    bench = Bench(folder, asked.rounds or (3 if asked.short else 5), asked.seconds or (1.5 if asked.short else 3),
                  asked.addresses)  # fmt: skip
    try:
        for name in concerns:
            progress(name)
            attempt(bench, CONCERNS[name].ROWS, CONCERNS[name].measure)
    except KeyboardInterrupt:
        return "stopped"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    order = [row.key for name in CONCERNS for row in CONCERNS[name].ROWS]
    bench.results.sort(key=lambda result: order.index(result.row.key))
    print("\n".join(lines(bench.results)))
    print(f"\n{verdict(bench.results)}; {(time.monotonic() - began) / 60:.0f} minutes")
    asked.json.parent.mkdir(exist_ok=True)
    asked.json.write_text(json.dumps(document(bench.results, facts()), ensure_ascii=False, indent=1) + "\n", "utf-8")
    missed = [result.row.name for result in bench.results if result.row.is_asserted and result.holds is False]
    failed = sum(bool(result.failure) for result in bench.results)
    said = [f"does not hold: {name}" for name in missed] + [f"{failed} rows could not be measured"] * bool(failed)
    return "; ".join(said) or None


if __name__ == "__main__":
    sys.exit(main())
