"""Where the words and facts of a record stand on the site: the way from a section of a page to its field, and back."""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language, get_language_from_path, override
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname as word_column

from codes import catalogue, outside, people
from codes.catalogue import Catalogue
from codes.facts import Actor
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
from codes.rows import SOURCE_LANGUAGE, Content
from codes.seen import Seen
from smtp_replies.smtp import Code, Stage

_OF_CODE = {"name": "", "summary": "", "fix": "fix", "description": "meaning", "when_seen": "when"}
_OWN = None  # the record is a section by itself, whose anchor its address has

# The anchor of the section that shows each field; none for the first screen.
SECTIONS: dict[type[Content], dict[str, str | None]] = {
    ReplyCode: {
        **_OF_CODE,
        **{"stages": "stages", "transcript": "session", "enhanced": "enhanced", "partners": "enhanced"},
        **{"classes": "classes", "confused_with": "confused-with", "related": "related"},
        "references": "specification",
    },
    ClassMeaning: {**_OF_CODE},
    StageMeaning: {"meaning": _OWN, "first_step": _OWN},
    CodePair: {"verdict": "verdict"},
    VendorUse: {"meaning": "vendors"},
    Cause: {
        **{"name": "", "summary": "", "description": "meaning", "signs": "signs"},
        **{"for_sender": "fix", "for_sender_admin": "fix", "for_recipient": "fix", "references": "specification"},
    },
    Advice: dict.fromkeys(Advice.WORDS, _OWN),
    Provider: {"name": "", "domains": "", "postmaster_url": ""},
    KnownReply: {"reply": _OWN},
    Program: {"name": ""},
    ProgramError: {"meaning": _OWN, "first_step": _OWN, "shown": _OWN},
}
_LED_BY = {"first-step": "fix"}  # what stands on the first screen is the beginning of a section


@dataclass(frozen=True)
class Place:
    """A field of a record, and the anchor of the section of a page that shows it."""

    row: Content
    field: str
    anchor: str  # empty: the first screen
    record: str = ""  # what tells its record from another one in the same section

    @property
    def text(self) -> str:
        """What a link to it says."""
        name = self.row.column(self.field).verbose_name
        if self.record:
            return _("Edit: %(field)s (%(record)s)") % {"field": name, "record": self.record}
        return _("Edit: %(field)s") % {"field": name}

    def form(self, language: str) -> str:
        """Return the address of its field in a language, in a form in that language."""
        column = word_column(self.field, language) if self.field in self.row.WORDS else self.field
        return f"{form(self.row, language)}#id_{column}"


@dataclass(frozen=True)
class Page:
    """A page of the site, and what of it stands in records: that of its title first."""

    language: str
    places: list[Place]

    def open_to(self, user: people.Account) -> list[Place]:
        """Return what somebody may change in the language of the page."""
        return [each for each in self.places if people.may_write(user, type(each.row), each.field, self.language)]


def page_at(path: str) -> Page:
    """Return the page at the path of an address; one that no record stands behind has no places."""
    language = get_language_from_path(path) or settings.LANGUAGE_CODE
    with override(language):
        try:
            match = resolve(path)
        except Resolver404:
            return Page(language, [])
        shown = _SHOWN.get(match.view_name, _nothing)
        return Page(language, [*shown(catalogue.current(), **match.kwargs)])


def form_at(address: str, user: people.Account) -> str:
    """Return the address of the field that the section at an address shows, else of its form; empty: of no record."""
    try:
        there = urlsplit(address.strip())
    except ValueError:
        return ""
    page = page_at(f"{unquote(there.path).rstrip('/')}/")
    anchor = _LED_BY.get(there.fragment, there.fragment)
    if here := [place for place in page.open_to(user) if place.anchor == anchor]:
        return here[0].form(page.language)
    if shown := [place for place in page.places if place.anchor == anchor] or page.places:
        return form(shown[0].row, page.language)
    return ""


def section(model: type[Content], field: str) -> str:
    """Return the anchor of the section that shows a field on the page of its record; empty where the address leads."""
    return SECTIONS[model].get(field) or ""


