"""Which sentence is said: the choice by facts, with the codes put in."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext

from codes import sentences
from codes.comparison import Comparison, Kinship, Relation
from codes.facts import Actor, Awaited, Facts, Retried, Standing
from codes.markup import code_html
from smtp_replies.smtp import Severity, Subject

_ONLY_LISTED = ("RFC 5248 2.4",)  # a table of enhanced codes, which names some numbers and defines none
_COMMAND = "DATA"  # what follows a reply after which a command is awaited (RFC 1845 section 3)


def sentence(template: object, **parts: object) -> SafeString:
    """Put codes into a translated sentence, each set apart from the words around it; what is HTML stays as it is."""
    shown = {name: part if isinstance(part, SafeString) else code_html(str(part)) for name, part in parts.items()}
    return SafeString(str(template).format(**shown))


def lead(comparison: Comparison, left_name: SafeString, right_name: SafeString) -> SafeString:
    """Say in one sentence what truly separates the two codes, which have these names."""
    left, right = comparison.left.code, comparison.right.code
    names = {"left_name": left_name, "right_name": right_name}
    if comparison.relation is Relation.ONE_OUTSIDE:
        outside = left if comparison.left.severity is Severity.OUTSIDE_SMTP else right
        return sentence(sentences.LEADS[comparison.relation], outside=outside)
    if kin := _kinship_lead(comparison):
        return sentence(kin, left=left, right=right, **names)
    lower, higher = comparison.by_severity
    if Awaited.REPLIES in {lower.awaited, higher.awaited} and comparison.relation in sentences.LEADS_BESIDE_REPLIES:
        return _lead_beside_replies(comparison, lower, higher)
    if comparison.relation is Relation.TEMPORARY_PERMANENT and _must_act(lower):
        return sentence(sentences.LEAD_WHEN_TO_ACT, left=lower.code, right=higher.code)
    return sentence(sentences.LEADS[comparison.relation], left=lower.code, right=higher.code, **names)


def _lead_beside_replies(comparison: Comparison, lower: Facts, higher: Facts) -> SafeString:
    replying, waiting = (lower, higher) if lower.awaited is Awaited.REPLIES else (higher, lower)
    codes = {"left": lower, "right": higher, "replying": replying, "waiting": waiting}
    template = sentences.LEADS_BESIDE_REPLIES[comparison.relation]
    return sentence(template, **{name: facts.code for name, facts in codes.items()})


def _kinship_lead(comparison: Comparison) -> object | None:
    kinship, relation = comparison.kinship, comparison.relation
    if comparison.mixes_kinds:
        return _mixed_lead(comparison)
    has_condition = not comparison.left.code.endswith(".0")
    if _must_act(comparison.left) and kinship in {Kinship.TWINS, Kinship.CLASSES}:
        return sentences.CLASSES_LEAD_WITHOUT_WAITING if kinship is Kinship.CLASSES and has_condition else None
    if kinship is Kinship.CLASSES and relation is Relation.TEMPORARY_PERMANENT and not has_condition:
        return sentences.CLASSES_LEAD_WITHOUT_CONDITION
    return sentences.KINSHIP_LEADS.get((kinship, relation))


def _mixed_lead(comparison: Comparison) -> object | None:
    """What a reply code and an enhanced code have to do with each other."""
    if comparison.kinship is Kinship.ODD_PARTNERS:
        return sentences.ODD_PARTNERS_LEAD
    if comparison.kinship is Kinship.PARTNERS:
        return sentences.EMPTY_PARTNER_LEAD if comparison.right.category is Subject.OTHER else sentences.PARTNERS_LEAD
    if comparison.right.is_of_reports:
        return sentences.REPORTS_LEAD
    return sentences.MIXED_LEAD if comparison.share_a_reply else None


def _verdict(facts: Facts) -> object:
    if facts.awaited:
        return sentences.AWAITED_SENTENCES[facts.awaited]
    return sentences.VERDICT_WHEN_TO_ACT if _must_act(facts) else sentences.VERDICT_SENTENCES[facts.severity]


def _must_act(facts: Facts) -> bool:
    """Whether a temporary refusal does not pass by waiting alone."""
    return facts.severity is Severity.TRANSIENT_NEGATIVE and not {Actor.WAIT, Actor.NOBODY} & {*facts.actors}


def of_one(facts: Facts) -> dict[str, SafeString]:
    """Return what is said of one code where another one differs from it, by what differs."""
    templates: dict[str, object | None] = {
        "verdict": _verdict(facts),
        "wait": sentences.RETRIED_SENTENCES.get(facts.retried),
        "digit": sentences.CATEGORY_SENTENCES.get(facts.category) if facts.category else None,
    }
    if facts.actors and facts.severity is not Severity.POSITIVE_INTERMEDIATE:
        templates["first actor"] = sentences.ACTOR_SENTENCES[facts.actors[0]]
    if facts.severity is not Severity.OUTSIDE_SMTP:
        templates["rank"] = sentences.STANDING_SENTENCES.get(facts.standing)
    parts = {"code": facts.code, "command": _COMMAND}
    return {what: sentence(template, **parts) for what, template in templates.items() if template is not None}


def differences(comparison: Comparison, left: Mapping[str, str], right: Mapping[str, str]) -> Iterator[str]:
    """Yield what differs between the codes, one sentence a code and aspect; `of_one` tells what is said of each."""
    codes = {"left": comparison.left.code, "right": comparison.right.code}
    if comparison.mixes_kinds and not comparison.right.is_of_reports:
        yield sentence(sentences.MIXED_KINDS, **codes)
        if not comparison.share_a_reply:
            go_on = comparison.left.severity is Severity.POSITIVE_INTERMEDIATE
            yield sentence(sentences.NONE_AFTER_GO_ON if go_on else sentences.APART_IN_REPLIES, **codes)
    differing = {
        "verdict": comparison.left.severity is not comparison.right.severity,
        "wait": comparison.waits_differ,
        "first actor": comparison.first_actors_differ,
        "digit": comparison.categories_differ,
        "rank": True,  # it is only said of a code that is none of the core standard
    }
    told = [what for what, differs in differing.items() if differs]
    yield from (side[what] for what in told for side in (left, right) if what in side)


def client_duty(facts: Facts) -> SafeString:
    """Say what the first digit obliges a client to do."""
    replies = facts.awaited is Awaited.REPLIES
    return sentence(
        sentences.DUTY_BEFORE_REPLIES if replies else sentences.CLIENT_DUTIES[facts.severity], code=facts.code
    )


def sending_advice(facts: Facts, name: SafeString) -> SafeString:
    """Say when a server should send the code, which has this name."""
    return sentence(_sending(facts), code=facts.code, name=name)


def _sending(facts: Facts) -> object:
    is_enhanced = "." in facts.code
    if refused := _never_sent(facts):
        return refused
    if _must_act(facts):
        return sentences.ENHANCED_WHEN_TO_ACT if is_enhanced else sentences.SENDING_WHEN_TO_ACT
    return (sentences.ENHANCED_ADVICE if is_enhanced else sentences.SENDING_ADVICE)[facts.severity]


def _never_sent(facts: Facts) -> object | None:
    """Why a server should not send the code at all."""
    if facts.severity is not Severity.OUTSIDE_SMTP and not facts.is_registered:
        return sentences.UNREGISTERED_ADVICE
    if facts.references == _ONLY_LISTED and "." not in facts.code:  # enhanced ones the table defines
        return sentences.LISTED_ADVICE
    if facts.is_of_reports:
        return sentences.REPORTS_ADVICE
    if facts.standing is Standing.OBSOLETE:
        return sentences.OBSOLETE_ADVICE
    return None if facts.is_useful else sentences.USELESS_ADVICE


def reader_advice(facts: Facts) -> SafeString:
    """Say what to do for somebody who received the code."""
    return sentence(_to_do(facts), code=facts.code, command=_COMMAND)


def _to_do(facts: Facts) -> object:
    if facts.awaited:
        return sentences.AWAITED_SENTENCES[facts.awaited]
    if facts.severity.refuses and Actor.NOBODY in facts.actors:
        return sentences.ACTOR_SENTENCES[Actor.NOBODY]
    if not _must_act(facts) and facts.retried is not Retried.ENDED:
        return sentences.READER_ADVICE[facts.severity]
    return _TO_ACT.get(facts.retried, sentences.ACT_ALONE_ADVICE)


_TO_ACT = {
    Retried.QUEUE: sentences.ACT_ADVICE,
    Retried.ENDED: sentences.ACT_AT_THE_END,
    Retried.VARIES: sentences.ACT_WHERE_IT_VARIES,
}


def note(facts: Facts, summary: SafeString, url: str) -> SafeString | None:
    """Return the note to forward about a refusal in the active language, None where there is nothing to ask for."""
    if not facts.severity.refuses or Actor.NOBODY in facts.actors:
        return None
    others = [actor for actor in facts.actors if actor in sentences.NOTES and actor is not Actor.SENDER]
    template = str(sentences.NOTES[others[0] if others else Actor.SENDER])
    link = format_html('<a href="{0}" lang="{1}" hreflang="{1}" dir="ltr" translate="no">{0}</a>', url, get_language())
    return format_html(template, code=mark_safe(code_html(facts.code)), summary=summary, url=link)


def reply_note(actors: Iterable[Actor], *, by_server: bool) -> object | None:
    """Return the note about a reply for the first who is not its reader, who is taken for the sender; None without.

    Where no server answered, it does not claim that one did.
    """
    notes = sentences.REPLY_NOTES if by_server else sentences.FAILURE_NOTES
    return next((notes[actor] for actor in actors if actor in notes), None)


def goes_on_for(hours: int) -> str:
    """Say for how long a server goes on trying, as its notice states it."""
    return ngettext(
        "The server says that it goes on trying for %(hours)s more hour.",
        "The server says that it goes on trying for %(hours)s more hours.",
        hours,
    ) % {"hours": hours}
