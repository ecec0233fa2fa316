"""The form of a record that others may edit at the same time: only what its editor changed is written.

The form carries each field as it was when the form was opened. A field that its editor left alone stays as it is now,
whatever that is; a field that somebody else changed too is refused, with both texts, until the editor has chosen.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.utils import ErrorList
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from modeltranslation.fields import TranslationField
from modeltranslation.utils import build_localized_fieldname as word_column

from codes.edits import Change, Edit, Part, Piece, as_text, differences
from codes.history import Entry
from codes.rows import SOURCE_LANGUAGE, Content, history_of
from codes.validators import by_column

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Content]
else:
    _ModelForm = forms.ModelForm

_THEIRS, _MINE = "theirs", "mine"
_CODE = re.compile(r"(`[^`\n]+`)")
_APART = '<bdi dir="ltr">{}</bdi>'
_TAGS = {Change.KEPT: "{}", Change.GONE: "<del>{}</del>", Change.NEW: "<ins>{}</ins>"}
Beside = Callable[[], SafeString]


class Accompanied(forms.Widget):
    """A field, below it what else its editor says of it, and above it what is read first; made once it is shown."""

    def __init__(self, field: forms.Widget, below: Beside = SafeString, above: Beside = SafeString) -> None:
        super().__init__()
        self.attrs = field.attrs
        self.field, self.below, self.above = field, below, above

    @property
    def use_fieldset(self) -> bool:  # type: ignore[override]  # of the field, which may be several inputs
        """Whether the field needs a legend instead of a label."""
        return self.field.use_fieldset

    def id_for_label(self, id_: str) -> str:
        """Return what the label is for."""
        return self.field.id_for_label(id_)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return all three."""
        return SafeString(self.above() + self.field.render(name, value, attrs, renderer) + self.below())

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return what was typed."""
        return self.field.value_from_datadict(data, files, name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether the field was not sent."""
        return self.field.value_omitted_from_data(data, files, name)


@dataclass(frozen=True)
class BroughtBack:
    """An old text that stands in a field again, to be saved like any other."""

    column: str
    old: Entry
    seen: Entry  # the newest entry when the old text was chosen; what was changed after it is not to be lost


