"""What all concerns share: how long to measure, the site that they ask, its addresses, and where results go."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from running import ROOT, made_site, on_sqlite, surroundings

from bench.load import UnmeasuredError, ask
from bench.pairs import Measure, Pair, Run, Summary, cost, summary
from bench.processes import Others
from bench.rows import Row
from bench.servers import serving
from bench.table import Result

PAGE = "/compare/250/553/"
LIST = """
import json
from codes import catalogue
print(json.dumps([code.text for code in catalogue.current().codes]))
"""


@dataclass(frozen=True)
class Contender:
    """A row that is measured in pairs: what ours does, what the reference does, and whose processor time counts."""

    key: str
    own: Callable[[], Run]
    reference: Callable[[], Run]
    sessions: tuple[int, ...] = ()


@dataclass
class Bench:
    """One run: rounds of pairs, seconds of a load of ours (two thirds for each reference), how many addresses."""

    folder: Path
    rounds: int
    seconds: float
    addresses: int
    results: list[Result] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311

    @property
    def reference_seconds(self) -> float:
        """How long a reference is asked, before and after."""
        return self.seconds * 2 / 3

    def report(self, result: Result) -> None:
        """Take a result."""
        self.results.append(result)

    @cached_property
    def prepared(self) -> dict[str, str]:
        """A site that was started once, so that its database is there; made before others are copied from it."""
        if "MADE_SITE" in os.environ:  # within a test, for which one was made already
            return self.copy(on_sqlite(made_site()), "var")
        return self.prepare("var")

    def prepare(self, name: str, root: Path = ROOT, **environment: str) -> dict[str, str]:
        """Make a site of its own, so that no figure depends on what somebody has in var/; start and end it once."""
        var = self.new_folder(name)
        (var / "static").mkdir()
        settings = on_sqlite(var) | environment
        with serving(settings, root):
            pass
        return settings

    def copy(self, settings: dict[str, str], name: str) -> dict[str, str]:
        """The same site in another folder, so that what one concern does to it is not in the way of another."""
        var = self.folder / name
        shutil.copytree(settings["VAR_DIR"], var)
        return settings | {"VAR_DIR": str(var)}

    def new_folder(self, name: str) -> Path:
        """A folder in memory, empty."""
        place = self.folder / name
        place.mkdir()
        return place

    def codes(self, settings: dict[str, str], root: Path = ROOT) -> list[str]:
        """All codes that have a page and can be compared."""
        command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", LIST]
        told = subprocess.run(
            command, cwd=root, env=surroundings(settings), capture_output=True, text=True, timeout=120, check=False
        )
        if told.returncode:
            raise UnmeasuredError(f"the codes cannot be listed: {told.stderr[-300:]}")
        return json.loads(told.stdout)

    def interleaved(self, contenders: Iterable[Contender], most: int | None = None) -> dict[str, list[Pair]]:
        """Reference, ours, reference of each, in shuffled rounds, of which there may be a bound."""
        order = list(contenders)
        pairs: dict[str, list[Pair]] = {contender.key: [] for contender in order}
        for _round in range(min(self.rounds, most or self.rounds)):
            self.chance.shuffle(order)
            for contender in order:
                others = Others(contender.sessions)
                before, own, after = contender.reference(), contender.own(), contender.reference()
                pairs[contender.key].append(Pair(before, own, after, others.busy()))
        return pairs

    def report_pairs(
        self, rows: Iterable[Row], pairs: dict[str, list[Pair]], measure: Measure = cost
    ) -> dict[str, Summary]:
        """Report the ratio of each row that was measured in pairs."""
        summaries = {key: summary(list_, measure) for key, list_ in pairs.items()}
        for row in rows:
            if found := summaries.get(row.key):
                self.report(Result(row, found.ratio, found))
        return summaries


def comparisons(codes: list[str], *prefixes: str) -> list[str]:
    """The addresses of all comparisons, in each language."""
    ordered = [(left, right) for number, left in enumerate(codes) for right in codes[number + 1 :]]
    return [f"{prefix}/compare/{left}/{right}/" for left, right in ordered for prefix in prefixes]


def page_of(site_port: int, path: str):
    """A page as a browser that takes gzip gets it the second time."""
    ask(site_port, path, Accept_Encoding="gzip")
    answer = ask(site_port, path, Accept_Encoding="gzip")
    if answer.status != 200:
        raise UnmeasuredError(f"{path} answers {answer.status}")
    return answer


def progress(text: str) -> None:
    """Say what is going on."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)
