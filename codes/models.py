"""Reply codes as the site shows them, and the generation of the content."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.db.models.signals import post_delete, post_save
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from codes import checks, markup
from codes.comparison import Facts
from codes.labels import LABELS
from codes.smtp import Actor, Code, Retried, Stage, Standing

FACTS = (
    "official_phrase",
    "standing",
    "references",
    "stages",
    "actors",
    "retried",
    "enhanced",
    "related",
    "confused_with",
    "transcript",
)
WORDS = ("name", "summary", "description", "when_seen", "fix")
SOURCE_LANGUAGE = settings.LANGUAGE_CODE  # the language that translations must keep the codes of


def word_column(field: str, language: str) -> str:
    """Return the column that holds a word field in one language."""
    return f"{field}_{language.replace('-', '_')}"


def choices(enum) -> list[tuple[str, str]]:
    """Return an enum as the choices of a field."""
    return [(member.value, LABELS[member]) for member in enum]


def _tidy(text: str, field: models.Field) -> str:
    """Bring text as browsers send it into the form of the files: no blanks at line ends, one final line end."""
    if not isinstance(field, models.TextField):
        return " ".join(text.split())
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


class ReplyCodeQuerySet(models.QuerySet):
    """Questions about reply codes."""

    def pair(self, left: Code, right: Code) -> "list[ReplyCode]":
        """Return both codes in order, in one query; fewer where one is not known."""
        return list(self.filter(code__in=[str(left), str(right)]).order_by("code"))


class ReplyCode(models.Model):
    """A three-digit reply: facts, which are the same in every language, and words, which exist once per language."""

    code = models.CharField(_("code"), max_length=3, unique=True)
    official_phrase = models.CharField(
        _("official phrase"),
        max_length=200,
        blank=True,
        help_text=_("As the specification has it; never translated."),
    )
    standing = models.CharField(_("standing"), max_length=20, choices=choices(Standing))
    references = models.JSONField(_("specification"), default=list, blank=True)
    stages = models.JSONField(_("stages"), default=dict, blank=True)
    actors = models.JSONField(_("who acts"), default=list, blank=True)
    retried = models.CharField(_("tried again by itself?"), max_length=20, choices=choices(Retried))
    enhanced = models.JSONField(_("usual enhanced codes"), default=list, blank=True)
    related = models.JSONField(_("related codes"), default=list, blank=True)
    confused_with = models.JSONField(_("codes it is confused with"), default=list, blank=True)
    transcript = models.TextField(_("example session"), blank=True)

    name = models.CharField(_("name"), max_length=100, help_text=_("A few words, without the code."))
    summary = models.CharField(_("summary"), max_length=400, help_text=_("One plain sentence without jargon."))
    description = models.TextField(_("description"))
    when_seen = models.TextField(_("when you see it"))
    fix = models.TextField(
        _("how to fix it"), help_text=_("Numbered steps; the first one is shown on the first screen.")
    )

    objects = ReplyCodeQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("reply code")
        verbose_name_plural = _("reply codes")

    def __str__(self):
        return self.code

    def get_absolute_url(self) -> str:
        """Return the address in the active language."""
        return reverse("code", args=[self.parsed])

    def clean(self):
        """Tidy the words; refuse facts that name nothing, and translations that lost or changed a code."""
        for language, texts in self.plain_words.items():
            for field, text in texts.items():
                setattr(self, word_column(field, language), _tidy(text, self._meta.get_field(field)) or None)
        self.transcript = _tidy(self.transcript, self._meta.get_field("transcript"))
        if problems := checks.faults(self.code, self.plain_facts, self.plain_words):
            raise ValidationError({field: list(messages) for field, messages in problems.items()})

    @cached_property
    def parsed(self) -> Code:
        """The code with the meaning of its digits."""
        return Code(self.code)

    @property
    def plain_facts(self) -> dict[str, object]:
        """The facts as files and columns hold them."""
        return {field: getattr(self, field) for field in FACTS}

    @property
    def plain_words(self) -> dict[str, dict[str, str]]:
        """The words by language, then by field; a missing text is empty."""
        return {
            language: {field: getattr(self, word_column(field, language)) or "" for field in WORDS}
            for language, _name in settings.LANGUAGES
        }

    @cached_property
    def facts(self) -> Facts:
        """The facts as rules and templates use them, enum members instead of their names."""
        return Facts(
            code=self.code,
            severity=self.parsed.severity,
            category=self.parsed.category,
            standing=Standing(self.standing),
            retried=Retried(self.retried),
            actors=tuple(map(Actor, self.actors)),
            stages=tuple(map(Stage, self.stages)),
            enhanced=tuple(self.enhanced),
            official_phrase=self.official_phrase,
            # Documents that only mention an unregistered code do not define it.
            references=() if self.standing == Standing.UNREGISTERED.value else tuple(self.references),
        )

    @property
    def differing_stages(self) -> list[dict[str, object]]:
        """The stages at which somebody else acts or something else is retried than for the code as a whole."""
        return [
            {
                "stage": Stage(stage),
                "actors": tuple(map(Actor, differing.get("actors", self.actors))),
                "retried": Retried(differing.get("retried", self.retried)),
            }
            for stage, differing in self.stages.items()
            if differing
        ]

    @property
    def differing_by_stage(self) -> set[str]:
        """Which of "actors" and "retried" depend on the stage."""
        return {fact for differing in self.stages.values() for fact in differing}

    @property
    def own_name(self) -> Text:
        """The name for the reader."""
        return self.text("name")

    @property
    def own_summary(self) -> Text:
        """The summary for the reader."""
        return self.text("summary")

    @property
    def first_step(self) -> Text | None:
        """The first thing to do about a refusal; a success needs none."""
        fix = self.text("fix")
        step = markup.first_step(fix.markdown) if self.parsed.severity.refuses else None
        return Text(step, fix.language) if step else None

    def text(self, field: str) -> Text:
        """Return the words in the active language, else in the source language."""
        language = get_language()
        if words := getattr(self, word_column(field, language)):
            return Text(words, language)
        return Text(getattr(self, word_column(field, SOURCE_LANGUAGE)) or "", SOURCE_LANGUAGE)

    def url_in(self, language: str) -> str:
        """Return the address in the given language."""
        with override(language):
            return self.get_absolute_url()


class LoadedField(models.Model):
    """What a content file said when a field was last loaded: the base that staff edits are merged against."""

    code = models.CharField(max_length=3)
    field = models.CharField(max_length=40)
    value = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "field"], name="one_base_per_field")]

    def __str__(self):
        return f"{self.code} {self.field}"


class Generation(models.Model):
    """The number of the present content; a page is computed once per generation."""

    number = models.PositiveBigIntegerField(default=1)

    def __str__(self):
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        """Return the number; read it before the rows, so that a page is never kept under a later one."""
        return cls.objects.values_list("number", flat=True).first() or 0

    @classmethod
    def advance(cls, **_signal) -> None:
        """Raise the number, in the transaction of the change that calls for it."""
        if not cls.objects.update(number=F("number") + 1):
            cls.objects.create()


for _signal in (post_save, post_delete):
    _signal.connect(Generation.advance, sender=ReplyCode, dispatch_uid=f"generation-{id(_signal)}")
