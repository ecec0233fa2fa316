"""What a text says went wrong: the cause of each reply and, where no reply refuses, what else tells of a failure.

A notice of a mail system, a log, what a program shows of its own, or a line that is like a refusal.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import islice

from smtp_replies import addresses, elsewhere, notices
from smtp_replies.causes import (
    ACCOUNT_RESTRICTED,
    AUTH_REQUIRED,
    BLOCKED,
    BUSY,
    CHECK_FAILED,
    EXPIRED,
    MAILBOX_DISABLED,
    MAILBOX_FULL,
    NO_CONNECTION,
    NO_MATCH,
    RATE_LIMITED,
    RECIPIENT_UNKNOWN,
    ROUTING,
    TLS,
    Match,
    Matcher,
    Proof,
)
from smtp_replies.mail import Kind
from smtp_replies.notices import Told
from smtp_replies.phrases import Found, Words
from smtp_replies.programs import ProgramError, is_about_mail
from smtp_replies.questions import names_a_code, without_question
from smtp_replies.reply import LONGEST_REPLY, Reply, tidy
from smtp_replies.server_logs import is_log, logged
from smtp_replies.smtp import Stage
from smtp_replies.transcripts import ADDRESS, hits

_ADDRESS = re.compile(ADDRESS)
_ADDRESS_OR_HOST = re.compile(r"\W*\S+\.\w+\W*")  # alone they give no reason
_QUOTED = re.compile(r'\w="([^"\n]{12,400})"')  # msg="SPF check: status fail", as many logs write it
_NO_WORDS = re.compile(r"(?<!\S)\S+\.\w\S*|</?\w[^<>]{0,60}>")  # an address, a host, the name of an element
_FIELD = re.compile(r"[\w.-]{1,30}\s?[:=]\s?[^\s\d@]{0,40}\d[^\s@]{0,60}")  # "Host: mx-relay03"
_PLACEHOLDER = re.compile(r"<[a-z]+>")  # a form of words rather than what a server said: <reply>
_SURE, _SURE_ALONE = 1.6, 0.9  # certainty of a line without a code in a longer text, and of one that is all
_SENTENCE = 12  # words
_SHORT = 30  # words: who pastes no more has chosen what matters
_FEW = 6  # words: of a text that is hardly more than a reply
_TYPICAL = 1.0  # certainty of words that stand in no ordinary text
_PARAGRAPH = 400  # characters of one in which a reason is looked for
_BACKSCATTER = "backscatter"  # the advice
# Causes with the sender's own account or server, which no forger meets.
_OF_THE_SENDER = {ACCOUNT_RESTRICTED, AUTH_REQUIRED, RATE_LIMITED, BLOCKED, NO_CONNECTION, TLS, BUSY}
# What a cause of a mailbox comes to where it is that of the account.
_AT_LOGIN = {RECIPIENT_UNKNOWN: AUTH_REQUIRED, MAILBOX_FULL: AUTH_REQUIRED, MAILBOX_DISABLED: ACCOUNT_RESTRICTED}
_LOGINS = {"login-refused", "thunderbird-login"}  # the advice for any login, and for any of a program
_LOGIN_REFUSED = ("535", "5.7.8")  # RFC 4954 section 6
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
_MAY_BE_OTHERS = {Kind.TEXT, Kind.OTHER, Kind.REPORT}  # what headers, and their subject, may only seem to say
MOST_WORDINGS = 60  # lines kept for their wording where there is no code


@dataclass(frozen=True)
class Reading:
    """What stands in a pasted text, most important first."""

    kind: Kind
    replies: tuple[Reply, ...] = ()  # one for each recipient and reason
    others: tuple[Reply, ...] = ()  # steps of the session, follow-up errors
    wordings: tuple[str, ...] = ()  # that may say why: beside a code that is asked about, or all where none was found
    by_program: bool = False  # a program was told, which has no queue to keep the message in
    is_technical: bool = False  # a log, a stack trace or an event: whoever reads it runs the server or the program
    by_service: bool = False  # an event of a sending service, whose servers whoever reads it does not run
    protocol: str | None = None  # of which it is a reply, where it is surely none of SMTP; empty: of no protocol
    is_of_receiver: bool = False  # a log of the server that refused: whoever reads it runs that one
    is_of_recipient: bool = False  # whoever asks is the one whom the message did not reach
    has_fields: bool = False  # of a delivery report, which programs write and read
    said: str = ""  # what was read, without the message that came back; of a long text its beginning and its end
    trouble: elsewhere.Trouble | None = None  # in fetching mail, where the protocol is one for that
    is_doubtful: bool = False  # nothing but its place says that a number is a reply code


def diagnosed(reading: Reading, matcher: Matcher) -> Reading:
    """Give each reply its cause; where none refuses, say what else tells of a failure."""
    words = Words.of(reading.said)
    if reading.kind is Kind.TEXT and (protocol := elsewhere.protocol(reading.said)) is not None:
        trouble = elsewhere.trouble(reading.said, protocol)
        error = matcher.error(words) if trouble is elsewhere.Trouble.CERTIFICATE else None
        if not error or error.key.cause != TLS:  # the window of a program says more, whatever it fetches or sends
            return Reading(reading.kind, protocol=protocol, trouble=trouble)
    has_reply = any(reply.code for reply in reading.replies)
    kind = notices.kind(words, has_reply) if reading.kind in _MAY_BE_OTHERS and not reading.has_fields else None
    if kind is Kind.LURE:  # it names codes and causes as notices do
        return Reading(kind)
    speakers = matcher.speakers(words)
    error = matcher.error(words)
    told = notices.told(_beside(error, words))
    logs = tuple(logged(reading.said))
    is_report = reading.kind is Kind.REPORT or bool(
        logs or (told and told.fate) or any(r.action for r in reading.replies)
    )
    # Several recipients often get the same words.
    match = cache(partial(matcher.match, speakers=speakers, is_report=is_report))
    coded = [reply for reply in reading.replies if reply.code or reply.enhanced]
    found = (
        replace(r, match=_of_recipient(r, match) or _of_login(r, match(r.text, r.code, r.enhanced))) for r in coded
    )
    by_program = reading.by_program or _is_wrapped(error)
    # A program that was refused for now has given nothing up: it has no queue; nor has a server that says why.
    may_be_end = not by_program and _is_said_apart(told.ends if told else (), coded)
    replies = [_fated(_in_log(_by_log(reply, error), logs), told, may_be_end) for reply in found]
    if reading.is_doubtful and not _may_be_mail(reading.said, replies):
        replies = []
    ends = (end for line in logs if (end := _end_of(line, match)))
    if (end := next(ends, None)) and not any(reply.code for reply in replies):
        replies = [replace(end, enhanced=replies[-1].enhanced if replies else "")]
    is_denied = is_report and notices.is_denied(words)
    reading = replace(reading, is_of_recipient=not is_denied and _is_of_recipient(reading, replies, words))
    if any(reply.refuses for reply in replies):
        replies = _advised_by_program(_explained(replies, reading, match, told), error)
        return replace(reading, replies=tuple(_denied(replies) if is_denied else replies), by_program=by_program)
    failure = partial(_failure, replace(reading, replies=(*reading.replies, *logs)), match, told)
    if not error and failure(None):  # the words of a program count in what is surely about mail
        error = matcher.error(words, is_of_mail=True)
    failed = failure(error)
    if failed and kind and _may_be_no_failure(failed, kind):
        return Reading(kind)
    if failed:
        replies = [_addressed(_with_code(failed, replies), reading.said)]
        replies = _denied(replies) if is_denied else replies
    elif replies and (kept := _by_filter(reading, match)):
        replies = [kept]
    if not replies and kind:
        return Reading(kind)
    return replace(reading, replies=tuple(replies), by_program=reading.by_program or bool(error))


def _may_be_no_failure(failed: Reply, kind: Kind) -> bool:
    """Whether what a text is said to be by a sentence weighs more than what its words may mean."""
    is_guess = failed.match.proof is not Proof.KNOWN_WORDS and not failed.action
    return is_guess or (kind is Kind.HELD and not failed.match.cause)  # which speaks of waiting too


def _advised_by_program(replies: list[Reply], error: Found[ProgramError] | None) -> list[Reply]:
    """Take the advice for what a program says beside replies of one cause, if it is for the same."""
    if not error or error.key.is_heading or {reply.match.cause for reply in replies} != {error.key.cause}:
        return replies
    advice = error.key.advice or None
    return [r if _is_advised(r) else replace(r, match=replace(r.match, advice=advice)) for r in replies]


def _is_advised(reply: Reply) -> bool:
    """Whether advice is found already, or none is wanted: whoever is told of a delay has nothing to do yet."""
    return bool(reply.match.advice or reply.match.error) or reply.action == notices.DELAYED


def _is_of_recipient(reading: Reading, replies: list[Reply], words: Words) -> bool:
    """Whether whoever asks says that mail does not reach them; a server's own words, and a report's, are not theirs."""
    if reading.is_technical or reading.kind is Kind.REPORT:
        return False
    return bool(replies) and _is_said_apart(notices.of_recipient(words), replies)


def _of_recipient(reply: Reply, match: Callable[..., Match]) -> Match | None:
    """What an address alone tells, which nobody has typed: that of a calendar, or an internal one of Exchange."""
    told = match(reply.recipient) if reply.recipient else NO_MATCH
    return told if told.advice and told.proof is Proof.KNOWN_WORDS else None


def _of_login(reply: Reply, match: Match) -> Match:
    """What is said of a mailbox at login is of the one that logs in: none is named before (RFC 4954 section 4)."""
    if reply.stage is not Stage.AUTH or match.cause not in _AT_LOGIN:
        return match
    return replace(match, cause=_AT_LOGIN[match.cause], advice=None, known=None, proof=Proof.WORDS)


def _beside(error: Found[ProgramError] | None, words: Words) -> Words:
    """What stands beside the words of a program that only wraps a reply: "Mailbox unavailable" is no notice there."""
    is_whole = error and error.length == error.last - error.first + 1  # no reply within
    return words.without(error.first, error.last) if error and is_whole and _is_wrapped(error) else words


def _denied(replies: list[Reply]) -> list[Reply]:
    """Where whoever asks never sent the message, somebody else used the address: no step for a sender helps."""
    forged = Match(CHECK_FAILED, proof=Proof.KNOWN_WORDS, advice=_BACKSCATTER)
    return [reply if reply.match.cause in _OF_THE_SENDER else replace(reply, match=forged) for reply in replies]


def _may_be_mail(text: str, replies: list[Reply]) -> bool:
    """Whether a text that may be any letter names mail or a code, has little else, or words that only refusals have."""
    if is_about_mail(text) or len(text.split()) <= _FEW or names_a_code(text):
        return True
    is_short = len(text.split()) <= _SHORT
    if any(reply.match.known or (reply.match.advice and is_short) for reply in replies):
        return True
    coded = [reply for reply in replies if reply.code or reply.enhanced]
    if any(_ADDRESS.search(reply.text) for reply in coded):
        return True
    return any(reply.match.proof is Proof.KNOWN_WORDS or reply.match.certainty > _TYPICAL for reply in coded)


def _is_likely_mail(text: str) -> bool:
    """Whether what a text says of a server is likely said of one for mail: that is what people come here with."""
    return is_about_mail(text) or len(text.split()) <= _SHORT


def _by_log(reply: Reply, error: Found[ProgramError] | None) -> Reply:
    """Where a log gives only an enhanced code of its own, its words say what could not be reached."""
    by_server = _of_server(error)
    is_end = reply.match.cause == EXPIRED  # why the last attempt failed matters less than that it was the last
    if reply.code or reply.match.advice or is_end or not by_server or by_server.match.error is None:
        return reply
    return _between_servers(replace(reply, match=by_server.match))


def _in_log(reply: Reply, logs: tuple[Reply, ...]) -> Reply:
    """Add what the line of a log that quotes a reply says: deferred, though the reply is final for one server."""
    if reply.action or not reply.words:
        return reply
    return replace(reply, action=next((line.action for line in reversed(logs) if reply.text in line.text), ""))


def _is_said_apart(lines: Iterable[str], replies: list[Reply]) -> bool:
    """Whether one of these lines is no part of any reply, nor holds one."""
    said = map(tidy, lines)
    return any(all(line not in reply.text and reply.text not in line for reply in replies) for line in said)


def _fated(reply: Reply, told: Told | None, may_be_end: bool) -> Reply:
    """Add what became of the message, where the text says it in a sentence that is known."""
    is_failed = told and told.fate == notices.FAILED and told.cause != EXPIRED
    is_no_end = is_failed and reply.is_for_now and not may_be_end
    if not (told and reply.refuses) or is_no_end:
        return reply
    reply = replace(reply, action=reply.action or told.fate, hours=told.hours)
    # Whoever is told of a delay has nothing to do yet, whatever its reason.
    return replace(reply, match=replace(reply.match, advice=None)) if told.fate == notices.DELAYED else reply


def _advised_beside(reply: Reply, reading: Reading, match: Callable[..., Match]) -> Reply:
    """Take the advice that a line beside a lone reply calls for, if it is for the same cause."""
    if reply.match.advice or not reply.match.cause or reading.is_technical or reading.wordings:
        return reply
    lines = (found for line in wordings(reading.said) if (found := match(line)).advice)
    same = (one for one in lines if one.cause == reply.match.cause and one.proof is Proof.KNOWN_WORDS)
    return replace(reply, match=replace(reply.match, advice=next((one.advice for one in same), None)))


def _addressed(reply: Reply, said: str) -> Reply:
    """Name whom a reply is about that names but the domain."""
    return reply if reply.recipient else replace(reply, recipient=addresses.in_domain(said, reply.text))


def _explained(replies: list[Reply], reading: Reading, match: Callable[..., Match], told: Told | None) -> list[Reply]:
    """Give a lone reply that says nothing of the cause the one that the notice or the question around it tells."""
    if reading.is_of_receiver:
        replies = [_by_own_line(reply, reading, match) for reply in replies]
    if len(replies) > 1:
        return replies
    [reply] = replies
    reply = _advised_beside(reply, reading, match)
    if reading.wordings and not reply.words:
        return [_worded(reply, reading.wordings, match)]
    is_status = told and told.cause and not reply.text and reply.match.proof is Proof.CODE  # without a reply
    is_bare = not reply.words and len(reading.said.split()) > _SENTENCE  # a code in a text that says more
    if not is_status and (reply.match.cause or not (reading.kind is Kind.REPORT or is_bare)):
        return [reply]
    return [_told_beside(reply, reading, match, told)]


def _log_lines(reading: Reading) -> Iterator[str]:
    """What a server's log says for itself, in lines that hold no reply."""
    return (line for line in wordings(reading.said) if is_log(line) and not any(hits(line)))


