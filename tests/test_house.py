"""What the house promises: walls, arrows, and a test file for each module."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from running import ROOT


def modules(package: str) -> dict[str, Path]:
    """The modules of a package by their dotted names; migrations are Django's."""
    found = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if "migrations" not in parts:
            found[".".join(part for part in parts if part != "__init__")] = path
    return found


ENGINE, SITE = modules("smtp_replies"), modules("codes")
MODULES = ENGINE | SITE


def imported(path: Path) -> Iterator[str]:
    """The names of all modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports are absolute"
            inner = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (name if name in MODULES else str(node.module) for name in inner)


# --- a test file for each module

TESTS = {"smtp_replies": ROOT / "tests/engine", "codes": ROOT / "tests/site"}
WITHOUT_TESTS = {
    "codes.apps": "one line, which connects the signals that test_generation.py needs",
    "codes.reader": "test_lookups.py begins it, as the site does",
    "codes.templatetags.workbench": "two lines, whose marks test_workbench_arabic.py looks for on every page",
    "smtp_replies.__main__": "test_package.py runs it as anybody would",
}


def has_tests(path: Path) -> bool:
    """Whether there is a test file where a module is among the others, or one for its whole folder."""
    package, *inner = path.relative_to(ROOT).with_suffix("").parts
    names = ["/".join([*inner[:-1], f"test_{inner[-1]}.py"]), *(f"test_{folder}.py" for folder in inner[:-1])]
    return any((TESTS[package] / name).exists() for name in names)


def test_every_module_has_a_test_file_of_its_name():
    modules = {name: path for name, path in MODULES.items() if path.stem != "__init__" and ".commands." not in name}
    assert {name for name, path in modules.items() if not has_tests(path)} == WITHOUT_TESTS.keys()


def test_every_command_has_a_test_that_calls_it():
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    commands = [name.rpartition(".")[2] for name in SITE if ".commands." in name]
    assert commands
    assert [name for name in commands if f'"{name}"' not in tests] == []


# --- what is said of files

COMMENT = re.compile(r"(?:#|//) .*")
FILE = re.compile(r"[\w-]+/[\w/-]+\.(?:py|js)\b")


def test_every_file_that_a_comment_or_a_document_names_is_there():
    code = [
        path
        for folder in ("codes", "site_config", "smtp_replies", "static", "tests", "tools")
        for path in (ROOT / folder).rglob("*.[jp][sy]")
        if "node_modules" not in path.parts
    ]
    told = {path: " ".join(COMMENT.findall(path.read_text("utf-8"))) for path in code}
    told |= {path: path.read_text("utf-8") for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))}
    named = [(str(path.relative_to(ROOT)), name) for path, text in told.items() for name in FILE.findall(text)]
    assert named
    assert [(where, name) for where, name in named if not (ROOT / name).exists()] == []


# --- walls


def test_the_engine_imports_nothing_but_python_and_rapidfuzz():
    allowed = {*sys.stdlib_module_names, "rapidfuzz", "smtp_replies"}
    foreign = {(name, other) for name, path in ENGINE.items() for other in imported(path)}
    assert {pair for pair in foreign if pair[1].partition(".")[0] not in allowed} == set()


PLAIN = ["facts", "comparison", "route", "markup", "steps", "slips", "agreement", "verbatim", "search", "box", "edits"]
PLAIN += ["nearby", "spelling", "kept", "reader", "lookups", "edition", "hosting", "jobs"]
PLAIN += ["freshness", "sheets", "tables"]
WALL = """
import sys

class Wall:
    def find_spec(self, name, *_rest):
        if name.partition(".")[0] in %(behind)s:
            raise ImportError(f"{name} stands behind the wall")

