"""Pages: ask, build, render."""

from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial, wraps

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from codes import answers, catalogue, markup, sentences
from codes.box import Entry, read_entry
from codes.catalogue import neighbours
from codes.comparison import Comparison
from codes.credits import CREDITS
from codes.facts import ProviderKind, Question
from codes.forms import BoxForm, CompareForm, SearchForm
from codes.models import Cause, Generation, KnownReply, KnownReplyQuerySet, Provider, ReplyCode, StageMeaning
from smtp_replies.smtp import Code, Severity, Stage


def per_generation(view: Callable) -> Callable:
    """Compute a page once per content generation; its address says its language, and it has no other reader."""

    @require_safe
    @wraps(view)
    def kept(request: HttpRequest, **address: Code | str) -> HttpResponse:
        generation = Generation.current()
        request.catalogue = catalogue.of_generation(generation, get_language())
        key = f"{generation}:{request.path}"
        response = cache.get(key)
        if response is None:
            response = view(request, **address)
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
    known = request.catalogue
    replies = _with_causes(known, KnownReply.objects.carrying(code))
    if row is None:
        is_seen = known.page(code) and (replies or known.uses(code))
        return _vendor_code(request, code, replies) if is_seen else unknown(request, [code])
    context = {
        "row": row,
        "facts": row.facts,
        "own_codes": [row.asked.text, row.code],
        "stages": _stages(row),
        "partners": known.partners(code.text),
        "uses": known.uses(code),
        "other_classes": [other for other in row.in_classes if other != code],
        "notes": answers.notes(partial(_note, row)),
        "related": known.of(row.related),
        "confused_with": _confused_with(known, code),
        "causes": _causes_of(known, code, replies),
        "groups": _by_provider(replies),
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


@per_generation
def causes(request):
    """Why mail is refused."""
    return render(request, "codes/causes.html", {"causes": [(cause, 0) for cause in request.catalogue.causes.values()]})


@per_generation
def cause(request, slug):
    """One cause: what to do about it, and the codes and replies it comes with."""
    known = request.catalogue
    if slug not in known.causes:
        raise Http404
    own = known.causes[slug]
    replies = _with_causes(known, KnownReply.objects.filter(cause=slug))
    context = {
        "cause": own,
        "codes": _codes_of(known, own, replies),
        "groups": _by_provider(replies),
        "others": [other for other in known.causes.values() if other is not own],
    }
    return render(request, "codes/cause.html", context)


@per_generation
def providers(request):
    """Who is known by its replies, by what it does with mail."""
    found = defaultdict(list)
    for row in Provider.objects.annotate(times=Count("replies")).order_by("slug"):
        found[row.does].append(row)
    return render(request, "codes/providers.html", {"kinds": [(kind, found[kind]) for kind in ProviderKind]})


@per_generation
def provider(request, slug):
    """One provider and its replies by code."""
    own = get_object_or_404(Provider, slug=slug)
    known = request.catalogue
    groups = _by_code(known, _with_causes(known, KnownReply.objects.filter(provider=slug)))
    return render(request, "codes/provider.html", {"provider": own, "groups": groups})


@per_generation
def about(request):
    """Where the known replies come from, and under which licence all this stands."""
    return render(request, "codes/about.html", {"credits": CREDITS})


@csrf_exempt  # it changes nothing, so that it needs no cookie either
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request):
    """Answer the box: bare codes lead to their page, a few words to the search, anything else is answered here."""
    request.catalogue = catalogue.current()
    try:
        form = BoxForm(request.POST if request.method == "POST" else None)
    except RequestDataTooBig:
        form = BoxForm.refusing()
    if form.has_error("text", "too_large"):
        return render(request, "codes/lookup.html", {"box": BoxForm.refusing()}, status=413)
    if not form.is_valid():
        return render(request, "codes/lookup.html", {"box": form})
    entry = read_entry(form.cleaned_data["text"])
    if entry.codes:
        return _see_other(_page_of(request.catalogue, entry))
    if entry.words:
        return _see_other(reverse("search", query={"q": entry.words}))
    result = answers.explain(form.cleaned_data["text"])
    response = render(request, "codes/lookup.html", {"box": form, "result": result})
    response.headers["Cache-Control"] = "no-store, no-transform"  # what somebody pasted is kept nowhere
    return response


def _page_of(known: catalogue.Catalogue, entry: Entry) -> str:
    """The comparison of two codes, or the page of one: the enhanced code behind it says more, where it is known."""
    if len(entry.codes) == 2:
        return reverse("compare", args=entry.codes)
    basic, enhanced = entry.codes[0], entry.enhanced
    if enhanced and enhanced.severity is not basic.severity:  # they contradict each other (RFC 2034 section 4)
        return reverse("compare", args=[basic, enhanced])
    says_more = enhanced and (enhanced in known or known.uses(enhanced))
    return reverse("code", args=[enhanced if says_more else basic])


