"""Those who look up, at most as often as they may and then some, and those who send what nobody should."""

import json
import random
import re
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import Event
from urllib.parse import urlencode

from bench.clients import LOOK_UP, PLAIN, worst_texts
from mutations import mutated
from running import BOUNCES

from soak.tally import PATIENCE, TROUBLE, Tally

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CLIENTS = 6  # addresses from which texts are looked up: some of them too often
Told = list[tuple[str | None, str | None, str | None]]  # code, enhanced code and cause of each reply


@dataclass(frozen=True)
class Text:
    """What is looked up, and what has to be said of it; None where it may also be refused as too hard."""

    text: str
    told: Told | None


def told(document: dict[str, object]) -> Told:
    """What a document of the API says."""
    replies = document["replies"]
    assert isinstance(replies, list)
    return [(reply["code"], reply["enhanced"], reply["cause"]) for reply in replies]


def texts() -> list[Text]:
    """Returned mails, with what this process says of them, and the worst texts there are."""
    from codes import answers, api, catalogue  # noqa: PLC0415 - the settings read the environment

    mails = [path.read_text("utf-8", "replace") for path in sorted(BOUNCES.glob("*.eml"))[::3]]
    known = catalogue.current()
    usual = [Text(mail, told(json.loads(json.dumps(api.document(answers.explain(mail, known)))))) for mail in mails]
    return usual + [Text(text, None) for text in worst_texts().values()]


class Asker:
    """Somebody who pastes texts, or a program that sends them."""

    def __init__(self, name: str, port: int, texts: list[Text], tally: Tally) -> None:
        self.chance = random.Random(name)  # noqa: S311
        self.port, self.texts, self.tally = port, texts, tally

    def work(self, done: Event) -> None:
        """Look up until it is enough."""
        while not done.wait(self.chance.uniform(0, 0.4)):
            sent = time.monotonic()
            try:
                self.ask(self.chance.choice(self.texts), sent)
            except TROUBLE as error:
                self.tally.fail(sent, "a look-up", type(error).__name__)
                time.sleep(0.1)

    def ask(self, text: Text, sent: float) -> None:
        """Look one text up, by either door."""
        path = self.chance.choice((LOOK_UP, "/lookup/", "/ar/lookup/"))
        is_program = path == LOOK_UP
        headers = {"X-Forwarded-For": f"203.0.113.{self.chance.randrange(CLIENTS)}"}
        body = text.text if is_program else urlencode({"text": text.text})
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("POST", path, body.encode(), headers | (PLAIN if is_program else FORM))
            answer = connection.getresponse()
            said = answer.read().decode()
        finally:
            connection.close()
        if answer.status in {429, 503} and answer.headers.get("Retry-After"):
            self.tally.count(f"look-ups {answer.status}")
        elif answer.status == 422 and text.told is None:
            self.tally.count("look-ups 422")
        elif answer.status != 200:
            self.tally.fail(sent, path, str(answer.status))
        else:
            self.tally.count("look-ups")
            self.check(path, text, said)

    def check(self, path: str, text: Text, said: str) -> None:
        """Hold an answer to what it should be."""
        if path == LOOK_UP:
            if text.told is not None and told(json.loads(said)) != text.told:
                self.tally.fault(f"a look-up says {told(json.loads(said))} instead of {text.told}")
        elif not (said.rstrip().endswith("</html>") and f'<html lang="{"ar" if "/ar/" in path else "en"}"' in said):
            self.tally.fault(f"{path} answers in another language, or half: {said[:200]!r} … {said[-50:]!r}")


class Vandal:
    """Somebody who sends requests as nobody should."""

    def __init__(self, port: int, tally: Tally) -> None:
        self.chance = random.Random(1)  # noqa: S311
        self.port, self.tally = port, tally

    def work(self, done: Event) -> None:
        """Send them until it is enough."""
        while not done.wait(0.02):
            request, sent = mutated(self.chance), time.monotonic()
            where = f"{request.method} {request.path[:80]!r}"
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection:
                    connection.sendall(request.octets(f"127.0.0.1:{self.port}"))
                    with suppress(OSError):  # it was refused before that
                        connection.shutdown(socket.SHUT_WR)
                    answer = connection.makefile("rb").readline()
            except OSError as error:
                self.tally.fail(sent, where, type(error).__name__)
                time.sleep(0.1)
                continue
            self.tally.count("malformed")
            if re.match(rb"HTTP/1.1 503", answer) and b"lookup" in request.path:
                self.tally.count("look-ups 503")
            elif answer and not re.match(rb"HTTP/1.1 [1-4]\d\d", answer):
                self.tally.fail(sent, where, answer.decode("latin-1").strip())
