"""Bring content files of the older layout into the present one."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from codes import content


class Command(BaseCommand):
    help = "Move files of words, which once lay side by side, into a folder for each kind: ar/550.toml to ar/codes/."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path)

    def handle(self, *, directory, **options):
        try:
            moved = content.move(directory)
        except (content.ContentError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{moved} files moved")
