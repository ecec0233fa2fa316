"""Load and dump: content files <-> rows."""

from codes.content.conflicts import ChangedError, Unsettled, settle, unsettled
from codes.content.files import ContentError, credits, move, questions, read, untranslated
from codes.content.kinds import KINDS
from codes.content.merge import Report, Take, load
from codes.content.writing import Dump, dump

__all__ = [
    "KINDS",
    "ChangedError",
    "ContentError",
    "Dump",
    "Report",
    "Take",
    "Unsettled",
    "credits",
    "dump",
    "load",
    "move",
    "questions",
    "read",
    "settle",
    "unsettled",
    "untranslated",
]
