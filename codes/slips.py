"""Slips in a text of content: what no reader should meet, found without a look at the text in another language.

A check that cries wolf is switched off in the mind: each finds what is surely wrong, and leaves what may be right.
"""

import re
from collections.abc import Container, Iterator
from enum import Enum

from codes import markup
from smtp_replies.characters import plain
from smtp_replies.smtp import STANDARD_CODE, X_Y_Z, is_vendors_own


class Slip(Enum):
    """A mistake in content that no reader should meet."""

    BARE_CODE = "a code outside backticks"
    OPEN_BACKTICK = "a backtick without its partner"
    REAL_DOMAIN = "an address outside example.com, example.net and example.org"
    HTML = "an element or an entity of HTML"
    LINK = "a link, or the address of a page"
    BLOCK = "a heading, a quotation, a table, a rule or a block of code"
    OPEN_MARK = "a mark of bold or slanted text without its partner"
    BROKEN_LIST = "a line that is meant as an item of a list, and becomes none"
    STEP_NUMBER = "a step that does not carry the next number"
    DIRECTION = "a character that nobody sees and that turns the direction of what follows"
    EMPTY = "marks without a word"


def slips(text: str, counted: Container[str] = ()) -> Iterator[tuple[Slip, str]]:
    """Yield what content must not hold, each with the place where it stands.

    What the source text counts is no code in its translation either.
    """
    bare = markup.without_code(text)
    yield from ((Slip.BARE_CODE, code) for code in dict.fromkeys(bare_codes(text)) if code not in counted)
    if "`" in bare:
        yield Slip.OPEN_BACKTICK, bare[bare.index("`") :][:20]
    for address in _MAIL_DOMAIN.finditer(text):
        if not _EXAMPLE_DOMAIN.fullmatch(address[1]):
            yield Slip.REAL_DOMAIN, address[0]
    for slip, pattern in _PATTERNS:
        if match := pattern.search(bare):
            yield slip, match[0].strip()
    if mark := markup.open_mark(text):
        yield Slip.OPEN_MARK, mark
    yield from _list_slips(bare)
    if control := _DIRECTION.search(text):
        yield Slip.DIRECTION, f"U+{ord(control[0]):04X}"
    if text and not _WORD_OR_CODE.search(text):
        yield Slip.EMPTY, text.strip()


# --- codes outside backticks, and numbers that are none

# Only what the grammar of RFC 5321 allows, so that port 587 is no code.
_BARE_CODE = re.compile(rf"(?<![\w.:])(?<![0-9],)(?:{X_Y_Z}|{STANDARD_CODE})(?![\w.]*[0-9]|,[0-9]{{3}})")
_WORD_BEFORE = re.compile(r"(\S+)[^\S\n]*\Z")
_WORD_AFTER = re.compile(r"(?:[^\S\n]|-)?([^\W\d]+|\S)")
_COUNTED = re.compile(
    r"[%€$£]|[KMGT]i?B|bytes?|octets?|characters?|recipients?|messages?|e?mails?|address(?:es)?|people|users?|servers?|"
    r"connections?|attempts?|lines?|days?|hours?|minutes?|seconds?|years?|ms|"
    r"بايت|كيلوبايت|ميغابايت|غيغابايت|مستلم\w*|مستلِم\w*|رسالة|رسائل|عنوان\w*|خادم\w*|ثانية|دقيقة|ساعة|يوم\w*|مرة|سطر\w*"
)
_BEFORE_NUMBER = re.compile(
    r"(?i:ports?|rfc|sections?|pages?|lines?|than|about|over|least|most|nearly|almost|limit|maximum|minimum|"
    r"المنفذ|منفذ|القسم|الصفحة|نحو|حوالي|حتى|الأقل|الأكثر)|.*[$€£#+<>≤≥=~]"
)
_BEFORE_CODE = re.compile(
    r"(?i:codes?|repl(?:y|ies)|status|errors?|smtp|see|says?|said|answers?|answered|returns?|returned|gets?|got|uses?|used|"
    r"\w*رمز\w*|\w*رد|ردود|انظر|خطأ)"
)
_AFTER_CODE = re.compile(
    r"(?i:is|was|has|does|means?|says?|tells?|asks|answers|stands|comes|closes|refuses|codes?|repl(?:y|ies)|errors?|"
    r"refusals?|responses?)|ال\w+|[:)0-9]"
)
_BESIDE_CODE = (re.compile(r"`(?:[,/]|\s\w{1,4})?\s\Z"), re.compile(r"(?:[,/]|\s\w{1,4})?\s`"))  # `550` or 553
_PLURAL = re.compile(r"[a-z]{3,}s")
# What carries versions of three numbers, and is spoken of beside codes.
_VERSIONED = re.compile(
    r"(?i:v|versions?|releases?|إصدار|الإصدار|الإصدارات|النسخة|exim|postfix|sendmail|qmail|dovecot|opensmtpd|courier|"
    r"haraka|exchange|zimbra|mdaemon|hmailserver|postal|openssl|gnutls|libressl|rspamd|spamassassin|amavis|clamav|"
    r"opendkim|opendmarc|roundcube|thunderbird|outlook|phpmailer|nodemailer|mailman|sympa|php|python|perl|java|"
    r"linux|debian|ubuntu|windows|android|ios|macos|cpanel|plesk|wordpress)"
)
_SECTION = re.compile(r"(?i:sections?|القسم|[0-9]{4})")  # RFC 5321 4.2.1


