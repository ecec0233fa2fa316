"""Languages: their directions, and a page's address in each."""

import unicodedata
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
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return {
        "site_url": settings.SITE_URL,
        "canonical_path": path,
        "feedback_url": feedback(path),
        "languages": [
            {
                "code": code,
                "name": name,
                "dir": direction(code),
                "path": localized(path, code),
                "link": localized(path, code) + query,
                "current": code == get_language(),
                **_offer(code),
            }
            for code, name in settings.LANGUAGES
        ],
    }


def _offer(language: str) -> dict[str, str]:
    """Return, in a language, the words by which the script offers a page in it."""
    with override(language):
        return {
            # Translators: name your own language instead of English.
            "offer": _("This page is also in English."),
            "close": _("Close"),
        }
