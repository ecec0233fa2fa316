"""Pages: ask, build, render."""

from collections.abc import Callable, Iterable
from functools import partial, wraps

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from codes import answers, catalogue, content, failures, fragments, generation, markup, outside, sentences, wording
from codes.box import Asked, mentioned, read_entry
from codes.catalogue import Catalogue
from codes.compared import Compared
from codes.facts import ProviderKind
from codes.fork import PAGE, Fork, of_cause, of_code
from codes.forms import BoxForm, CompareForm
from codes.lookups import BusyError, TooHardError
from codes.models import KnownReply, Program, ProgramError, Provider
from codes.private import is_workbench, unkept
from codes.rows import Text, are_corrected
from codes.seen import Seen
from codes.suggestions import suggested
from smtp_replies.smtp import Code, Severity, Stage

PASTED = 3  # words: fewer are rather typed than pasted, and searched for, even where a server says them
RESULTS, REPLIES = 20, 5  # how many a search shows: what comes later was not meant
RELATED = 6  # codes beside a cause
PAGES: set[Callable] = set()  # views whose pages depend on their addresses alone


def per_generation(view: Callable) -> Callable:
    """Let the door keep a page as long as the content stays (site_config/door.py): it depends on its address alone.

    The view gets the catalogue of that generation.
    """

    @require_safe
    @wraps(view)
    def kept(request: HttpRequest, **address: Code | str | int) -> HttpResponse:
        number = generation.current()
        request.GET = QueryDict()  # one reader's would stand in the links of all
        response = view(request, catalogue.of_generation(number, get_language()), **address)
        if response.status_code == 200 and not settings.DEBUG:
            for name, value in (settings.KEPT_PAGE_HEADERS | {settings.GENERATION_HEADER: str(number)}).items():
                response.headers[name] = value
        return response

    PAGES.add(kept)
    return kept


@per_generation
def home(request, known):
    """What the site is, the box, and every code by its first digit."""
    return render(request, "codes/home.html", {"known": known})


@per_generation
def code(request, known, code):
    """Everything about one code."""
    seen = known.seen(code)
    if not known.url(code):
        return _unknown(request, known, [code])
    fork = of_code(known.generation, code)
    context = {
        "known": known,
        "code": code,
        "beside": known.beside(code),
        "uses": known.uses(code),
        "causes": known.causes_of(code, fork.causes),
        "fork": fork,
    }
    if seen is None:
        answer = outside.about(code, known)
        context |= {
            "answer": answer,
            "beside": outside.beside(code, known),
            "is_corrected": answer.is_corrected or are_corrected(*context["uses"]),
            "neighbours": known.neighbours(code),
        }
        return render(request, "codes/vendor_code.html", context)
    context |= {
        "seen": seen,
        "facts": seen.facts,
        "own_codes": (code.text, seen.row.code),
        "stages": _stages(known, seen),
        "is_corrected": seen.is_corrected
        or are_corrected(*context["uses"], *(known.meaning(code, stage) for stage in Stage)),
        "partners": fork.by_times(known.partners(code)),
        "notes": _notes(known.generation, get_language(), seen),
        "related": known.related(code),
        "confused_with": known.pairs_with(code),
    }
    return render(request, "codes/code.html", context)


@per_generation
def reply(request, known, basic, enhanced):
    """Both codes of one reply, as servers send them: the enhanced one says more, unless they contradict each other."""
    if basic.is_enhanced or not enhanced.is_enhanced:
        raise Http404
    if enhanced.severity is not basic.severity and basic in known and enhanced in known:
        return redirect("compare", basic, enhanced, permanent=True)
    return redirect("code", enhanced, permanent=True)


@per_generation
def any_class(request, known, code):
    """X.7.26 has no page of its own: lead to the class that most readers meet."""
    row = known.row(code)
    return redirect(row) if row else _unknown(request, known, [code.with_class("5")])


@per_generation
def family(request, known, prefix):
    """A class, or a class and subject: what it means and which codes are under it."""
    has_subject = "." in prefix
    context = {
        "known": known,
        "prefix": prefix,
        "sample": Code(f"{prefix}.0" if has_subject else f"{prefix}00"),
        "basics": [] if has_subject else known.basic(prefix),
        "enhanced": known.under(prefix),
        "outside": outside.listed(prefix, known),
        "undefined": [] if has_subject else known.undefined(prefix),
    }
    if context["sample"].severity is Severity.OUTSIDE_SMTP or (has_subject and not context["enhanced"]):
        return render(request, "codes/unknown_family.html", context, status=404)
    return render(request, "codes/family.html", context)


