"""The content as rows: codes, comparisons, causes, known replies and all else that is shown; and its generation."""

from collections.abc import Iterator, Mapping
from copy import copy
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

from codes import markup, validators
from codes.facts import Actor, Facts, ProviderKind, Question, Retried, SourceKind, Standing, Waiting
from codes.labels import LABELS
from smtp_replies.smtp import Code, Severity, Stage

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


class Content(models.Model):
    """A row of content: facts, which are the same in every language, and words, which exist once per language."""

    KEY: tuple[str, ...] = ()  # the fields that name a row
    SEPARATOR = " "  # between them
    FACTS: tuple[str, ...] = ()
    WORDS: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def __str__(self):
        return self.key

    @property
    def key(self) -> str:
        """The name of the row in files: "X.7.26", "550 rcpt", "250/553", "5.7.509 Exchange Online"."""
        return self.SEPARATOR.join(getattr(self, field) for field in self.KEY)

    @classmethod
    def with_key(cls, key: str) -> "Content":
        """Return a new row of that name."""
        return cls(**dict(zip(cls.KEY, key.split(cls.SEPARATOR, len(cls.KEY) - 1), strict=False)))

    def clean(self):
        """Tidy the words; refuse facts that name nothing, and translations that lost or changed a code."""
        for language, texts in self.plain_words.items():
            for field, text in texts.items():
                setattr(self, word_column(field, language), _tidy(text, self._meta.get_field(field)) or None)
        if problems := self.faults():
            raise ValidationError(problems)

    def faults(self) -> dict[str, list[ValidationError]]:
        """Return what is wrong with each column; nothing where all is well."""
        return validators.by_column((*self.fact_faults(), *validators.word_faults(self.plain_words)))

    def fact_faults(self) -> Iterator[validators.Fault]:
        """Yield what is wrong with the facts."""
        raise NotImplementedError

    def value(self, field: str) -> object:
        """Return a field as files hold it: of another row its key, without asking for that row."""
        return getattr(self, self._meta.get_field(field).attname)

    def take(self, values: Mapping[str, object]) -> None:
        """Set fields to what files hold."""
        for field, value in values.items():
            setattr(self, self._meta.get_field(field).attname, value)

    @property
    def plain_facts(self) -> dict[str, object]:
        """The facts as files hold them."""
        return {field: self.value(field) for field in self.FACTS}

    @property
    def plain_words(self) -> dict[str, dict[str, str]]:
        """The words by language, then by field; a missing text is empty."""
        return {
            language: {field: getattr(self, word_column(field, language)) or "" for field in self.WORDS}
            for language, _name in settings.LANGUAGES
        }

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


class Named(Content):
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


class ReplyCodeQuerySet(models.QuerySet):
    """Questions about reply codes."""

    def seen(self, *codes: Code) -> "list[ReplyCode]":
        """Return the rows of these codes, each seen as the code asked for, in one query; unknown ones are left out."""
        rows = {row.code: row for row in self.filter(code__in={code.row for code in codes})}
        found = [(rows[code.row], code) for code in codes if code.row in rows]
        return [row.seen_as(code) for row, code in found if row.allows(code)]


