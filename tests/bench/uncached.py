"""Pages that nobody asked for yet: each address once, under a generation that has no finished page.

Before each run the generation is raised as a change of content raises it. What is made once for a generation (the
catalogue, the parts of each code in each language) is made by comparisons that take every code; they are not counted.
"""

import csv
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import partial
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

from page_kinds import PREFIX_OF
from running import ROOT, RunningSite

from bench import servers
from bench.load import again_and_again, each_once
from bench.pairs import Run
from bench.plan import PAGE, Bench, Contender, comparisons, page_of, progress
from bench.rows import UNCACHED

ROWS = UNCACHED
TWO = ("", "/ar")  # languages in which codes are compared: to make their parts in all seven takes minutes
PAGES = 1500  # of one run; there are fewer code pages than that


def fresh(site: RunningSite, codes: list[str], prefixes: Iterable[str] = TWO, questions: Iterable[str] = ()) -> None:
    """Raise the generation, and have made what comparisons of these codes and these searches need once for each."""
    with closing(sqlite3.connect(site.database, timeout=10)) as database, database:
        database.execute("UPDATE codes_generation SET number = number + 1")
    time.sleep(1.1)  # within one second every worker has seen it
    steps = [f"{prefix}/compare/{left}/{right}/" for prefix in prefixes for left, right in pairwise(codes)]
    first = {path.partition("/search/")[0]: path for path in questions}
    each_once(site.port, (), [*steps, *first.values()])


def searches() -> list[str]:
    """Questions that people ask, in each language."""
    with (ROOT / "tests/questions.tsv").open(encoding="utf-8", newline="") as file:
        asked = list(csv.DictReader(file, delimiter="\t"))
    return [f"{PREFIX_OF[row['language']]}/search/?q={quote(row['question'])}" for row in asked]


class Unasked:
    """Addresses of which no run gets one that another had."""

    def __init__(self, paths: list[str], size: int) -> None:
        self.paths, self.size = paths, size

    def __call__(self) -> list[str]:
        """The next ones."""
        taken, self.paths = self.paths[: self.size], self.paths[self.size :]
        return taken


def measure(bench: Bench) -> None:
    """Report comparisons, code pages and searches, all uncached."""
    settings = bench.copy(bench.prepared, "uncached")
    codes = bench.codes(settings)
    static = servers.Static(bench.new_folder("static-uncached"))
    with servers.serving(settings) as site, static.running() as nginx:
        progress(f"uncached: {bench.rounds} rounds, a fresh generation before each run")
        few = codes[: bench.addresses], searches()[: bench.addresses]  # all of them, but for a bench of few addresses
        pairs = bench.interleaved(_contenders(bench, site, static, nginx, *few))
    bench.report_pairs(ROWS, pairs)


def _contenders(
    bench: Bench,
    site: RunningSite,
    static: servers.Static,
    nginx: tuple[int, ...],
    codes: list[str],
    questions: list[str],
) -> Iterator[Contender]:
    size = max(20, min(PAGES, bench.addresses // 4))
    pairs = comparisons(codes, *TWO)
    bench.chance.shuffle(pairs)
    unasked = Unasked(pairs, size)
    singles = [f"{prefix}/{code}/" for code in codes for prefix in TWO]
    kinds = {
        "compare": (PAGE, unasked),
        "code": ("/550/", lambda: bench.chance.sample(singles, min(size, len(singles)))),
        "search": ("/search/?q=mailbox%20full", lambda: bench.chance.sample(questions, min(size, len(questions)))),
    }
    for key, (like, paths) in kinds.items():
        static.put(like, page_of(site.port, like))
        addresses = bench.folder / f"{key}.txt"
        addresses.write_text(like + "\n")
        yield Contender(
            key,
            partial(_asked_once, site, codes, questions, paths),
            partial(_nginx, static.port, nginx, addresses, bench.reference_seconds),
            (site.server.pid, *nginx),
        )


def _asked_once(site: RunningSite, codes: list[str], questions: list[str], paths) -> Run:
    fresh(site, codes, questions=questions)
    return each_once(site.port, (site.server.pid,), paths())


def _nginx(port: int, nginx: tuple[int, ...], addresses: Path, seconds: float) -> Run:
    return again_and_again(port, nginx, addresses, seconds)
