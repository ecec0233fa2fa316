"""Facts to reason about, without a database."""

from codes.facts import Actor, Facts, Retried, Standing
from smtp_replies.smtp import Code, Stage


def facts(digits, **changed):
    """Return the facts of an ordinary refusal of a recipient with these digits, but for what is changed."""
    code = Code(digits)
    known = {
        "code": digits,
        "row": code.row,
        "severity": code.severity,
        "category": code.category,
        "retried": Retried.NO,
        "actors": (Actor.SENDER,),
        "stages": (Stage.RCPT,),
        "partners": (),
        "official_phrase": "",
        "standing": Standing.STANDARD,
        "references": (),
    }
    return Facts(**known | changed)
