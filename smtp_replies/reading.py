"""The door of the engine: a reply, a log, a stack trace, an event in JSON or a returned mail -> what stands in it.

Of a returned mail the fields of its delivery report come before its text for people.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial

from smtp_replies import elsewhere, events, notices
from smtp_replies.causes import NO_CONNECTION, NO_MATCH, Known, Match, Matcher, Proof
from smtp_replies.characters import plain
from smtp_replies.mail import Kind, Mail, unwrap
from smtp_replies.notices import Told
from smtp_replies.phrases import Found, Words
from smtp_replies.programs import ProgramError, is_about_mail
from smtp_replies.reply import LONGEST_REPLY, Evidence, Hit, Reply, distinct, tidy
from smtp_replies.reports import Report, split_reports
from smtp_replies.smtp import REPLY_CODE
from smtp_replies.transcripts import ADDRESS, hits, logged, mentioned, names_a_code

_QUESTION = 60  # characters: a code in so short a text is what it asks about
_SHORT = 2000  # characters: in a text of this length a code in a doubtful place is its subject, not a chance find
_MOST = 50  # replies, and as many others, that anybody reads
_ADDRESS = re.compile(ADDRESS)
_SURE, _SURE_ALONE = 1.6, 0.9  # certainty of a line without a code in a longer text, and of one that is all
_SENTENCE = 12  # words
_FEW = 6  # words: of a text that is hardly more than a reply
_TYPICAL = 1.0  # certainty of words that stand in no ordinary text
_READ = 16_000  # characters at each end of a text in which sentences without a code are looked for
_PARAGRAPH = 400  # characters of one in which a reason is looked for
_WORDINGS = 60  # lines kept for their wording where there is no code


@dataclass(frozen=True)
class Reading:
    """What stands in a pasted text, most important first."""

    kind: Kind
    replies: tuple[Reply, ...] = ()  # one for each recipient and reason
    others: tuple[Reply, ...] = ()  # steps of the session, follow-up errors
    wordings: tuple[str, ...] = ()  # where no reply was found: the lines that may say why
    by_program: bool = False  # a program was told, which has no queue to keep the message in
    protocol: str | None = None  # of which it is a reply, where it is surely none of SMTP; empty: of no protocol
    said: str = ""  # what was read, without the message that came back; of a long text its beginning and its end
    is_doubtful: bool = False  # nothing but its place says that a number is a reply code


# Words of servers that have stopped trying, and of those that go on.
_GAVE_UP = re.compile(
    r"not going to try again|given up|permanent (?:fatal )?error|failed permanently|retry time(?:out)? (?:not|exceeded)"
    r"|in the queue too long|(?:could not|couldn['’]t|was not|wasn['’]t|not able to|not be)\s+(?:be\s+)?deliver"
    r"|will be deleted from queue|delivery has failed|status=(?:bounced|expired)|returned to sender",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"will (?:keep trying|be retried|retry|continue|try again)|warning message only|delivery .{0,20}delayed",
    re.IGNORECASE,
)
_PROGRAM = re.compile(
    r"Traceback|Trace begun at|\bat \S+ line [0-9]+"
    r"|\w(?:Exception|Error)\b[:(]|\n[ \t]+at \S+[ (]|SMTP (?:ERROR|Error)|responseCode|Swift_|Net::SMTP"
    r"|Expected response"
)
# A log of qmail writes a blank as "_" and the end of a line as "/".
_QMAIL = re.compile(r"\b(?:success|failure|deferral): [^\s_]+_\S+")
# Logs of IIS and Exchange write a blank as "+".
_IIS = re.compile(rf"(?<!\S){REPLY_CODE}\+\S+\+\S+")


def read(text: str, known: Matcher | Iterable[Known] = ()) -> Reading:
    """Find the replies in any text, and the cause of each.

    The text is a line, a log, a stack trace, an event in JSON, a returned mail or its source. A reply of the wording of
    a known one has its cause; whoever reads many texts makes one Matcher of the known replies.
    """
    matcher = known if isinstance(known, Matcher) else Matcher(known)
    return _matched(_read(text), matcher)


def _read(text: str) -> Reading:
    text = _QMAIL.sub(lambda said: said[0].replace("_", " ").replace("/", "\n"), plain(text))
    text = _IIS.sub(lambda said: said[0].replace("+", " "), text)
    event = events.parse(text)
    return _of_mail(unwrap(text)) if event is None else _of_event(event)


def _matched(reading: Reading, matcher: Matcher) -> Reading:
    """Give each reply its cause; where none refuses, say what else tells of a failure."""
    if reading.kind is Kind.TEXT and (protocol := elsewhere.protocol(reading.said)) is not None:
        return Reading(reading.kind, protocol=protocol)
    words = Words.of(reading.said)
    speakers = matcher.speakers(words)
    told = notices.told(words)
    logs = tuple(logged(reading.said))
    is_report = reading.kind is Kind.REPORT or bool(
        logs or (told and told.fate) or any(r.action for r in reading.replies)
    )
    # Several recipients often get the same words.
    match = cache(partial(matcher.match, speakers=speakers, is_report=is_report))
    coded = [reply for reply in reading.replies if reply.code or reply.enhanced]
    error = matcher.error(words)
    found = (replace(r, match=match(r.text, r.code, r.enhanced)) for r in coded)
    replies = [_fated(_by_log(reply, error), told) for reply in found]
    if reading.is_doubtful and not _may_be_mail(reading.said, replies):
        replies = []
    if any(reply.refuses for reply in replies):
        return replace(reading, replies=tuple(_explained(replies, reading, match, told)))
    if failure := _failure(replace(reading, replies=(*reading.replies, *logs)), match, told, error):
        replies = [_with_code(failure, replies)]
    return replace(reading, replies=tuple(replies), by_program=reading.by_program or bool(error))


def _is_telling(reply: Reply, *, is_alone: bool) -> bool:
    """Whether a line without a code says enough by itself, as part of a text or as all of it; one word never does."""
    sure = _SURE_ALONE if is_alone else _SURE
    return reply.match.certainty > sure and len(reply.text.split()) > 1


def _may_be_mail(text: str, replies: list[Reply]) -> bool:
    """Whether a text that may be any letter names mail or a code, has little else, or words that only refusals have."""
    if is_about_mail(text) or len(text.split()) <= _FEW or names_a_code(text):
        return True
    if any(reply.match.known for reply in replies):
        return True
    coded = [reply for reply in replies if reply.code or reply.enhanced]
    if any(_ADDRESS.search(reply.text) for reply in coded):
        return True
    return any(reply.match.proof is Proof.KNOWN_WORDS or reply.match.certainty > _TYPICAL for reply in coded)


def _explained(replies: list[Reply], reading: Reading, match: Callable[..., Match], told: Told | None) -> list[Reply]:
    """Give a lone reply that says nothing of the cause the one that the notice around it tells."""
    if reading.kind is not Kind.REPORT or len(replies) > 1 or replies[0].match.cause:
        return replies
    lines = [Reply(text=line, match=found) for line in _wordings(reading.said) if (found := match(line)).cause]
    told_by = max(map(_between_servers, lines), key=lambda reply: reply.match.certainty, default=None)
    if told and told.cause and not (told_by and told_by.match.advice):
        return [replace(replies[0], match=Match(told.cause, proof=Proof.KNOWN_WORDS))]
    if not told_by or not told_by.match.is_sure:
        return replies
    return [replace(replies[0], text=replies[0].text or told_by.text, match=told_by.match)]


def _by_log(reply: Reply, error: Found[ProgramError] | None) -> Reply:
    """Where a log gives only an enhanced code of its own, its words say what could not be reached."""
    by_server = _of_server(error)
    if reply.code or reply.match.advice or not by_server or by_server.match.error is None:
        return reply
    return _between_servers(replace(reply, match=by_server.match))


def _fated(reply: Reply, told: Told | None) -> Reply:
    """Add what became of the message, where the text says it in a sentence that is known."""
    # A program that was refused for now has given nothing up: it has no queue.
    is_temporary = (reply.code or reply.enhanced)[:1] == "4"
    is_no_end = told and told.fate == notices.FAILED and told.cause != _EXPIRED and is_temporary
    if not (told and reply.refuses) or is_no_end:
        return reply
    reply = replace(reply, action=reply.action or told.fate, hours=told.hours)
    # Whoever is told of a delay has nothing to do yet, whatever its reason.
    return replace(reply, match=replace(reply.match, advice=None)) if told.fate == notices.DELAYED else reply


def _with_code(failure: Reply, successes: list[Reply]) -> Reply:
    """A program that names the code at which it broke off: "Expected 354 but got 250"."""
    named = (reply for reply in successes if reply.code and reply.code in failure.text)
    return replace(failure, code=next((reply.code for reply in named), ""))


def _failure(
    reading: Reading,
    match: Callable[..., Match],
    told: Told | None,
    error: Found[ProgramError] | None,
) -> Reply | None:
    """What tells of a failure where no reply does: a notice, a program, a log, or a line that is like a refusal."""
    lines = (*reading.replies, *(Reply(text=line) for line in reading.wordings))
    judged = [replace(r, match=found) for r in lines if not r.code and (found := match(r.text)).cause]
    if (told and told.fate) or reading.kind is Kind.REPORT or any(line.action for line in lines):
        judged = [_between_servers(reply) for reply in judged]
    likely = max(judged, key=lambda reply: reply.match.certainty, default=None)
    by_log = next((line for line in lines if line.action), None)
    if error and told and told.fate != notices.DELAYED and _says_more(error, told):
        told = None
    if told and (told.fate or (told.cause and reading.kind is not Kind.OTHER)):
        notice = _of_notice(told, _of_server(error), likely)
        return replace(notice, action=notice.action or (by_log.action if by_log else ""))
    if by_log:
        best = _of_server(error) or _of_network(error) or likely or by_log
        return replace(best, action=by_log.action, text=by_log.text)
    if error and not (error.key.is_heading and likely and _says_why(likely)):
        return _of_program(reading, error, likely, match)
    if not likely or any(reply.code for reply in reading.replies):
        return None
    is_alone = len(reading.said.split()) <= _SENTENCE
    is_telling = _is_telling(likely, is_alone=is_alone) and _may_be_mail(reading.said, [likely])
    is_enough = reading.kind is Kind.TEXT and is_telling
    return likely if is_enough or reading.kind is Kind.REPORT else None


def _says_why(reply: Reply) -> bool:
    """Whether a line gives a reason that no heading gives: that there was no connection is said by many."""
    return reply.match.is_sure and reply.match.cause != NO_CONNECTION


def _says_more(error: Found[ProgramError], told: Told) -> bool:
    """Whether a text is rather what a program shows of its own server than a notice of a mail system."""
    if _of_server(error):
        return False
    if error.key.is_heading or told.cause:
        return error.length >= told.length and bool(error.key.cause or not told.cause)
    return True


def _between_servers(reply: Reply) -> Reply:
    """In the words of a server the one that could not be reached is the recipient's, unless its address is near."""
    if reply.match.cause == _ROUTING and _OWN_SIDE.search(reply.text):
        return replace(reply, match=replace(reply.match, cause=NO_CONNECTION, advice=None))
    if reply.match.cause != NO_CONNECTION or _OWN_SIDE.search(reply.text):
        return reply
    return replace(reply, match=replace(reply.match, cause=_ROUTING, advice=None))


