"""The look-up for programs: a text in, what it means out, as JSON in the language asked for."""

import json
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.csrf import csrf_exempt

from codes import catalogue, failures, markup, sentences
from codes.answers import NOT_READ, Answer, Result, TooLargeError, explain
from codes.labels import ICONS, LABELS
from codes.lookups import BusyError, TooHardError
from codes.private import unkept
from smtp_replies import Reply
from smtp_replies.mail import as_text
from smtp_replies.mailboxes import MAX_BYTES


class UnusableError(ValueError):
    """What a program sent cannot be used; the message says why."""


@csrf_exempt  # it changes nothing and knows no session
def lookup(request: HttpRequest) -> JsonResponse:
    """POST /api/v1/lookup: JSON {"text": ...}, a form's text, or text/plain; ?lang=ar for the explanation."""
    return _in_language(request, _answered)


def too_many(request: HttpRequest, seconds: int) -> JsonResponse:
    """Tell a program how long to wait."""

    def refused(_request: HttpRequest, _asked: str) -> tuple[int, dict[str, object]]:
        text = ngettext(
            "Too many look-ups in a minute. Wait %(seconds)s second.",
            "Too many look-ups in a minute. Wait %(seconds)s seconds.",
            seconds,
        )
        return 429, {"error": text % {"seconds": seconds}}

    response = _in_language(request, refused)
    response.headers["Retry-After"] = str(seconds)
    return response


def refused(request: HttpRequest, status: int) -> JsonResponse:
    """Tell a program why the door did not take what it sent."""

    def told(_request: HttpRequest, _asked: str) -> tuple[int, dict[str, object]]:
        return _too_large() if status == 413 else (status, {"error": str(failures.REFUSED[status])})

    return _in_language(request, told)


def _in_language(
    request: HttpRequest, answer: Callable[[HttpRequest, str], tuple[int, dict[str, object]]]
) -> JsonResponse:
    """Answer in the language that a program asks for."""
    asked = request.GET.get("lang", settings.LANGUAGE_CODE)
    language = asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with override(language):
        try:
            status, document = answer(request, asked)
        except (OperationalError, InterfaceError) as error:
            failures.log(request, "the database cannot be used", error)
            status, document = 503, {"error": _("The database is busy, or cannot be used at the moment.")}
    headers = {"Content-Language": language, "Allow": "POST"}
    if status == 503:
        headers["Retry-After"] = str(failures.RETRY_AFTER)
    return unkept(JsonResponse(document, status=status, headers=headers))


def _answered(request: HttpRequest, asked: str) -> tuple[int, dict[str, object]]:
    """The status and the document, in the active language."""
    if request.method != "POST":  # only its text stands in no log
        return 405, {"error": _("Send the text by POST.")}
    if asked not in dict(settings.LANGUAGES):
        return 400, {"error": _("No explanation in this language: %(asked)s") % {"asked": asked}}
    try:
        return 200, document(explain(_text(request), catalogue.current(), is_sent=True))
    except UnusableError as error:
        return 400, {"error": str(error)}
    except (TooLargeError, RequestDataTooBig):
        return _too_large()
    except (BusyError, TooHardError) as error:
        status, sentence = NOT_READ[type(error)]
        return status, {"error": str(sentence)}


def _too_large() -> tuple[int, dict[str, object]]:
    return 413, {"error": _("The text may have %(limit)s bytes at most.") % {"limit": MAX_BYTES}, "limit": MAX_BYTES}


def _text(request: HttpRequest) -> str:
    if request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return request.POST.get("text", "")
    if request.content_type != "application/json":
        return as_text(request.body, (request.content_params or {}).get("charset"))
    try:
        text = json.loads(request.body)["text"]
    except (ValueError, KeyError, TypeError, RecursionError):
        text = None
    if not isinstance(text, str):
        raise UnusableError(_('The body must be JSON like {"text": "550 5.1.1 User unknown"}.'))
    return text


def document(result: Result) -> dict[str, object]:
    """Write what was found for programs: most important first; what is not known is None."""
    return {
        "is_bounce": result.is_bounce,
        "kind": result.kind.value,
        "explanation": None if result.answers else result.elsewhere or str(sentences.NOT_A_BOUNCE[result.kind]),
        "protocol": result.protocol,
        "replies": [_told(answer.reply) | _explained(answer) for answer in result.answers],
        "others": [_told(other) for other in result.others],
    }


def _told(reply: Reply) -> dict[str, object]:
    return {
        "code": reply.code or None,
        "enhanced": reply.enhanced or None,
        "stage": reply.stage.value if reply.stage else None,
        "line": reply.text or None,
        "recipient": reply.recipient or None,
        "hours": reply.hours,
    }


def _explained(answer: Answer) -> dict[str, object]:
    named = answer.named
    return {
        "cause": answer.cause.slug if answer.cause else None,
        "certainty": answer.proof.value if answer.proof else None,
        "advice": answer.advice.slug if answer.advice else None,
        "known_reply": answer.known.slug if answer.known else None,
        "program_error": answer.error.slug if answer.error else None,
        "verdict": ICONS[answer.severity] if answer.severity else None,
        "retried": "given-up" if answer.given_up else answer.retried.value if answer.retried else None,
        "actors": [actor.value for actor in answer.turns],
        "explanation": {
            "verdict": str(LABELS[answer.severity]) if answer.severity else None,
            "name": markup.plain(named.own_name.markdown) if named else None,
            "summary": markup.plain(named.own_summary.markdown) if named else None,
            "retried": str(answer.retried_answer) if answer.retried_answer else None,
            "waiting": str(answer.waiting_answer) if answer.waiting_answer else None,
            "actors": [str(LABELS[actor]) for actor in answer.turns],
            "first_step": markup.plain(answer.first_step.markdown) if answer.first_step else None,
            # The names that version 1 gave the fields of a cause.
            "steps": {field.replace("_", "-"): markup.plain(step.markdown) for field, step in answer.steps},
            "note": answer.note or None,
            "url": answer.url,
        },
    }