@per_generation
def compare(request, known, left, right):
    """Any two codes side by side; one order only has a page."""
    if left == right:
        return redirect("code", left, permanent=True)
    if left > right:
        return redirect("compare", right, left, permanent=True)
    sides = [known.seen(code) for code in (left, right)]
    if None in sides:
        codes = [code for code in (left, right) if code not in known]
        return _unknown(request, known, codes, [seen for seen in sides if seen])
    compared = Compared(known, *sides)
    return fragments.page(request, known, "codes/compare.html", compared.shape, compared.parts)


@require_safe
def compare_form(request):
    """Two fields that lead to a comparison, and the comparisons that people ask for."""
    form = CompareForm(request.GET or None)
    if form.is_valid():
        return redirect("compare", form.cleaned_data["left"], form.cleaned_data["right"])
    return render(request, "codes/compare_form.html", {"form": form, "known": catalogue.current()})


@per_generation
def causes(request, known):
    """Why mail is refused."""
    return render(request, "codes/causes.html", {"known": known})


@per_generation
def cause(request, known, slug):
    """One cause: what to do about it, and the codes and replies it comes with."""
    if slug not in known.causes:
        raise Http404
    own = known.causes[slug]
    fork = of_cause(known.generation, slug)
    codes = known.codes_of(own, fork.codes)
    advice = known.advice_of(own)
    context = {
        "known": known,
        "cause": own,
        "is_corrected": are_corrected(own, *advice),
        "codes": codes,
        "related": [entry for entry, _times, _decides in codes[:RELATED]],
        "fork": fork,
        "advice": advice,
        "others": [other for other in known.causes.values() if other is not own],
    }
    return render(request, "codes/cause.html", context)


@per_generation
def providers(request, known):
    """Who is known by its replies, by what it does with mail."""
    found = Provider.objects.by_fame()
    context = {
        "known": known,
        "kinds": [(kind, [pair for pair in found if pair[1] and pair[0].does is kind]) for kind in ProviderKind],
        "silent": [row for row, times in found if not times],
    }
    return render(request, "codes/providers.html", context)


@per_generation
def provider(request, known, slug):
    """One provider: its replies by cause, and the codes that they carry."""
    own = get_object_or_404(Provider, slug=slug)
    replies = KnownReply.objects.of_provider(slug)
    by_code = [(known.entry(code) if code else None, len(carrying)) for code, carrying in replies.by_code()]
    context = {"known": known, "provider": own, "fork": Fork(replies), "codes": by_code}
    return render(request, "codes/provider.html", context)


@per_generation
def replies(request, known, code):
    """The known replies with a code, some of each cause."""
    if not known.url(code):
        return _unknown(request, known, [code])
    fork = of_code(known.generation, code)
    if not fork.has_more:
        return redirect(f"{known.url(code)}#replies")
    return render(request, "codes/replies.html", {"known": known, "code": code, "fork": fork})


@per_generation
def replies_of_way(request, known, code, slug, page=None):
    """All known replies with a code that have one cause."""
    way = of_code(known.generation, code).way(slug) if known.url(code) else None
    if way is None:
        raise Http404
    if not way.has_more:
        return redirect(f"{reverse('replies', args=[code])}#{slug}")
    whole = reverse("replies-of-way", args=[code, slug])
    return _listed(request, {"known": known, "code": code, "cause": known.causes[slug]}, way.replies, whole, page)


@per_generation
def replies_of_cause(request, known, slug, page=None):
    """All known replies that have one cause."""
    if slug not in known.causes:
        raise Http404
    fork = of_cause(known.generation, slug)
    if not fork.has_more:
        return redirect(f"{reverse('cause', args=[slug])}#replies")
    whole = reverse("replies-of-cause", args=[slug])
    return _listed(request, {"known": known, "cause": known.causes[slug]}, fork.replies, whole, page)


