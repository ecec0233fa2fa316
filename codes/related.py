"""The records that belong to a record, one click away from its form."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.urls import reverse

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
from codes.rows import Content
from smtp_replies.smtp import Code

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST = 12  # records that are named one by one; of more there is a list


@dataclass(frozen=True)
class Group:
    """Records of one model; the query finds them in the list of that model."""

    rows: "QuerySet[Content]"
    query: str = ""

    @property
    def name(self) -> "StrOrPromise":
        """What the records are."""
        return self.rows.model._meta.verbose_name_plural or ""

    @property
    def address(self) -> str:
        """The address of their list."""
        return f"{reverse(f'admin:codes_{self.rows.model._meta.model_name}_changelist')}?{self.query}"

    @property
    def links(self) -> list[tuple[str, str]]:
        """The address of the form of each record, and its name."""
        to_form = f"admin:codes_{self.rows.model._meta.model_name}_change"
        return [(reverse(to_form, args=[row.pk]), row.key) for row in self.rows]

    @property
    def is_long(self) -> bool:
        """Whether there are too many to name them all."""
        return bool(self.query) and self.rows.count() > MOST


def related(row: Content) -> Iterator[Group]:
    """Yield the records that belong to a record, those of each model together."""
    match row:
        case ReplyCode():
            yield from _of_code(row)
        case ClassMeaning() | StageMeaning():
            yield _codes(row.code)
        case VendorUse():
            yield _codes(row.first.text)
        case CodePair():
            yield _codes(row.left, row.right)
        case Cause():
            yield _codes(*row.codes)
            yield Group(Advice.objects.filter(cause=row), f"cause__slug__exact={row.slug}")
            yield Group(ProgramError.objects.filter(cause=row), f"cause__slug__exact={row.slug}")
            yield Group(KnownReply.objects.filter(cause=row), f"cause__slug__exact={row.slug}")
        case Provider():
            yield Group(Advice.objects.filter(provider=row), f"provider__slug__exact={row.slug}")
            yield Group(KnownReply.objects.filter(provider=row), f"provider__slug__exact={row.slug}")
        case Program():
            yield Group(ProgramError.objects.filter(program=row), f"program__slug__exact={row.slug}")
        case Advice() | ProgramError() | KnownReply():
            yield from _named_by(row)


def _of_code(row: ReplyCode) -> Iterator[Group]:
    names = [row.code, *(code.text for code in row.codes)]
    yield Group(ClassMeaning.objects.filter(code__in=names))
    yield Group(StageMeaning.objects.filter(code__in=names))
    yield Group(CodePair.objects.filter(Q(left__in=names) | Q(right__in=names)))
    yield Group(VendorUse.objects.filter(code__in=names))
    yield Group(_having(Cause, names))
    yield Group(_having(Advice, names))
    column = "enhanced" if row.is_enhanced else "code"
    yield Group(KnownReply.objects.filter(**{f"{column}__in": names}), f"{column}__in={','.join(names)}")


def _named_by(row: Advice | ProgramError | KnownReply) -> Iterator[Group]:
    """Yield the records that a record names: its provider, its cause, its codes."""
    for field in row._meta.fields:
        if field.is_relation and (other := getattr(row, field.name)):
            yield Group(type(other).objects.filter(pk=other.pk))
    match row:
        case KnownReply():
            yield _codes(row.code, row.enhanced)
        case Advice():
            yield _codes(*row.codes)
            yield Group(ProgramError.objects.filter(advice=row), f"advice__slug__exact={row.slug}")


def _codes(*names: str) -> Group:
    """The records of codes, of which an enhanced one is the same in every class."""
    wanted = {*names, *(Code(name).row for name in names if _is_one(name))}
    return Group(ReplyCode.objects.filter(code__in=wanted))


def _is_one(name: str) -> bool:
    return name.replace(".", "").isdigit()


def _having(model: type[Content], names: list[str]) -> "QuerySet[Content]":
    """The records whose list of codes has one of these."""
    rows = model.objects.all()
    return rows.filter(pk__in=[row.pk for row in rows if {*names} & {*getattr(row, "codes")}])  # noqa: B009
