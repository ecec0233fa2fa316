"""A Hugo site of the same pages: what many pages share is data, and one template joins it."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

ENDS = re.compile(r"(?<=\n)|(?:(?<=</p>)|(?<=</li>)|(?<=</tr>)|(?<=</td>)|(?<=</h2>)|(?<=</dd>))(?!\n)")
TEMPLATE = (
    "{{ $shared := site.Data.pieces }}{{ $own := .Params.own }}"
    "{{ range .Params.parts }}{{ $at := int . }}"
    "{{ if ge $at 0 }}{{ index $shared $at | safeHTML }}{{ else }}{{ index $own (sub -1 $at) | safeHTML }}{{ end }}"
    "{{ end }}"
)
CONFIG = """
baseURL = "http://127.0.0.1/"
disableKinds = ["home", "section", "taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"]
"""


def pieces(page: str) -> list[str]:
    """A page, cut where a line or a block ends."""
    return [piece for piece in ENDS.split(page) if piece]


def joined(pages: Sequence[list[str]]) -> list[list[str]]:
    """The same pages in as few pieces as can be: what never stands without its neighbour becomes one piece with it."""
    following, preceding = defaultdict(set), defaultdict(set)
    for page in pages:
        for left, right in pairwise(["", *page, ""]):
            following[left].add(right)
            preceding[right].add(left)
    return [_chained(page, following, preceding) for page in pages]


def _chained(page: list[str], following: dict[str, set[str]], preceding: dict[str, set[str]]) -> list[str]:
    chains = [[page[0]]]
    for left, right in pairwise(page):
        if following[left] == {right} and preceding[right] == {left}:
            chains[-1].append(right)
        else:
            chains.append([right])
    return ["".join(chain) for chain in chains]


def write(folder: Path, pages: Iterable[str]) -> None:
    """Write the site: page N becomes /pages/pN/. What one page has stands with it, what several have in the data."""
    parts = joined([pieces(page) for page in pages])
    times = Counter(part for page in parts for part in page)
    shared = {part: number for number, part in enumerate(part for part, count in times.items() if count > 1)}
    for name in ("data", "layouts/_default", "content/pages"):
        (folder / name).mkdir(parents=True)
    (folder / "config.toml").write_text(CONFIG, "utf-8")
    (folder / "layouts/_default/single.html").write_text(TEMPLATE, "utf-8")
    (folder / "data/pieces.json").write_text(json.dumps(list(shared), ensure_ascii=False), "utf-8")
    for number, page in enumerate(parts):
        own = [part for part in page if part not in shared]
        at = iter(range(-1, -len(own) - 1, -1))
        front = {"parts": [shared[part] if part in shared else next(at) for part in page], "own": own}
        (folder / f"content/pages/p{number}.md").write_text(json.dumps(front, ensure_ascii=False) + "\n", "utf-8")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in {"script", "style"}

    def handle_endtag(self, tag):
        self.hidden -= tag in {"script", "style"}

    def handle_data(self, data):
        if not self.hidden:
            self.texts.append(data)


def visible_text(page: str) -> str:
    """What a reader sees of a page, white space made one."""
    parser = _Text()
    parser.feed(page)
    return " ".join(" ".join(parser.texts).split())
