"""What every response carries, and the language of a request."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class ResponseHeadersMiddleware:
    """Add the content security policy, and forbid intermediaries to rewrite pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.policy = "; ".join(" ".join([name, *sources]) for name, sources in settings.SECURE_CSP.items())

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        # no-transform: a network that "protects" e-mail addresses would replace our examples by "[email protected]".
        # no-cache: kept copies are asked after, so that an edit shows at once.
        response.headers.setdefault("Cache-Control", "no-cache, no-transform")
        return response


class ReadersMiddleware:
    """Overlook the cookies of readers, who are given none: only the workbench has an account, a form's token, messages.

    Django would answer cookies that it does not understand with new ones, and such a page is nobody else's.
    """

    WORKBENCH = re.compile(r"(?:/[\w-]+)?/admin(?:/|$)")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not self.WORKBENCH.match(request.path_info):
            request.COOKIES = {}
        return self.get_response(request)


class AddressLanguageMiddleware(LocaleMiddleware):
    """Take the language from the address alone; never from Accept-Language, a cookie or an IP address."""

    def process_request(self, request: HttpRequest) -> None:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", translation.get_language())
        return response
