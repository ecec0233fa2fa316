"""Delete what is kept of people longer than the settings say."""

from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from codes.models import CONTENT_MODELS
from codes.rows import history_of


class Command(BaseCommand):
    help = (
        "Delete logins that ended, failed logins older than LOCKOUT_MINUTES and, unless HISTORY_DAYS is 0, what the "
        "history and the list of recent actions say of older days."
    )

    @transaction.atomic
    def handle(self, **options):
        now = timezone.now()
        call_command("clearsessions")
        failed, _by_model = AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME).delete()
        self.stdout.write(f"{failed} failed logins deleted")
        if settings.HISTORY_DAYS:
            before = now - timedelta(days=settings.HISTORY_DAYS)
            histories = [history_of(model).all() for model in CONTENT_MODELS]
            entries = sum(history.prune(before) for history in histories)
            actions, _by_model = LogEntry.objects.filter(action_time__lt=before).delete()
            self.stdout.write(f"{entries} entries of the history and {actions} actions deleted")
