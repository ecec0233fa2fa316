"""What every row of content has: facts, words in each language, a name in files, and news of every change."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.dispatch import Signal
from django.utils.html import format_html
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname as word_column

from codes import validators
from codes.facts import Actor, Retried
from codes.freshness import Grade, Source, State, state
from codes.labels import LABELS
from smtp_replies.smtp import Stage

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Row = TypeVar("Row", bound=models.Model)

_BLANKS = re.compile(r"[ \t\r\n\f\v]+")  # not those that break no line, such as before a French colon
LANGUAGES = [language for language, _name in settings.LANGUAGES]
SOURCE_LANGUAGE = settings.LANGUAGE_CODE  # the language that translations must keep the codes of
OTHERS = [language for language in LANGUAGES if language != SOURCE_LANGUAGE]  # into which texts are translated

# Sent, with the rows and whether they are new, where rows change without the signals that Django sends for each one.
changed = Signal()


def choices(enum: "Iterable[Enum]") -> "list[tuple[str, StrOrPromise]]":
    """Return members of an enum as the choices of a field."""
    return [(member.value, LABELS[member]) for member in enum]


def checked_field() -> "models.CharField[str, str]":
    """The day on which a record was read whole against the sections that it cites."""
    return models.CharField(
        _("checked on"),
        max_length=10,
        blank=True,
        help_text=_("A day like 2026-11-28 on which all was read against the sections named; else empty."),
    )


def tidy(text: str, field: "models.Field[Any, Any]") -> str:
    """Bring text as browsers send it into the form of the files: no blanks at line ends, one final line end."""
    if not isinstance(field, models.TextField):
        return _BLANKS.sub(" ", text).strip()
    lines = "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")
    return f"{lines}\n" if lines else ""


@dataclass(frozen=True)
class Text:
    """Words in the language they are really in, which may be another than the one asked for."""

    markdown: str
    language: str

    @property
    def is_fallback(self) -> bool:
        """Whether the reader's language has no such text yet."""
        return self.language != get_language()


class ContentQuerySet(models.QuerySet[Row]):
    """Rows of content; what changes many of them at once is told as well."""

    def update(self, **values: Any) -> int:
        """Update the rows, also those of a bulk_update."""
        with transaction.atomic():
            rows = [*self.values_list("pk", flat=True)]
            number = super().update(**values)
            changed.send(self.model, rows=self.model._base_manager.filter(pk__in=rows), created=False)
        return number

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, *rows: Any, **options: Any) -> list[Row]:
        """Insert many rows."""
        with transaction.atomic():
            created = super().bulk_create(*rows, **options)
            changed.send(self.model, rows=created, created=True)
        return created

    bulk_create.alters_data = True  # type: ignore[attr-defined]


