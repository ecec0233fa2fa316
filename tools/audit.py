"""Ask whether a locked dependency has a known hole: `make audit`, in an environment of its own under var/.

Exit status 1 names the holes. Where no service answers, one line says what was not audited, and nothing fails: without
a network nobody can know, and nobody should read it as an answer.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var/audit"
PIP_AUDIT = "pip-audit==2.10.1"
SECONDS = 20  # for each; make check is to stay quick


class NotAuditedError(Exception):
    """No service answered; the message says why."""


def run(*command: str | Path) -> str:
    """Return what a command prints, whatever its exit status, which says "holes" and "no answer" alike."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotAuditedError(type(error).__name__) from error
    if not done.stdout:
        raise NotAuditedError((done.stderr.strip().splitlines() or ["no answer"])[-1])
    return done.stdout


def answer(printed: str) -> Any:
    """Return the document that a tool printed."""
    try:
        return json.loads(printed)
    except ValueError as error:
        raise NotAuditedError("no answer") from error


def of_python() -> Iterator[str]:
    """Yield the holes of what requirements.lock installs."""
    program = FOLDER / "bin/pip-audit"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", FOLDER], check=True)  # noqa: S603
        run(FOLDER / "bin/pip", "install", "--disable-pip-version-check", PIP_AUDIT)
    locked = ["--requirement", "requirements.lock", "--disable-pip", "--require-hashes"]
    told = answer(run(program, *locked, "--format", "json", "--progress-spinner", "off", "--timeout", "5"))
    holes = [(package, hole) for package in told["dependencies"] for hole in package.get("vulns", ())]
    unknown = [package for package in told["dependencies"] if "skip_reason" in package]
    if unknown and not holes:
        raise NotAuditedError(f"{len(unknown)} of {len(told['dependencies'])} packages: {unknown[0]['skip_reason']}")
    for package, hole in holes:
        yield f"{package['name']} {package['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions'])}"


def of_npm() -> Iterator[str]:
    """Yield the holes of what the tests take from npm."""
    if not shutil.which("npm"):
        raise NotAuditedError("npm is not installed")
    told = answer(run("npm", "audit", "--json", "--fetch-retries=0", "--fetch-timeout=5000"))
    if "vulnerabilities" not in told:
        raise NotAuditedError(told.get("message") or told.get("error", {}).get("summary") or "no answer")
    for name, hole in told["vulnerabilities"].items():
        yield f"{name} {hole['range']}: {hole['severity']}"


def main() -> int:
    """Print what is known of each lock file."""
    status = 0
    for lock, holes in (("requirements.lock", of_python), ("package-lock.json", of_npm)):
        try:
            found = list(holes())
        except NotAuditedError as reason:
            print(f"not audited: {lock} ({reason})")
            continue
        print(*(found or [f"audited: {lock} has no known hole"]), sep="\n")
        status |= bool(found)
    return status


if __name__ == "__main__":
    sys.exit(main())
