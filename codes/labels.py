"""The one place where an enum member meets a translatable word."""

from collections.abc import Sequence
from enum import Enum
from itertools import chain, repeat
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from codes.comparison import Sameness
from codes.edits import Origin
from codes.facts import (
    Actor,
    Awaited,
    Certainty,
    Desk,
    ProgramKind,
    ProviderKind,
    Question,
    Reader,
    Retried,
    Role,
    Side,
    SourceKind,
    Standing,
    Waiting,
)
from codes.freshness import Grade, State
from codes.route import Station
from smtp_replies.programs import Needs
from smtp_replies.smtp import Category, Severity, Stage, Subject

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The stages that are named by their command, in every language.
COMMANDS: dict[Enum, str] = {
    Stage.EHLO: "EHLO",
    Stage.STARTTLS: "STARTTLS",
    Stage.AUTH: "AUTH",
    Stage.MAIL: "MAIL FROM",
    Stage.RCPT: "RCPT TO",
    Stage.DATA: "DATA",
    Stage.QUIT: "QUIT",
}

LABELS: "dict[Enum, StrOrPromise]" = {
    Severity.POSITIVE_COMPLETION: pgettext_lazy("verdict", "Accepted"),
    Severity.POSITIVE_INTERMEDIATE: pgettext_lazy("verdict", "Go on"),
    Severity.TRANSIENT_NEGATIVE: pgettext_lazy("verdict", "Temporary refusal"),
    Severity.PERMANENT_NEGATIVE: pgettext_lazy("verdict", "Permanent refusal"),
    Severity.OUTSIDE_SMTP: pgettext_lazy("verdict", "Not an SMTP reply"),
    Category.SYNTAX: _("Syntax and commands"),
    Category.INFORMATION: _("Information"),
    Category.CONNECTIONS: _("The connection"),
    Category.UNSPECIFIED: _("Not specified"),
    Category.MAIL_SYSTEM: _("The mail system"),
    Category.OUTSIDE_SMTP: _("Outside the grammar of SMTP"),
    Standing.STANDARD: _("Standard"),
    Standing.EXTENSION: _("Extension"),
    Standing.OBSOLETE: _("Obsolete"),
    Standing.UNREGISTERED: _("Not defined by any specification"),
    Standing.REGISTERED: _("In the registry of enhanced codes"),
    Subject.OTHER: _("Not specified"),
    Subject.ADDRESS: _("The address"),
    Subject.MAILBOX: _("The mailbox"),
    Subject.SYSTEM: _("The mail system"),
    Subject.ROUTING: _("The network and the route"),
    Subject.PROTOCOL: _("The mail protocol"),
    Subject.CONTENT: _("The content of the message"),
    Subject.SECURITY: _("Security and policy"),
    Subject.UNASSIGNED: _("No subject is assigned to this number"),
    Question.WAIT_OR_ACT: _("Will it pass by itself, or must somebody act?"),
    Question.WHICH_REFUSAL: _("Which refusal is it?"),
    Question.ACCEPTED_OR_NOT: _("Was it accepted?"),
    Question.LOGIN_OR_PERMISSION: _("Is it the login, or a permission?"),
    Question.WRONG_ADDRESS: _("What is wrong with the address?"),
    Question.MAILBOX_OR_SERVER: _("Is it the mailbox, the message or the server?"),
    Question.WRONG_COMMAND: _("What is wrong with the command?"),
    Question.SENDER_AUTHENTICATION: _("Which check of the sender failed?"),
    Stage.CONNECT: _("On connecting"),
    Stage.END_OF_DATA: _("After the message"),
    Stage.OTHER: _("Other command"),
    **COMMANDS,
    Actor.NOBODY: _("Nobody"),
    Actor.WAIT: _("Nobody yet: wait"),
    Actor.SENDER: _("The sender"),
    Actor.SENDER_ADMIN: _("Whoever runs the sending server or program"),
    Actor.RECIPIENT: _("The recipient"),
    Actor.RECIPIENT_ADMIN: _("Whoever runs the receiving server"),
    Reader.SENDER: _("I sent it"),
    Reader.SENDER_ADMIN: _("I run mail"),
    Reader.RECIPIENT: _("I am the recipient"),
    Desk.WAIT: _("Wait"),
    Desk.YOU: _("You, the sender"),
    Desk.YOUR_ADMIN: _("Your mail admin"),
    Desk.THEIR_SIDE: _("The recipient's side"),
    Retried.NOTHING: _("Nothing to retry"),
    Retried.QUEUE: _("Yes, the sending server tries again"),
    Retried.CLIENT: _("Usually not by itself: somebody has to try again"),
    Retried.NO: _("No, something has to change first"),
    Retried.ENDED: _("Usually not: the time for it has run out"),
    Retried.VARIES: _("That depends on the point of the session"),
    Awaited.MESSAGE: _("The sending program sends the message"),
    Awaited.LINE: _("The sending program sends one line in base64"),
    Awaited.COMMAND: _("The sending program sends its next command"),
    Awaited.REPLIES: _("The server sends further replies"),
    Waiting.HELPS: _("Waiting helps"),
    Waiting.SOMETIMES: _("Waiting sometimes helps"),
    Waiting.NO: _("Waiting does not help"),
    ProviderKind.MAILBOXES: _("Mailbox providers"),
    ProviderKind.FILTER: _("Mail filters"),
    ProviderKind.SOFTWARE: _("Mail server software"),
    ProviderKind.BLOCKLIST: _("Blocklists"),
    ProviderKind.SENDING: _("Sending services"),
    ProgramKind.MAIL_PROGRAM: _("Mail programs"),
    ProgramKind.LIBRARY: _("Libraries"),
    ProgramKind.WEB: _("Websites and web applications"),
    ProgramKind.LOG: _("Logs of mail servers"),
    ProgramKind.SYSTEM: _("Networks, certificates and systems"),
    ProgramKind.DEVICE: _("Printers and other devices"),
    Certainty.DOCUMENTED: _("Documented by whoever sends these words"),
    Certainty.SOURCE_CODE: _("From the source of the program"),
    Certainty.OBSERVED: _("Seen in public logs and questions"),
    Certainty.GENERAL: _("General knowledge, not verified for this case"),
    Station.YOU: pgettext_lazy("station", "You"),
    Station.OWN: pgettext_lazy("station", "Your mail server"),
    Station.THEIRS: pgettext_lazy("station", "Their mail server"),
    Station.MAILBOX: pgettext_lazy("station", "Their mailbox"),
    Side.OWN: _("Between your program and your own mail server"),
    Side.BETWEEN: _("Between your mail server and the recipient's"),
    Side.THEIRS: _("On the recipient's side"),
    Role.OFTEN: _("Met often"),
    Role.HEADING: _("A heading: anything more special is better"),
    Needs.NOTHING: _("Unmistakable by itself"),
    Needs.MAIL: _("Counts in a text about mail"),
    Needs.ALONE: _("Counts where it is the whole text"),
    Needs.PROGRAM: _("Counts where the program shows itself"),
    SourceKind.PROVIDER: _("Documented by the provider"),
    SourceKind.COLLECTED: _("Collected from a public source"),
    Grade.TYPO: _("Typo: it says what it said before"),
    Grade.CHANGED: _("Changed: translations have to follow"),
    Grade.WRONG_BEFORE: _("Wrong before: readers of translations are told that the English text is newer"),
    State.CURRENT: _("current"),
    State.OUTDATED: _("outdated"),
    State.WRONG: _("outdated, and made from a text that was wrong"),
    State.MISSING: _("missing"),
    Origin.WORKBENCH: _("In the workbench"),
    Origin.SHEET: _("From a spreadsheet"),
    Origin.FILES: _("From the content files"),
    Origin.PROGRAM: _("By a program on the server"),
    Origin.BEFORE: _("There before the history was kept"),
}

