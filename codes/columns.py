"""How lists, filters and forms of the workbench show facts: codes and names from left to right, all else in words."""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.utils.functional import lazy
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from codes import markup
from codes.facts import Actor, Awaited, Certainty, Question, Retried, Role, Side, Standing, Waiting
from codes.labels import COMMANDS, LABELS
from codes.names import code_only, proper
from codes.rows import Content, Text
from smtp_replies.programs import Needs
from smtp_replies.smtp import Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_stubs_ext import StrOrPromise

_MEMBERS = {
    "actors": Actor,
    "stages": Stage,
    "standing": Standing,
    "retried": Retried,
    "question": Question,
    "stage": Stage,
    "waiting": Waiting,
    "awaited": Awaited,
    "certainty": Certainty,
    "side": Side,
    "needs": Needs,
    "role": Role,
}
_LATIN = re.compile("[A-Za-z]")


@cache  # the admin compares columns by identity
def listed(model: type[Content], name: str) -> "Callable[[Content], StrOrPromise]":
    """Return a column that shows a field of a row in a list, or the name of the row."""
    is_key = name == "key"

    @admin.display(
        description=model._meta.verbose_name if is_key else model.column(name).verbose_name,
        ordering=model.KEY[0] if is_key else name,
    )
    def show(row: Content) -> "StrOrPromise":
        return proper(row.key) if is_key else _cell(row, name)

    show.__name__ = name
    return show


def _cell(row: Content, name: str) -> "StrOrPromise":
    if name in row.WORDS:
        return _paragraph(row.text(name))
    value = getattr(row, name)
    if isinstance(value, Content):
        return own_name(value)
    if value and row.column(name).choices:
        return _label(getattr(row, f"get_{name}_display")())
    return proper(value) if value else "-"


def _paragraph(text: Text) -> str:
    first = text.markdown.partition("\n\n")[0]
    html = mark_safe(markup.render_line(first, lambda _code: None))
    return proper(html) if text.is_fallback else html


def _label(label: "StrOrPromise") -> "StrOrPromise":
    return code_only(label) if label in COMMANDS.values() else label


def plain_name(row: Content) -> str:
    """Return the name by which readers know a row."""
    return row.text("name").markdown if "name" in row.WORDS else str(row.value("name"))


def own_name(row: Content) -> str:
    """Return the same with its language, where that is not the reader's."""
    is_foreign = "name" not in row.WORDS or row.text("name").is_fallback
    return proper(plain_name(row)) if is_foreign else plain_name(row)


def _statement(question: "StrOrPromise") -> str:
    return str(question).rstrip("?؟")


_without_mark = lazy(_statement, str)


@cache  # the admin compares these columns by identity
def shown(model: type[Content], fact: str) -> "Callable[[Any], StrOrPromise]":
    """Return a column that shows a fact to readers, left to right and a line for each of several values."""

    # The form puts a colon behind it.
    @admin.display(description=_without_mark(model.column(fact).verbose_name))
    def show(row: Any) -> "StrOrPromise":
        lines = _lines(fact, getattr(row, fact, None))
        return format_html_join(mark_safe("<br>"), '<bdi dir="{}">{}</bdi>', lines) or "-"

    show.__name__ = f"shown_{fact}"
    return show


def _lines(fact: str, value: Any) -> "list[tuple[str, StrOrPromise]]":
    if value is None or isinstance(value, Content):
        return [("auto", plain_name(value))] if value else []
    values = [value] if value and isinstance(value, str) and fact in _MEMBERS else value
    if fact in _MEMBERS:
        return [("auto", LABELS[_MEMBERS[fact](item)]) for item in values]
    return [("ltr", line) for line in (values.splitlines() if isinstance(values, str) else map(str, values))]


# --- filters and choices


class _Named(admin.RelatedFieldListFilter):
    """Other records, in the order of their names."""

    def field_choices(self, field: Any, request: Any, model_admin: Any) -> Any:
        """Return each record with its name."""
        rows = field.remote_field.model.objects.order_by("name")
        return [(getattr(row, field.target_field.attname), own_name(row)) for row in rows]


class _Labelled(admin.ChoicesFieldListFilter):
    """Members of an enum; commands stand as such."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Yield each choice."""
        yield from (choice | {"display": _label(choice["display"])} for choice in super().choices(changelist))


class _Proper(admin.AllValuesFieldListFilter):
    """Proper names, after the choice of all."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Yield each choice."""
        everything, *names = super().choices(changelist)
        yield everything
        yield from (choice | {"display": proper(choice["display"])} for choice in names)


def filter_of(model: type[Content], name: str) -> "str | tuple[str, type[admin.FieldListFilter]]":
    """Return a field to filter by, with how its choices are named."""
    if "__" in name:
        return name
    field = model.column(name)
    return name, _Named if field.is_relation else _Labelled if field.choices else _Proper


class Choices(forms.Select):
    """Choices of which some are commands or names, which say that they are Latin."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return an option with its language."""
        option = super().create_option(*args, **kwargs)
        if _LATIN.search(str(option["label"])):
            option["attrs"]["lang"] = "en"
        return option
