"""Load and dump: content files <-> rows."""

from codes.content.files import ContentError, credits, differing, doubts, dump, move, read
from codes.content.kinds import KINDS
from codes.content.merge import Report, load

__all__ = ["KINDS", "ContentError", "Report", "credits", "differing", "doubts", "dump", "load", "move", "read"]
