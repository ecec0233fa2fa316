"""The one Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CodesConfig(AppConfig):
    """SMTP reply codes and their texts."""

    name = "codes"
    verbose_name = _("SMTP replies")

    def ready(self) -> None:
        """Have every change of content raise the generation."""
        from codes import generation  # noqa: PLC0415 - models can be imported only now

        generation.connect()
