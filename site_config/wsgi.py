"""The WSGI application that answers what is not finished yet."""

import logging
import os
import threading
from functools import cached_property
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest, get_bytes_from_wsgi
from django.http import QueryDict

from site_config import charsets, logs


class Request(WSGIRequest):
    """A request whose Content-Type and query can be read, whatever they say, by error pages too: Django would fail."""

    def __init__(self, environ: dict[str, Any]) -> None:
        limit = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        if limit is not None and environ.get("QUERY_STRING", "").count("&") >= limit:
            environ["QUERY_STRING"] = ""  # it asks for nothing that there is
        super().__init__(environ)

    @cached_property
    def GET(self) -> QueryDict:  # type: ignore[override]  # noqa: N802 - Django's name
        """The query, in UTF-8 as every link has it: a charset is that of a body."""
        return QueryDict(get_bytes_from_wsgi(self.environ, "QUERY_STRING", ""))

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        meta["CONTENT_TYPE"] = charsets.content_type(meta.get("CONTENT_TYPE", ""))
        super()._set_content_type_params(meta)  # type: ignore[misc]  # a hook that its stubs do not tell of


class Handler(WSGIHandler):
    """Django, with requests of ours."""

    request_class = Request


charsets.remember_no_names()
logging.captureWarnings(True)  # which may quote an address
threading.excepthook = logs.of_thread
django.setup(set_prefix=False)
application = Handler()
