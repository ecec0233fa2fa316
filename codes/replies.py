"""What somebody typed or pasted -> the replies in it. No Django.

A short entry names codes or holds words to search for. Anything else is a reply, a log, a stack trace, an event in JSON
or a returned mail, in which the fields of a delivery report come before its text for people.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from codes.mail import Kind, Mail, unwrap
from codes.smtp import Code
from codes.transcripts import LONGEST_REPLY, X_Y_Z, Evidence, Hit, Reply, hits, mentioned, tidy

MAX_BYTES = 256 * 1024  # of UTF-8: a whole bounce with its headers fits
_SEARCHABLE = 60  # characters: a longer line is a reply or a mail, not words to look for
_SHORT = 2000  # characters: in a text of this length a code in a doubtful place is its subject, not a chance find
_MOST = 50  # replies, and as many others, that anybody reads
_REPORTS = 500  # recipients of a delivery report that are looked at
_WORDINGS = 60  # lines kept for their wording where there is no code

# Every decimal digit, and the points that stand between those of other scripts.
_DIGITS = {n: str(unicodedata.decimal(chr(n))) for n in range(0x80, 0x10000) if chr(n).isdecimal()}
_DIGITS |= {ord("٫"): ".", ord("．"): "."}
# Not seen: zero-width spaces, and what steers the direction; chat programs put it before every line of Arabic.
_UNSEEN = [0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF]
_PLAIN = _DIGITS | dict.fromkeys(_UNSEEN, "")


def plain(text: str) -> str:
    """Write every decimal digit (٥, ۵, ５), and its decimal point, as its ASCII twin; drop marks that are not seen."""
    return text.translate(_PLAIN)


# --- the box

_CODE = rf"(?<![\w.#])(?:([0-9]{{3}})(?![0-9]|\.[0-9]|\w)(?:[\s-]+#?({X_Y_Z}))?|({X_Y_Z}))"
_LEAD = r"[\s\"'`(\[<#]*(?:(?:smtp|error|code|reply|status|رمز|الرمز|خطأ|رد)[\s:;#-]*)*"
_BETWEEN = r"\s*(?:vs\.?|versus|and|or|with|مقابل|أو|او|مع|و|[,،/|&:-]|\s)\s*"
_ONE = re.compile(rf"{_LEAD}{_CODE}[\s\"'`)\]>:.!?؟-]*", re.IGNORECASE)
_TWO = re.compile(rf"{_LEAD}{_CODE}{_BETWEEN}{_LEAD}{_CODE}[\s.!?؟-]*", re.IGNORECASE)
_MENTIONED = re.compile(rf"(?<![\w.:])(?<!port )(?<!HTTP )(?:[2-5][0-9]{{2}}(?![\w.]*[0-9])|{X_Y_Z})")


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


# --- a reply, a log, a returned mail


@dataclass(frozen=True)
class Reading:
    """What stands in a pasted text, most important first."""

    kind: Kind
    replies: tuple[Reply, ...] = ()  # one for each recipient and reason
    others: tuple[Reply, ...] = ()  # steps of the session, follow-up errors
    wordings: tuple[str, ...] = ()  # where no reply was found: the lines that may say why
    by_program: bool = False  # a program was told, which has no queue to keep the message in


# Words of servers that have stopped trying, and of those that go on.
_GAVE_UP = re.compile(
    r"not going to try again|given up|permanent (?:fatal )?error|failed permanently|retry time(?:out)? (?:not|exceeded)"
    r"|in the queue too long|(?:could not|couldn['’]t|was not|wasn['’]t|not able to|not be)\s+(?:be\s+)?deliver"
    r"|will be deleted from queue|delivery has failed|status=(?:bounced|expired)|returned to sender",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"will (?:keep trying|be retried|retry|continue|try again)|warning message only|delivery .{0,20}delayed"
    r"|status=deferred",
    re.IGNORECASE,
)
_PROGRAM = re.compile(
    r"Traceback|\w(?:Exception|Error)\b[:(]|\n[ \t]+at \S+[ (]|SMTP (?:ERROR|Error)|responseCode|Swift_|Net::SMTP"
    r"|Expected response"
)
# A log of qmail writes a blank as "_" and the end of a line as "/".
_QMAIL = re.compile(r"\bdelivery [0-9]+: (?:success|failure|deferral): \S+")
_FIELD = re.compile(
    r"^(?P<indent>[\s>*|-]{0,20})"
    r"(?P<name>(?:final|original)[- ]recipient|recipient address|action|status|diagnostic[- ]code)"
    r"\s{0,3}:(?P<value>.*)$",
    re.IGNORECASE,
)
_RUN_ON = re.compile(
    r"[ \t](?=(?:(?:Final|Original)-Recipient|Action|Status|Remote-MTA|Diagnostic-Code|Last-Attempt-Date): ?\S)"
)
_TYPE = re.compile(r"\s*(?P<type>[\w-]{1,40})\s?;\s*")
_STATUS = re.compile(rf"\W{{0,3}}({X_Y_Z})")
_ADDRESS = re.compile(r"[\w.+='-]{1,64}@[\w.-]{1,190}\w")


@dataclass(frozen=True)
class _Report:
    """What a delivery report says of one recipient (RFC 3464 section 2.3)."""

    recipient: str
    action: str
    status: str
    reply: Reply


def read(text: str) -> Reading:
    """Find the replies in any text: a line, a log, a stack trace, an event, a returned mail or its source."""
    text = _QMAIL.sub(lambda said: said[0].replace("_", " ").replace("/", "\n"), plain(text))
    return _of_event(text) or _of_mail(unwrap(text))


def _of_mail(mail: Mail) -> Reading:
    reading = _of_texts(mail)
    if reading.replies:
        return reading
    # A returned mail may have been forwarded as an attachment.
    forwarded = (_of_mail(inner) for inner in mail.attached if inner.kind is Kind.REPORT)
    return next((inner for inner in forwarded if inner.replies), reading)


def _of_texts(mail: Mail) -> Reading:
    if mail.kind in {Kind.COMPLAINT, Kind.READ_RECEIPT}:
        return Reading(mail.kind)
    split = [_split(text) for text in mail.texts]
    reports = [report for found, _rest in split for report in found]
    whole = "\n\n".join(rest for _found, rest in split)
    found = _sure([hit for _reports, rest in split for hit in hits(rest)], mail.kind, len(whole))
    if mail.kind is Kind.TEXT and len(whole) < _SEARCHABLE and not (reports or _is_any_fair(found)):
        found = list(mentioned(whole))
    action = _action(whole)
    replies = [replace(reply, action=reply.action or action) for reply in _merged(reports, found)]
    others = _distinct(hit.reply for hit in found if hit.evidence is Evidence.STRONG)
    return Reading(
        mail.kind,
        tuple(replies[:_MOST]),
        tuple([other for other in others if not any(_same(other, reply) for reply in replies[:_MOST])][:_MOST]),
        () if any(reply.code or reply.enhanced for reply in replies) else tuple(_wordings(whole)),
        bool(_PROGRAM.search(whole)),
    )


def _action(text: str) -> str:
    """Whether the sending server goes on trying, in the words of reports, as far as the text for people tells."""
    return "delayed" if _GOES_ON.search(text) else "failed" if _GAVE_UP.search(text) else ""


def _wordings(text: str) -> Iterator[str]:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return (line[:LONGEST_REPLY] for line in lines[:_WORDINGS])


# --- the fields of delivery reports


def _split(text: str) -> tuple[list[_Report], str]:
    """Take the fields of delivery reports out of a text.

    Another recipient begins with a name that is repeated, or with a recipient below a blank line; other blank lines may
    come from a program that made every line a paragraph.
    """
    blocks: list[dict[str, str]] = [{}]
    rest, name, indent, is_blank = [], "", 0, False
    for line in _lines(text):
        if field := _FIELD.match(line):
            name, indent = field["name"].lower().replace(" ", "-"), len(field["indent"])
            if name in blocks[-1] or (is_blank and "recipient" in name):
                blocks[_REPORTS:] = [{}]
            blocks[-1][name] = field["value"]
            is_blank = False
        elif name and line[: indent + 1].isspace() and line.strip():
            blocks[-1][name] += f"\n{line}"
        else:
            name = ""
            rest.append(line)
            is_blank = is_blank or not line.strip()
    return [report for fields in blocks[:_REPORTS] for report in _report(fields)], "\n".join(rest)


def _lines(text: str) -> Iterator[str]:
    """The lines of a text; a ticket or a spreadsheet may have put all fields of a report on one."""
    for line in text.split("\n"):
        yield from _RUN_ON.split(line) if _FIELD.match(line) else [line]


def _report(fields: Mapping[str, str]) -> list[_Report]:
    status = _STATUS.match(fields.get("status", ""))
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
        return Reply(text=tidy(text))
    found = sorted(hits(f"smtp; {text}"), key=lambda hit: hit.order)
    reply = found[0].reply if found else Reply()
    return reply if reply.code else replace(reply, text=tidy(text))


def _merged(reports: list[_Report], found: list[Hit]) -> list[Reply]:
    """Join what the report says with what the text for people says of the same recipients."""
    said = [hit.reply for hit in found]
    reported = [_joined(report, said, alone=len(reports) == 1) for report in reports]
    if any(reply.code or reply.enhanced for reply in reported):
        return sorted(_distinct(reported), key=lambda reply: not reply.refuses)
    said = [_completed(reply, said) for reply in said]
    # Without a report the first reply counts, and the first of each further recipient.
    first = {reply.recipient: reply for reply in reversed(said) if reply.refuses}
    return _distinct([*said[:1], *(reply for reply in said if first.get(reply.recipient) is reply)]) or reported


def _completed(reply: Reply, said: list[Reply]) -> Reply:
    """Give a reply what it lacks and stands apart: dsn=5.1.1 in a log, the stage or X.Y.Z where it is said again."""
    same = [other for other in said if other.code == reply.code and other.enhanced == reply.enhanced]
    stage = reply.stage or next((other.stage for other in same if other.stage), None)
    if reply.enhanced or not reply.code:
        return replace(reply, stage=stage)
    apart = [
        other
        for other in said
        if other.enhanced[:1] == reply.code[0]
        and other.code in {reply.code, ""}
        and (other.recipient == reply.recipient or (other.code and not reply.recipient))
    ]
    if not apart:
        return replace(reply, stage=stage)
    return replace(
        reply,
        enhanced=apart[0].enhanced,
        text=apart[0].text if reply.text == reply.code else reply.text,
        recipient=reply.recipient or apart[0].recipient,
        stage=stage,
    )


def _joined(report: _Report, said: list[Reply], *, alone: bool) -> Reply:
    own = report.reply
    same = (
        reply
        for reply in said
        if (alone or reply.recipient == report.recipient) and (not own.code or own.code == reply.code)
    )
    other = next(same, Reply())
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


def _is_any_fair(found: list[Hit]) -> bool:
    return any(hit.evidence >= Evidence.FAIR for hit in found)


def _sure(found: list[Hit], kind: Kind, length: int) -> list[Hit]:
    """Order the hits; leave out those in doubtful places unless there is nothing better and the text is about mail."""
    if kind in {Kind.AUTOMATIC, Kind.OTHER}:
        least = Evidence.STRONG
    elif _is_any_fair(found) or (kind is not Kind.REPORT and length > _SHORT):
        least = Evidence.FAIR
    else:
        least = Evidence.WEAK
    told = {hit.reply.code for hit in found if len(hit.reply.text) > len(hit.reply.code)}
    # 'got code "550", with message "550 5.1.1 ..."': the second says all that the first does.
    kept = (hit for hit in found if hit.evidence >= least and not (hit.reply.text == hit.reply.code in told))
    return sorted(kept, key=lambda hit: hit.order)


# --- events of sending services, in JSON

_DEEPEST = 20  # an object within an object within ...
_X_Y_Z = re.compile(f"({X_Y_Z})")
_CODE_NAMES = {"code", "smtpcode", "responsecode", "bouncecode"}
_STATUS_NAMES = ("status", "enhancedcode", "enhancedstatuscode", "dsn", "dsnstatus", "dsncode")
_TEXT_NAMES = (
    *("diagnosticcode", "diagnostic", "diag", "smtpresponse", "rawreason", "response", "reason", "bouncereason"),
    *("message", "statusmessage", "description", "details", "error", "smtp"),
)
_RECIPIENT_NAMES = ("recipient", "email", "rcptto", "emailaddress")


def _of_event(text: str) -> Reading | None:
    """Read an event, or a list of them; None where the text is no JSON."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        event = json.loads(text)
    except (ValueError, RecursionError):
        return None
    replies = sorted(_distinct(_of_value(event, "", 0)), key=lambda reply: not reply.refuses)
    return Reading(Kind.TEXT, tuple(replies[:_MOST]), wordings=() if replies else tuple(_texts(event, 0))[:_WORDINGS])


