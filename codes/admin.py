"""The workbench: each kind of record, its list, its facts and what may be typed; codes/people.py says who may."""

from itertools import chain, count

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from codes import verbatim
from codes.columns import plain_name
from codes.labels import LABELS
from codes.merging import MergingForm
from codes.models import (
    Advice,
    Cause,
    ClassMeaning,
    CodePair,
    KnownReply,
    Program,
    ProgramError,
    Provider,
    ReplyCode,
    StageMeaning,
    VendorUse,
)
from codes.records import ActorsForm, ContentAdmin, LinesField, RowAdmin
from codes.side_by_side import SideBySideForm
from smtp_replies.smtp import Severity, Stage

_FIRST_WORDS = 7  # of a reply, its codes among them, tell it from its provider's others


class ReplyCodeForm(ActorsForm):
    """Lists of codes."""

    enhanced = LinesField(label=_("Usual enhanced codes"), help_text=_("One on each line"))
    related = LinesField(label=_("Related codes"), help_text=_("One on each line"))
    confused_with = LinesField(label=_("Codes it is confused with"), help_text=_("One on each line"))
    classes = LinesField(label=_("Classes"), help_text=_("One on each line"))
    useful_classes = LinesField(label=_("Classes its specification finds useful"), help_text=_("One on each line"))


class FirstDigitFilter(admin.SimpleListFilter):
    """Codes by what their first digit says; enhanced codes have a row for all classes."""

    title = _("first digit")
    parameter_name = "class"

    def lookups(self, request, model_admin):
        """One choice for each digit with a meaning, and one for enhanced codes."""
        digits = [s for s in Severity if s is not Severity.OUTSIDE_SMTP]
        return [*((s.value, f"{s.value} - {LABELS[s]}") for s in digits), ("X", _("Enhanced codes"))]

    def queryset(self, request, queryset):
        """Keep the codes that begin with the digit."""
        return queryset.filter(code__startswith=self.value()) if self.value() else queryset


@admin.register(ReplyCode)
class ReplyCodeAdmin(ContentAdmin):
    """Three-digit and enhanced codes."""

    form = ReplyCodeForm
    list_display = ["code", "name", "standing", "official_phrase"]
    list_display_links = ["code", "name"]
    list_filter = [FirstDigitFilter, "standing"]
    searched = ("official_phrase", "transcript")

    def facts(self, obj) -> tuple[str, ...]:
        """A three-digit code has stages, an enhanced one classes; a new row may become either."""
        if obj is None:
            return ReplyCode.FACTS
        return ReplyCode.ENHANCED_FACTS if obj.is_enhanced else ReplyCode.BASIC_FACTS


@admin.register(ClassMeaning)
class ClassMeaningAdmin(ContentAdmin):
    """What an enhanced code says in one class."""

    list_display = ["code", "name"]
    list_display_links = ["code", "name"]


@admin.register(StageMeaning)
class StageMeaningAdmin(ContentAdmin):
    """What a code means where it falls."""

    list_display = ["key", "stage", "meaning"]
    list_filter = ["stage"]

    def named(self, words):
        """A meaning is named by its code, and by its stage if there is one."""
        stages = words & {stage.value for stage in Stage}
        return Q(code__in=words, stage__in=stages) if stages else Q(code__in=words)


@admin.register(CodePair)
class CodePairAdmin(ContentAdmin):
    """Comparisons written by hand."""

    list_display = ["key", "question"]
    list_filter = ["question"]

    def named(self, words):
        """A comparison is named by both its codes, in either order."""
        return Q(left__in=words, right__in=words)


class VendorUseForm(SideBySideForm):
    """No references: the source is a vendor's page."""


@admin.register(VendorUse)
class VendorUseAdmin(ContentAdmin):
    """What vendors mean by enhanced codes."""

    form = VendorUseForm
    list_display = ["key", "seen_as", "meaning"]
    list_filter = ["vendor"]

    def named(self, words):
        """A range is named by each code in it."""
        return Q(pk__in=[row.pk for row in VendorUse.objects.all() if words & {code.text for code in row.codes}])