def _listed(
    request: HttpRequest, context: dict[str, object], replies: list[KnownReply], whole: str, page: int | None
) -> HttpResponse:
    """One page of a long list; the first has the address of the whole."""
    if page == 1:
        return redirect(whole, permanent=True)
    pages, number = Paginator(replies, PAGE), 1 if page is None else page
    if number not in pages.page_range:
        raise Http404
    return render(request, "codes/reply_list.html", context | {"page": pages.page(number), "whole": whole})


@per_generation
def errors(request, known):
    """What programs say instead of a reply: the programs, and what most people meet."""
    return render(request, "codes/errors.html", {"known": known, "is_corrected": _are_corrected(known.often)})


@per_generation
def program(request, known, slug):
    """What one program shows, by cause."""
    own = get_object_or_404(Program, slug=slug)
    groups = known.errors_of(own)
    is_corrected = any(_are_corrected(errors) for _cause, errors in groups)
    context = {"known": known, "program": own, "groups": groups, "is_corrected": is_corrected}
    return render(request, "codes/program.html", context)


@per_generation
def about(request, known):
    """Where the known replies come from, and under which licence all this stands."""
    return render(request, "codes/about.html", {"known": known, "credits": content.credits(settings.CONTENT_DIR)})


@per_generation
def privacy(request, known):
    """What is kept of readers and of those who write the site, and for how long."""
    lasting = {
        "session_minutes": settings.SESSION_MINUTES,
        "lockout_minutes": settings.LOCKOUT_MINUTES,
        "history_days": settings.HISTORY_DAYS,
    }
    return render(request, "codes/privacy.html", {"known": known} | lasting)


@csrf_exempt  # it changes nothing, so that it needs no cookie either
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request):
    """Answer the box: bare codes lead to their page, a few words are searched for, anything else is read.

    What was typed stands in no address, which browsers and servers keep.
    """
    known = catalogue.current()
    try:
        form = BoxForm(request.POST if request.method == "POST" else None)
    except RequestDataTooBig:
        form = BoxForm.refusing()
    if form.has_error("text", "too_large"):
        return render(request, "codes/lookup.html", {"known": known, "box": BoxForm.refusing()}, status=413)
    if not form.is_valid():
        return render(request, "codes/lookup.html", {"known": known, "box": form})
    entry = read_entry(form.cleaned_data["text"])
    if entry.codes:
        return _see_other(_page_of(known, entry))
    is_typed = entry.words and len(entry.words.split()) < PASTED
    try:
        result = None if is_typed else answers.explain(form.cleaned_data["text"], known, is_sent=True)
    except (BusyError, TooHardError) as error:
        return _not_read(request, known, form, error)
    if entry.words and not (result and result.is_known):
        response = _found(request, known, form, entry.words)
    else:
        response = render(request, "codes/lookup.html", {"known": known, "box": form, "result": result})
    return unkept(response)


def _not_read(request: HttpRequest, known: Catalogue, form: BoxForm, error: Exception) -> HttpResponse:
    """Give the text back with the reason."""
    status, sentence = answers.NOT_READ[type(error)]
    form.add_error("text", str(sentence))
    response = render(request, "codes/lookup.html", {"known": known, "box": form}, status=status)
    if status == 503:
        response.headers["Retry-After"] = str(failures.RETRY_AFTER)
    return unkept(response)


def _page_of(known: Catalogue, entry: Asked) -> str:
    """The comparison of two codes, or the page of one: the enhanced code behind it says more, where it is known."""
    if len(entry.codes) == 2:
        return reverse("compare", args=entry.codes)
    basic, enhanced = entry.codes[0], entry.enhanced
    if enhanced and enhanced.severity is not basic.severity:  # they contradict each other (RFC 2034 section 4)
        return reverse("compare", args=[basic, enhanced])
    says_more = enhanced and known.url(enhanced)
    return reverse("code", args=[enhanced if says_more else basic])


@require_safe
def search(request):
    """What an address that somebody typed or linked has the words of."""
    form = BoxForm({"text": request.GET["q"]} if "q" in request.GET else None)
    return _found(request, catalogue.current(), form, form.cleaned_data["text"] if form.is_valid() else "")