sys.meta_path.insert(0, Wall())
"""
READ = """
from pathlib import Path
from smtp_replies import read
print(read(Path("tests/bounces/lhost-qmail-17.eml").read_text()).replies[1].enhanced)
"""
RULES = f"""
from codes import {", ".join(PLAIN)}
print(box.read_entry("٥٥٠").codes[0])
"""


@pytest.mark.parametrize(
    ("behind", "program", "said"),
    [
        (["codes", "django", "modeltranslation", "markdown_it"], READ, "5.2.2"),
        (["django", "modeltranslation"], RULES, "550"),
    ],
    ids=["engine", "rules"],
)
def test_what_is_plain_python_works_where_there_is_no_django(behind, program, said):
    result = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", WALL % {"behind": behind} + program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (result.stdout.strip(), result.stderr) == (said, "")


@pytest.mark.parametrize("name", PLAIN)
def test_rules_import_no_django(name):
    assert not [other for other in imported(SITE[f"codes.{name}"]) if other.startswith(("django", "modeltranslation"))]


def test_the_library_of_workbooks_is_loaded_where_one_is_read_or_written_and_nowhere_else():
    """It takes as much memory as the rest of a small site."""
    assert [name for name, path in SITE.items() if "openpyxl" in imported(path)] == ["codes.tables"]
    program = "import sys, codes.tables as t; t.read(b'a,b'); print('openpyxl' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"


# --- arrows

# A module imports only from lines above its own.
FLOORS = """
smtp_replies.addresses smtp_replies.characters smtp_replies.elsewhere smtp_replies.mail smtp_replies.phrases
smtp_replies.smtp
smtp_replies.advice smtp_replies.programs smtp_replies.mailboxes
smtp_replies.causes smtp_replies.telling
smtp_replies.notices smtp_replies.reply
smtp_replies.server_logs smtp_replies.transcripts
smtp_replies.events smtp_replies.questions smtp_replies.reports
smtp_replies.diagnosis
smtp_replies.reading
smtp_replies smtp_replies.__main__

codes codes.fingerprints codes.schema codes.checks codes.private codes.steps codes.tables
codes.facts codes.markup codes.spelling codes.box codes.edits codes.nearby codes.converters codes.languages
codes.reader codes.edition codes.hosting codes.jobs codes.freshness
codes.comparison codes.search codes.kept codes.route codes.forms codes.slips codes.agreement codes.verbatim
codes.lookups codes.sheets
codes.labels
codes.sentences codes.validators
codes.rows codes.wording
codes.history codes.names
codes.merging
codes.translating
codes.models.codes codes.models.loaded codes.models.people
codes.models.causes
codes.models.advice
codes.models
codes.seen codes.generation codes.translation codes.related codes.failures codes.people codes.logins
codes.finding codes.past codes.fragments codes.fate codes.knowledge
codes.content.kinds codes.loading codes.templatetags.keeping
codes.content.fields
codes.content.bases codes.content.faults codes.content.collection codes.content.rendering
codes.content.files codes.content.terms
codes.content.merge codes.content.writing codes.content.states
codes.content.conflicts
codes.content codes.catalogue codes.situation
codes.templatetags codes.templatetags.reference codes.templatetags.workbench
codes.answers codes.suggestions codes.columns codes.fork codes.accounts codes.compared codes.exchange
codes.worklist codes.side_by_side codes.templatetags.found
codes.sheet_pages codes.outside
codes.places
codes.records
codes.api codes.admin codes.workbench codes.health codes.backups
codes.views codes.sitemaps
codes.urls
codes.export
codes.apps codes.management codes.management.commands
"""
FLOOR = {name: number for number, line in enumerate(FLOORS.splitlines()) for name in line.split()}


def floor(name: str) -> int:
    """On which floor a module stands; commands stand on that of their package."""
    return FLOOR["codes.management.commands" if ".commands." in name else name]


def test_every_module_stands_on_a_floor_and_imports_from_lower_ones_only():
    assert FLOOR.keys() == {name for name in MODULES if ".commands." not in name}
    arrows = [(name, other) for name, path in MODULES.items() for other in imported(path) if other in MODULES]
    assert arrows
    assert [f"{name} -> {other}" for name, other in arrows if floor(other) >= floor(name)] == []
