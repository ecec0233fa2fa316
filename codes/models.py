"""The content: codes, comparisons, causes, mail systems and known replies; what was loaded of it; its generation."""

from collections import defaultdict
from collections.abc import Iterator
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from codes import markup, validators
from codes.facts import Actor, Awaited, ProviderKind, Question, Retried, SourceKind, Standing, Waiting
from codes.rows import Content, ContentQuerySet, Named, Text, choices, tidy
from smtp_replies.smtp import Code, Stage

RETRIED = [retried for retried in Retried if retried is not Retried.VARIES]  # what a record can say of itself


def checked_field() -> "models.CharField[str, str]":
    """The day on which a record was read whole against the sections that it cites."""
    return models.CharField(
        _("checked on"),
        max_length=10,
        blank=True,
        help_text=_("A day like 2026-11-28 on which all was read against the sections named; else empty."),
    )


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


class StageMeaning(Content):
    """What a code means at one point of the session."""

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
        _("first step"), max_length=400, blank=True, help_text=_("Where the code’s own first step does not fit here.")
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

    @property
    def own_step(self) -> Text | None:
        """What to do first where the code falls here, if that differs from what it calls for elsewhere."""
        step = self.text("first_step")
        return step if step.markdown else None


class CodePair(Content):
    """A comparison written by hand, of two codes named as text, class included."""

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


class VendorUse(Content):
    """An enhanced code, or a range of them, that a vendor uses outside the registry or against it."""

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
        return reverse("code", args=[Code(self.code.split("-")[0])])

    def fact_faults(self) -> Iterator[validators.Fault]:
        """Yield what is wrong with the code."""
        yield from validators.known_form("code", [self.code.split("-")[0]])

    @property
    def codes(self) -> list[Code]:
        """The code, or all codes of the range, that the vendor uses."""
        first, _dash, last = self.code.partition("-")
        class_and_subject, _dot, low = first.rpartition(".")
        return [Code(f"{class_and_subject}.{number}") for number in range(int(low), int(last or low) + 1)]


class Cause(Named):
    """Why mail is refused, across codes."""

    objects: ClassVar["ContentQuerySet[Cause]"]  # type: ignore[assignment]  # the base cannot know it

    KEY = ("slug",)
    FACTS = ("actors", "waiting", "codes", "references", "checked")
    OPTIONAL = ("checked",)
    WORDS = ("name", "summary", "description", "signs", "for_sender", "for_sender_admin", "for_recipient")

    slug = models.SlugField(_("name in addresses"), max_length=40, unique=True)
    actors = models.JSONField(_("who acts"), default=list)
    waiting = models.CharField(_("does waiting help?"), max_length=20, choices=choices(Waiting))
    codes = models.JSONField(
        _("codes that mean it"),
        default=list,
        blank=True,
        help_text=_("Codes that by their definition mean this cause where the wording says nothing."),
    )
    references = models.JSONField(_("specification"), default=list)
    checked = checked_field()
    signs = models.TextField(_("how it shows itself"))
    for_sender = models.TextField(_("if you sent the message"))
    for_sender_admin = models.TextField(_("if you run the sending server or program"))
    for_recipient = models.TextField(_("on the recipient’s side"))

    class Meta:
        ordering = ["slug"]
        verbose_name = _("cause")
        verbose_name_plural = _("causes")

    def get_absolute_url(self) -> str:
        """Return the address in the active language."""
        return reverse("cause", args=[self.slug])

    def fact_faults(self) -> Iterator[validators.Fault]:
        """Yield what is wrong with the name and the facts."""
        yield from validators.slug_faults(self.slug)
        yield from validators.actor_faults(self.actors)
        yield from validators.row_faults("codes", self.codes)
        yield from validators.reference_faults(self.references, required=True)
        yield from validators.date_faults("checked", self.checked)

    @property
    def who_acts(self) -> tuple[Actor, ...]:
        """Who can do something about it, most usual first."""
        return tuple(map(Actor, self.actors))

    @property
    def waiting_helps(self) -> Waiting:
        """Whether time alone removes it."""
        return Waiting(self.waiting)

    @property
    def first_step(self) -> Text | None:
        """The first thing to do, for whoever acts first; where that is nobody yet, the sender is the one who waits."""
        steps = self.text(_STEPS_OF[self.who_acts[0]])
        step = markup.first_step(steps.markdown)
        return Text(step, steps.language) if step else None


_STEPS_OF = {
    Actor.NOBODY: "for_sender",
    Actor.WAIT: "for_sender",
    Actor.SENDER: "for_sender",
    Actor.SENDER_ADMIN: "for_sender_admin",
    Actor.RECIPIENT: "for_recipient",
    Actor.RECIPIENT_ADMIN: "for_recipient",
}


class ProviderQuerySet(ContentQuerySet["Provider"]):
    """Questions about mail systems."""

    def by_kind(self) -> "list[tuple[ProviderKind, list[Provider]]]":
        """Return the mail systems by what they do with mail, each with the number of its replies as `times`."""
        rows = list(self.annotate(times=models.Count("replies")).order_by("slug"))
        return [(kind, [row for row in rows if row.does is kind]) for kind in ProviderKind]


