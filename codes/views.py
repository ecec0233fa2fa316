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
from codes.models import SOURCE_LANGUAGE, Generation, ReplyCode
from codes.smtp import Code, Stage, neighbours


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
    row = ReplyCode.objects.filter(code=code).first()
    if row is None:
        return unknown(request, [code])
    context = {
        "row": row,
        "facts": row.facts,
        "own_codes": [row.code],
        "strip": [(stage, stage in row.facts.stages) for stage in Stage],
        "notes": _notes(row),
        "related": request.catalogue.of(row.related),
        "confused_with": request.catalogue.of(row.confused_with),
    }
    return render(request, "codes/code.html", context)


@per_generation
def compare(request, left, right):
    """Any two codes side by side; one order only has a page."""
    if left == right:
        return redirect("code", left, permanent=True)
    if left > right:
        return redirect("compare", right, left, permanent=True)
    rows = ReplyCode.objects.pair(left, right)
    if len(rows) < 2:
        return unknown(request, [code for code in (left, right) if code not in request.catalogue])
    comparison = Comparison(rows[0].facts, rows[1].facts)
    context = {
        "rows": rows,
        "own_codes": [row.code for row in rows],
        "comparison": comparison,
        "lead": sentences.lead(comparison),
        "differences": list(sentences.differences(comparison)),
        "neighbours": _confused_pairs(request.catalogue, rows),
    }
    return render(request, "codes/compare.html", context)


@require_safe
def compare_form(request):
    """Two fields that lead to a comparison, and the comparisons that people ask for."""
    form = CompareForm(request.GET or None)
    if form.is_valid():
        return redirect("compare", form.cleaned_data["left"], form.cleaned_data["right"])
    return render(request, "codes/compare_form.html", {"form": form, "pairs": catalogue.current().pairs})


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
    cases = [{"code": code, "neighbours": known.of(map(str, neighbours(code, known.codes)))} for code in codes]
    return render(request, "codes/unknown.html", {"cases": cases}, status=404)


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


def _confused_pairs(known: catalogue.Catalogue, rows: list[ReplyCode]) -> list[tuple[catalogue.Entry, catalogue.Entry]]:
    """The comparisons people ask for that have one of these codes in them, without this very one."""
    codes = {row.code for row in rows}
    pairs = [pair for pair in known.pairs if codes & {str(e.code) for e in pair}]
    return [pair for pair in pairs if codes != {str(e.code) for e in pair}]
