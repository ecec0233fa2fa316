"""The work list: the texts of each language that somebody may write, and which of them is to be written next.

Its order is that of `manage.py translations`: by kind, in each kind the most often met records first.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname as word_column

from codes import finding, generation, people
from codes.content import KINDS, Progress, Translation, progress, translations
from codes.content.fields import Rows
from codes.content.kinds import Kind
from codes.labels import LABELS
from codes.models import Advice
from codes.people import Account
from codes.rows import OTHERS, SOURCE_LANGUAGE, Content, Translated
from codes.sheets import Address

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_AT_ONCE = 40  # open texts on the page
_CHECKED_WITHIN = timedelta(days=365)
_ENHANCED = _("Enhanced codes")  # of the same model as the others
_NO_OTHER = _("No other text of this language is open.")


@dataclass(frozen=True)
class Work:
    """The texts of one language that somebody may write."""

    language: str
    texts: list[Translation]
    keys: dict[tuple[str, str], int]  # of rows, by kind and name

    @property
    def name(self) -> str:
        """The name of the language, in itself."""
        return dict(settings.LANGUAGES)[self.language]

    @cached_property
    def progress(self) -> Progress:
        """How many there are, by their states."""
        return progress(self.texts)

    @cached_property
    def kinds(self) -> "list[tuple[str, StrOrPromise, Progress]]":
        """The same of each kind, with its name for programs and that for people."""
        kinds = groupby(self.texts, lambda text: text.kind)
        return [(kind.name, _name_of(kind), progress([*texts])) for kind, texts in kinds]

    @cached_property
    def open(self) -> list[Translation]:
        """The texts that are missing or outdated."""
        return [text for text in self.texts if text.is_open]

    def after(self, place: Address) -> Translation | None:
        """Return the open text that follows a place, after the last one the first; None where no other is open."""
        number = next((number for number, text in enumerate(self.texts) if text.address == place), len(self.texts))
        return next((text for text in (*self.texts[number + 1 :], *self.texts[:number]) if text.is_open), None)

    def form(self, text: Translation) -> str:
        """Return the address of the form of a text, which opens at it."""
        key = self.keys[text.kind.name, text.key]
        form = reverse(f"admin:codes_{text.kind.model._meta.model_name}_change", args=[key])
        return _with(form, text=text.address.column)


@dataclass(frozen=True)
class Task:
    """An open text as the list shows it."""

    text: Translation
    form: str

    @property
    def name(self) -> "StrOrPromise":
        """What readers call the field."""
        name: StrOrPromise = capfirst(self.text.kind.model.column(self.text.field).verbose_name)
        return name

    @property
    def kind(self) -> "StrOrPromise":
        """What readers call one of its kind."""
        return self.text.kind.model._meta.verbose_name or ""

    @property
    def state(self) -> "StrOrPromise":
        """How it stands to its source text."""
        return LABELS[self.text.state]

    @property
    def why(self) -> str:
        """Why its source text was changed, where somebody said so."""
        return self.text.source.why if self.text.source and self.text.state.is_outdated else ""


# --- whose it is


def of(user: Account, only: str = "") -> list[Work]:
    """Return the work of somebody in one language or in each of theirs, first those into which they translate."""
    kinds = [kind for kind in KINDS if kind.model.WORDS]
    barred = {kind: people.forbidden(user, kind.model) for kind in kinds}
    # Who may write one word of a kind in a language may write them all.
    allowed = {
        language: tuple(kind for kind in kinds if word_column(kind.model.WORDS[0], language) not in barred[kind])
        for language in sorted(OTHERS, key=[*people.languages_of(user), *OTHERS].index)
        if only in {language, ""}
    }
    return _of_generation(
        generation.current(), tuple((language, kinds) for language, kinds in allowed.items() if kinds)
    )


@generation.once_per_generation
def _of_generation(_number: int, allowed: tuple[tuple[str, tuple[Kind, ...]], ...]) -> list[Work]:
    """Return the work in some kinds of each language."""
    wanted = {kind for _language, kinds in allowed for kind in kinds}
    languages = [SOURCE_LANGUAGE, *(language for language, _kinds in allowed)]
    fields: Rows = {kind.name: {} for kind in KINDS}
    keys = {}
    for kind in wanted:
        words = [word_column(word, language) for word in kind.model.WORDS for language in languages]
        facts = [*{"cause"}.intersection(kind.model.FACTS)]  # by which it is met
        columns = [*facts, *words, *(f"{Translated.MADE_FROM}{word}" for word in words)]
        for row in kind.rows("made_from", *facts, *words):  # there may be many other languages
            fields[kind.name][row.key] = {column: row.value(column) for column in columns}
            keys[kind.name, row.key] = row.pk
    times = finding.met(settings.CONTENT_DIR)
    return [
        Work(language, [text for text in translations(fields, times, language) if text.kind in kinds], keys)
        for language, kinds in allowed
    ]


# --- the pages


def shown(request: HttpRequest) -> dict[str, object]:
    """Return what the front page shows: all languages of a person, and the open texts of one, of one kind or of all."""
    works = of(request.user)
    if not works:
        return {"has_no_language": people.may_translate(request.user)}
    work = _chosen(works, request.GET.get("language", ""))
    kind = next((name for name, _name, _progress in work.kinds if name == request.GET.get("kind")), "")
    texts = [text for text in work.open if kind in {"", text.kind.name}]
    page = Paginator(texts, _AT_ONCE).get_page(request.GET.get("p"))
    return {
        "works": works,
        "work": work,
        "kind": kind,
        "page": page,
        "records": [[Task(text, work.form(text)) for text in found] for _key, found in groupby(page, _row)],
        "first": work.form(texts[0]) if texts else "",
    }


def _row(text: Translation) -> tuple[str, str]:
    return text.kind.name, text.key


def unchecked(user: Account) -> list[Advice]:
    """Return the advice that nobody has checked for a year, the oldest first, to whoever may say that it is checked."""
    if not people.may_write(user, Advice, "checked"):
        return []
    day = timezone.localdate() - _CHECKED_WITHIN
    return [*Advice.objects.filter(checked__lt=day.isoformat()).order_by("checked", "slug")]


def go_on(request: HttpRequest) -> HttpResponse:
    """Lead to the form of the open text that follows a place; where no other is open, to the list, which says so."""
    works = of(request.user, request.GET.get("language", ""))
    if not works:
        return redirect("admin:index")
    work = works[0]
    if text := work.after(Address.of(request.GET.get("after", ""))):
        return redirect(work.form(text))
    messages.info(request, _NO_OTHER)
    return redirect(list_of(work.language))


def _chosen(works: list[Work], language: str) -> Work:
    return next((work for work in works if work.language == language), works[0])


# --- the form of a text


@dataclass(frozen=True)
class Place:
    """The text for which somebody opened a form."""

    row: Content
    column: str

    @property
    def language(self) -> str:
        """Its language."""
        return str(getattr(self.row.column(self.column), "language"))  # noqa: B009 - which no type knows

    @property
    def language_name(self) -> str:
        """The name of that language, in itself."""
        return dict(settings.LANGUAGES)[self.language]

    @property
    def list(self) -> str:
        """The address of the list that it stands in."""
        return list_of(self.language)

    @property
    def next(self) -> str:
        """The address that leads to the open text after it."""
        kind = next(kind for kind in KINDS if isinstance(self.row, kind.model) and kind.has(self.row.key))
        after = Address(kind.name, self.row.key, self.column)
        return _with(reverse("admin:next"), language=self.language, after=str(after))


def place_of(request: HttpRequest, row: Content | None) -> Place | None:
    """Return the text for which a form was opened, if it was for a translation."""
    column = request.GET.get("text", "")
    names = {word_column(word, language) for word in row.WORDS for language in OTHERS} if row else set()
    return Place(row, column) if row and column in names else None


def list_of(language: str) -> str:
    """Return the address of the list of a language."""
    return _with(reverse("admin:index"), language=language)


def _with(address: str, **query: str) -> str:
    return f"{address}?{urlencode(query)}"


def _name_of(kind: Kind) -> "StrOrPromise":
    return _ENHANCED if kind.name == "enhanced" else kind.model._meta.verbose_name_plural or ""
