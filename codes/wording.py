"""Which sentence is said: the choice by facts, with the codes put in."""

from collections.abc import Iterable, Iterator

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from codes import sentences
from codes.comparison import Comparison, Kinship, Relation
from codes.facts import Actor, Facts, Retried, Standing
from codes.markup import code_html
from smtp_replies.smtp import Severity, Subject


def sentence(template: object, **codes: object) -> SafeString:
    """Put codes into a translated sentence, each set apart from the words around it."""
    return format_html(str(template), **{name: mark_safe(code_html(str(code))) for name, code in codes.items()})


def lead(comparison: Comparison) -> SafeString:
    """Say in one sentence what truly separates the two codes."""
    left, right = comparison.left.code, comparison.right.code
    if comparison.relation is Relation.ONE_OUTSIDE:
        outside = left if comparison.left.severity is Severity.OUTSIDE_SMTP else right
        return sentence(sentences.LEADS[comparison.relation], outside=outside)
    if kin := _kinship_lead(comparison):
        return sentence(kin, left=left, right=right)
    lower, higher = comparison.by_severity
    return sentence(sentences.LEADS[comparison.relation], left=lower.code, right=higher.code)


def _kinship_lead(comparison: Comparison) -> object | None:
    kinship, relation = comparison.kinship, comparison.relation
    if kinship is Kinship.PARTNERS:
        return sentences.EMPTY_PARTNER_LEAD if comparison.right.category is Subject.OTHER else sentences.PARTNERS_LEAD
    if comparison.mixes_kinds and comparison.share_a_reply:
        return sentences.MIXED_LEAD
    if kinship is Kinship.CLASSES and relation is Relation.TEMPORARY_PERMANENT:
        if comparison.left.code.endswith(".0"):
            return sentences.CLASSES_LEAD_WITHOUT_CONDITION
        if _must_act(comparison.left):
            return sentences.CLASSES_LEAD_WITHOUT_WAITING
    return sentences.KINSHIP_LEADS.get((kinship, relation))


def _verdict(facts: Facts) -> object:
    return sentences.VERDICT_WHEN_TO_ACT if _must_act(facts) else sentences.VERDICT_SENTENCES[facts.severity]


def _must_act(facts: Facts) -> bool:
    """Whether a temporary refusal does not pass by waiting alone."""
    return facts.severity is Severity.TRANSIENT_NEGATIVE and Actor.WAIT not in facts.actors


def differences(comparison: Comparison) -> Iterator[SafeString]:
    """Yield what differs between the codes, one sentence a code and aspect."""
    sides = (comparison.left, comparison.right)
    if comparison.mixes_kinds:
        yield sentence(sentences.MIXED_KINDS, left=comparison.left.code, right=comparison.right.code)
        if not comparison.share_a_reply:
            go_on = comparison.left.severity is Severity.POSITIVE_INTERMEDIATE
            apart = sentences.NONE_AFTER_GO_ON if go_on else sentences.APART_IN_REPLIES
            yield sentence(apart, left=comparison.left.code, right=comparison.right.code)
    if comparison.left.severity is not comparison.right.severity:
        yield from (sentence(_verdict(side), code=side.code) for side in sides)
    if comparison.waits_differ:
        yield from (sentence(sentences.RETRIED_SENTENCES[side.retried], code=side.code) for side in sides)
    if comparison.first_actors_differ:
        acting = [side for side in sides if side.actors and side.severity is not Severity.POSITIVE_INTERMEDIATE]
        yield from (sentence(sentences.ACTOR_SENTENCES[side.actors[0]], code=side.code) for side in acting)
    if comparison.categories_differ:
        yield from (sentence(sentences.CATEGORY_SENTENCES[side.category], code=side.code) for side in sides)
    for side in sides:
        if side.standing in sentences.STANDING_SENTENCES and side.severity is not Severity.OUTSIDE_SMTP:
            yield sentence(sentences.STANDING_SENTENCES[side.standing], code=side.code)


def sending_advice(facts: Facts) -> SafeString:
    """Say when a server should send the code."""
    return sentence(_sending(facts), code=facts.code)


def _sending(facts: Facts) -> object:
    if facts.severity is not Severity.OUTSIDE_SMTP and not facts.is_registered:
        return sentences.UNREGISTERED_ADVICE
    if facts.standing is Standing.OBSOLETE:
        return sentences.OBSOLETE_ADVICE
    if not facts.is_useful:
        return sentences.USELESS_ADVICE
    if _must_act(facts):
        return sentences.SENDING_WHEN_TO_ACT
    return (sentences.ENHANCED_ADVICE if "." in facts.code else sentences.SENDING_ADVICE)[facts.severity]


def reader_advice(facts: Facts) -> SafeString:
    """Say what to do for somebody who received the code."""
    return sentence(_to_do(facts), code=facts.code)


def _to_do(facts: Facts) -> object:
    if not _must_act(facts):
        return sentences.READER_ADVICE[facts.severity]
    return sentences.ACT_ADVICE if facts.retried is Retried.QUEUE else sentences.ACT_ALONE_ADVICE


def note(facts: Facts, summary: SafeString, url: str) -> SafeString | None:
    """Return the note to forward about a refusal in the active language, None where there is nothing to ask for."""
    if not facts.severity.refuses:
        return None
    others = [actor for actor in facts.actors if actor in sentences.NOTES and actor is not Actor.SENDER]
    template = str(sentences.NOTES[others[0] if others else Actor.SENDER])
    link = format_html('<a href="{0}" dir="ltr" translate="no">{0}</a>', url)
    return format_html(template, code=mark_safe(code_html(facts.code)), summary=summary, url=link)


def reply_note(actors: Iterable[Actor]) -> object | None:
    """Return the note about a reply for the first who is not its reader, who is taken for the sender; None without."""
    return next((sentences.REPLY_NOTES[actor] for actor in actors if actor in sentences.REPLY_NOTES), None)
