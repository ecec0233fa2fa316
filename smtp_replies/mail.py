"""The source of a mail -> the texts in it that may hold a reply."""

import binascii
import codecs
import html
import quopri
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_string
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from enum import Enum

_HEADER = re.compile(r"^(?:from|to|cc|subject|date|message-id|received|return-path|mime-version|content-type):", re.I)
_HEADERS_BEGIN = re.compile(r"^(?:received|return-path|from|to|date|subject|message-id):", re.I | re.M)
_ANY_HEADER = re.compile(r"^(?:[!-9;-~]{1,76}:|[ \t]|From )")
_HEADER_LINES = 200  # as far as a header block is looked for
_BOUNDARY = re.compile(r'^--([^\s"\\][^\n"\\]{0,69})\n(?=content-[a-z-]+:)', re.I | re.M)
_BLANK_LINE = re.compile(r"^[ \t\xa0]+$", re.M)
_BLANK_LINES = re.compile(r"\n{3,}")
_LONGEST_HEADER = 2000  # characters: the standard library takes quadratic time over the parameters of a longer one
# Names as Python normalises them; its other codecs (punycode, for one) are no character sets of mail.
_CHARSETS = (
    "ascii",
    "utf",
    "iso",
    "cp",
    "koi8",
    "mac",
    "big5",
    "gb",
    "hz",
    "euc",
    "shift",
    "johab",
    "tis",
    "kz",
    "ptcp",
)
_PARTS = 100
_DEPTH = 8
_TAG = re.compile(r"<[^<>]*>")
_LINE_TAG = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d|/pre)\b", re.I)
_CELL_TAG = re.compile(r"</t[dh]\b", re.I)
_UNSHOWN = re.compile(r"<(/?)(?:style|script|head|title)\b", re.I)
# Where the returned message begins: what stands below was written by its sender.
_RETURNED = re.compile(
    r"""^[ \t>*=-]{0,80}+(?:
    (?:\w[\w ,']{0,40}\s)?copy\sof\s(?:(?:the|your|this)\s)?(?:original\s)?(?:message|mail|headers?)\b
    |(?:(?:the|your|headers?|of|from)\s){0,4}(?:original|returned|unsent|undelivered)\s(?:message|mail)(?:\sheaders?)?\b
        [\w ]{0,30}(?:follow|below|:|-{2,}|={2,})
    |message\sheaders?\sfollow
    |(?:received|return-path|x-received|dkim-signature|arc-seal):
    )""",
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
# Outlook writes "Sent:" into the head of what it quotes below "-----Original Message-----"; no source of a mail has it.
_OF_A_CONVERSATION = re.compile(r"(?:[A-Z][\w-]{1,30}:[^\n]*\n){1,4}?Sent:")
_QUOTE = re.compile(r"^(?:>(?!>>)[ ]?)+", re.MULTILINE)  # ">>> DATA" is what Sendmail said to the other server
_ANSWER_SUBJECT = re.compile(
    r"auto(?:matic)?[\s-]?(?:reply|response)|out of (?:the )?office|رد تلقائي|réponse automatique|respuesta automática"
    r"|automatische antwort|автоответ|自動応答",
    re.I,
)
_DAEMON = re.compile(r"mailer-daemon|postmaster|mail delivery|microsoftexchange", re.I)
_RETURN_SUBJECT = re.compile(
    r"undeliver|unzustellbar|returned mail|delivery status notification|mail delivery fail", re.I
)


class Kind(Enum):
    """What a mail is, as its headers and parts say; a bounce need not say that it is one."""

    REPORT = "report"
    AUTOMATIC = "automatic"  # a vacation answer, for example (RFC 3834 section 5)
    COMPLAINT = "complaint"  # an abuse report (RFC 5965)
    READ_RECEIPT = "read receipt"  # a disposition notification (RFC 8098), or a notice that the message has arrived
    SENT = "sent"  # a window that says that a message was sent, and only its copy was not stored
    RELAYED = "relayed"  # a notice that the recipient's server took the message, which confirms nothing more
    QUARANTINE = "quarantine"  # a list of messages to the reader that a filter holds
    HELD = "held"  # by a mailing list, until its moderator decides
    RECALL = "recall"  # what became of taking a message back
    LURE = "lure"  # what imitates a notice to get at a password
    OTHER = "other"
    TEXT = "text"  # no source of a mail


@dataclass(frozen=True)
class Mail:
    """The texts that a person or a report wrote, without the mails that are attached or quoted below them."""

    kind: Kind
    texts: tuple[str, ...]
    attached: tuple["Mail", ...] = ()
    subject: str = ""


def as_text(octets: bytes, charset: str | None = None) -> str:
    """Decode what a program sends or a file holds: UTF-8 where it is that, else Latin-1, which loses nothing."""
    marked = "utf-16" if octets.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else None
    for name in (marked or charset or "utf-8", "utf-8"):
        with suppress(LookupError, ValueError):
            return octets.decode(name)
    return octets.decode("latin-1")


def unwrap(text: str) -> Mail:
    """Take a mail's source apart; of a text that is none, only the returned message is left out."""
    text = text.encode("utf-8", "replace").decode()  # half a surrogate pair is no character
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff\n\t ")
    text = _BLANK_LINES.sub("\n\n", _BLANK_LINE.sub("", text))  # each would cost the parser a part of a delivery report
    text = _unquoted(text) if text.startswith(">") else text
    return _mail(_parse(text) if _has_headers(text) else _plain(text), 0)


def _has_headers(text: str) -> bool:
    found = 0
    for line in text.split("\n", _HEADER_LINES)[:_HEADER_LINES]:
        if not _ANY_HEADER.match(line):
            break
        found += bool(_HEADER.match(line))
    return found > 1


class _Part(Message):
    """A part whose overlong headers are cut."""

    def get(self, name: str, failobj=None):  # type: ignore[no-untyped-def]
        value = super().get(name, failobj)
        return value[:_LONGEST_HEADER] if isinstance(value, str) else value


def _parse(text: str) -> Message:
    # A part within a part within a part costs the parser time for each line; no mail has that many.
    lower = text.lower()
    if lower.count("boundary=") + lower.count("message/rfc822") <= _PARTS:
        with suppress(RecursionError):
            return message_from_string(text, _class=_Part)
    return _plain(text)


def _plain(text: str) -> Message:
    """A text without headers, which the parser would read line by line."""
    part = _Part()
    part.set_payload(text)
    return part


def _mail(message: Message, depth: int) -> Mail:
    leaves = list(_leaves(message, depth))[:_PARTS]
    attached, texts = [], []
    for leaf in leaves:
        if leaf.get_content_type() == "message/rfc822":
            attached += [_parse(_payload(leaf))] if _is_encoded(leaf) else _inner(leaf)
        else:
            above, below = _parted(_unquoted(_text(leaf)))
            texts.append(above)
            attached += [_parse(below)] if below else []
    return Mail(
        kind=_kind(message, {leaf.get_content_type() for leaf in leaves}),
        texts=tuple(texts),
        attached=tuple(_mail(inner, depth + 1) for inner in attached if depth < _DEPTH),
        subject=_header(str(message.get("Subject", ""))[:_LONGEST_HEADER]),
    )


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    """Yield the parts that hold a text or a mail; of alternatives only the plain one, where there is one."""
    kind, inner = part.get_content_type(), _inner(part)
    if kind.startswith("message/") or depth > _DEPTH:
        yield part
    elif inner:
        plain = [p for p in inner if p.get_content_type() == "text/plain"]
        for chosen in plain[:1] if kind == "multipart/alternative" and plain else inner:
            yield from _leaves(chosen, depth + 1)
    elif kind in {"text/plain", "text/html"} or kind.startswith("multipart/"):
        yield from _mended(part, str(part.get_payload()), depth)
    elif kind == "application/octet-stream" and _has_headers(text := _decoded(part, str(part.get_payload())).lstrip()):
        yield _as_mail(text)  # a returned mail that a mail program attached as any file


def _as_mail(text: str) -> Message:
    part = _Part()
    part["Content-Type"] = "message/rfc822"
    part.set_payload([_parse(text)])
    return part


def _inner(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [inner for inner in payload if isinstance(inner, Message)] if isinstance(payload, list) else []


def _mended(part: Message, text: str, depth: int) -> Iterator[Message]:
    """Yield the parts of a text whose headers were lost: it begins below them, or a blank line cuts them in two."""
    if _has_headers(text.lstrip()):
        yield from _leaves(_parse(text.lstrip()), depth + 1)
    elif (boundary := _BOUNDARY.search(text)) and boundary.start() < len(_parted(text)[0]):
        mended = _parse(f'Content-Type: multipart/mixed; boundary="{boundary[1]}"\n\n{text}')
        part.set_payload(mended.preamble or "")
        yield part
        yield from _leaves(mended, depth + 1)
    else:
        yield part


def _kind(message: Message, parts: set[str]) -> Kind:
    headers = {name.lower(): str(value)[:_LONGEST_HEADER] for name, value in message.items()}
    if "message/feedback-report" in parts:
        return Kind.COMPLAINT
    if "message/disposition-notification" in parts:
        return Kind.READ_RECEIPT
    if any(kind.endswith("delivery-status") for kind in parts) or "x-failed-recipients" in headers:
        return Kind.REPORT
    subject = _header(headers.get("subject", ""))
    if _DAEMON.search(headers.get("from", "")) or _RETURN_SUBJECT.search(subject):
        return Kind.REPORT
    # Only answers: what is "auto-generated" answers nothing (RFC 3834 section 5).
    answers = headers.get("auto-submitted", "").strip().lower().startswith("auto-replied") or "x-autoreply" in headers
    if answers or _ANSWER_SUBJECT.search(subject):
        return Kind.AUTOMATIC
    return Kind.OTHER if headers else Kind.TEXT


def _header(value: str) -> str:
    """A header with its encoded words decoded (RFC 2047)."""
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        return value


def _text(part: Message) -> str:
    kind = part.get_content_type()
    if _is_encoded(part):
        return _payload(part)
    if inner := _inner(part):
        return "\n\n".join(map(_fields, inner))
    text = _decoded(part, str(part.get_payload()))
    return _shown(text) if kind == "text/html" else text


def _is_encoded(part: Message) -> bool:
    """Whether a mail or a report is in base64, which the parser does not undo (RFC 6533 section 3 permits it)."""
    return bool(_inner(part)) and str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64"


def _payload(part: Message) -> str:
    return _decoded(part, "".join(str(inner.get_payload()) for inner in _inner(part)))


def _unquoted(text: str) -> str:
    return _QUOTE.sub("", text) if text.startswith(">") or "\n>" in text else text


def _parted(text: str) -> tuple[str, str]:
    """The text above the message that came back, and that message's source, where it stands in the text."""
    returned = _RETURNED.search(text)
    if not returned:
        return text, ""
    begin = _HEADERS_BEGIN.search(text, returned.start())
    below = text[begin.start() :] if begin else ""
    is_source = _has_headers(below) and not _OF_A_CONVERSATION.match(below)
    return (text[: returned.start()], below) if is_source else (text, "")


def _fields(message: Message) -> str:
    """The fields of a delivery report, in which each recipient has a block (RFC 3464 section 2.1)."""
    fields = "\n".join(f"{name}: {value}" for name, value in message.items())
    payload = message.get_payload()
    return f"{fields}\n\n{payload}" if isinstance(payload, str) else fields


def _decoded(part: Message, payload: str) -> str:
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    charset = _charset(part)
    if encoding == "base64":
        with suppress(binascii.Error):
            letters = re.sub(r"[^A-Za-z0-9+/]", "", payload)
            if len(letters) % 4 == 1:  # cut off within an octet
                letters = letters[:-1]
            return binascii.a2b_base64(letters + "=" * (-len(letters) % 4)).decode(charset, "replace")
    if encoding == "quoted-printable":
        return quopri.decodestring(payload.encode("utf-8", "replace")).decode(charset, "replace")
    # What was pasted has its characters already, except where its bytes were taken for Latin-1.
    with suppress(UnicodeError):
        return payload.encode("latin-1").decode(charset)
    return payload


def _charset(part: Message) -> str:
    """The name of a character set that octets can be decoded from."""
    try:
        name = codecs.lookup(part.get_content_charset() or "utf-8").name
    except (LookupError, ValueError):
        return "latin-1"
    return name if name.startswith(_CHARSETS) else "latin-1"


def _shown(source: str) -> str:
    """The text of an HTML page, in time that grows with its length whatever stands in it."""
    shown, hidden, end = [], False, 0
    for tag in _TAG.finditer(source):
        if not hidden:
            shown.append(source[end : tag.start()].replace("\n", " "))
            shown.append("\n" if _LINE_TAG.match(tag[0]) else " " if _CELL_TAG.match(tag[0]) else "")
        if unshown := _UNSHOWN.match(tag[0]):
            hidden = not unshown[1]
        end = tag.end()
    return html.unescape("".join(shown) + ("" if hidden else source[end:]))
