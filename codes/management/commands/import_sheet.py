"""Take the texts of a sheet that came back from a spreadsheet program."""

from pathlib import Path

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.http import HttpRequest

from codes import exchange
from codes.freshness import Grade
from codes.sheets import MissingColumnsError
from codes.tables import TableError


class Command(BaseCommand):
    help = "Save the texts that were edited in a sheet, all of them or, where a row is refused, none."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", required=True, help="the account that edited them: its rights, its history")
        grades = [grade.value for grade in Grade]
        parser.add_argument(
            "--grade", choices=grades, default=Grade.CHANGED.value, help="how English texts are changed"
        )
        parser.add_argument("--why", default="", help="why they are, in a few words for those who translate")
        parser.add_argument("--dry-run", action="store_true", help="list what would be saved, and save nothing")

    def handle(self, *, file, user, grade, why, dry_run, **options):
        account = User.objects.filter(username=user, is_active=True).first()
        if account is None:
            raise CommandError(f"there is no account {user}")
        request = HttpRequest()
        request.user = account
        try:
            how = {"grade": grade, "why": why}
            plan = exchange.examine(admin.site, request, exchange.read(file.read_bytes()), how)
        except OSError as error:
            raise CommandError(f"cannot read: {error}") from error
        except (TableError, MissingColumnsError, exchange.TooMuchError) as error:
            raise CommandError(f"{file}: {exchange.reason(error)}") from error
        self._tell(plan)
        if not dry_run and exchange.save(admin.site, request, plan.rows, plan.mark, how):
            raise CommandError("nothing was saved: a text was changed meanwhile")

    def _tell(self, plan):
        for change in plan.newer:
            self.stdout.write(f"row {change.number}: {change.place}: changed here meanwhile, stays")
        for change in plan.changes:
            self.stdout.write(f"row {change.number}: {change.place}: changed")
        if plan.refused:
            lines = [f"row {row.number}: {row.place}: {' '.join(map(str, row.reasons))}" for row in plan.refused]
            raise CommandError("\n".join(["nothing was saved:", *lines]))
