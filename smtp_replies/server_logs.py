"""Logs of mail servers: what their lines say of messages, and whose log it is."""

import re
from collections.abc import Iterator

from smtp_replies.reply import Reply, tidy

_LINES = 1000  # looked at: a log that somebody pastes has fewer

# Lines of logs that say what became of a message, and why, each with its form.
_LOGGED = re.compile(
    r"""(?:
    # Exim: ** user@example.com R=dnslookup T=remote_smtp: all hosts have been failing for a long time
    [ \t](?P<exim>\*\*|==)[ \t]\S{1,120}@(?:[^\n:]|:(?!\ )){1,300}:[ ](?P<exim_said>[^\n]+)
    |\b(?:result|status)="?(?P<smtpd>TempFail|PermFail)\b[^\n]{0,300}?\bstat="?(?P<smtpd_said>[^"\n]+)   # OpenSMTPD
    |\bpostfix/\w{1,20}\[\d+\]:[ ](?P<connect_said>(?P<connect>(?:SSL_)?connect)[ ](?:error[ ])?to[ ][^\n]+)
    |\bstatus=(?P<postfix>deferred|bounced|expired)[ ]\((?P<postfix_said>[^\n]{1,2000})\)        # Postfix
    |\bstat=(?P<sendmail>Deferred|Service[ ]unavailable|User[ ]unknown)(?P<sendmail_said>[^\n]*)
    |\[outbound\][ ](?P<haraka>Temp[ ]failing|bouncing)[ ](?P<haraka_said>[^\n]+)
    |(?:^|\d:)[ \t]*(?P<qmail>failure|deferral):[ ](?P<qmail_said>[^\n]+(?:\n(?!\S*\d{9})[^\n]+){0,3})
    |^[ \t]*\((?P<mailq_said>(?P<mailq>connect|lost|conversation|delivery|host)[ ][^\n]+)\)[^\n]*$   # mailq
    |\bH=[^\n]{1,300}?\s(?P<exim_refused>(?:temporarily[ ])?rejected)[ ](?:RCPT|MAIL|DATA|after[ ]DATA)\b[^\n:]{0,200}
        :[ ](?P<exim_refused_said>[^\n]+)
    |\bretval=(?P<haraka_refused>DENY\w{0,20})[ ]msg="(?P<haraka_refused_said>[^"\n]+)"
    |\b(?P<stalwart_refused_said>[A-Z][\w ]{3,60})[ ]\(smtp\.(?P<stalwart_refused>mailbox-does-not-exist
        |relay-not-allowed|message-too-large|rate-limit-exceeded|loop-detected|mail-from-(?:un\w{4,20}|not-allowed))\)
    |^(?P<postal>SOFT|HARD)[ ]FAIL\n(?P<postal_said>[^\n]+(?:\n[^\n]+)?)
    )""",
    re.VERBOSE | re.MULTILINE,
)
_GOES_ON_IN_LOG = {
    "==",
    "TempFail",
    "deferred",
    "Deferred",
    "Temp failing",
    "deferral",
    "SOFT",
    "connect",
    "SSL_connect",
    "lost",
    "conversation",
    "delivery",
    "host",
    "temporarily rejected",
    "DENYSOFT",
    "DENYSOFTDISCONNECT",
}


# A line that says that another server took the message, and for whom: of Postfix or Sendmail, of Exim.
_SENT = re.compile(r"\bto=<([^>\n]{1,320})>[^\n]{0,600}\bsta(?:tus=s|t=S)ent\b|\s=>\s(\S{1,320}@\S{1,255})\s")
_FOR_WHOM = re.compile(r"\bto=<([^>\n]{1,320})>|\s==\s(\S{1,320}@\S{1,255})\s")


def logged(text: str) -> Iterator[Reply]:
    """Yield what lines of logs say of messages: failed, or deferred, which nobody was told but who runs the server.

    What was deferred and has been sent to the same recipient later is over.
    """
    sent = {found[1] or found[2]: found.start() for found in _SENT.finditer(text)}
    for name, match in _lines(text):
        action = "deferred" if match[name] in _GOES_ON_IN_LOG else "failed"
        whom = _FOR_WHOM.search(_line(text, match)) if sent and action == "deferred" else None
        if not whom or sent.get(whom[1] or whom[2], -1) < match.start():
            yield Reply(text=tidy(match[f"{name}_said"]), action=action)


