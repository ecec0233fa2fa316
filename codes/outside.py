"""Codes outside the registry: what vendors and known replies tell of them."""

from dataclasses import replace
from itertools import groupby

from django.utils.translation import get_language

from codes import catalogue
from codes.answers import Answer, explain
from codes.catalogue import Catalogue, Entry
from codes.facts import Retried
from codes.generation import once_per_generation
from smtp_replies.smtp import Code, Severity

# What a server does that reads no more than the first digit (RFC 5321 sections 4.2.1 and 4.5.4.1).
_BY_CLASS = {Severity.TRANSIENT_NEGATIVE: Retried.QUEUE, Severity.PERMANENT_NEGATIVE: Retried.NO}


def about(code: Code, known: Catalogue) -> Answer:
    """Answer a code that somebody sends: advice for it tells most, then its known replies, if they have one cause."""
    # What a vendor is seen to send is free text, in which there may be no reply.
    texts = [f"{use.seen_as or code} {use.vendor}" for use in known.uses(code)[:1]]
    answer = next(answer for text in [*texts, code.text] for answer in explain(text, known).answers)
    if not answer.advice:
        by_words = [answer for text in known.replies_with(code) for answer in explain(text, known).answers[:1]]
        agree = len({answer.cause and answer.cause.slug for answer in by_words}) == 1
        answer = by_words[0] if agree else replace(answer, cause=None)  # the number alone tells no cause
    return replace(answer, severity=code.severity, retried=answer.retried or _BY_CLASS.get(code.severity))


def beside(code: Code, known: Catalogue) -> tuple[Entry | None, ...]:
    """Return the codes before and after one, by the names of what they are sent for."""
    return tuple(entry and _named(entry, about(entry.code, known)) for entry in known.beside(code))


def _named(entry: Entry, answer: Answer) -> Entry:
    return replace(entry, name=answer.named.own_name) if answer.named else entry


def listed(prefix: str, known: Catalogue) -> list[tuple[Code, str, Answer]]:
    """Return each range that is about one thing, under a class, or a class and subject: its first code, 5.7.501-503."""
    ranges = _ranges(known.generation, get_language())
    return [(first, codes, answer) for first, codes, answer in ranges if codes.startswith(f"{prefix}.")]


@once_per_generation
def _ranges(number: int, language: str) -> list[tuple[Code, str, Answer]]:
    known = catalogue.of_generation(number, language)
    answers = {code: about(code, known) for code in known.outside if code.is_enhanced}

    def matter(code: Code) -> tuple[object, ...]:
        # A code that no vendor documents stands for itself.
        return answers[code].named, [use.pk for use in known.uses(code)] or code

    found = []
    for _same, group in groupby(answers, matter):
        first, *others = group
        last = f"-{others[-1].text.rpartition('.')[2]}" if others else ""
        found.append((first, f"{first}{last}", answers[first]))
    return found
