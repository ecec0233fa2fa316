"""Returned mails and delay notices that show no reply: their sentences, in many languages.

notices.tsv holds them: what became of the message (failed, delayed, nothing: the sentence is a reason only; other: what
is no notice, as a vacation answer), the cause where the sentence gives one, or what it is instead of a notice, and the
sentence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from smtp_replies.causes import EXPIRED, NO_CONNECTION, ROUTING
from smtp_replies.mail import Kind
from smtp_replies.phrases import Found, Phrases, Words

TABLE = Path(__file__).with_name("notices.tsv")
FAILED, DELAYED, OTHER = "failed", "delayed", "other"
_BECAUSE, _RETRIED = "because", "retried"  # they say nothing alone: only near what became of a message
_PERHAPS = "perhaps"  # says what became of a message only beside a reason: "did not arrive"
_DENIED = "denied"  # whoever asks never sent it
_ASKING = "asking"  # whoever asks tells of oneself
_RECEIVING = "receiving"  # whoever asks is the one whom mail does not reach
_ALONE_NOTHING = {_BECAUSE, _RETRIED, _PERHAPS, _DENIED, _ASKING, _RECEIVING}
_FAILED = {FAILED, _PERHAPS}
_READ = 1500  # words: a notice says at its beginning what became of the message
_TELLING = 5  # words, or letters of scripts without blanks: shorter reasons count where they fill half of a sentence
_SHORT = 3  # words of what became of a message, and of a reason beside that
_BAITS = 2  # sentences of bait, beside a reply and somebody who tells of oneself
_NEAR = 3  # sentences: "not delivered", the recipient, the reason
_NUMBER = re.compile(r"[0-9]{1,3}")
_DAYS = re.compile(
    r"[0-9]{1,3}\W{0,3}(?:days?|jours?|d[ií]as?|tag(?:e|en)?|giorn[oi]|dn[ií]|dni|dagen|gün|дн|день|дня|дней"
    r"|يوم|أيام|ימים|日|天|일)",
    re.IGNORECASE,
)
_HOURS = re.compile(
    r"([0-9]{1,3})\W{0,3}(?:\w{1,12}\W{1,3})?(?:hours?|heures?|horas?|stunden?|ore|ora|godzin\w*|uur|uren|saat|hodin\w*|час\w*|годин\w*|ώρες|ساعة|ساعات|ה?שעות"
    r"|時間|[个個]?小[时時]|시간|jam|giờ|ชั่วโมง|घंट\w*|گھنٹے|ساعت)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Notice:
    """What a sentence says: the fate of the message, and why."""

    fate: str
    cause: str  # or the kind of what is no notice, as mail.Kind has it


@dataclass(frozen=True)
class Told:
    """What a text says of a message, as far as its sentences are known."""

    fate: str  # failed or delayed; empty: only why
    cause: str
    line: str  # that says most
    length: int  # of the sentence that says most, in words
    hours: int | None = None  # for which a server goes on trying
    ends: tuple[str, ...] = ()  # lines that say that the message failed


@cache
def _phrases() -> Phrases[Notice]:
    rows = (line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    notice = cache(Notice)  # thousands of sentences say one of a few things
    return Phrases(((text, notice(fate, cause)) for fate, cause, text in rows), within_sentences=True)


def told(words: Words) -> Told | None:
    """What a text says of a message: delayed, though a notice of delay says too what happens when it fails."""
    first = _first(words)
    every = list(_phrases().find(first))
    found = [one for one in every if _says_enough(first, one)]
    others = [one for one in found if one.key.fate == OTHER]
    every = [one for one in every if not any(_is_inside(one, other) for other in others)]
    found = [one for one in found if one in every and one.key.fate != OTHER]
    reasons = [one for one in every if one.key.fate == _BECAUSE or (not one.key.fate and one.length >= _SHORT)]
    found += [one for one in every if one.key.fate == _PERHAPS and _is_near(first, one, reasons, sentences=1)]
    fates = [one for one in found if one.key.fate in {DELAYED, *_FAILED}]
    beside = [one for one in every if one.key.fate in {_BECAUSE, _RETRIED} and _is_near(first, one, fates)]
    if fates:  # what is about a message may say why in fewer words
        found += [one for one in reasons if not one.key.fate and one not in found] + beside
    said = {one.key.fate for one in found}
    fate = DELAYED if DELAYED in said or _RETRIED in said else FAILED if said & _FAILED else ""
    if not found or (others and not fate):
        return None
    reasons = [one for one in found if one.key.cause and (DELAYED not in said or one.key.fate not in _FAILED)]
    if fate == DELAYED:  # a notice of delay says too what happens when the time runs out
        reasons = [one for one in reasons if one.key.cause != EXPIRED]
    if any(one.key.cause == NO_CONNECTION for one in reasons):  # to the sender's own server, as a mail program says
        reasons = [one for one in reasons if one.key.cause != ROUTING]
    telling = max(reasons or [one for one in found if one.key.fate in {fate, _RETRIED, _PERHAPS}], key=_says)
    hours = _hours(words, found) if fate == DELAYED else None
    ends = tuple(_line(words, one) for one in found if one.key.fate in _FAILED)
    return Told(fate, telling.key.cause, _line(words, telling), telling.length, hours, ends)


def kind(words: Words, has_reply: bool = False) -> Kind | None:
    """What a text is that tells of no failure of its own; None where no sentence says it.

    Bait speaks of a reply to whoever reads it. Whoever asks about one may well say "I want to keep the same password".
    """
    found = list(_phrases().find(_first(words)))
    others = [one for one in found if one.key.fate == OTHER and one.key.cause and _says_enough(words, one)]
    baits = {words.sentences[one.first] for one in others if one.key.cause == Kind.LURE.value}
    if len(baits) >= (_BAITS if has_reply and any(one.key.fate == _ASKING for one in found) else 1):
        return Kind.LURE
    return next((Kind(one.key.cause) for one in others if one.key.cause != Kind.LURE.value), None)


def is_denied(words: Words) -> bool:
    """Whether whoever asks says that the returned message is none of theirs."""
    return any(one.key.fate == _DENIED for one in _phrases().find(_first(words)))


def of_recipient(words: Words) -> Iterator[str]:
    """Yield the lines in which whoever asks is the one whom a message did not reach: "her emails to me bounce"."""
    return (_line(words, one) for one in _phrases().find(_first(words)) if one.key.fate == _RECEIVING)


def _first(words: Words) -> Words:
    return Words(words.text, words.words[:_READ], words.places[:_READ])


def _says(found: Found[Notice]) -> tuple[bool, int, int]:
    """That the time ran out is what followed; why it did says more. Of as many words those that stand together do."""
    return found.key.cause != EXPIRED, found.length, found.first - found.last


def _is_inside(one: Found[Notice], other: Found[Notice]) -> bool:
    return one is not other and other.first <= one.last and one.first <= other.last and other.length >= one.length


def _says_enough(words: Words, found: Found[Notice]) -> bool:
    """Whether a sentence counts without another beside it."""
    if found.key.fate in _ALONE_NOTHING:
        return False
    least = _SHORT if found.key.fate else _TELLING
    return found.length >= least or _fills_its_sentence(words, found)


def _is_near(words: Words, one: Found[Notice], others: list[Found[Notice]], sentences: int = _NEAR) -> bool:
    place = words.sentences[one.first]
    return any(abs(place - words.sentences[other.first]) <= sentences for other in others)


def _fills_its_sentence(words: Words, found: Found[Notice]) -> bool:
    return 2 * found.length >= words.beside(found.first, found.last)


def _line(words: Words, found: Found[Notice]) -> str:
    return words.line(found.first, found.last)


def _hours(words: Words, found: list[Found[Notice]]) -> int | None:
    """How many hours a server goes on trying, in the sentences that say that it does."""
    for one in found:
        if one.key.fate in {DELAYED, _RETRIED}:
            line = _line(words, one)
            if hours := _HOURS.search(line):
                days = _DAYS.search(line)
                day = _NUMBER.search(days[0]) if days else None
                return int(hours[1]) + 24 * (int(day[0]) if day else 0)
    return None
