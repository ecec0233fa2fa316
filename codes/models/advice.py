"""Advice for recognisable situations, and what programs say instead of a reply."""

from collections.abc import Iterator
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from codes import validators
from codes.facts import Actor, Certainty, ProgramKind, Role, Side
from codes.models.causes import Cause, Provider
from codes.rows import Content, ContentQuerySet, Text, Translated, choices
from smtp_replies.programs import Needs


class Advice(Translated):
    """What to do in one recognisable situation: more special than its cause."""

    objects: ClassVar["ContentQuerySet[Advice]"]  # type: ignore[assignment]  # the base cannot know it

    KEY = ("slug",)
    FACTS = (
        *("cause", "provider", "wordings", "provider_wordings", "codes", "not_with"),
        *("actors", "link", "sources", "checked", "certainty"),
    )
    WORDS = ("name", "summary", "first_step", "admin_step", "next_steps")
    STEPS = ("next_steps",)
    OPTIONAL = ("provider", "provider_wordings", "codes", "not_with", "link", "admin_step", "next_steps")

    slug = models.SlugField(_("name in addresses"), max_length=60, unique=True)
    cause = models.ForeignKey(
        Cause, models.PROTECT, to_field="slug", related_name="+", verbose_name=pgettext_lazy("field", "cause")
    )
    provider = models.ForeignKey(
        Provider,
        models.PROTECT,
        to_field="slug",
        related_name="+",
        verbose_name=pgettext_lazy("field", "provider"),
        null=True,
        blank=True,
        help_text=_("Whose replies it is about; empty: anybody's."),
    )
    wordings = models.JSONField(
        _("wordings"),
        default=list,
        blank=True,
        help_text=_("Words that mean this whoever says them; <…> stands for what varies."),
    )
    provider_wordings = models.JSONField(
        _("wordings of the provider"),
        default=list,
        blank=True,
        help_text=_("Words that mean this only where the provider shows that it speaks."),
    )
    codes = models.JSONField(
        _("codes"),
        default=list,
        blank=True,
        help_text=_("With a provider: codes by which it means this. Without: codes whose definition this is."),
    )
    not_with = models.JSONField(
        _("not beside"), default=list, blank=True, help_text=_("Words in whose company it is something else.")
    )
    actors = models.JSONField(_("who acts"), default=list)
    link = models.CharField(_("official page"), max_length=300, blank=True)
    sources = models.JSONField(_("sources"), default=list)
    checked = models.CharField(_("checked on"), max_length=10)
    certainty = models.CharField(_("certainty"), max_length=20, choices=choices(Certainty))
    name = models.CharField(_("name"), max_length=60, help_text=_("A heading, without a code."))
    summary = models.CharField(_("summary"), max_length=200, help_text=_("One plain sentence without jargon."))
    first_step = models.CharField(_("first step"), max_length=250, help_text=_("For whoever acts first."))
    admin_step = models.CharField(
        _("first step at the sending server"),
        max_length=250,
        blank=True,
        help_text=_("For whoever runs the sending server or program, where the first step is for somebody else."),
    )
    next_steps = models.TextField(_("next steps"), blank=True, help_text=_("Numbered steps."))

    class Meta:
        ordering = ["slug"]
        verbose_name = _("advice")
        verbose_name_plural = pgettext_lazy("several", "advice")

    def get_absolute_url(self) -> str:
        """Return its address on the page of its cause."""
        return f"{reverse('cause', args=[self.cause_id])}#{self.slug}"

    def fact_faults(self) -> Iterator[validators.Fault]:
        """Yield what is wrong with the name and the facts."""
        yield from validators.slug_faults(self.slug)
        yield from validators.actor_faults(self.actors)
        yield from validators.advice_code_faults("codes", self.codes)
        for column in ("wordings", "provider_wordings", "not_with"):
            yield from validators.phrase_faults(column, getattr(self, column))
        yield from validators.url_faults("link", self.link)
        yield from validators.date_faults("checked", self.checked)

    @property
    def own_name(self) -> Text:
        """The name for the reader."""
        return self.text("name")

    @property
    def own_summary(self) -> Text:
        """The summary for the reader."""
        return self.text("summary")

    @property
    def own_step(self) -> Text:
        """The first thing to do."""
        return self.text("first_step")

    @property
    def step_for_admin(self) -> Text | None:
        """The first thing that whoever runs the sending server does, where that is another; None where it is not."""
        step = self.text("admin_step")
        return step if step.markdown else None

    @property
    def sureness(self) -> Certainty:
        """How sure it is."""
        return Certainty(self.certainty)

    @property
    def who_acts(self) -> tuple[Actor, ...]:
        """Who can do something about it, first whoever acts first."""
        return tuple(map(Actor, self.actors))

    @property
    def waits(self) -> bool:
        """Whether its first step relies on a mail server that keeps the message and tries again."""
        return self.who_acts[0] is Actor.WAIT


