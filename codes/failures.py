"""What the workbench says where something fails, and what is logged of it: never a word of what somebody typed.

That is kept by `static/admin/kept.js`, in the browser in which it was typed, until it hears that it was saved.
"""

import logging
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext_lazy as _

from codes.forms import BoxForm
from codes.private import is_workbench, unkept

if TYPE_CHECKING:
    from django.db.models import Model
    from django.db.models.options import Options
    from django_stubs_ext import StrOrPromise

_logger = logging.getLogger("workbench")
RETRY_AFTER = 10  # seconds
_NAME = re.compile(r"[a-z0-9]{1,40}")  # of a kept text, as the script makes them
_CSRF = _("The form was opened under an earlier login, or its cookie is gone, so it was refused.")
_HAPPENED = {
    400: _("The browser sent something that cannot be read."),
    403: _("Your account may not do this."),
    404: _("There is nothing in the workbench at this address."),
    500: _("Something went wrong on our side."),
    503: _("The database is busy, or cannot be used at the moment."),
}
_SHEET_TOO_LARGE = _("This is larger than anything that is read here. Divide the sheet, and send its parts.")
REFUSED = {  # by the door, before any of us has seen it
    400: _("What you sent did not arrive whole. Please send it again."),
    408: _("What you sent did not arrive in time. Please send it again, over a faster connection if there is one."),
    413: _("What you sent is larger than anything this site takes. Please send less of it."),
    503: _("Too much is being sent to this site at the moment. Please send yours again in a few seconds."),
}


class FailuresMiddleware(MiddlewareMixin):
    """Log what fails in the workbench; a database that cannot be used is no fault of the site, and said as such."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Leave the page to Django's handlers but for the database, and every page to whoever develops."""
        if is_workbench(request) and isinstance(exception, PermissionDenied):
            log(request, "PermissionDenied")
        if settings.DEBUG or not isinstance(exception, OperationalError | InterfaceError):
            return None  # Django logs it
        log(request, "the database cannot be used", exception)
        return unavailable(request)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Say that the database does not answer, in the language of the address."""
    response = page(request, 503) if is_workbench(request) else render(request, "503.html", status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def refused(request: HttpRequest, status: int) -> HttpResponse:
    """Say why the door did not take what was sent, in the language of the address."""
    happened = REFUSED[status]
    if is_workbench(request):
        is_sheet = status == 413 and request.resolver_match and request.resolver_match.url_name == "sheets"
        response = page(request, status, happened=_SHEET_TOO_LARGE if is_sheet else happened)
    else:
        box = BoxForm.refusing() if status == 413 else BoxForm()
        response = render(request, "refused.html", {"happened": happened, "box": box}, status=status)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return unkept(response)


def page(request: HttpRequest, status: int, csrf: str = "", happened: "StrOrPromise" = "") -> HttpResponse:
    """Say in the workbench's language what happened and how to go on, without asking the database for anything."""
    if csrf:
        log(request, "CSRF")
    is_save = request.method == "POST"
    leads_back = (is_save or status >= 500) and request.path != reverse("admin:logout")
    context = {
        "title": _("Nothing was saved") if is_save else _("This page cannot be shown"),
        "site_header": admin.site.site_header,
        "site_title": admin.site.site_title,
        "happened": happened or (_CSRF if csrf else _HAPPENED[status]),
        "back": request.get_full_path() if leads_back else "",
        "way_back": _("Back to the form") if is_save else _("Try again"),
        "user": _user(request),
    }
    return HttpResponse(render_to_string("admin/failure.html", context), status=status)


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """Say on the page of the login for how long nobody may try; the name that was typed stays, the password never."""
    return _wait(request, seconds, {"seconds": seconds})


def locked_out(request: HttpRequest, *_refused: object) -> HttpResponse:
    """Say on the page of the login that this name failed too often from there, and how long to wait, as axes asks."""
    log(request, "locked out")
    return _wait(request, settings.LOCKOUT_MINUTES * 60, {"minutes": settings.LOCKOUT_MINUTES})


def _wait(request: HttpRequest, seconds: int, said: dict[str, int]) -> HttpResponse:
    context = admin.site.each_context(request) | {
        "title": _("Log in"),
        "form": AdminAuthenticationForm(request, initial={"username": request.POST.get("username", "")}),
        "app_path": request.get_full_path(),
        REDIRECT_FIELD_NAME: request.POST.get(REDIRECT_FIELD_NAME, ""),
    }
    text = render_to_string("admin/login.html", context | said, request)
    return unkept(HttpResponse(text, status=429, headers={"Retry-After": str(seconds)}))


def gone(request: HttpRequest, kind: "Options[Model]", *, may_add: bool) -> HttpResponse:
    """Say that a record was deleted, where what was typed for it can be copied, or used for a new one."""
    name = f"admin:{kind.app_label}_{kind.model_name}"
    context = admin.site.each_context(request) | {
        "title": _("There is no such record"),
        "add_url": reverse(f"{name}_add") if may_add else "",
        "list_url": reverse(f"{name}_changelist"),
        "kind": kind,
    }
    return render(request, "admin/codes/gone.html", context, status=404)


def acknowledge(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Tell the browser that what it keeps under the name that came with the form is saved."""
    if _NAME.fullmatch(name := request.POST.get("kept", "")):
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(f"kept-{name}", "saved", max_age=24 * 3600, secure=secure, samesite="Lax")
    return response


def log(request: HttpRequest, failure: str, exception: Exception | None = None) -> None:
    """Log who asked for what and what failed; site_config/logs.py leaves out what may have been typed."""
    level = logging.ERROR if exception else logging.WARNING
    _logger.log(level, failure, exc_info=exception, extra={"request": request})


def _user(request: HttpRequest) -> AbstractBaseUser | AnonymousUser | None:
    """Return who asked, where the database still tells."""
    with suppress(Error):
        # None where a request fails before anybody looks whose it is.
        user: AbstractBaseUser | AnonymousUser | None = getattr(request, "user", None)
        if user and (user.pk or user.is_anonymous):  # asks now, if it was not asked before
            return user
    return None
