"""Whole sentences for facts. A sentence is one translatable unit; nothing is joined from parts."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from codes.comparison import Kinship, Relation
from codes.facts import Actor, Awaited, ProviderKind, Retried, Standing, Waiting
from codes.route import Halt
from smtp_replies.causes import Proof
from smtp_replies.elsewhere import Trouble
from smtp_replies.mail import Kind
from smtp_replies.smtp import Category, Severity, Subject

# What the first digit obliges a client to do (RFC 5321 sections 4.2 and 4.2.1).
CLIENT_DUTIES = {
    Severity.POSITIVE_COMPLETION: _(
        "A code that begins with 2 means success: the client may go on to its next command."
    ),
    Severity.POSITIVE_INTERMEDIATE: _(
        "A code that begins with 3 means that the server is waiting: the client should send what the command still "
        "lacks."
    ),
    Severity.TRANSIENT_NEGATIVE: _(
        "A code that begins with 4 is a temporary refusal: the client should try again later, without changing "
        "anything."
    ),
    Severity.PERMANENT_NEGATIVE: _(
        "A code that begins with 5 is a permanent refusal: the client should not repeat the same request unchanged."
    ),
    Severity.OUTSIDE_SMTP: _(
        "An SMTP reply begins with 2, 3, 4 or 5: a client that receives another first digit should normally treat "
        "it as a fatal error and end the mail transaction."
    ),
}

DUTY_BEFORE_REPLIES = _(
    "A code that begins with 3 normally means that the server is waiting for the client. After {code} it is the server "
    "that goes on: it sends a reply for each recipient."
)

# What the second digit says about the reply (RFC 5321 section 4.2.1).
SUBJECTS = {
    Category.SYNTAX: _(
        "The second digit, 0, says that it is about syntax or about commands the server does not carry out."
    ),
    Category.INFORMATION: _("The second digit, 1, says that it answers a request for information."),
    Category.CONNECTIONS: _("The second digit, 2, says that it is about the connection."),
    Category.UNSPECIFIED: _("SMTP gives the second digits 3 and 4 no meaning of their own."),
    Category.MAIL_SYSTEM: _("The second digit, 5, says that it is about the receiving mail system."),
    Category.OUTSIDE_SMTP: _(
        "The grammar of SMTP has no code with a second digit above 5. Some servers send such codes all the same."
    ),
}

SUBJECTS |= {
    Subject.OTHER: _("The second number, 0, gives no subject."),
    Subject.ADDRESS: _("The second number, 1, says that it is about an address."),
    Subject.MAILBOX: _("The second number, 2, says that it is about the mailbox."),
    Subject.SYSTEM: _("The second number, 3, says that it is about the mail system of the destination."),
    Subject.ROUTING: _("The second number, 4, says that it is about the network or the route."),
    Subject.PROTOCOL: _("The second number, 5, says that it is about the mail protocol."),
    Subject.CONTENT: _("The second number, 6, says that it is about the content of the message."),
    Subject.SECURITY: _("The second number, 7, says that it is about security or policy."),
    Subject.UNASSIGNED: _("The registry assigns no subject to this second number."),
}
NO_SUCH_CLASS = _("An enhanced code begins with 2, 4 or 5: no other class is defined.")

# What a class of codes means for whoever met one.
CLASS_SENTENCES = {
    Severity.POSITIVE_COMPLETION: _("Codes that begin with 2 report that something succeeded."),
    Severity.POSITIVE_INTERMEDIATE: _("Codes that begin with 3 say that the server waits for the client to go on."),
    Severity.TRANSIENT_NEGATIVE: _("Codes that begin with 4 refuse for now: what was refused may succeed later."),
    Severity.PERMANENT_NEGATIVE: _("Codes that begin with 5 refuse for good: something has to change first."),
}

# What comes next after a reply that begins with 3: nobody answers before it has come.
AWAITED_SENTENCES = {
    Awaited.MESSAGE: _(
        "After {code} the client sends the message; the server answers only when the line with a single dot has come."
    ),
    Awaited.LINE: _("After {code} the client sends one line in base64; the server answers only then."),
    Awaited.COMMAND: _("After {code} the client sends {command}, and then the part of the message that is missing."),
    Awaited.REPLIES: _("After {code} the server goes on: it sends a reply for each recipient."),
}

# Leads for two codes that have more to do with each other than their verdicts say.
KINSHIP_LEADS = {
    (Kinship.TWINS, Relation.TEMPORARY_PERMANENT): _(
        "The codes {left} and {right} are the temporary and the permanent form of one kind of refusal: after "
        "{left} it may pass by itself, after {right} something has to change."
    ),
    (Kinship.FALSE_TWINS, Relation.TEMPORARY_PERMANENT): _(
        "The codes {left} and {right} look like the temporary and the permanent form of one refusal, but they are "
        "not: {left} means “{left_name}”, {right} means “{right_name}”."
    ),
    (Kinship.CLASSES, Relation.TEMPORARY_PERMANENT): _(
        "The codes {left} and {right} name the same condition: with {left} it may pass by itself, with {right} "
        "something has to change."
    ),
    (Kinship.CLASSES, Relation.SUCCESS_TEMPORARY): _(
        "The codes {left} and {right} are about the same matter: {left} reports success, {right} refuses for now."
    ),
    (Kinship.CLASSES, Relation.SUCCESS_PERMANENT): _(
        "The codes {left} and {right} are about the same matter: {left} reports success, {right} refuses for good."
    ),
}
CLASSES_LEAD_WITHOUT_WAITING = _(
    "The codes {left} and {right} name the same condition, and in both cases somebody has to act: {left} only "
    "leaves time for it."
)
CLASSES_LEAD_WITHOUT_CONDITION = _(
    "The codes {left} and {right} leave the cause open; they differ only in whether the matter may pass by itself."
)
EMPTY_PARTNER_LEAD = _(
    "The codes {left} and {right} do not exclude each other: {right} can stand right after {left} in the same "
    "reply, but adds nothing to it."
)
ODD_PARTNERS_LEAD = _(
    "Some servers put {right} after {left}, although an enhanced code must begin with the same digit as the reply code "
    "before it."
)
REPORTS_LEAD = _(
    "The code {left} answers a command; the code {right} stands in no reply, but in the report on a tracked message."
)
MIXED_LEAD = _(
    "By their first digits the codes {left} and {right} could stand in one reply, {right} after {left}, but no source "
    "here puts them together."
)
PARTNERS_LEAD = _(
    "The codes {left} and {right} do not exclude each other: {right} can stand right after {left} in the same "
    "reply, and says more exactly what happened."
)

# How the verdicts of two codes stand to each other. {left} is the lower code; where the verdicts are alike, the names
# of the codes say what differs.
LEADS = {
    Relation.BOTH_SUCCEED: _(
        "Both {left} and {right} report success, but not of the same thing: {left} means “{left_name}”, {right} means "
        "“{right_name}”."
    ),
    Relation.BOTH_GO_ON: _(
        "With both {left} and {right} the server waits for the client to send more: {left} means “{left_name}”, "
        "{right} means “{right_name}”."
    ),
    Relation.BOTH_TEMPORARY: _(
        "Both {left} and {right} refuse for now, for different reasons: {left} means “{left_name}”, {right} means "
        "“{right_name}”."
    ),
    Relation.BOTH_PERMANENT: _(
        "Both {left} and {right} refuse for good, for different reasons: {left} means “{left_name}”, {right} means "
        "“{right_name}”."
    ),
    Relation.TEMPORARY_PERMANENT: _(
        "The code {left} refuses for now: a later attempt may succeed although nothing has changed. The code {right} "
        "refuses for good: something has to change first."
    ),
    Relation.SUCCESS_GO_ON: _(
        "These two are hardly ever confused: {left} reports success, {right} says that the server is waiting for more."
    ),
    Relation.SUCCESS_TEMPORARY: _(
        "These two are hardly ever confused: {left} reports success, {right} refuses for now."
    ),
    Relation.SUCCESS_PERMANENT: _("These two are hardly ever confused: {left} reports success, {right} refuses."),
    Relation.GO_ON_TEMPORARY: _(
        "These two are hardly ever confused: with {left} the server asks for more, with {right} it refuses for now."
    ),
    Relation.GO_ON_PERMANENT: _(
        "These two are hardly ever confused: with {left} the server asks for more, with {right} it refuses."
    ),
    Relation.ONE_OUTSIDE: _("The number {outside} is no SMTP reply: SMTP replies begin with 2, 3, 4 or 5."),
    Relation.BOTH_OUTSIDE: _("Neither {left} nor {right} can be an SMTP reply: SMTP replies begin with 2, 3, 4 or 5."),
}

LEAD_WHEN_TO_ACT = _(
    "The code {left} refuses for now and {right} refuses for good, but in both cases waiting alone seldom helps: after "
    "{left} the same command may be tried again once the cause is removed, after {right} it should not be repeated "
    "unchanged."
)
# The same beside a code after which the server sends further replies.
LEADS_BESIDE_REPLIES = {
    Relation.BOTH_GO_ON: _(
        "Both {replying} and {waiting} are steps on the way: after {waiting} the server waits for the client, after "
        "{replying} it sends a reply for each recipient."
    ),
    Relation.SUCCESS_GO_ON: _(
        "These two are hardly ever confused: {left} reports success, {right} announces a reply for each recipient."
    ),
    Relation.GO_ON_TEMPORARY: _(
        "These two are hardly ever confused: with {left} the server announces a reply for each recipient, with {right} "
        "it refuses for now."
    ),
    Relation.GO_ON_PERMANENT: _(
        "These two are hardly ever confused: with {left} the server announces a reply for each recipient, with {right} "
        "it refuses."
    ),
}

# What each verdict means for the person who waits; the first of the key differences.
VERDICT_SENTENCES = {
    Severity.POSITIVE_COMPLETION: _("The code {code} reports success: nothing has to be repeated."),
    Severity.POSITIVE_INTERMEDIATE: _(
        "After {code} the command is not finished: the client has to send what is still missing."
    ),
    Severity.TRANSIENT_NEGATIVE: _("After {code} the same command may succeed later without any change."),
    Severity.PERMANENT_NEGATIVE: _("After {code} the same command should not be repeated until something has changed."),
    Severity.OUTSIDE_SMTP: _(
        "The number {code} is not a reply of SMTP, so it says nothing about what the other server decided."
    ),
}

# The answer on the first screen of a code (RFC 5321 sections 4.2.1 and 4.5.4.1).
RETRIED_ANSWERS = {
    Retried.NOTHING: _("There is nothing to try again."),
    Retried.QUEUE: _(
        "Yes: the sending server keeps the message and tries again by itself. It should wait at least 30 minutes "
        "between attempts, and it generally needs to go on for at least 4 to 5 days before it gives up."
    ),
    Retried.CLIENT: _("Usually not by itself: somebody has to try again later."),
    Retried.ENDED: _(
        "Usually no longer: the server tried until the time for it had run out. It goes on only where the notice "
        "speaks of a delay."
    ),
    Retried.VARIES: _("That depends on the point of the session at which it came: see the points below."),
    Retried.NO: _("No: the same thing should not be tried again until something has changed."),
}

# Where the message stands, in words for the picture of its way; who acts first is said by the next sentence.
HALTS = {
    Halt.UNSENT: _("The message is still with you: your mail server has not taken it."),
    Halt.HELD: _("Your mail server holds the message: their mail server refused it for now."),
    Halt.UNREACHED: _("Your mail server holds the message: it has not got it to their mail server yet."),
    Halt.OVERDUE: _("The message did not get from your mail server to theirs before the time for it had run out."),
    Halt.REFUSED: _("A message that comes back with this reply was refused for good by their mail server."),
    Halt.BETWEEN: _("The message has not got from your mail server to theirs."),
    Halt.TAKEN: _(
        "After the whole message it says that their mail server has taken it, but not that it already lies in their "
        "mailbox."
    ),
}
FIRST_TO_ACT = {
    Actor.NOBODY: _("Nobody has to do anything."),
    Actor.WAIT: _("Nobody has to act yet."),
    Actor.SENDER: _("You act first."),
    Actor.SENDER_ADMIN: _("Whoever runs your mail server or program acts first."),
    Actor.RECIPIENT: _("The recipient acts first."),
    Actor.RECIPIENT_ADMIN: _("Whoever runs their mail server acts first."),
}

GIVEN_UP = _("No longer: it was a temporary refusal, but the sending server has stopped trying.")

FOUND_ON_HOST = pgettext_lazy("where a reply was found", "{found}: {host}")

# Whether time alone removes a cause, for the person who waits.
WAITING_ANSWERS = {
    Waiting.HELPS: _(
        "Yes, if the refusal is temporary: the same message may be accepted later although nobody has changed anything."
    ),
    Waiting.SOMETIMES: _("Sometimes: it may pass by itself, but if it lasts, somebody has to act."),
    Waiting.NO: _("No: waiting alone changes nothing."),
}

WAITING_IN_VAIN = _("Hardly: the next attempt may come, but usually something has to change before one succeeds.")

# What a kind of provider does, and so whose words its replies are.
PROVIDER_SENTENCES = {
    ProviderKind.MAILBOXES: _(
        "A mailbox provider runs mail servers for its users, and these servers refuse mail in words of their own."
    ),
    ProviderKind.FILTER: _(
        "A mail filter examines messages on their way to the mailbox and refuses what its rules do not allow."
    ),
    ProviderKind.SOFTWARE: _(
        "Mail server software brings replies of its own; whoever runs a server may have changed them."
    ),
    ProviderKind.BLOCKLIST: _(
        "A blocklist names addresses and domains with a bad reputation; a server that asks it may repeat its text "
        "in the reply."
    ),
    ProviderKind.SENDING: _(
        "A sending service passes on mail for its customers, and its servers answer their programs."
    ),
}

VERDICT_WHEN_TO_ACT = _(
    "After {code} the same command may be tried again later, but usually something has to change before it succeeds."
)

RETRIED_SENTENCES = {
    Retried.QUEUE: _(
        "After {code} the message normally waits in the queue of the sending server, which tries again by itself."
    ),
    Retried.CLIENT: _("After {code} as a rule no queue stands behind the command: somebody has to try again."),
}

CATEGORY_SENTENCES = {
    Category.SYNTAX: _("The second digit of {code} puts it among the replies about syntax and commands."),
    Category.INFORMATION: _("The second digit of {code} puts it among the replies that give information."),
    Category.CONNECTIONS: _("The second digit of {code} puts it among the replies about the connection."),
    Category.MAIL_SYSTEM: _("The second digit of {code} puts it among the replies about the receiving mail system."),
    Subject.ADDRESS: _("The second number of {code} says that it is about an address."),
    Subject.MAILBOX: _("The second number of {code} says that it is about the mailbox."),
    Subject.SYSTEM: _("The second number of {code} says that it is about the mail system of the destination."),
    Subject.ROUTING: _("The second number of {code} says that it is about the network or the route."),
    Subject.PROTOCOL: _("The second number of {code} says that it is about the mail protocol."),
    Subject.CONTENT: _("The second number of {code} says that it is about the content of the message."),
    Subject.SECURITY: _("The second number of {code} says that it is about security or policy."),
}

ACTOR_SENTENCES = {
    Actor.NOBODY: _("With {code} nobody has to do anything."),
    Actor.WAIT: _("With {code} nobody has to do anything at first: it may pass with time."),
    Actor.SENDER: _("With {code} the first who can do something is the sender."),
    Actor.SENDER_ADMIN: _("With {code} the first who can do something is whoever runs the sending server or program."),
    Actor.RECIPIENT: _("With {code} the first who can do something is the recipient."),
    Actor.RECIPIENT_ADMIN: _("With {code} the first who can do something is whoever runs the receiving server."),
}

STANDING_SENTENCES = {
    Standing.EXTENSION: _(
        "The code {code} is not among those of the core standard: another specification gives it its meaning."
    ),
    Standing.OBSOLETE: _("The code {code} is obsolete and not meant for new programs."),
    Standing.UNREGISTERED: _(
        "No specification of SMTP defines {code}: what it is meant to say depends on the program that sends it."
    ),
}

# Which of two codes a server should send (RFC 5321 sections 4.2 and 4.2.1); {name} is what the code is called.
SENDING_ADVICE = {
    Severity.POSITIVE_COMPLETION: _("Send {code} for this: “{name}”."),
    Severity.POSITIVE_INTERMEDIATE: _(
        "Send {code} when the command is accepted and the client still has to send its data."
    ),
    Severity.TRANSIENT_NEGATIVE: _(
        "Send {code} for this: “{name}”. It fits where the same command can succeed later if it is repeated unchanged."
    ),
    Severity.PERMANENT_NEGATIVE: _(
        "Send {code} for this: “{name}”. It fits where the same command would fail again if it is repeated unchanged."
    ),
    Severity.OUTSIDE_SMTP: _("Do not send {code}: an SMTP reply begins with 2, 3, 4 or 5."),
}
# An enhanced code never stands alone (RFC 2034 section 4).
ENHANCED_ADVICE = {
    Severity.POSITIVE_COMPLETION: _("Put {code} after a reply code that begins with 2 for this: “{name}”."),
    Severity.TRANSIENT_NEGATIVE: _(
        "Put {code} after a reply code that begins with 4 for this: “{name}”. It fits where the same command can "
        "succeed later if it is repeated unchanged."
    ),
    Severity.PERMANENT_NEGATIVE: _(
        "Put {code} after a reply code that begins with 5 for this: “{name}”. It fits where the same command would "
        "fail again if it is repeated unchanged."
    ),
}
SENDING_WHEN_TO_ACT = _("Send {code} for this: “{name}”. The client may try again once the cause is removed.")
ENHANCED_WHEN_TO_ACT = _(
    "Put {code} after a reply code that begins with 4 for this: “{name}”. Where nothing can succeed later without a "
    "change, a code that begins with 5 fits better."
)
USELESS_ADVICE = _(
    "Better do not use {code}: what specifications and the registry say of this condition fits another class only."
)
UNREGISTERED_ADVICE = _(
    "Do not send {code}: a server should send the codes that the standard lists, and {code} is not one of them."
)
LISTED_ADVICE = _(
    "Better do not send {code}: the registry of enhanced codes only names the number, and a standard code says more."
)
REPORTS_ADVICE = _("Do not put {code} into a reply: it stands in the report on a message that was tracked.")
OBSOLETE_ADVICE = _("Do not send {code} from a new server: it is obsolete.")

# What to do for a reader who received the code.
READER_ADVICE = {
    Severity.POSITIVE_COMPLETION: _("If you received {code}, there is nothing to repair."),
    Severity.POSITIVE_INTERMEDIATE: _(
        "If you received {code}, the session is going on: the client sends what the command still lacks."
    ),
    Severity.TRANSIENT_NEGATIVE: _("If you received {code}, wait first; act if it does not pass."),
    Severity.PERMANENT_NEGATIVE: _(
        "If you received {code}, do not send again until what it complains about has changed."
    ),
    Severity.OUTSIDE_SMTP: _(
        "If you received {code}, look at the program that shows it: no mail server may send it as a reply."
    ),
}

ACT_ALONE_ADVICE = _("If you received {code}, act now: as a rule nothing is tried again by itself.")
ACT_ADVICE = _("If you received {code}, act now: it may be tried again by itself, but waiting alone may not help.")

ACT_AT_THE_END = _("If you received {code}, act now: the time for trying again has usually run out.")
ACT_WHERE_IT_VARIES = _(
    "If you received {code}, act now; whether anything is tried again by itself depends on the point of the session at "
    "which it came."
)

# What a reply code and an enhanced code have to do with each other (RFC 2034 section 4).
MIXED_KINDS = _(
    "The code {left} has three digits, as the code at the beginning of every reply has; {right} is an enhanced "
    "code, of the kind that may follow a reply code."
)
NONE_AFTER_GO_ON = _(
    "The codes {left} and {right} do not belong in one reply: no enhanced code follows a reply code that begins with 3."
)
APART_IN_REPLIES = _(
    "The codes {left} and {right} do not belong in one reply: an enhanced code must begin with the same digit as "
    "the reply code before it."
)

# A note to forward to somebody who can act, in paragraphs as a mail has them.
NOTES = {
    Actor.SENDER: _(
        "Hello,\n\n"
        "your message to me did not arrive: the mail server answered it with {code}. In short: {summary}\n\n"
        "This page says what you can do before you send it again: {url}"
    ),
    Actor.SENDER_ADMIN: _(
        "Hello,\n\n"
        "a message of mine was not sent on: the mail server answered it with {code}. In short: {summary}\n\n"
        "Could you please look at the log and the settings of the server or program that sent it? I add the whole "
        "reply below.\n\n"
        "What the reply means: {url}"
    ),
    Actor.RECIPIENT: _(
        "Hello,\n\n"
        "my message to you did not arrive: your mail server answered it with {code}. In short: {summary}\n\n"
        "Could you please look at your mailbox, or show this to whoever runs your mail server? I add the whole "
        "reply below.\n\n"
        "What the reply means: {url}"
    ),
    Actor.RECIPIENT_ADMIN: _(
        "Hello,\n\n"
        "a message to one of your users did not arrive: your mail server answered it with {code}. In short: "
        "{summary}\n\n"
        "Could you please look at the log of your server? I add the whole reply below.\n\n"
        "What the reply means: {url}"
    ),
}

# The same about the very reply that somebody got; plain text, since it goes into a mail.
REPLY_NOTES = {
    Actor.SENDER_ADMIN: _(
        "Hello,\n\n"
        "a mail server answered a message of mine like this:\n\n"
        "{line}\n\n"
        "In short: {summary}\n\n"
        "Could you please look at the log and the settings of the server or program that sent it?\n\n"
        "What the reply means: {url}"
    ),
    Actor.RECIPIENT: _(
        "Hello,\n\n"
        "your mail server answered my message to you like this:\n\n"
        "{line}\n\n"
        "In short: {summary}\n\n"
        "Could you please look at your mailbox, or show this to whoever runs your mail server?\n\n"
        "What the reply means: {url}"
    ),
    Actor.RECIPIENT_ADMIN: _(
        "Hello,\n\n"
        "your mail server answered a message to one of your users like this:\n\n"
        "{line}\n\n"
        "In short: {summary}\n\n"
        "Could you please look at the log of your server?\n\n"
        "What the reply means: {url}"
    ),
}

# The same where no server answered: the program, or a notice, speaks for itself.
FAILURE_NOTES = {
    Actor.SENDER_ADMIN: _(
        "Hello,\n\n"
        "a message of mine could not be sent. My program shows this:\n\n"
        "{line}\n\n"
        "In short: {summary}\n\n"
        "Could you please look at the settings of the server or program that sends my mail?\n\n"
        "What it means: {url}"
    ),
    Actor.RECIPIENT: _(
        "Hello,\n\n"
        "my message to you was not delivered. I was told this:\n\n"
        "{line}\n\n"
        "In short: {summary}\n\n"
        "What it means, and what you can do: {url}"
    ),
    Actor.RECIPIENT_ADMIN: _(
        "Hello,\n\n"
        "my message to an address on your server was not delivered. I was told this:\n\n"
        "{line}\n\n"
        "In short: {summary}\n\n"
        "Could you please look into it?\n\n"
        "What it means: {url}"
    ),
}

# What became of a message where no code says it.
FATES = {
    "failed": pgettext_lazy("verdict", "Not delivered"),
    "delayed": pgettext_lazy("verdict", "Not yet delivered"),
    "deferred": pgettext_lazy("verdict", "Not yet delivered"),
    "": pgettext_lazy("verdict", "Not sent"),
}
ANSWER_TITLE = pgettext_lazy("title of an answer", "{verdict}: {name}")
NO_REASON = _(
    "Paste more of it: open the returned message and look for the server's answer below “Technical details” or "
    "“Diagnostic information”, or in an attached report; mostly it begins with three digits."
)
MISSPELT = _(
    "The address reads `{written}`; perhaps `{meant}` is meant. If so, correct it where it is kept, for example in "
    "your contacts, and send the message again."
)
PASSED_ON = _(
    "You wrote to `{first}`. Mail to it is passed on to `{last}`, whose server refused it. Tell the recipient in "
    "another way: whoever looks after `{first}` has to change or remove that forwarding."
)
READ_THE_WORDS = _(
    "Read the words after the number, which say more than it does, or paste the whole reply into the box."
)
NOBODY_KEEPS_IT = _(
    "Send the message again after some minutes: a program was told, and no server keeps the message to try again by "
    "itself."
)
CAME_BACK_FOR_NOW = _(
    "This message has come back, and no server tries it again. Once what stopped it is over, send it again yourself, "
    "some hours later at the earliest."
)
NOTHING_TO_DO = _(
    "Do nothing, and do not send the message again: the server goes on trying by itself. If it is urgent, reach the "
    "recipient in another way."
)

# What a cause rests on.
PROOFS = {
    Proof.KNOWN_WORDS: _("We know these words."),
    Proof.WORDS: _("Very likely: these words are typical of it, though we do not know the whole sentence."),
    Proof.CODE: _("Only the code says so; the words beside it tell us nothing more."),
}

# What a text is that looks like a reply of SMTP and is none.
# What a program does with mail that is there already: no reply of SMTP, but what people take for one.
FETCHING = {
    Trouble.LOGIN: _(
        "This is about fetching mail with {protocol}: the server does not take the login. Sign in on your provider's "
        "website with the same user name and password. If that fails, reset the password there; if it works, create "
        "an app password in the account's security settings, if there is such a thing, and enter it in the program."
    ),
    Trouble.CONNECTIONS: _(
        "This is about fetching mail with {protocol}: too many programs and devices have your account open at the same "
        "time. Close the mail program on devices that you do not use, or let it keep fewer connections to the server."
    ),
    Trouble.CERTIFICATE: _(
        "This is about fetching mail with {protocol}: the program cannot verify the server's certificate; perhaps it "
        "has expired, or is for another name. Do not confirm it: cancel, and tell whoever runs that server."
    ),
}
OTHER_PROTOCOL = _("This is a reply of {protocol}, which uses the same numbers. It says nothing about mail.")
NO_PROTOCOL = _("The numbers in this text are no reply codes of a mail server. It says nothing about mail.")

LOOKUPS_BUSY = _("Too many texts are being read at the moment. Please send yours again in a few seconds.")
TOO_HARD = _(
    "This text takes too long to read. Paste only the returned message without its attachments, or the line with the "
    "code."
)

# Why a pasted text has no answer, as far as it says what it is.
NOT_A_BOUNCE = {
    Kind.AUTOMATIC: _(
        "This is an automatic answer, such as a vacation notice, and not a returned message. Your message probably "
        "arrived."
    ),
    Kind.COMPLAINT: _(
        "This is a report about a message, as receivers send them about unwanted or forged mail. It is not a "
        "returned message."
    ),
    Kind.READ_RECEIPT: _(
        "This is a receipt that says what was done with a message that arrived. It is not a returned message."
    ),
    Kind.SENT: _(
        "The message was sent; only its copy could not be stored in the folder for sent messages. Do not send it "
        "again: have the program store the copy, and see whether your mailbox is full or its server cannot be reached."
    ),
    Kind.RELAYED: _(
        "This says that the recipient's server took the message, and that it confirms nothing beyond that: it is no "
        "proof that the message was read, or is not in the spam folder. If it matters, ask the recipient in another "
        "way."
    ),
    Kind.QUARANTINE: _(
        "This is a list of messages to you that a filter holds: nothing that you sent was refused. If you expect one "
        "of them, do not follow the links here: sign in as you always do, open the quarantine there, and release that "
        "one."
    ),
    Kind.HELD: _(
        "A mailing list keeps the message until its moderator has decided: it is not lost, and you can wait. If you "
        "are a member with another address, send it again from that one, or ask the owner of the list to add this one."
    ),
    Kind.RECALL: _(
        "This is a report about taking a message back, which had arrived. Where that failed or has not happened yet, "
        "take it that the message can be read, and ask the recipients to delete it."
    ),
    Kind.LURE: _(
        "Take care: texts like this are often sent by swindlers who are after passwords. Click on nothing in it and "
        "enter no password; look at your mailbox the way you always do. If you have entered your password already, "
        "change it now."
    ),
    Kind.REPORT: _(
        "This is a report about a message, but no reply code stands in it, and its wording is not one that we know."
    ),
    Kind.OTHER: _("This looks like an ordinary message: no reply of a mail server stands in it."),
    Kind.TEXT: _("No reply of a mail server stands in this text."),
}
