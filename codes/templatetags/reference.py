"""How codes, texts, labels and references look, once for every template."""

import re
from datetime import date
from functools import lru_cache, partial
from operator import getitem
from urllib.parse import urlsplit

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from codes import markup, sentences, wording
from codes.comparison import Comparison
from codes.content.collection import in_own_words
from codes.facts import Desk
from codes.fate import MAY_WAIT
from codes.forms import BoxForm
from codes.labels import (
    ASPECTS,
    COMMANDS,
    FIX_LABELS,
    ICONS,
    LABELS,
    SAMENESS,
    SHORT_PLACEHOLDER,
    SOURCES,
    STATION_ICONS,
    in_turn,
)
from codes.names import code_only, described, proper
from codes.rows import Text
from codes.templatetags.keeping import made_once
from smtp_replies.smtp import CLASSES, Category, Severity

register = template.Library()

# Filters that look a member up: {{ code.severity|class_sentence }}.
TABLES = {
    "label": LABELS,
    "aspect_label": ASPECTS,
    "aspect_anchor": {"retried": "tried-again", "actors": "who-acts"},
    "icon": {**ICONS, None: ""},  # a text without a code has no verdict
    "station_icon": STATION_ICONS,
    "client_duty": sentences.CLIENT_DUTIES,
    "halt": sentences.HALTS,
    "first_to_act": sentences.FIRST_TO_ACT,
    "fix_label": FIX_LABELS,
    "sameness_label": SAMENESS,
    "class_sentence": sentences.CLASS_SENTENCES,
    "waiting_answer": sentences.WAITING_ANSWERS,
    "provider_sentence": sentences.PROVIDER_SENTENCES,
    "proof_sentence": sentences.PROOFS,
    "not_a_bounce": sentences.NOT_A_BOUNCE,
}
for name, table in TABLES.items():
    register.filter(name, partial(getitem, table))
register.filter(code_only)
register.filter(proper)
register.filter(described)
register.filter(in_turn)
register.filter("duty", wording.client_duty)
register.filter(wording.reader_advice)

_RFC = re.compile(r"RFC (?P<number>\d+)(?: (?P<appendix>App\. )?(?P<section>\S+))?")
_URL = re.compile(r"https?://\S+")
_SLASH = re.compile(r"(?<=[^:/])/(?=\w)")
_TAG = re.compile(r"</?\w[^>]*>")
_BEHIND_STOP = re.compile(rf"(?<=[。！？：])(?:\s|{_TAG.pattern})+")


@register.simple_block_tag(name="sentences")
def beside_each_other(content):
    """Sentences beside each other: a full stop of Chinese brings the space behind it along."""
    return mark_safe(_BEHIND_STOP.sub(lambda found: "".join(_TAG.findall(found[0])), content))


@register.simple_tag(takes_context=True)
def code(context, text):
    """A code or command; a link where the site has a page for it, other than this one."""
    return mark_safe(markup.code_html(str(text), _link(context)(str(text))))


@register.filter
def named(text):
    """A name as it is; words that describe in the reader's language."""
    return in_own_words(text) or proper(text)


@register.filter
def stage_label(stage):
    """Where in the session: a command as itself, anything else in words."""
    return code_only(COMMANDS[stage]) if stage in COMMANDS else LABELS[stage]


@register.filter
def title_mark(is_right_to_left):
    """A mark before a title, which has no direction of its own and may begin with a number or a Latin name."""
    return "\N{RIGHT-TO-LEFT MARK}" if is_right_to_left else ""


@register.filter
def of_host(found: object, url: str) -> SafeString:
    """How a reply was found, and on which host."""
    return format_html(str(sentences.FOUND_ON_HOST), found=found, host=host(url))


@register.filter
def host(url):
    """The host of an address, which says enough about where a link leads."""
    return format_html('<bdi dir="ltr" translate="no">{}</bdi>', urlsplit(url).hostname)


