"""What somebody typed or pasted into the box -> the codes in it. No Django."""

import re
import unicodedata
from dataclasses import dataclass

from codes.smtp import Code

MAX_LENGTH = 256 * 1024  # characters: a whole bounce with its headers fits
_SEARCHABLE = 60  # characters: a longer line is a reply or a mail, not words to look for

_CODE = r"(?<![\w.#])([0-9]{3}|[245](?:\.(?:0|[1-9][0-9]{0,2})){2})(?![0-9]|\.[0-9]|\w)"
_ENHANCED = r"(?:\s+#?[245]\.[0-9]{1,3}\.[0-9]{1,3})?"
_LEAD = r"[\s\"'`(\[<#]*(?:(?:smtp|error|code|reply|status|رمز|الرمز|خطأ|رد)[\s:#-]*)*"
_BETWEEN = r"\s*(?:vs\.?|versus|and|or|with|مقابل|أو|او|مع|و|[,،/|&:-]|\s)\s*"
_ONE = re.compile(rf"{_LEAD}{_CODE}{_ENHANCED}[\s\"'`)\]>:.!?؟-]*", re.IGNORECASE)
_TWO = re.compile(rf"{_LEAD}{_CODE}{_ENHANCED}{_BETWEEN}{_LEAD}{_CODE}{_ENHANCED}[\s.!?؟-]*", re.IGNORECASE)
_REPLY_LINE = re.compile(rf"^{_LEAD}{_CODE}(?:[ -]|$)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Entry:
    """What the box was given: codes that name a page, else words to search for, else neither."""

    codes: tuple[Code, ...] = ()
    words: str = ""


def ascii_digits(text: str) -> str:
    """Write every decimal digit (٥, ۵, ５) as its ASCII twin."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def read_entry(text: str) -> Entry:
    """Read one or two codes, a reply line that begins with a code, or a short line of words."""
    text = ascii_digits(text).strip()
    if match := _ONE.fullmatch(text) or _TWO.fullmatch(text):
        return Entry(codes=tuple(dict.fromkeys(map(Code, match.groups()))))
    codes = tuple(dict.fromkeys(Code(match[1]) for match in _REPLY_LINE.finditer(text)))
    if len(codes) == 1:
        return Entry(codes=codes)
    if len(text) < _SEARCHABLE and "\n" not in text and "@" not in text and any(map(str.isalnum, text)):
        return Entry(words=text)
    return Entry()
