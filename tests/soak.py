"""Several people edit the same records at once, files are loaded and dumped, and the server is killed: make soak.

Every text is unlike any other and known with the text that its writer saw and replaced. So the texts of a field are a
chain, from what stood there at first to what stands there now; one that was acknowledged and is not in it is lost.
"""

import argparse
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from itertools import count, pairwise
from pathlib import Path
from threading import Event
from urllib.parse import urlencode

from editing import form_in
from running import ROOT, RunningSite, kill, new_site, surroundings

CODES = ("450", "550", "551", "553")
FIELDS = ("name_en", "name_ar", "summary_en", "summary_ar")
PASSWORD = "correct horse battery"  # noqa: S105
TROUBLE = (OSError, HTTPException)  # what a client meets whose server is killed


@dataclass
class Save:
    """One record, sent by one writer; the text of each field with the one that it replaces."""

    who: str
    code: str
    opened: float
    texts: dict[str, tuple[str, str]]
    sent: float = 0
    answered: float = 0
    acknowledged: bool = False


@dataclass
class Tally:
    """What writers and the hand in the files did."""

    saves: list[Save] = field(default_factory=list)
    refused: list[Save] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    failed: int = 0
    kills: int = 0
    loads: int = 0
    dumps: int = 0
    loaded: set[int] = field(default_factory=set)  # the editions of a file that may stand there


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
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
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


class Writer:
    """Somebody who opens records, types for a while and saves."""

    def __init__(self, browser: Browser, pages: dict[str, str], tally: Tally, numbers: Iterator[int]) -> None:
        self.browser, self.pages, self.tally, self.numbers = browser, pages, tally, numbers
        self.chance = random.Random(browser.name)  # noqa: S311

    def work(self, done: Event) -> None:
        """Edit until it is enough."""
        while not done.is_set():
            try:
                self.edit(self.chance.choice(CODES))
            except TROUBLE:
                time.sleep(0.1)  # the server is gone; it comes back

    def edit(self, code: str) -> None:
        """Open a record, change one or two fields, and save."""
        status, page, _to = self.browser.ask(self.pages[code])
        if status != 200:
            self.tally.faults.append(f"{code} cannot be opened: {status}")
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
        elif status >= 500:
            self.tally.failed += 1
        else:
            reasons = re.findall(r'<ul class="errorlist[^>]*>(.*?)</ul>', page, re.DOTALL)
            self.tally.faults.append(f"{save.code} {typed}: {status} {to} {reasons}")

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


EDITED_BY_HAND = "en/codes/550.toml"  # a record that the writers edit too


def edit_files(site: RunningSite, tally: Tally, numbers: Iterator[int], done: Event) -> None:
    """Change a file by hand, load it, and dump what others wrote meanwhile; now and then be killed."""
    chance, path = random.Random(0), Path(site.environment["CONTENT_DIR"]) / EDITED_BY_HAND  # noqa: S311
    while not done.is_set():
        edition, text = next(numbers), path.read_text("utf-8")
        new = path.with_suffix(".new")
        new.write_text(re.sub(r'(description = """\n)(Edition \d+\. )?', rf"\1Edition {edition}. ", text), "utf-8")
        new.replace(path)
        if finished(site.run("load_content"), chance):
            tally.loads += 1
            tally.loaded = {edition}
        else:
            tally.loaded |= {edition}
        if finished(site.run("dump_content"), chance):
            tally.dumps += 1


def finished(process: subprocess.Popen[bytes], chance: random.Random) -> bool:
    """Whether a command came to its end; every fifth is killed somewhere."""
    try:
        return process.wait(timeout=chance.uniform(1, 4) if chance.random() < 0.2 else 120) == 0
    except subprocess.TimeoutExpired:
        kill(process)
        return False


Stored = dict[tuple[str, int, str], object]  # by table, number of the row and column


def stored() -> Stored:
    """Return every column of every row of content, as it lies in the database."""
    from django.db import connection  # noqa: PLC0415 - the settings read the environment

    from codes.models import CONTENT_MODELS  # noqa: PLC0415

    found: Stored = {}
    with connection.cursor() as cursor:
        for table in (model._meta.db_table for model in CONTENT_MODELS):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - the name of a model
            columns = [column.name for column in cursor.description or ()] if connection.vendor == "postgresql" else []
            columns = columns or [column[0] for column in cursor.description or ()]
            for row in cursor.fetchall():
                named = dict(zip(columns, row, strict=True))
                found |= {(table, named["id"], column): value for column, value in named.items()}
    return found


@dataclass(frozen=True)
class Verdict:
    """What became of the texts."""

    lost: list[str]
    altered: list[str]
    history: list[str]


def judge(before: Stored, after: Stored, rows: dict[str, int], tally: Tally) -> Verdict:
    """Follow each text that stands there now back to the first one."""
    lost, altered, table = [], [], "codes_replycode"
    written = {(table, rows["550"], column) for column in ("description", "description_en")}
    for code in CODES:
        for column in FIELDS:
            place = (table, rows[code], column)
            sent = [save for save in tally.saves if save.code == code and column in save.texts]
            over = {save.texts[column][1]: save.texts[column][0] for save in sent}
            chain = [str(after[place])]
            while chain[-1] in over and len(chain) <= len(over):
                chain.append(over[chain[-1]])
            if chain[-1] != before[place]:
                altered.append(f"{code} {column}: {chain[-1]!r} was written by nobody")
            lost += [
                f"{code} {column}: {save.texts[column][1]!r} by {save.who}"
                for save in sent
                if save.acknowledged and save.texts[column][1] not in chain
            ]
            written.add(place)
            source = (table, rows[code], column.removesuffix("_en"))
            if source in after:
                written.add(source)
                altered += [f"{code} {source[2]}: not as {column}"] if after[source] != after[place] else []
    changed = {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}
    altered += sorted(f"{place}: {before.get(place)!r} is {after.get(place)!r}" for place in changed - written)
    description = str(after[table, rows["550"], "description_en"])
    edition = re.match(r"Edition (\d+)\. ", description)
    if tally.loads and (not edition or int(edition[1]) not in tally.loaded):
        lost.append(f"550 description_en: {description[:20]!r} instead of one of the editions {sorted(tally.loaded)}")
    return Verdict(lost, altered, missing_entries(rows, tally))


