"""The one Django app, and Django's admin as its workbench."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _

from codes.checks import check_proxies, check_second_step


class CodesConfig(AppConfig):
    """SMTP reply codes and their texts."""

    name = "codes"
    verbose_name = _("SMTP replies")

    def ready(self) -> None:
        """Have every change of content raise the generation, and the deployment checked."""
        from codes import generation  # noqa: PLC0415 - models can be imported only now

        generation.connect()
        register(check_proxies, Tags.security, deploy=True)
        register(check_second_step, Tags.security, deploy=True)


class WorkbenchConfig(admin.AdminConfig):
    """Django's admin with the site of the workbench."""

    default = False  # so that "codes" alone is the app above
    default_site = "codes.workbench.Workbench"

    def ready(self) -> None:
        """Find what is edited; users and groups come after Django has registered its own."""
        super().ready()
        from codes import accounts  # noqa: F401, PLC0415 - models can be imported only now
