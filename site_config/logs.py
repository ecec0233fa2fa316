"""The log: a line of JSON for each request and each failure, without a word of what somebody sent, and no address.

Whatever a client writes is left out or replaced: a path is told where a page was found there, else the pattern of its
address; a failure is told by its kind and its places in the code, since its message may quote what was typed. Of
records that other packages write, the name of their logger has to do.
"""

import json
import logging
import re
import secrets
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from threading import ExceptHookArgs
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the server's parent process logs too, and need not load Django for it
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}
_OURS = {"site", "workbench"}  # loggers whose messages are sentences of ours
_SERVER = "_granian"  # tells what became of workers; those below it may quote a request
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
_logger = logging.getLogger("site.requests")
_encoder = json.JSONEncoder(ensure_ascii=False)  # json.dumps() would make one for each line


class JSONFormatter(logging.Formatter):
    """Write a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Tell time, level, logger, request, what is known of it, and the kind and places of a failure."""
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": _request_id.get(),
        }
        if record.name == _SERVER or record.name.partition(".")[0] in _OURS:
            told["event"] = record.getMessage()
        request: Any = getattr(record, "request", None)
        if hasattr(request, "resolver_match"):  # else it is a socket
            told |= {"method": _method(request), "path": _pattern(request), "user": _user(request)}
        told |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1]:
            told |= _failure(record.exc_info[1])
        return _encoder.encode(told)


class ServerFilter(logging.Filter):
    """Leave out what the server says of itself at each start, and is known: the other way takes twice as long."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it is news."""
        return record.msg != "Rust task implementation is experimental!"


@contextmanager
def request_id(given: str) -> Iterator[str]:
    """Name all that is logged inside by the id that a proxy gave, if it is sane, or by a new one."""
    name = given if _ID.fullmatch(given) else secrets.token_hex(16)
    token = _request_id.set(name)
    try:
        yield name
    finally:
        _request_id.reset(token)


def answered(request: "HttpRequest", response: "HttpResponseBase", seconds: float) -> None:
    """Log a request and how it was answered."""
    found = response.status_code < 300 or response.status_code == 304
    facts = {
        "method": _method(request),
        "path": request.path if found else _pattern(request),
        "status": response.status_code,
        "milliseconds": round(seconds * 1000, 1),
        "language": response.get("Content-Language"),
    }
    _logger.log(logging.ERROR if response.status_code >= 500 else logging.INFO, "answered", extra={"facts": facts})


def of_thread(failed: ExceptHookArgs) -> None:
    """Log what ended a thread, as threading.excepthook."""
    if failed.exc_value:
        info = (failed.exc_type, failed.exc_value, failed.exc_traceback)
        _logger.error("a thread ended", exc_info=info)


def _failure(error: BaseException) -> dict[str, object]:
    places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    return {"error": type(error).__name__, "places": places}


def _method(request: "HttpRequest") -> str:
    return request.method if request.method in _METHODS else "other"


def _pattern(request: "HttpRequest") -> str:
    """Return the pattern of an address, which nobody typed."""
    return f"/{request.resolver_match.route}" if request.resolver_match else "unknown"


def _user(request: "HttpRequest") -> object:
    """Return the key of the account, if it is known already: the database may be what failed."""
    return getattr(getattr(request, "_cached_user", None), "pk", None)
