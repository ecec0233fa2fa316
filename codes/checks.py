"""What the facts and words of one code must hold, whether they come from a file or from the admin."""

import re
from collections.abc import Iterator, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from codes import markup
from codes.smtp import Actor, Retried, Stage, parse_code

Words = Mapping[str, Mapping[str, str]]  # language -> field -> text; the source language comes first
Fault = tuple[str, ValidationError]  # the column, and what is wrong with it

_ENHANCED = re.compile(r"[245](?:\.(?:0|[1-9][0-9]{0,2})){2}")
_REFERENCE = re.compile(r"RFC [1-9][0-9]{2,4}(?: (?:[1-9][0-9]*(?:\.[0-9]+)*|App\. [A-Z]))?|draft-[a-z0-9-]+")
_ACTORS = {actor.value for actor in Actor}
_RETRIED = {retried.value for retried in Retried}
_STAGES = [stage.value for stage in Stage]
_SLIPS = {
    markup.Slip.BARE_CODE: _("The code %(value)s stands outside backticks."),
    markup.Slip.OPEN_BACKTICK: _("A backtick has no partner: %(value)s"),
    markup.Slip.REAL_DOMAIN: _("Use an address at example.com, example.net or example.org instead of %(value)s."),
}


def faults(code: str, facts: Mapping[str, object], words: Words) -> dict[str, list[ValidationError]]:
    """Return what is wrong with each column; nothing where all is well."""
    found: dict[str, list[ValidationError]] = {}
    for column, fault in (*_code_faults(code), *_fact_faults(code, facts), *_word_faults(words)):
        found.setdefault(column, []).append(fault)
    return found


def _fault(message: object, value: object) -> ValidationError:
    return ValidationError(message, params={"value": value})


def _is_code(text: object) -> bool:
    try:
        return bool(parse_code(text)) if isinstance(text, str) else False
    except ValueError:
        return False


def _code_faults(code: str) -> Iterator[Fault]:
    if not _is_code(code):
        yield "code", _fault(_("A reply code has exactly three ASCII digits: %(value)s"), code)


def _fact_faults(code: str, facts: Mapping[str, object]) -> Iterator[Fault]:
    for column in ("related", "confused_with"):
        for other in _items(facts[column]):
            if not _is_code(other) or other == code:
                yield column, _fault(_("Not the code of another reply: %(value)s"), other)
    for enhanced in _items(facts["enhanced"]):
        if not _ENHANCED.fullmatch(str(enhanced)):
            yield "enhanced", _fault(_("Not an enhanced code like 5.7.1: %(value)s"), enhanced)
    for reference in _items(facts["references"]):
        if not _REFERENCE.fullmatch(str(reference)):
            yield "references", _fault(_("Not a reference like RFC 5321 4.2.3: %(value)s"), reference)
    for actor in _items(facts["actors"]):
        if actor not in _ACTORS:
            yield "actors", _fault(_("Nobody of this name can act: %(value)s"), actor)
    yield from _stage_faults(facts["stages"])


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
        actors = set(_items(differing.get("actors", []))) if isinstance(differing, dict) else {None}
        if not actors <= _ACTORS or differing.keys() - {"actors", "retried"}:
            yield (
                "stages",
                _fault(_("A stage may only say who acts there and what is retried: %(value)s"), stage),
            )
        elif differing.get("retried", Retried.NO.value) not in _RETRIED:
            yield "stages", _fault(_("Not a way of trying again: %(value)s"), differing["retried"])


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _word_faults(words: Words) -> Iterator[Fault]:
    source = next(iter(words))
    for language, texts in words.items():
        for field, text in texts.items():
            column = f"{field}_{language.replace('-', '_')}"
            for slip, place in markup.slips(text):
                yield column, _fault(_SLIPS[slip], place)
            if text and language != source:
                yield from ((column, fault) for fault in _translation_faults(words[source][field], text))


def _translation_faults(source: str, translation: str) -> Iterator[ValidationError]:
    spans, kept = markup.code_spans(source), markup.code_spans(translation)
    for span in sorted(spans - kept):
        yield _fault(_("The source text has %(value)s in backticks, this translation has not."), span)
    for span in sorted(kept - spans):
        yield _fault(_("This translation has %(value)s in backticks, the source text has not."), span)