class CauseForm(ActorsForm):
    """No code may mean two causes."""

    codes = LinesField(label=_("Codes that mean it"), help_text=_("One on each line, such as 535 or X.2.2"))

    def clean_codes(self):
        """Refuse a code that means another cause already; of files the load says it."""
        codes = self.cleaned_data["codes"]
        for other in Cause.objects.exclude(pk=self.instance.pk):
            for code in {*codes} & {*other.codes}:
                raise forms.ValidationError(
                    _("The code %(code)s already means another cause: %(cause)s."),
                    params={"code": code, "cause": plain_name(other)},
                )
        return codes


@admin.register(Cause)
class CauseAdmin(ContentAdmin):
    """Why mail is refused."""

    form = CauseForm
    list_display = ["slug", "name", "waiting"]
    list_display_links = ["slug", "name"]
    list_filter = ["waiting"]
    searched = ("codes",)


_WITH_GAPS = _("One on each line; <…> stands for what varies, (a|b) for one of several")


class AdviceForm(SideBySideForm):
    """Who acts stands in order; wordings stand a line each."""

    actors = ActorsForm.base_fields["actors"]
    wordings = LinesField(label=_("Wordings"), help_text=_WITH_GAPS)
    provider_wordings = LinesField(label=_("Wordings of the provider"), help_text=_("One on each line"))
    codes = LinesField(label=_("Codes"), help_text=_("One on each line, such as 535 5.7.139, X.7.25 or 5.7.500-699"))
    not_with = LinesField(label=_("Not beside"), help_text=_("One on each line"))
    sources = LinesField(label=_("Sources"), help_text=_("One on each line"))


@admin.register(Advice)
class AdviceAdmin(ContentAdmin):
    """What to do in one situation."""

    form = AdviceForm
    list_display = ["slug", "name", "cause", "provider", "certainty"]
    list_display_links = ["slug", "name"]
    list_filter = ["cause", "certainty"]
    searched = ("wordings", "provider_wordings", "codes")


class ProgramForm(MergingForm):
    """Marks are edited a line each."""

    marks = LinesField(label=_("Marks"), help_text=_("One on each line"))


@admin.register(Program)
class ProgramAdmin(RowAdmin):
    """Programs that show errors of their own."""

    form = ProgramForm
    list_display = ["slug", "name", "kind"]
    list_filter = ["kind"]
    searched = ("name",)


class ProgramErrorForm(SideBySideForm):
    """What it shows stands a line each."""

    shown = LinesField(label=_("What it shows"), help_text=_WITH_GAPS)
    sources = LinesField(label=_("Sources"), help_text=_("One on each line"))


@admin.register(ProgramError)
class ProgramErrorAdmin(ContentAdmin):
    """What programs show instead of a reply."""

    form = ProgramErrorForm
    list_display = ["slug", "program", "cause", "advice", "needs"]
    list_filter = ["program", "cause"]
    searched = ("shown", "translations")


class ProviderForm(MergingForm):
    """Domains are edited a line each."""

    domains = LinesField(label=_("Domains"), help_text=_("One on each line"))


@admin.register(Provider)
class ProviderAdmin(RowAdmin):
    """Mail systems."""

    form = ProviderForm
    list_display = ["slug", "name", "kind"]
    list_filter = ["kind"]
    searched = ("name",)


class KnownReplyForm(MergingForm):
    """A reply gets its name from its provider and its first words."""

    slug = forms.CharField(
        label=_("Name in addresses"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"size": 60, "dir": "ltr"}),
        help_text=_("Left empty, it is made from the provider and the first words of the reply."),
    )

    def clean(self):
        """Make the name that was left empty."""
        data = super().clean()
        provider, reply = data.get("provider") or self.instance.provider_id, data.get("reply") or self.instance.reply
        if not data.get("slug", "named before") and provider and reply:
            words = (getattr(provider, "slug", provider), *verbatim.telling(reply)[:_FIRST_WORDS])
            data["slug"] = _free(slugify("-".join(words).replace(".", "-"))[:90].strip("-"))
        return data


def _free(slug: str) -> str:
    """Return the name, with a number where other replies begin with the same words."""
    taken = set(KnownReply.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    return next(name for name in chain([slug], (f"{slug}-{n}" for n in count(2))) if name not in taken)


@admin.register(KnownReply)
class KnownReplyAdmin(RowAdmin):
    """Replies as servers send them."""

    form = KnownReplyForm
    list_display = ["slug", "provider", "code", "enhanced", "cause"]
    list_filter = ["cause", "provider__kind"]
    searched = ("reply", "code", "enhanced", "provider__name")