def _by_own_line(reply: Reply, reading: Reading, match: Callable[..., Match]) -> Reply:
    """In its log a server may say more than in its reply: that a block list answered with an error."""
    told = (found for line in _log_lines(reading) if (found := match(line)).advice and found.proof is Proof.KNOWN_WORDS)
    return replace(reply, match=next(told, reply.match))


def _by_filter(reading: Reading, match: Callable[..., Match]) -> Reply | None:
    """What a log says of a message that was taken, and is kept where whoever reads the log can find it."""
    kept = (Reply(text=tidy(line), match=found) for line in _log_lines(reading) if (found := match(line)).advice)
    return next((reply for reply in kept if reply.match.proof is Proof.KNOWN_WORDS), None)


def _told_beside(reply: Reply, reading: Reading, match: Callable[..., Match], told: Told | None) -> Reply:
    """Give a reply the cause that the text around it tells, if it is sure."""
    lines = [Reply(text=line, match=found) for line in wordings(reading.said) if (found := match(line)).cause]
    told_by = max(map(_between_servers, lines), key=lambda reply: reply.match.certainty, default=None)
    if told and told.cause and not (told_by and told_by.match.advice):
        return replace(reply, match=Match(told.cause, proof=Proof.KNOWN_WORDS))
    if not told_by or not told_by.match.is_sure:
        return reply
    return replace(reply, text=reply.text or told_by.text, match=told_by.match)


