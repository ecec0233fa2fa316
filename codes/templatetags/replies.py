"""How codes, texts, labels and references look, once for every template."""

import re

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from codes import markup, sentences
from codes.labels import ASPECTS, ICONS, LABELS
from codes.models import Text
from codes.smtp import Severity

register = template.Library()

_RFC = re.compile(r"RFC (?P<number>\d+)(?: (?P<appendix>App\. )?(?P<section>\S+))?")


@register.simple_tag(takes_context=True)
def code(context, text):
    """A code or command; a link where the site has a page for it, other than this one."""
    return mark_safe(markup.code_html(str(text), _link(context)(str(text))))


@register.filter
def code_only(text):
    """A code or command without a link, for headings and for links of its own."""
    return mark_safe(markup.code_html(str(text)))


@register.simple_tag(takes_context=True)
def words(context, row, field):
    """A text of several paragraphs in the reader's language, else marked as being in another."""
    text = row.text(field)
    return _marked("div", text, markup.render(text.markdown, _link(context)))


@register.simple_tag(takes_context=True)
def line(context, text: Text):
    """A text of one line in the reader's language, else marked as being in another."""
    return _marked("span", text, markup.render_line(text.markdown, _link(context)))


@register.filter
def plain(text: Text):
    """A text of one line without marks, for titles and attributes."""
    return markup.plain(text.markdown)


@register.filter
def label(member):
    """The word for a member of an enum."""
    return LABELS[member]


@register.filter
def aspect_label(aspect):
    """The word for a row of the comparison."""
    return ASPECTS[aspect]


@register.inclusion_tag("codes/_verdict.html")
def verdict(severity):
    """Word, icon and colour, so that none of them is needed."""
    return {"severity": severity, "icon": ICONS[severity]}


@register.inclusion_tag("codes/_heading.html")
def heading(anchor, text):
    """A heading of the second level with a permanent link; its anchor is the same in every language."""
    return {"anchor": anchor, "text": text}


@register.filter
def reference_url(reference):
    """The address of a section at the RFC editor, or of a draft at the IETF."""
    match = _RFC.fullmatch(reference)
    if not match:
        return f"https://datatracker.ietf.org/doc/{reference}/"
    kind = "appendix" if match["appendix"] else "section"
    anchor = f"#{kind}-{match['section']}" if match["section"] else ""
    return f"https://www.rfc-editor.org/rfc/rfc{match['number']}.html{anchor}"


@register.simple_tag
def comparison_url(one, other):
    """The address of the comparison of two codes in whichever order they come."""
    return reverse("compare", args=sorted([one, other]))


@register.filter
def icon(severity):
    """The name of the icon and colour of a verdict."""
    return ICONS[severity]


@register.filter
def client_duty(severity):
    """What the first digit obliges a client to do."""
    return sentences.CLIENT_DUTIES[severity]


@register.filter
def retried_answer(retried):
    """Whether the message is tried again by itself, as a sentence."""
    return sentences.RETRIED_ANSWERS[retried]


@register.filter
def subject(code):
    """What the second digit says; nothing where the first digit already is none of SMTP."""
    return "" if code.severity is Severity.OUTSIDE_SMTP else sentences.SUBJECTS[code.category]


@register.filter
def transcript(text, code):
    """A session with the lines that carry the code set apart."""
    lines = (
        format_html("<mark>{}</mark>", line) if re.match(rf"S: {code}\b", line) else escape(line)
        for line in text.splitlines()
    )
    return mark_safe("\n".join(lines))


register.filter(sentences.sending_advice)
register.filter(sentences.reader_advice)


def _link(context):
    known = getattr(context["request"], "catalogue", None)
    here = context.get("own_codes", ())
    return lambda text: known.url(text) if known and text not in here else None


def _marked(element, text, html):
    if not text.is_fallback:
        return mark_safe(html if element == "span" else f'<div class="prose">{html}</div>')
    return format_html(
        '<{0} class="prose" lang="{1}" dir="ltr">{2}</{0}> <small class="untranslated">{3}</small>',
        mark_safe(element),
        text.language,
        mark_safe(html),
        _("Not yet translated"),
    )
