"""What the digits of reply codes mean (RFC 5321 section 4.2, RFC 3463), and the stages of a session."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import total_ordering

# The one grammar of codes, for every pattern that looks for one.
THREE_DIGITS = "[0-9]{3}"
REPLY_CODE = "[2-5][0-9]{2}"  # what servers send: some have second digits that the standard has not
STANDARD_CODE = "[2-5][0-5][0-9]"  # RFC 5321 section 4.2
NUMBER = "(?:0|[1-9][0-9]{0,2})"  # no leading zeros (RFC 3463 section 2)
DETAIL = rf"\.{NUMBER}\.{NUMBER}"  # of an enhanced code, behind its class
X_Y_Z = rf"[245]{DETAIL}(?![^\W_]|\.[0-9])"  # an enhanced code that is not the beginning of something longer


# The last detail that the registry of enhanced codes has for each subject (IANA, 6 December 2024); what lies beyond is
# a vendor's own.
_LAST_REGISTERED = {"0": 0, "1": 10, "2": 4, "3": 5, "4": 7, "5": 6, "6": 10, "7": 30}


def is_vendors_own(enhanced: str) -> bool:
    """Whether an enhanced code lies outside the registry, so that it can only mean what its vendor means."""
    _class, _dot, rest = enhanced.partition(".")
    subject, _dot, detail = rest.partition(".")
    return detail.isdecimal() and int(detail) > _LAST_REGISTERED.get(subject, -1)


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

    @property
    def goes_well(self) -> bool:
        """Whether the command was carried out, or will be when the client has sent the rest."""
        return self in {Severity.POSITIVE_COMPLETION, Severity.POSITIVE_INTERMEDIATE}


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


_SEVERITIES = {severity.value: severity for severity in Severity}
_CATEGORIES = {category.value: category for category in Category} | dict.fromkeys("34", Category.UNSPECIFIED)
_SUBJECTS = {subject.value: subject for subject in Subject}
CLASSES = "245"  # of enhanced codes; 3yz replies have none (RFC 2034 section 4)
_CODE = re.compile(rf"{THREE_DIGITS}|[0-9]{DETAIL}")


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
    def families(self) -> tuple[str, ...]:
        """Its class, and that with the subject of an enhanced code: 5 and 5.7; a number outside SMTP has no class."""
        if self.severity is Severity.OUTSIDE_SMTP:
            return ()
        return (self.text[0], self.text.rpartition(".")[0]) if self.is_enhanced else (self.text[0],)

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
    if not _CODE.fullmatch(text):
        raise ValueError(f"not a reply code: {text[:20]!r}")
    return Code(text)
