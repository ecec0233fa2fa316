"""How long the look-up takes, beside what Python's own mail parser takes for the same text, and how it grows."""

import json
import os
import statistics
import subprocess
import sys
import time
from email import message_from_string
from functools import partial

from running import ROOT, bounce, surroundings

from bench.clients import LOOK_UP, PLAIN, worst_texts
from bench.load import UnmeasuredError
from bench.plan import Bench
from bench.rows import LOOK_UPS
from bench.table import Result

ROWS = LOOK_UPS


def measure(bench: Bench) -> None:
    """Report each text: median, and in its note the 99th percentile, the parser's share, and growth with the length."""
    settings = bench.copy(bench.prepared, "lookup") | {"PYTHONPATH": f"{ROOT / 'tests'}:{ROOT}"}
    command = [sys.executable, "-m", "bench.lookup", str(max(20, round(100 * bench.seconds)))]
    told = subprocess.run(
        command, cwd=ROOT, env=surroundings(settings), capture_output=True, text=True, check=False, timeout=1200
    )
    if told.returncode:
        raise UnmeasuredError(f"look-ups: {told.stderr[-300:]}")
    figures = json.loads(told.stdout)
    for row in ROWS:
        bench.report(Result(row, figures[row.key]["median"], note=_note(**figures[row.key])))


def _note(median: float, p99: float, parser: float, growth: float | None = None) -> str:
    note = f"p99 {p99:.1f} ms; {median / parser:,.1f} times the mail parser"
    return f"{note}; {growth:.2f} times half of it" if growth else note


def milliseconds(call, rounds: int) -> list[float]:
    """The time of each round, sorted."""
    times = []
    for _round in range(rounds):
        start = time.perf_counter()
        call()
        times.append(1000 * (time.perf_counter() - start))
    return sorted(times)


def figures(own: list[float], beside: list[float], half: list[float] | None = None) -> dict[str, float]:
    """What is told of a text."""
    median = statistics.median(own)
    told = {"median": median, "p99": own[int(0.99 * (len(own) - 1))], "parser": statistics.median(beside)}
    return told | ({"growth": median / statistics.median(half)} if half else {})


def main(rounds: int) -> None:
    """Print the figures of each text as JSON, measured within a process of the site."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
    import django  # noqa: PLC0415 - the settings read the environment

    django.setup()
    from django.test import Client  # noqa: PLC0415

    client = Client(SERVER_NAME="127.0.0.1")

    def look_up(text: str) -> None:
        response = client.post(LOOK_UP, text, content_type=PLAIN["Content-Type"])
        assert response.status_code == 200

    look_up("550 5.1.1 User unknown")
    mail = bounce("lhost-postfix-80")
    returned = mail.replace("\n\n--", "\n\n" + "A line of the message that came back.\n" * 500 + "\n--")[:20_000]
    own = milliseconds(partial(look_up, returned), rounds)
    told = {"bounce": figures(own, milliseconds(partial(message_from_string, returned), rounds))}
    for name, text in worst_texts().items():
        own, half = (milliseconds(partial(look_up, part), 5) for part in (text, text[: len(text) // 2]))
        told[name] = figures(own, milliseconds(partial(message_from_string, text), 5), half)
    print(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]))