@register.simple_tag(takes_context=True)
def words(context, row, field):
    """A text of several paragraphs in the reader's language, else marked as being in another."""
    return block_text(context, row.text(field))


@register.simple_tag(takes_context=True)
def block_text(context, text: Text):
    """Paragraphs in the reader's language, else marked as being in another."""
    return _marked("div", text, markup.render(text.markdown, _link(context)))


@register.simple_tag(takes_context=True)
def line(context, text: Text):
    """A text of one line in the reader's language, else marked as being in another."""
    return _marked("span", text, markup.render_line(text.markdown, _link(context)))


@register.inclusion_tag("codes/_code_item.html", takes_context=True)
def code_item(context, code):
    """A known code with its name, as lists show it."""
    return {"known": context["known"], "item": context["known"].entry(code)}


@register.simple_tag(takes_context=True)
def cause_link(context, slug):
    """A link to a cause by its name; a page may hold hundreds of the same."""
    known = context["known"]
    cause = known.causes[slug]
    name = partial(line, context, cause.own_name)
    return known.once(slug, lambda: format_html('<a href="{}">{}</a>', cause.get_absolute_url(), name()))


@register.simple_tag(takes_context=True)
def cause_name(context, slug):
    """The name of a cause, for links of their own."""
    return line(context, context["known"].causes[slug].own_name)


@register.filter
def by_desk(causes):
    """Causes by where they have to be dealt with: what waiting settles first, then from the reader outwards."""
    causes = list(causes)
    groups = [(desk, [cause for cause in causes if cause.desk is desk]) for desk in Desk]
    return [(desk, own) for desk, own in groups if own]


@register.filter
def desk_for(cause, severity):
    """Where a cause has to be dealt with after such a reply; None where time would settle it, and this one is final."""
    return cause.desk if cause.desk is not Desk.WAIT or severity in MAY_WAIT else None


@register.inclusion_tag("codes/_desk.html", name="desk")
def desk_tag(desk):
    """Where a cause has to be dealt with, by a word and an icon."""
    return {"desk": desk}


@register.filter
def breakable(reply):
    """A reply as it was sent, whose long addresses a narrow page may break at a slash."""
    return mark_safe(_URL.sub(lambda url: _SLASH.sub("/<wbr>", url[0]), escape(reply)))


@register.filter
def text(row, field):
    """The words of a field in the reader's language, which may be empty."""
    return row.text(field)


@register.filter
def plain(text: Text):
    """A text of one line without marks, for titles and attributes."""
    return markup.plain(text.markdown)


@register.inclusion_tag("codes/_asking.html")
def box(form=None, text=""):
    """The one box of the site, with what was typed, or a text, and with examples to try."""
    return {"form": form or BoxForm(initial={"text": text})}


@register.inclusion_tag("codes/_box.html")
def menu_box():
    """The same in the menu of all other pages, without examples."""
    form = BoxForm(auto_id="menu_%s")
    # Its label is not seen where the menu is a line.
    form.fields["text"].widget.attrs["placeholder"] = SHORT_PLACEHOLDER
    return {"form": form, "in_menu": True}


@register.filter
def menu_place(path):
    """Where in the menu a page is: at the address of an entry, somewhere below one, or nowhere."""
    url = next((url for url in _menu_urls(get_language()) if path.startswith(url)), "")
    return path if path == url else f"{url}…"


@lru_cache
def _menu_urls(_language):
    return [reverse(name) for name in ("lookup", "compare-form", "causes", "providers", "errors")]


@register.inclusion_tag("codes/_nav_link.html", takes_context=True)
def nav_link(context, name, text):
    """An entry of the menu, marked where the reader is on its page or on one below it."""
    url = reverse(name)
    place = context["place"]
    current = "page" if place == url else "true" if place.startswith(url) else ""
    return {"url": url, "text": text, "current": current}


@register.simple_tag(takes_context=True)
def verdict(context, severity):
    """Word, icon and colour, so that none of them is needed."""
    return made_once(context, "codes/_verdict.html", {"severity": severity, "icon": ICONS[severity]})