class MergingForm(_ModelForm):
    """A form that merges each field of a record by itself."""

    brought_back: BroughtBack | None = None
    forbidden: frozenset[str] = frozenset()  # the columns that this editor may not change: codes/people.py
    _before: Mapping[str, object] = {}  # the record as it was found
    _faults_before: Mapping[str, set[str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # Else a browser that goes back puts what was typed on an older text beside the hidden newer one.
            field.widget.attrs["autocomplete"] = "off"
            # Else Django adds a second hidden input to some fields, by the same name as ours, which never moves on.
            field.show_hidden_initial = False
        for name in self.forbidden & self.fields.keys():
            self.fields[name].widget.attrs["readonly"] = True
        if self.brought_back and not self.is_bound:
            column = self.brought_back.column
            self.initial[column] = self.brought_back.old.value(column)
            self.fields[column].widget.attrs["autofocus"] = True

    @property
    def is_change(self) -> bool:
        """Whether the form is of a record that there was when it was opened."""
        return self.instance.pk is not None

    @property
    def is_gone(self) -> bool:
        """Whether the record was deleted since."""
        return self.is_change and self.instance._state.adding

    @property
    def opened(self) -> list[tuple[str, str]]:
        """The names and values of the hidden inputs that say how the form was opened, or what was seen since."""
        if not self.is_change:
            return []
        bases = {name: self.edits[name].base for name in self.edits if name not in self.contested}
        if self.brought_back and not self.is_bound:
            column = self.brought_back.column
            bases[column] = as_text(self.fields[column].prepare_value(self.brought_back.seen.value(column)))
        return [
            (self.add_initial_prefix(name), self._theirs(name) if (base := bases.get(name)) is None else base)
            for name in self.fields
        ]

    @property
    def faulty(self) -> list[tuple[forms.BoundField, ErrorList]]:
        """The fields that were refused, with the reasons, in the order of the form."""
        return [(self[name], self.errors[name]) for name in self.fields if name in self.errors]

    @cached_property
    def edits(self) -> dict[str, Edit]:
        """The three texts of every field that was sent."""
        if not self.is_bound:
            return {}
        sent = (name for name, field in self.fields.items() if not self._is_omitted(name, field))
        return {
            name: Edit(self.data.get(self.add_initial_prefix(name)), self._theirs(name), as_text(self[name].data))
            for name in sent
        }

    @cached_property
    def contested(self) -> dict[str, str]:
        """The fields that somebody else changed too, with what was chosen; nothing where that is still to be done."""
        if self.is_gone:
            return {}
        return {name: self._chosen(name, edit) for name, edit in self.edits.items() if self._is_contested(name, edit)}

    @cached_property
    def mine(self) -> set[str]:
        """The fields that are to be as they were typed."""
        return {name for name, edit in self.edits.items() if edit.is_mine and self.contested.get(name) != _THEIRS}

    @property
    def held(self) -> set[str]:
        """The fields that have to be right."""
        return self.mine

    @cached_property
    def changed_data(self) -> list[str]:
        """The fields that are not as they were, once all have been cleaned."""
        if not self.is_change:
            return super().changed_data
        return [
            name for name in self.fields if name in self._before and self.instance.value(name) != self._before[name]
        ]

    @property
    def columns(self) -> set[str]:
        """The columns to be written: the changed ones, and that which follows the source language."""
        words = {name for name in self.instance.WORDS if word_column(name, SOURCE_LANGUAGE) in self.changed_data}
        return {*self.changed_data, *words}

    def write(self) -> None:
        """Write what its editor changed, if anything."""
        if self.changed_data:
            self.instance.save(update_fields=self.columns)

    def full_clean(self) -> None:
        """Clean all fields; the first that is refused is where the editor goes on, also without a script."""
        super().full_clean()
        if self.is_bound and self.faulty:
            self.faulty[0][0].field.widget.attrs["autofocus"] = True

    def _theirs(self, name: str) -> str:
        field = self.fields[name]
        return as_text(field.prepare_value(self.get_initial_for_field(field, name)))

    def _is_omitted(self, name: str, field: forms.Field) -> bool:
        return bool(field.widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name)))

    def _is_contested(self, name: str, edit: Edit) -> bool:
        return edit.is_contested or (edit.is_mine and f"contested-{name}" in self.data)

    def _chosen(self, name: str, edit: Edit) -> str:
        """Return the choice, unless the other text is not the one that was shown."""
        choice = self.data.get(f"take-{name}", "")
        return "" if edit.is_contested or choice not in {_THEIRS, _MINE} else choice

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]  # its stubs leave it out
        if not self.is_change or self.is_gone:
            return
        for name in self.fields:
            if name not in self.mine:
                self.cleaned_data.pop(name, None)
                self.errors.pop(name, None)
        for name, choice in self.contested.items():
            self.fields[name].widget = Accompanied(self.fields[name].widget, partial(self._choice_of, name, choice))
            if not choice:
                self.add_error(name, ValidationError(_CONTESTED, code="contested"))

    def _choice_of(self, name: str, choice: str) -> SafeString:
        edit = self.edits[name]
        theirs, mine = differences(*(_in_words(self.fields[name], text) for text in (edit.theirs, edit.mine)))
        context = {"name": name, "attrs": self.fields[name].widget.attrs, "choice": choice, "last": self._last_saved}
        texts = [(_THEIRS, marked(theirs)), (_MINE, marked(mine))]
        return SafeString(render_to_string("admin/codes/_contested.html", context | {"texts": texts}))

    @cached_property
    def _last_saved(self) -> Entry | None:
        """Who changed the record last, and when."""
        entry: Entry | None = history_of(self.instance).first()
        return entry

    def _post_clean(self) -> None:
        if self.is_gone:
            self.add_error(None, ValidationError(_GONE, code="gone"))
            return
        if self.is_change:
            self._before = {name: self.instance.value(name) for name in self.fields}
            self._faults_before = {column: _messages(faults) for column, faults in self.instance.faults().items()}
            if not self.held:
                return
        super()._post_clean()  # type: ignore[misc]  # its stubs leave it out

    def clean(self) -> dict[str, Any]:
        """Refuse the whole form where its editor may not change a field: what was typed stays, and nothing is saved."""
        data = super().clean() or self.cleaned_data
        for name in sorted(self.forbidden):
            if self._is_edited(name):
                field = {"field": self.instance.column(name).verbose_name}
                fault = ValidationError(_FORBIDDEN, code="forbidden", params=field)
                self.add_error(name if name in self.fields else None, fault)
        return data

    def _is_edited(self, name: str) -> bool:
        """Whether somebody changed a field, also one that this form does not offer."""
        if name in self.fields and self.is_change:
            return name in self.mine
        sent = [text for key, text in self.data.items() if re.fullmatch(rf"{name}(_\d+)?", key)]
        base = self.data.get(self.add_initial_prefix(name), None if self.is_change else "")
        return bool(sent) and Edit(base, base or "", as_text(sent)).is_mine

    def _update_errors(self, errors: ValidationError) -> None:
        """Take what is wrong with the record, except for what was wrong before and is not edited here."""
        if self.is_change and hasattr(errors, "error_dict"):
            kept = {column: faults for column, faults in errors.error_dict.items() if self._concerns(column, faults)}
            if not kept:
                return
            shown = [(column if column in self.fields else NON_FIELD_ERRORS, faults) for column, faults in kept.items()]
            errors = ValidationError(by_column((column, fault) for column, faults in shown for fault in faults))
        super()._update_errors(errors)  # type: ignore[misc]  # its stubs leave it out

    def _concerns(self, column: str, faults: list[ValidationError]) -> bool:
        if column == NON_FIELD_ERRORS or column in self.held:
            return True
        # A translation that is behind its source is mended by whoever translates: the source is never locked by it.
        if isinstance(self.instance.column(column), TranslationField):
            return False
        return not _messages(faults) <= self._faults_before.get(column, set())


