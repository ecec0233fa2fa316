"""The past of records in the workbench: what changed when, and how to bring back a text or a deleted record.

Bringing back a text is an edit: the form opens with the old text in its field, and is saved by the rules of any form.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from modeltranslation.fields import TranslationField

from codes import generation, people
from codes.edits import Origin, differences, edited
from codes.history import Entry, EntryQuerySet
from codes.labels import LABELS
from codes.languages import direction
from codes.merging import BroughtBack, MergingForm, in_one, marked
from codes.rows import SOURCE_LANGUAGE, Content, history_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    _ModelAdmin = admin.ModelAdmin[Content]
else:
    _ModelAdmin = admin.ModelAdmin

_AT_ONCE = 20  # entries on a page
_MADE_FROM = "made_from"  # digests, which nobody reads


@dataclass(frozen=True)
class Difference:
    """What a column holds, or held, at two times or in two places."""

    model: type[Content]
    column: str
    one: object
    other: object

    @cached_property
    def _field(self) -> Any:
        return self.model.column(self.column)

    @property
    def name(self) -> "StrOrPromise":
        """What readers call the field, in whatever language its text is."""
        field = self._field.translated_field if self.language else self._field
        name: StrOrPromise = capfirst(field.verbose_name)
        return name

    @property
    def language(self) -> str:
        """The language of the text; of a fact none."""
        return self._field.language if isinstance(self._field, TranslationField) else ""

    @property
    def language_name(self) -> str:
        """The name of that language, in itself."""
        return dict(settings.LANGUAGES)[self.language] if self.language else ""

    @property
    def direction(self) -> str:
        """Which way the text is written; where facts have labels, as the page is."""
        return direction(self.language) if self.language else "auto"

    @property
    def in_one(self) -> SafeString:
        """Both texts in one, with what went and what came."""
        return in_one(edited(*self._texts))

    @property
    def both(self) -> tuple[SafeString, SafeString]:
        """Each text, with what the other has not."""
        one, other = differences(*self._texts)
        return marked(one), marked(other)

    @property
    def _texts(self) -> tuple[str, str]:
        return self.model.in_words(self.column, self.one), self.model.in_words(self.column, self.other)


@dataclass(frozen=True)
class Event:
    """An entry of a history, beside the one before it."""

    entry: Entry
    before: Entry | None
    held: Mapping[str, object]  # by the columns in which it may be taken back: what they hold now

    @property
    def name(self) -> "StrOrPromise":
        """What was done to the record."""
        if self.entry.origin is Origin.BEFORE:
            return LABELS[Origin.BEFORE]
        if self.entry.is_deletion:
            return _("Deleted")
        if self.entry.is_addition:
            return _("Brought back") if self.before else _("Added")
        if self.before and self.entry.changed(self.before) == [_MADE_FROM]:
            return _("Confirmed: translations say what their source texts say now")
        return _("Changed")

    @property
    def origin(self) -> "StrOrPromise":
        """Where it came from."""
        return "" if self.entry.origin is Origin.BEFORE else LABELS[self.entry.origin]

    @property
    def changes(self) -> list[tuple[Difference, bool]]:
        """What it did to each column, and whether what that held before can be brought back."""
        if self.before is None:
            return []
        model, old, new = self.entry.instance_type, self.before.value, self.entry.value
        columns = [column for column in self.entry.changed(self.before) if column != _MADE_FROM]
        found = [Difference(model, column, old(column), new(column)) for column in columns]
        return [(each, each.column in self.held and self.held[each.column] != each.one) for each in found]


class PastAdmin(_ModelAdmin):
    """Pages of the past of a model's records."""

    def get_urls(self) -> list[Any]:
        """Add the page of deleted records."""
        name = self._name("deleted").removeprefix("admin:")
        return [path("deleted/", self.admin_site.admin_view(self.deleted_view), name=name), *super().get_urls()]

    def _name(self, page: str) -> str:
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"

    @property
    def _entries(self) -> EntryQuerySet:
        entries: EntryQuerySet = history_of(self.model).all()
        return entries

    def get_form(
        self, request: HttpRequest, obj: Content | None = None, change: bool = False, **kwargs: Any
    ) -> type[MergingForm]:
        """Know what this editor may not change; let an old text stand in its field, if somebody came to bring it back.

        What is added gets its name by whoever adds it.
        """
        form: type[MergingForm] = super().get_form(request, obj, change=change, **kwargs)  # type: ignore[assignment]
        form.forbidden = people.forbidden(request.user, self.model) - (set() if obj else {*self.model.KEY})
        column = request.GET.get("bring", "")
        if request.method != "GET" or obj is None or column not in editable(form):
            return form
        old, seen = (self._entry(obj, request.GET.get(name, "")) for name in ("from", "seen"))
        if old and seen and people.may_undo(request.user, self._entries.after(old)):
            form.brought_back = BroughtBack(column, old, seen)
        return form

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Send a form with an old text to the plain address, so that it does not stand there again after the save."""
        form_url = request.path if "bring" in request.GET else form_url
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _entry(self, row: Content, number: str) -> Entry | None:
        return self._entries.of_row(row.pk).filter(history_id=number).first() if number.isdecimal() else None

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show what was changed in a record, which may be deleted, and offer what was there before."""
        key = unquote(object_id)
        entries = self._entries.of_row(key) if key.isdecimal() else self._entries.none()
        newest, row = entries.first(), self.model._default_manager.filter(pk=key).first() if key.isdecimal() else None
        if newest is None:
            return redirect(self._name("change"), object_id)  # where it is said that there is none
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        page = Paginator(entries, _AT_ONCE).get_page(request.GET.get("p"))
        shown = [*entries[page.start_index() - 1 : page.end_index() + 1]]  # and the one before
        held = self._editable(request, row)
        events = [
            Event(entry, before, held if people.may_undo(request.user, entry) else {})
            for entry, before in zip(shown, [*shown[1:], None], strict=True)
        ][: len(page.object_list)]
        title = _("History: %(record)s") % {"record": newest.key}
        return self._page(request, "history", title, {"row": row, "newest": newest, "page": page, "events": events})

    def _editable(self, request: HttpRequest, row: Content | None) -> dict[str, object]:
        """The columns that may be edited, with what they hold."""
        if row is None or not self.has_change_permission(request, row):
            return {}
        return {column: row.value(column) for column in editable(self.get_form(request, row, change=True))}

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """Show the deleted records, and bring one back."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._bring_back(request)
        page = Paginator(self._entries.deletions(), _AT_ONCE).get_page(request.GET.get("p"))
        keys = {entry.key for entry in page}
        again = {row.key: row for row in self.model._default_manager.all() if row.key in keys} if keys else {}
        title = _("Deleted: %(records)s") % {"records": self.opts.verbose_name_plural}
        events = [
            (Event(entry, None, {}), again.get(entry.key), people.may_undo(request.user, entry)) for entry in page
        ]
        return self._page(request, "deleted", title, {"page": page, "events": events})

    def _bring_back(self, request: HttpRequest) -> HttpResponse:
        here = redirect(self._name("deleted"))
        number = request.POST.get("entry", "")
        entry = self._entries.deletions().filter(history_id=number).first() if number.isdecimal() else None
        if entry is None:
            messages.info(request, _("Nothing was changed: the record is there again already."))
            return here
        if not people.may_undo(request.user, entry):
            raise PermissionDenied
        try:
            row = bring_back(entry)
        except ValidationError as error:
            reasons = " ".join(error.messages)
            said = _("Cannot bring back %(record)s: %(reasons)s") % {"record": entry.key, "reasons": reasons}
            messages.error(request, said)
            return here
        self.log_addition(request, row, [{"added": {}}])
        messages.success(request, _("Brought back: %(record)s") % {"record": row.key})
        return redirect(self._name("change"), row.pk)

    def _page(self, request: HttpRequest, name: str, title: str, context: dict[str, object]) -> HttpResponse:
        place = {"title": title, "opts": self.opts, "plural": capfirst(self.opts.verbose_name_plural)}
        known = self.admin_site.each_context(request)
        return TemplateResponse(request, f"admin/codes/{name}.html", known | place | context)


def editable(form: "type[forms.ModelForm[Content]]") -> set[str]:
    """The columns that a form writes; those that its class declares are among its fields in any case."""
    options, forbidden = form._meta, getattr(form, "forbidden", ())
    without = {*(options.exclude or ()), *forbidden}
    return {name for name in form.base_fields if name in (options.fields or ()) and name not in without}


def bring_back(entry: Entry) -> Content:
    """Add a deleted row again as it was; ValidationError where other rows do not let it be."""
    row = entry.instance_type()
    row.pk = entry.id
    row.take({column: entry.value(column) for column in entry.columns})
    # The source language is active, since the untranslated columns are looked at too, and may not be empty.
    with override(SOURCE_LANGUAGE), generation.alone():
        row.clean_fields()
        row.validate_unique()
        row.validate_constraints()
        row.save(force_insert=True)
    return row
