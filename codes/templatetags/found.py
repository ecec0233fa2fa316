"""What a search found, with the words asked for marked."""

from collections.abc import Iterable
from functools import partial

from django.template import Context, Library
from django.utils.safestring import SafeString, mark_safe

from codes import finding, fragments, spelling
from codes.catalogue import Catalogue, Found
from codes.facts import Standing
from codes.labels import ENHANCED_CODE, LABELS
from codes.models import KnownReply, Program, ProgramError, Provider, VendorUse
from codes.names import code_only, proper
from codes.rows import Text
from codes.seen import Seen
from codes.templatetags.keeping import made_once
from codes.templatetags.reference import line
from smtp_replies.smtp import Code

register = Library()


@register.simple_tag(takes_context=True)
def found(context: Context, rows: Iterable[Found]) -> SafeString:
    """Rows that a search found: what each is, its name and the sentence that fits, with the words asked for marked."""
    known: Catalogue = context["known"]
    wanted = context["alike"]
    items = []
    for row in rows:
        item = known.once((found, row), partial(_item, context, row))
        before, name, between, *after = item.split(_CUT)
        said = [spelling.mark(_excerpt(context, row), wanted)] if after else []
        items.append("".join([before, spelling.mark(name, wanted), between, *said, *after]))
    return mark_safe("\n".join(items))


def _excerpt(context: Context, row: Found) -> str:
    """The sentence of a row that has most of the wanted words."""
    known: Catalogue = context["known"]
    text = finding.excerpt(known.told(row), context["alike"])
    return known.once((_excerpt, text), partial(line, context, text))


_CUT = "\0"  # no text of the content has this character in it
_HOLES = {name: fragments.hole(name) for name in ("url", "code", "name", "excerpt")}


def _item(context: Context, row: Found) -> SafeString:
    """A row that a search found, cut before and behind its name, and where it has an excerpt."""
    code: Code | None = None
    name: Text | str
    kind = (row.row if isinstance(row, Seen) else row)._meta.verbose_name
    match row:
        case Seen():
            code, name = row.code, row.own_name
            kind = ENHANCED_CODE if code.is_enhanced else kind
        case VendorUse():
            code, name, kind = row.codes[0], row.vendor, LABELS[Standing.UNREGISTERED]
        case ProgramError():
            name, kind = row.own_forms[1][0], proper(row.program.name)
        case KnownReply():
            name, kind = row.reply, proper(row.provider.name)
        case Provider() | Program():
            name = row.name
        case _:
            name = row.text("name")
    values = {
        "severity": code and code.severity,
        "kind": str(kind),
        "is_invented": isinstance(row, Seen) and not row.facts.is_registered,
        "has_excerpt": bool(context["known"].told(row)),
    }
    # Items of one kind differ in these alone.
    item = made_once(context, "codes/_found.html", values, _HOLES)
    html = line(context, name) if isinstance(name, Text) else proper(name)
    cut = {"name": mark_safe(f"{_CUT}{html}{_CUT}"), "excerpt": mark_safe(_CUT)}
    return fragments.fill(item, {"url": row.get_absolute_url(), "code": code_only(code), **cut})
