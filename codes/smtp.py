"""What the digits of an SMTP reply code mean (RFC 5321 section 4.2), and the words facts are made of."""

import re
from dataclasses import dataclass
from enum import Enum

# The known codes nearest to one that is not known, as many as fit on a line.
NEIGHBOURS = 4


# Plain Enum: as IntEnum, Severity 5 and Category 5 would be the same dictionary key.
class Severity(Enum):
    """First digit: what the client may do next (RFC 5321 section 4.2.1)."""

    POSITIVE_COMPLETION = "2"
    POSITIVE_INTERMEDIATE = "3"
    TRANSIENT_NEGATIVE = "4"
    PERMANENT_NEGATIVE = "5"
    OUTSIDE_SMTP = "outside"

    @property
    def refuses(self) -> bool:
        """Whether the command was not carried out."""
        return self in {Severity.TRANSIENT_NEGATIVE, Severity.PERMANENT_NEGATIVE}


class Category(Enum):
    """Second digit: what the reply is about (RFC 5321 section 4.2.1)."""

    SYNTAX = "0"
    INFORMATION = "1"
    CONNECTIONS = "2"
    UNSPECIFIED = "3 or 4"
    MAIL_SYSTEM = "5"
    OUTSIDE_SMTP = "outside"


class Standing(Enum):
    """Who gave the code its meaning."""

    STANDARD = "standard"
    EXTENSION = "extension"
    OBSOLETE = "obsolete"
    UNREGISTERED = "unregistered"


class Stage(Enum):
    """Point of the session at which a reply falls, in the order of a session."""

    CONNECT = "connect"
    EHLO = "ehlo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    END_OF_DATA = "end-of-data"
    QUIT = "quit"
    OTHER = "other"


class Actor(Enum):
    """Who can do something about the reply."""

    NOBODY = "nobody"
    WAIT = "wait"  # nobody yet: a queue, or time, may settle it
    SENDER = "sender"
    SENDER_ADMIN = "sender-admin"
    RECIPIENT = "recipient"
    RECIPIENT_ADMIN = "recipient-admin"


class Retried(Enum):
    """What happens by itself after the reply (RFC 5321 sections 4.2.1 and 4.5.4.1)."""

    NOTHING = "nothing"
    QUEUE = "queue"
    CLIENT = "client"
    NO = "no"


_SEVERITIES = {severity.value: severity for severity in Severity}
_CATEGORIES = {category.value: category for category in Category} | dict.fromkeys("34", Category.UNSPECIFIED)


@dataclass(frozen=True, order=True)
class Code:
    """A three-digit reply code, well formed but not necessarily known."""

    digits: str

    def __str__(self) -> str:
        return self.digits

    @property
    def severity(self) -> Severity:
        """Meaning of the first digit; a client treats one outside 2-5 as fatal (RFC 5321 section 4.2)."""
        return _SEVERITIES.get(self.digits[0], Severity.OUTSIDE_SMTP)

    @property
    def category(self) -> Category:
        """Meaning of the second digit; outside the grammar (RFC 5321 section 4.2) no digit has one."""
        if self.severity is Severity.OUTSIDE_SMTP:
            return Category.OUTSIDE_SMTP
        return _CATEGORIES.get(self.digits[1], Category.OUTSIDE_SMTP)


def parse_code(text: str) -> Code:
    """Read exactly three ASCII digits; anything else is a ValueError."""
    if not re.fullmatch("[0-9]{3}", text):
        raise ValueError(f"not a reply code: {text[:20]!r}")
    return Code(text)


def neighbours(code: Code, known: list[Code]) -> list[Code]:
    """Return the known codes nearest to this one: those with the same first digits first, in order."""

    def distance(other: Code) -> tuple[bool, bool, int]:
        return (
            other.digits[0] != code.digits[0],
            other.digits[1] != code.digits[1],
            abs(int(other.digits) - int(code.digits)),
        )

    others = (other for other in known if other != code)
    return sorted(sorted(others, key=distance)[:NEIGHBOURS])
