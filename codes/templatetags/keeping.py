"""Parts of templates that are made once per generation and language."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from django.template import Context, Engine, Library, Node
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.utils.safestring import SafeString

from codes import fragments

register = Library()


class Part(Protocol):
    """A block within a template, or a template."""

    nodelist: NodeList


@register.tag
def kept(parser: Parser, token: Token) -> Node:
    """Everything up to endkept, made once per generation and language for the values that are named.

    Values behind "put" are only shown, never asked about: there is one text for all of them, into which they are put.
    It sees nothing else of the page, so that nothing of a request can be kept.
    """
    _tag, *named = token.split_contents()
    place = named.index("put") if "put" in named else len(named)
    values, shown = token_kwargs(named[:place], parser), token_kwargs(named[place + 1 :], parser)
    body = parser.parse(("endkept",))
    parser.delete_first_token()
    return _Kept(values, shown, body)


class _Kept(Node):
    def __init__(
        self, values: Mapping[str, FilterExpression], shown: Mapping[str, FilterExpression], body: NodeList
    ) -> None:
        self.values, self.shown, self.nodelist = values, shown, body
        self.holes = {name: fragments.hole(name) for name in shown}

    def render(self, context: Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.values.items()}
        html = _once(context, self, values, self.holes)
        return fragments.fill(html, {name: value.resolve(context) for name, value in self.shown.items()})


def _once(
    context: Context,
    part: Part,
    values: Mapping[str, object],
    more: Mapping[str, object] = MappingProxyType({}),
) -> SafeString:
    """Render a block or a template that depends on these values alone, once per generation and language."""
    known = context.get("known")  # without which, when the database is gone, nothing is kept

    def make() -> SafeString:
        return part.nodelist.render(context.new({"known": known, **values, **more}))

    return known.once((part, *values.values()), make) if known else make()


def made_once(
    context: Context, name: str, values: Mapping[str, object], more: Mapping[str, object] = MappingProxyType({})
) -> SafeString:
    """Render a template that depends on these values alone, once per generation and language."""
    return _once(context, Engine.get_default().get_template(name), values, more)
