"""A text, such as a session, a log or a notice -> the replies that stand in it, and how sure each is.

Rules are about forms of text that many servers and programs share, never about one server. Every pattern takes time
that grows with the text alone: what repeats is bounded, or cannot match what follows it.
"""

import re
from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property

from smtp_replies.reply import LONGEST_REPLY, Evidence, Hit, Reply, tidy
from smtp_replies.smtp import REPLY_CODE, X_Y_Z, Stage

_CANDIDATES = 1000  # numbers looked at: a text with more of them is no bounce
_BEFORE = 80  # characters looked at before a number
_ASKS_FOR_LOGIN = "334"  # whatever follows answers AUTH (RFC 4954 section 4)
_NEAR = 800  # characters behind a reply in which a program names the command
_NAME = 30  # of them those in which the name of what it numbers may stand


_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"  # scripts in which no blank need stand beside a number
# A code of three digits, and one of X.Y.Z, wherever it stands.
BASIC = re.compile(
    rf"(?:(?<![\w./])|(?<=[{_UNSPACED}]))(?<!\.[0-9]-){REPLY_CODE}(?![^\W{_UNSPACED}]|/(?!{X_Y_Z})|\.[0-9])"
)
LONE = re.compile(rf"(?<![\w./-]){X_Y_Z}")