def _worded(reply: Reply, asked: tuple[str, ...], match: Callable[..., Match]) -> Reply:
    """Give a code that somebody asks about the words beside it, where they alone tell a cause, and the same with it."""
    for said in asked:
        text = tidy(f"{reply.text} {said}")
        told = without_question(said)
        alone, both = match(told), match(text, reply.code, reply.enhanced)
        if alone.cause == both.cause and _is_telling(Reply(text=told, match=alone), is_alone=True):
            return replace(reply, text=text, match=both)
    return reply


def _failure(
    reading: Reading,
    match: Callable[..., Match],
    told: Told | None,
    error: Found[ProgramError] | None,
) -> Reply | None:
    """What tells of a failure where no reply does: a notice, a program, a log, or a line that is like a refusal."""
    lines = (*reading.replies, *(Reply(text=line) for line in reading.wordings))
    reasons = (line for line in lines if not (line.code or _is_wrapping(error, line)))
    judged = [replace(r, match=found) for r in reasons if (found := match(r.text)).cause]
    if (told and told.fate) or reading.kind is Kind.REPORT or any(line.action for line in lines):
        judged = [_between_servers(reply) for reply in judged]
    likely = max(judged, key=_telling, default=None)
    logs = (line for line in lines if line.action)
    by_log = min(logs, key=lambda line: line.action != notices.FAILED, default=None)
    if by_log and (end := _end_of(by_log, match)):
        return end
    if error and told and told.fate != notices.DELAYED and _says_more(error, told):
        told = None
    if told and (told.fate or (told.cause and reading.kind is not Kind.OTHER and _is_likely_mail(reading.said))):
        notice = _of_notice(told, _of_server(error), likely)
        return replace(notice, action=notice.action or (by_log.action if by_log else ""))
    if by_log:
        best = _of_own_relay(error, match) or _of_server(error) or _of_network(error) or likely or by_log
        return replace(best, action=by_log.action, text=by_log.text)
    if error and not (error.key.is_heading and likely and _says_why(likely) and likely.match.cause != error.key.cause):
        return _of_program(reading, error, likely, match)
    if not likely or any(reply.code for reply in reading.replies):
        return None
    is_alone = len(reading.said.split()) <= _SENTENCE
    is_telling = _is_telling(likely, is_alone=is_alone) and _may_be_mail(reading.said, [likely])
    is_enough = reading.kind is Kind.TEXT and is_telling
    return likely if is_enough or reading.kind is Kind.REPORT else None


