"""Parts of pages that are made once per generation and language, and pages that join them.

A part depends on the values it is given and on the catalogue, a page on its shape. So tens of thousands of comparisons
are made of what a few hundred codes have anyway.
"""

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from codes import languages
from codes.kept import Kept

_EDGE = "\0"  # around the name of a hole; no value has it: paths have it quoted, forms drop it, as does Markdown
_OF_ONE_PAGE = ("canonical_path", "bare_path", "feedback_url")  # what the frame of a page has of its address


class Known(Protocol):
    """A catalogue."""

    once: Kept


def hole(name: str) -> SafeString:
    """Return what stands in a text until a value is put there."""
    return SafeString(f"{_EDGE}{name}{_EDGE}")


def fill(text: str, values: Mapping[str, Any]) -> SafeString:
    """Put values into the holes of a text, escaped unless they are HTML."""
    pieces = text.split(_EDGE)
    shown = {name: _html(value) for name, value in values.items()}  # once, in however many holes it stands
    pieces[1::2] = [shown[name] for name in pieces[1::2]]
    return SafeString("".join(pieces))


def _html(value: Any) -> str:
    """Return a value as it may stand in HTML; most already are HTML, which conditional_escape() would copy."""
    return value if isinstance(value, SafeString) else conditional_escape(value)


def parts(known: Known, name: object, make: Callable[[], Mapping[str, str]]) -> dict[str, str]:
    """Make what belongs together once, kept as one text under a name."""
    pieces = known.once(name, lambda: _EDGE.join(chain.from_iterable(make().items()))).split(_EDGE)
    return dict(zip(pieces[::2], pieces[1::2], strict=True))


def part(known: Known, template: str, **values: object) -> SafeString:
    """Render a template that depends on these values alone, once."""
    return SafeString(known.once((template, *values.values()), lambda: made(known, template, **values)))


def made(known: Known, template: str, **values: object) -> SafeString:
    """Render a template, each time anew."""
    return SafeString(get_template(template).render({"known": known, **values}))


def page(
    request: HttpRequest, known: Known, template: str, shape: Mapping[str, object], parts: Mapping[str, object]
) -> HttpResponse:
    """Render a page once for each shape, with holes where this one has its parts.

    Of a request it sees nothing but where in the menu its address is, which all pages of one template have in common.
    """
    own = languages.addresses(request)
    values = {**parts, **{name: own[name] for name in _OF_ONE_PAGE if own[name]}}

    def make() -> str:
        holes = {name: hole(name) for name in values}
        return get_template(template).render({"known": known, **holes, **shape}, request)

    return HttpResponse(fill(known.once((template, *shape.values()), make), values))