# What servers, programs and libraries write before a reply, each form with an example.
_INTRODUCED = re.compile(
    r"""(?:
    smtp\s?;                                           # Diagnostic-Code: smtp; 550
    |\sC=                                               # Exim: C="250 OK id=
    |said(?:\sto\sme)?:|talk\sto\sme:                  # host mx.example.com[192.0.2.1] said: 550
    |returned|<<<|<\*\*|<-|reason:|deferred:           # Remote Server returned '550; <<< 550; (reason: 550
    |rejected:|refused:|failed(?:\swith)?:             # failed with: 550
    |code|with\smessage|message:                       # got code "550", with message "550
    |error(?:\s(?:was|is|message))?:|error\swas|exception:|login:|details?:  # SMTPAddressFailedException: 550
    |following\serror|responded(?:\swith)?:?|answered:?|replied:?
    |(?:response|reply)(?:\s[\s\w]{0,24}(?:was|is))?[:=]?  # The response from the remote server was: 550
    |(?:server|host)\s[\s\w]{0,24}(?:was|said|message|response):?
    # Coremail: Host mx.example.com(192.0.2.1) said 550; where it tells the stage: DOT said 550, RCPT TO said 550
    |\bhost\s\S{1,70}(?:\s(?:DOT|[A-Z]{4}(?:\s(?:TO|FROM))?))?\ssaid
    |\b(?:after|our|command|connection)\b\s?[^\n]{0,60}:   # SMTP error after RCPT TO:<user@example.com>: 550
    |\]:\s                                             # host mx.example.com [192.0.2.1]: 550
    |stat(?:us)?=\w{1,20}\s?\(                         # status=bounced (550
    |\b(?:stat|result)=                                # delay=12s, stat=451; command="DATA" result="550
    |"?(?:smtpresponse|diagnosticcode)"?:
    )[\s'"‘“«„`(\[<#]*$""",
    re.IGNORECASE | re.VERBOSE,
)
NAMED = re.compile(
    r"(?:code|status|reply|response|código|codice|kodu?|fout|błąd|رمز|错误|錯誤|代码|エラー|오류"
    # "the error i got was 552": words of those who tell it from memory; "your code is 552" may be any code
    r"|(?:errore?|smtp|fehler|erreur|erro|ошибка|خطأ)(?:\s(?:code|i|we|get|got|was|is|that|which|came|says?|number|no"
    r"|ist|war|lautet|est|es|me|sale|номер|был|كان|هو|رقم|رقمه|اللي|الذي|طلع|طلعت|ظهر|ظهرت|لي|که|بود)){0,4})"
    r"[\s:=\"'#(：（]*$",
    re.IGNORECASE,
)
_BEHIND_UNSPACED = re.compile(f"[{_UNSPACED}]$")
_BEGINS = re.compile(r"(?:^|\n)[\s>*|'\"‘“«„`(\[<#-]*$")
_AFTER_COLON = re.compile(r"(?:[:;\])>][\s'\"‘“«„`(\[<#]*|\s#)$")
_AFTER_COMMA = re.compile(r"[,.|-]\s+$")
# The host that said it, "HARD mx.example.com 550 Rejected"; the cell that says what became of the message.
_BEHIND_HOST = re.compile(
    r"(?:(?<![\w.@-])[\w-]{1,63}\.[\w.-]{0,50}[a-z]\]?"
    r"|\b(?:bounced?|failed|failure|rejected|refused|undelivered|hard|soft))[^\S\n]{1,9}$",
    re.IGNORECASE,
)
# mx.example.com:587, [192.0.2.1]:587, port 587; and a place in a program, index.js:546
_PORT = re.compile(r"(?:[\w-]\.[\w-]+|\]|localhost):\Z|\bport['\"]?[ \t:=]{1,3}\Z", re.IGNORECASE)
_HOST_BEFORE = re.compile(r"(?:[\w>][ \t]{0,3}:|[\w-]\.[a-z]{2,24}[ \t])[ \t]{0,3}\Z", re.IGNORECASE)
_OF_SUBMISSION = {"465", "587"}  # ports that are no codes: mail:587, smtp.example.com : 465, nc mail.example.com 587
# A code that was hoped for, a status of HTTP.
_NOT_MEANT = re.compile(
    r"expected[^\n]{0,30}\Z|\bHTTP(?:/[0-9.]{1,3}|Error:?|\s+error)?[ \t]*\Z|\bHTTPStatus(?:Code)?\W{1,8}\Z"
    r"|\bstatus\scode:?[ \t]\Z",
    re.IGNORECASE,
)
# "statusCode":403, code: 401: numbers of HTTP that no server for mail gives, from an interface for programs
_STATUS_CODE = re.compile(r"\b(?:statusCode|code|status)['\"]?\s?[:=]\s?\Z", re.IGNORECASE)
_THEN_A_FIELD = re.compile(r",\s*['\"\w]")
OF_HTTP = {"400", "401", "403", "404", "405", "409", "422", "429"}
_REPEATED = re.compile(r"Queued mail for delivery -> \Z")  # the answer to RCPT, which Exchange adds to its last one
_THEN_HTTP = re.compile(
    r"\s(?:bad gateway|client error|server error|internal server error|not found|forbidden)\b", re.I
)
# "550 5.1.1", "550-'5.1.1", "550 #5.1.1", "550 550 5.1.1", "(550, b'5.1.1 ...')", "code=550, status=5.1.1"
_THEN_X_Y_Z = re.compile(
    rf"(?:[-\s]\s*{REPLY_CODE})?(?:[-\s/:;)\]][-\s/:;)\]'\"#(\[]{{0,8}}|\s?,\s*(?:[\w-]{{1,20}}\s?[:=]\s*)?b?['\"]?"
    rf"|\s[\w-]{{1,20}}=['\"]?)\s*({X_Y_Z})"
)
# "total-session-count":212,"total-failure-session-count":37
_COUNTED = re.compile(r"(?<![a-z])count\W{1,4}$", re.IGNORECASE)
_THEN_BYTES = re.compile(r"\A,\s*b?['\"]")
# Words in the same paragraph, perhaps behind an address, a small number or the code once more.
_THEN_WORDS = re.compile(
    r"(?![^\S\n]*\n\s*\n):?[-\s][\s:<'\"(\[{*#-]*"
    r"(?:(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f:]{6,39}|\d\d?|[2-5]\d\d)\]?\s+)?[^\W\d_]"
)
_THEN_NOTHING = re.compile(r"[-'\")\]:;,.]?\s*(?:$|\n)")
_THEN_A_UNIT = re.compile(
    r"[-\s]\s*(?:port(?=\s[\[(])|for\s[0-9]+\s(?:minutes?|hours?|days?)|[kmg]?i?b|bytes?|messages|mails|recipients|days?|hours?|minutes?|seconds?|ms|attempts?|times|people|items"
    r"|of\s(?:our|the|these|those|its|their|my|your|all|whom|which)|customers|members|products|new|pieces|euros?|eur|usd|gbp|dollars?|[€$£%]|k?g|ml|km|to\s[0-9]+|ريال"
    r"|درهم|دولار|جنيه|يورو)(?!\w)",
    re.IGNORECASE,
)
_LONE_LEAD = re.compile(
    r"(?:#|(?:dsn|status|code|error|reply|error\smessage)(?:\s(?:was|is))?[\s:=\"']{0,6})$", re.IGNORECASE
)
# "sorry, no mailbox here by that name (#5.1.1)", "not accepted: 5.7.1 This system ..."
_NOTED = re.compile(rf"(?:[(\[<]\s?|:\s)#?({X_Y_Z})")
# "The server responded: 4.7.0 Temporary failure", "(5.1.1 User unknown)"; and "User unknown 5.1.1" at the end of a line
_OPENED = re.compile(r"(?:\w ?:|[(\[])\s{0,3}['\"‘“«„`#]?$")
_REFUSING = re.compile(
    r"(?:user|mailbox|recipient|sender|address|relay(?:ing)?|denied|reject\w*|unknown|refused|blocked|undeliver\w+"
    r"|quota|expired)\b[^\n]{0,40}$",
    re.IGNORECASE,
)
_STATED = re.compile(r"\bstat(?:us)?=(?=\w)")

