"""The door of the engine: a reply, a log, a stack trace, an event in JSON or a returned mail -> what stands in it.

Of a returned mail the fields of its delivery report come before its text for people.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from itertools import islice

from smtp_replies import addresses, elsewhere, events
from smtp_replies.causes import Known, Matcher
from smtp_replies.characters import plain
from smtp_replies.diagnosis import MOST_WORDINGS, Reading, diagnosed, wordings
from smtp_replies.mail import Kind, Mail, unwrap
from smtp_replies.questions import is_question, mentioned
from smtp_replies.reply import Evidence, Hit, Reply, distinct
from smtp_replies.reports import Report, split_reports
from smtp_replies.server_logs import is_log, is_of_receiver
from smtp_replies.smtp import REPLY_CODE, X_Y_Z
from smtp_replies.transcripts import hits

_QUESTION = 60  # characters: a code in so short a text is what it asks about
_MARKS = " \t\n,;:.-–—，；：、。،؛'\"()[]"  # between a code and the words beside it
_SHORT = 2000  # characters: in a text of this length a code in a doubtful place is its subject, not a chance find
_MOST = 50  # replies, and as many others, that anybody reads
_READ = 16_000  # characters at each end of a text in which sentences without a code are looked for

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
# A stack trace, or the beginning of one: who sees it works on the program.
_TRACE = re.compile(
    r"Traceback|Trace begun at|\bat \S+ line [0-9]+|\w(?:Exception|Error)\b[:(]|\n[ \t]+at \S+[ (]"
    r"|\bpanicked at\b|\bgoroutine [0-9]+|\{:error,|PHP (?:Fatal error|Warning)"
    r"|\.(?:rb|go|rs|exs?|py):(?!(?:25|465|587|2525)\b)[0-9]+"  # no port of a host in Serbia
)
_PROGRAM = re.compile(rf"{_TRACE.pattern}|SMTP (?:ERROR|Error)|responseCode|Swift_|Net::SMTP|Expected response")
# A log of qmail writes a blank as "_" and the end of a line as "/".
_QMAIL = re.compile(r"\b(?:success|failure|deferral): [^\s_]+_\S+")
# Logs of IIS and Exchange write a blank as "+".
_IIS = re.compile(rf"(?<!\S){REPLY_CODE}\+\S+\+\S+")
# Microsoft marks a code that a rule of mail flow gave, so that it is looked up as one: 5.7.1_ETR.
_OF_A_RULE = re.compile(r"(?<=\d)_ETR\b")
# Exim checks a sender by asking its server, whose answer is none to the message.
_CALLOUT = re.compile(r"(\bsender verify (?:fail|defer) for <[^<>\n]{0,250}>): response to [^\n]{0,600}")
# PHPMailer names both codes of a reply: SMTP code: 553 Additional SMTP info: 5.7.1
_NAMED_APART = re.compile(rf"(\bSMTP code: {REPLY_CODE}) Additional SMTP info: (?={X_Y_Z})")

# Exim's log and Python write the end of a line of a reply as two characters.
_LINE_END = re.compile(r"(?:\\r)?\\n(?=[245]\d\d[- ])|(?<=[a-z.!])(?:\\r)?\\n(?=[A-Z])")


def read(text: str, known: Matcher | Iterable[Known] = ()) -> Reading:
    """Find the replies in any text, and the cause of each.

    The text is a line, a log, a stack trace, an event in JSON, a returned mail or its source. A reply of the wording of
    a known one has its cause; whoever reads many texts makes one Matcher of the known replies.
    """
    matcher = known if isinstance(known, Matcher) else Matcher(known)
    return diagnosed(_read(text), matcher)


def _read(text: str) -> Reading:
    text = _QMAIL.sub(lambda said: said[0].replace("_", " ").replace("/", "\n"), plain(text))
    text = _OF_A_RULE.sub("", _IIS.sub(lambda said: said[0].replace("+", " "), text))
    text = _NAMED_APART.sub(r"\1 ", text)
    text = _LINE_END.sub("\n", _CALLOUT.sub(r"\1", text))
    event = events.parse(text)
    is_event = event is not None and elsewhere.protocol(text) is None
    return _of_event(event) if is_event else _of_mail(unwrap(text))


def _of_event(event: object) -> Reading:
    each = event if isinstance(event, list) else [event]
    found = [replace(reply, action=reply.action or events.fate(one)) for one in each for reply in events.replies(one)]
    over = _over(list(enumerate(found)))
    lasting = (reply for place, reply in enumerate(found) if place not in over)
    replies = sorted(distinct(lasting), key=lambda reply: (not reply.refuses, reply.is_for_now))
    texts = tuple(events.texts(event))
    reasons = tuple(text for text in texts if not events.is_fate(text))[:MOST_WORDINGS]
    if not replies and (fate := events.fate(event)):
        replies = [Reply(action=fate)]
    said = _ends_of("\n".join((*texts[:MOST_WORDINGS], "", *islice(events.named(event), MOST_WORDINGS))))
    by_service = bool(events.fate(event)) and not (events.is_of_own_server(event) or is_log(said))
    return Reading(
        Kind.TEXT, tuple(replies[:_MOST]), wordings=reasons, is_technical=True, by_service=by_service, said=said
    )


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
    over = _over([(hit.start, hit.reply) for hit in found])
    found = [hit for hit in found if hit.start not in over]
    asked: tuple[str, ...] = ()
    is_short = mail.kind is Kind.TEXT and len(whole) < _QUESTION and not reports
    if is_short and (not _is_any_fair(found) or is_question(whole)):
        found = list(mentioned(whole)) or [hit for hit in found if hit.reply.enhanced]
        asked = _around(whole, found)
    ends = _ends_of(whole)
    action, by_program = _action(ends), bool(_PROGRAM.search(ends))
    replies = [replace(reply, action=reply.action or action) for reply in _merged(reports, found)]
    replies = list(map(partial(_written_to, addresses.passed_on(ends)), replies))
    others = distinct(hit.reply for hit in found if hit.evidence is Evidence.STRONG)
    return Reading(
        mail.kind,
        tuple(replies[:_MOST]),
        tuple([other for other in others if not any(_same(other, reply) for reply in replies[:_MOST])][:_MOST]),
        asked if any(reply.code or reply.enhanced for reply in replies) else tuple(wordings(whole)),
        by_program,
        is_technical=mail.kind in {Kind.TEXT, Kind.OTHER} and bool(_TRACE.search(ends) or is_log(ends)),
        is_of_receiver=mail.kind is Kind.TEXT and is_of_receiver(ends),
        has_fields=bool(reports),
        said=_ends_of("\n\n".join(filter(None, (mail.subject, *mail.texts)))),
        is_doubtful=mail.kind is Kind.TEXT and not reports and not any(map(_is_plain, found)),
    )


def _over(found: list[tuple[int, Reply]]) -> set[int]:
    """Return the places of refusals for now after which the next server took the message for the same recipient."""
    taken = {reply.recipient: place for place, reply in found if reply.recipient and reply.is_taken}
    return {place for place, reply in found if reply.is_for_now and place < taken.get(reply.recipient, -1)}


def _around(question: str, found: list[Hit]) -> tuple[str, ...]:
    """The words behind the only code that is asked about, and those before it: "error 550 user unknown"."""
    if len(found) != 1:
        return ()
    [hit] = found
    before, behind = question[: hit.start], question[hit.start + len(hit.reply.text) :]
    return tuple(filter(None, (behind.strip(_MARKS), before.strip(_MARKS))))


def _ends_of(text: str) -> str:
    """The beginning and the end of a text, where programs and notices say what became of it."""
    return text if len(text) <= 2 * _READ else f"{text[:_READ]}\n{text[-_READ:]}"


def _is_plain(hit: Hit) -> bool:
    """Whether a code needs no proof that it is one: words before it say so, or the text begins with it."""
    return hit.evidence is Evidence.STRONG or bool(not hit.start and hit.reply.words)


def _action(text: str) -> str:
    """Whether the sending server goes on trying, in the words of reports, as far as the text for people tells."""
    return "delayed" if _GOES_ON.search(text) else "failed" if _GAVE_UP.search(text) else ""


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
    if reply.code and reply.text.startswith(f"{reply.code}-"):  # the first line of several, which stand elsewhere
        whole = (other for other in same if other.recipient in {reply.recipient, ""} or not reply.recipient)
        texts = (other.text for other in whole if other.text.startswith(reply.text))
        reply = replace(reply, text=max(texts, key=len))
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


def _written_to(passed_on: Mapping[str, tuple[str, str]], reply: Reply) -> Reply:
    """Tell the address that was written to from the one that its mail was passed on to."""
    if reply.written_to or reply.recipient not in passed_on:
        return reply
    first, last = passed_on[reply.recipient]
    return replace(reply, written_to=first, recipient=last)


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
        written_to=report.written_to,
        stage=own.stage or other.stage,
        action=report.action,
    )


def _telling(*enhanced: str) -> str:
    """The first that says more than X.0.0, which is what a reporter fills in when it knows nothing."""
    known = [code for code in enhanced if code]
    return next((code for code in known if not code.endswith(".0.0")), known[0] if known else "")


def _same(one: Reply, other: Reply) -> bool:
    return one.code in {other.code, ""} and one.enhanced in {other.enhanced, ""}


def _is_said_again(reply: Reply, told: set[tuple[str, str]]) -> bool:
    """Whether codes stand alone, and elsewhere with words: got code "550", with message "550 5.1.1 no"."""
    return bool(reply.code and not reply.words and (reply.code, reply.enhanced) in told)


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
    worded = [hit.reply for hit in found if hit.reply.words]
    told = {codes for reply in worded for codes in ((reply.code, reply.enhanced), (reply.code, ""))}
    kept = (hit for hit in found if hit.evidence >= least and not _is_said_again(hit.reply, told))
    return sorted(kept, key=lambda hit: hit.order)
