"""Merge content files into the database."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from codes import content


class Command(BaseCommand):
    help = "Merge the files under content/ into the database; what staff edited stays and is listed."

    def add_arguments(self, parser):
        parser.add_argument("directory", nargs="?", type=Path, default=settings.CONTENT_DIR)
        parser.add_argument("--overwrite", action="store_true", help="take the files' text also where staff edited")
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit 1 if a load would change anything"
        )

    def handle(self, *, directory, overwrite, check, **options):
        try:
            report = content.load(directory, overwrite=overwrite, dry_run=check)
        except content.ContentError as error:
            raise CommandError(f"nothing was loaded:\n{error}") from error
        self.stdout.write(f"{len(report.added)} entries added, {len(report.updated)} fields updated")
        for title, places in (
            ("kept, edited here", report.kept),
            ("conflict, changed here and in the file, kept", report.conflicts),
            ("out of step with its source text", report.out_of_step),
            ("not in the files, kept", report.not_in_files),
        ):
            for place in places:
                self.stdout.write(f"{title}: {place}")
        if check and report.changes:
            raise CommandError("the files hold what the database does not")
