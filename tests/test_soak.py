"""Nothing that was acknowledged is lost, however many edit and whenever the server is killed: make soak, but short."""

import re
import subprocess
import sys

from running import ROOT


def test_writers_lose_nothing_while_the_server_is_killed(figures):
    result = subprocess.run(
        [sys.executable, "tests/soak.py", "--writers", "4", "--seconds", "6"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    told = dict(re.findall(r"^(\w+) +(\S+)", result.stdout, re.MULTILINE))
    assert (told["lost"], told["altered"], told["history"]) == ("0", "0", "complete")
    assert re.search(r" [1-9]\d* kills of the server", result.stdout)
    assert int(told["acknowledged"]) > 0
    figures.append(f"writers: {told['acknowledged']} saves acknowledged, {told['merged']} merged, {told['lost']} lost")