# "Order 550 5.1.1", "room 550", "flight LH 421", "kernel 5.4.0": what numbers stand behind that are none of mail.
_NUMBERED = re.compile(
    r"(?:^|[\s(])(?:orders?|invoices?|rooms?|flights?|parcels?|tracking|tickets?|articles?|items?|parts?|models?|version|release"
    r"|pages?|chapters?|bus|route|gate|seat|project|kernel|package|build|extension|ext\.?|tel\.?|call|phone|boeing|airbus"
    r"|paid|about|only|over|than|peugeot|fiat|levi.?s|bestellung|rechnung|zimmer|flug|commande|facture|chambre|vol|pedido"
    r"|factura|habitación|заказ|счёт|комната|طلب|غرفة|رحلة|فاتورة)\s(?:(?:no|nr|n°|num|number)\.?\s?|#\s?)?[A-Z]{0,2}\s?$",
    re.IGNORECASE,
)

# Whom a line of Postfix is about: "4.7.1 Try again later; from=<a@example.com> to=<b@example.com> proto=ESMTP"
_OF_WHOM = re.compile(r";\s(?=from=<[^<>\n]{0,250}>\s(?:to=<|proto=))")
# Where a reply is over: what writes it goes on.
_ENDS = re.compile(
    _OF_WHOM.pattern
    + r"""|\n\s*\n|\(in\s+reply\s+to|\n?\b(?:Giving\sup\son|I'm\snot\sgoing\sto\stry)\b
    |\n<[^<>\s]{1,120}>:|\n\s*(?:>>>|<<<|\.{3}\s|-{5}|\*{5}|={3})
    |\\[rn](?:\\n)?['"]?\s*(?:\Z|\n|\})   # the end of its line, as a log writes it
    |\.\.\.(?=[ \t]*\n)   # where a table cuts it
    |"(?=[^\S\n]{0,8}\n[^\S\n]{0,8}")   # the last cell of a row in quotation marks
    |\n[^\W\d][^\n:]{1,40}\s?:\s?[«“]   # the next field of a dialog
    |\n[^\W\d][^\n\t]{0,40}\t   # the next row of a table
    |['"]?</[a-z][^<>\n]{0,20}>\s*(?=<|\n|\Z)   # the end of an element of HTML, and of what it says
    |\n\s+at\s|\n\s*[a-z_]{2,20}:\s['"\d]|\n(?:app|lib|/)[\w/.-]{1,99}:\d   # a stack trace
    # the time of a log's next line, perhaps behind the name of a container
    |\n\s*(?:[\w.-]{1,60}\s{1,9}\|\s)?\[?(?:\d{4}-\d\d-\d\d|(?:[a-z]{3}\s{1,2}\d{1,2}\s)?\d\d:\d\d:\d\d)
    |(?<=[a-z.!])\n\s*(?=[\u0600-\u06ff])   # what somebody asks in Arabic below an English reply
    |\n\[?(?-i:NOTICE|INFO|WARN(?:ING)?|ERROR|DEBUG|PROTOCOL|CRIT)\]?[\s:]   # the level of a log's next line
    |,\s(?:stat|status|dsn|delay|relay)=|'[)}\]]|['"],\s[A-Z][\w ()]{1,30}:\s|\#\#|"[,}\]]|\}\s?;""",
    re.IGNORECASE | re.VERBOSE,
)
_COMMANDS = r"(?:EHLO|HELO|MAIL|RCPT|DATA|QUIT|RSET|AUTH|STARTTLS|NOOP|VRFY)\b"
_NEXT_IN_SESSION = re.compile(rf"\n[\s<*=-]{{0,8}}(?:(?P<code>{REPLY_CODE})[-\s]|->|{_COMMANDS})")
_CLOSERS = {"'": "'", '"': '"', "‘": "’", "“": "”", "«": "»", "„": "“", "(": ")", "[": "]", "{": "}"}

