"""The box of every page: what somebody typed -> codes, words to search for, or something to read."""

import re
from dataclasses import dataclass

from smtp_replies.characters import plain
from smtp_replies.smtp import REPLY_CODE, THREE_DIGITS, X_Y_Z, Code

SEARCHABLE = 60  # characters: a longer line is a reply or a mail, not words to look for
# 550, 550 5.1.1, 550-5.1.1, 550 #5.1.1, 5.1.1, and behind the Arabic "and" both of 450 و550; not 1.550, #550, 5501.
_CODE = rf"(?:(?<![\w.#])|(?<=\sو))(?:({THREE_DIGITS})(?![0-9]|\.[0-9]|\w)(?:[\s-]+#?({X_Y_Z}))?|({X_Y_Z}))"
# What stands before a code without asking more: "SMTP error: ", "smtp; ", "رمز خطأ ", (; not "what is ".
_LEAD = r"[\s\"'`(\[<#]*(?:(?:smtp|error|code|reply|status|رمز|الرمز|خطأ|رد)[\s:;#-]*)*"
# What stands around two codes that somebody wants to tell apart.
_AROUND = """
    a an the and or vs versus with to of between difference differ compare compared comparison which what whats s is are
    how do does mean means smtp error errors code codes reply replies response responses status
    و او أو أم مع مقابل بين الفرق فرق قارن مقارنة ما ماهو هو هي شو ايش وش ايه رمز الرمز الرمزين خطأ الخطأ رد الرد
"""
_ASKING = frozenset(_AROUND.split())
# Two codes with such a word between them are compared, whatever else is asked of them: 550 vs. 551, 450 ولا 550,
# 550 or 554 for spam; not 550/551, since a slash stands in replies too, nor 550 mailbox 554.
_JOINED = re.compile(
    rf"{_CODE}\s*(?:\b(?:or|and|versus|vs)\b\.?|و|أو|او|أم|ام|أما|ولا|والا|مقابل)\s*{_CODE}", re.IGNORECASE
)
# One code and nothing else but marks: "smtp error 550", (550), 550 5.1.1., 550؟; not "550 why", 550 554.
_ONE = re.compile(rf"{_LEAD}{_CODE}[\s\"'`)\]>:.!?؟-]*", re.IGNORECASE)
_TELLING = re.compile(_CODE)
# Marks of an address, of JSON or of a log, beside which two codes are no question: {"code": 550, "was": 450}.
_STRAY = re.compile(r"[@{}<>=\0]")
# Marks of a sentence that a server or program says, and nobody types to ask: "Expected 250 or 354, got nothing".
_TOLD = re.compile(r"[,:;\"،؛]")
# 550 and 5.1.1 wherever in a line; not port 465, HTTP 404, a:550, 550.1.2, 5501.
_MENTIONED = re.compile(rf"(?<![\w.:])(?<!port )(?<!HTTP )(?:{REPLY_CODE}(?![\w.]*[0-9])|{X_Y_Z})")
# A port of mail or a product of Microsoft: nobody asks for a reply by these, though a bare one is looked up as it is.
_OTHER_NUMBERS = frozenset({"365", "465", "587"})


def mentioned(text: str) -> list[Code]:
    """Return the codes that a line names, each once."""
    return list(dict.fromkeys(Code(match[0]) for match in _MENTIONED.finditer(text)))


@dataclass(frozen=True)
class Asked:
    """What the box was given: bare codes that name a page, else words to search for, else something to read."""

    codes: tuple[Code, ...] = ()
    enhanced: Code | None = None  # what stands behind a single reply code
    words: str = ""


def read_entry(text: str) -> Asked:
    """Read one or two bare codes, a code with its X.Y.Z, or a short line of words without a code."""
    text = plain(text).strip()
    if len(text) >= SEARCHABLE:
        return Asked()
    if match := _ONE.fullmatch(text):
        basic, enhanced, alone = match.groups()
        return Asked(codes=(Code(basic or alone),), enhanced=Code(enhanced) if enhanced else None)
    if sides := _compared(text):
        return Asked(codes=tuple(dict.fromkeys(sides)))
    is_words = "\n" not in text and "@" not in text and text[:1] not in "{[" and any(map(str.isalnum, text))
    names_code = any(code.text not in _OTHER_NUMBERS for code in mentioned(text))
    return Asked(words=text) if is_words and not names_code else Asked()


def _compared(text: str) -> list[Code]:
    """Return the two codes that alone are asked for, or between which a word stands that tells one from the other."""
    codes = [Code(enhanced or basic or alone) for basic, enhanced, alone in _TELLING.findall(text)]
    around = re.findall(r"\w+", _TELLING.sub(" ", text).casefold())
    is_asked = _ASKING.issuperset(around) or (
        _JOINED.search(text) and not _TOLD.search(text) and _OTHER_NUMBERS.isdisjoint(str(code) for code in codes)
    )
    return codes if len(codes) == 2 and is_asked and not _STRAY.search(text) else []
