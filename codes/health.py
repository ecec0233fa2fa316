"""For load balancers and monitors: does the process answer, and can it serve?

Neither is translated, kept or indexed, nor led to https, which a probe beside the site does not speak.
"""

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from codes import schema
from codes.models import ReplyCode


@require_safe
def alive(_request: HttpRequest) -> HttpResponse:
    """200 while the process answers, whatever the database does."""
    return _plain("ok")


@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    """200 when pages can be made; else 503 and what is missing: database, migrations or content."""
    missing = _missing()
    return _plain(missing or "ready", 503 if missing else 200)


def _missing() -> str:
    try:
        if not schema.is_current():
            return "migrations"
        return "" if ReplyCode.objects.exists() else "content"
    except (DatabaseError, InterfaceError):
        return "database"


def _plain(word: str, status: int = 200) -> HttpResponse:
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Content-Language": "en"}
    return HttpResponse(f"{word}\n", status=status, content_type="text/plain; charset=utf-8", headers=headers)