class Content(models.Model):
    """A row of content: facts, which are the same in every language, and words, which exist once per language."""

    KEY: tuple[str, ...] = ()  # the fields that name a row
    SEPARATOR = " "  # between them
    FACTS: tuple[str, ...] = ()
    WORDS: tuple[str, ...] = ()
    STEPS: tuple[str, ...] = ()  # words that need a first numbered step
    OPTIONAL: tuple[str, ...] = ()  # facts and words that a row may do without; in files they are absent then

    objects = ContentQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key

    def __html__(self) -> str:
        """Return the name as pages show it, whatever the direction of the text around it."""
        return format_html('<bdi dir="ltr" lang="en">{}</bdi>', self.key)

    def get_absolute_url(self) -> str:
        """Return the address of the page that shows the row, in the active language."""
        raise NotImplementedError

    @property
    def key(self) -> str:
        """The name of the row in files: "X.7.26", "550 rcpt", "250/553", "5.7.509 Exchange Online"."""
        return self.SEPARATOR.join(getattr(self, field) for field in self.KEY)

    @classmethod
    def with_key(cls, key: str) -> "Content":
        """Return a new row of that name."""
        return cls(**dict(zip(cls.KEY, key.split(cls.SEPARATOR, len(cls.KEY) - 1), strict=False)))

    @classmethod
    def column(cls, field: str) -> "models.Field[Any, Any]":
        """Return a field that is a column of its own, which no relation from other rows is."""
        return cast("models.Field[Any, Any]", cls._meta.get_field(field))

    @classmethod
    def in_words(cls, column: str, value: object) -> str:
        """Return what a column holds as people read it, of several values a line for each."""
        labels = dict(cls.column(column).flatchoices) | _LABELS_OF_MANY.get(column, {})
        if isinstance(value, dict):
            named = ((str(labels.get(name, name)), " · ".join(_within(item))) for name, item in value.items())
            return "\n".join(": ".join(filter(None, pair)) for pair in named)
        return "\n".join(str(labels.get(item, item)) for item in (value if isinstance(value, list) else [value]))

    def clean(self) -> None:
        """Tidy the words; refuse facts that name nothing, and translations that lost or changed a code."""
        for language, texts in self.plain_words.items():
            for field, text in texts.items():
                setattr(self, word_column(field, language), tidy(text, self.column(field)) or None)
        if problems := self.faults():
            raise ValidationError(problems)

    def faults(self) -> dict[str, list[ValidationError]]:
        """Return what is wrong with each column; nothing where all is well."""
        words = validators.word_faults(self.plain_words, self.STEPS, self.originals)
        return validators.by_column((*self.fact_faults(), *words))

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        """Compare the row with the others; of files the load does it."""
        super().validate_unique(exclude)
        faults = validators.by_column(self.faults_beside_others())
        if problems := {column: found for column, found in faults.items() if column not in (exclude or ())}:
            raise ValidationError(problems)

    def faults_beside_others(self) -> Iterator[validators.Fault]:
        """Yield what is wrong with the row for what other rows hold."""
        return iter(())

    def doubts(self) -> dict[str, list[ValidationError]]:
        """Return what somebody should look at in each column, though it may be right."""
        return validators.by_column(validators.word_doubts(self.plain_words, self.originals))

    def fact_faults(self) -> Iterator[validators.Fault]:
        """Yield what is wrong with the facts."""
        raise NotImplementedError

    def value(self, field: str) -> object:
        """Return a field as files hold it: of another row its key, without asking for that row."""
        value = getattr(self, self.column(field).attname)
        return "" if value is None else value

    def take(self, values: Mapping[str, object]) -> None:
        """Set fields to what files hold."""
        for field, value in values.items():
            column = self.column(field)
            setattr(self, column.attname, None if value == "" and column.null else value)

    @property
    def plain_words(self) -> dict[str, dict[str, str]]:
        """The words by language, then by field; a missing text is empty."""
        return {language: self.words_in(language) for language in LANGUAGES}

    @classmethod
    def in_language(cls, language: str) -> "models.QuerySet[Self]":
        """Return all rows without the words of languages that a page in this one does not show."""
        unread = [word_column(field, other) for field in cls.WORDS for other in OTHERS if other != language]
        return cast("models.QuerySet[Self]", cls._default_manager.defer(*unread))

    def words_in(self, language: str) -> dict[str, str]:
        """Return the words in one language by field; a missing text is empty."""
        return {field: getattr(self, word_column(field, language)) or "" for field in self.WORDS}

    @property
    def originals(self) -> validators.Originals:
        """By language, then by field: the source text with which a translation has to agree; None where it is lost."""
        return {}

    def url_in(self, language: str) -> str:
        """Return the address of the page that shows the row, in the given language."""
        with override(language):
            return self.get_absolute_url()

    def text(self, field: str) -> Text:
        """Return the words in the active language, else in the source language."""
        language = get_language()
        if words := getattr(self, word_column(field, language)):
            return Text(words, language)
        return Text(getattr(self, word_column(field, SOURCE_LANGUAGE)) or "", SOURCE_LANGUAGE)


# The labels of facts of which there are several.
_LABELS_OF_MANY: "dict[str, dict[str, StrOrPromise]]" = {
    "actors": dict(choices(Actor)),
    "stages": dict(choices(Stage)),
}
_LABELS_WITHIN: "dict[object, StrOrPromise]" = dict(choices([*Actor, *Retried]))


