"""The form of a record with words: whoever changes a source text says how, and each translation knows its source text.

A translation that is saved, or confirmed, was made from the source text that its form showed. If somebody changed that
meanwhile, the translation is outdated as soon as it is saved.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname as word_column

from codes import agreement
from codes.edits import as_text, is_same
from codes.freshness import Grade, Source
from codes.labels import LABELS
from codes.merging import Accompanied, Beside, MergingForm
from codes.rows import OTHERS, SOURCE_LANGUAGE, Translated, tidy
from smtp_replies.characters import one_line

_LONGEST_REASON = 200  # characters


@dataclass(frozen=True)
class _Change:
    """What an editor does to a source text."""

    old: str
    new: str
    grade: Grade
    why: str


class TranslatingForm(MergingForm):
    """A form that keeps translations and their source texts together."""

    instance: Translated
    at_work: str = ""  # the column of the text for which the form was opened

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.at_work in self.fields and not self.is_bound:
            self.fields[self.at_work].widget.attrs["autofocus"] = True
        if self.is_change and not self.is_gone:
            for field in self.instance.WORDS:
                self._accompany(word_column(field, SOURCE_LANGUAGE), partial(self._grades, field))
            for column in self._outdated:
                self._accompany(column, partial(self._confirmation, column, self._source_of(column)))

    @property
    def opened(self) -> list[tuple[str, str]]:
        """Also the source texts that this editor sees and may not change."""
        columns = [word_column(field, SOURCE_LANGUAGE) for field in self.instance.WORDS] if self.is_change else []
        names = [(column, self.add_initial_prefix(column)) for column in columns if column not in self.fields]
        return [
            *super().opened,
            *((name, self.data.get(name, as_text(self.instance.value(column)))) for column, name in names),
        ]

    @cached_property
    def changed_data(self) -> list[str]:
        """Also what translations were made from, if that was all."""
        if not self.is_change or self.instance.made_from == self._made_from_before:
            return super().changed_data
        return [*super().changed_data, "made_from"]

    @cached_property
    def confirmed(self) -> set[str]:
        """The outdated translations that still say the right thing; not those that somebody changed meanwhile."""
        ticked = {column for column in self._outdated if f"confirm-{column}" in self.data}
        return {column for column in ticked & self.edits.keys() if self._is_as_opened(column)} - self.mine

    @cached_property
    def held(self) -> set[str]:
        """The fields that have to be right: what is confirmed as well as what was typed."""
        return self.mine | self.confirmed

    def _post_clean(self) -> None:
        self._made_from_before = self.instance.made_from
        changes = self._changes() if self.is_change and not self.is_gone else {}
        for field, change in changes.items():
            self.instance.leave_behind(field, change.old, change.new, change.grade, change.why)
        for language in OTHERS if self.is_change else ():
            for field in self.instance.WORDS:
                if word_column(field, language) in self.held:
                    self.instance.renew(field, language, self._shown(field, changes))
        super()._post_clean()
        for field, change in changes.items():
            for fault in _faults(change):
                self.add_error(word_column(field, SOURCE_LANGUAGE), fault)

    def _changes(self) -> dict[str, _Change]:
        """What was typed of each source text that is another now."""
        found: dict[str, _Change] = {}
        for field in self.instance.WORDS:
            column = word_column(field, SOURCE_LANGUAGE)
            if column in self.mine and column in self.cleaned_data:
                old, new = as_text(self.instance.value(column)), self._tidy(column, self.cleaned_data[column] or "")
                if new != old:
                    found[field] = _Change(old, new, self._grade(field), one_line(self.data.get(f"why-{field}", "")))
        return found

    def _grade(self, field: str) -> Grade:
        said = self.data.get(f"grade-{field}")
        return next((grade for grade in Grade if grade.value == said), Grade.CHANGED)

    def _shown(self, field: str, changes: dict[str, _Change]) -> str:
        """Return the source text beside a translation: as it was typed, else as it was when the form was opened."""
        column = word_column(field, SOURCE_LANGUAGE)
        if field in changes:
            return changes[field].new
        now = as_text(self.instance.value(column))
        opened = self._tidy(column, self.data.get(self.add_initial_prefix(column), now))
        known = self.instance.source_text(field, Source.of(opened))
        return now if known is None else known  # nothing that was never there

    def _tidy(self, column: str, text: str) -> str:
        return tidy(text, self.instance.column(column))

    def _is_as_opened(self, column: str) -> bool:
        edit = self.edits[column]
        return edit.base is not None and is_same(edit.theirs, edit.base)

    @cached_property
    def _outdated(self) -> list[str]:
        """The columns of outdated translations that this editor may change, when the form was made."""
        outdated = self.instance.outdated() if self.is_change else set()
        return [column for column in self.fields if column in outdated]

    def _accompany(self, column: str, below: Beside) -> None:
        if column in self.fields:
            self.fields[column].widget = Accompanied(self.fields[column].widget, below)

    def _grades(self, field: str) -> SafeString:
        """How the source text of a field was changed, and why."""
        grades = [(grade.value, LABELS[grade]) for grade in Grade]
        chosen = {"chosen": self._grade(field).value, "why": self.data.get(f"why-{field}", "")}
        return SafeString(render_to_string("admin/codes/_grade.html", {"field": field, "grades": grades} | chosen))

    def _source_of(self, column: str) -> Source | None:
        """Return what a translation was made from."""
        field = self.instance.column(column)
        name, language = getattr(field, "translated_field").name, getattr(field, "language")  # noqa: B009
        return self.instance.made_of(name, language)

    def _confirmation(self, column: str, source: Source | None) -> SafeString:
        """That the source text is newer, and why; the translation may be right all the same."""
        context = {"column": column, "source": source, "ticked": f"confirm-{column}" in self.data}
        return SafeString(render_to_string("admin/codes/_outdated.html", context))


def _faults(change: _Change) -> "list[ValidationError]":
    """Return what is wrong with what an editor says of a change."""
    faults = []
    if change.grade is Grade.TYPO and any(agreement.disagreements(change.old, change.new)):
        faults.append(ValidationError(_NO_TYPO, code="no-typo"))
    if len(change.why) > _LONGEST_REASON:
        faults.append(ValidationError(_TOO_LONG, code="long-reason", params={"limit": _LONGEST_REASON}))
    return faults


_NO_TYPO = _(
    "This is no typo: the text has other codes, commands or steps than before, and its translations have to follow."
)
_TOO_LONG = _("Say in %(limit)s characters at most why the text was changed.")
