"""Content Markdown: rendering with codes set apart and linked, the parts of a text, and its first step."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from html import escape
from itertools import islice
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from codes.steps import digits, for_digit, is_for_others

Link = Callable[[str], str | None]
Parsed = tuple[list[str], list[str]]  # the HTML around the codes of a text, and the codes

_CODE_SPAN = re.compile(r"(`+)(.+?)\1", re.DOTALL)
_HOLE = "\0"  # the place of a code, since links differ between pages; Markdown lets no text have this character
_TEXTS = 4096  # that are kept parsed, of some 400 characters each
_HYPHENED = re.compile(r"(?<!\S)(?=\S{2,24}(?!\S))\S*-\S*")  # words that a browser would break at a hyphen
_SHORT = 20  # characters that a phone shows in one line, so that they are not broken
_BULLET = re.compile(r"\s*(?:[0-9]+\.|[-*])\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?؟])\s+|(?<=[。！？])(?![”’）」])")
_MARK = re.compile(r"[*_]")
_OPEN_MARK = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)\*(?!\w)|\A\*\Z")


@lru_cache(_TEXTS)
def code_html(text: str, url: str | None = None) -> str:
    """Return a code or command that stays left to right and untranslated, as a link if there is an address."""
    shown, long = escape(text), ""
    if len(text) > _SHORT:
        shown, long = _HYPHENED.sub(r"<span>\g<0></span>", shown), ' class="long"'
    code = f'<code{long} dir="ltr" translate="no">{shown}</code>'
    return f'<a href="{escape(url)}">{code}</a>' if url else code


def _render_code(_self: Any, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    env["codes"].append(tokens[index].content)
    return _HOLE


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    # Text and lists are all that content needs: an image or a link would leave the site.
    parser.disable(["image", "link", "autolink", "heading", "lheading", "code", "fence", "blockquote", "hr"])
    parser.add_render_rule("code_inline", _render_code)
    return parser


_MARKDOWN = _parser()


def render(text: str, link: Link) -> str:
    """Render paragraphs and lists as HTML; `link` gives the address of a known code, or None."""
    return _linked(_parsed(text), link)


def render_line(text: str, link: Link) -> str:
    """Render one line, such as a name or a summary, without a paragraph around it."""
    return _linked(_parsed_line(text), link)


@lru_cache(_TEXTS)
def _parsed(text: str) -> Parsed:
    codes: list[str] = []
    return str(_MARKDOWN.render(text, {"codes": codes})).split(_HOLE), codes


@lru_cache(_TEXTS)
def _parsed_line(text: str) -> Parsed:
    codes: list[str] = []
    return str(_MARKDOWN.renderInline(text, {"codes": codes})).split(_HOLE), codes


def _linked(parsed: Parsed, link: Link) -> str:
    (first, *others), codes = parsed
    return first + "".join(code_html(code, link(code)) + html for code, html in zip(codes, others, strict=True))


def plain(text: str) -> str:
    """Return one line without the marks of its codes, for titles and attributes."""
    return _CODE_SPAN.sub(r"\2", text)


@lru_cache(_TEXTS)
def first_step(text: str, digit: str = "") -> str | None:
    """Return the Markdown of the first numbered step for codes that begin with the digit, None without one.

    A step that names the first digits it is for, and not this one, is left out; one for this digit alone says no digit.
    """
    step = next((step for step in _steps(text) if not is_for_others(step, digit)), None)
    return step and for_digit(step, digit)


@lru_cache(_TEXTS)
def step(text: str, number: int) -> str | None:
    """Return the Markdown of a numbered step, None where there are fewer."""
    return next(islice(_steps(text), number - 1, None), None)


@lru_cache(_TEXTS)
def is_for_class(text: str, digit: str) -> bool:
    """Whether the first step for codes that begin with the digit is for them alone."""
    return next((digits(step) for step in _steps(text) if not is_for_others(step, digit)), None) == {digit}


def _steps(text: str) -> Iterator[str]:
    numbered = False
    for token in _MARKDOWN.parse(text):
        numbered = token.type == "ordered_list_open" or (numbered and token.type != "ordered_list_close")
        if numbered and token.type == "inline":
            yield token.content


def code_spans(text: str) -> list[str]:
    """Return what stands between backticks, in its order: codes, commands and replies, the same in every language."""
    return [match[2] for match in _CODE_SPAN.finditer(text)]


def without_code(text: str, instead: str = " ") -> str:
    """Return the text with something else in the place of all that stands in backticks."""
    return _CODE_SPAN.sub(instead, text)


def blocks(text: str) -> list[str]:
    """Return the paragraphs and the items of lists; in content each is one line."""
    return [line for line in text.split("\n") if line.strip()]


def sentences(text: str) -> list[str]:
    """Return the sentences, each whole in its marks: what would be cut within code or bold text is left together."""
    found: list[str] = []
    for block in blocks(text):
        for part in _SENTENCE_END.split(_BULLET.sub("", block)):
            if found and _is_open(found[-1]):
                found[-1] += f" {part}"
            else:
                found.append(part)
    return found


def _is_open(text: str) -> bool:
    return bool(text.count("`") % 2 or text.count("**") % 2)


def open_mark(text: str) -> str | None:
    """Return a mark of bold or slanted text that readers would see, since it has no partner, with what follows it."""
    for token in _MARKDOWN.parse(text) if _MARK.search(text) else ():
        for child in token.children or ():
            if child.type == "text" and (match := _OPEN_MARK.search(child.content)):
                return child.content[match.start() :][:20]
    return None
