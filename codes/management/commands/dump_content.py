"""Write the live content back to files."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from codes import content


class Command(BaseCommand):
    help = "Write the live content to files, so that edits can be reviewed and committed."

    def add_arguments(self, parser):
        parser.add_argument("directory", nargs="?", type=Path, default=settings.CONTENT_DIR)
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a dump would change a file")

    def handle(self, *, directory, check, **options):
        try:
            names = content.differing(directory) if check else content.dump(directory)
        except OSError as error:
            raise CommandError(f"cannot write: {error}") from error
        for name in names:
            self.stdout.write(name)
        if check and names:
            raise CommandError(f"{len(names)} files differ from the database")