def numbers(text: str) -> set[str]:
    """Return what stands outside backticks and has the form of a code, whether it is one or not."""
    return {match[0] for match in _BARE_CODE.finditer(plain(markup.without_code(text, "`")))}


def bare_codes(text: str) -> Iterator[str]:
    """Yield the codes outside backticks; not versions of a program, sections of a document, and what is counted."""
    bare = plain(markup.without_code(text, "`"))
    for match in _BARE_CODE.finditer(bare):
        before, after = bare[: match.start()], bare[match.end() :]
        is_number = _is_no_enhanced if "." in match[0] else _is_quantity
        if not is_number(match[0], before, after):
            yield match[0]


def _is_no_enhanced(code: str, before: str, _after: str) -> bool:
    word = _last_word(before)
    if _VERSIONED.fullmatch(word) or _SECTION.fullmatch(word):
        return True
    return is_vendors_own(code) and word[:1].isupper() and not _BEFORE_CODE.fullmatch(word)


def _is_quantity(code: str, before: str, after: str) -> bool:
    word, following = _last_word(before), _next_word(after)
    if _COUNTED.fullmatch(following) or _BEFORE_NUMBER.fullmatch(word):
        return True
    if _BEFORE_CODE.fullmatch(word) or _AFTER_CODE.fullmatch(following):
        return False
    if _BESIDE_CODE[0].search(before) or _BESIDE_CODE[1].match(after):
        return False
    # Limits are round numbers; of codes, which may be round too, something else tells.
    return int(code) % 50 == 0 or bool(_PLURAL.fullmatch(following))


def _last_word(text: str) -> str:
    match = _WORD_BEFORE.search(text)
    return match[1].strip("(«“\"'") if match else ""


def _next_word(text: str) -> str:
    match = _WORD_AFTER.match(text)
    return match[1] if match else ""


# --- what Markdown makes of a text, and what content does without

_MAIL_DOMAIN = re.compile(r"@([\w.-]*\w)")
_EXAMPLE_DOMAIN = re.compile(r"(?:[\w-]+\.)*example\.(?:com|net|org)")
_PATTERNS = (
    (Slip.HTML, re.compile(r"</?[a-zA-Z][^\n<>]*>|<!--|&(?:[a-zA-Z]+|#[0-9]+|#x[0-9a-fA-F]+);")),
    (Slip.LINK, re.compile(r"!?\[[^\]\n]*\](?:\([^\n)]*\)|\[)|(?<!\w)(?:https?://|www\.)\S+|mailto:\S+")),
    (
        Slip.BLOCK,
        re.compile(
            r"^[^\S\n]*(?:#{1,6}(?=\s|[^\W\d])[^\n]*|>[^\n]*|(?:=+|-{2,}|\*{3,}|_{3,})$|~~~|\|[^\n]*)", re.MULTILINE
        ),
    ),
)
_WORD_OR_CODE = re.compile(r"[^\W\d_]|`\w")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