def _of_notice(told: Told, by_server: Reply | None, likely: Reply | None) -> Reply:
    """What a notice says; what a server wrote into it, or a line of a report below it, may say more of the cause."""
    own = Match(told.cause, proof=Proof.KNOWN_WORDS) if told.cause else None
    if told.cause == _EXPIRED:  # why the last attempt failed matters less than that it was the last
        by_server = likely = None
    best = by_server or (likely if likely and (likely.match.advice or not own) else None)
    if best:
        return replace(best, action=best.action or told.fate, hours=told.hours)
    return Reply(text=tidy(told.line), action=told.fate, hours=told.hours, match=own or NO_MATCH)


def _of_server(error: Found[ProgramError] | None) -> Reply | None:
    """What the program of a mail server says of another one; not what a program says of its own server."""
    if not error or not error.key.cause or error.key.cause == NO_CONNECTION:
        return None
    row = error.key
    found = Match(row.cause, proof=Proof.KNOWN_WORDS, advice=row.advice or None, error=row.slug)
    return Reply(text=tidy(error.line), match=found)


def _of_network(error: Found[ProgramError] | None) -> Reply | None:
    """What the system of a mail server says of a connection that did not come about."""
    if not error or not error.key.cause:
        return None
    found = Match(error.key.cause, proof=Proof.KNOWN_WORDS)
    return _between_servers(Reply(text=tidy(error.line), match=found))


