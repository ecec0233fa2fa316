"""The page of the workbench from which texts leave in a sheet, and where they come back: looked at, then confirmed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from codes import exchange
from codes.exchange import Plan
from codes.freshness import Grade
from codes.labels import LABELS
from codes.private import unkept
from codes.rows import OTHERS, SOURCE_LANGUAGE
from codes.sheets import Address, MissingColumnsError, Row, Sheet
from codes.tables import CONTENT_TYPES, Format, TableError
from smtp_replies import Code

_ALL, _OPEN, _CODE = "all", "open", "code"
_TEMPLATE = "admin/codes/sheets.html"
_HOW = ("grade", "why")  # what is asked of source texts that are changed
_NONE = _("There is no such text.")
_OTHERWISE = _("Nothing was saved: a text or a right has changed since this was shown. Look at it again.")
_NOT_SHOWN = _("Nothing was saved: this was not shown to you, or long ago. Send the sheet again.")


class _Languages(forms.Select):
    """Languages, each by its own name in itself."""

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        """Return an option with its language."""
        option = super().create_option(name, value, *args, **options)
        option["attrs"]["lang"] = value
        return option


class ExportForm(forms.Form):
    """Which texts are wanted, and as what."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=_Languages)
    texts = forms.ChoiceField(
        label=_("Texts"),
        choices=[(_ALL, _("all")), (_OPEN, _("missing and outdated ones")), (_CODE, _("those about one code"))],
    )
    code = forms.CharField(
        label=_("Code"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"dir": "ltr", "size": 12}),
        help_text=_("Such as 550, 5.7.26 or X.7.26"),
    )
    format = forms.ChoiceField(
        label=_("File"), choices=[(Format.XLSX.value, _("Excel workbook (.xlsx)")), (Format.CSV.value, _("CSV"))]
    )

    def clean(self) -> dict[str, Any]:
        """Read the code, if the texts about one are wanted."""
        data = super().clean() or self.cleaned_data
        if data.get("texts") == _CODE:
            try:
                data["codes"] = exchange.parse_codes(data.get("code", ""))
            except ValueError:
                self.add_error("code", ValidationError(_("Write one code, such as 550 or 5.7.26.")))
        return data


def _name(codes: list[Code]) -> str:
    return codes[0].text if len(codes) == 1 else codes[0].row


class ImportForm(forms.Form):
    """A sheet that comes back."""

    sheet = forms.FileField(
        label=_("Sheet"),
        help_text=_("Nothing is saved before you have seen what would change."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


def export(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Hand out texts as a file; where none are chosen, say so in the form."""
    form = ExportForm(request.GET)
    if not form.is_valid():
        return _page(site, request, {"export": form})
    wanted = form.cleaned_data
    kind, language, texts = Format(wanted["format"]), wanted["language"], wanted["texts"]
    file = exchange.export(kind, language, only_open=texts == _OPEN, codes=wanted.get("codes"))
    if file is None:
        form.add_error(None, _NONE)
        return _page(site, request, {"export": form})
    name = f"texts-{language}-{_name(wanted['codes']) if texts == _CODE else texts}.{kind.value}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return unkept(HttpResponse(file, content_type=CONTENT_TYPES[kind], headers=headers))


def page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Offer sheets; show what one that was sent would change; save what was shown and is confirmed."""
    if request.method != "POST":
        return _page(site, request, {})
    if "confirmed" in request.POST:
        return _save(site, request)
    form = ImportForm(request.POST, request.FILES)
    plan = None
    if form.is_valid():
        try:
            sheet = exchange.read(form.cleaned_data["sheet"].read())
            plan = exchange.examine(site, request, sheet)
        except (TableError, MissingColumnsError, exchange.TooMuchError) as error:
            form.add_error("sheet", exchange.reason(error))
    return _page(site, request, {"import": form, **(_shown(request, plan) if plan else {})})


def _save(site: AdminSite, request: HttpRequest) -> HttpResponse:
    try:
        seen = signing.loads(request.POST["confirmed"], salt=_salt(request))
    except signing.BadSignature:
        messages.error(request, _NOT_SHOWN)
        return redirect("admin:sheets")
    rows = [Row(number, Address.of(address), *texts) for number, address, *texts in seen["rows"]]
    how = {question: request.POST[f"{question}-sheet"] for question in _HOW if f"{question}-sheet" in request.POST}
    if plan := exchange.save(site, request, rows, seen["mark"], how):
        again = exchange.examine(site, request, Sheet(rows, []))
        if again.mark == seen["mark"] and not again.refused:  # it is what was said of the texts, not the texts
            faults = dict.fromkeys(reason for refused in plan.refused for reason in refused.reasons)
            return _page(site, request, _shown(request, again, how) | {"faults": [*faults]})
        messages.warning(request, _OTHERWISE)
        return _page(site, request, _shown(request, plan, how))
    said = ngettext("%(number)s text was saved.", "%(number)s texts were saved.", len(rows))
    messages.success(request, said % {"number": len(rows)})
    return redirect("admin:sheets")


def _shown(request: HttpRequest, plan: Plan, how: Mapping[str, str] | None = None) -> dict[str, object]:
    """What the page says of a sheet; the rows come back when it is confirmed, signed for the person who has seen it."""
    grades = [(grade.value, LABELS[grade]) for grade in Grade]
    said = {"grade": Grade.CHANGED.value, "why": ""} | dict(how or {})
    asked = {"grades": grades, "chosen": said["grade"], "why": said["why"]}
    rows = [[row.number, str(row.address), row.source, row.text, row.base] for row in plan.rows]
    seen = {"rows": rows, "mark": plan.mark}
    return asked | {"plan": plan, "seen": signing.dumps(seen, salt=_salt(request), compress=True) if rows else ""}


def _salt(request: HttpRequest) -> str:
    return f"{__name__} {request.user.pk}"


def _page(site: AdminSite, request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    own = get_language()
    language = own if own in OTHERS else (OTHERS or [SOURCE_LANGUAGE])[0]
    context = {
        "title": _("Texts in spreadsheets"),
        "export": ExportForm(initial={"language": language}),
        "import": ImportForm(),
        **context,
    }
    return TemplateResponse(request, _TEMPLATE, site.each_context(request) | context)
