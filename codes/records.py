"""How a record is edited in the workbench, whatever it is a record of."""

import re
from contextlib import nullcontext

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Q, When
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from modeltranslation.fields import TranslationField
from modeltranslation.utils import build_localized_fieldname as word_column

from codes import failures, generation, people, places, worklist
from codes.columns import Choices, filter_of, listed, plain_name, shown
from codes.content import terms
from codes.facts import Actor
from codes.labels import LABELS
from codes.languages import direction
from codes.past import PastAdmin
from codes.related import related
from codes.rows import LANGUAGES
from codes.side_by_side import SideBySideAdmin, SideBySideForm

_CLASS_OF_CODE = re.compile(r"(?<![\w.])[245](\.[0-9]{1,3}\.[0-9]{1,3})(?![\w.])")
_WHOLE_SENTENCE = 200  # characters; a line of an input would show the half of it


class LinesField(forms.CharField):
    """A list of short texts, one on each line."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr"}), required=False, **kwargs)

    def prepare_value(self, value):
        """Write the list for the text area."""
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value):
        """Read the list from the text area."""
        return [line.strip() for line in (value or "").splitlines() if line.strip()]


class OrderedWidget(forms.MultiWidget):
    """A choice for each place."""

    use_fieldset = True

    def __init__(self, choices):
        places = range(1, len(choices) + 1)
        labels = [{"aria-label": format_lazy(_("Place {number}"), number=place)} for place in places]
        super().__init__([forms.Select(attrs, [("", "-"), *choices]) for attrs in labels])

    def id_for_label(self, id_):
        """Return the first place."""
        return f"{id_}_0"

    def decompress(self, value):
        """Return the choices of a list, place by place."""
        return [*(value or [])]


class OrderedField(forms.MultiValueField):
    """Some of the choices, the most usual first."""

    def __init__(self, choices, **kwargs):
        fields = [forms.ChoiceField(choices=choices, required=False) for _choice in choices]
        super().__init__(fields, widget=OrderedWidget(choices), required=False, require_all_fields=False, **kwargs)

    def compress(self, data_list):
        """Return the list; places left empty close up."""
        chosen = [value for value in data_list if value]
        for value in chosen:
            if chosen.count(value) > 1:
                raise forms.ValidationError(_("Chosen twice: %(value)s"), params={"value": LABELS[Actor(value)]})
        return chosen


class FactsForm(SideBySideForm):
    """Lists of facts are edited a line each."""

    references = LinesField(label=_("Specification"), help_text=_("One on each line, such as RFC 5321 4.2.3"))


class ActorsForm(FactsForm):
    """Who acts stands in the order in which it is usual."""

    actors = OrderedField(
        [(actor.value, LABELS[actor]) for actor in Actor], label=_("Who acts"), help_text=_("Most usual first.")
    )


class RowAdmin(PastAdmin):
    """A list, and one form: words first, then the facts."""

    show_facets = admin.ShowFacets.NEVER
    view_on_site = False  # the form offers the page in each language instead
    searched: tuple[str, ...] = ()  # facts in which a search looks, besides the name of the row and its words

    class Media:
        js = ["admin/languages.js"]

    def facts(self, obj) -> tuple[str, ...]:
        """The facts that a row has."""
        return self.model.FACTS

    def get_list_display(self, request):
        """Show codes and names from left to right, and everything else in words."""
        return [listed(self.model, name) for name in self.list_display]

    def get_list_display_links(self, request, list_display):
        """Link the same columns."""
        return [listed(self.model, name) for name in self.list_display_links or self.list_display[:1]]

    def get_list_select_related(self, request):
        """Ask for the records that are named in the list, all at once."""
        return [name for name in self.list_display if name != "key" and self.model.column(name).is_relation]

    def get_list_filter(self, request):
        """Name the choices as readers know them."""
        return [filter_of(self.model, each) if isinstance(each, str) else each for each in self.list_filter]

    def get_fieldsets(self, request, obj=None):
        """Facts are read by everybody, and edited by whoever may."""
        forbidden = people.forbidden(request.user, self.model)
        facts = [shown(self.model, fact) if fact in forbidden else fact for fact in self.facts(obj)]
        words = [word_column(word, language) for word in self.model.WORDS for language in LANGUAGES]
        return [
            (None, {"fields": [*self.model.KEY, *words]}),
            (_("Facts, the same in every language"), {"fields": facts}),
        ]

    def get_readonly_fields(self, request, obj=None):
        """What one may add one names once, since its address and its file follow."""
        forbidden = people.forbidden(request.user, self.model)
        names = [name for name in self.model.KEY if obj and name in forbidden]
        return [*names, *(shown(self.model, fact) for fact in self.facts(obj) if fact in forbidden)]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Tell the browser the language and direction of each input."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(db_field, TranslationField):
            field.widget.attrs |= {"lang": db_field.language, "dir": direction(db_field.language)}
            if isinstance(db_field, models.TextField):
                field.widget.attrs |= {"rows": 14}
            elif db_field.max_length >= _WHOLE_SENTENCE:
                field.widget = forms.Textarea(field.widget.attrs | {"rows": 2})
        elif field and not isinstance(field, forms.ChoiceField) and db_field.name in self.model.KEY + self.model.FACTS:
            field.widget.attrs |= {"dir": "ltr"}
        if field:
            if at := places.section(self.model, getattr(db_field, "translated_field", db_field).name):
                field.widget.attrs["data-at"] = at
            # A browser would cut what is pasted without a word; the form says how much too long it is.
            field.widget.attrs.pop("maxlength", None)
        return field

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        """Offer the choices, each in its language."""
        return super().formfield_for_choice_field(db_field, request, widget=Choices, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Name other records as readers know them, in the order of these names."""
        queryset = db_field.remote_field.model.objects.order_by("name")
        field = super().formfield_for_foreignkey(db_field, request, widget=Choices, queryset=queryset, **kwargs)
        field.label_from_instance = plain_name
        return field

    def get_search_fields(self, request):
        """Look in the name of the row and in its words in every language."""
        words = [word_column(word, language) for word in self.model.WORDS for language in LANGUAGES]
        return [*self.model.KEY, *self.searched, *words]

    def get_search_results(self, request, queryset, search_term):
        """Find a code in every class, a pair, and texts; a row that is named so comes first."""
        found, duplicates = super().get_search_results(request, queryset, search_term)
        words = search_term.replace("/", " ").split()
        records = [_CLASS_OF_CODE.sub(r"X\1", word) for word in words]
        if " ".join(records) != search_term:
            found |= super().get_search_results(request, queryset, " ".join(records))[0]
        named = self.named({*words, *records})
        if named is not None and (keys := [row.pk for row in queryset.filter(named)]):
            order = Case(When(pk__in=keys, then=0), default=1)
            found = (found | queryset.filter(pk__in=keys)).order_by(order, *queryset.query.order_by)
        return found, duplicates

    def named(self, words: set[str]) -> Q | None:
        """Return the rows whose name a search has, or begins; None where names are searched like texts."""
        if "code" not in self.model.KEY:
            return None
        begun = [word for word in words if word[:1].isdigit() or word.startswith("X.")]
        return Q(*(("code__startswith", word) for word in begun), _connector=Q.OR) if begun else None

    def changeform_view(self, request, *args, **kwargs):
        """Save a form alone: what it was merged with, and compared with of other records, holds until it is written."""
        with generation.alone() if request.method == "POST" else nullcontext():
            return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request, *args, **kwargs):
        """Delete alone, as a form is saved."""
        with generation.alone() if request.method == "POST" else nullcontext():
            return super().delete_view(request, *args, **kwargs)

    def delete_queryset(self, request, queryset):
        """Delete several records alone."""
        with generation.alone():
            super().delete_queryset(request, queryset)

    def get_object(self, request, object_id, from_field=None):
        """Return the record; one that was deleted while its form was open has a stand-in, for its form."""
        if request.method != "POST" or not request.resolver_match.url_name.endswith("_change"):
            return super().get_object(request, object_id, from_field)
        try:
            key = self.model._meta.pk.to_python(object_id)
        except ValidationError:
            return None
        if row := self.get_queryset(request).filter(pk=key).first():
            return row
        return self.model(pk=key, **{field: request.POST[field] for field in self.model.KEY if field in request.POST})

    def save_model(self, request, obj, form, change):
        """Write what the editor changed, if anything, and point out what may be right and should be looked at."""
        if change:
            form.write()
        else:
            super().save_model(request, obj, form, change)
        request.nothing_changed = change and not form.changed_data
        if change and form.changed_data:
            request.changed_at = places.address(obj, form.changed_data[0])
        for doubt in () if request.nothing_changed else terms.doubts(obj):
            messages.warning(request, doubt)

    def response_add(self, request, obj, post_url_continue=None):
        """Tell the browser that what was typed is saved."""
        return failures.acknowledge(request, super().response_add(request, obj, post_url_continue))

    def response_change(self, request, obj):
        """Tell the browser that what was typed is saved, and its editor where it stands on the site."""
        if at := getattr(request, "changed_at", ""):
            messages.info(request, format_html('<a href="{}">{}</a>', at, _("See it on the site")))
        return failures.acknowledge(request, super().response_change(request, obj))

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Stay at the address of a deleted record, where the browser may have kept what was typed for it."""
        return failures.gone(request, opts, may_add=self.has_add_permission(request))

    def log_change(self, request, obj, message):
        """Keep no record of a change that was none."""
        return None if request.nothing_changed else super().log_change(request, obj, message)

    def message_user(self, request, message, level=messages.INFO, *args, **kwargs):
        """Do not claim that something was changed."""
        if getattr(request, "nothing_changed", False):
            message, level = _("Nothing was changed: the form is as it was."), messages.INFO
        super().message_user(request, message, level, *args, **kwargs)

    def render_change_form(self, request, context, obj=None, **kwargs):
        """Offer the page on the site in each language; the language bar shows the one being edited."""
        if obj and not obj._state.adding:
            context["pages"] = [(code, name, obj.url_in(code)) for code, name in settings.LANGUAGES]
            context["related"] = [group for group in related(obj) if group.rows]
        return super().render_change_form(request, context, obj=obj, **kwargs)


class ContentAdmin(SideBySideAdmin, RowAdmin, TranslationAdmin):
    """A form with words in every language, and so with a language bar."""

    form: type[SideBySideForm] = FactsForm

    class Media:
        css = {"all": ["admin/side_by_side.css"]}
        js = [forms.Script("admin/side_by_side.js", type="module")]

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Open at the text for which somebody comes from the work list."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if place := worklist.place_of(request, obj):
            form.at_work = place.column
        return form

    def render_change_form(self, request, context, obj=None, **kwargs):
        """Offer the next text of the work list to whoever comes from it."""
        context["place"] = worklist.place_of(request, obj)
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def response_change(self, request, obj):
        """Stay at the text of the work list that is edited further."""
        response = super().response_change(request, obj)
        if "_continue" in request.POST and worklist.place_of(request, obj):
            response["Location"] = request.get_full_path()
        return response

    def response_post_save_change(self, request, obj):
        """Go on with the next text of the work list, or go back to it."""
        if place := worklist.place_of(request, obj):
            return redirect(place.next if "_next" in request.POST else place.list)
        return super().response_post_save_change(request, obj)
