"""The audit of dependencies says what it found, and never looks as if it had asked where nobody answered."""

import importlib.util
import json

import pytest
from running import ROOT

SPEC = importlib.util.spec_from_file_location("audit", ROOT / "tools/audit.py")
audit = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(audit)

SOUND = {"name": "django", "version": "5.2.19", "vulns": []}
HOLE = {"name": "granian", "version": "2.0.0", "vulns": [{"id": "GHSA-1", "fix_versions": ["2.1.0"]}]}
UNKNOWN = {"name": "asgiref", "skip_reason": "Dependency not found on PyPI and could not be audited: asgiref (3.13.0)"}
NPM = {"vulnerabilities": {}}
NPM_HOLE = {"vulnerabilities": {"vnu-jar": {"range": "<1", "severity": "high"}}}
REFUSED = {"message": "405 Method Not Allowed", "error": {"summary": ""}}


@pytest.fixture
def audited(monkeypatch, capsys):
    """Audit with what the tools print."""
    monkeypatch.setattr(audit.shutil, "which", lambda _name: "/usr/bin/npm")
    monkeypatch.setattr(audit.Path, "exists", lambda _path: True)

    def audited(packages, npm):
        printed = {"pip-audit": json.dumps({"dependencies": packages}), "npm": npm}
        monkeypatch.setattr(audit, "run", lambda program, *_rest: printed[getattr(program, "name", program)])
        return audit.main(), capsys.readouterr().out.splitlines()

    return audited


def test_nothing_is_known(audited):
    assert audited([SOUND], json.dumps(NPM)) == (
        0,
        ["audited: requirements.lock has no known hole", "audited: package-lock.json has no known hole"],
    )


def test_a_hole_fails_whatever_else_could_be_asked(audited):
    status, lines = audited([UNKNOWN, SOUND, HOLE], json.dumps(NPM_HOLE))
    assert (status, lines) == (1, ["granian 2.0.0: GHSA-1, mended in 2.1.0", "vnu-jar <1: high"])


def test_who_does_not_answer_is_named(audited):
    status, lines = audited([UNKNOWN, SOUND], json.dumps(REFUSED))
    assert status == 0
    assert lines[0].startswith("not audited: requirements.lock (1 of 2 packages: Dependency not found")
    assert lines[1] == "not audited: package-lock.json (405 Method Not Allowed)"
    assert audited([SOUND], "<html>")[1][1] == "not audited: package-lock.json (no answer)"


def test_a_program_that_hangs_or_is_not_there(monkeypatch):
    monkeypatch.setattr(audit, "SECONDS", 0.1)
    for command in (("sleep", "5"), ("no-such-program",), ("false",)):
        with pytest.raises(audit.NotAuditedError):
            audit.run(*command)
