"""Merge content files into the database."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from codes import content


class Command(BaseCommand):
    help = "Merge the files under content/ into the database; what staff edited stays and is listed."

    def add_arguments(self, parser):
        parser.add_argument("directory", nargs="?", type=Path, default=settings.CONTENT_DIR)
        parser.add_argument(
            "--overwrite", action="store_true", help="take the files' text also where staff edited, and list it"
        )
        parser.add_argument(
            "--take",
            nargs="+",
            action="append",
            default=[],
            metavar=("mine|theirs", "KEY"),
            help="keep what is here, or take the files' text, at places as they are listed: --take theirs '550 fix_ar'",
        )
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit 1 if a load would change anything"
        )

    def handle(self, *, directory, overwrite, take, check, **options):
        connection.ensure_connection()  # before the files are read, which takes longer than to hear that it is gone
        try:
            report = content.load(directory, overwrite=overwrite, take=_taken(take), dry_run=check)
        except content.ContentError as error:
            raise CommandError(f"nothing was loaded:\n{error}") from error
        self.stdout.write(f"{len(report.added)} entries added, {len(report.updated)} fields updated")
        for title, places in (
            ("kept, edited here", report.kept),
            ("conflict, changed here and in the file, kept", report.conflicts),
            ("older in the file than here, kept", report.older),
            ("conflict, deleted from the files, kept", report.gone),
            ("deleted here, not loaded", report.deleted),
            ("not in the files, kept", report.not_in_files),
            ("removed, as the files have it", report.removed),
            ("overwritten, edited here", report.overwritten),
        ):
            for place in places:
                self.stdout.write(f"{title}: {place}")
        if check and report.changes:
            raise CommandError("the files hold what the database does not")


def _taken(groups: list[list[str]]) -> dict[str, content.Take]:
    """Read mine or theirs, and the places after it."""
    taken: dict[str, content.Take] = {}
    for side, *places in groups:
        if side not in [take.value for take in content.Take] or not places:
            raise CommandError("--take needs mine or theirs, and then the places as they are listed")
        if twice := taken.keys() & {*places}:
            raise CommandError(f"--take: both mine and theirs: {', '.join(sorted(twice))}")
        taken |= dict.fromkeys(places, content.Take(side))
    return taken
