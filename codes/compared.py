"""What the page of a comparison is made of: its shape, and the parts of both codes that it joins."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString

from codes import fragments, markup, wording
from codes.catalogue import Catalogue, Entry, Pair
from codes.comparison import Comparison, Row
from codes.facts import Question
from codes.models import CodePair
from codes.rows import are_corrected
from codes.seen import Seen

NEIGHBOURS = 3  # other comparisons that are shown
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
            "faces": self._of_both("codes/_pair_face.html"),
            "now": _joined(self._part("codes/_pair_now.html", row=row) for row in self._facts.first_rows),
            "verdict": self._part("codes/_pair_verdict.html", verdict=self._verdict),
            "heads": self._of_both("codes/_pair_head.html"),
            "other_rows": self._rows(self._facts.other_rows),
            "same_rows": self._rows(same),
            "number_of_same": self._part("codes/_pair_same.html", number=len(same)),
            "differences": self._differences,
            "sending": self._of_both("codes/_pair_sending.html"),
            "received": self._of_both("codes/_pair_received.html"),
            "words": self._of_both("codes/_pair_words.html"),
            "codes": self._of_both("codes/_pair_code.html"),
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
        names = (self._part("codes/_pair_name.html", side=side) for side in (self.left, self.right))
        return wording.lead(self._facts, *names)

    @cached_property
    def _differences(self) -> SafeString:
        sentences = (f"<li>{said}</li>" for said in wording.differences(self._facts))
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

    def _rows(self, rows: Iterable[Row]) -> SafeString:
        return _joined(f"<tr>\n{_joined(self._cells(row))}\n</tr>" for row in rows)

    def _cells(self, row: Row) -> Iterable[SafeString]:
        yield self._part("codes/_fact_head.html", aspect=row.aspect, sameness=row.sameness)
        for side, value in ((self.left, row.left), (self.right, row.right)):
            yield self._part("codes/_fact_cell.html", side=side, aspect=row.aspect, value=value)

    def _of_both(self, template: str) -> SafeString:
        return _joined(self._part(template, side=side) for side in (self.left, self.right))

    def _part(self, template: str, **values: object) -> SafeString:
        return fragments.part(self.known, template, **values)


def _joined(parts: Iterable[str]) -> SafeString:
    return SafeString("\n".join(parts))