def _end_of(by_log: Reply, match: Callable[..., Match]) -> Reply | None:
    """The line of a log in which the time ran out; why the attempts before failed matters less."""
    end = match(by_log.text)
    is_end = by_log.action == notices.FAILED and end.cause == EXPIRED and end.proof is Proof.KNOWN_WORDS
    return replace(by_log, match=end) if is_end else None


def _is_wrapping(error: Found[ProgramError] | None, line: Reply) -> bool:
    """Whether a line is that of a program that only wraps a reply, or a heading: its own words are no reason."""
    if error is None or (error.key.cause and not error.key.is_heading):
        return False
    return tidy(line.text) in tidy(error.line)


def _with_code(failure: Reply, successes: list[Reply]) -> Reply:
    """A program that names the code at which it broke off: "Expected 354 but got 250"."""
    named = (reply for reply in successes if reply.code and reply.code in failure.text)
    return replace(failure, code=next((reply.code for reply in named), ""))


def _is_telling(reply: Reply, *, is_alone: bool) -> bool:
    """Whether a line without a code says enough by itself, as part of a text or as all of it."""
    return reply.match.certainty > (_SURE_ALONE if is_alone else _SURE) and _is_sentence(reply.text)


def _telling(reply: Reply) -> tuple[bool, float, bool, bool]:
    """How much a line tells: of two that are known, a word, or what anybody says, less than a sentence with a step."""
    has_step = bool(reply.match.advice or not reply.match.known)
    return _may_tell(reply), reply.match.certainty, has_step, _is_sentence(reply.text)


