"""Pages: ask, build, render."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from codes import catalogue, markup, sentences
from codes.comparison import Comparison
from codes.context_processors import direction
from codes.forms import BoxForm, CompareForm, SearchForm
from codes.models import SOURCE_LANGUAGE, Generation, ReplyCode, StageMeaning
from codes.smtp import Code, Question, Severity, Stage, neighbours


def per_generation(view: Callable) -> Callable:
    """Compute a page once per content generation; its address says its language, and it has no other reader."""

    @require_safe
    @wraps(view)
    def kept(request: HttpRequest, **codes: Code) -> HttpResponse:
        generation = Generation.current()
        request.catalogue = catalogue.of_generation(generation, get_language())
        key = f"{generation}:{request.path}"
        response = cache.get(key)
        if response is None:
            response = view(request, **codes)
            if response.status_code == 200:
                cache.set(key, response)
        return response

    return kept


@per_generation
def home(request):
    """What the site is, the box, and every code by its first digit."""
    return render(request, "codes/home.html", {"box": BoxForm(), "catalogue": request.catalogue})


@per_generation
def code(request, code):
    """Everything about one code."""
    row = next(iter(ReplyCode.objects.seen(code)), None)
    if row is None:
        return _vendor_code(request, code) if request.catalogue.uses(code) else unknown(request, [code])
    known = request.catalogue
    context = {
        "row": row,
        "facts": row.facts,
        "own_codes": [row.asked.text, row.code],
        "stages": _stages(row),
        "partners": known.partners(code.text),
        "uses": known.uses(code),
        "other_classes": [other for other in row.in_classes if other != code],
        "notes": _notes(row),
        "related": known.of(row.related),
        "confused_with": _confused_with(known, code),
    }
    return render(request, "codes/code.html", context)


@per_generation
def any_class(request, code):
    """X.7.26 has no page of its own: lead to the class that most readers meet."""
    entry = request.catalogue.row(code)
    return redirect(entry.url) if entry else unknown(request, [code.with_class("5")])


@per_generation
def family(request, prefix):
    """A class, or a class and subject: what it means and which codes are under it."""
    sample = Code(f"{prefix}.0") if "." in prefix else Code(f"{prefix}00")
    basics = [] if "." in prefix else [e for e in request.catalogue.entries if e.code.text[0] == prefix]
    context = {
        "prefix": prefix,
        "sample": sample,
        "basics": [entry for entry in basics if not entry.code.is_enhanced],
        "enhanced": request.catalogue.under(prefix),
    }
    if sample.severity is Severity.OUTSIDE_SMTP or ("." in prefix and not context["enhanced"]):
        return render(request, "codes/unknown_family.html", context, status=404)
    return render(request, "codes/family.html", context)


@per_generation
def compare(request, left, right):
    """Any two codes side by side; one order only has a page."""
    if left == right:
        return redirect("code", left, permanent=True)
    if left > right:
        return redirect("compare", right, left, permanent=True)
    rows = ReplyCode.objects.seen(left, right)
    if len(rows) < 2:
        return unknown(request, [code for code in (left, right) if code not in request.catalogue])
    comparison = Comparison(rows[0].facts, rows[1].facts)
    verdict = request.catalogue.verdict(left, right)
    context = {
        "rows": rows,
        "comparison": comparison,
        "verdict": verdict,
        "lead": sentences.lead(comparison),
        "differences": list(sentences.differences(comparison)),
        "neighbours": request.catalogue.pairs_with(left, right),
        "points_on": (Question(verdict.question) is Question.ACCEPTED_OR_NOT if verdict else not comparison.is_choice),
    }
    return render(request, "codes/compare.html", context)


@require_safe
def compare_form(request):
    """Two fields that lead to a comparison, and the comparisons that people ask for."""
    form = CompareForm(request.GET or None)
    if form.is_valid():
        return redirect("compare", form.cleaned_data["left"], form.cleaned_data["right"])
    known = catalogue.current()
    context = {"form": form, "questions": known.questions, "pairs": known.unwritten_pairs}
    return render(request, "codes/compare_form.html", context)


@csrf_exempt  # it changes nothing, so that it needs no cookie either
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request):
    """Answer the box: codes lead to their page, words to the search."""
    form = BoxForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "codes/lookup.html", {"box": form})
    entry = form.cleaned_data["text"]
    if entry.words:
        return _see_other(reverse("search", query={"q": entry.words}))
    return _see_other(reverse("code" if len(entry.codes) == 1 else "compare", args=entry.codes))


@require_safe
def search(request):
    """Codes by the words of their name and summary."""
    form = SearchForm(request.GET if "q" in request.GET else None)
    known = catalogue.current()
    results = known.of(known.index.find(form.cleaned_data["q"])) if form.is_valid() else []
    return render(request, "codes/search.html", {"form": form, "results": results})


@require_safe
def favicon(request):
    """Browsers ask for this address whatever the page says."""
    return redirect(static("favicon.svg"))


@require_safe
def robots(request):
    """Let every crawler in, except where there is nothing to index."""
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")


def unknown(request, codes):
    """Say what the digits of codes without a page oblige a client to do, and offer those nearest to them."""
    known = request.catalogue
    cases = [{"code": code, **_way_on(known, code)} for code in codes]
    return render(request, "codes/unknown.html", {"cases": cases}, status=404)


def _way_on(known: catalogue.Catalogue, code: Code) -> dict[str, object]:
    entry = known.row(code)
    return {
        "in_classes": entry.in_classes if entry else (),
        "has_page": bool(known.uses(code)),
        "neighbours": [known.seen(near) for near in neighbours(code, known.codes)],
        "family": code.text.rpartition(".")[0]
        if code.is_enhanced and known.under(code.text.rpartition(".")[0])
        else "",
    }


def _vendor_code(request, code):
    """A code outside the registry that a vendor is known to use."""
    context = {"code": code, "uses": request.catalogue.uses(code), **_way_on(request.catalogue, code)}
    return render(request, "codes/vendor_code.html", context)


def page_not_found(request, exception):
    """404 in the language of the address."""
    return render(request, "404.html", {"box": BoxForm()}, status=404)


def bad_request(request, exception):
    """400 in the language of the address."""
    return render(request, "400.html", status=400)


def permission_denied(request, exception=None, reason=""):
    """403, also where a form was sent without its token."""
    return render(request, "403.html", status=403)


def server_error(request):
    """500, without asking the database for anything."""
    return render(request, "500.html", status=500)


def _see_other(url: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": url})


def _notes(row: ReplyCode) -> list[dict[str, str]]:
    """The note to forward in the reader's language, then in English, since the other side may not read the first."""
    notes, own = [], get_language()
    for language in dict.fromkeys([own, SOURCE_LANGUAGE]):
        with override(language):
            summary = mark_safe(markup.render_line(row.text("summary").markdown, lambda _code: None))
            if text := sentences.note(row.facts, summary, settings.SITE_URL + row.get_absolute_url()):
                notes.append(
                    {
                        "language": language,
                        "dir": direction(language),
                        "is_own": language == own,
                        "text": text,
                    }
                )
    return notes


def _stages(row: ReplyCode) -> list[dict[str, object]]:
    """Every stage of a session, and what the code means where it falls."""
    if not row.stages:
        return []
    meanings = {meaning.stage: meaning for meaning in StageMeaning.objects.filter(code=row.code)}
    differing = {here["stage"]: here for here in row.differing_stages}
    return [
        {
            "stage": stage,
            "falls_here": stage.value in row.stages or stage.value in meanings,
            "meaning": meanings.get(stage.value),
            "differs": differing.get(stage),
        }
        for stage in Stage
    ]


def _confused_with(known: catalogue.Catalogue, code: Code) -> list[tuple[str, catalogue.Seen]]:
    """The comparisons people ask for that this code is one side of, as address and other side."""
    pairs = known.pairs_with(code)
    return [
        (reverse("compare", args=[left.code, right.code]), right if left.code == code else left)
        for left, right in pairs
    ]
