"""Every kind of page in every language, theme and width, as pictures to be looked at: make pictures."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from page_kinds import PASTED, PATHS, PREFIXES
from playwright.sync_api import Page, sync_playwright
from running import ROOT, bounce, on_sqlite, serving

THEMES = ("light", "dark")
SIZES = ((375, 667), (768, 1024), (1440, 900))
INTO = ROOT / "var/pictures"


def shown(page: Page, prefix: str) -> Iterator[str]:
    """Bring every kind of page on the screen, and tell its name."""
    for path in PATHS:
        page.goto(prefix + path)
        yield path.strip("/").translate(str.maketrans("/?&=", "----")) or "home"
    for name in PASTED:
        page.goto(f"{prefix}/lookup/")
        page.fill("main textarea", bounce(name))
        page.click("main form button")
        page.wait_for_load_state()
        yield f"answer-{name}"


def main() -> None:
    """Draw them into var/pictures, the first screen and the whole page; a name on the command line chooses some."""
    wanted = sys.argv[1] if sys.argv[1:] else ""
    shutil.rmtree(INTO, ignore_errors=True)
    INTO.mkdir(parents=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(on_sqlite(Path(folder))) as running,
        sync_playwright() as playwright,
    ):
        running.add_user("root")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for prefix, theme, (width, height) in product(PREFIXES, THEMES, SIZES):
            size = {"width": width, "height": height}
            page = browser.new_context(base_url=running.address, viewport=size, color_scheme=theme).new_page()
            language = prefix.strip("/") or "en"
            for name in shown(page, prefix):
                if wanted in name:
                    page.screenshot(path=INTO / f"{name}-{language}-{theme}-{width}.png")
                    page.screenshot(path=INTO / f"{name}-{language}-{theme}-{width}-whole.png", full_page=True)
            page.context.close()
        browser.close()
    print(f"{len(list(INTO.iterdir()))} pictures in {INTO.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