class ReplyCode(Named):
    """A three-digit reply code, or all classes of an enhanced code: X.7.26 is one row for 4.7.26 and 5.7.26."""

    KEY = ("code",)
    BASIC_FACTS = (
        *("official_phrase", "standing", "references", "stages", "actors", "retried"),
        *("enhanced", "related", "confused_with", "transcript"),
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
    )
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
    retried = models.CharField(_("tried again by itself?"), max_length=20, choices=choices(Retried))
    enhanced = models.JSONField(_("usual enhanced codes"), default=list, blank=True)
    related = models.JSONField(_("related codes"), default=list, blank=True)
    confused_with = models.JSONField(_("codes it is confused with"), default=list, blank=True)
    transcript = models.TextField(_("example session"), blank=True)
    classes = models.JSONField(_("classes"), default=list, blank=True)
    useful_classes = models.JSONField(_("classes its specification finds useful"), default=list, blank=True)
    partners = models.JSONField(_("usual reply codes and their sources"), default=dict, blank=True)

    when_seen = models.TextField(_("when you see it"))
    fix = models.TextField(
        _("how to fix it"), help_text=_("Numbered steps; the first one is shown on the first screen.")
    )

    objects = ReplyCodeQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("reply code")
        verbose_name_plural = _("reply codes")

    def get_absolute_url(self) -> str:
        """Return the address in the active language."""
        return reverse("code", args=[self.asked])

    def clean(self):
        """Tidy the example session as well."""
        self.transcript = _tidy(self.transcript, self._meta.get_field("transcript"))
        super().clean()

    def fact_faults(self) -> Iterator[validators.Fault]:
        """Yield what is wrong with the code and its facts."""
        return validators.code_faults(self.code, {field: getattr(self, field) for field in self.FACTS})

    @property
    def is_enhanced(self) -> bool:
        """Whether the row is an enhanced code."""
        return self.code.startswith("X")

    def allows(self, code: Code) -> bool:
        """Whether the code can be seen in this class."""
        return not self.is_enhanced or code.text[0] in self.classes

    def seen_as(self, code: Code) -> "ReplyCode":
        """Return the row as the code of one class."""
        row = copy(self)
        row.asked = code
        return row

    @cached_property
    def asked(self) -> Code:
        """The code that the page is about; of an enhanced one the class that most readers meet."""
        return self.in_classes[-1] if self.is_enhanced else Code(self.code)

    @property
    def in_classes(self) -> list[Code]:
        """The codes of an enhanced row, one for each class it may carry."""
        return [Code(digit + self.code[1:]) for digit in sorted(self.classes)]

    @cached_property
    def facts(self) -> Facts:
        """The facts as rules and templates use them, enum members instead of their names."""
        return Facts(
            code=self.asked.text,
            row=self.code,
            severity=self.asked.severity,
            category=self.asked.category,
            standing=Standing(self.standing),
            retried=self._retried,
            actors=self._actors,
            stages=tuple(map(Stage, self.stages)),
            partners=tuple(self.enhanced) or tuple(basic for basic, _code, _sources in self.partners_here),
            official_phrase=self.official_phrase,
            # Documents that only mention an unregistered code do not define it.
            references=() if self.standing == Standing.UNREGISTERED.value else tuple(self.references),
            is_useful=not self.useful_classes or self.asked.text[0] in self.useful_classes,
        )

    @property
    def _retried(self) -> Retried:
        # Of an enhanced code the column says who waits after class 4; the other classes leave no choice.
        if self.is_enhanced and self.asked.severity is not Severity.TRANSIENT_NEGATIVE:
            return Retried.NO if self.asked.severity.refuses else Retried.NOTHING
        return Retried(self.retried)

    @property
    def _actors(self) -> tuple[Actor, ...]:
        actors = tuple(map(Actor, self.actors))
        if not self.is_enhanced or self.asked.severity is Severity.TRANSIENT_NEGATIVE:
            return actors
        # Of an enhanced code the column tells of class 4; in class 5 waiting helps nobody.
        return tuple(a for a in actors if a is not Actor.WAIT) if self.asked.severity.refuses else (Actor.NOBODY,)

    @property
    def partners_here(self) -> list[tuple[str, str, list[str]]]:
        """Reply codes that come with this enhanced code in the class asked for, each with its sources."""
        pairs = [(*pair.split(), sources) for pair, sources in self.partners.items()]
        return [(basic, code, sources) for basic, code, sources in pairs if code == self.asked.text]

    @property
    def differing_by_stage(self) -> set[str]:
        """Which of "actors" and "retried" depend on the stage."""
        return {fact for differing in self.stages.values() for fact in differing}

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

    def at(self, stage: Stage | None) -> tuple[tuple[Actor, ...], Retried]:
        """Return who acts and what is tried again at one stage of the session."""
        here = next((here for here in self.differing_stages if here["stage"] is stage), None)
        return (here["actors"], here["retried"]) if here else (self._actors, self._retried)

    @property
    def first_step(self) -> Text | None:
        """The first thing to do about a refusal; a success needs none."""
        fix = self.text("fix")
        step = markup.first_step(fix.markdown, self.asked.text[0]) if self.asked.severity.refuses else None
        return Text(step, fix.language) if step else None