@register.simple_tag(takes_context=True)
def heading(context, anchor, text, level=2):
    """A heading with a permanent link; its anchor is the same in every language."""
    if level == 2:
        context.get("headings", []).append((anchor, text))
    values = {"anchor": anchor, "text": text, "label": _spoken(text), "level": level}
    return made_once(context, "codes/_heading.html", values)


@register.tag
def sections(parser, token):
    """Everything up to endsections, behind what stands beside it: the route, the contents and related codes."""
    _tag, *route = token.split_contents()
    body = parser.parse(("endsections",))
    parser.delete_first_token()
    return _Sections(parser.compile_filter(*route or ["None"]), body)


class _Sections(template.Node):
    def __init__(self, route, body):
        self.route, self.nodelist = route, body

    def render(self, context):
        with context.push(headings=[], route=self.route.resolve(context)):
            # The body is made first: its headings are the contents, which stand before it.
            context["body"] = self.nodelist.render(context)
            context["headings"] = tuple(context["headings"])
            return context.template.engine.get_template("codes/_sections.html").render(context)


@register.simple_tag(takes_context=True)
def anchor(context, name, text):
    """A permanent link to what has this name on the page, which the text tells apart from the others."""
    return made_once(context, "codes/_anchor.html", {"anchor": name, "label": _spoken(text)})


def _spoken(text):
    """Without the marks of HTML; what only looks like marks stays."""
    return strip_tags(text) if isinstance(text, SafeString) else text


@register.filter
def reference_url(reference):
    """The address of a section at the RFC editor, or of a draft at the IETF."""
    match = _RFC.fullmatch(reference)
    if not match:
        return f"https://datatracker.ietf.org/doc/{reference}/"
    kind = "appendix" if match["appendix"] else "section"
    anchor = f"#{kind}-{match['section']}" if match["section"] else ""
    return f"https://www.rfc-editor.org/rfc/rfc{match['number']}.html{anchor}"


@register.filter
def class_duty(code):
    """What the first digit obliges a client to do, or why no enhanced code has it."""
    if code.is_enhanced and code.text[0] not in CLASSES:
        return sentences.NO_SUCH_CLASS
    return sentences.CLIENT_DUTIES[code.severity]


@register.filter
def source_label(source):
    """Who says that two codes go together: a name, or what stands for several."""
    return SOURCES.get(source, source)


@register.filter
def subject(code):
    """What the second digit says; nothing where the first digit already is none of SMTP."""
    return "" if code.severity is Severity.OUTSIDE_SMTP else sentences.SUBJECTS[code.category]


@register.filter
def subject_outside(code):
    """The same for a code outside every list: of three digits only that the grammar does not have them."""
    return subject(code) if code.is_enhanced or code.category is Category.OUTSIDE_SMTP else ""


@register.filter
def day(text):
    """A day of the calendar, to be written as the reader's language writes it."""
    return date.fromisoformat(text)


@register.simple_tag(takes_context=True)
def pair_lead(context, left, right):
    """What separates two codes, without links."""
    known = context["known"]
    if written := known.verdict(left.code, right.code):
        return _marked("span", written.lead, markup.render_line(written.lead.markdown, lambda _code: None))
    sides = [known.seen(entry.code) for entry in (left, right)]
    return wording.lead(Comparison(*(side.facts for side in sides)), *(line(context, side.own_name) for side in sides))


@register.simple_tag(takes_context=True)
def sending_advice(context, side):
    """When a server should send a code."""
    return wording.sending_advice(side.facts, line(context, side.own_name))


@register.filter
def turns(transcript, code):
    """The lines of a session: whether the client speaks, what is said, and whether it is the reply with this code."""
    lines = (line.partition(": ") for line in transcript.splitlines())
    return [
        (speaker == "C", said, speaker == "S" and re.match(rf"{code}\b", said) is not None)
        for speaker, _colon, said in lines
    ]


def _link(context):
    known = context.get("known")
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
