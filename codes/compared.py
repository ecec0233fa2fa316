"""What the page of a comparison is made of: its shape, and the parts of both codes that it joins."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import cached_property  # without the lock that functools' has
from django.utils.safestring import SafeString

from codes import fragments, markup, wording
from codes.catalogue import Catalogue, Entry, Pair
from codes.comparison import FIRST, OTHERS, Comparison, Row, Sameness
from codes.facts import Question
from codes.models import CodePair
from codes.rows import are_corrected
from codes.seen import Seen

_OF_A_CODE = ("face", "head", "name", "sending", "received", "words", "code")  # each has a template
NEIGHBOURS = 3  # other comparisons that are shown
# The form in which each aspect is shown, by the name of its template.
FORMS = {
    "retried": "label",
    "actors": "turns",
    "stages": "stages",
    "category": "label",
    "partners": "partners",
    "official_phrase": "phrase",
    "standing": "label",
    "references": "references",
}
_TAG = re.compile(r"<[^>]*>")  # of our own HTML, whose attributes have no such marks


@dataclass(frozen=True, eq=False)
class Compared:
    """Two codes on one page, of which the left one is the lower."""

    known: Catalogue
    left: Seen
    right: Seen

    @property
    def shape(self) -> dict[str, object]:
        """Which sections the page has, by which it is kept."""
        return {
            "has_verdict": bool(self._verdict),
            "points_on": self._points_on,
            "has_neighbours": bool(self._neighbours),
            "has_same": bool(self._facts.same_rows),
            "has_differences": bool(self._differences),
            "related": bool(self._related),
            "is_corrected": self._is_corrected,
        }

    @property
    def parts(self) -> dict[str, object]:
        """What stands in each place of the page."""
        lead, same = self._lead, self._facts.same_rows
        return {
            "left": self.left.code.text,
            "right": self.right.code.text,
            "left_code": SafeString(markup.code_html(self.left.code.text)),
            "right_code": SafeString(markup.code_html(self.right.code.text)),
            "description": SafeString(_TAG.sub("", lead).replace('"', "&quot;")),
            "lead": lead,
            "faces": self._of_both("face"),
            "now": _joined(self._now(row) for row in self._facts.first_rows),
            "verdict": self._part("codes/_pair_verdict.html", verdict=self._verdict),
            "heads": self._of_both("head"),
            "other_rows": self._rows(self._facts.other_rows),
            "same_rows": self._rows(same),
            "number_of_same": self._part("codes/_pair_same.html", number=len(same)),
            "differences": self._differences,
            "sending": self._of_both("sending"),
            "received": self._of_both("received"),
            "words": self._of_both("words"),
            "codes": self._of_both("code"),
            "neighbours": _joined(
                self._part("codes/_pair_item.html", left=left, right=right, leads=False)
                for left, right in self._neighbours
            ),
            "related_codes": _joined(self._part("codes/_code_entry.html", entry=entry) for entry in self._related),
        }

    @cached_property
    def _facts(self) -> Comparison:
        return Comparison(self.left.facts, self.right.facts)

    @cached_property
    def _verdict(self) -> CodePair | None:
        return self.known.verdict(self.left.code, self.right.code)

    @property
    def _is_corrected(self) -> bool:
        """Whether the source text of something here corrects what the reader's language still says."""
        return are_corrected(self._verdict) or self.left.is_corrected or self.right.is_corrected

    @cached_property
    def _neighbours(self) -> list[Pair]:
        return self.known.pairs_with(self.left.code, self.right.code)[:NEIGHBOURS]

    @cached_property
    def _related(self) -> list[Entry]:
        return self.known.related(self.left.code, self.right.code)

    @property
    def _points_on(self) -> bool:
        """Whether hardly anybody hesitates between the two, so that other comparisons come first."""
        if self._verdict:
            return Question(self._verdict.question) is Question.ACCEPTED_OR_NOT
        return not self._facts.is_choice

    @property
    def _lead(self) -> SafeString:
        """What truly separates the two."""
        if self._verdict:
            return self._part("codes/_pair_lead.html", verdict=self._verdict)
        return wording.lead(self._facts, *(SafeString(side["name"]) for side in self._sides))

    @cached_property
    def _differences(self) -> SafeString:
        sentences = (f"<li>{said}</li>" for said in wording.differences(self._facts, *self._sides))
        return _joined([*sentences, *self._stages()])

    def _stages(self) -> Iterable[SafeString]:
        facts = self._facts
        if not facts.stages_known:
            return
        yield self._part(
            "codes/_pair_stages.html",
            shared=facts.shared_stages,
            are_apart=facts.stages_are_apart,
            share_others=facts.share_other_commands,
        )
        for code, stages in facts.own_stages:
            yield self._part("codes/_pair_own_stages.html", code=code, stages=stages)

    def _now(self, row: Row) -> SafeString:
        """What a reader asks first: once where it is the same of both."""
        frame = self._part(
            "codes/_pair_now.html", aspect=row.aspect, sameness=row.sameness, cells=fragments.hole("cells")
        )
        sides = self._sides[:1] if row.is_same else self._sides
        return fragments.fill(frame, {"cells": _joined(side[row.aspect] for side in sides)})

    def _rows(self, rows: Iterable[Row]) -> SafeString:
        return _joined(f"<tr>\n{_joined(self._cells(row))}\n</tr>" for row in rows)

    def _cells(self, row: Row) -> Iterable[str]:
        return (self._heads[_head(row.aspect, row.sameness)], *(side[row.aspect] for side in self._sides))

    def _of_both(self, name: str) -> SafeString:
        return _joined(side[name] for side in self._sides)

    @cached_property
    def _sides(self) -> list[dict[str, str]]:
        return [_of_a_code(self.known, side) for side in (self.left, self.right)]

    @cached_property
    def _heads(self) -> dict[str, str]:
        return _of_the_table(self.known)

    def _part(self, template: str, **values: object) -> SafeString:
        return fragments.part(self.known, template, **values)


def _of_a_code(known: Catalogue, side: Seen) -> dict[str, str]:
    """Return what a code brings to each comparison: parts by the names of their templates, a cell by each aspect."""

    def made(template: str, **values: object) -> str:
        return fragments.made(known, f"codes/_{template}.html", side=side, **values)

    def make() -> dict[str, str]:
        facts = {aspect: getattr(side.facts, aspect) for aspect in (*FIRST, *OTHERS)}
        return {
            **wording.of_one(side.facts),
            **{name: made(f"pair_{name}") for name in _OF_A_CODE},
            **{aspect: made("pair_now_cell", form=_form(aspect), value=facts[aspect]) for aspect in FIRST},
            **{aspect: made("fact_cell", form=_form(aspect), value=facts[aspect]) for aspect in OTHERS},
        }

    return fragments.parts(known, side, make)


def _form(aspect: str) -> str:
    """Return the template that shows the facts of an aspect."""
    return f"codes/_fact_{FORMS[aspect]}.html"


def _of_the_table(known: Catalogue) -> dict[str, str]:
    """Return what the rows of every table begin with."""

    def make() -> dict[str, str]:
        return {
            _head(aspect, sameness): fragments.made(known, "codes/_fact_head.html", aspect=aspect, sameness=sameness)
            for aspect in OTHERS
            for sameness in Sameness
        }

    return fragments.parts(known, Sameness, make)


def _head(aspect: str, sameness: Sameness) -> str:
    return f"{aspect}, {sameness.value}"


def _joined(parts: Iterable[str]) -> SafeString:
    return SafeString("\n".join(parts))
