"""What the box suggests while somebody types: one list for everybody, so that nothing typed has to be sent."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from codes import finding, markup
from codes.box import SEARCHABLE
from codes.catalogue import Catalogue
from codes.facts import Standing
from codes.labels import ICONS, LABELS
from codes.models import Cause, Program, Provider
from codes.seen import Seen
from smtp_replies.smtp import Severity

SHOWN = 8  # suggestions at once: nobody reads, or listens to, more

Suggestion = tuple[str, str, str, str, str]  # a code, a name, an address, its kind, other words for it


def suggested(known: Catalogue) -> dict[str, object]:
    """Return all that can be suggested in one language, the most likely first, and the words of the interface."""
    some = (ngettext("%(number)s suggestion", "%(number)s suggestions", n) % {"number": n} for n in range(1, SHOWN + 1))
    return {
        "label": _("Suggestions"),
        "counts": [_("No suggestion"), *some],
        "searchable": SEARCHABLE,
        "kinds": {icon: str(word) for icon, word in _KINDS.items()},
        "entries": [*_causes(known), *_codes(known), *_named(known), *_uses(known)],
    }


_KINDS: dict[str, object] = {
    **{ICONS[severity]: LABELS[severity] for severity in Severity},
    "outside": LABELS[Standing.UNREGISTERED],
    "cause": Cause._meta.verbose_name,
    "provider": Provider._meta.verbose_name,
    "program": Program._meta.verbose_name,
}


def _causes(known: Catalogue) -> Iterator[Suggestion]:
    also = finding.called(settings.CONTENT_DIR, {get_language()})
    for cause in known.causes_by_met:
        name = markup.plain(cause.own_name.markdown)
        yield "", name, cause.get_absolute_url(), "cause", " ".join(also.get(cause.slug, []))


def _codes(known: Catalogue) -> Iterator[Suggestion]:
    """Those that are met most before the others, and what no specification defines at the end."""
    seen = [one for code in known.codes if (one := known.seen(code))]
    for one in sorted(seen, key=lambda one: (not one.facts.is_registered, -known.met[one.code.text])):
        yield one.code.text, markup.plain(one.own_name.markdown), one.get_absolute_url(), _kind(one), ""


def _kind(seen: Seen) -> str:
    return ICONS[seen.code.severity] if seen.facts.is_registered else "outside"


def _named(known: Catalogue) -> Iterator[Suggestion]:
    for kind, rows in (("provider", known.providers), ("program", known.shown_by)):
        for row in rows:
            yield "", row.name, row.get_absolute_url(), kind, ""


def _uses(known: Catalogue) -> Iterator[Suggestion]:
    for code in known.outside:
        yield code.text, " · ".join(known.senders(code)), known.url(code) or "", ICONS[code.severity], ""