# Who acts, as a first screen says it to the sender, where a line is short: first,
FIRST_ACTORS: "dict[Enum, StrOrPromise]" = LABELS | {
    Actor.SENDER: _("You, the sender"),
    Actor.SENDER_ADMIN: _("Your mail admin"),
    Actor.RECIPIENT_ADMIN: _("The recipient's mail admin"),
}
# next,
NEXT_ACTORS: "dict[Enum, StrOrPromise]" = LABELS | {
    Actor.WAIT: _("Then wait"),
    Actor.SENDER: _("Then you"),
    Actor.SENDER_ADMIN: _("Then your mail admin"),
    Actor.RECIPIENT: _("Then the recipient"),
    Actor.RECIPIENT_ADMIN: _("Then their mail admin"),
}
# and next, where it did not pass with time.
ACTORS_AFTER_WAITING: "dict[Enum, StrOrPromise]" = LABELS | {
    Actor.SENDER: _("If it lasts, you"),
    Actor.SENDER_ADMIN: _("If it lasts, your mail admin"),
    Actor.RECIPIENT: _("If it lasts, the recipient"),
    Actor.RECIPIENT_ADMIN: _("If it lasts, their mail admin"),
}

# The rows of a comparison, as comparison.ASPECTS orders them.
ASPECTS = {
    "severity": _("Verdict"),
    "retried": _("Tried again by itself?"),
    "actors": _("Who acts"),
    "stages": _("Where in the session"),
    "category": _("Area"),
    "partners": _("Comes with"),
    "official_phrase": _("Standard text"),
    "standing": _("Standing"),
    "references": _("Specification"),
}

