"""Write texts into a sheet, to be edited in a spreadsheet program."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from codes import exchange
from codes.rows import LANGUAGES
from codes.tables import Format


class Command(BaseCommand):
    help = "Write the texts of a language into a sheet for a spreadsheet program; import_sheet takes it back."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="its name ends with .xlsx or .csv")
        parser.add_argument("--lang", choices=LANGUAGES, default=next(iter(LANGUAGES[1:]), settings.LANGUAGE_CODE))
        parser.add_argument("--which", default="all", metavar="all|open|CODE", help="open: what is missing or outdated")

    def handle(self, *, file, lang, which, **options):
        try:
            kind = Format(file.suffix[1:].lower())
            codes = None if which in {"all", "open"} else exchange.parse_codes(which)
        except ValueError as error:
            raise CommandError(f"neither a sheet nor a choice of texts: {error}") from error
        sheet = exchange.export(kind, lang, only_open=which == "open", codes=codes)
        if sheet is None:
            raise CommandError("there is no such text")
        try:
            file.write_bytes(sheet)
        except OSError as error:
            raise CommandError(f"cannot write: {error}") from error
