"""The suite never leaves anything out quietly."""

import ast
import os
import re
import subprocess
import sys
from itertools import pairwise

from running import ROOT


def run_without_tools(**environment):
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", "tests/browser/test_site.py", "tests/engine/test_smtp.py"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "CI"} | {"PATH": ""} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_machine_without_chromium_hears_of_it():
    result = run_without_tools()
    assert result.returncode == 0
    assert "tests need Chromium" in result.stdout
    assert "test_an_arabic_reader_walks_from_a_comparison" in result.stdout


def test_ci_without_chromium_fails():
    result = run_without_tools(CI="true")
    assert result.returncode != 0
    assert re.search("not installed, although CI leaves out nothing: .*Chromium", result.stderr)


def test_no_two_files_of_tests_bear_one_name():
    names = sorted(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, next_name in pairwise(names) if name == next_name] == []


# Fixtures that patch nothing of which anything is kept from test to test.
HARMLESS = {"lines": "the log alone", "programs": "of tests without a database"}


def test_what_patches_is_seen_where_it_is_decided_what_is_kept():
    """By `monkeypatch` or `settings` in the signature of a test (tests/conftest.py): nothing else may patch."""
    hidden = []
    for path in (ROOT / "tests/site").rglob("*.py"):
        text = path.read_text("utf-8")
        functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
        fixtures = [node for node in functions if any("fixture" in ast.unparse(each) for each in node.decorator_list)]
        asking = {node.name: {argument.arg for argument in node.args.args} for node in fixtures}
        hidden += [name for name, asked in asking.items() if "monkeypatch" in asked and "settings" not in asked]
        hidden += re.findall(r"^(?:from|import) unittest.*", text, re.MULTILINE)  # its mock.patch
    assert {*hidden} == HARMLESS.keys()