def _lines(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield the name of the form of each line of a log, and the line."""
    for match, _number in zip(_LOGGED.finditer(text), range(_LINES), strict=False):
        yield next(name for name in match.groupdict() if match[name] and not name.endswith("_said")), match


# A line of a mail server's log: its time, perhaps behind the name of a container or file, and the server's program, or
# Exim's number of a message; lists of a queue, the heads of Exchange's log; a session with swaks, telnet or openssl.
_LOG_LINE = re.compile(
    r"^(?:[\w./-]{1,60}(?:[ \t]{1,9}\||:)[ \t]?)?\W{0,3}"
    r"(?:[A-Z][^\W\d_]{2}[ ]{1,2}\d{1,2}[ ]|\d{4}-\d\d-\d\d[T ])\d\d:\d\d:\d\d\S{0,16}[ \t]"
    r"[^\n]{0,80}?(?:\b(?:postfix|exim|sendmail|sm-mta|smtpd|qmail|lmtp|opendkim|amavis)\b|\b\w{6}-\w{6,11}-\w{2,4}\b)"
    r"|\b(?:postfix/(?:\w{1,20}/)?\w{1,20}|sendmail|sm-mta)\[\d{1,9}\]:"
    r"|\bdelivery \d{1,9}: (?:deferral|failure): "  # qmail
    r"|^-+Q(?:ueue |-)ID-|^[ \t]*\d{1,3}[mhd][ \t]+[\d.]{1,6}[KM]?[ \t]+\w{6}-\w{6,11}-\w{2,4}[ \t]|^LastError[ \t]*:"
    r"|^#(?:Software: Microsoft Exchange|Log-type: (?:SMTP|Message))|^\"SMTP[CD]\"[ \t]"  # and that of hMailServer
    r"|^type,timeLogged,|\bwhile connected from \S{1,255} \(\S{1,45}\) to \S{1,255} \("  # PowerMTA
    r"|\[\d{1,9}\] (?:<--|-->) "  # MDaemon
    r"|^\[(?:DEBUG|INFO|NOTICE|WARN|ERROR|CRIT)\] \[(?:-|[\dA-F]{8}-[\dA-F-]{27}(?:\.\d{1,9}){0,9})\] \["  # Haraka
    r"|^=== Trying \S{1,255}\.\.\.|^Escape character is '|^CONNECTED\([\dA-F]{8}\)",
    re.MULTILINE,
)


def is_log(text: str) -> bool:
    """Whether a text is the log of a mail server, which whoever runs the server reads."""
    return bool(_LOG_LINE.search(text))


# What a server writes of mail that it refused, or kept back, itself.
_REFUSED_HERE = re.compile(
    r"""\bpostfix/(?:\w+/)?(?:smtpd|postscreen|cleanup)\[\d+\]:[^\n]{0,40}?\b(?:milter-)?reject:
    |\bpostfix/dnsblog\[\d+\]:
    |\bH=[^\n]{0,200}?\s(?:temporarily\s)?rejected\b|\srejected\s(?:EHLO|HELO)\sfrom\s   # Exim
    |\bretval=DENY   # Haraka
    |\bfailed-command\scommand="   # OpenSMTPD
    |\bruleset=check_\w                                        # Sendmail
    |\{(?:Discarded|Rejected|Bounced)Inbound|\bOk,\sdiscarded,\sid=   # Amavis
    |\bRejected\sby\sLDAPACCEPT\b                              # Cisco
    |"SMTPD"[^\n]{0,120}"SENT:\s[45]\d\d                         # hMailServer
    |,>,"?[45]\d\d[-\s]                                         # a log of one of Exchange's receive connectors
    |^Directionality\s*:\s*Incoming\b|\bEvent(?:\s?ID)?:?\s1500[4-7]\b   # Exchange: tracking, no room
    |\(smtp\.[a-z-]{1,40}\)[^\n]{0,200}\blocalPort\s=\s25\b      # Stalwart
    |\bhost\s(?:127\.0\.0\.1|localhost)\[[^\]\n]{1,40}\]\ssaid:\s[45]\d\d   # a filter behind it
    |\bpostfix/(?:lmtp|local|virtual|pipe)\[\d+\]:[^\n]{1,400}?\bstatus=(?:bounced|deferred)\b   # its own mailboxes
    """,
    re.VERBOSE | re.MULTILINE,
)
# Rows of the consoles of filters, of which one alone says nothing: Proofpoint, Mimecast.
_CONSOLE = re.compile(r"^(Final (?:Rule|Action)|Module / Rule|Rejection (?:Type|Code|Info)|Event Info)\b", re.MULTILINE)
_OUTBOUND = re.compile(r"outbound", re.IGNORECASE)
# An own user who has logged in, so that the server that refuses is that of the sender.
_OWN_USER = re.compile(r"\breject:[^\n]{0,600}\bsasl_username=")
_TO_ITSELF = re.compile(
    r"\bhost (?:127\.0\.0\.1|localhost)\[|\bpostfix/(?:lmtp|local|virtual|pipe)\["
)  # filters, mailboxes


def is_of_receiver(text: str) -> bool:
    """Whether a text is the log of a server that refused mail itself, and tells of no mail that it sent."""
    if _OWN_USER.search(text) or not (_REFUSED_HERE.search(text) or _is_of_console(text)):
        return False
    sent = (match for name, match in _lines(text) if not name.endswith("_refused"))
    return all(_TO_ITSELF.search(_line(text, match)) for match in sent)


def _line(text: str, match: re.Match[str]) -> str:
    return text[text.rfind("\n", 0, match.start()) + 1 : match.end()]


def _is_of_console(text: str) -> bool:
    """Whether a text has the rows with which the console of a filter shows a message that came from outside."""
    return len(set(_CONSOLE.findall(text))) > 1 and not _OUTBOUND.search(text)
