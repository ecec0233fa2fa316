"""How everything grows where there is ten times as much: each figure beside that of the site as shipped."""

import shutil
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from page_kinds import PREFIXES
from running import ROOT, RunningSite, bounce, on_sqlite

from bench import grown, servers
from bench.clients import LOOK_UP, PLAIN
from bench.load import UnmeasuredError, ask, each_once
from bench.memory import mix
from bench.pairs import Run, summary
from bench.plan import Bench, Contender, comparisons, progress
from bench.processes import memory, processor_time
from bench.rows import GROWTH
from bench.start import first_look_up, spent_by
from bench.table import Result
from bench.uncached import fresh

ROWS = GROWTH
CODES = 150  # pages of one run
LOOK_UPS = 20
ROUNDS = 3  # each takes half a minute


class Measured:
    """A running site, what its start took, and what it takes for the same requests."""

    def __init__(self, bench: Bench, stack: ExitStack, settings: dict[str, str], root: Path = ROOT) -> None:
        self.codes = bench.codes(settings, root)
        self.sample = sorted(bench.chance.sample(range(len(self.codes)), min(CODES, len(self.codes))))
        self.site: RunningSite = stack.enter_context(servers.serving(settings, root))
        self.session = (self.site.server.pid,)
        self.start = processor_time(self.session)
        time.sleep(2)
        self.rest = sum(memory(self.session))
        self.first = first_look_up(self.site.port)

    def code_pages(self) -> Run:
        """Code pages of a fresh generation, each asked once."""
        sample = [self.codes[number] for number in self.sample]
        fresh(self.site, sample, [""])
        return each_once(self.site.port, self.session, [f"/{code}/" for code in sample])

    def look_ups(self) -> Run:
        """Look-ups of a returned mail, one after the other."""
        mail = bounce("lhost-postfix-80").encode()
        headers = {name.replace("-", "_"): value for name, value in PLAIN.items()}
        before, start = processor_time(self.session), time.perf_counter()
        for _time in range(LOOK_UPS):
            if (status := ask(self.site.port, LOOK_UP, "POST", mail, **headers).status) != 200:
                raise UnmeasuredError(f"a look-up answers {status}")
        return Run(LOOK_UPS, processor_time(self.session) - before, time.perf_counter() - start)

    def loaded(self, seconds: float, prefixes: tuple[str, ...]) -> float:
        """MB of all processes after mixed load in some languages."""
        mix(self.site, comparisons(self.codes, *prefixes), seconds)
        return sum(memory(self.session))


def measure(bench: Bench) -> None:
    """Report growth with known replies, enhanced codes and languages."""
    for name, make in (("replies", _content), ("codes", _content), ("languages", _project)):
        progress(f"more {name}")
        try:
            _grow(bench, name, *make(bench, name))
        except UnmeasuredError as reason:
            done = {result.row.key for result in bench.results}
            for row in _rows(name).values():
                if row.key not in done:
                    bench.report(Result(row, failure=str(reason)))


def _grow(bench: Bench, name: str, settings: dict[str, str], root: Path) -> None:
    rows = _rows(name)
    with ExitStack() as stack:
        shipped = Measured(bench, stack, bench.copy(bench.prepared, f"shipped-{name}"))
        more = Measured(bench, stack, settings, root)
        both = (*shipped.session, *more.session)
        contenders = [
            Contender(f"{name}-code", more.code_pages, shipped.code_pages, both),
            Contender(f"{name}-look-up", more.look_ups, shipped.look_ups, both),
        ]
        for key, pairs in bench.interleaved(contenders, ROUNDS).items():
            found = summary(pairs)
            bench.report(Result(rows[key.removeprefix(f"{name}-")], 1 / found.ratio, found))
        bench.report(Result(rows["first"], more.first / shipped.first, note=f"{more.first:.2f} s"))
        bench.report(Result(rows["start"], more.start / shipped.start, note=f"{more.start:.1f} s of processor time"))
        if name == "languages":
            seconds, languages = 5 * bench.seconds, len(grown.LANGUAGES)
            few = shipped.loaded(seconds, PREFIXES)
            many = more.loaded(seconds, (*PREFIXES, *(f"/{language}" for language in grown.LANGUAGES)))
            note = f"{few:.0f} MB with {len(PREFIXES)} languages, {many:.0f} with {len(PREFIXES) + languages}"
            bench.report(Result(rows["loaded"], (many - few) / languages, note=note))
        else:
            bench.report(Result(rows["rest"], more.rest - shipped.rest, note=f"{more.rest:.0f} MB"))


def _rows(name: str) -> dict:
    return {row.key.removeprefix(f"{name}-"): row for row in ROWS if row.key.startswith(f"{name}-")}


def _content(bench: Bench, name: str) -> tuple[dict[str, str], Path]:
    """A site with more content."""
    content = bench.folder / f"content-{name}"
    shutil.copytree(ROOT / "content", content)
    {"replies": grown.grow_replies, "codes": grown.grow_codes}[name](content)
    return bench.prepare(f"grown-{name}", CONTENT_DIR=str(content)), ROOT


def _project(bench: Bench, name: str) -> tuple[dict[str, str], Path]:
    """A site with more languages: a copy of the project, since they stand in its settings and migrations."""
    project = bench.new_folder("project")
    grown.grow_languages(project)
    spent_by([sys.executable, "manage.py", "makemigrations", "codes"], on_sqlite(bench.new_folder("new")), project)
    return bench.prepare(f"grown-{name}", project), project
