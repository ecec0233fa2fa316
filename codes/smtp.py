"""What the digits of reply codes mean (RFC 5321 section 4.2, RFC 3463), and the words facts are made of."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import total_ordering

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


class Subject(Enum):
    """Second number of an enhanced code: what it is about (RFC 3463 section 3)."""

    OTHER = "0"
    ADDRESS = "1"
    MAILBOX = "2"
    SYSTEM = "3"
    ROUTING = "4"
    PROTOCOL = "5"
    CONTENT = "6"
    SECURITY = "7"
    UNASSIGNED = "unassigned"


class Standing(Enum):
    """Who gave the code its meaning."""

    STANDARD = "standard"
    EXTENSION = "extension"
    OBSOLETE = "obsolete"
    UNREGISTERED = "unregistered"
    REGISTERED = "registered"  # an enhanced code in the registry of RFC 5248


class Question(Enum):
    """What the readers of a comparison want to know."""

    WAIT_OR_ACT = "wait-or-act"
    WHICH_REFUSAL = "which-refusal"
    ACCEPTED_OR_NOT = "accepted-or-not"
    LOGIN_OR_PERMISSION = "login-or-permission"
    WRONG_ADDRESS = "wrong-address"
    MAILBOX_OR_SERVER = "mailbox-or-server"
    WRONG_COMMAND = "wrong-command"
    SENDER_AUTHENTICATION = "sender-authentication"


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


class Waiting(Enum):
    """Whether time alone removes a cause."""

    HELPS = "helps"
    SOMETIMES = "sometimes"
    NO = "no"


class ProviderKind(Enum):
    """What a provider does with mail."""

    MAILBOXES = "mailbox provider"
    FILTER = "filter"
    SOFTWARE = "mta"
    BLOCKLIST = "blocklist"
    SENDING = "sending service"


class SourceKind(Enum):
    """Where the text of a known reply was found."""

    PROVIDER = "provider-doc"  # the provider's own page, documentation or source code
    COLLECTED = "collected"  # a public collection, an issue thread, a set of returned messages


_SEVERITIES = {severity.value: severity for severity in Severity}
_CATEGORIES = {category.value: category for category in Category} | dict.fromkeys("34", Category.UNSPECIFIED)


_SUBJECTS = {subject.value: subject for subject in Subject}
CLASSES = "245"  # of enhanced codes; 3yz replies have none (RFC 2034 section 4)
_BASIC = re.compile("[0-9]{3}")
_NUMBER = "(?:0|[1-9][0-9]{0,2})"  # no leading zeros (RFC 3463 section 2)
_ENHANCED = re.compile(rf"[0-9](?:\.{_NUMBER}){{2}}")


@total_ordering
@dataclass(frozen=True)
class Code:
    """A three-digit reply code or an enhanced status code, well formed but not necessarily known."""

    text: str

    def __str__(self) -> str:
        return self.text

    def __lt__(self, other: "Code") -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[bool, list[int]]:
        # Three-digit codes come before enhanced ones, and 5.7.9 before 5.7.26.
        return self.is_enhanced, [int(part) for part in self.text.split(".")]

    @property
    def is_enhanced(self) -> bool:
        """Whether it has the form X.Y.Z."""
        return "." in self.text

    @property
    def row(self) -> str:
        """The name of the record: 550 itself, and X.7.26 for 4.7.26 as well as for 5.7.26."""
        return f"X{self.text[1:]}" if self.is_enhanced else self.text

    def with_class(self, digit: str) -> "Code":
        """Return the same enhanced code in another class."""
        return Code(digit + self.text[1:])

    @property
    def severity(self) -> Severity:
        """Meaning of the first digit; a client treats one outside 2-5 as fatal (RFC 5321 section 4.2)."""
        return _SEVERITIES.get(self.text[0], Severity.OUTSIDE_SMTP)

    @property
    def category(self) -> Category | Subject:
        """Meaning of the second digit or number; outside the grammar (RFC 5321 section 4.2) no digit has one."""
        if self.is_enhanced:
            return _SUBJECTS.get(self.text.split(".")[1], Subject.UNASSIGNED)
        if self.severity is Severity.OUTSIDE_SMTP:
            return Category.OUTSIDE_SMTP
        return _CATEGORIES.get(self.text[1], Category.OUTSIDE_SMTP)


def parse_code(text: str) -> Code:
    """Read three ASCII digits or an X.Y.Z without leading zeros; anything else is a ValueError."""
    if not (_BASIC.fullmatch(text) or _ENHANCED.fullmatch(text)):
        raise ValueError(f"not a reply code: {text[:20]!r}")
    return Code(text)


def neighbours(code: Code, known: list[Code]) -> list[Code]:
    """Return the known codes of the same form nearest to this one: those with the same first digits first, in order."""

    def distance(other: Code) -> tuple[bool, bool, int]:
        (class_, subject, detail), (own_class, own_subject, own_detail) = _parts(other), _parts(code)
        return class_ != own_class, subject != own_subject, abs(detail - own_detail)

    others = (other for other in known if other != code and other.is_enhanced == code.is_enhanced)
    return sorted(sorted(others, key=distance)[:NEIGHBOURS])


def _parts(code: Code) -> tuple[str, str, int]:
    if code.is_enhanced:
        class_, subject, detail = code.text.split(".")
        return class_, subject, int(detail)
    return code.text[0], code.text[1], int(code.text)
