"""Reads the messages of Django templates for Babel, so that no gettext has to be installed."""

from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from typing import IO, Any

from babel.messages.extract import extract_python
from django.conf import settings
from django.utils.translation.template import templatize


def extract_django(
    fileobj: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Any
) -> Iterator[tuple[Any, ...]]:
    """Extract from one template, by way of the Python-like source that Django makes of it."""
    if not settings.configured:
        settings.configure()
    lines = templatize(fileobj.read().decode()).splitlines()
    source = BytesIO("\n".join(map(str.lstrip, lines)).encode())  # to Python, a template's indentation means nothing
    return extract_python(source, keywords, comment_tags, options)