@require_safe
def search(request):
    """Codes and causes by their words."""
    form = SearchForm(request.GET if "q" in request.GET else None)
    known = catalogue.current()
    results = known.find(form.cleaned_data["q"]) if form.is_valid() else []
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
    cases = [{"code": code, "has_page": _is_seen(known, code), **_way_on(known, code)} for code in codes]
    return render(request, "codes/unknown.html", {"cases": cases}, status=404)


def _is_seen(known: catalogue.Catalogue, code: Code) -> bool:
    """Whether somebody is known to send a code that is not registered, so that it has a page all the same."""
    return bool(known.uses(code)) or KnownReply.objects.carrying(code).exists()


def _way_on(known: catalogue.Catalogue, code: Code) -> dict[str, object]:
    entry = known.row(code)
    return {
        "in_classes": entry.in_classes if entry else (),
        "neighbours": [known.seen(near) for near in neighbours(code, known.codes)],
        "family": code.text.rpartition(".")[0]
        if code.is_enhanced and known.under(code.text.rpartition(".")[0])
        else "",
    }


def _vendor_code(request, code, replies):
    """A code outside the registry that somebody is known to use."""
    known = request.catalogue
    context = {
        "code": code,
        "uses": known.uses(code),
        "causes": _causes_of(known, code, replies),
        "groups": _by_provider(replies),
        **_way_on(known, code),
    }
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


def _note(row: ReplyCode) -> SafeString | None:
    summary = mark_safe(markup.render_line(row.text("summary").markdown, lambda _code: None))
    return sentences.note(row.facts, summary, settings.SITE_URL + row.get_absolute_url())


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


def _with_causes(known: catalogue.Catalogue, replies: KnownReplyQuerySet) -> list[KnownReply]:
    """Ask for replies and their providers at once; the causes are in memory already."""
    rows = list(replies.select_related("provider"))
    for row in rows:
        row.cause = known.causes.get(row.cause_id) or row.cause
    return rows


def _causes_of(known: catalogue.Catalogue, code: Code, replies: list[KnownReply]) -> list[tuple[Cause, int]]:
    """The causes of a refusal, each with how many replies have it: what the code alone decides, then the most usual."""
    times = Counter(reply.cause_id for reply in replies)
    decided = {slug for slug, cause in known.causes.items() if code.severity.refuses and code.row in cause.codes}
    slugs = sorted({*decided, *times}, key=lambda slug: (slug not in decided, -times[slug], slug))
    return [(known.causes[slug], times[slug]) for slug in slugs if slug in known.causes]


def _codes_of(known: catalogue.Catalogue, cause: Cause, replies: list[KnownReply]) -> list[dict[str, object]]:
    """The codes of a cause, the most usual first: those of its replies, and those that alone decide for it."""
    times = Counter(code for reply in replies for code in reply.codes)
    rows = {code.row for code in times}
    entries = [known.row(Code(row)) for row in cause.codes if row not in rows]
    codes = {*times, *(entry.code for entry in entries if entry)}
    return [
        {
            "code": code,
            "url": known.page(code),
            "entry": known.row(code),
            "times": times[code],
            "decides": code.row in cause.codes,
        }
        for code in sorted(codes, key=lambda code: (-times[code], code))
    ]


def _by_provider(replies: list[KnownReply]) -> list[tuple[Provider, list[KnownReply]]]:
    """Known replies by their provider, of whom there are most first."""
    found = defaultdict(list)
    for reply in replies:
        found[reply.provider].append(reply)
    return sorted(found.items(), key=lambda group: -len(group[1]))


def _by_code(known: catalogue.Catalogue, replies: list[KnownReply]) -> list[dict[str, object]]:
    """Known replies by the first code they carry, in order; those without any last."""
    found = defaultdict(list)
    for reply in replies:
        found[next(iter(reply.codes), None)].append(reply)
    without = found.pop(None, [])
    groups = [
        {"code": code, "url": known.page(code), "entry": known.row(code), "replies": found[code]}
        for code in sorted(found)
    ]
    return [*groups, {"replies": without}] if without else groups


def _confused_with(known: catalogue.Catalogue, code: Code) -> list[tuple[str, catalogue.Seen]]:
    """The comparisons people ask for that this code is one side of, as address and other side."""
    pairs = known.pairs_with(code)
    return [
        (reverse("compare", args=[left.code, right.code]), right if left.code == code else left)
        for left, right in pairs
    ]
