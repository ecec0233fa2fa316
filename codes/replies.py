"""What somebody typed or pasted -> the replies in it. No Django.

A short entry names codes or holds words to search for. Anything else is a reply, a log, a stack trace or a returned
mail. Rules are about forms of text that many servers and programs share, never about one server.
"""

import re
import unicodedata
from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

from codes.mail import Kind, Mail, unwrap
from codes.smtp import Code, Stage

MAX_BYTES = 256 * 1024  # of UTF-8: a whole bounce with its headers fits
_SEARCHABLE = 60  # characters: a longer line is a reply or a mail, not words to look for
_CANDIDATES = 2000  # numbers looked at: a text with more of them is no bounce
_BEFORE = 80  # characters looked at before a number
_LONGEST_REPLY = 1000  # characters of one reply that are kept
_SHORT = 2000  # characters: in a text of this length a code in a doubtful place is its subject, not a chance find
_WORDINGS = 60  # lines kept for their wording where there is no code

_DIGITS = {n: str(unicodedata.decimal(chr(n))) for n in range(0x80, 0x10000) if chr(n).isdecimal()}
_NUMBER = "(?:0|[1-9][0-9]{0,2})"
_X_Y_Z = rf"[245]\.{_NUMBER}\.{_NUMBER}(?!\w|\.[0-9])"


def ascii_digits(text: str) -> str:
    """Write every decimal digit (٥, ۵, ５) as its ASCII twin."""
    return text.translate(_DIGITS)


# --- the box

_CODE = rf"(?<![\w.#])([0-9]{{3}}(?![0-9]|\.[0-9]|\w)|{_X_Y_Z})"
_ENHANCED = rf"(?:[\s-]+#?({_X_Y_Z}))?"
_LEAD = r"[\s\"'`(\[<#]*(?:(?:smtp|error|code|reply|status|رمز|الرمز|خطأ|رد)[\s:;#-]*)*"
_BETWEEN = r"\s*(?:vs\.?|versus|and|or|with|مقابل|أو|او|مع|و|[,،/|&:-]|\s)\s*"
_ONE = re.compile(rf"{_LEAD}{_CODE}{_ENHANCED}[\s\"'`)\]>:.!?؟-]*", re.IGNORECASE)
_TWO = re.compile(rf"{_LEAD}{_CODE}{_ENHANCED}{_BETWEEN}{_LEAD}{_CODE}{_ENHANCED}[\s.!?؟-]*", re.IGNORECASE)
_HAS_CODE = re.compile(rf"(?<![\w.])(?:[2-5][0-9]{{2}}(?![\w.])|{_X_Y_Z})")


@dataclass(frozen=True)
class Entry:
    """What the box was given: bare codes that name a page, else words to search for, else something to read."""

    codes: tuple[Code, ...] = ()
    enhanced: Code | None = None  # what stands behind a single reply code
    words: str = ""


def read_entry(text: str) -> Entry:
    """Read one or two bare codes, a code with its X.Y.Z, or a short line of words without a code."""
    text = ascii_digits(text).strip()
    if len(text) >= _SEARCHABLE:
        return Entry()
    if match := _ONE.fullmatch(text):
        return Entry(codes=(Code(match[1]),), enhanced=Code(match[2]) if match[2] else None)
    if match := _TWO.fullmatch(text):
        return Entry(codes=tuple(dict.fromkeys((Code(match[2] or match[1]), Code(match[4] or match[3])))))
    is_words = "\n" not in text and "@" not in text and any(map(str.isalnum, text))
    return Entry(words=text) if is_words and not _HAS_CODE.search(text) else Entry()


# --- a reply, a log, a returned mail


class Evidence(IntEnum):
    """How sure it is that a number is a reply code."""

    NONE = 0
    WEAK = 1  # it stands where a code could stand
    FAIR = 2  # it begins a line or follows a colon, and words follow
    STRONG = 3  # words before it say so, or an enhanced code follows
    REPORTED = 4  # a delivery report has it in the field made for it (RFC 3464 section 2.3.6)


@dataclass(frozen=True)
class Reply:
    """One reply; what the text does not tell is empty or None."""

    code: str = ""
    enhanced: str = ""
    text: str = ""  # as it was sent, without what was wrapped around it
    recipient: str = ""
    stage: Stage | None = None
    action: str = ""  # what a report says was done: failed, delayed, delivered ... (RFC 3464 section 2.3.3)

    @property
    def words(self) -> str:
        """The text behind the codes."""
        return _LEADING_CODES.sub("", self.text)

    @property
    def refuses(self) -> bool:
        """Whether the first digit refuses."""
        return (self.code or self.enhanced)[:1] in {"4", "5"}