# Names of programs and providers that say in words what they are: no proper names, so that each language has its own.
DESCRIBED: "dict[str, StrOrPromise]" = {
    ".NET and Windows TLS": _(".NET and Windows TLS"),
    "CBL (now part of Spamhaus XBL)": _("CBL (now part of Spamhaus XBL)"),
    "Cloudflare Email Routing (forwarding)": _("Cloudflare Email Routing (forwarding)"),
    "Dovecot (LMTP and submission)": _("Dovecot (LMTP and submission)"),
    "Email and Gmail (Android)": _("Email and Gmail (Android)"),
    "Gmail (send as another address)": _("Gmail (send as another address)"),
    "ImprovMX (forwarding)": _("ImprovMX (forwarding)"),
    "Laravel and SwiftMailer": _("Laravel and SwiftMailer"),
    "Linux and other systems": _("Linux and other systems"),
    "Mail apps built on MailCore": _("Mail apps built on MailCore"),
    "Orange (France)": _("Orange (France)"),
    "Printers and scanners": _("Printers and scanners"),
    "QNAP and other NAS devices": _("QNAP and other NAS devices"),
    "SORBS (closed 2024)": _("SORBS (closed 2024)"),
    "Sendmail and other local mail programs": _("Sendmail and other local mail programs"),
    "Windows Mail and Outlook Express": _("Windows Mail and Outlook Express"),
}

# The box in a menu, which is a few words wide.
SHORT_PLACEHOLDER = _("Paste a reply")

# What a search found, where the record says no more than that it is a code.
ENHANCED_CODE = _("Enhanced code")

# Who says that a reply code and an enhanced code go together, where it is more than a name.
SOURCES = {
    "IANA": _("the registry"),
    "samples": _("seen in returned messages"),
    "Sendmail-fill": _("filled in by Sendmail"),
}

# How the facts of two codes stand to each other; of what is not known nothing is said.
SAMENESS = {
    Sameness.SAME: _("the same"),
    Sameness.REORDERED: _("the same, in another order"),
    Sameness.DIFFERENT: _("differs"),
    Sameness.UNKNOWN: "",
}

# What the steps of a code are for.
FIX_LABELS = {
    Severity.POSITIVE_COMPLETION: _("Nothing to fix"),
    Severity.POSITIVE_INTERMEDIATE: _("Nothing to fix"),
    Severity.TRANSIENT_NEGATIVE: _("How to fix it"),
    Severity.PERMANENT_NEGATIVE: _("How to fix it"),
    Severity.OUTSIDE_SMTP: _("What can be done"),
}

# Whom the fields of a cause that hold steps are for.
FOR_WHOM = {
    "for_sender": _("If you sent the message"),
    "for_sender_admin": _("If you run the sending server or program"),
    "for_recipient": _("If you are the recipient or run the receiving server"),
}

# Who finds the steps of each field.
READERS = {
    "for_sender": Reader.SENDER,
    "for_sender_admin": Reader.SENDER_ADMIN,
    "for_recipient": Reader.RECIPIENT,
}

# The icon only repeats the word beside it.
ICONS = {
    Severity.POSITIVE_COMPLETION: "accepted",
    Severity.POSITIVE_INTERMEDIATE: "go-on",
    Severity.TRANSIENT_NEGATIVE: "temporary",
    Severity.PERMANENT_NEGATIVE: "permanent",
    Severity.OUTSIDE_SMTP: "outside",
}
STATION_ICONS = {
    Station.YOU: "person",
    Station.OWN: "server",
    Station.THEIRS: "server",
    Station.MAILBOX: "mailbox",
}


def for_whom(field: str, language: str) -> str:
    """Return the line in bold that says, in a language, whom the steps below are for."""
    with override(language):
        return f"**{FOR_WHOM[field]}**\n"


def in_turn(actors: Sequence[Actor]) -> "list[StrOrPromise]":
    """Return what a first screen says of who acts, the one after the other."""
    second = ACTORS_AFTER_WAITING if Actor.WAIT in actors[:1] else NEXT_ACTORS
    tables = chain((FIRST_ACTORS, second), repeat(NEXT_ACTORS))
    return [table[actor] for table, actor in zip(tables, actors, strict=False)]
