"""The workbench as a whole: its name, its models in the order of their use, and the conflicts that a load left."""

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.i18n import JavaScriptCatalog

from codes import content, history, logins, people, places, sheet_pages, worklist
from codes.content import Unsettled
from codes.content.bases import Outcome
from codes.edits import Origin
from codes.models import CONTENT_MODELS
from codes.past import Difference, editable

_View = TypeVar("_View", bound=Callable[..., HttpResponseBase])
_ORDER = [model._meta.object_name for model in CONTENT_MODELS]
_AT_ONCE = 50  # conflicts on the page


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
            logins.prolong(request.session)
            with history.written_by(Origin.WORKBENCH, request.user.get_username()):
                return view(request, *args, **kwargs)

        return super().admin_view(cast(_View, update_wrapper(by_somebody, view)), cacheable)

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in staff who have taken the second step, if there is one for them; whoever has not may leave."""
        if not super().has_permission(request):
            return False
        return request.path == reverse("admin:logout") or not logins.next_step(request.user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Lead whoever came with a password on to the second step."""
        if request.method == "GET" and logins.is_staff(request.user) and (step := logins.next_step(request.user)):
            return redirect(logins.address_of(step, request.GET.get(REDIRECT_FIELD_NAME, "")))
        return super().login(request, extra_context)

    def get_urls(self) -> list[Any]:
        """Add the pages of conflicts, the second step and sheets, the ways to fields and through the work list."""
        return [
            path("conflicts/", self.admin_view(self.conflicts), name="conflicts"),
            path("edit/", self.admin_view(self.edit), name="edit"),
            path("edit/places/", self.admin_view(self.places), name="places"),
            path("login/code/", logins.ask, name="code"),
            path("second-step/", logins.set_up, name="second-step"),
            path("sheets/", self.admin_view(partial(sheet_pages.page, self)), name="sheets"),
            path("sheets/texts/", self.admin_view(partial(sheet_pages.export, self)), name="sheets_export"),
            path("next/", self.admin_view(worklist.go_on), name="next"),
            *super().get_urls(),
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Begin with the work list, conflicts, and advice that nobody has checked for long."""
        first = {"conflicts": len(self._to_settle(request)), "unchecked": worklist.unchecked(request.user)}
        return super().index(request, {**first, **worklist.shown(request), **(extra_context or {})})

    def edit(self, request: HttpRequest) -> HttpResponse:
        """Lead from the address of a page, or of a section of it, to the form of what stands there; else ask for it."""
        address = request.GET.get("page", "")
        if form := places.form_at(address, request.user):
            return redirect(form)
        context = self.each_context(request) | {"title": _("From a page to its form"), "address": address}
        return TemplateResponse(request, "admin/codes/edit.html", context, status=404 if address else 200)

    def places(self, request: HttpRequest) -> HttpResponse:
        """Tell the script of a public page what of it this person may change: anchor, words and address of each."""
        page = places.page_at(request.GET.get("page", ""))
        with override(page.language):
            found = [(each.anchor, each.text, each.form(page.language)) for each in page.open_to(request.user)]
        return JsonResponse({"places": found})

    def conflicts(self, request: HttpRequest) -> HttpResponse:
        """Show the places where the content files and the site differ, with both texts, and settle one."""
        if not people.may_settle(request.user):
            raise PermissionDenied
        places = self._to_settle(request)
        if request.method == "POST":
            self._settle(request, {place.name for place in places})
            return redirect("admin:conflicts")
        context = {
            "title": _("Conflicts with the content files"),
            "number": len(places),
            "places": list(map(_shown, places[:_AT_ONCE])),
        }
        return TemplateResponse(request, "admin/codes/conflicts.html", {**self.each_context(request), **context})

    def _to_settle(self, request: HttpRequest) -> list[Unsettled]:
        """The conflicts in fields and records that somebody may edit."""
        if not people.may_settle(request.user):
            return []
        fields: dict[str, set[str]] = {}  # of the form of each kind
        return [place for place in content.unsettled() if self._may_settle(request, place, fields)]

    def _may_settle(self, request: HttpRequest, place: Unsettled, fields: dict[str, set[str]]) -> bool:
        editor = self.get_model_admin(place.kind.model)
        if not editor.has_change_permission(request, place.row):
            return False
        if not place.column:
            return editor.has_delete_permission(request, place.row)
        if place.kind.name not in fields:
            fields[place.kind.name] = editable(editor.get_form(request, place.row, change=True))
        return place.column in fields[place.kind.name]

    def _settle(self, request: HttpRequest, allowed: set[str]) -> None:
        name, take, seen = (request.POST.get(field, "") for field in ("place", "take", "seen"))
        if name not in allowed or take not in [each.value for each in content.Take]:
            messages.warning(request, _CHANGED)
            return
        try:
            content.settle(name, content.Take(take), seen)
        except content.ChangedError:
            messages.warning(request, _CHANGED)
        except content.ContentError as error:
            messages.error(request, _("The content files cannot be loaded: %(reasons)s") % {"reasons": error})
        else:
            messages.success(request, _("Settled: %(place)s") % {"place": name})


def _shown(place: Unsettled) -> dict[str, object]:
    """A conflict, with both texts where it is about one field."""
    model = place.kind.model
    return {
        "place": place,
        "address": reverse(f"admin:codes_{model._meta.model_name}_change", args=[place.row.pk]),
        "reason": _REASONS[place.outcome],
        "texts": Difference(model, place.column, place.live, place.file) if place.column else None,
    }


def _place(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


_REASONS = {
    Outcome.CONFLICT: _("Changed here and in the file."),
    Outcome.OLDER: _("The file has a text again that was there before it was changed here."),
    Outcome.GONE: _("Somebody deleted it from the files."),
}
_CHANGED = _("Nothing was settled: one of both texts has changed, or somebody was faster. Look at both again.")
