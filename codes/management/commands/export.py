"""Write the public site as files that any host can serve."""

import os
import time
from argparse import ArgumentTypeError
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from tqdm import tqdm

from codes import fingerprints
from codes.edition import Edition, EditionError
from codes.export import Export, Wanted
from codes.jobs import JobError
from codes.rows import LANGUAGES

LAST, FIRST = "last", ""  # before every time there is


class Command(BaseCommand):
    help = "Write the public site as files that any host can serve; what is there is replaced all at once at the end."
    requires_system_checks = ()  # the checks ask for a database before its absence can be said in one line

    def add_arguments(self, parser):
        parser.add_argument("dir", type=_address, help="becomes a link to the newest export, which stands beside it")
        parser.add_argument("--lang", action="append", choices=LANGUAGES, help="may be repeated; default: all")
        parser.add_argument("--pairs", default="all", choices=["all", "hand-written"], help="which comparisons")
        parser.add_argument("--live-host", type=_host, default=settings.SITE_URL, help="where forms are sent")
        parser.add_argument("--no-compress", action="store_true", help="without copies for gzip and brotli")
        parser.add_argument(
            "--changed-since",
            type=_moment,
            metavar="last|TIME",
            help="list the addresses that are new, different or gone since the last export, or since the one of a time",
        )
        parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="processes; default: cores")

    def handle(self, **options):
        started, link, since = time.monotonic(), options["dir"], options["changed_since"]
        try:
            export = Export(link, _wanted(options))
            if not fingerprints.is_collected():
                call_command("collectstatic", verbosity=0, interactive=False)
                fingerprints.note_collected()
            if since == LAST:
                since = export.last.stamp.made if export.last else FIRST
            self._make(export, max(1, options["jobs"]))
            finished = export.finish()
        except (EditionError, JobError) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or link}: {error.strerror}") from error
        except DatabaseError as error:
            said = " ".join(str(error).split())
            raise CommandError(f"{settings.DATABASE}: {said}; make run sets it up") from error
        except KeyboardInterrupt as error:
            raise CommandError("stopped; the same command goes on from here", returncode=130) from error
        output = self.stdout if since is None else self.stderr  # of which the addresses can be read by a program
        output.write(_summary(link, finished, time.monotonic() - started), lambda text: text)
        for path in [] if since is None else finished.changed(since):
            self.stdout.write(path)

    def _make(self, export: Export, processes: int) -> None:
        there = len(export.paths) - len(export.missing)
        bar = tqdm(total=len(export.paths), initial=there, unit="page", disable=None)  # only on a terminal
        with bar, closing(export.make(processes)) as made:
            for pages in made:
                bar.update(pages)


def _wanted(options: dict) -> Wanted:
    return Wanted(
        languages=options["lang"] or LANGUAGES,
        every_pair=options["pairs"] == "all",
        compress=not options["no_compress"],
        live=options["live_host"],
    )


def _summary(link: Path, export: Edition, seconds: float) -> str:
    pages, changed = export.pages, export.changed_now
    new = sum(path in pages for path in changed)
    octets = sum(record.size for record in pages.values())
    told = [
        f"{link}: {len(pages)} pages, {octets / 1_000_000:.1f} MB",
        f"{new} new or changed, {len(pages) - new} as before, {len(changed) - new} gone",
        f"{seconds:.1f} s",
        f"made at {export.stamp.made}",
    ]
    return "; ".join(told)


def _address(text: str) -> Path:
    path = Path(text)
    return path.parent.resolve() / path.name if path.name else path.resolve()


def _host(text: str) -> str:
    parts = urlsplit(text.rstrip("/"))
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query or parts.fragment:
        raise ArgumentTypeError(f"must be like https://example.org, not {text!r}")
    return text.rstrip("/")


def _moment(text: str) -> str:
    """Return a time as exports are stamped with; one without an offset is of UTC."""
    if text == LAST:
        return LAST
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"must be {LAST} or a time like 2026-11-28T22:30, not {text!r}") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
