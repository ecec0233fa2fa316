"""An event of a sending service, in JSON -> the replies in it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from smtp_replies.reply import LONGEST_REPLY, Reply, tidy
from smtp_replies.smtp import REPLY_CODE, X_Y_Z, Stage
from smtp_replies.transcripts import OF_HTTP, hits, named_stage

_DECODER = json.JSONDecoder()
_BEGINS = re.compile(r"^[ \t]*[{\[]", re.MULTILINE)  # where JSON may begin
_PLACES = 10  # looked at
_DEEPEST = 20  # an object within an object within ...
_X_Y_Z = re.compile(f"({X_Y_Z})")
_CODE_NAMES = ("code", "smtpcode", "responsecode", "bouncecode")
_STATUS_NAMES = ("status", "enhancedcode", "enhancedstatuscode", "dsn", "dsnstatus", "dsncode")
_TEXT_NAMES = (
    *("diagnosticcode", "diagnostic", "diag", "smtpresponse", "rawreason", "response", "reason", "bouncereason"),
    *("message", "statusmessage", "description", "details", "error", "smtp", "dsndiag"),
)
# "event": "bounce", "eventType": "Bounce", "RecordType": "Bounce", "type": "delay"
_FATE_NAMES = ("event", "eventtype", "notificationtype", "recordtype", "type", "bouncetype", "severity")
_FATES = {
    "defer": "delayed",
    "delay": "delayed",
    "transient": "delayed",
    "temporary": "delayed",
    "softbounce": "delayed",
    "soft_bounce": "delayed",
    "bounce": "failed",
    "dropped": "failed",
    "failed": "failed",
    "blocked": "failed",
    "permanent": "failed",
    "reject": "failed",
    "invalid_email": "failed",
    " expiration ": "failed",  # KumoMTA; not that of a card
}
_OF_OWN_SERVER = ("egress_pool: ", "egress_source: ")  # KumoMTA
_RECIPIENT_NAMES = ("recipient", "email", "rcptto", "emailaddress")


def parse(text: str) -> object | None:
    """Return what the JSON holds, an object or a list, that is most of a text; None where there is none.

    Above and below it a question may stand.
    """
    for match, _number in zip(_BEGINS.finditer(text), range(_PLACES), strict=False):
        try:
            value, end = _DECODER.raw_decode(text, match.end() - 1)
        except (ValueError, RecursionError):
            continue
        length = end - match.end() + 1
        return value if 2 * length >= len(text.strip()) else None  # of several in a row each would count
    return None


def fate(value: object) -> str:
    """What an event says became of the message: failed, delayed, or nothing of the kind.

    An inner object may say that the failure of the outer one is no end: a transient bounce, a temporary failure.
    """
    said = f" {' '.join(_fates(value))} "
    return next((known for word, known in _FATES.items() if word in said), "")


def is_fate(text: str) -> bool:
    """Whether a text is only the name of what became of a message: "Bounce" is no reason."""
    return text.lower() in {word.strip() for word in _FATES}


def _fates(value: object, depth: int = 0) -> Iterator[str]:
    if depth >= _DEEPEST or not isinstance(value, list | dict):
        return
    if isinstance(value, dict):
        named = {re.sub(r"[\W_]", "", name).lower(): inner for name, inner in value.items()}
        yield from (str(named[name]).lower() for name in _FATE_NAMES if isinstance(named.get(name), str))
    for inner in value.values() if isinstance(value, dict) else value:
        yield from _fates(inner, depth + 1)


def texts(value: object, depth: int = 0) -> Iterator[str]:
    """Yield the texts in an event that tells of no reply."""
    if isinstance(value, str):
        yield value[:LONGEST_REPLY]
    elif isinstance(value, list | dict) and depth < _DEEPEST:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner, depth + 1)


def named(value: object, depth: int = 0) -> Iterator[str]:
    """Yield what an object says with the names of its fields, as programs show it elsewhere: code: ESOCKET."""
    if depth >= _DEEPEST or not isinstance(value, list | dict):
        return
    if isinstance(value, dict):
        yield from (f"{name}: {inner}"[:LONGEST_REPLY] for name, inner in value.items() if isinstance(inner, str | int))
    for inner in value.values() if isinstance(value, dict) else value:
        yield from named(inner, depth + 1)


def is_of_own_server(value: object) -> bool:
    """Whether it is the record of a server that whoever reads it runs, and no event of a service."""
    return any(field.startswith(_OF_OWN_SERVER) for field in named(value))


def replies(value: object, recipient: str = "", depth: int = 0) -> Iterator[Reply]:
    """Yield the replies in an event, each with the recipient that is named beside or above it."""
    if isinstance(value, list) and depth < _DEEPEST:
        for inner in value:
            yield from replies(inner, recipient, depth + 1)
    elif isinstance(value, dict) and depth < _DEEPEST:
        named = {re.sub(r"[\W_]", "", name).lower(): inner for name, inner in value.items()}
        own = [named[name] for name in _RECIPIENT_NAMES if isinstance(named.get(name), str)]
        recipient = own[0] if own else recipient
        reply = _of_fields(named)
        if reply:
            yield replace(reply, recipient=recipient)
        for inner in named.values():
            if isinstance(inner, dict | list):
                yield from replies(inner, recipient, depth + 1)


def _of_fields(named: Mapping[str, object]) -> Reply | None:
    """The reply in the fields of one object: its code and X.Y.Z may stand apart from its words."""
    values = (str(named[name]) for name in _CODE_NAMES if name in named)
    # Nodemailer: {"code": "EENVELOPE", "responseCode": 550}
    code = next((f"{value} " for value in values if _is_of_smtp(value)), "")
    names = (*_TEXT_NAMES, "content") if code else _TEXT_NAMES  # KumoMTA; elsewhere it may be anything
    texts = [named[name] for name in names if isinstance(named.get(name), str) and named[name]]
    lines = [f"smtp; {text}" for text in texts] + [f"smtp; {code}{text}" for text in texts if code]
    found = [hit for line in lines for hit in hits(str(line))]
    enhanced = next((value[1] for name in _STATUS_NAMES if (value := _X_Y_Z.fullmatch(_dotted(named.get(name))))), "")
    if not (found or enhanced):
        return _without_code(named, texts)
    reply = min(found, key=lambda hit: hit.order).reply if found else Reply(text=tidy(next(map(str, texts), "")))
    # Nobody reports a success before the whole message is taken.
    stage = Stage.END_OF_DATA if reply.code == "250" else reply.stage or named_stage(f"to {named.get('command')}")
    return replace(reply, enhanced=reply.enhanced or enhanced, stage=stage)


def _is_of_smtp(value: str) -> bool:
    """Whether a field has a reply code, not the status with which an interface for programs answered."""
    return bool(re.fullmatch(REPLY_CODE, value)) and value not in OF_HTTP


def _without_code(named: Mapping[str, object], texts: Sequence[object]) -> Reply | None:
    """What became of a message and why, where an event gives no code: "dropped", "Bounced Address"."""
    event = str(named.get("event", "")).lower()
    reason = next((str(text) for text in texts if not is_fate(str(text))), "")
    became = next((known for word, known in _FATES.items() if word in event), "")
    return Reply(text=tidy(reason), action=became) if became and reason else None


def _dotted(status: object) -> str:
    """An enhanced code as it is written; some give its three numbers apart: {"class": 5, "subject": 4, "detail": 7}."""
    if isinstance(status, dict):
        return ".".join(str(status.get(part)) for part in ("class", "subject", "detail"))
    return str(status)
