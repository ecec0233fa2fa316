"""Put the database of a file in the place of the present one."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from codes import backups


class Command(BaseCommand):
    help = "Replace the whole database by that of a file that `backup` wrote, while the site runs."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            backups.restore(file)
        except (backups.BackupError, OSError) as error:
            raise CommandError(f"nothing was restored: {error}") from error
