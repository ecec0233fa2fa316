"""Write the database into a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from codes import backups


class Command(BaseCommand):
    help = "Write the whole database into a file, while the site runs; `restore` takes it back."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="replace a file that is there")

    def handle(self, *, file, force, **options):
        try:
            backups.backup(file, overwrite=force)
        except (backups.BackupError, OSError) as error:
            raise CommandError(f"nothing was written: {error}") from error
