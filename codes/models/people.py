"""Who works here: what an account says of a person beyond what Django has, and the rights that are of no one model."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Person(models.Model):
    """The languages whose words somebody translates; who has no row has none."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True)
    languages = models.JSONField(_("languages"), default=list)  # as settings name them

    class Meta:
        default_permissions = ()
        permissions: ClassVar = [  # as codes/people.py asks for them, and codes/accounts.py says them
            ("write_every_language", "Words of every language: write"),
            ("write_facts", "Facts: write"),
            ("undo_others", "What others changed or deleted: bring back"),
            ("settle_conflicts", "Conflicts with the content files: settle"),
        ]

    def __str__(self) -> str:
        return str(self.user)