def _in_words(field: forms.Field, text: str) -> str:
    """Return what the editor sees of a value: of choices their labels."""
    parts = getattr(field, "fields", [field])
    labels = {str(value): str(label) for value, label in getattr(parts[0], "choices", ())}
    return "\n".join(labels.get(line, line) for line in text.split("\n"))


def apart(text: str) -> SafeString:
    """Return a text whose codes have their own direction, since that of the text around them may turn them round."""
    parts = enumerate(_CODE.split(text))
    return format_html_join("", "{}", ((format_html(_APART, part) if number % 2 else part,) for number, part in parts))


def marked(pieces: list[Piece]) -> SafeString:
    """Return a text in which what the other one has not is marked; of an empty text it is said."""
    parts = (format_html("<mark>{}</mark>" if piece.differs else "{}", apart(piece.text)) for piece in pieces)
    return format_html_join("", "{}", ((part,) for part in parts)) or conditional_escape(_("(empty)"))


def in_one(parts: list[Part]) -> SafeString:
    """Return a text that was edited, with what went and what came."""
    return format_html_join("", "{}", ((format_html(_TAGS[part.change], apart(part.text)),) for part in parts))


def _messages(faults: list[ValidationError]) -> set[str]:
    return {message for fault in faults for message in fault.messages}


_CONTESTED = _(
    "This was changed by somebody else, or in another window, after you opened the form. Choose one of both."
)
_FORBIDDEN = _("Your account may not change this field, so nothing was saved: %(field)s.")
_GONE = _("This record was deleted after you opened it, so nothing was saved. What you typed is still in the form.")
