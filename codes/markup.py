"""Content Markdown: rendering with codes set apart and linked, and what a translation must keep of its source."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from smtp_replies.smtp import STANDARD_CODE, X_Y_Z

Link = Callable[[str], str | None]

_CODE_SPAN = re.compile(r"(`+)(.+?)\1", re.DOTALL)
# Only what the grammar of RFC 5321 allows, so that port 587 is no code.
_BARE_CODE = re.compile(rf"(?<![\w.:])(?:{X_Y_Z}|{STANDARD_CODE})(?![\w.]*[0-9])")
_FIRST_DIGIT = re.compile(r"(?<![\w.])[245](?!\w|\.\w)")
_STEP = re.compile(r"[0-9]+\. ")
# A step that is for codes of one first digit alone, as it begins in each language, and how it begins without saying so.
# What else it may depend on stays; a clause that goes on in another way is left as it is.
_FOR_ONE_DIGIT = (
    (re.compile(r"If the code begins with [245] and (?=\w)"), "If "),
    (re.compile(r"If the code begins with [245], (?!(?:as|or)\b)"), ""),
    (re.compile(r"إذا بدأ الرمز بالرقم [245] و(?=\w)"), "إذا "),
    (re.compile(r"إذا بدأ الرمز بالرقم [245] (?:فإن |ف(?=\w))"), ""),
)
_ORPHAN = re.compile(r"\*\*[^*\n]+\*\*\n+(?=\*\*|\Z)")  # in bold, whom steps are for, and no step below
_MAIL_DOMAIN = re.compile(r"@([\w.-]*\w)")
_EXAMPLE_DOMAIN = re.compile(r"(?:[\w-]+\.)*example\.(?:com|net|org)")


class Slip(Enum):
    """A mistake in content that no reader should meet."""

    BARE_CODE = "a code outside backticks"
    OPEN_BACKTICK = "a backtick without its partner"
    REAL_DOMAIN = "an address outside example.com, example.net and example.org"


def code_html(text: str, url: str | None = None) -> str:
    """Return a code or command that stays left to right and untranslated, as a link if there is an address."""
    code = f'<code dir="ltr" translate="no">{escape(text)}</code>'
    return f'<a href="{escape(url)}">{code}</a>' if url else code


def _render_code(_self: Any, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    text = tokens[index].content
    return code_html(text, env["link"](text))


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    # Text and lists are all that content needs: an image or a link would leave the site.
    parser.disable(["image", "link", "autolink", "heading", "lheading", "code", "fence", "blockquote", "hr"])
    parser.add_render_rule("code_inline", _render_code)
    return parser


_MARKDOWN = _parser()


def render(text: str, link: Link) -> str:
    """Render paragraphs and lists as HTML; `link` gives the address of a known code, or None."""
    return str(_MARKDOWN.render(text, {"link": link}))


def render_line(text: str, link: Link) -> str:
    """Render one line, such as a name or a summary, without a paragraph around it."""
    return str(_MARKDOWN.renderInline(text, {"link": link}))


def plain(text: str) -> str:
    """Return one line without its marks, for titles and attributes."""
    return _CODE_SPAN.sub(r"\2", text)


def first_step(text: str, digit: str = "") -> str | None:
    """Return the Markdown of the first numbered step for codes that begin with the digit, None without one.

    A step that names the first digits it is for, and not this one, is left out; one for this digit alone says no digit.
    """
    tokens = _MARKDOWN.parse(text)
    numbered = False
    for token in tokens:
        numbered = token.type == "ordered_list_open" or (numbered and token.type != "ordered_list_close")
        if numbered and token.type == "inline" and not _is_for_others(token.content, digit):
            return _for_digit(token.content, digit)
    return None


def for_class(text: str, digit: str) -> str:
    """Leave out the numbered steps for codes that begin with other digits, and who they were for if none is left.

    A step for this digit alone need not say so.
    """
    lines = text.split("\n")
    kept = [line for line in lines if not (_STEP.match(line) and _is_for_others(line, digit))]
    steps = "\n".join(_numbered(_for_digit(line, digit) for line in kept))
    return steps if len(kept) == len(lines) else _ORPHAN.sub("", steps)


def _numbered(lines: Iterable[str]) -> Iterator[str]:
    """Number the steps of each list from 1, as some may be missing."""
    number = 0
    for line in lines:
        if step := _STEP.match(line):
            number += 1
            yield f"{number}. {line[step.end() :]}"
        else:
            number = 0 if line else number
            yield line


def _is_for_others(step: str, digit: str) -> bool:
    digits = _digits(step)
    return bool(digits) and digit not in digits


def _for_digit(step: str, digit: str) -> str:
    """Leave out the clause that a step is for codes of this first digit, where it is for no others."""
    if _digits(step) != {digit}:
        return step
    number = match[0] if (match := _STEP.match(step)) else ""
    said = step.removeprefix(number)
    for clause, rest in _FOR_ONE_DIGIT:
        if match := clause.match(said):
            said = rest + said[match.end() :]
            return number + said[:1].upper() + said[1:]
    return step


def _digits(step: str) -> set[str]:
    """The first digits of codes that a step is for."""
    return set(_FIRST_DIGIT.findall(_CODE_SPAN.sub(" ", _STEP.sub("", step))))


def code_spans(text: str) -> set[str]:
    """Return what stands between backticks: the codes, commands and replies that no translation may change."""
    return {match[2] for match in _CODE_SPAN.finditer(text)}


def slips(text: str) -> Iterator[tuple[Slip, str]]:
    """Yield what content must not hold, each with the place where it stands."""
    bare = _CODE_SPAN.sub(" ", text)
    if match := _BARE_CODE.search(bare):
        yield Slip.BARE_CODE, match[0]
    if "`" in bare:
        yield Slip.OPEN_BACKTICK, bare[bare.index("`") :][:20]
    for match in _MAIL_DOMAIN.finditer(text):
        if not _EXAMPLE_DOMAIN.fullmatch(match[1]):
            yield Slip.REAL_DOMAIN, match[0]