def _of_program(
    reading: Reading, error: Found[ProgramError], likely: Reply | None, match: Callable[..., Match]
) -> Reply:
    row = error.key
    if not row.cause and (quoted := match(error.rest, is_report=True)).cause:  # it only wraps what the server said
        return Reply(text=tidy(error.line), match=replace(quoted, error=row.slug))
    if not row.cause and likely and likely.match.is_sure:
        return replace(likely, match=replace(likely.match, error=row.slug))
    cause, advice = row.cause, row.advice
    if row.is_heading and _BROKE_AT_TLS.search(reading.said):
        cause, advice = _TLS, ""
    proof = Proof.KNOWN_WORDS if cause else None
    return Reply(text=tidy(error.line), match=Match(cause or None, proof=proof, advice=advice or None, error=row.slug))


_ROUTING, _TLS, _EXPIRED = "routing", "tls", "expired"
# The other end that could not be reached is the sender's own: this machine, a private network, a port of its own.
_OWN_SIDE = re.compile(
    r"\b(?:127\.\d+\.\d+\.\d+|localhost|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+)\b|\[?::1\]?:"
    r"|[\]\w]:(?:10024|10025|10026|2525|465|587)\b",
)
# A session whose last command was STARTTLS, after which nothing came but the failure.
_BROKE_AT_TLS = re.compile(
    r"\bSTARTTLS\s*\n(?:(?![^\n]*(?:EHLO|HELO|AUTH|MAIL FROM|CLIENT -> SERVER|>>>|Sent:))[^\n]*\n?){0,6}\Z",
    re.IGNORECASE,
)


