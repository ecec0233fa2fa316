"""What programs show when no server answered, or instead of its answer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from smtp_replies.phrases import Found, Phrases, Words

_MAIL = re.compile(
    r"(?<![a-z])smtp|(?<![a-z])(?:e-?mails?|mails?|recipients?|mailer|nodemailer|phpmailer|swift_?mailer|postfix|exim"
    r"|sendmail|msmtp|mailkit"
    r"|thunderbird|outlook|mailbox|mx|posta|poczt\w*|pošt\w*|correio|correo|courriel|courrier|messagerie|postfach|bericht"
    r"|e-?posta|post|skicka\w*|sähköposti\w*|levél|levelet|surel|pesan|e-?mel|mesaj\w*"
    r"|nachricht\w*|wiadomoś\w*|zpráv\w*|správ\w*|üzenet\w*|thư|почт\w*|письм\w*|поштов\w*)(?![a-z])"
    r"|mail\.|[a-z]mail(?:er)?\b|mail[A-Z]|Mail[A-Z]"
    r"|דואר|דוא[\"״]ל|מייל|بريد|[اإ]يميل|پست الکترونیک|ایمیل|ای میل|邮件|郵件|信件|メール|메일|이메일|ईमेल"
    r"|(?:\bport\b['\"]?[\s:=]{1,3}|[\w\]>]:)(?:25|465|587|2525)\b|[(,]\s?(?:25|465|587|2525)[),]|\bMX\b|queryMx"
    # nodemailer names what it was at
    r"|\bcommand['\"]?: ?['\"](?:CONN|API|EHLO|STARTTLS|AUTH [A-Z0-9-]{1,20}|MAIL FROM|RCPT TO|DATA)['\"]",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:redis|postgres\w*|psql|mysql\w*|mongo\w*|rabbitmq|amqp|kafka|ldaps?|memcached|elasticsearch)\b|://(?:www|api)\."
    r"|(?<!\d\d:\d\d)(?<![\sT\[\"(]\d\d):(?:5432|3306|6379|27017|1433|5672|9200|11211|389|636|80|443|22)\b",
    re.IGNORECASE,
)
_A_SENTENCE = 5  # words: so long a form is no other program's
_ALONE = 0.5  # of the words of a text: what it is about


class Needs(Enum):
    """What must stand beside the words of a program for them to be about mail."""

    NOTHING = "nothing"
    MAIL = "mail"  # that the text is about mail
    ALONE = "alone"  # nothing else
    PROGRAM = "program"  # marks of the program


@dataclass(frozen=True)
class ProgramError:
    """What a program shows. `<…>` stands for what varies."""

    slug: str
    shown: tuple[str, ...]
    cause: str = ""  # none: it only wraps a reply, or gives no reason
    advice: str = ""
    needs: Needs = Needs.MAIL
    marks: tuple[str, ...] = ()  # words that show that this program speaks
    is_heading: bool = False  # says nothing of a reason: anything more special is better


class Programs:
    """Knows what programs show."""

    def __init__(self, errors: Iterable[ProgramError] = ()) -> None:
        """Index what they show, and their marks."""
        rows = list(errors)
        self._shown = Phrases([(shown, row) for row in rows for shown in row.shown])
        self._marks = Phrases([(mark, mark) for mark in {mark for row in rows for mark in row.marks}])

    def find(self, words: Words, *, is_of_mail: bool = False) -> Found[ProgramError] | None:
        """What tells most: with a reason rather than without, of the program that speaks, the longest.

        `is_of_mail` says that the text is about mail, though it may not name it.
        """
        found = list(self._shown.find(words))
        if not found:
            return None
        marks = {mark.key for mark in self._marks.find(words)}
        is_others = bool(_OTHERS.search(words.text)) and not marks
        is_mail = (is_of_mail or is_about_mail(words.text)) and not is_others
        counting = [one for one in found if _counts(one, marks, len(words.words), is_mail=is_mail)]
        best = max(counting, key=lambda one: _order(one, marks), default=None)
        return best and replace(best, line=words.line(best.first, best.last), rest=words.behind(best.last))


def is_about_mail(text: str) -> bool:
    """Whether a text names mail, a mail program, or what only mail uses."""
    return bool(_MAIL.search(text))


def _counts(found: Found[ProgramError], marks: set[str], length: int, *, is_mail: bool) -> bool:
    row = found.key
    match row.needs:
        case Needs.NOTHING:
            return True
        case Needs.MAIL:
            return is_mail or bool(marks.intersection(row.marks))
        case Needs.ALONE:
            return (found.length >= _ALONE * length) or (is_mail and bool(marks.intersection(row.marks)))
        case Needs.PROGRAM:
            return bool(marks.intersection(row.marks)) or (is_mail and found.length >= _A_SENTENCE)


def _order(found: Found[ProgramError], marks: set[str]) -> tuple[bool, bool, bool, int]:
    row = found.key
    return not row.is_heading, bool(row.cause), bool(marks.intersection(row.marks)), found.length
