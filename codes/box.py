"""The box of every page: what somebody typed -> codes, words to search for, or something to read."""

import re
from dataclasses import dataclass

from smtp_replies.characters import plain
from smtp_replies.smtp import REPLY_CODE, THREE_DIGITS, X_Y_Z, Code

MAX_BYTES = 256 * 1024  # of UTF-8: a whole bounce with its headers fits
_SEARCHABLE = 60  # characters: a longer line is a reply or a mail, not words to look for
_CODE = rf"(?<![\w.#])(?:({THREE_DIGITS})(?![0-9]|\.[0-9]|\w)(?:[\s-]+#?({X_Y_Z}))?|({X_Y_Z}))"
_LEAD = r"[\s\"'`(\[<#]*(?:(?:smtp|error|code|reply|status|رمز|الرمز|خطأ|رد)[\s:;#-]*)*"
_BETWEEN = r"\s*(?:vs\.?|versus|and|or|with|مقابل|أو|او|مع|و|[,،/|&:-]|\s)\s*"
_ONE = re.compile(rf"{_LEAD}{_CODE}[\s\"'`)\]>:.!?؟-]*", re.IGNORECASE)
_TWO = re.compile(rf"{_LEAD}{_CODE}{_BETWEEN}{_LEAD}{_CODE}[\s.!?؟-]*", re.IGNORECASE)
_MENTIONED = re.compile(rf"(?<![\w.:])(?<!port )(?<!HTTP )(?:{REPLY_CODE}(?![\w.]*[0-9])|{X_Y_Z})")


def mentioned(text: str) -> list[Code]:
    """Return the codes that a line names, each once."""
    return list(dict.fromkeys(Code(match[0]) for match in _MENTIONED.finditer(text)))


@dataclass(frozen=True)
class Entry:
    """What the box was given: bare codes that name a page, else words to search for, else something to read."""

    codes: tuple[Code, ...] = ()
    enhanced: Code | None = None  # what stands behind a single reply code
    words: str = ""


def read_entry(text: str) -> Entry:
    """Read one or two bare codes, a code with its X.Y.Z, or a short line of words without a code."""
    text = plain(text).strip()
    if len(text) >= _SEARCHABLE:
        return Entry()
    if match := _ONE.fullmatch(text):
        basic, enhanced, alone = match.groups()
        return Entry(codes=(Code(basic or alone),), enhanced=Code(enhanced) if enhanced else None)
    if match := _TWO.fullmatch(text):
        sides = (match.groups()[:3], match.groups()[3:])
        return Entry(codes=tuple(dict.fromkeys(Code(enhanced or basic or alone) for basic, enhanced, alone in sides)))
    is_words = "\n" not in text and "@" not in text and text[:1] not in "{[" and any(map(str.isalnum, text))
    return Entry(words=text) if is_words and not _MENTIONED.search(text) else Entry()
