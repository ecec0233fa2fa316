"""The charsets in which the site is written to: Python would take any of its codecs for one."""

import codecs
import encodings
import pkgutil
import re
from encodings.aliases import aliases
from functools import cache

# What stands in a form is told apart by ASCII, which a charset has to keep; UTF-7, IDNA or escapes do not.
_ASCII = bytes(range(32, 127)).replace(b"\\", b"") + rb"\u0041"
_CODECS = {*aliases, *(module.name for module in pkgutil.iter_modules(encodings.__path__))}
_LONGEST = 1000  # characters of a header: the standard library takes quadratic time over a longer one
_MEDIA_TYPE = re.compile(r"\s*([\w.+-]{1,127}/[\w.+-]{1,127})", re.ASCII)
_PARAMETER = re.compile(r';\s*+([\w-]+)=("[^"\\]*"|[\w!#$&^.+-]+)', re.ASCII)


def content_type(written: str) -> str:
    """Return a Content-Type without what no server can use, empty if nothing is left: Django would fail on the rest."""
    if len(written) > _LONGEST or not (media_type := _MEDIA_TYPE.match(written)):
        return ""
    parameters = (
        f"; {name}={value}"
        for name, value in _PARAMETER.findall(written, media_type.end())
        if name.lower() != "charset" or is_charset(value.strip('"'))
    )
    return media_type[1] + "".join(parameters)


def is_charset(name: str) -> bool:
    """Whether a form may be written in a charset."""
    return (known := _known(name)) in _CODECS and _keeps_ascii(known)


def remember_no_names() -> None:
    """Let Python look up only codecs that it has: it keeps every other name for ever, and clients invent them."""
    codecs.unregister(encodings.search_function)
    codecs.register(lambda name: encodings.search_function(name) if _known(name) in _CODECS else None)


def _known(name: str) -> str:
    return encodings.normalize_encoding(name.lower()).replace(".", "_")


@cache
def _keeps_ascii(known: str) -> bool:
    try:
        return (_ASCII + b"\xff").decode(known, "replace").startswith(_ASCII.decode())
    except (LookupError, ValueError):
        return False
