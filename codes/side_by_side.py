"""What stands beside a translation in the form of its record: the source text, its terms, and how a page shows it.

The source text is the one that the translation was made from, with what has changed since.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname as word_column

from codes import markup
from codes.content import ContentError, terms
from codes.edits import edited
from codes.freshness import Source
from codes.languages import direction
from codes.merging import Accompanied, in_one
from codes.models import ReplyCode
from codes.past import PastAdmin
from codes.rows import LANGUAGES, SOURCE_LANGUAGE, Content, tidy
from codes.translating import TranslatingForm


class SideBySideForm(TranslatingForm):
    """A form in which each translation that its editor may change has its source text beside it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_change or self.is_gone:
            return
        for language, field in _pairs(self.instance):
            column = word_column(field, language)
            text = getattr(self.instance, word_column(field, SOURCE_LANGUAGE))
            if language != SOURCE_LANGUAGE and text and column in self.fields.keys() - self.forbidden:
                source = self.instance.made_of(field, language) if column in self._outdated else None
                above = partial(self._source, field, language, text, source)
                self.fields[column].widget = Accompanied(self.fields[column].widget, above=above)

    def _source(self, field: str, language: str, text: str, source: Source | None) -> SafeString:
        """The source text as it was when the form was made; of the past only an outdated translation asks."""
        old = self.instance.source_text(field, source) if source else text
        context = {
            "text": in_one(edited(text if old is None else old, text, whole=True)),
            "language": SOURCE_LANGUAGE,
            "direction": direction(SOURCE_LANGUAGE),
            "is_outdated": source is not None,
            "is_lost": old is None,
            "terms": [*terms.within(text, self._terms.get(language, ()))],
            "terms_language": language,
            "terms_direction": direction(language),
        }
        return SafeString(render_to_string("admin/codes/_source.html", context))

    @cached_property
    def _terms(self) -> dict[str, list[terms.Term]]:
        try:
            return terms.read(settings.CONTENT_DIR)
        except ContentError:  # whoever saves is told, and nobody is kept from translating
            return {}


class SideBySideAdmin(PastAdmin):
    """A form that shows what is typed as a page will."""

    def get_urls(self) -> list[Any]:
        """Add the preview."""
        name = self._name("preview").removeprefix("admin:")
        view = self.admin_site.admin_view(self.preview_view)
        return [path("<path:object_id>/preview/", view, name=name), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say where the texts of this record are shown."""
        row = context.get("original")
        if row and not row._state.adding:
            context["preview_url"] = reverse(self._name("preview"), args=[row.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the texts of a record as they were sent, and store nothing."""
        row: Content | None = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        if request.method != "POST":  # an address without what was typed
            return redirect(self._name("change"), row.pk)
        texts = [*_previews(row, request.POST)]
        if "alone" in request.POST:  # by the script, which has a page around it
            return TemplateResponse(request, "admin/codes/_previews.html", {"texts": texts})
        title = _("Preview: %(record)s") % {"record": row.key}
        return self._page(request, "preview", title, {"row": row, "texts": texts})


def _previews(row: Content, sent: Any) -> Iterator[dict[str, object]]:
    """Yield what a page will say of each text that was sent, in the order of the form."""
    for language, field in _pairs(row):
        name = word_column(field, language)
        if text := sent.get(name, "").strip():
            column = row.column(name)
            yield {
                "column": name,
                "name": getattr(column, "translated_field").verbose_name,  # noqa: B009 - which no type knows
                "language": language,
                "direction": direction(language),
                "html": _shown(tidy(text, column), column),
                "steps": [_line(step) for step in _first_steps(row, field, text)],
            }


def _pairs(row: Content) -> Iterator[tuple[str, str]]:
    return ((language, field) for field in row.WORDS for language in LANGUAGES)


def _shown(text: str, column: "models.Field[Any, Any]") -> SafeString:
    """Return a text by the rules of every page; its codes lead nowhere, as whoever writes stays in the form."""
    if isinstance(column, models.TextField):
        return SafeString(markup.render(text, lambda _code: None))
    return _line(text)


def _line(text: str) -> SafeString:
    return SafeString(markup.render_line(text, lambda _code: None))


def _first_steps(row: Content, field: str, text: str) -> list[str]:
    """Return what stands first on the page: of an enhanced code a step for each class, where they differ."""
    if field not in row.STEPS:
        return []
    digits = [code.text[0] for code in row.codes if code.severity.refuses] if isinstance(row, ReplyCode) else [""]
    return [*dict.fromkeys(step for digit in digits if (step := markup.first_step(text, digit)))]