def address(row: Content, column: str) -> str:
    """Return where a column stands on the site, in its language, else in the active one."""
    field: Any = row.column(column)
    name, language = getattr(field, "translated_field", field).name, getattr(field, "language", get_language())
    at = section(type(row), name)
    return f"{row.url_in(language)}#{at}" if at else row.url_in(language)


def form(row: Content, language: str) -> str:
    """Return the address of the form of a record in a language."""
    with override(language):
        return reverse(f"admin:codes_{row._meta.model_name}_change", args=[row.pk])


def _of(row: Content, fields: Container[str] | None = None) -> Iterator[Place]:
    """Yield the fields of a record in the order of its page; nobody translates words that it does without."""
    own = row.get_absolute_url().partition("#")[2]
    record = row.vendor if isinstance(row, VendorUse) else ""
    is_source = get_language() == SOURCE_LANGUAGE
    for field, anchor in SECTIONS[type(row)].items():
        has_words = field not in row.WORDS or is_source or getattr(row, word_column(field, SOURCE_LANGUAGE))
        if has_words and (fields is None or field in fields):
            yield Place(row, field, own if anchor is _OWN else anchor, record)


def _code(known: Catalogue, code: Code) -> Iterator[Place]:
    if seen := known.seen(code):
        yield from _seen(seen)
    elif known.url(code):
        yield from _titles(outside.about(code, known).named)
    for stage in Stage:
        if meaning := known.meaning(code, stage):
            yield from _of(meaning)
    for use in known.uses(code):
        yield from _of(use)


def _seen(seen: Seen) -> Iterator[Place]:
    """Yield what a record says, in the words that it has for this class."""
    facts = ReplyCode.ENHANCED_FACTS if seen.row.is_enhanced else ReplyCode.BASIC_FACTS
    yield from _of(seen.own or seen.row, ReplyCode.WORDS)
    yield from _of(seen.row, facts)


def _titles(named: Advice | Cause | Seen | None) -> Iterator[Place]:
    """Yield the name and the summary that a page borrows from another."""
    if row := (named.own or named.row) if isinstance(named, Seen) else named:
        yield from (_lent(row, field, "") for field in ("name", "summary"))


def _lent(row: Content, field: str, anchor: str) -> Place:
    """Return a field of a record where another one shows it."""
    return Place(row, field, anchor, str(row._meta.verbose_name))


def _compare(known: Catalogue, left: Code, right: Code) -> Iterator[Place]:
    if verdict := known.verdict(*sorted((left, right))):
        yield Place(verdict, "verdict", "")  # whose first paragraph leads the page
        yield from _of(verdict)


def _cause(known: Catalogue, slug: str) -> Iterator[Place]:
    if cause := known.causes.get(slug):
        yield from _of(cause)
        for advice in known.advice_of(cause):
            yield from _of(advice)


def _provider(_known: Catalogue, slug: str) -> Iterator[Place]:
    for provider in Provider.objects.filter(slug=slug):
        yield from _of(provider)
        for reply in KnownReply.objects.filter(provider=provider).select_related("provider"):
            yield from _of(reply)


def _program(known: Catalogue, slug: str) -> Iterator[Place]:
    for program in Program.objects.filter(slug=slug):
        yield from _of(program)
        for _cause, errors in known.errors_of(program):
            for error in errors:
                yield from _of(error)
                yield from _borrowed(error)


def _borrowed(error: ProgramError) -> Iterator[Place]:
    """Yield the first step that an error has of its advice or of its cause, where it has none of its own."""
    if error.own_step in (None, error.text("first_step")):
        return
    if error.advice:
        yield _lent(error.advice, "first_step", error.slug)
    elif error.cause:
        is_for_admin = error.cause.who_acts[0] is Actor.SENDER_ADMIN
        yield _lent(error.cause, "for_sender_admin" if is_for_admin else "for_sender", error.slug)


def _nothing(_known: Catalogue, **_address: object) -> Iterator[Place]:
    return iter(())


# By the name of the view that shows the page.
_Shown = Callable[..., Iterator[Place]]
_SHOWN: dict[str, _Shown] = {"code": _code, "compare": _compare, "cause": _cause}
_SHOWN |= {"provider": _provider, "program": _program}
