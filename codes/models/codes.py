"""Codes: reply codes and enhanced codes, what they mean in a class and at a stage, comparisons, vendors' uses."""

from collections.abc import Iterator
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from codes import validators
from codes.facts import Awaited, Question, Retried, Standing
from codes.rows import ContentQuerySet, Named, Text, Translated, checked_field, choices, tidy
from smtp_replies.smtp import Code, Stage

RETRIED = [retried for retried in Retried if retried is not Retried.VARIES]  # what a record can say of itself


class ReplyCode(Named):
    """A three-digit reply code, or all classes of an enhanced code: X.7.26 is one row for 4.7.26 and 5.7.26."""

    objects: ClassVar["ContentQuerySet[ReplyCode]"]  # type: ignore[assignment]  # the base cannot know it

    KEY = ("code",)
    BASIC_FACTS = (
        *("official_phrase", "standing", "references", "stages", "actors", "retried"),
        *("enhanced", "related", "confused_with", "transcript", "awaited", "checked"),
    )
    ENHANCED_FACTS = (
        "official_phrase",
        "standing",
        "references",
        "classes",
        "useful_classes",
        "actors",
        "retried",
        "partners",
        "checked",
    )
    OPTIONAL = ("awaited", "checked")
    FACTS = (*BASIC_FACTS, "classes", "useful_classes", "partners")
    WORDS = ("name", "summary", "description", "when_seen", "fix")
    STEPS = ("fix",)

    code = models.CharField(_("code"), max_length=8, unique=True)
    official_phrase = models.CharField(
        _("official phrase"), max_length=200, blank=True, help_text=_("As the specification has it; never translated.")
    )
    standing = models.CharField(_("standing"), max_length=20, choices=choices(Standing))
    references = models.JSONField(_("specification"), default=list, blank=True)
    stages = models.JSONField(_("stages"), default=dict, blank=True)
    actors = models.JSONField(_("who acts"), default=list, blank=True)
    retried = models.CharField(_("tried again by itself?"), max_length=20, choices=choices(RETRIED))
    enhanced = models.JSONField(_("usual enhanced codes"), default=list, blank=True)
    related = models.JSONField(_("related codes"), default=list, blank=True)
    confused_with = models.JSONField(_("codes it is confused with"), default=list, blank=True)
    transcript = models.TextField(_("example session"), blank=True)
    classes = models.JSONField(_("classes"), default=list, blank=True)
    useful_classes = models.JSONField(_("classes its specification finds useful"), default=list, blank=True)
    partners = models.JSONField(_("usual reply codes and their sources"), default=dict, blank=True)
    awaited = models.CharField(_("what comes next"), max_length=20, blank=True, choices=choices(Awaited))
    checked = checked_field()

    when_seen = models.TextField(_("when you see it"))
    fix = models.TextField(
        _("how to fix it"), help_text=_("Numbered steps; the first one is shown on the first screen.")
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("reply code")
        verbose_name_plural = _("reply codes")

    def get_absolute_url(self) -> str:
        """Return the address in the active language."""
        return reverse("code", args=[self.usual])

    def clean(self) -> None:
        """Tidy the example session as well."""
        self.transcript = tidy(self.transcript, self.column("transcript"))
        super().clean()

    def fact_faults(self) -> Iterator[validators.Fault]:
        """Yield what is wrong with the code and its facts."""
        yield from validators.code_faults(self.code, {field: getattr(self, field) for field in self.FACTS})
        yield from validators.date_faults("checked", self.checked)

    def faults_beside_others(self) -> Iterator[validators.Fault]:
        """Yield other codes that have no record."""
        known = recorded_codes()
        yield from validators.unknown_faults("related", self.related, known)
        yield from validators.unknown_faults("confused_with", self.confused_with, known)

    @property
    def is_enhanced(self) -> bool:
        """Whether the row is an enhanced code."""
        return self.code.startswith("X")

    @property
    def codes(self) -> list[Code]:
        """The codes it is seen as: itself, or an enhanced code in each class that it may carry."""
        if self.is_enhanced:
            return [Code(digit + self.code[1:]) for digit in sorted(self.classes)]
        return [Code(self.code)]

    @property
    def usual(self) -> Code:
        """The code that most readers meet: of an enhanced one that of its last class."""
        return self.codes[-1]


def recorded_codes() -> set[str]:
    """Return every code that has a page of its own, an enhanced one in each class that it may carry."""
    rows = ReplyCode.objects.values_list("code", "classes")  # to make each a row would take a third of a form's checks
    return {digit + code[1:] for code, classes in rows for digit in (classes if code.startswith("X") else code[0])}


class ClassMeaning(Named):
    """What an enhanced code says in one class, where the words of its record, written for failures, do not fit."""

    objects: ClassVar["ContentQuerySet[ClassMeaning]"]  # type: ignore[assignment]  # the base cannot know it

    KEY = ("code",)
    FACTS = ("references", "checked")
    WORDS = ("name", "summary", "description", "when_seen", "fix")
    OPTIONAL = ("checked",)

    code = models.CharField(_("code"), max_length=9, unique=True)
    references = models.JSONField(_("specification"), default=list)
    checked = checked_field()
    when_seen = models.TextField(_("when you see it"))
    fix = models.TextField(_("what there is to do"))

    class Meta:
        ordering = ["code"]
        verbose_name = _("meaning in a class")
        verbose_name_plural = _("meanings by class")

    def get_absolute_url(self) -> str:
        """Return the address of the code's page in the active language."""
        return reverse("code", args=[Code(self.code)])

    def fact_faults(self) -> Iterator[validators.Fault]:
        """Yield what is wrong with the code and the facts."""
        yield from validators.exact_form("code", self.code, enhanced=True)
        yield from validators.reference_faults(self.references, required=True)
        yield from validators.date_faults("checked", self.checked)

    def faults_beside_others(self) -> Iterator[validators.Fault]:
        """Yield a code that has no record."""
        yield from validators.unknown_faults("code", [self.code], recorded_codes())


class StageMeaning(Translated):
    """What a code means at one point of the session."""

    objects: ClassVar["ContentQuerySet[StageMeaning]"]  # type: ignore[assignment]  # the base cannot know it

    KEY = ("code", "stage")
    FACTS = ("references", "checked")
    WORDS = ("meaning", "first_step")
    OPTIONAL = ("checked", "first_step")

    code = models.CharField(_("code"), max_length=8)
    stage = models.CharField(_("stage"), max_length=20, choices=choices(Stage))
    references = models.JSONField(_("specification"), default=list)
    meaning = models.TextField(
        _("meaning"), help_text=_("What was and was not accepted, and what the client should do.")
    )
    first_step = models.CharField(
        _("first step"), max_length=400, blank=True, help_text=_("Where the code's own first step does not fit here.")
    )
    checked = checked_field()

    class Meta:
        ordering = ["code", "stage"]
        constraints = [models.UniqueConstraint(fields=["code", "stage"], name="one_meaning_per_stage")]
        verbose_name = _("meaning at a stage")
        verbose_name_plural = _("meanings by stage")

    def get_absolute_url(self) -> str:
        """Return the address of the stage on the code's page."""
        return f"{reverse('code', args=[Code(self.code)])}#{self.stage}"

    def fact_faults(self) -> Iterator[validators.Fault]:
        """Yield what is wrong with the code and the facts."""
        yield from validators.known_form("code", [self.code])
        yield from validators.reference_faults(self.references, required=True)
        yield from validators.date_faults("checked", self.checked)

    def faults_beside_others(self) -> Iterator[validators.Fault]:
        """Yield a code that has no record."""
        yield from validators.unknown_faults("code", [self.code], recorded_codes())

    @property
    def own_step(self) -> Text | None:
        """What to do first where the code falls here, if that differs from what it calls for elsewhere."""
        step = self.text("first_step")
        return step if step.markdown else None


class CodePair(Translated):
    """A comparison written by hand, of two codes named as text, class included."""

    objects: ClassVar["ContentQuerySet[CodePair]"]  # type: ignore[assignment]  # the base cannot know it

    KEY = ("left", "right")
    SEPARATOR = "/"
    FACTS = ("question", "references", "checked")
    WORDS = ("verdict",)
    OPTIONAL = ("checked",)

    left = models.CharField(_("first code"), max_length=8)
    right = models.CharField(_("second code"), max_length=8)
    question = models.CharField(_("question it answers"), max_length=30, choices=choices(Question))
    references = models.JSONField(_("specification"), default=list)
    checked = checked_field()
    verdict = models.TextField(_("verdict"), help_text=_("The first paragraph leads the page and stands alone."))

    class Meta:
        ordering = ["left", "right"]
        constraints = [models.UniqueConstraint(fields=["left", "right"], name="one_verdict_per_pair")]
        verbose_name = _("comparison")
        verbose_name_plural = _("comparisons")

    def get_absolute_url(self) -> str:
        """Return the address in the active language."""
        return reverse("compare", args=[Code(self.left), Code(self.right)])

    def fact_faults(self) -> Iterator[validators.Fault]:
        """Yield what is wrong with the codes, their order and the references."""
        yield from validators.known_form("left", [self.left])
        yield from validators.known_form("right", [self.right])
        yield from validators.order_faults(self.left, self.right)
        yield from validators.reference_faults(self.references, required=True)
        yield from validators.date_faults("checked", self.checked)

    def faults_beside_others(self) -> Iterator[validators.Fault]:
        """Yield a code that has no record."""
        known = recorded_codes()
        yield from validators.unknown_faults("left", [self.left], known)
        yield from validators.unknown_faults("right", [self.right], known)

    @property
    def lead(self) -> Text:
        """The first paragraph of the verdict."""
        verdict = self.text("verdict")
        return Text(verdict.markdown.split("\n\n")[0].strip(), verdict.language)

    @property
    def rest(self) -> Text:
        """The verdict after its first paragraph."""
        verdict = self.text("verdict")
        return Text("\n\n".join(verdict.markdown.split("\n\n")[1:]), verdict.language)


class VendorUse(Translated):
    """An enhanced code, or a range of them, that a vendor uses outside the registry or against it."""

    objects: ClassVar["ContentQuerySet[VendorUse]"]  # type: ignore[assignment]  # the base cannot know it

    KEY = ("code", "vendor")
    FACTS = ("seen_as", "source")
    WORDS = ("meaning",)

    code = models.CharField(_("code"), max_length=20)
    vendor = models.CharField(_("vendor"), max_length=80)
    seen_as = models.CharField(_("seen as"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=200)
    meaning = models.TextField(_("meaning"))

    class Meta:
        ordering = ["code", "vendor"]
        constraints = [models.UniqueConstraint(fields=["code", "vendor"], name="one_use_per_vendor")]
        verbose_name = _("vendor's use")
        verbose_name_plural = _("vendors' uses")

    def get_absolute_url(self) -> str:
        """Return the address of the code's page."""
        return reverse("code", args=[self.first])

    def fact_faults(self) -> Iterator[validators.Fault]:
        """Yield what is wrong with the code."""
        yield from validators.range_faults("code", self.code)

    @property
    def first(self) -> Code:
        """The code, or the first one of the range."""
        return Code(self.code.partition("-")[0])

    @property
    def codes(self) -> list[Code]:
        """The code, or all codes of the range, that the vendor uses."""
        class_and_subject, _dot, low = self.first.text.rpartition(".")
        last = self.code.partition("-")[2]
        return [Code(f"{class_and_subject}.{number}") for number in range(int(low), int(last or low) + 1)]
