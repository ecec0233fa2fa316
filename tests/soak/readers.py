"""Those who read all addresses: is each page whole, in its language, of its address, and what does it show?"""

import gzip
import random
import re
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from threading import Event

import brotli
from page_kinds import PREFIXES

from soak.editors import CODES
from soak.tally import PATIENCE, TROUBLE, Sighting, Tally

DECODE = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
LANGUAGE = re.compile(r"/([a-z]{2}(?:-[a-z]+)?)/")  # before the path of a page in another language than English
SEARCHES = ("/search/?q=mailbox+full", "/ar/search/?q=550", "/search/?q=greylisting", "/ar/search/?q=spf")
NUMBER = re.compile(r"\((1\d{5})\)|Edition (1\d{5})\.")  # of a text that an editor wrote, or a hand in a file
REMEMBERED = 200  # pages that a browser asks for again by their ETag
PAUSE = 0.01  # seconds


@dataclass(frozen=True)
class Addresses:
    """What there is to be read: pages that show what is edited, oftener than others."""

    own: tuple[str, ...]
    comparisons: tuple[str, ...]
    others: tuple[str, ...]

    @classmethod
    def of_site(cls) -> "Addresses":
        """Every address of the site, in every language."""
        from django.conf import settings  # noqa: PLC0415 - the settings read the environment

        from codes import export  # noqa: PLC0415

        found = export.addresses([language for language, _name in settings.LANGUAGES], every_pair=True)
        own = [f"{prefix}/{code}/" for prefix in PREFIXES for code in CODES]
        comparisons = [path for path in found if "/compare/" in path]
        others = [path for path in found if "/compare/" not in path and "404" not in path]
        return cls(tuple(own), tuple(comparisons), (*others, *SEARCHES))

    def choose(self, chance: random.Random) -> str:
        """One of them."""
        return chance.choice(chance.choice((self.own, self.own, self.comparisons, self.others)))


class Reader:
    """Somebody who reads page after page."""

    def __init__(self, name: str, port: int, addresses: Addresses, tally: Tally) -> None:
        self.chance = random.Random(name)  # noqa: S311
        self.port, self.addresses, self.tally = port, addresses, tally
        self.seen: dict[tuple[str, str], tuple[str, Sighting]] = {}  # ETag and what was shown, by path and encoding

    def work(self, done: Event) -> None:
        """Read until it is enough."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        while not done.wait(PAUSE):
            path, sent = self.addresses.choose(self.chance), time.monotonic()
            try:
                self.read(connection, path, sent)
            except TROUBLE as error:
                self.tally.fail(sent, path, type(error).__name__)
                connection.close()
                time.sleep(0.1)
        connection.close()

    def read(self, connection: HTTPConnection, path: str, sent: float) -> None:
        """Ask for a page, as a browser that may have it already, and look at it."""
        encoding = self.chance.choice(list(DECODE))
        headers = {"Accept-Encoding": encoding}
        known = self.seen.get((path, encoding))
        if known:
            headers["If-None-Match"] = known[0]
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status == 304 and known:
            self.tally.count("unchanged")
            self.tally.see(known[1], sent, path)
        elif answer.status == 200:
            self.tally.count("pages")
            page = DECODE[answer.headers.get("Content-Encoding", "")](body).decode()
            self.look(path, encoding, answer, page, sent)
        else:
            self.tally.fail(sent, path, str(answer.status))

    def look(self, path: str, encoding: str, answer: HTTPResponse, page: str, sent: float) -> None:
        """Note what a page shows, and what it should not be."""
        language = prefix[1] if (prefix := LANGUAGE.match(path)) else "en"
        if answer.headers.get_content_type() == "text/html":
            is_whole = page.rstrip().endswith("</html>")
            canonical = f'<link rel="canonical" href="http://127.0.0.1:{self.port}{path}">'
            if not (is_whole and f'<html lang="{language}"' in page and (canonical in page or "?" in path)):
                self.tally.fault(f"{path} is another page, or half of one: {page[:200]!r} … {page[-50:]!r}")
        numbers = frozenset(int(text or edition) for text, edition in NUMBER.findall(page))
        code = path.strip("/").rpartition("/")[2] if path in self.addresses.own else ""
        sighting = Sighting(code, language, numbers)
        self.tally.see(sighting, sent, path)
        if etag := answer.headers.get("ETag"):
            self.seen.pop((path, encoding), None)
            self.seen[path, encoding] = (etag, sighting)
            if len(self.seen) > REMEMBERED:
                del self.seen[next(iter(self.seen))]
