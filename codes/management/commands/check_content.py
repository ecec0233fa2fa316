"""Check content files without a database."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from codes import content
from codes.content import terms


class Command(BaseCommand):
    help = "Fail if a content file is missing, malformed or incomplete, has lost a code or has a forbidden word."

    def add_arguments(self, parser):
        parser.add_argument("directory", nargs="?", type=Path, default=settings.CONTENT_DIR)

    def handle(self, *, directory, **options):
        try:
            rows = content.read(directory)
            faults = list(terms.faults(directory))
        except content.ContentError as error:
            raise CommandError(str(error)) from error
        if faults:
            raise CommandError("\n".join(faults))
        for text in content.questions(rows):
            self.stdout.write(text)
        for place in content.untranslated(rows):
            self.stdout.write(f"not translated yet: {place}")
        counts = ", ".join(f"{len(keys)} {kind}" for kind, keys in rows.items())
        self.stdout.write(f"{counts} in {len(settings.LANGUAGES)} languages")
