"""Load and dump: content files <-> rows."""

from codes.content.collection import credits
from codes.content.conflicts import ChangedError, Unsettled, settle, unsettled
from codes.content.faults import ContentError, questions
from codes.content.fields import live
from codes.content.files import move, read
from codes.content.kinds import KINDS
from codes.content.merge import Report, Take, load
from codes.content.states import Progress, Translation, progress, renew, translations, untranslated
from codes.content.writing import Dump, dump

__all__ = [
    "KINDS",
    "ChangedError",
    "ContentError",
    "Dump",
    "Progress",
    "Report",
    "Take",
    "Translation",
    "Unsettled",
    "credits",
    "dump",
    "live",
    "load",
    "move",
    "progress",
    "questions",
    "read",
    "renew",
    "settle",
    "translations",
    "unsettled",
    "untranslated",
]
