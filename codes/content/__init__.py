"""Load and dump: content files <-> rows."""

from codes.content.files import ContentError, credits, move, questions, read, untranslated
from codes.content.kinds import KINDS
from codes.content.merge import Report, Take, load
from codes.content.writing import Dump, dump

__all__ = [
    "KINDS",
    "ContentError",
    "Dump",
    "Report",
    "Take",
    "credits",
    "dump",
    "load",
    "move",
    "questions",
    "read",
    "untranslated",
]