def _of_event(event: object) -> Reading:
    replies = sorted(distinct(events.replies(event)), key=lambda reply: not reply.refuses)
    texts = tuple(events.texts(event))[:_WORDINGS]
    fate = events.fate(event)
    replies = [replace(reply, action=reply.action or fate) for reply in replies]
    if fate and not replies:
        replies = [Reply(action=fate)]
    return Reading(Kind.TEXT, tuple(replies[:_MOST]), wordings=texts, said=_ends_of("\n".join(texts)))


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
    split = [split_reports(text) for text in mail.texts]
    reports = [report for found, _rest in split for report in found]
    whole = "\n\n".join(rest for _found, rest in split)
    found = _sure([hit for _reports, rest in split for hit in hits(rest)], mail.kind, len(whole))
    if mail.kind is Kind.TEXT and len(whole) < _QUESTION and not (reports or _is_any_fair(found)):
        found = list(mentioned(whole)) or [hit for hit in found if hit.reply.enhanced]
    action = _action(whole)
    replies = [replace(reply, action=reply.action or action) for reply in _merged(reports, found)]
    others = distinct(hit.reply for hit in found if hit.evidence is Evidence.STRONG)
    return Reading(
        mail.kind,
        tuple(replies[:_MOST]),
        tuple([other for other in others if not any(_same(other, reply) for reply in replies[:_MOST])][:_MOST]),
        () if any(reply.code or reply.enhanced for reply in replies) else tuple(_wordings(whole)),
        bool(_PROGRAM.search(whole)),
        said=_ends_of("\n\n".join(filter(None, (mail.subject, *mail.texts)))),
        is_doubtful=mail.kind is Kind.TEXT and not reports and not any(map(_is_plain, found)),
    )


def _ends_of(text: str) -> str:
    """The beginning and the end of a text, where programs and notices say what became of it."""
    return text if len(text) <= 2 * _READ else f"{text[:_READ]}\n{text[-_READ:]}"


def _is_plain(hit: Hit) -> bool:
    """Whether a code needs no proof that it is one: words before it say so, or the text begins with it."""
    return hit.evidence is Evidence.STRONG or bool(not hit.start and hit.reply.words)


def _action(text: str) -> str:
    """Whether the sending server goes on trying, in the words of reports, as far as the text for people tells."""
    return "delayed" if _GOES_ON.search(text) else "failed" if _GAVE_UP.search(text) else ""


def _wordings(text: str) -> Iterator[str]:
    """The lines of a text, and each paragraph of several: a notice is written to the width of a page."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    yield from (line[:LONGEST_REPLY] for line in lines[:_WORDINGS])
    paragraphs = (paragraph.strip() for paragraph in text.split("\n\n")[:_WORDINGS])
    yield from (tidy(paragraph)[:_PARAGRAPH] for paragraph in paragraphs if "\n" in paragraph)


def _merged(reports: list[Report], found: list[Hit]) -> list[Reply]:
    """Join what the report says with what the text for people says of the same recipients."""
    said = [hit.reply for hit in found]
    reported = [_joined(report, said, alone=len(reports) == 1) for report in reports]
    if any(reply.code or reply.enhanced for reply in reported):
        return sorted(distinct(reported), key=lambda reply: not reply.refuses)
    said = [_completed(reply, said) for reply in dict.fromkeys(said)]
    # Without a report the first reply counts, and the first of each further recipient.
    first = {reply.recipient: reply for reply in reversed(said) if reply.refuses}
    return distinct([*said[:1], *(reply for reply in said if first.get(reply.recipient) is reply)]) or reported


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


def _joined(report: Report, said: list[Reply], *, alone: bool) -> Reply:
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
