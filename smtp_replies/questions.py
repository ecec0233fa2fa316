"""Questions about a code, as short as "what is 550?", in the languages of those who ask."""

import re
from collections.abc import Iterator

from smtp_replies.reply import Evidence, Hit, Reply, tidy
from smtp_replies.smtp import REPLY_CODE
from smtp_replies.transcripts import BASIC, LONE, NAMED, is_ruled_out

_NAMED_ANYWHERE = re.compile(rf"{NAMED.pattern.removesuffix('$')}{REPLY_CODE}(?![\w.])", re.IGNORECASE)
# A colour, a telephone number, a version.
_NOT_ASKED_BEFORE = re.compile(r"#$|[0-9]-$|\b(?:exim|postfix|sendmail|version|v)\s?$", re.IGNORECASE)
_NOT_ASKED_AFTER = re.compile(r"[\s-][0-9]{4}")
# Words of a question about a code.
_ASKS = re.compile(
    r"\?|؟|？|\b(?:what|why|how|mean\w*|codes?|errors?|repl(?:y|ies)|smtp|mails?|e-?mails?|bounce\w*|dsn|status|server|explain|help"
    r"|fehler\w*|bedeutet|was|warum|erreur|signifie|que|significa|errore?s?|código|codice|ошибка|что|значит|hata|nedir"
    r"|fout|błąd|chyba|kod\w*)\b|رمز|خطأ|خطا|معنى|معني|ما|ماذا|رسالة|بريد|کد|یعنی|エラー|コード|错误|错誤|代码|什么|오류|코드|קוד|שגיאה|कोड",
    re.IGNORECASE,
)
_NOTHING_ELSE = re.compile(
    r"(?:[\W\d_]|<[^<>]*>|\b(?:or|and|vs|versus|oder|und|ou|et|y|e|o|или|и|أو|و)\b)*", re.IGNORECASE
)
_OF_QUESTIONS = re.compile(
    r"\b(?:do|does|did|is|are|the|an?|of|for|from|in|with|and|not|to|this|it|my|i|get|got|when|now|fix|solve|please)\b",
    re.IGNORECASE,
)


def is_question(text: str) -> bool:
    """Whether a text is about its codes alone: "550 vs 554", "what does code 550 mean?"."""
    rest, times = BASIC.subn("", text)
    rest, enhanced = LONE.subn("", rest)
    asked = _OF_QUESTIONS.sub("", without_question(rest))
    is_bare = _NOTHING_ELSE.fullmatch(rest)
    return bool((times > 1 and is_bare) or (times + enhanced and not is_bare and _NOTHING_ELSE.fullmatch(asked)))


def names_a_code(text: str) -> bool:
    """Whether a number is called a code, an error or a reply, in one of many languages."""
    return bool(_NAMED_ANYWHERE.search(text))


def without_question(text: str) -> str:
    """Return a text without the words that ask about a code: "does" of "what does error 550 mean?"."""
    return tidy(_ASKS.sub(" ", text))


def mentioned(text: str) -> Iterator[Hit]:
    """Yield the codes in a question as short as "what is 550?": it is about them."""
    for pattern in (BASIC, LONE):
        for match in pattern.finditer(text):
            before, after = text[: match.start()], text[match.end() :]
            if is_ruled_out(text, match) or _NOT_ASKED_BEFORE.search(before) or _NOT_ASKED_AFTER.match(after):
                continue
            if _ASKS.search(f"{before} {after}") or _NOTHING_ELSE.fullmatch(before + after):
                code, enhanced = (match[0], "") if pattern is BASIC else ("", match[0])
                yield Hit(Evidence.STRONG, match.start(), Reply(code, enhanced, match[0]))
