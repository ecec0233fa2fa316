"""The look-up on real returned mails, scored over HTTP by a program that knows the codes in them."""

import subprocess
import sys

import pytest
from running import BOUNCES

GATE = {"reply_top1": 99, "enhanced_top1": 99, "both_top1": 98.5, "not_bounce_kept": 100, "nothing_kept": 100}


@pytest.mark.parametrize("newlines", ["lf", "crlf", "cr"])
@pytest.mark.parametrize("paste", ["source", "visible"])
def test_the_codes_that_matter_are_found(site, paste, newlines, figures):
    needs = [f"--need={key}={percent}" for key, percent in GATE.items()]
    where = ["--corpus", BOUNCES, "--expectations", BOUNCES / "expectations.tsv", "--url", f"{site}/api/v1/lookup"]
    how = ["--paste", paste, "--newlines", newlines, "--max-extra", "0.02", *needs]
    result = subprocess.run(
        [sys.executable, BOUNCES / "score_lookup.py", *where, *how],
        capture_output=True,
        text=True,
        check=False,
    )
    figures += [f"{paste}, {newlines}: {line}" for line in result.stdout.splitlines() if "top-1" in line]
    assert result.returncode == 0, result.stdout + result.stderr
    assert "mails 159" in result.stdout
