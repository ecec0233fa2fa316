"""A line in the log, what every response carries, language, cookies and limits of a request."""

import time
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.urls import resolve
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin

from codes import api, failures, people, views
from codes.private import is_workbench
from site_config import clients, logs
from site_config.door import REFUSED

if TYPE_CHECKING:
    from site_config.rates import Limiter

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def client_of(request: HttpRequest) -> clients.Client:
    """Return who asks."""
    meta = request.META
    peer, forwarded = meta.get("REMOTE_ADDR", ""), meta.get("HTTP_X_FORWARDED_FOR", "")
    return clients.client(peer, forwarded, settings.TRUSTED_PROXIES)


def login_address(request: HttpRequest) -> str | None:
    """Return the address that failed logins are counted by, beside the name: of an IPv6 client its first one."""
    asking = client_of(request)
    return asking.group.partition("/")[0] if asking.address else None


class RequestLogMiddleware:
    """Log each request, under an id that the response carries: a trusted proxy's, or a new one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        peer = clients.parse_address(request.META.get("REMOTE_ADDR", ""))
        is_believed = clients.is_trusted(peer, settings.TRUSTED_PROXIES)
        with logs.request_id(request.META.get("HTTP_X_REQUEST_ID", "") if is_believed else "") as name:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = name
            logs.answered(request, response, time.perf_counter() - begun)
        return response


class ResponseHeadersMiddleware:
    """Add the headers of every answer: security policies, and that intermediaries rewrite no page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in settings.RESPONSE_HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class PagesMiddleware:
    """Make a page that depends on its address alone without what stands between here and other views.

    It spares a twelfth of what a comparison takes. What is no such page, or fails, goes the whole way.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._page(request) if request.method in {"GET", "HEAD"} else None
        return self.get_response(request) if response is None else response

    def _page(self, request: HttpRequest) -> HttpResponse | None:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        translation.activate(language)
        try:
            request.get_host()
            match = request.resolver_match = resolve(request.path_info)
            if match.func not in views.PAGES:
                return None
            response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        except (DisallowedHost, Http404, OperationalError, InterfaceError):
            return None
        response.headers["Content-Language"] = language
        response.headers["Content-Length"] = str(len(response.content))
        return response


class ReadersMiddleware:
    """Overlook the cookies of readers, who are given none: only the workbench has an account, a form's token, messages.

    Django would answer cookies that it does not understand with new ones, and such a page is nobody else's.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_workbench(request):
            request.COOKIES = {}
        return self.get_response(request)


class _OfWorkbench(MiddlewareMixin):
    """What only the workbench needs, since readers have no cookies."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_workbench(request):
            return super().__call__(request)  # type: ignore[return-value]
        return self.get_response(request)  # type: ignore[return-value]


class WorkbenchSessionMiddleware(_OfWorkbench, SessionMiddleware):
    """Sessions, and beside the cookie of each one by which the script of public pages knows that staff read them.

    It names the languages that they write, and lasts as long as the login; nothing on the server ever reads it.
    """

    STAFF = "staff"

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Set or delete the second cookie where the first one is.

        A database that is busy costs nobody what was shown or saved, only a login: the next request tries again.
        """
        try:
            response = super().process_response(request, response)
        except SessionInterrupted as error:  # as sessions say that, and that somebody has logged out meanwhile
            failures.log(request, "a session could not be kept", error)
            is_new = request.session.session_key != request.COOKIES.get(settings.SESSION_COOKIE_NAME)
            return failures.unavailable(request) if is_new else response
        if settings.SESSION_COOKIE_NAME not in response.cookies:
            return response
        languages = people.languages_open_to(request.user) if _is_logged_in(request) else []
        if languages:
            age, secure = request.session.get_expiry_age(), settings.SESSION_COOKIE_SECURE
            response.set_cookie(self.STAFF, ".".join(languages), max_age=age, secure=secure, samesite="Lax")
        elif self.STAFF in request.COOKIES:
            response.delete_cookie(self.STAFF, samesite="Lax")
        return response


def _is_logged_in(request: HttpRequest) -> bool:
    return hasattr(request, "user") and admin.site.has_permission(request)


class WorkbenchAuthenticationMiddleware(_OfWorkbench, AuthenticationMiddleware):
    """Accounts."""


class WorkbenchMessageMiddleware(_OfWorkbench, MessageMiddleware):
    """Messages for the next page."""


class AddressLanguageMiddleware(LocaleMiddleware):
    """Take the language from the address alone; never from Accept-Language, a cookie or an IP address."""

    def process_request(self, request: HttpRequest) -> None:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


class RefusalMiddleware(MiddlewareMixin):
    """Say for the door why it took nothing: no view sees such a request, nor is it counted."""

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        """Answer in the door's stead: what it says of a request stands where no client can write it."""
        status = request.META.get(REFUSED)
        if status is None:
            return None
        is_program = request.resolver_match and request.resolver_match.view_name == "api-lookup"
        return api.refused(request, status) if is_program else failures.refused(request, status)


class RateLimitMiddleware(MiddlewareMixin):
    """Refuse who asks too often for what costs much, or guesses passwords: 429, with the seconds to wait."""

    KINDS = {("POST", "lookup"): "look-up", ("POST", "api-lookup"): "look-up", ("POST", "admin:login"): "login"}
    PAGES: Mapping[str, Callable[[HttpRequest, int], HttpResponse]] = {
        "lookup": views.too_many,
        "search": views.too_many,
        "api-lookup": api.too_many,
        "admin:login": failures.too_many,
    }

    @cached_property
    def limiter(self) -> "Limiter":
        """What counts, loaded for the first request that is counted."""
        from site_config.rates import Limiter  # noqa: PLC0415

        return Limiter(settings.RATE_LIMITS, settings.SECRET_KEY, settings.CACHE_URL)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        """Count a request by what it asks for."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        is_search = name == "search" and bool(request.GET.get("q"))
        kind = "search" if is_search else self.KINDS.get((request.method or "", name))
        if kind is None:
            return None
        asking = client_of(request)
        if asking.is_on_this_machine and kind != "login":
            return None
        seconds = self.limiter.wait(kind, asking.group)
        return self.PAGES[name](request, seconds) if seconds else None