def _found(request: HttpRequest, known: Catalogue, form: BoxForm, words: str) -> HttpResponse:
    results, alike = known.search(words, RESULTS)
    codes = sorted(read_entry(words).codes)
    pair = codes if len(codes) == 2 and all(map(known.seen, codes)) else []
    context = {
        "known": known,
        "box": form,
        "typed": form.data["text"] if words else "",
        "words": words,
        "number": len(results) + bool(pair),
        "pair": pair,  # the comparison of the two codes that alone are asked for
        "results": results,
        "replies": known.replies.search(words, REPLIES)[0],
        "alike": alike,
    }
    return render(request, "codes/search.html", context)


@per_generation
def suggestions(request, known):
    """What the box suggests while somebody types: the same for everybody, so that nothing typed has to be sent."""
    return JsonResponse(suggested(known), json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})


@require_safe
def favicon(request):
    """Browsers ask for this address whatever the page says."""
    return redirect(static("favicon.svg"))


@require_safe
def robots(request):
    """Let every crawler in, except where there is nothing to index."""
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")


def _unknown(request, known, codes, beside=()):
    """Say what the digits of codes without a page oblige a client to do, and offer those nearest to them.

    What is known of a code beside them is told too.
    """
    context = {"known": known, "cases": [_case(known, code) for code in codes], "beside": beside}
    return render(request, "codes/unknown.html", context, status=404)


def _case(known: Catalogue, code: Code) -> dict[str, object]:
    row = known.row(code)
    return {
        "code": code,
        "in_classes": row.codes if row and row.is_enhanced else (),
        "url": known.url(code),
        "answer": outside.about(code, known) if code.severity.refuses else None,
        "first_step": Text(str(sentences.READ_THE_WORDS), get_language()),
        "neighbours": known.neighbours(code),
        "families": [prefix for prefix in code.families if "." not in prefix or known.under(prefix)],
    }


def page_not_found(request, exception):
    """404 in the language of the address."""
    if not (codes := mentioned(request.path)):  # the database is not needed
        return _failed(request, 404)
    known = catalogue.current()
    return _failed(request, 404, {"known": known, "codes": [code for code in codes if code in known]})


def bad_request(request, exception):
    """400 in the language of the address; in the workbench 413 where a sheet is too large to be read at all."""
    is_too_large = isinstance(exception, RequestDataTooBig) and is_workbench(request)
    return _failed(request, 413 if is_too_large else 400)


def permission_denied(request, exception=None, reason=""):
    """403, also where a form was sent without its token."""
    return failures.page(request, 403, reason) if is_workbench(request) else _failed(request, 403)


def too_many(request, seconds):
    """429 for look-ups and searches, with what was typed in the box."""
    try:
        box = BoxForm(request.POST if request.method == "POST" else {"text": request.GET.get("q", "")})
    except RequestDataTooBig:
        box = BoxForm.refusing()
    if box.has_error("text", "too_large"):
        box = BoxForm.refusing()
    response = _failed(request, 429, {"seconds": seconds, "box": box})
    response.headers["Retry-After"] = str(seconds)
    return unkept(response)


def server_error(request):
    """500, without asking the database for anything."""
    return _failed(request, 500)


def _failed(request, status, context=None):
    if is_workbench(request):
        return failures.page(request, status)
    return render(request, f"{status}.html", context, status=status)


def _see_other(url: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": url})


@generation.once_per_generation
def _notes(_number: int, _language: str, seen: Seen) -> tuple[answers.Note, ...]:
    return tuple(answers.notes(partial(_note, seen)))


def _note(seen: Seen) -> SafeString | None:
    summary = mark_safe(markup.render_line(seen.own_summary.markdown, lambda _code: None))
    return wording.note(seen.facts, summary, settings.SITE_URL + seen.get_absolute_url())


def _are_corrected(errors: Iterable[ProgramError]) -> bool:
    return are_corrected(*(row for error in errors for row in error.told_by))


def _stages(known: Catalogue, seen: Seen) -> list[dict[str, object]]:
    """Every stage of a session, and what the code means where it falls."""
    if not seen.row.stages:
        return []
    differing = {here.stage: here for here in seen.differing_stages}
    told = [stage for stage in Stage if known.meaning(seen.code, stage) or stage in differing]
    return [
        {
            "stage": stage,
            "falls_here": stage.value in seen.row.stages or stage in told,
            "meaning": known.meaning(seen.code, stage),
            "differs": differing.get(stage),
            "is_open": stage in told[:1],
        }
        for stage in Stage
    ]
