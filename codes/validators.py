"""What facts and words must hold, whether they come from a file or from the admin."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname as word_column

from codes import agreement, markup, slips, verbatim
from codes.agreement import Disagreement
from codes.facts import Actor, Retried
from codes.languages import is_latin
from codes.slips import Slip
from smtp_replies.characters import CONTROLS
from smtp_replies.smtp import CLASSES, DETAIL, NUMBER, THREE_DIGITS, Code, Stage, parse_code

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Words = Mapping[str, Mapping[str, str]]  # language -> field -> text; the source language comes first
# language -> field -> the source text that a translation was made from, if that is not the one of today; None: unknown
Originals = Mapping[str, Mapping[str, str | None]]
Fault = tuple[str, ValidationError]  # the column, and what is wrong with it

_ROW = re.compile(f"{THREE_DIGITS}|X{DETAIL}")
_UNWRITABLE = re.compile(f"{CONTROLS.pattern}|\r")  # in a file
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DOMAIN = re.compile(r"(?:\*\.)?(?:[a-z0-9-]+\.)+[a-z0-9-]+")
_URL = re.compile(r"https?://[\w.-]+(?::[0-9]+)?(?:[/?#]\S*)?")
_CODE_RANGE = re.compile(rf"[{CLASSES}]{DETAIL}(?:-{NUMBER})?")  # 5.7.509, 5.7.501-503
_ADVICE_CODE = re.compile(rf"{THREE_DIGITS}|(?:{THREE_DIGITS} )?[{CLASSES}X]{DETAIL}(?:-{NUMBER})?")
_REFERENCE = re.compile(r"RFC [1-9][0-9]{2,4}(?: (?:[1-9][0-9]*(?:\.[0-9]+)*|App\. [A-Z]))?|draft-[a-z0-9-]+")
# Lists, since a file may hold what no set can.
_ACTORS = [actor.value for actor in Actor]
_RETRIED = [retried.value for retried in Retried]
_STAGES = [stage.value for stage in Stage]
_ONE_SENTENCE = {"summary"}  # the words that lead a page, and stand in lists
# Characters for which the first screen of a phone (375 × 667) has room: measured with the longest name, three who act
# and both texts at their limit (tests/browser/test_reader.py). A language that is not measured yet has English's.
_MEASURED = ("en", "ar", "es", "fr", "ru", "zh-hans", "fa")
ROOM = {language: {"summary": 180, "first_step": 240, "admin_step": 240} for language in _MEASURED}
_TOO_LONG = _("Too long for the first screen of a phone; say it shorter. No room is left for: %(value)s")
_SLIPS = {
    Slip.BARE_CODE: _("The code %(value)s stands outside backticks."),
    Slip.OPEN_BACKTICK: _("A backtick has no partner: %(value)s"),
    Slip.REAL_DOMAIN: _("Use an address at example.com, example.net or example.org instead of %(value)s."),
    Slip.HTML: _("HTML shows as it is typed; leave it out: %(value)s"),
    Slip.LINK: _("Texts hold no links and no addresses of pages; leave it out: %(value)s"),
    Slip.BLOCK: _("Texts hold paragraphs and lists only, no headings, quotations, tables or rules: %(value)s"),
    Slip.OPEN_MARK: _("A mark of bold text has no partner: %(value)s"),
    Slip.BROKEN_LIST: _("Begin an item of a list with “1. ” or “- ”, at the beginning of its line: %(value)s"),
    Slip.STEP_NUMBER: _("Steps are numbered 1, 2, 3 without a gap; this one is not: %(value)s"),
    Slip.DIRECTION: _("Delete the invisible character %(value)s, which changes the direction of the text."),
    Slip.EMPTY: _("There are no words in this text: %(value)s"),
}
_DISAGREEMENTS = {
    Disagreement.LOST: _("The source text has %(value)s in backticks, this translation has not."),
    Disagreement.ADDED: _("This translation has %(value)s in backticks, the source text has not."),
    Disagreement.MOVED: _("%(value)s stands in another paragraph or step than in the source text."),
    Disagreement.EXCHANGED: _("Each of these codes stands in the other's sentence of the source text: %(value)s"),
    Disagreement.ITEMS: _("The source text has %(value)s steps and items of lists, this translation more or fewer."),
}


def by_column(faults: Iterable[Fault]) -> dict[str, list[ValidationError]]:
    """Gather faults by their column."""
    found: dict[str, list[ValidationError]] = {}
    for column, fault in faults:
        found.setdefault(column, []).append(fault)
    return found


def word_faults(words: Words, steps: Container[str] = (), originals: Originals | None = None) -> Iterator[Fault]:
    """Yield slips in any language, and where a translation does not agree with the source text it was made from.

    The fields of `steps` need a first numbered step.
    """
    source = next(iter(words))
    for language, texts in words.items():
        for field, text in texts.items():
            original = "" if language == source else _original(words, originals, field, language)
            column = word_column(field, language)
            yield from ((column, fault) for fault in _text_faults(text, original))
            if text:
                yield from ((column, fault) for fault in _form_faults(field, text, steps))
                yield from ((column, fault) for fault in _length_faults(field, text, steps, language))
            if text and language != source and original is not None:
                yield from ((column, fault) for fault in _translation_faults(original, text, language))


def _original(words: Words, originals: Originals | None, field: str, language: str) -> str | None:
    """Return the source text that a translation was made from: unless it is said, the one beside it."""
    source = next(iter(words))
    return (originals or {}).get(language, words[source]).get(field, "")


def word_doubts(words: Words, originals: Originals | None = None) -> Iterator[Fault]:
    """Yield what somebody should look at, and may be right: two codes in another order than in the source text."""
    _source, *others = words
    message = _(
        "These codes stand in another order than in the source text; see that each has its own meaning: %(value)s"
    )
    for language in others:
        for field, text in words[language].items():
            original = _original(words, originals, field, language)
            if original is not None and (pair := agreement.reordered(original, text)):
                yield word_column(field, language), _fault(message, ", ".join(pair))


def code_faults(code: str, facts: Mapping[str, object]) -> Iterator[Fault]:
    """Yield what is wrong with a code and its facts."""
    yield from row_faults("code", [code])
    for column in ("related", "confused_with"):
        if code in _items(facts[column]):
            yield column, _fault(_("Not the code of another reply: %(value)s"), code)
        yield from known_form(column, facts[column])
    yield from known_form("enhanced", facts["enhanced"])
    yield from reference_faults(facts["references"])
    yield from actor_faults(facts["actors"])
    yield from _stage_faults(facts["stages"])
    yield from _class_faults(code, facts["classes"], facts["useful_classes"], facts["partners"])


def row_faults(column: str, codes: object) -> Iterator[Fault]:
    """Yield what cannot be the name of a record."""
    message = _("Neither three ASCII digits nor a code like X.7.26: %(value)s")
    return _each(column, codes, lambda code: _is_like(_ROW, code), message)


def actor_faults(actors: object) -> Iterator[Fault]:
    """Yield who is nobody that can act."""
    return _each("actors", actors, lambda actor: actor in _ACTORS, _("Nobody of this name can act: %(value)s"))


def step_faults(column: str, number: str) -> Iterator[Fault]:
    """Yield a fault where the number of a step is none."""
    if number and number not in {*"123456789"}:
        yield column, _fault(_("Not the number of a step: %(value)s"), number)


def slug_faults(slug: str) -> Iterator[Fault]:
    """Yield a fault where a name does not fit an address."""
    if slug and not _SLUG.fullmatch(slug):
        yield "slug", _fault(_("Only small Latin letters and digits, with single hyphens between: %(value)s"), slug)


def prefix_faults(column: str, slug: str, prefix: str | None) -> Iterator[Fault]:
    """Yield a fault where the name of a reply does not begin with that of its provider."""
    # So that its anchor can be no other anchor of a page, and files keep a provider's replies together.
    if prefix and not slug.startswith(f"{prefix}-"):
        yield column, _fault(_("The name of the reply does not begin with this provider's: %(value)s"), f"{prefix}-")


def domain_faults(domains: object) -> Iterator[Fault]:
    """Yield what is no domain."""
    message = _("Not a domain like example.com: %(value)s")
    return _each("domains", domains, lambda domain: _is_like(_DOMAIN, domain), message)


def date_faults(column: str, day: str) -> Iterator[Fault]:
    """Yield a fault where a day is none of the calendar."""
    if day and not _is_day(day):
        yield column, _fault(_("Not a day like 2026-11-28: %(value)s"), day)


def _is_day(text: str) -> bool:
    # Days are compared as texts, so that no other form will do: 20261128, 2026-W48-6.
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def url_faults(column: str, url: str) -> Iterator[Fault]:
    """Yield a fault where an address is none of the web."""
    if url and not _URL.fullmatch(url):
        yield column, _fault(_("Not an address that begins with https:// or http://: %(value)s"), url)


def advice_code_faults(column: str, codes: object) -> Iterator[Fault]:
    """Yield what is neither a code, a reply code with an enhanced one, nor a range."""
    message = _("Not a code like 550, 550 5.7.1, X.7.26 or 5.7.500-699: %(value)s")
    return _each(column, codes, lambda code: _is_like(_ADVICE_CODE, code) and not _runs_back(str(code)), message)


def range_faults(column: str, codes: str) -> Iterator[Fault]:
    """Yield a fault where a text is neither an enhanced code nor a range of them."""
    if not _CODE_RANGE.fullmatch(codes):
        yield column, _fault(_("Not an enhanced code like 5.7.1: %(value)s"), codes)
    elif _runs_back(codes):
        yield column, _fault(_("The second code must come after the first: %(value)s"), codes)


def _runs_back(codes: str) -> bool:
    """Whether a range ends before it begins, so that there is no code in it: 5.7.509-400."""
    first, _dash, last = codes.partition("-")
    return bool(last) and int(last) < int(first.rpartition(".")[2])


def phrase_faults(column: str, phrases: object) -> Iterator[Fault]:
    """Yield what holds no words that could be recognised."""
    return _each(column, phrases, lambda words: bool(re.search(r"\w", str(words))), _("No words: %(value)s"))


def translated_faults(column: str, translations: object) -> Iterator[Fault]:
    """Yield what is no table of languages with a list of phrases each."""
    if not isinstance(translations, dict):
        yield column, _fault(_("Not a table of languages: %(value)s"), translations)
        return
    for phrases in translations.values():
        yield from phrase_faults(column, phrases)


def verbatim_faults(column: str, text: str) -> Iterator[Fault]:
    """Yield a fault where a reply holds what no page and no file can."""
    if control := _UNWRITABLE.search(text):
        yield column, _fault(_("The reply holds a control character: %(value)s"), ascii(control[0]))


def carried_faults(reply: str, code: str, enhanced: str) -> Iterator[Fault]:
    """Yield a fault where a reply does not carry the codes that are given for it, or begins with others."""
    for column, given, first in zip(("code", "enhanced"), (code, enhanced), verbatim.first_codes(reply), strict=True):
        if given and not verbatim.stands_in(given, reply):
            yield column, _fault(_("%(value)s does not stand in the reply."), given)
        elif first and first != given:
            yield column, _fault(_("The reply begins with %(value)s, and that is not the code given here."), first)


def stranger_faults(column: str, reply: str, known_hosts: Iterable[str]) -> Iterator[Fault]:
    """Yield each address of a person, host or network that no page may show."""
    message = _("Replace %(value)s by a placeholder, such as user@example.com, mx.example.com or 192.0.2.1.")
    yield from ((column, _fault(message, found)) for found in dict.fromkeys(verbatim.strangers(reply, known_hosts)))


def twin_faults(column: str, reply: str, others: Mapping[str, str]) -> Iterator[Fault]:
    """Yield a fault where one of the other replies, by their names, differs in blanks and capital letters alone."""
    like = verbatim.alike(reply)
    if twin := next((name for name, other in others.items() if verbatim.alike(other) == like), None):
        yield column, _fault(_("This reply is known already, with the same codes: %(value)s"), twin)


def unknown_faults(column: str, codes: object, known: Container[str]) -> Iterator[Fault]:
    """Yield a fault for each code that has no record."""
    return _each(column, codes, lambda code: code in known, _("There is no record of this code: %(value)s"))


def exact_form(column: str, code: str, *, enhanced: bool) -> Iterator[Fault]:
    """Yield a fault where a code that may be missing is not of its kind."""
    if code and not _is_kind(code, enhanced=enhanced):
        reason = _("Not an enhanced code like 5.7.1: %(value)s") if enhanced else _("Not three digits: %(value)s")
        yield column, _fault(reason, code)


def known_form(column: str, codes: object) -> Iterator[Fault]:
    """Yield what does not have the form of a code."""
    return _each(column, codes, _parsed, _("Not a code like 550 or 5.7.1: %(value)s"))


def order_faults(left: str, right: str) -> Iterator[Fault]:
    """Yield a fault where two codes are the same or in the wrong order."""
    first, second = _parsed(left), _parsed(right)
    if first and second and not first < second:
        yield "right", _fault(_("The second code must come after the first: %(value)s"), right)


def reference_faults(references: object, *, required: bool = False) -> Iterator[Fault]:
    """Yield what is no reference to a specification."""
    if required and not references:
        yield "references", _fault(_("At least one section of a specification is needed.%(value)s"), "")
    message = _("Not a reference like RFC 5321 4.2.3: %(value)s")
    yield from _each("references", references, lambda reference: _is_like(_REFERENCE, reference), message)


def _each(column: str, values: object, is_good: Callable[[object], object], message: "StrOrPromise") -> Iterator[Fault]:
    """Yield a fault for each item of a list that is not good, and one where there is no list."""
    if not isinstance(values, list):
        yield column, _fault(_("Not a list: %(value)s"), values)
    for value in _items(values):
        if not is_good(value):
            yield column, _fault(message, value)


def _is_like(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and bool(pattern.fullmatch(value))


def _fault(message: "StrOrPromise", value: object) -> ValidationError:
    return ValidationError(message, params={"value": value})


def _parsed(text: object) -> Code | None:
    try:
        return parse_code(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _is_kind(text: str, *, enhanced: bool) -> bool:
    parsed = _parsed(text)
    return parsed is not None and parsed.is_enhanced is enhanced


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _stage_faults(stages: object) -> Iterator[Fault]:
    if not isinstance(stages, dict):
        yield "stages", _fault(_("Stages are a table of names: %(value)s"), stages)
        return
    if list(stages) != [stage for stage in _STAGES if stage in stages]:
        yield (
            "stages",
            _fault(_("Stages must be known ones in the order of a session: %(value)s"), ", ".join(_STAGES)),
        )
    for stage, differing in stages.items():
        if not _is_difference(differing):
            yield "stages", _fault(_("A stage may only say who acts there and what is retried: %(value)s"), stage)
        elif differing.get("retried", Retried.NO.value) not in _RETRIED:
            yield "stages", _fault(_("Not a way of trying again: %(value)s"), differing["retried"])


def _is_difference(value: object) -> bool:
    if not isinstance(value, dict) or value.keys() - {"actors", "retried"}:
        return False
    return not list(actor_faults(value.get("actors", [])))


def _class_faults(code: str, classes: object, useful: object, partners: object) -> Iterator[Fault]:
    message = _("An enhanced code has classes 2, 4 or 5, a reply code none: %(value)s")
    if bool(classes) != code.startswith("X"):
        yield "classes", _fault(message, classes)
    yield from _each("classes", classes, lambda digit: digit in [*CLASSES], message)
    message = _("Not classes that the code may carry: %(value)s")
    yield from _each("useful_classes", useful, lambda digit: digit in _items(classes), message)
    if not isinstance(partners, dict):
        yield "partners", _fault(_("Partners are a table of names: %(value)s"), partners)
        return
    for pair, sources in partners.items():
        basic, _blank, enhanced = pair.partition(" ")
        if not (_is_kind(basic, enhanced=False) and _is_kind(enhanced, enhanced=True)) or Code(enhanced).row != code:
            yield "partners", _fault(_("Not a reply code and this code, like 550 5.7.1: %(value)s"), pair)
        if not isinstance(sources, list):
            yield "partners", _fault(_("Not a list: %(value)s"), sources)


def _text_faults(text: str, original: str | None) -> Iterator[ValidationError]:
    counted = slips.numbers(text if original is None else original)  # any number may have been counted in a lost text
    yield from (_fault(_SLIPS[slip], place) for slip, place in slips.slips(text, counted))


def _form_faults(field: str, text: str, steps: Container[str]) -> Iterator[ValidationError]:
    if field in _ONE_SENTENCE and (second := slips.second_sentence(text)):
        yield _fault(_("One sentence only; this begins a second one: %(value)s"), second)
    if field in steps and not slips.has_steps(text):
        yield _fault(_("A first step is missing: a line that begins with “1. ”.%(value)s"), "")


def _length_faults(field: str, text: str, steps: Container[str], language: str) -> Iterator[ValidationError]:
    shown, room = (text, field) if field not in steps else (markup.first_step(text) or "", "first_step")
    limit = ROOM.get(language, ROOM["en"]).get(room)
    if limit and (rest := beyond(markup.plain(shown), limit)):
        yield _fault(_TOO_LONG, rest)


def beyond(text: str, limit: int) -> str:
    """Return the end of a text that goes beyond so many characters, of which one of Chinese is as wide as two."""
    if 2 * len(text) <= limit or text.isascii():
        return text[limit:]
    widths = accumulate(1 + (east_asian_width(character) in "WF") for character in text)
    return text[sum(width <= limit for width in widths) :]


def _translation_faults(source: str, translation: str, language: str) -> Iterator[ValidationError]:
    for disagreement, place in agreement.disagreements(source, translation):
        yield _fault(_DISAGREEMENTS[disagreement], place)
    if words := slips.leftover(translation, source, is_latin=is_latin(language)):
        yield _fault(_("These words are not translated: %(value)s"), words)
