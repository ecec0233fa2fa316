"""Replies that look like those of SMTP and come from elsewhere: FTP, NNTP and others use the same three digits."""

import re
from enum import Enum

_SERVICES = r"\b(?:brevo|mailersend|mailgun|mailjet|postmarkapp|resend|sendgrid|sparkpost)\.(?:com|net)\b"
_MAIL = re.compile(
    r"\b(?:E?SMTPS?|EHLO|HELO|RCPT|MAIL FROM|AUTH (?:LOGIN|PLAIN)|LMTP)\b|smtp|MAILER-DAEMON|\bpost(?:fix|master)\b"
    r"|recipient|(?<![a-z])e-?mails?(?![a-z])|\bmail (?:delivery|server|system)|undeliver"
    r"|said: ?['\"]?[45]\d\d|(?:Final|Original)-Recipient"
    r"|mailbox|(?:user|host|domain|sender) (?:unknown|not found)|no such user|\brelay(?:ing)?\b"
    r"|\b[45]\d\d[- ][45]\.\d{1,3}\.\d{1,3}\b|\br?DNS\b|\bPTR\b|\bDSN\b|\bbounce"
    r"|\bsending of the message\b|\bsend ?mail\b"
    rf"|{_SERVICES}",
    re.IGNORECASE,
)
# Each form alone is enough: no text about mail has it, except where that is said beside it.
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE | re.MULTILINE | re.VERBOSE))
    for name, pattern in {
        "FTP": r"""\b(?:s?ftps?(?:error)?|vsftpd|proftpd|pure-?ftpd|filezilla|lftp|winscp)\b|ftp>
            |\b(?-i:PASV|EPSV|RETR|STOR|MLSD|CWD|MKD|RNFR|RNTO)\b
            |could\snot\screate\sfile|can.?t\sopen\sdata\sconnection|data\sconnection|transfer\scomplete
            |no\stransfer\stimeout|\blogin\sincorrect|not\sa\splain\sfile|failed\sto\schange\sdirectory""",
        "NNTP": r"""\bnntps?\b|\bAUTHINFO\b|\bnewsgroups?\b|\bno\ssuch\s(?:article|newsgroup)
            |\bposting\s(?:failed|not\sallowed)|\b(?:usenet|newsserver|news\.[\w.-]+:(?:119|563))\b""",
        "IMAP": r"""(?-i:^(?![0-9]{3}\s)[\w*]{1,12}\s(?:NO|BAD|BYE|OK)\s[\[A-Z(])|\bimaps?\b|:(?:143|993)\b
            |\[ALERT\]\sToo\smany\s|\bmail_max_userip_connections\b""",
        "POP3": r"^[+-](?:OK|ERR)\b|\bpop3s?\b|(?-i:\bPOPS?\b)|:(?:110|995)\b",
        "HTTP": r"""\bHTTPS?/[0-9]|\bHTTP\s(?:error|status|code|[1-5]\d\d)|code\sHTTP\b
            |\b(?:GET|POST|PUT|DELETE|PATCH)\s(?:https?:/)?/\S
            |bad\sgateway|gateway\stime-?out|requested\sURL\sreturned\serror
            |\b(?:nginx|apache|cloudflare|cf-ray|iis\s[0-9]|upstream|npm\sERR!|net::ERR_\w+|status\s?code:?[ ][1-5]\d\d)
            |unavailable\sfor\slegal\sreasons|misdirected\srequest""",
        "SIP": r"\bSIP/2\.0\b|\b(?:sips?):\S+@|\bREGISTER\ssip",
        "SSH": r"\bpublickey\b|\bsshd?\b|\brsync\b",
        "SQL": r"\bSQLSTATE\b|\bERROR\s\d{4}\s\(|\bpsql\b|\bmysqli?\b|\bORA-\d{5}\b",
        "": r"""\bexit(?:ed)?\s(?:with\s)?(?:code|status)\b|\bexit\s?code\b|segmentation\sfault
            |!important\b|[{;]\s?[\w-]{2,20}:\s?\d+px""",
    }.items()
)

