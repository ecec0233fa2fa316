"""What is nobody else's: the workbench, and answers that nothing on their way may keep."""

import re
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Response = TypeVar("Response", bound=HttpResponseBase)

_PREFIXES = "|".join(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
_WORKBENCH = re.compile(f"(?:/(?:{_PREFIXES}))?/admin(?:/|$)")


def is_workbench(request: HttpRequest) -> bool:
    """Return whether an address is one of the workbench, be there a page or not."""
    return _WORKBENCH.match(request.path_info) is not None


def unkept(response: Response) -> Response:
    """Let no browser and no proxy keep an answer, which holds what somebody typed, pasted or may see alone."""
    response.headers["Cache-Control"] = "no-store, no-transform"
    return response