class StageMeaning(Content):
    """What a code means at one point of the session."""

    KEY = ("code", "stage")
    FACTS = ("references",)
    WORDS = ("meaning",)

    code = models.CharField(_("code"), max_length=8)
    stage = models.CharField(_("stage"), max_length=20, choices=choices(Stage))
    references = models.JSONField(_("specification"), default=list)
    meaning = models.TextField(
        _("meaning"), help_text=_("What was and was not accepted, and what the client should do.")
    )

    class Meta:
        ordering = ["code", "stage"]
        constraints = [models.UniqueConstraint(fields=["code", "stage"], name="one_meaning_per_stage")]
        verbose_name = _("meaning at a stage")
        verbose_name_plural = _("meanings by stage")

    def get_absolute_url(self) -> str:
        """Return the address of the stage on the code's page."""
        return f"{reverse('code', args=[Code(self.code)])}#{self.stage}"

    def fact_faults(self) -> Iterator[validators.Fault]:
        """Yield what is wrong with the code and the references."""
        yield from validators.known_form("code", [self.code])
        yield from validators.reference_faults(self.references, required=True)


class CodePair(Content):
    """A comparison written by hand, of two codes named as text, class included."""

    KEY = ("left", "right")
    SEPARATOR = "/"
    FACTS = ("question", "references")
    WORDS = ("verdict",)

    left = models.CharField(_("first code"), max_length=8)
    right = models.CharField(_("second code"), max_length=8)
    question = models.CharField(_("question it answers"), max_length=30, choices=choices(Question))
    references = models.JSONField(_("specification"), default=list)
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

    def covers(self, code: Code) -> bool:
        """Whether the code is the one, or in the range, that the vendor uses."""
        first, _dash, last = self.code.partition("-")
        class_and_subject, _dot, low = first.rpartition(".")
        own_class_and_subject, _dot, own = code.text.rpartition(".")
        return class_and_subject == own_class_and_subject and int(low) <= int(own) <= int(last or low)


class Cause(Named):
    """Why mail is refused, across codes."""

    KEY = ("slug",)
    FACTS = ("actors", "waiting", "codes", "references")
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


class Provider(Content):
    """A mail system that is known by its replies."""

    KEY = ("slug",)
    FACTS = ("name", "kind", "domains", "postmaster_url")

    slug = models.SlugField(_("name in addresses"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20, choices=choices(ProviderKind))
    domains = models.JSONField(_("domains"), default=list, blank=True)
    postmaster_url = models.CharField(_("postmaster’s page"), max_length=300, blank=True)

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


class KnownReplyQuerySet(models.QuerySet):
    """Questions about known replies."""

    def carrying(self, code: Code) -> "KnownReplyQuerySet":
        """Return the replies with this code, an enhanced one in this class."""
        return self.filter(enhanced=code.text) if code.is_enhanced else self.filter(code=code.text)


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

    objects = KnownReplyQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("known reply")
        verbose_name_plural = _("known replies")

    def get_absolute_url(self) -> str:
        """Return the address of the reply on its provider's page."""
        return f"{reverse('provider', args=[self.provider_id])}#{self.slug}"

    def clean(self):
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


CONTENT_MODELS = (ReplyCode, StageMeaning, CodePair, VendorUse, Cause, Provider, KnownReply)


class LoadedField(models.Model):
    """What a content file said when a field was last loaded: the base that staff edits are merged against."""

    key = models.CharField(max_length=120)
    field = models.CharField(max_length=40)
    value = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "field"], name="one_base_per_field")]

    def __str__(self):
        return f"{self.key} {self.field}"


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


for _model in CONTENT_MODELS:
    for _signal in (post_save, post_delete):
        _signal.connect(Generation.advance, sender=_model, dispatch_uid=f"generation {_model.__name__} {id(_signal)}")