class Provider(Content):
    """A mail system that is known by its replies."""

    KEY = ("slug",)
    FACTS = ("name", "kind", "domains", "postmaster_url")

    slug = models.SlugField(_("name in addresses"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20, choices=choices(ProviderKind))
    domains = models.JSONField(_("domains"), default=list, blank=True)
    postmaster_url = models.CharField(_("postmaster’s page"), max_length=300, blank=True)

    objects = ProviderQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["slug"]
        verbose_name = _("provider")
        verbose_name_plural = _("providers")

    def get_absolute_url(self) -> str:
        """Return the address in the active language."""
        return reverse("provider", args=[self.slug])

    def fact_faults(self) -> Iterator[validators.Fault]:
        """Yield what is wrong with the name in addresses and with the facts."""
        yield from validators.slug_faults(self.slug)
        yield from validators.domain_faults(self.domains)
        if self.postmaster_url:
            yield from validators.url_faults("postmaster_url", self.postmaster_url)

    @property
    def does(self) -> ProviderKind:
        """What it does with mail."""
        return ProviderKind(self.kind)


class KnownReplyQuerySet(ContentQuerySet["KnownReply"]):
    """Questions about known replies."""

    def of_cause(self, slug: str) -> "KnownReplyQuerySet":
        """Return the replies that have this cause."""
        return self.filter(cause__slug=slug)

    def of_provider(self, slug: str) -> "KnownReplyQuerySet":
        """Return the replies of one mail system."""
        return self.filter(provider__slug=slug)

    def carrying(self, code: Code) -> "KnownReplyQuerySet":
        """Return the replies with this code, an enhanced one in this class."""
        return self.filter(enhanced=code.text) if code.is_enhanced else self.filter(code=code.text)

    def codes(self) -> set[Code]:
        """Return all codes that the replies carry."""
        pairs = self.values_list("code", "enhanced").order_by().distinct()
        return {Code(text) for pair in pairs for text in pair if text}

    def by_provider(self) -> "list[tuple[Provider, list[KnownReply]]]":
        """Return the replies of each mail system, of which there are most first."""
        found = defaultdict(list)
        for reply in self.select_related("provider"):
            found[reply.provider].append(reply)
        return sorted(found.items(), key=lambda group: -len(group[1]))

    def by_code(self) -> "list[tuple[Code | None, list[KnownReply]]]":
        """Return the replies by the first code they carry, in order; those without any last."""
        found = defaultdict(list)
        for reply in self:
            found[next(iter(reply.codes), None)].append(reply)
        return sorted(found.items(), key=lambda group: (group[0] is None, group[0] or Code("000")))


class KnownReply(Content):
    """A reply as a provider or its software sends it, verbatim but for placeholders."""

    KEY = ("slug",)
    FACTS = ("provider", "reply", "code", "enhanced", "cause", "source", "source_kind")

    slug = models.SlugField(_("name in addresses"), max_length=100, unique=True)
    provider = models.ForeignKey(
        Provider, models.PROTECT, to_field="slug", related_name="replies", verbose_name=_("provider")
    )
    reply = models.TextField(
        _("reply"), help_text=_("Exactly as sent; replace addresses, hosts and identifiers by placeholders.")
    )
    code = models.CharField(_("code"), max_length=3, blank=True)
    enhanced = models.CharField(_("enhanced code"), max_length=9, blank=True)
    cause = models.ForeignKey(Cause, models.PROTECT, to_field="slug", related_name="replies", verbose_name=_("cause"))
    source = models.CharField(_("source"), max_length=300, help_text=_("The public address where the text stands."))
    source_kind = models.CharField(_("kind of source"), max_length=20, choices=choices(SourceKind))

    objects = KnownReplyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["slug"]
        verbose_name = _("known reply")
        verbose_name_plural = _("known replies")

    def get_absolute_url(self) -> str:
        """Return the address of the reply on its provider's page."""
        return f"{reverse('provider', args=[self.provider_id])}#{self.slug}"

    def clean(self) -> None:
        """Leave the text as it is, except for the carriage returns of browsers."""
        self.reply = self.reply.replace("\r\n", "\n")
        super().clean()

    def fact_faults(self) -> Iterator[validators.Fault]:
        """Yield what is wrong with the name in addresses and with the facts."""
        yield from validators.slug_faults(self.slug)
        yield from validators.prefix_faults("provider", self.slug, self.provider_id)
        yield from validators.verbatim_faults("reply", self.reply)
        yield from validators.exact_form("code", self.code, enhanced=False)
        yield from validators.exact_form("enhanced", self.enhanced, enhanced=True)
        yield from validators.url_faults("source", self.source)

    @property
    def codes(self) -> tuple[Code, ...]:
        """The codes it carries."""
        return tuple(Code(text) for text in (self.code, self.enhanced) if text)

    @property
    def found(self) -> SourceKind:
        """Where its text was found."""
        return SourceKind(self.source_kind)


CONTENT_MODELS = (ReplyCode, ClassMeaning, StageMeaning, CodePair, VendorUse, Cause, Provider, KnownReply)


class LoadedField(models.Model):
    """What a content file said when a field was last loaded: the base that staff edits are merged against."""

    kind = models.CharField(max_length=20)  # of content, as codes/content/kinds.py names them
    key = models.CharField(max_length=120)
    field = models.CharField(max_length=40)
    value = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key", "field"], name="one_base_per_field")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.field}"


class Generation(models.Model):
    """The number of the present content, in the one row of its table; codes/generation.py raises and reads it."""

    number = models.PositiveBigIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.number)