def _may_tell(reply: Reply) -> bool:
    """Whether a line may be a reason: a word that is known as one, or a sentence."""
    return reply.match.proof is Proof.KNOWN_WORDS or _is_sentence(reply.text)


def _is_sentence(line: str) -> bool:
    """Whether a line is more than one word, and more than a field with an address or a name: "Host: 192.0.2.1"."""
    return not _FIELD.fullmatch(line) and len(Words.of(_NO_WORDS.sub("", line)).words) > 1


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
    if reply.match.cause == ROUTING and _OWN_SIDE.search(reply.text):
        return replace(reply, match=replace(reply.match, cause=NO_CONNECTION, advice=None))
    if reply.match.cause != NO_CONNECTION or _OWN_SIDE.search(reply.text):
        return reply
    return replace(reply, match=replace(reply.match, cause=ROUTING, advice=None))


def _of_notice(told: Told, by_server: Reply | None, likely: Reply | None) -> Reply:
    """What a notice says; what a server wrote into it, or a line of a report below it, may say more of the cause."""
    own = Match(told.cause, proof=Proof.KNOWN_WORDS) if told.cause else None
    if told.cause == EXPIRED:  # why the last attempt failed matters less than that it was the last
        by_server = likely = None
    if told.fate == notices.DELAYED and likely and likely.match.cause in (EXPIRED, BUSY if own else ""):
        likely = None  # it says until when, or only that mail waits
    best = by_server or (likely if likely and (likely.match.advice or not own) else None)
    if best:
        return replace(best, action=best.action or told.fate, hours=told.hours)
    reply = Reply(text=tidy(told.line), action=told.fate, hours=told.hours, match=own or NO_MATCH)
    return _between_servers(reply) if told.fate else reply