# What only mail has: a text may well name a mail program or a host of mail and show the error of something else.
_SURELY_MAIL = re.compile(
    r"smtp|\b(?:EHLO|HELO|RCPT TO|MAIL FROM|LMTP|STARTTLS)\b|MAILER-DAEMON|undeliver|(?:Final|Original)-Recipient"
    r"|said: ?['\"]?[45]\d\d|\b[45]\d\d[- ][45]\.\d{1,3}\.\d{1,3}\b|status=(?:deferred|bounced)"
    r"|\bsend(?:ing)? (?:an? |the |your )?(?:e-?mail|message)|(?:[a-z\]]|\.\d{1,3}):(?:25|465|587)\b"
    rf"|\A\W{{0,3}}[45]\d\d[-\s]|nodemailer|\bsend ?mail\b|{_SERVICES}",
    re.IGNORECASE,
)
# Forms that only the program that is named shows.
_SURE_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.MULTILINE | re.VERBOSE))
    for name, pattern in {
        # Chrome and Firefox, the cache Squid, apt
        "HTTP": r"""\b(?:DNS_PROBE_\w+|NET::ERR_\w+|ERR_(?:CERT|CONNECTION|NAME|TIMED|TOO|CACHE)_\w+)
            |This\ssite\scan.t\sbe\sreached|Potential\sSecurity\sRisk\sAhead|Your\sconnection\sis\snot\sprivate
            |cache\sadministrator\sis|\bTCP_(?:DENIED|MISS|TUNNEL)/\d
            |^E:\s(?:Failed\sto\sfetch|Unable\sto\sfetch)|^Err:\d+\shttps?://""",
        "SQL": r"^Msg\s\d+,\sLevel\s\d+,\sState\s\d|\bMongo(?:Server|Network)?Error\b|^FATAL:\s\s?\w+\sauthentication",
        # Redis, Kafka, Docker, the security log of Windows
        "": r"""\(error\)\s(?:NOAUTH|WRONGPASS|ERR|OOM|MOVED|READONLY)\b|(?i:^kafka\b:|\borg\.apache\.kafka\b)
            |Error\sresponse\sfrom\sdaemon|Microsoft-Windows-Security-Auditing|\bregistry-1\.docker\.io\b""",
    }.items()
)


# An interface for programs answered, and what it says names mail or does not.
_ANSWERED = re.compile(r"^HTTP/\d(?:\.\d)?\s[1-5]\d\d\b", re.MULTILINE)
_NAMES_MAIL = re.compile(r"recipient|mailbox|(?<![a-z])e-?mails?(?![a-z])", re.IGNORECASE)


def protocol(text: str) -> str | None:
    """Whose reply a text shows where it is surely none of SMTP: "FTP"; empty where it has no name; else None."""
    if not _SURELY_MAIL.search(text) and (sure := _named(_SURE_FORMS, text)) is not None:
        return sure
    if _ANSWERED.search(text) and not (_SURELY_MAIL.search(text) or _NAMES_MAIL.search(text)):
        return "HTTP"
    return None if _MAIL.search(text) else _named(_FORMS, text)


class Trouble(Enum):
    """What keeps a program from fetching mail, which its user takes for trouble with mail as a whole."""

    LOGIN = "login"
    CONNECTIONS = "connections"
    CERTIFICATE = "certificate"


_FETCHING = {"IMAP", "POP3"}
# The words of servers, and of programs in the languages that most people see them in.
_TROUBLES = {
    Trouble.CONNECTIONS: r"too many (?:\w+ )?connections|maximum number of connections|mail_max_userip_connections",
    Trouble.CERTIFICATE: r"certificat|certificado|zertifikat|сертификат|证书|شهادة|گواهی",
    Trouble.LOGIN: r"\[AUTHENTICATIONFAILED\]|-ERR \[AUTH\]|log-?in|passwor[dt]|authenticat|invalid credentials"
    r"|kennwort|anmeld|contraseña|mot de passe|senha|парол|密码|كلمة (?:السر|المرور)|گذرواژه|رمز عبور",
}
_TROUBLE = re.compile("|".join(f"(?P<{one.name}>{words})" for one, words in _TROUBLES.items()), re.IGNORECASE)


def trouble(text: str, protocol: str) -> Trouble | None:
    """What a text tells of fetching mail that failed; None where it does not tell, or is of another protocol."""
    found = {match.lastgroup for match in _TROUBLE.finditer(text)} if protocol in _FETCHING else set()
    return next((one for one in _TROUBLES if one.name in found), None)


def _named(forms: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> str | None:
    return next((name for name, form in forms if form.search(text)), None)