ADDRESS = r"[\w.+=-][\w.+='-]{0,63}@[\w.-]{1,190}\w"  # of a mailbox, as far as its form tells
_ADDRESS = re.compile(rf"(?<![\w.+=@-]){ADDRESS}")
_NOT_A_RECIPIENT = re.compile(
    r"(?:from|sender|ctladdr|username|user|reply-to|return-path|message-id|smtp-id|\bid)[\s:=<\"']{0,4}$", re.IGNORECASE
)
_PROMPT_BEHIND = re.compile(r":[~/][^\s#$]{0,80}[#$]")  # of a shell: root@host:~#
_SENDER_BEHIND = re.compile(r">?:?\s+(?:domain of )?sender", re.IGNORECASE)
_TO = re.compile(r"(?:\bto|recipients?|rcpt(?:[ _]to)?)[\s:=\"']{0,4}<?$", re.IGNORECASE)
_LISTED = re.compile(r"(?:^|\n)[\s>*•-]{0,20}<?$")
_BEHIND_CODES = re.compile(rf"[-\s]\s*(?:#?{X_Y_Z}\s+)?<({ADDRESS})>(?!:?\s+(?:domain of )?sender)", re.I)

_IN_REPLY_TO = re.compile(r"\s*\(in\s+reply\s+to\s+([^)]{1,60})\)", re.IGNORECASE)
_COMMAND_BEHIND = re.compile(r"\bcommand: '([A-Z ]{4,12})'|\b(EAUTH)\b")
# Commands in capitals; ">>> DATA" tells nothing: with pipelining it precedes the replies to earlier commands as well
# (RFC 2920 section 3.1).
_STAGE = re.compile(
    r"""(?P<connect>(?i:initial\sconnection|refused\sto\stalk|(?:server|initial)\sgreeting)|SMTPConnectError)
    |(?P<end_of_data>(?i:end\sof\s(?:data|message)|end-of-message|final\sDATA|message\sbody)
        # As logs say it: Postfix (but not of its own filter or mailbox), Sendmail, Exim.
        |\brelay=(?![^,\s]*\[(?:127\.|::1|/|private/))[^,\s]+,[^\n]{0,160}\bstatus=sent\s\(|\bstat=Sent\s\(|\sC=")
    |(?P<rcpt>\bRCPT\b|RecipientsRefused|(?i:after\srcpt|to\srcpt))
    |(?P<mail>\bMAIL\s?F(?:ROM|rom)\b|\bMAIL\scommand|SenderRefused|(?i:after\smail\sfrom))
    |(?P<auth>\bAUTH\b|AuthenticationError|EAUTH|\bInvalid\slogin:)|(?P<starttls>\bSTARTTLS\b)
    |(?P<ehlo>\b(?:EHLO|HELO|LHLO)\b|HeloError)
    |(?P<data>(?:after|to|our)\sDATA\b|\bDATA\scommand)|(?P<quit>(?:after|to)\sQUIT\b)""",
    re.VERBOSE,
)
# What servers say of a whole message alone.
_TAKEN = re.compile(r"\bqueued\b|\baccepted for delivery\b|\bok:? id=|\bok +\d{9,} ", re.IGNORECASE)


def hits(text: str) -> Iterator[Hit]:
    """Yield every number that may be a reply code, then every X.Y.Z that stands without one."""
    recipients, reach = _Recipients(text), _Reach(text)
    before, end, taken = "", 0, [0]  # the code of the reply before, its end; where replies begin and end, by turns
    for match, _number in zip(BASIC.finditer(text), range(_CANDIDATES), strict=False):
        evidence = _evidence(text, match)
        # A number within the text of a reply is part of it, unless it is surely another reply.
        if not evidence or (match.start() < end and evidence < Evidence.STRONG):
            continue
        length = reach.of(match)
        reply = _reply(text, match, length, text[max(end, match.start() - 200) : match.start()])
        if before == _ASKS_FOR_LOGIN:
            reply = replace(reply, stage=Stage.AUTH)
        yield Hit(evidence, match.start(), replace(reply, recipient=recipients.of(match)))
        if match.start() >= end:
            before = reply.code
            end = match.end() + length
            taken += [match.start(), end]
    yield from _lone(text, taken, recipients)