def _texts(value: object, depth: int) -> Iterator[str]:
    """Yield the texts in an event that tells of no reply."""
    if isinstance(value, str):
        yield value[:LONGEST_REPLY]
    elif isinstance(value, list | dict) and depth < _DEEPEST:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner, depth + 1)


def _of_value(value: object, recipient: str, depth: int) -> Iterator[Reply]:
    if isinstance(value, list) and depth < _DEEPEST:
        for inner in value:
            yield from _of_value(inner, recipient, depth + 1)
    elif isinstance(value, dict) and depth < _DEEPEST:
        named = {re.sub(r"[\W_]", "", name).lower(): inner for name, inner in value.items()}
        own = [named[name] for name in _RECIPIENT_NAMES if isinstance(named.get(name), str)]
        recipient = own[0] if own else recipient
        reply = _of_fields(named)
        if reply:
            yield replace(reply, recipient=recipient)
        for inner in named.values():
            if isinstance(inner, dict | list):
                yield from _of_value(inner, recipient, depth + 1)


def _of_fields(named: Mapping[str, object]) -> Reply | None:
    """The reply in the fields of one object: its code and X.Y.Z may stand apart from its words."""
    number = next((str(named[name]) for name in _CODE_NAMES if name in named), "")
    code = f"{number} " if re.fullmatch("[2-5][0-9]{2}", number) else ""
    texts = [named[name] for name in _TEXT_NAMES if isinstance(named.get(name), str) and named[name]]
    lines = [f"smtp; {text}" for text in texts] + [f"smtp; {code}{text}" for text in texts if code]
    found = [hit for line in lines for hit in hits(str(line))]
    enhanced = next((value[1] for name in _STATUS_NAMES if (value := _X_Y_Z.fullmatch(str(named.get(name))))), "")
    if not (found or enhanced):
        return None
    reply = min(found, key=lambda hit: hit.order).reply if found else Reply(text=tidy(next(map(str, texts), "")))
    return replace(reply, enhanced=reply.enhanced or enhanced)
