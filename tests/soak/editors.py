"""Those who change content: people in the workbench, and a hand in the files that loads and dumps."""

import random
import re
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from threading import Event
from urllib.parse import urlencode

from editing import form_in
from running import RunningSite

from soak.tally import PATIENCE, TROUBLE, Load, Save, Tally

CODES = ("450", "550", "551", "553")
FIELDS = ("name_en", "name_ar", "summary_en", "summary_ar")
PASSWORD = "correct horse battery"  # noqa: S105
BREAKS = (0, 0, 0.3, 3)  # seconds from one edit to the next
EDITED_BY_HAND = "en/codes/550.toml"  # a record that the editors edit too


class Browser:
    """Somebody who is logged in."""

    def __init__(self, port: int, name: str) -> None:
        self.port, self.name = port, name
        self.cookies: dict[str, str] = {}

    def log_in(self) -> None:
        """Log in as people do."""
        self.ask("/admin/login/")
        login = {"username": self.name, "password": PASSWORD, "csrfmiddlewaretoken": self.cookies["csrftoken"]}
        status, _page, _to = self.ask("/admin/login/", login)
        assert status == 302, f"{self.name} cannot log in"

    def ask(self, path: str, form: dict[str, object] | None = None) -> tuple[int, str, str]:
        """Return status, page and where it leads; a redirect is not followed, since it is the acknowledgement."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            if form is None:
                connection.request("GET", path, headers=headers)
            else:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
                connection.request("POST", path, urlencode(form, doseq=True), headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
        return answer.status, page, answer.headers.get("Location", "")


class Editor:
    """Somebody who opens records, types for a while and saves."""

    def __init__(self, browser: Browser, pages: dict[str, str], tally: Tally, numbers: Iterator[int]) -> None:
        self.browser, self.pages, self.tally, self.numbers = browser, pages, tally, numbers
        self.chance = random.Random(browser.name)  # noqa: S311

    def work(self, done: Event) -> None:
        """Edit until it is enough."""
        while not done.is_set():
            sent = time.monotonic()
            try:
                self.edit(self.chance.choice(CODES))
            except TROUBLE as error:
                self.tally.fail(sent, "the workbench", type(error).__name__)
                time.sleep(0.1)  # the server is gone; it comes back
            done.wait(self.chance.choice(BREAKS))

    def edit(self, code: str) -> None:
        """Open a record, change one or two fields, and save."""
        asked = time.monotonic()
        status, page, to = self.browser.ask(self.pages[code])
        if status != 200:
            self.tally.fail(asked, f"the form of {code}", f"{status} {to}".strip())
            return
        form, opened = form_in(page), time.monotonic()
        texts = {}
        for name in self.chance.sample(FIELDS, self.chance.choice((1, 1, 2))):
            [seen] = form[name]
            texts[name] = (seen, f"{re.sub(r' [(][0-9]+[)]$', '', seen).rstrip('.')} ({next(self.numbers)})")
        time.sleep(self.chance.uniform(0, 0.4))
        self.send(Save(self.browser.name, code, opened, texts), form)

    def send(self, save: Save, form: dict[str, object]) -> None:
        """Save; of two texts of one field take either."""
        typed = {name: text for name, (_seen, text) in save.texts.items()}
        save.sent = time.monotonic()
        self.tally.saves.append(save)
        status, page, to = self.browser.ask(self.pages[save.code], form | typed)
        save.answered = time.monotonic()
        if status == 302 and "login" not in to:
            save.acknowledged = True
        elif status == 200 and 'class="contested' in page:
            self.tally.saves.remove(save)
            self.tally.refused.append(save)
            self.choose(save, form_in(page))
        elif status == 503:
            self.tally.count("failed")
        elif status >= 500:
            self.tally.fail(save.sent, f"a save of {save.code}", str(status))
        else:
            reasons = re.findall(r'<ul class="errorlist[^>]*>(.*?)</ul>', page, re.DOTALL)
            self.tally.fault(f"{save.code} {typed}: {status} {to} {reasons}")

    def choose(self, save: Save, form: dict[str, object]) -> None:
        """Take one text of each field that somebody else changed too; having seen both, the other is replaced."""
        mine, chosen = {}, {}
        for name, (seen, text) in save.texts.items():
            [now] = form[f"initial-{name}"]
            is_mine = now == seen or self.chance.random() < 0.7
            if now != seen:
                chosen[f"take-{name}"] = "mine" if is_mine else "theirs"
            if is_mine:
                mine[name] = (now, text)
        self.send(Save(save.who, save.code, time.monotonic(), mine), form | chosen)


class Hand:
    """Changes a file, loads it, and dumps what others wrote meanwhile; whatever it runs may be killed."""

    def __init__(self, site: RunningSite, tally: Tally, numbers: Iterator[int]) -> None:
        self.site, self.tally, self.numbers = site, tally, numbers
        self.path = Path(site.environment["CONTENT_DIR"]) / EDITED_BY_HAND
        self.command: subprocess.Popen[bytes] | None = None

    def work(self, done: Event) -> None:
        """Change, load and dump until it is enough."""
        while not done.is_set():
            edition = self.change()
            if self.succeeds("load_content"):
                self.tally.loads.append(Load(edition, time.monotonic()))
                self.tally.loaded = {edition}
            else:
                self.tally.loaded |= {edition}
            if self.succeeds("dump_content"):
                self.tally.count("dumps")
            done.wait(1)

    def change(self) -> int:
        """Write another edition of a text, in one go."""
        edition, text = next(self.numbers), self.path.read_text("utf-8")
        new = self.path.with_suffix(".new")
        new.write_text(re.sub(r'(description = """\n)(Edition \d+\. )?', rf"\1Edition {edition}. ", text), "utf-8")
        new.replace(self.path)
        return edition

    def succeeds(self, command: str) -> bool:
        """Whether a command came to its end; unless it was killed, it says why not."""
        self.command = self.site.run(command)
        status = self.command.wait()
        if status > 0:
            self.tally.count(f"{command} failed")
        return status == 0