class _Recipients:
    """The addresses in a text that are presented as recipients: listed, or after "to"; not those in its prose."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _found(self) -> list[re.Match[str]]:
        return [match for match in _ADDRESS.finditer(self._text) if self._is_one(match)]

    def _is_one(self, match: re.Match[str]) -> bool:
        before = self._text[max(0, match.start() - 40) : match.start()]
        is_other = any(form.match(self._text, match.end()) for form in (_SENDER_BEHIND, _PROMPT_BEHIND))
        if _NOT_A_RECIPIENT.search(before) or is_other:
            return False
        return before.endswith("<") or bool(_TO.search(before) or _LISTED.search(before))

    def of(self, code: re.Match[str]) -> str:
        """Return whom a reply is about: named behind its codes, else last before it, else later in its line."""
        if behind := _BEHIND_CODES.match(self._text, code.end()):
            return behind[1]
        number = bisect(self._found, code.start(), key=re.Match.start)
        if number:
            return self._found[number - 1][0]
        end = self._text.find("\n", code.start())
        later = self._found[:1] if end < 0 or (self._found and self._found[0].start() < end) else []
        return later[0][0] if later else ""


def _lone(text: str, taken: list[int], recipients: _Recipients) -> Iterator[Hit]:
    """Yield what stands in place of a reply code: "(#5.1.1)", "dsn=5.1.1", or a line that begins with it."""
    for match, _number in zip(LONE.finditer(text), range(_CANDIDATES), strict=False):
        if bisect(taken, match.start()) % 2 == 0:  # within a reply
            continue
        start, end = match.span()
        before, after = text[max(0, start - _BEFORE) : start], text[end : end + 40]
        is_introduced = bool(_INTRODUCED.search(before))
        if is_introduced or _LONE_LEAD.search(before):
            evidence = Evidence.STRONG
        elif _THEN_WORDS.match(after) and (_BEGINS.search(before) or _OPENED.search(before)):
            evidence = Evidence.FAIR
        elif _THEN_NOTHING.match(after) and _REFUSING.search(before):
            evidence = Evidence.WEAK
        else:
            continue
        first = max(start - LONGEST_REPLY // 2, text.rfind("\n", max(0, start - LONGEST_REPLY // 2), start) + 1)
        line = _OF_WHOM.split(text[first : start + LONGEST_REPLY // 2].split("\n", 1)[0])[0]
        stated = _STATED.search(line)
        # What a program says before a quotation is no part of it: "Mailbox unavailable. The server response was: 5.7.3"
        quoted = line[start - first :] if is_introduced and _THEN_WORDS.match(after) else line
        said = tidy(line[stated.end() :] if stated else quoted)
        yield Hit(evidence, start, Reply("", match[0], said, recipients.of(match), stage=named_stage(line)))


def _evidence(text: str, match: re.Match[str]) -> Evidence:
    before, after = text[max(0, match.start() - _BEFORE) : match.start()], text[match.end() : match.end() + 40]
    refuses, words = match[0][0] in "45", bool(_THEN_WORDS.match(after))
    begins = bool(_BEGINS.search(before))
    then_enhanced = _THEN_X_Y_Z.match(after)
    is_other = _is_port(match[0], before) or _NUMBERED.search(before[-_NAME:]) or _REPEATED.search(before)
    if is_other or (not then_enhanced and _is_of_http(match[0], before, after)):
        return Evidence.NONE
    if then_enhanced or (_THEN_BYTES.match(after) and not _COUNTED.search(before)):
        return Evidence.STRONG
    if _THEN_A_UNIT.match(after):
        return Evidence.NONE
    if _INTRODUCED.search(before):
        return Evidence.STRONG
    if refuses and words and (begins or _AFTER_COLON.search(before) or _BEHIND_UNSPACED.search(before)):
        return Evidence.FAIR
    named = refuses and (
        NAMED.search(before) or (words and (_AFTER_COMMA.search(before) or _BEHIND_HOST.search(before)))
    )
    return Evidence.WEAK if named or (begins and (words or _THEN_NOTHING.match(after))) else Evidence.NONE


def is_ruled_out(text: str, match: re.Match[str]) -> bool:
    """Whether what stands beside a number says that it is no reply: a port, a status of HTTP, an amount, an order's."""
    before, after = text[max(0, match.start() - _BEFORE) : match.start()], text[match.end() : match.end() + 40]
    return bool(
        _is_port(match[0], before)
        or _NUMBERED.search(before[-_NAME:])
        or _is_of_http(match[0], before, after)
        or _THEN_A_UNIT.match(after)
    )


