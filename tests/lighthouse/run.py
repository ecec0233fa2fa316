"""What Lighthouse says of five kinds of pages, as a phone sees them: make lighthouse.

Performance is the median of five runs: a machine that does something else meanwhile makes some of them worse.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from running import on_sqlite, serving

PATHS = ("/", "/550/", "/ar/5.7.26/", "/ar/compare/250/553/", "/causes/mailbox-full/")
LEAST = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100}
RUNS = 5
LIGHTHOUSE = Path(__file__).parent / "node_modules/.bin/lighthouse"


def scores(address: str) -> dict[str, float]:
    """Run it once; percent by category."""
    flags = [
        "--output=json",
        "--quiet",
        f"--only-categories={','.join(LEAST)}",
        "--chrome-flags=--headless --no-sandbox",
    ]
    told = subprocess.run(
        [LIGHTHOUSE, address, *flags],
        env=os.environ | {"CHROME_PATH": shutil.which("chromium") or ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        sys.exit(f"lighthouse failed on {address}:\n{told.stderr}")
    categories = json.loads(told.stdout)["categories"]
    return {name: 100 * categories[name]["score"] for name in LEAST}


def main() -> None:
    """Print the medians of each page; exit with 1 where one is less than it should be."""
    print(f"{'':28}" + "".join(f"{name:>16}" for name in LEAST))
    enough = True
    with tempfile.TemporaryDirectory() as folder, serving(on_sqlite(Path(folder))) as running:
        for path in PATHS:
            runs = [scores(running.address + path) for _run in range(RUNS)]
            medians = {name: statistics.median(run[name] for run in runs) for name in LEAST}
            print(f"{path:28}" + "".join(f"{median:16.0f}" for median in medians.values()), flush=True)
            enough = enough and all(medians[name] >= least for name, least in LEAST.items())
    sys.exit(not enough)


if __name__ == "__main__":
    main()
