"""Causes, the mail systems that are known by their replies, and these replies."""

from collections import defaultdict
from collections.abc import Iterator
from operator import attrgetter
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from codes import markup, route, validators, verbatim
from codes.facts import DESKS, Actor, Desk, ProviderKind, Reader, SourceKind, Waiting
from codes.labels import READERS, for_whom
from codes.models.codes import ReplyCode
from codes.rows import Content, ContentQuerySet, Named, Text, checked_field, choices
from smtp_replies.smtp import Code, Severity


class Cause(Named):
    """Why mail is refused, across codes."""

    objects: ClassVar["ContentQuerySet[Cause]"]  # type: ignore[assignment]  # the base cannot know it

    KEY = ("slug",)
    FACTS = ("actors", "waiting", "codes", "server_step", "references", "checked")
    OPTIONAL = ("server_step", "checked")
    WORDS = ("name", "summary", "description", "signs", "for_sender", "for_sender_admin", "for_recipient")
    STEPS = ("for_sender", "for_sender_admin", "for_recipient")

    slug = models.SlugField(_("name in addresses"), max_length=40, unique=True)
    actors = models.JSONField(_("who acts"), default=list)
    waiting = models.CharField(_("does waiting help?"), max_length=20, choices=choices(Waiting))
    codes = models.JSONField(
        _("codes that mean it"),
        default=list,
        blank=True,
        help_text=_("Codes that by their definition mean this cause where the wording says nothing."),
    )
    server_step = models.CharField(
        _("step for the receiving server"),
        max_length=1,
        blank=True,
        help_text=_(
            "Which of the steps on the recipient's side whoever runs the receiving server takes first: 1, 2, 3."
        ),
    )
    references = models.JSONField(_("specification"), default=list)
    checked = checked_field()
    signs = models.TextField(_("how it shows itself"))
    for_sender = models.TextField(_("if you sent the message"))
    for_sender_admin = models.TextField(_("if you run the sending server or program"))
    for_recipient = models.TextField(_("on the recipient's side"))

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
        yield from validators.step_faults("server_step", self.server_step)
        yield from validators.reference_faults(self.references, required=True)
        yield from validators.date_faults("checked", self.checked)

    def faults_beside_others(self) -> Iterator[validators.Fault]:
        """Yield codes that have no record."""
        yield from validators.unknown_faults("codes", self.codes, {row.code for row in ReplyCode.objects.all()})

    @property
    def who_acts(self) -> tuple[Actor, ...]:
        """Who can do something about it, most usual first."""
        return tuple(map(Actor, self.actors))

    @property
    def waiting_helps(self) -> Waiting:
        """Whether time alone removes it."""
        return Waiting(self.waiting)

    @property
    def desk(self) -> Desk:
        """Where the matter lies: with time, the sender, the sender's mail admin, or the other side."""
        return Desk.WAIT if self.waiting_helps is Waiting.HELPS else DESKS[self.who_acts[0]]

    @property
    def route(self) -> route.Route | None:
        """Where it stops a message, as far as that can be known."""
        return route.of_cause(self.slug, self.who_acts)

    @property
    def steps(self) -> list[tuple[Reader, Text]]:
        """What to do, by reader; of others than the sender there are several kinds, so that theirs say for whom."""
        texts = [(field, self.text(field)) for field in READERS]
        whom = ((field, "" if field == "for_sender" else for_whom(field, text.language), text) for field, text in texts)
        return [(READERS[field], Text(f"{line}\n{text.markdown}", text.language)) for field, line, text in whom]

    @property
    def step_at_server(self) -> Text | None:
        """The first thing to do for whoever runs the receiving server; None where no step is named for them."""
        text = self.text("for_recipient")
        step = markup.step(text.markdown, int(self.server_step)) if self.server_step else None
        return Text(step, text.language) if step else None

    @property
    def first_step(self) -> Text | None:
        """The first thing to do, for whoever acts first on the side of the sender, who holds the bounce."""
        steps = self.text("for_sender_admin" if self.who_acts[0] is Actor.SENDER_ADMIN else "for_sender")
        step = markup.first_step(steps.markdown)
        return Text(step, steps.language) if step else None


class ProviderQuerySet(ContentQuerySet["Provider"]):
    """Questions about mail systems."""

    def by_fame(self) -> "list[tuple[Provider, int]]":
        """Return the mail systems with the number of their replies, most first, then by the names that are shown."""
        rows = [(row, attrgetter("times")(row)) for row in self.annotate(times=models.Count("replies"))]
        return sorted(rows, key=lambda pair: (-pair[1], pair[0].name.casefold()))


class Provider(Content):
    """A mail system that is known by its replies."""

    KEY = ("slug",)
    FACTS = ("name", "kind", "domains", "postmaster_url")

    slug = models.SlugField(_("name in addresses"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20, choices=choices(ProviderKind))
    domains = models.JSONField(_("domains"), default=list, blank=True)
    postmaster_url = models.CharField(_("postmaster's page"), max_length=300, blank=True)

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
    def hosts(self) -> list[str]:
        """Its domains, and where its postmaster's page stands."""
        return verbatim.hosts(self.domains, self.postmaster_url)

    @property
    def does(self) -> ProviderKind:
        """What it does with mail."""
        return ProviderKind(self.kind)


class KnownReplyQuerySet(ContentQuerySet["KnownReply"]):
    """Questions about known replies."""

    def of_provider(self, slug: str) -> "KnownReplyQuerySet":
        """Return the replies of one mail system."""
        return self.filter(provider__slug=slug)

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
        Provider,
        models.PROTECT,
        to_field="slug",
        related_name="replies",
        verbose_name=pgettext_lazy("field", "provider"),
    )
    reply = models.TextField(
        _("reply"), help_text=_("Exactly as sent; replace addresses, hosts and identifiers by placeholders.")
    )
    code = models.CharField(_("code"), max_length=3, blank=True)
    enhanced = models.CharField(_("enhanced code"), max_length=9, blank=True)
    cause = models.ForeignKey(
        Cause, models.PROTECT, to_field="slug", related_name="replies", verbose_name=pgettext_lazy("field", "cause")
    )
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
        yield from validators.carried_faults(self.reply, self.code, self.enhanced)

    def faults_beside_others(self) -> Iterator[validators.Fault]:
        """Yield addresses that belong to no known mail system, and the reply that is the same."""
        known = [host for provider in Provider.objects.all() for host in provider.hosts]
        yield from validators.stranger_faults("reply", self.reply, known)
        alike = KnownReply.objects.filter(code=self.code, enhanced=self.enhanced).exclude(pk=self.pk)
        yield from validators.twin_faults("reply", self.reply, dict(alike.values_list("slug", "reply")))

    @property
    def codes(self) -> tuple[Code, ...]:
        """The codes it carries."""
        return tuple(Code(text) for text in (self.code, self.enhanced) if text)

    @property
    def severity(self) -> Severity | None:
        """Its verdict, by the first code it carries; None where it is known without any."""
        return self.codes[0].severity if self.codes else None

    @property
    def found(self) -> SourceKind:
        """Where its text was found."""
        return SourceKind(self.source_kind)