@dataclass(frozen=True)
class Reading:
    """What stands in a pasted text, most important first."""

    kind: Kind
    replies: tuple[Reply, ...] = ()  # one for each recipient and reason
    others: tuple[Reply, ...] = ()  # steps of the session, follow-up errors
    wordings: tuple[str, ...] = ()  # where no reply was found: the lines that may say why


# What servers, programs and libraries write before a reply.
_INTRODUCED = re.compile(
    r"""(?:smtp\s?;|said(?:\sto\sme)?:|talk\sto\sme:|returned|<<<|<\*\*|reason:|deferred:|rejected:|refused:|failed(?:\swith)?:
    |code|error\s(?:was|is|message):?|(?:following|smtp)\serror:?|message:|responded(?:\swith)?:?|answered:?|replied:?
    |(?:response|reply)(?:\s[\s\w]{0,24}(?:was|is))?:?|(?:server|host)\s[\s\w]{0,24}(?:was|said|message|response):?
    |(?:after|our|command|connection)\s?[^\n]{0,60}:|error:|exception:|login:|\]:|"?(?:smtpresponse|diagnosticcode)"?:|<-)
    [\s'"`(\[<#]*$""",
    re.IGNORECASE | re.VERBOSE,
)
_NAMED = re.compile(r"(?:code|status|error|reply|response|smtp)[\s:=\"'#(]*$", re.IGNORECASE)
_BEGINS = re.compile(r"(?:^|\n)[\s>*|'\"`(\[<#-]*$")
_AFTER_COLON = re.compile(r"(?:[:=;\])>][\s'\"`(\[<#]*|\s#)$")
_EXPECTED = re.compile(r"expected[^\n]{0,30}$", re.IGNORECASE)
_AFTER_COMMA = re.compile(r"[,.|-]\s+$")
# "550 5.1.1", "550-5.1.1", "550 #5.1.1", "550 550 5.1.1", "(550, b'5.1.1 ...')", "code=550, status=5.1.1"
_THEN_X_Y_Z = re.compile(
    rf"(?:[-\s]\s*[2-5][0-9]{{2}})?(?::?[-\s]\s*[#(\[]?|\s?,\s*(?:[\w-]{{1,20}}\s?[:=]\s*)?b?['\"]?)\s*({_X_Y_Z})"
)
_THEN_BYTES = re.compile(r"\A,\s*b?['\"]")
_THEN_WORDS = re.compile(r":?[-\s][\s:<'\"(\[{*#]*(?:[0-9][0-9a-f.:]{0,45}\]?\s+)?[^\W\d_]")
_THEN_NOTHING = re.compile(r"[-'\")\]:;,.]?\s*(?:$|\n)")
_THEN_A_UNIT = re.compile(
    r"[-\s]\s*(?:[kmg]?i?b|bytes?|messages|mails|recipients|days?|hours?|minutes?|seconds?|attempts?|times)\b", re.I
)
_BASIC = re.compile(r"(?<![\w./])[2-5][0-9]{2}(?![\w/]|\.[0-9])")
_LEADING_CODES = re.compile(rf"^[2-5][0-9]{{2}}(?:[ -]#?{_X_Y_Z})?[ -]?")
_LONE = re.compile(rf"(?<![\w./-]){_X_Y_Z}")
_LONE_LEAD = re.compile(r"(?:#|(?:dsn|status|code|was|is)[\s:=\"']{0,6})$", re.IGNORECASE)
# "sorry, no mailbox here by that name (#5.1.1)", "not accepted: 5.7.1 This system ..."
_NOTED = re.compile(rf"(?:[(\[<]\s?|:\s)#?({_X_Y_Z})")
_REPLY_ENDS = re.compile(
    r"""\n\s*\n|\(in\sreply\sto|\n?\bGiving\sup\son\b|\n\s*(?:<[^<>\s]{1,120}>:|>>>|<<<|\.{3}\s|-{5}|\*{5}|={5})
    |'\s*\n|'[)}\]]|\#\#|"[,}\]]|\}\s?;|\]\s*\n""",
    re.IGNORECASE | re.VERBOSE,
)
_COMMANDS = r"(?:EHLO|HELO|MAIL|RCPT|DATA|QUIT|RSET|AUTH|STARTTLS|NOOP|VRFY)\b"
_ADDRESS = re.compile(r"(?<![\w.+=@-])[\w.+=-]{1,64}@[\w.-]{1,190}\w")
_NOT_A_RECIPIENT = re.compile(r"(?:from|sender|message-id)[\s:=<\"']{0,4}$", re.IGNORECASE)
_IN_REPLY_TO = re.compile(r"\s*\(in\s+reply\s+to\s+([^)]{1,60})\)", re.IGNORECASE)
# ">>> DATA" tells nothing: with pipelining it precedes the replies to MAIL and RCPT as well (RFC 2920 section 3.1).
_STAGE = re.compile(
    r"""(?P<connect>initial\sconnection|refused\sto\stalk|greeting|SMTPConnectError)
    |(?P<end_of_data>end\sof\s(?:data|message)|final\sDATA|message\sbody)
    |(?P<rcpt>\bRCPT\b|RecipientsRefused)|(?P<mail>\bMAIL\s?FROM\b|\bMAIL\scommand|SenderRefused)
    |(?P<auth>\bAUTH\b|AuthenticationError|EAUTH)|(?P<starttls>\bSTARTTLS\b)|(?P<ehlo>\b(?:EHLO|HELO|LHLO)\b|HeloError)
    |(?P<data>(?:after|to|our)\sDATA\b|\bDATA\scommand)|(?P<quit>\bQUIT\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_FIELD = re.compile(
    r"^(?P<indent>[\s>*|-]{0,20})"
    r"(?P<name>(?:final|original)[- ]recipient|recipient address|action|status|diagnostic[- ]code)"
    r"\s{0,3}:(?P<value>.*)$",
    re.IGNORECASE,
)
_TYPE = re.compile(r"\s*(?P<type>[\w-]{1,40})\s?;\s*")


@dataclass(frozen=True)
class _Hit:
    """A reply found in a text, with its place and how sure it is."""

    evidence: Evidence
    start: int
    reply: Reply

    @property
    def order(self) -> tuple[bool, bool, int, int]:
        """Refusals first, then what has a reply code, then the surest, then the first: later errors follow from it."""
        return not self.reply.refuses, not self.reply.code, -self.evidence, self.start


@dataclass(frozen=True)
class _Report:
    """What a delivery report says of one recipient (RFC 3464 section 2.3)."""

    recipient: str
    action: str
    status: str
    reply: Reply


def read(text: str) -> Reading:
    """Find the replies in any text: a line, a log, a stack trace, a returned mail or its source."""
    return _read(unwrap(ascii_digits(text)))


def _read(mail: Mail) -> Reading:
    reading = _read_texts(mail)
    if reading.replies:
        return reading
    # A returned mail may have been forwarded as an attachment.
    forwarded = (_read(inner) for inner in mail.attached if inner.kind is Kind.REPORT)
    return next((inner for inner in forwarded if inner.replies), reading)


def _read_texts(mail: Mail) -> Reading:
    if mail.kind in {Kind.COMPLAINT, Kind.READ_RECEIPT}:
        return Reading(mail.kind)
    split = [_split(text) for text in mail.texts]
    reports = [report for found, _rest in split for report in found]
    rests = [rest for _found, rest in split]
    hits = _sure([hit for rest in rests for hit in _hits(rest)], mail.kind, sum(map(len, rests)))
    replies = _merged(reports, hits)
    others = _distinct(hit.reply for hit in hits if hit.evidence is Evidence.STRONG)
    return Reading(
        mail.kind,
        replies,
        tuple(other for other in others if not any(_same(other, reply) for reply in replies)),
        () if any(reply.code or reply.enhanced for reply in replies) else tuple(_wordings(rests)),
    )


def _wordings(rests: Iterable[str]) -> Iterator[str]:
    lines = [line.strip() for rest in rests for line in rest.split("\n") if line.strip()]
    return (line[:_LONGEST_REPLY] for line in lines[:_WORDINGS])


# --- the fields of delivery reports


def _split(text: str) -> tuple[list[_Report], str]:
    """Take the fields of delivery reports out of a text; a blank line or a repeated name begins another recipient."""
    reports: list[_Report] = []
    fields: dict[str, str] = {}
    rest, name, indent = [], "", 0
    for line in text.split("\n"):
        if field := _FIELD.match(line):
            name, indent = field["name"].lower().replace(" ", "-"), len(field["indent"])
            if name in fields:
                reports += _report(fields)
                fields = {}
            fields[name] = field["value"]
        elif name and line[: indent + 1].isspace() and line.strip():
            fields[name] += f"\n{line}"
        else:
            name = ""
            rest.append(line)
            if not line.strip():
                reports += _report(fields)
                fields = {}
    return reports + _report(fields), "\n".join(rest)


def _report(fields: dict[str, str]) -> list[_Report]:
    status = re.match(rf"\W{{0,3}}({_X_Y_Z})", fields.get("status", ""))
    diagnostic = fields.get("diagnostic-code", "").strip()
    if not (status or diagnostic):
        return []
    values = [fields.get(name, "") for name in ("final-recipient", "original-recipient", "recipient-address")]
    addresses = [address[0] for value in values if (address := _ADDRESS.search(value))]
    return [
        _Report(
            recipient=addresses[0] if addresses else "",
            action=fields.get("action", "").strip().lower(),
            status=status[1] if status else "",
            reply=_diagnosed(diagnostic),
        )
    ]


def _diagnosed(diagnostic: str) -> Reply:
    """Read a Diagnostic-Code; what stands after X-Unix is an exit status or a program's output."""
    kind = _TYPE.match(diagnostic)
    text = diagnostic[kind.end() :] if kind else diagnostic
    if kind and kind["type"].lower() == "x-unix":
        return Reply(text=_tidy(text))
    hits = sorted(_hits(f"smtp; {text}"), key=lambda hit: hit.order)
    return hits[0].reply if hits else Reply(text=_tidy(text))


def _merged(reports: list[_Report], hits: list[_Hit]) -> tuple[Reply, ...]:
    """Join what the report says with what the text for people says of the same recipients."""
    reported = [_joined(report, [hit.reply for hit in hits], alone=len(reports) == 1) for report in reports]
    if any(reply.code or reply.enhanced for reply in reported):
        return tuple(_distinct(reported))
    found = [_completed(hit.reply, hits) for hit in hits]
    # Without a report the first reply counts, and the first of each further recipient.
    first = {reply.recipient: reply for reply in reversed(found) if reply.refuses or not found[0].refuses}
    return tuple(_distinct(found[:1] + [reply for reply in found if first.get(reply.recipient) is reply]))


def _completed(reply: Reply, hits: list[_Hit]) -> Reply:
    """Give a reply without an enhanced code the one that stands apart: dsn=5.1.1 in a log, for example."""
    if reply.enhanced or not reply.code:
        return reply
    apart = (hit.reply for hit in hits if not hit.reply.code and hit.reply.recipient == reply.recipient)
    return replace(reply, enhanced=next((other.enhanced for other in apart if other.enhanced[0] == reply.code[0]), ""))


def _joined(report: _Report, found: list[Reply], *, alone: bool) -> Reply:
    own = report.reply
    same = [
        reply
        for reply in found
        if (alone or reply.recipient == report.recipient) and (not own.code or own.code == reply.code)
    ]
    other = same[0] if same else Reply()
    return Reply(
        code=own.code or other.code,
        enhanced=_telling(own.enhanced, report.status, other.enhanced),
        text=own.text if own.code or not other.code else other.text,
        recipient=report.recipient,
        stage=own.stage or other.stage,
        action=report.action,
    )


def _telling(*enhanced: str) -> str:
    """The first that says more than X.0.0, which is what a reporter fills in when it knows nothing."""
    known = [code for code in enhanced if code]
    return next((code for code in known if not code.endswith(".0.0")), known[0] if known else "")


def _same(one: Reply, other: Reply) -> bool:
    return one.code in {other.code, ""} and one.enhanced in {other.enhanced, ""}


def _distinct(replies: Iterable[Reply]) -> list[Reply]:
    first: dict[tuple[str, str, str], Reply] = {}
    for reply in replies:
        first.setdefault((reply.code, reply.enhanced, reply.recipient), reply)
    return list(first.values())


# --- replies in a text


class _Recipients:
    """The addresses in a text that may be recipients: all but those that are named as the sender's."""

    def __init__(self, text: str) -> None:
        found = _ADDRESS.finditer(text)
        named = [m for m in found if not _NOT_A_RECIPIENT.search(text[max(0, m.start() - 20) : m.start()])]
        self._addresses = [match[0] for match in named]
        self._places = [match.start() for match in named]

    def before(self, place: int) -> str:
        """Return the last address before a place in the text."""
        number = bisect(self._places, place)
        return self._addresses[number - 1] if number else ""


def _sure(hits: list[_Hit], kind: Kind, length: int) -> list[_Hit]:
    """Order the hits; leave out those in doubtful places unless there is nothing better and the text is about mail."""
    if kind is Kind.AUTOMATIC:
        least = Evidence.STRONG
    elif any(hit.evidence >= Evidence.FAIR for hit in hits) or (kind is not Kind.REPORT and length > _SHORT):
        least = Evidence.FAIR
    else:
        least = Evidence.WEAK
    told = {hit.reply.code for hit in hits if len(hit.reply.text) > len(hit.reply.code)}
    # 'got code "550", with message "550 5.1.1 ..."': the second says all that the first does.
    kept = (hit for hit in hits if hit.evidence >= least and not (hit.reply.text == hit.reply.code in told))
    return sorted(kept, key=lambda hit: hit.order)


def _hits(text: str) -> Iterator[_Hit]:
    """Yield every number that may be a reply code, then every X.Y.Z that stands without one."""
    recipients = _Recipients(text)
    end, taken = 0, [0]  # the end of the reply before; where replies begin and end, by turns
    for match, _number in zip(_BASIC.finditer(text), range(_CANDIDATES), strict=False):
        evidence = _evidence(text, match)
        # A number within the text of a reply is part of it, unless it is surely another reply.
        if not evidence or (match.start() < end and evidence < Evidence.STRONG):
            continue
        reply = _reply(text, match, _stage(text[max(end, match.start() - 200) : match.start()]))
        yield _Hit(evidence, match.start(), replace(reply, recipient=recipients.before(match.start())))
        if match.start() >= end:
            end = match.start() + len(match[0]) + _length(text, match)
            taken += [match.start(), end]
    yield from _lone(text, taken, recipients)


def _lone(text: str, taken: list[int], recipients: _Recipients) -> Iterator[_Hit]:
    """Yield what stands in place of a reply code: "(#5.1.1)", "dsn=5.1.1", or a line that begins with it."""
    for match, _number in zip(_LONE.finditer(text), range(_CANDIDATES), strict=False):
        if bisect(taken, match.start()) % 2 == 0:  # within a reply
            continue
        start, end = match.span()
        before, after = text[max(0, start - _BEFORE) : start], text[end : end + 40]
        if _LONE_LEAD.search(before) or _INTRODUCED.search(before):
            evidence = Evidence.STRONG
        elif _BEGINS.search(before) and _THEN_WORDS.match(after):
            evidence = Evidence.FAIR
        else:
            continue
        line = text[text.rfind("\n", 0, start) + 1 : start + _LONGEST_REPLY].split("\n", 1)[0]
        yield _Hit(evidence, start, Reply("", match[0], _tidy(line), recipients.before(start)))


def _evidence(text: str, match: re.Match[str]) -> Evidence:
    before, after = text[max(0, match.start() - _BEFORE) : match.start()], text[match.end() : match.end() + 40]
    refuses, words = match[0][0] in "45", bool(_THEN_WORDS.match(after))
    begins = bool(_BEGINS.search(before))
    if _EXPECTED.search(before):
        return Evidence.NONE
    if _THEN_X_Y_Z.match(after) or _THEN_BYTES.match(after) or _INTRODUCED.search(before):
        return Evidence.STRONG
    if _THEN_A_UNIT.match(after):
        return Evidence.NONE
    if refuses and words and (begins or _AFTER_COLON.search(before)):
        return Evidence.FAIR
    named = refuses and (_NAMED.search(before) or (words and _AFTER_COMMA.search(before)))
    return Evidence.WEAK if named or (begins and (words or _THEN_NOTHING.match(after))) else Evidence.NONE


def _reply(text: str, match: re.Match[str], stage: Stage | None) -> Reply:
    end = match.end() + _length(text, match)
    body = text[match.end() : end]
    then = _THEN_X_Y_Z.match(body) or _NOTED.search(body)
    in_reply_to = _IN_REPLY_TO.match(text, end)
    return Reply(
        code=match[0],
        enhanced=then[1] if then else "",
        text=_tidy(match[0] + _THEN_BYTES.sub(" ", body)),
        stage=_stage(f"to {in_reply_to[1]}") if in_reply_to else stage,
    )


def _length(text: str, match: re.Match[str]) -> int:
    """How far the reply goes on behind its code: to the next reply or command of a session, or where it is closed."""
    body = text[match.end() : match.end() + _LONGEST_REPLY]
    next_line = re.search(rf"\n[\s<*=-]{{0,8}}(?:(?!{match[0]})[2-5][0-9]{{2}}[-\s]|->|{_COMMANDS})", body)
    ends = [end.start() for end in (_REPLY_ENDS.search(body), next_line) if end]
    return min(ends, default=len(body))


def _stage(text: str) -> Stage | None:
    """The last stage that the text before a reply names."""
    names = [match.lastgroup for match in _STAGE.finditer(" ".join(text.split()))]
    return Stage((names[-1] or "").replace("_", "-")) if names else None


def _tidy(text: str) -> str:
    """The reply on one line, as wrapping broke it anywhere."""
    return " ".join(text.split())[:_LONGEST_REPLY]
