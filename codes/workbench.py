"""The workbench as a whole: its name, its models in the order of their use, and who changes something."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar, cast

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog

from codes import history
from codes.edits import Origin
from codes.models import CONTENT_MODELS

_View = TypeVar("_View", bound=Callable[..., HttpResponseBase])
_ORDER = [model._meta.object_name for model in CONTENT_MODELS]


class Workbench(AdminSite):
    """Content first, as it is most often edited; then users and groups."""

    site_header = _("SMTP replies: workbench")
    site_title = _("SMTP replies")
    index_title = _("Workbench")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the apps, those with content first, its models in the order of their use and not of the alphabet."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: _place(model["object_name"]))
        return sorted(apps, key=lambda app: _place(app["models"][0]["object_name"]))

    def i18n_javascript(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Return the words for scripts, ours before those of Django; its own view would take Django's alone."""
        return JavaScriptCatalog.as_view()(request)

    def admin_view(self, view: _View, cacheable: bool = False) -> _View:
        """Let the history say who changes something."""

        def by_somebody(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            with history.written_by(Origin.WORKBENCH, request.user.get_username()):
                return view(request, *args, **kwargs)

        return super().admin_view(cast(_View, update_wrapper(by_somebody, view)), cacheable)


def _place(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)
