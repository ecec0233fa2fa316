"""Codes and proper names as HTML, which no language translates."""

import re
from typing import TYPE_CHECKING

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from codes import markup
from codes.labels import DESCRIBED
from codes.languages import is_latin
from codes.rows import SOURCE_LANGUAGE

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_NAMES = re.compile(r"(\.?[A-Za-z]\w*(?: \w+)*)", re.ASCII)  # in a text of another script


def code_only(text: object) -> SafeString:
    """Return a code or command without a link, for headings and for links of its own."""
    return mark_safe(markup.code_html(str(text)))


def proper(name: object) -> SafeString:
    """Return a proper name, which no language translates; of one that describes the names within it."""
    words = DESCRIBED.get(str(name))
    if words is None or get_language() == SOURCE_LANGUAGE:
        return _set_apart(name)
    if is_latin(get_language()):  # there is nothing to set apart
        return format_html("<span>{}</span>", words)
    parts = _NAMES.split(str(words))
    parts[1::2] = map(_set_apart, parts[1::2])
    return format_html("<span>{}</span>", mark_safe("".join(conditional_escape(part) for part in parts)))


def _set_apart(name: object) -> SafeString:
    return format_html('<bdi lang="en" dir="ltr" translate="no">{}</bdi>', name)


def described(name: str) -> "StrOrPromise":
    """Return a name where there can be no element, such as in a title."""
    return DESCRIBED.get(name, name)
