"""The workbench: support staff edit the words in every language, superusers the facts as well."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from modeltranslation.fields import TranslationField

from codes.context_processors import direction
from codes.labels import LABELS
from codes.models import FACTS, WORDS, ReplyCode, word_column
from codes.smtp import Actor, Retried, Severity, Stage, Standing

admin.site.site_header = _("SMTP replies: workbench")
admin.site.site_title = _("SMTP replies")
admin.site.index_title = _("Workbench")


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


class ReplyCodeForm(forms.ModelForm):
    """Lists of facts are edited a line each, who acts by ticking."""

    references = LinesField(label=_("Specification"), help_text=_("One on each line, such as RFC 5321 4.2.3"))
    enhanced = LinesField(label=_("Usual enhanced codes"), help_text=_("One on each line"))
    related = LinesField(label=_("Related codes"), help_text=_("One on each line"))
    confused_with = LinesField(label=_("Codes it is confused with"), help_text=_("One on each line"))
    actors = forms.MultipleChoiceField(
        label=_("Who acts"),
        choices=[(actor.value, LABELS[actor]) for actor in Actor],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = ReplyCode
        fields = ["code", *FACTS, *WORDS]


def shown(fact: str):
    """Return a column that shows a fact to readers, left to right and a line for each of several values."""

    @admin.display(description=ReplyCode._meta.get_field(fact).verbose_name)
    def show(row):
        lines = _lines(fact, getattr(row, fact))
        return format_html_join(mark_safe("<br>"), '<bdi dir="{}">{}</bdi>', lines) or "-"

    show.__name__ = f"shown_{fact}"
    return show


def _lines(fact: str, value) -> list[tuple[str, str]]:
    if fact == "actors":
        return [("auto", LABELS[Actor(actor)]) for actor in value]
    if fact == "stages":
        return [("auto", LABELS[Stage(stage)]) for stage in value]
    if fact in ("standing", "retried"):
        return [("auto", LABELS[(Standing if fact == "standing" else Retried)(value)])]
    return [("ltr", line) for line in (value if isinstance(value, list) else str(value).splitlines())]


WORD_COLUMNS = [word_column(word, language) for word in WORDS for language, _name in settings.LANGUAGES]
SHOWN_FACTS = [shown(fact) for fact in FACTS]


class FirstDigitFilter(admin.SimpleListFilter):
    """Codes by what their first digit says."""

    title = _("first digit")
    parameter_name = "class"

    def lookups(self, request, model_admin):
        """One choice for each digit with a meaning."""
        digits = [s for s in Severity if s is not Severity.OUTSIDE_SMTP]
        return [(s.value, f"{s.value} - {LABELS[s]}") for s in digits]

    def queryset(self, request, queryset):
        """Keep the codes that begin with the digit."""
        return queryset.filter(code__startswith=self.value()) if self.value() else queryset


@admin.register(ReplyCode)
class ReplyCodeAdmin(TranslationAdmin):
    """List, search, and one form with a language bar."""

    form = ReplyCodeForm
    list_display = ["code", "name", "standing", "official_phrase"]
    list_display_links = ["code", "name"]
    list_filter = [FirstDigitFilter, "standing"]
    search_fields = [
        "code",
        "official_phrase",
        *(f"{word}_{code}" for word in ("name", "summary") for code, _n in settings.LANGUAGES),
    ]
    view_on_site = False  # the form offers the page in the language being edited instead
    change_form_template = "admin/codes/replycode/change_form.html"

    class Media:
        css = {"all": ["admin/languages.css"]}
        js = ["admin/languages.js"]

    def get_fieldsets(self, request, obj=None):
        """Words first; facts are read by everybody and edited by superusers."""
        facts = FACTS if request.user.is_superuser else SHOWN_FACTS
        return [
            (None, {"fields": ["code", *WORD_COLUMNS]}),
            (_("Facts, the same in every language"), {"fields": facts}),
        ]

    def get_readonly_fields(self, request, obj=None):
        """Support staff edit words only."""
        return [] if request.user.is_superuser else ["code", *SHOWN_FACTS]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Tell the browser the language and direction of each input."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(db_field, TranslationField):
            field.widget.attrs |= {"lang": db_field.language, "dir": direction(db_field.language)}
            if isinstance(db_field, models.TextField):
                field.widget.attrs |= {"rows": 14}
        elif field and db_field.name in FACTS:
            field.widget.attrs |= {"dir": "ltr"}
        return field

    def render_change_form(self, request, context, obj=None, **kwargs):
        """Offer the page on the site in each language; the language bar shows the one being edited."""
        if obj:
            context["pages"] = [(code, name, obj.url_in(code)) for code, name in settings.LANGUAGES]
        return super().render_change_form(request, context, obj=obj, **kwargs)
