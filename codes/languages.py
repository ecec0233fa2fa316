"""Languages: their directions, and a page's address in each."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import escape_uri_path
from django.utils.translation import get_language, get_language_info, override
from django.utils.translation import gettext as _


def localized(path: str, language: str) -> str:
    """Return the same path with the prefix of another language; the default language has none."""
    prefixes = [f"/{code}/" for code, _name in settings.LANGUAGES]
    bare = next((path[len(prefix) - 1 :] for prefix in prefixes if path.startswith(prefix)), path)
    bare = "/" + bare.lstrip("/")  # two slashes would lead to another site
    return bare if language == settings.LANGUAGE_CODE else f"/{language}{bare}"


@cache
def direction(language: str) -> str:
    """Return which way a language is written, as HTML has it."""
    return "rtl" if get_language_info(language)["bidi"] else "ltr"


def in_language(field: object, language: str) -> str:
    """Return the name of a field with that of a language in the active one."""
    return _("%(field)s (%(language)s)") % {
        "field": field,
        "language": get_language_info(language)["name_translated"],
    }


def is_latin(language: str) -> bool:
    """Return whether a language is written with Latin letters, as its own name shows."""
    return "LATIN" in unicodedata.name(get_language_info(language)["name_local"][0])


def feedback(path: str) -> str:
    """Return where to report what is wrong with the page at a path, which is all that it is told; empty: nowhere."""
    if not settings.FEEDBACK_URL:
        return ""
    there = urlsplit(settings.FEEDBACK_URL)
    told = urlencode({"subject" if there.scheme == "mailto" else "page": settings.SITE_URL + path}, quote_via=quote)
    return there._replace(query="&".join(filter(None, [there.query, told]))).geturl()


def addresses(request: HttpRequest) -> dict[str, object]:
    """Give every template the page's path in each language, and the one public address of the site."""
    path = escape_uri_path(request.path)
    return {
        "site_url": settings.SITE_URL,
        "canonical_path": path,
        "bare_path": localized(path, settings.LANGUAGE_CODE),
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
        "feedback_url": feedback(path),
        "languages": _languages(get_language()),
    }


@dataclass(frozen=True, eq=False)
class Offered:
    """A language as every page offers it."""

    code: str
    name: str  # its own
    dir: str
    prefix: str  # what stands before a bare path in its addresses
    current: bool
    offer: str  # the words, in it, by which the script offers a page in it
    close: str


@cache
def _languages(active: str) -> tuple[Offered, ...]:
    return tuple(_offered(code, name, current=code == active) for code, name in settings.LANGUAGES)


def _offered(code: str, name: str, *, current: bool) -> Offered:
    with override(code):
        return Offered(
            code,
            name,
            direction(code),
            localized("/", code).removesuffix("/"),
            current,
            # Translators: name your own language instead of English.
            offer=_("This page is also in English."),
            close=_("Close"),
        )