def _of_server(error: Found[ProgramError] | None) -> Reply | None:
    """What the program of a mail server says of another one; not what a program says of its own server."""
    if not error or not error.key.cause or error.key.cause == NO_CONNECTION:
        return None
    row = error.key
    found = Match(row.cause, proof=Proof.KNOWN_WORDS, advice=row.advice or None, error=row.slug)
    return Reply(text=tidy(error.line), match=found)


def _of_own_relay(error: Found[ProgramError] | None, match: Callable[..., Match]) -> Reply | None:
    """What the program of a mail server says of the relay that it sends through, rather than of the recipient's."""
    if not error or error.key.cause != ROUTING or not _OWN_SIDE.search(error.line):
        return None
    own = match(error.line, is_report=True)
    near = own if own.cause == NO_CONNECTION else Match(NO_CONNECTION, proof=Proof.KNOWN_WORDS)
    return Reply(text=tidy(error.line), match=replace(near, error=error.key.slug))


def _is_wrapped(error: Found[ProgramError] | None) -> bool:
    """Whether a program, which has no queue, shows what its server said to it."""
    return bool(error and not error.key.cause)


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
    rest = _PLACEHOLDER.sub("", error.rest)
    quoted = match(rest, is_report=True) if _ADDRESS_OR_HOST.sub("", rest).split() else NO_MATCH
    if not row.cause and quoted.cause:  # it only wraps what the server said
        return Reply(text=tidy(error.line), match=replace(quoted, error=row.slug))
    if not row.cause and likely and _says_why(likely):
        return replace(likely, match=replace(likely.match, error=row.slug))
    if relay := _of_own_relay(error, match):
        return relay
    cause, advice = row.cause, row.advice
    if advice in _LOGINS:  # the provider whose server is named knows more of its logins than any program
        server = _ADDRESS.sub("", error.line)
        advice = match(server, *_LOGIN_REFUSED, speakers=frozenset()).advice or advice
    if row.is_heading and _BROKE_AT_TLS.search(reading.said):
        cause, advice = TLS, ""
    proof = Proof.KNOWN_WORDS if cause else None
    return Reply(text=tidy(error.line), match=Match(cause or None, proof=proof, advice=advice or None, error=row.slug))


def wordings(text: str) -> Iterator[str]:
    """The lines of a text, what some of them quote, and paragraphs: a notice is written to the width of a page."""
    lines = map(str.strip, text.split("\n"))
    yield from (line[:LONGEST_REPLY] for line in islice(filter(None, lines), MOST_WORDINGS))
    yield from (said[1] for said in islice(_QUOTED.finditer(text), MOST_WORDINGS))
    paragraphs = (paragraph.strip() for paragraph in text.split("\n\n", MOST_WORDINGS)[:MOST_WORDINGS])
    yield from (tidy(paragraph)[:_PARAGRAPH] for paragraph in paragraphs if "\n" in paragraph)