class Program(Content):
    """A program that shows errors of its own."""

    KEY = ("slug",)
    FACTS = ("name", "kind", "marks")

    slug = models.SlugField(_("name in addresses"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20, choices=choices(ProgramKind))
    marks = models.JSONField(
        _("marks"), default=list, blank=True, help_text=_("Words by which a text shows that this program speaks.")
    )

    class Meta:
        ordering = ["slug"]
        verbose_name = _("program")
        verbose_name_plural = _("programs")

    def get_absolute_url(self) -> str:
        """Return the address in the active language."""
        return reverse("program", args=[self.slug])

    def fact_faults(self) -> Iterator[validators.Fault]:
        """Yield what is wrong with the name and the marks."""
        yield from validators.slug_faults(self.slug)
        yield from validators.phrase_faults("marks", self.marks)

    @property
    def does(self) -> ProgramKind:
        """What it is."""
        return ProgramKind(self.kind)


class ProgramError(Translated):
    """What a program shows instead of a reply, or beside one; its cause and its advice say what to do."""

    objects: ClassVar["ContentQuerySet[ProgramError]"]  # type: ignore[assignment]  # the base cannot know it

    KEY = ("slug",)
    FACTS = (
        *("program", "shown", "translations", "language", "cause", "advice", "side"),
        *("needs", "role", "sources", "certainty"),
    )
    WORDS = ("meaning", "first_step")
    OPTIONAL = ("translations", "cause", "advice", "role", "meaning", "first_step")

    slug = models.SlugField(_("name in addresses"), max_length=60, unique=True)
    program = models.ForeignKey(
        Program, models.PROTECT, to_field="slug", related_name="+", verbose_name=pgettext_lazy("field", "program")
    )
    shown = models.JSONField(_("what it shows"), default=list, help_text=_("Verbatim; <…> stands for what varies."))
    translations = models.JSONField(
        _("in other languages"),
        default=dict,
        blank=True,
        help_text=_('What it shows in other languages, a list for each, such as {"de": ["…"]}.'),
    )
    language = models.CharField(_("language"), max_length=10)
    cause = models.ForeignKey(
        Cause,
        models.PROTECT,
        to_field="slug",
        related_name="+",
        verbose_name=pgettext_lazy("field", "cause"),
        null=True,
        blank=True,
        help_text=_("Empty where it only wraps a reply, or says nothing of a reason."),
    )
    advice = models.ForeignKey(
        Advice,
        models.PROTECT,
        to_field="slug",
        related_name="+",
        verbose_name=pgettext_lazy("field", "advice"),
        null=True,
        blank=True,
    )
    side = models.CharField(_("between whom"), max_length=10, choices=choices(Side))
    needs = models.CharField(_("when it counts"), max_length=10, choices=choices(Needs))
    role = models.CharField(
        _("role"),
        max_length=10,
        blank=True,
        choices=choices(Role),
    )
    sources = models.JSONField(_("sources"), default=list)
    certainty = models.CharField(_("certainty"), max_length=20, choices=choices(Certainty))
    meaning = models.TextField(_("meaning"), blank=True, help_text=_("Only where cause and advice do not say it."))
    first_step = models.CharField(_("first step"), max_length=250, blank=True)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("program error")
        verbose_name_plural = _("program errors")

    def get_absolute_url(self) -> str:
        """Return its address on the page of its program."""
        return f"{reverse('program', args=[self.program_id])}#{self.slug}"

    def fact_faults(self) -> Iterator[validators.Fault]:
        """Yield what is wrong with the name and the facts."""
        yield from validators.slug_faults(self.slug)
        yield from validators.phrase_faults("shown", self.shown)
        yield from validators.translated_faults("translations", self.translations)

    @property
    def own_summary(self) -> Text | None:
        """What it means, by the name of its situation or cause; None where it gives no reason."""
        about = self.advice or self.cause
        return about.text("name") if about else None

    @property
    def own_forms(self) -> tuple[str, list[str]]:
        """What it shows in the reader's language, where that is known, and the language."""
        language = (get_language()).partition("-")[0]
        if forms := self.translations.get(language):
            return language, forms
        return self.language, self.shown

    @property
    def every_form(self) -> list[str]:
        """What it shows in any language."""
        return [*self.shown, *(form for forms in self.translations.values() for form in forms)]

    @property
    def own_step(self) -> Text | None:
        """What to do first: as it says itself, else its advice, else its cause."""
        for step in (
            self.text("first_step"),
            self.advice and self.advice.own_step,
            self.cause and self.cause.first_step,
        ):
            if step and step.markdown:
                return step
        return None

    @property
    def told_by(self) -> tuple[Translated | None, ...]:
        """The rows whose words say what it means and what to do."""
        return self, self.advice, self.cause

    @property
    def is_often(self) -> bool:
        """Whether most people meet it."""
        return self.role == Role.OFTEN.value

    @property
    def is_heading(self) -> bool:
        """Whether it says nothing of a reason."""
        return self.role == Role.HEADING.value
