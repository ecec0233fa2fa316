"""The look-up for programs: a text in, what it means out, as JSON in the language asked for."""

import json

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from codes import answers
from codes.box import MAX_BYTES
from smtp_replies.mail import as_text


class UnusableError(ValueError):
    """What a program sent cannot be used; the message says why."""


class WrongMethodError(ValueError):
    """Only POST carries a text that stands in no log."""


@csrf_exempt  # it changes nothing and knows no session
def lookup(request: HttpRequest) -> JsonResponse:
    """POST /api/v1/lookup: JSON {"text": ...}, a form's text, or text/plain; ?lang=ar for the explanation."""
    asked = request.GET.get("lang", settings.LANGUAGE_CODE)
    known = asked in dict(settings.LANGUAGES)
    language = asked if known else settings.LANGUAGE_CODE
    with override(language):
        try:
            if request.method != "POST":
                raise WrongMethodError(_("Send the text by POST."))
            if not known:
                raise UnusableError(_("No explanation in this language: %(asked)s") % {"asked": asked})
            status, answer = 200, answers.explain(_text(request)).document
        except WrongMethodError as error:
            status, answer = 405, {"error": str(error)}
        except UnusableError as error:
            status, answer = 400, {"error": str(error)}
        except (answers.TooLargeError, RequestDataTooBig):
            message = _("The text may have %(limit)s bytes at most.") % {"limit": MAX_BYTES}
            status, answer = 413, {"error": message, "limit": MAX_BYTES}
    headers = {"Content-Language": language, "Cache-Control": "no-store, no-transform", "Allow": "POST"}
    return JsonResponse(answer, status=status, headers=headers)


def _text(request: HttpRequest) -> str:
    if request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return request.POST.get("text", "")
    if request.content_type != "application/json":
        return as_text(request.body, request.content_params.get("charset"))
    try:
        text = json.loads(request.body)["text"]
    except (ValueError, KeyError, TypeError, RecursionError):
        text = None
    if not isinstance(text, str):
        raise UnusableError(_('The body must be JSON like {"text": "550 5.1.1 User unknown"}.'))
    return text
