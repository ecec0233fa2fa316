"""The site as files, beside Debian's Hugo that builds pages of the same text; both in memory, on two processors."""

import os
import shutil
import sys
from pathlib import Path

from running import ROOT

from bench import hugo
from bench.load import UnmeasuredError
from bench.pairs import Run
from bench.pairs import time as passed
from bench.plan import Bench, Contender, progress
from bench.rows import EXPORT
from bench.servers import tool
from bench.start import spent_by
from bench.table import Result

ROWS = EXPORT
COMMAND = ROOT / "codes/management/commands/export.py"
WHAT = ("--lang", "en", "--pairs", "all", "--jobs", "2")
HTML_ONLY = "--no-compress"
SAMPLE = 50


class Export:
    """manage.py export into a new folder, each time."""

    def __init__(self, bench: Bench) -> None:
        self.settings, self.folder = bench.copy(bench.prepared, "export"), bench.folder / "exported/site"

    def __call__(self, *arguments: str) -> Run:
        """Export everything; what counts as a request is a page."""
        shutil.rmtree(self.folder.parent, ignore_errors=True)  # with what a second export would take over
        self.folder.parent.mkdir()
        run = spent_by([sys.executable, "manage.py", "export", str(self.folder), *WHAT, *arguments], self.settings)
        return Run(len(self.pages("**/*.html")), run.processor, run.seconds)

    def pages(self, pattern: str) -> list[Path]:
        """The files of some pages; a link to the folder that holds them is followed."""
        return sorted(self.folder.resolve().glob(pattern))


class Hugo:
    """Hugo, which builds comparisons of the export."""

    def __init__(self, bench: Bench, comparisons: list[Path]) -> None:
        self.folder, self.built = bench.folder / "hugo", bench.folder / "built"
        self.pages = [path.read_text("utf-8") for path in comparisons]
        hugo.write(self.folder, self.pages)
        self()
        for number in range(0, len(self.pages), max(1, len(self.pages) // SAMPLE)):
            built = (self.built / f"pages/p{number}/index.html").read_text("utf-8")
            if hugo.visible_text(built) != hugo.visible_text(self.pages[number]):
                raise UnmeasuredError(f"Hugo's page of {comparisons[number]} has another text")

    def __call__(self) -> Run:
        """Build all pages into a new folder."""
        shutil.rmtree(self.built, ignore_errors=True)
        command = [str(tool("hugo")), "--quiet", "--source", str(self.folder), "--destination", str(self.built)]
        run = spent_by(command, {"GOMAXPROCS": "2", "HUGO_CACHEDIR": str(self.folder / "cache")})
        if (built := len(list(self.built.glob("pages/*/index.html")))) != len(self.pages):
            raise UnmeasuredError(f"Hugo built {built} of {len(self.pages)} pages")
        return Run(len(self.pages), run.processor, run.seconds)


def measure(bench: Bench) -> None:
    """Report pages a second beside Hugo's, and with compressed copies."""
    if not COMMAND.exists():
        raise UnmeasuredError("there is no manage.py export")
    rows = {row.key: row for row in ROWS}
    export = Export(bench)
    progress("export, and Hugo's site of its comparisons")
    export(HTML_ONLY)
    comparisons = export.pages("compare/*/*/index.html")
    built = Hugo(bench, bench.chance.sample(comparisons, min(bench.addresses, len(comparisons))))
    pairs = bench.interleaved([Contender("export", lambda: export(HTML_ONLY), built)])
    own, beside = pairs["export"][0].own, pairs["export"][0].before
    note = f"{own.requests:,} pages in {own.seconds:.1f} s beside {beside.requests:,} in {beside.seconds:.1f} s"
    found = bench.report_pairs([], pairs, passed)["export"]
    bench.report(Result(rows["export"], found.ratio, found, f"{note}; {os.cpu_count()} processors"))
    bench.report(Result(rows["export-compressed"], export().pace))