def _is_port(number: str, before: str) -> bool:
    return bool(_PORT.search(before) or (number in _OF_SUBMISSION and _HOST_BEFORE.search(before)))


def _is_of_http(number: str, before: str, after: str) -> bool:
    is_named = _STATUS_CODE.search(before) and _THEN_A_FIELD.match(after)
    is_noted = before.endswith("(code ") and after.startswith(")")  # as Symfony notes it behind what was said
    by_name = number in OF_HTTP and (is_named or is_noted)
    return bool(by_name or _NOT_MEANT.search(before) or _THEN_HTTP.match(after))


def _reply(text: str, match: re.Match[str], length: int, before: str) -> Reply:
    """Read a reply from its code on, which goes on so far behind it."""
    end = match.end() + length
    body = text[match.end() : end]
    then = _THEN_X_Y_Z.match(body) or _NOTED.search(body)
    return Reply(
        code=match[0],
        enhanced=then[1] if then else "",
        text=_closed(tidy(match[0] + _THEN_BYTES.sub(" ", body))),
        stage=_stage_of(text, end, before) or (Stage.END_OF_DATA if _takes(match[0], body) else None),
    )


class _Reach:
    """How far replies go on behind their codes: to the next reply or command of a session, or where they are closed.

    What was found for one reply holds for those up to there: however many there are, the text is gone through once.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[str, tuple[int, int]] = {}  # code, or none -> from where on it is known, and what is there

    def of(self, match: re.Match[str]) -> int:
        """Return how many characters behind its code are of the reply."""
        start, code = match.end(), match[0]
        body = self._text[start : start + LONGEST_REPLY]
        over = self._first("", start, _ENDS.finditer)
        others = self._first(code, start, lambda *at: (m for m in _NEXT_IN_SESSION.finditer(*at) if m["code"] != code))
        ends = [others - start, over - start, len(body)]
        if closer := _CLOSERS.get(self._text[match.start() - 1 : match.start()]):
            # Of several in a row the last one: [550 no [192.0.2.1]]
            closed = re.search(rf"({re.escape(closer)}+)[.,;)\]}}]*(?=\s*(?:\n|$))", body)
            ends.append(closed.end(1) - 1 if closed else len(body))
        return min(ends)

    def _first(self, name: str, start: int, find: Callable[[str, int], Iterator[re.Match[str]]]) -> int:
        since, place = self._known.get(name, (0, -1))
        if not since <= start <= place:
            place = next((there.start() for there in find(self._text, start)), len(self._text))
            self._known[name] = start, place
        return place


def _closed(text: str) -> str:
    """Drop what closes something that was opened before the reply: (reason: 550 no), "550 no"."""
    while text and text[-1] in ")]}’”»'\"“":
        last = text[-1]
        opener = next(opener for opener, closer in _CLOSERS.items() if closer == last)
        is_open = text.count(last) % 2 if opener == last else text.count(last) > text.count(opener)
        if not is_open:
            break
        text = text[:-1].rstrip()
    return text


def _stage_of(text: str, end: int, before: str) -> Stage | None:
    """The stage that is named behind a reply, else the last one before it."""
    if behind := _IN_REPLY_TO.match(text, end):
        return named_stage(f"to {behind[1]}")
    if before.count(">>>") > 1:  # several commands were sent in one go
        return None
    if named := named_stage(before):
        return named
    near = text[end : end + _NEAR]
    behind = _COMMAND_BEHIND.search(near) if "command" in near or "EAUTH" in near else None  # the pattern takes long
    return named_stage(behind[1] or behind[2]) if behind else None


def _takes(code: str, said: str) -> bool:
    """Whether a reply says that the server has the message."""
    return code == "250" and bool(_TAKEN.search(said))


def named_stage(text: str) -> Stage | None:
    """Return the stage whose command a text names last, as what was answered: "to DATA"."""
    names = [match.lastgroup for match in _STAGE.finditer(" ".join(text.split()))]
    return Stage((names[-1] or "").replace("_", "-")) if names else None