def _within(value: object) -> Iterator[str]:
    """Yield what a fact says of one of its names, such as a stage."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            for each in item.values():
                yield from _within(each)
        else:
            yield str(_LABELS_WITHIN.get(item, item))


class Translated(Content):
    """Content with words, each of which knows the source text that it was made from."""

    MADE_FROM = "made_from_"  # before the name of a column: what its text was made from, as files hold it

    made_from = models.JSONField(default=dict, editable=False)  # the same by column

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Write the row; a translation of which nobody said what it was made from was made from the text beside it."""
        self.made_from = self._settled()
        with override(SOURCE_LANGUAGE):  # so that the untranslated columns hold its text, whoever writes
            super().save(*args, **options)

    def value(self, field: str) -> object:
        """Return a field as files hold it, or what a translation was made from."""
        if not field.startswith(self.MADE_FROM):
            return super().value(field)
        column = field.removeprefix(self.MADE_FROM)
        return self.made_from.get(column, "") if getattr(self, column) else ""

    def take(self, values: Mapping[str, object]) -> None:
        """Set fields to what files hold."""
        sources = {field: value for field, value in values.items() if field.startswith(self.MADE_FROM)}
        super().take({field: value for field, value in values.items() if field not in sources})
        taken = {field.removeprefix(self.MADE_FROM): value for field, value in sources.items()}
        self.made_from = {column: value for column, value in (self.made_from | taken).items() if value}

    def made_of(self, field: str, language: str) -> Source | None:
        """Return what a translation was made from; None where nobody said it, so that it counts as current."""
        written = self.made_from.get(word_column(field, language))
        return Source.read(written) if written else None

    def state(self, field: str, language: str) -> State | None:
        """Tell whether a translation says what its source text says now; None where there is nothing to translate."""
        return state(self._words(field), self._words(field, language), self.made_of(field, language))

    def is_wrong(self, language: str) -> bool:
        """Whether a text was made from one that was wrong, and that is right by now."""
        if not any(isinstance(written, dict) for written in self.made_from.values()):  # of nearly all rows: no grade
            return False
        return any(self.state(field, language) is State.WRONG for field in self.WORDS)

    def original(self, field: str, language: str) -> str | None:
        """Return the source text that a translation was made from, of today or of the past; None where it is lost."""
        source = self.made_of(field, language)
        return self._words(field) if source is None else self.source_text(field, source)

    def source_text(self, field: str, source: Source) -> str | None:
        """Return the source text that has a digest, of today or of the past; None where it is lost."""
        if source.is_of(self._words(field)):
            return self._words(field)
        return next((text for text in self._past(field) if source.is_of(text)), None)

    def _past(self, field: str) -> list[str]:
        """The source texts that a field ever had, asked for once: translations into several languages have the same."""
        if field not in self._asked:
            past = history_of(self).values_list(word_column(field, SOURCE_LANGUAGE), flat=True) if self.pk else ()
            self._asked[field] = [text or "" for text in past]
        return self._asked[field]

    @cached_property
    def _asked(self) -> dict[str, list[str]]:
        return {}

    @property
    def originals(self) -> validators.Originals:
        """By language, then by field: the source text with which a translation has to agree; None where it is lost."""
        return {language: {field: self.original(field, language) for field in self.WORDS} for language in OTHERS}

    def outdated(self) -> set[str]:
        """Return the columns of translations whose source text is newer."""
        pairs = [(field, language) for language in OTHERS for field in self.WORDS]
        states = {word_column(*pair): self.state(*pair) for pair in pairs}
        return {column for column, each in states.items() if each and each.is_outdated}

    def left_behind(self) -> Iterator[tuple[str, Source]]:
        """Yield each source text of the past that outdated translations were made from: its column, its digest."""
        outdated = self.outdated()
        for field in self.WORDS:
            columns = outdated.intersection(word_column(field, language) for language in OTHERS)
            sources = {Source.read(self.made_from[column]) for column in columns}
            yield from ((word_column(field, SOURCE_LANGUAGE), source) for source in sources)

    def renew(self, field: str, language: str, text: str) -> None:
        """Let a translation be made from a source text: whoever saves or confirms it has it before them."""
        self.made_from = self.made_from | {word_column(field, language): Source.of(text).written}

    def leave_behind(self, field: str, old: str, new: str, grade: Grade, why: str = "") -> None:
        """Tell the translations of a field how its source text is changed."""
        for language in OTHERS:
            source = (self.made_of(field, language) or Source.of(old)).after(old, new, grade, why)
            self.made_from = self.made_from | {word_column(field, language): source.written}

    def _words(self, field: str, language: str = SOURCE_LANGUAGE) -> str:
        return getattr(self, word_column(field, language)) or ""

    def _settled(self) -> dict[str, object]:
        """What each text was made from; nothing of texts that are gone, and no grade where it is current again."""
        settled: dict[str, object] = {}
        for language in OTHERS:
            for field in filter(lambda field: self._words(field, language), self.WORDS):
                now = Source.of(self._words(field))
                source = self.made_of(field, language) or now
                settled[word_column(field, language)] = (now if source.digest == now.digest else source).written
        return settled


def history_of(rows: Content | type[Content]) -> Any:
    """Return the entries of the history (codes/history.py) of a row, or of all rows of a model."""
    return getattr(rows, "history")  # noqa: B009 - which no type knows


def are_corrected(*rows: Translated | None) -> bool:
    """Return whether the source text of one of some rows corrects what the reader's language still says."""
    return any(row.is_wrong(get_language()) for row in rows if row)


class Named(Translated):
    """Content with a page of its own, which begins with a name and one plain sentence."""

    name = models.CharField(_("name"), max_length=100, help_text=_("A few words, without the code."))
    summary = models.CharField(_("summary"), max_length=400, help_text=_("One plain sentence without jargon."))
    description = models.TextField(_("description"))

    class Meta:
        abstract = True

    @property
    def own_name(self) -> Text:
        """The name for the reader."""
        return self.text("name")

    @property
    def own_summary(self) -> Text:
        """The summary for the reader."""
        return self.text("summary")
