"""The facts about one code, and the members they are made of: the same in every language."""

from dataclasses import dataclass
from enum import Enum

from smtp_replies.smtp import Category, Severity, Stage, Subject


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


class Actor(Enum):
    """Who can do something about the reply."""

    NOBODY = "nobody"
    WAIT = "wait"  # nobody yet: a queue, or time, may settle it
    SENDER = "sender"
    SENDER_ADMIN = "sender-admin"
    RECIPIENT = "recipient"
    RECIPIENT_ADMIN = "recipient-admin"


class Reader(Enum):
    """For whom steps are: who reads a page does one part of them."""

    SENDER = "sender"
    SENDER_ADMIN = "sender-admin"
    RECIPIENT = "recipient"


class Desk(Enum):
    """Where a cause has to be dealt with, as its reader sees it."""

    WAIT = "wait"
    YOU = "you"
    YOUR_ADMIN = "your-admin"
    THEIR_SIDE = "their-side"


DESKS = {
    Actor.NOBODY: Desk.WAIT,
    Actor.WAIT: Desk.WAIT,
    Actor.SENDER: Desk.YOU,
    Actor.SENDER_ADMIN: Desk.YOUR_ADMIN,
    Actor.RECIPIENT: Desk.THEIR_SIDE,
    Actor.RECIPIENT_ADMIN: Desk.THEIR_SIDE,
}


class Retried(Enum):
    """What happens by itself after the reply (RFC 5321 sections 4.2.1 and 4.5.4.1)."""

    NOTHING = "nothing"
    QUEUE = "queue"
    CLIENT = "client"
    NO = "no"
    ENDED = "ended"  # the time for trying again has run out, unless a notice says that it goes on (RFC 3464 2.3.3)
    VARIES = "varies"  # with the stage of the session; no row says it of itself


class Certainty(Enum):
    """How sure it is what a situation or a program's words mean."""

    DOCUMENTED = "documented"  # by the provider, the list or the program itself
    SOURCE_CODE = "source-code"  # of the program
    OBSERVED = "observed"  # in public logs and questions
    GENERAL = "general"  # general knowledge of mail, not verified for this case


class Side(Enum):
    """Which two could not talk to each other."""

    OWN = "own"  # the sender's program and its own outgoing server
    BETWEEN = "between"  # the sender's server and the recipient's
    THEIRS = "theirs"  # two servers of the recipient


class Role(Enum):
    """What is special about an error of a program."""

    OFTEN = "often"  # one of those that most people meet
    HEADING = "heading"  # it says nothing of a reason: anything more special is better


class ProgramKind(Enum):
    """What shows an error."""

    MAIL_PROGRAM = "mail program"
    LIBRARY = "library"
    WEB = "web application"
    LOG = "server log"
    SYSTEM = "system"
    DEVICE = "device"


class Awaited(Enum):
    """What comes next after a reply that begins with 3."""

    MESSAGE = "message"  # the client sends the message, up to the line with a dot (RFC 5321 sections 3.3 and 4.1.1.4)
    LINE = "line"  # the client sends one line in base64 (RFC 4954 section 4)
    COMMAND = "command"  # the client sends DATA, and then the rest of the message (RFC 1845 section 3)
    REPLIES = "replies"  # the server sends a reply for each recipient (draft-hall-prdr)


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


@dataclass(frozen=True)
class Facts:
    """What is the same in every language about one code."""

    code: str
    row: str  # the record: the same for all classes of an enhanced code
    severity: Severity
    category: Category | Subject | None  # None where a number that no specification defines follows no scheme
    standing: Standing
    retried: Retried
    actors: tuple[Actor, ...]
    stages: tuple[Stage, ...]
    partners: tuple[str, ...]  # enhanced codes of a reply code, reply codes of an enhanced one
    official_phrase: str
    references: tuple[str, ...]
    awaited: Awaited | None = None  # of a reply that begins with 3
    is_useful: bool = True  # in this class, as far as the specification of an enhanced code says so

    @property
    def is_of_reports(self) -> bool:
        """Whether it stands in tracking reports, and in no reply (RFC 3886 section 3.3.4)."""
        return any(reference.startswith("RFC 3886 ") for reference in self.references)

    @property
    def is_queued(self) -> bool:
        """Whether a mail server that gets it keeps the message and tries again (RFC 5321 section 4.5.4.1)."""
        return self.severity is Severity.TRANSIENT_NEGATIVE and self.retried is Retried.QUEUE

    @property
    def is_registered(self) -> bool:
        """Whether some specification defines the code."""
        return self.standing is not Standing.UNREGISTERED
