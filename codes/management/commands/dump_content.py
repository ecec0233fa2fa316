"""Write the live content back to files."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from codes import content


class Command(BaseCommand):
    help = "Write the live content to files, to be reviewed and committed; what was written there by hand stays."

    def add_arguments(self, parser):
        parser.add_argument("directory", nargs="?", type=Path, default=settings.CONTENT_DIR)
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a dump would change a file")

    def handle(self, *, directory, check, **options):
        try:
            dump = content.dump(directory, dry_run=check)
        except content.ContentError as error:
            raise CommandError(f"nothing was written:\n{error}") from error
        except OSError as error:
            raise CommandError(f"cannot write: {error}") from error
        for name in dump.differing if check else dump.written:
            self.stdout.write(name)
        for title, places in (
            ("removed, deleted here", dump.removed),
            ("conflict, changed here and in the file, left", dump.conflicts),
            ("conflict, changed in the file and not loaded yet, left", dump.not_loaded),
            ("conflict, deleted from the files, left", dump.gone),
            ("conflict, cannot be read, left", dump.unreadable),
        ):
            for place in places:
                self.stdout.write(f"{title}: {place}")
        if check and (dump.differing or dump.left):
            raise CommandError(f"{len(dump.differing)} files differ from the database")
        if dump.left:
            raise CommandError(f"{dump.left} places were left as the files have them; load_content --take settles them")