def missing_entries(rows: dict[str, int], tally: Tally) -> list[str]:
    """Compare each acknowledged text with the history of its record: it was written once, by whoever sent it."""
    from codes.models import ReplyCode  # noqa: PLC0415 - the settings read the environment

    written = Counter[tuple[str, str, str]]()
    for code, row in rows.items():
        for older, newer in pairwise(ReplyCode.history.filter(id=row).order_by("history_id")):
            changed = (name for name in FIELDS if getattr(newer, name) != getattr(older, name))
            written.update((code, name, getattr(newer, name)) for name in changed)
    return [
        f"{save.code} {name}: {text!r} by {save.who} is in the history {written[save.code, name, text]} times"
        for save in tally.saves
        for name, (_seen, text) in save.texts.items()
        if written[save.code, name, text] not in ({1} if save.acknowledged else {0, 1})
    ]


def merged(tally: Tally) -> int:
    """Count the saves that kept what somebody else had saved since their form was opened."""
    done = [save for save in tally.saves if save.acknowledged]
    return sum(
        any(
            other.who != save.who and other.code == save.code and save.opened < other.answered < save.sent
            for other in done
        )
        for save in done
    )


def work(site: RunningSite, writers: int, seconds: float) -> tuple[Tally, dict[str, int]]:
    """Let everybody work while the server is killed every few seconds."""
    from django.contrib.auth.models import Group, User  # noqa: PLC0415 - the settings read the environment

    from codes.models import ReplyCode  # noqa: PLC0415

    rows = dict(ReplyCode.objects.filter(code__in=CODES).values_list("code", "pk"))
    tally, numbers, done, chance = Tally(), count(100_000), Event(), random.Random(1)  # noqa: S311
    people = []
    for number in range(writers):
        user = User.objects.create_user(f"writer-{number}", password=PASSWORD, is_staff=True)
        user.groups.add(Group.objects.get(name="Support staff"))
        prefix = "/ar" if number % 2 else ""
        pages = {code: f"{prefix}/admin/codes/replycode/{row}/change/" for code, row in rows.items()}
        people.append(Writer(Browser(site.port, user.username), pages, tally, numbers))
    tasks: list[Callable[[], None]] = [lambda writer=writer: writer.work(done) for writer in people]  # type: ignore[misc]
    tasks.append(lambda: edit_files(site, tally, numbers, done))
    with ThreadPoolExecutor(len(tasks)) as pool:
        left = seconds  # of a server that answers: how long it takes to start is another matter
        try:
            site.start()
            for writer in people:
                writer.browser.log_in()
            working = [pool.submit(task) for task in tasks]
            while left > 0:
                served = min(left, chance.uniform(4, 8))
                time.sleep(served)
                left -= served
                site.kill()
                tally.kills += 1
                if left > 0:
                    site.start()
        finally:
            done.set()
            site.kill()
        for each in working:
            each.result()
    return tally, rows


def main() -> None:
    """Print what became of every text; fail where one was lost or altered."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--writers", type=int, default=8)
    options.add_argument("--seconds", type=float, default=60)
    chosen = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that the server goes too
    with tempfile.TemporaryDirectory() as folder, new_site(Path(folder)) as own:
        files = shutil.copytree(ROOT / "content", Path(folder) / "content")
        site = RunningSite(own | {"CONTENT_DIR": str(files)})
        os.environ |= surroundings(site.environment) | {"DJANGO_SETTINGS_MODULE": "site_config.settings"}
        sys.path.insert(0, str(ROOT))
        import django  # noqa: PLC0415 - the settings read the environment
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("load_content")
        before = stored()
        tally, rows = work(site, chosen.writers, chosen.seconds)
        verdict = judge(before, stored(), rows, tally)
        vendor, log = connection.vendor, site.log.read_text()
        connection.close()
    done = [save for save in tally.saves if save.acknowledged]
    print(f"{vendor}: {chosen.writers} writers, {chosen.seconds:.0f} s, {tally.kills} kills of the server")
    print(f"{tally.loads} loads and {tally.dumps} dumps meanwhile")
    print(f"acknowledged {len(done):6}")
    print(f"merged       {merged(tally):6}   kept what somebody else had saved since the form was opened")
    print(f"refused      {len(tally.refused):6}   both texts were shown, one was chosen")
    print(f"failed       {tally.failed:6}   the server said so")
    print(f"in doubt     {len(tally.saves) - len(done) - tally.failed:6}   the server was killed before it answered")
    for name in ("lost", "altered"):
        print(f"{name:12} {len(getattr(verdict, name)):6}")
    print(f"history      {'complete' if not verdict.history else f'{len(verdict.history)} places do not agree'}")
    wrong = [*verdict.lost, *verdict.altered, *verdict.history, *tally.faults]
    print(*wrong[:50], sep="\n")
    if tally.faults:
        print(*(line for line in log.splitlines() if '"level": "info"' not in line), sep="\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
