"""make soak: a table of what was done and seen, and what was wrong of it, if anything was."""

import argparse
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from threading import Event

from bench.clients import send_slow_bodies, troubled
from running import ROOT, RunningSite, empty_site, free_port, kill, redis_server, surroundings

from soak import kills, nuisances, readers, verdict
from soak.editors import CODES, PASSWORD, Browser, Editor, Hand
from soak.tally import Tally

PROXY = {"TRUSTED_PROXIES": "127.0.0.1"}  # so that clients have addresses, and are counted


def arguments() -> argparse.Namespace:
    """What was asked for."""
    options = argparse.ArgumentParser(prog="make soak", description="Everything at once while processes are killed.")
    options.add_argument("--seconds", type=float, default=900, help="for how long, while the site is whole")
    options.add_argument("--every", type=float, default=20, help="seconds from one kill to the next")
    options.add_argument("--all-every", type=float, default=180, help="seconds after which everything is killed")
    options.add_argument("--editors", type=int, default=5)
    options.add_argument("--readers", type=int, default=4)
    options.add_argument("--askers", type=int, default=3, help="who look up")
    options.add_argument("--slow", type=int, default=200, help="clients that send a byte a second")
    options.add_argument("--late", type=float, default=1, help="seconds after which an edit has to show")
    options.add_argument("--redis", action="store_true", help="with a Redis of its own")
    return options.parse_args()


@contextmanager
def prepared(folder: Path, asked: argparse.Namespace) -> Iterator[RunningSite]:
    """A site with its content and its files, that is not running yet; this process sees its database."""
    with ExitStack() as stack:
        own = stack.enter_context(empty_site(folder))
        if asked.redis:
            port = free_port()
            stack.enter_context(redis_server(port))
            own |= {"CACHE_URL": f"redis://127.0.0.1:{port}"}
        files = shutil.copytree(ROOT / "content", folder / "content")
        site = RunningSite(own | PROXY | {"CONTENT_DIR": str(files)})
        os.environ |= surroundings(site.environment) | {"DJANGO_SETTINGS_MODULE": "site_config.settings"}
        sys.path.insert(0, str(ROOT))
        import django  # noqa: PLC0415 - the settings read the environment
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("load_content")
        yield site
        connection.close()


def editors(site: RunningSite, number: int, tally: Tally, numbers: Iterator[int]) -> list[Editor]:
    """People who may edit, in two languages."""
    from django.contrib.auth.models import Group, User  # noqa: PLC0415 - the settings read the environment

    people = []
    for each in range(number):
        user = User.objects.create_user(f"editor-{each}", password=PASSWORD, is_staff=True)
        user.groups.add(Group.objects.get(name="Support staff"))
        prefix = "/ar" if each % 2 else ""
        pages = {code: f"{prefix}/admin/codes/replycode/{row}/change/" for code, row in rows().items()}
        people.append(Editor(Browser(site.port, user.username), pages, tally, numbers))
    return people


def rows() -> dict[str, int]:
    """The numbers of the rows that are edited."""
    from codes.models import ReplyCode  # noqa: PLC0415 - the settings read the environment

    return dict(ReplyCode.objects.filter(code__in=CODES).values_list("code", "pk"))


def work(site: RunningSite, asked: argparse.Namespace) -> Tally:
    """Let everybody work while processes are killed."""
    tally, numbers, done = Tally(), count(100_000), Event()
    people, hand = editors(site, asked.editors, tally, numbers), Hand(site, tally, numbers)
    addresses, texts = readers.Addresses.of_site(), nuisances.texts()
    tasks: list[Callable[[Event], None]] = [person.work for person in people]
    tasks += [hand.work, nuisances.Vandal(site.port, tally).work]
    tasks += [readers.Reader(f"reader-{each}", site.port, addresses, tally).work for each in range(asked.readers)]
    tasks += [nuisances.Asker(f"asker-{each}", site.port, texts, tally).work for each in range(asked.askers)]
    supervisor = kills.Supervisor(site, tally).start()
    killer = kills.Killer(supervisor, hand, tally, asked.every, asked.all_every)
    slow = troubled(partial(send_slow_bodies, clients=asked.slow), site.port) if asked.slow else nullcontext()
    with ThreadPoolExecutor(len(tasks)) as pool:
        try:
            killer.recover()
            for person in people:
                person.browser.log_in()
            working = [pool.submit(task, done) for task in tasks]
            with slow:
                killer.work(asked.seconds)
            done.set()
            for each in working:
                each.result()
        finally:
            done.set()
            supervisor.stop()
            if hand.command:
                kill(hand.command)
    return tally


def table(tally: Tally, found: verdict.Verdict) -> Iterator[str]:
    """What was done and seen."""
    saved, counts = [save for save in tally.saves if save.acknowledged], tally.counts
    in_doubt = len(tally.saves) - len(saved) - counts["failed"]
    yield _line("saves", len(saved), f"acknowledged, {verdict.merged(tally)} merged, {len(tally.refused)} refused")
    yield _line("", counts["failed"], f"failed, the database was busy; {in_doubt} in doubt, killed before the answer")
    yield _line("loads", len(tally.loads), f"and {counts['dumps']} dumps; {counts['load_content failed']} failed")
    yield _line(
        "pages", counts["pages"], f"and {counts['unchanged']} unchanged; {max(found.latest, 0):.2f} s late at most"
    )
    yield _line("look-ups", counts["look-ups"], f"and {counts['look-ups 422']} too hard")
    yield _line("", counts["look-ups 503"], f"not admitted, {counts['look-ups 429']} too often")
    yield _line("malformed", counts["malformed"], "requests")
    for what in (*kills.KINDS, kills.ALL):
        times = [outage.ended - outage.began for outage in tally.outages if outage.what == what]
        if times:
            told = f"of {what}, whole again after {median(times):.1f} s, {max(times):.1f} at most"
            yield _line("kills", len(times), told)
    for workers in sorted({number for number, _megabytes in tally.memory}):
        taken = [megabytes for number, megabytes in tally.memory if number == workers]
        each = " + ".join(f"{megabytes:.0f}" for megabytes in max(taken, key=sum))
        told = f"MB at most with WORKERS={workers} ({each}), median {median(map(sum, taken)):.0f}"
        yield _line("memory", round(max(map(sum, taken))), told)
    for name in ("lost", "altered", "history", "wrong", "stale", "unanswered"):
        yield _line(name, len(getattr(found, name)), "")


def _line(name: str, number: int, told: str) -> str:
    return f"{name:12} {number:7} {told}".rstrip()


def main() -> None:
    """Print what became of everything; fail where anything was lost, wrong, too old or without an answer."""
    asked = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that the server goes too
    with tempfile.TemporaryDirectory() as folder, prepared(Path(folder), asked) as site:
        from django.db import connection  # noqa: PLC0415 - the settings read the environment

        before = verdict.stored()
        tally = work(site, asked)
        found = verdict.judge(before, verdict.stored(), rows(), tally, asked.late)
        log = site.log.read_text().splitlines()
        shared = " and Redis" if asked.redis else ""
        print(f"{connection.vendor}{shared}: {asked.seconds:.0f} s of everything at once")
    print(*table(tally, found), sep="\n")
    wrong = [*found.lost, *found.altered, *found.history, *found.wrong, *found.stale, *found.unanswered, *found.memory]
    print(*wrong[:50], sep="\n")
    if wrong:
        print(*[line for line in log if '"level": "' not in line or '"level": "error"' in line][-50:], sep="\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
