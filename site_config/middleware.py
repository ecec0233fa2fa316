"""What every response carries, the rest of a refused request, and the language of a request."""

from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, UnreadablePostError
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


class RefusedBodyMiddleware:
    """Read on, up to a limit, what a refused request still sends: many clients look at the answer only after that."""

    CHUNK = 64 * 1024
    CHUNKS = 1024

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code >= 400:
            with suppress(UnreadablePostError):  # nobody waits for the answer any more
                for _chunk in range(self.CHUNKS):
                    if not request.read(self.CHUNK):
                        break
        return response


class AddressLanguageMiddleware(LocaleMiddleware):
    """Take the language from the address alone; never from Accept-Language, a cookie or an IP address."""

    def process_request(self, request: HttpRequest) -> None:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", translation.get_language())
        return response