# --- lists

_BROKEN_ITEM = re.compile(
    r"[0-9]{1,2}[.)](?=[^\s\dxXyY])|[0-9]{1,2}\)(?=\s)|[٠-٩۰-۹]+[.)-]|-(?=[^\s\d-])|[•·‣◦–—](?=\s)|\s+(?:[0-9]{1,2}\.|[-*+])\s"
)
_STEP = re.compile(r"([0-9]+)\. ")


def _list_slips(text: str) -> Iterator[tuple[Slip, str]]:
    """Yield lines that become no item where the writer sees one, and steps that do not carry the next number."""
    number = 0
    for line in text.split("\n"):
        if _BROKEN_ITEM.match(line):
            yield Slip.BROKEN_LIST, line.strip()[:20]
        step = _STEP.match(line)
        if step and int(step[1]) != number + 1:
            yield Slip.STEP_NUMBER, line[:20]
        # A paragraph ends a list; an empty line within one does not.
        number = int(step[1]) if step else 0 if line.strip() else number


def has_steps(text: str) -> bool:
    """Whether a list of numbered steps begins in the text."""
    return any(line.startswith("1. ") for line in text.split("\n"))


# --- sentences

_SENTENCE = re.compile(r"([^\s.]*)[.!?؟।][)»”\"’*]*\s+(?=[(«“\"‘*]*([^\W\d_]|`))|[。！？](?=.)")
_ABBREVIATION = re.compile(r"(?i:etc|vs|inc|ltd|no|dr|st|approx|ca|usw|bzw|nr|ggf|env|ex|núm)|[^\W\d_]|[0-9]+")


def second_sentence(text: str) -> str | None:
    """Return how the second sentence of a text begins; None where it has but one."""
    bare = markup.without_code(text, "`")
    for match in _SENTENCE.finditer(bare):
        last, following = match[1] or "", match[2] or ""
        if not (following.islower() or _ABBREVIATION.fullmatch(last)):
            return bare[match.end() :][:30]
    return None


# --- the source language in a translation

_GLOSS = re.compile(
    r"\([^()\s]*(?:\s+[^()\s]+){0,3}\s*\)"
)  # how the source language says it, beside the word of this one
_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,]+[A-Za-z][A-Za-z'’-]*)+")
_IN_NAMES = {"a", "an", "and", "at", "by", "de", "for", "in", "of", "on", "the", "to", "with"}
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_RUN = 5  # words in a row that no two languages share


def leftover(text: str, source: str, *, is_latin: bool) -> str | None:
    """Return words of the source language that stand in a translation; names and what stands in backticks are none.

    A language of another script shows them by their letters; else they are a run of words that the source text has.
    """
    if is_latin:
        return _shared_run(text, source)
    bare = markup.without_code(text, "`")
    for match in _LATIN_RUN.finditer(_GLOSS.sub("()", bare)):
        words = re.findall(r"[A-Za-z][\w'’-]*", match[0])
        low = sum(word[0].islower() and word not in _IN_NAMES for word in words)
        if (len(words) > 2 and low > 1) or (low and match[0] == bare.strip(" .\n")):
            return match[0]
    return None


def _shared_run(text: str, source: str) -> str | None:
    runs = {tuple(run) for run in _runs(source)}
    for run in _runs(text):
        if tuple(run) in runs and sum(word[0].islower() for word in run) == _RUN:
            return " ".join(run)
    return None


def _runs(text: str) -> Iterator[list[str]]:
    for line in markup.without_code(text, "\n").split("\n"):
        words = _WORD.findall(line)
        yield from (words[start : start + _RUN] for start in range(len(words) - _RUN + 1))
