"""The content: codes, causes, advice, mail systems and known replies; what was loaded of it; its generation."""

from codes.models.advice import Advice, Program, ProgramError
from codes.models.causes import Cause, KnownReply, Provider
from codes.models.codes import ClassMeaning, CodePair, ReplyCode, StageMeaning, VendorUse
from codes.models.loaded import Conflict, Generation, LoadedField

CONTENT_MODELS = (
    *(ReplyCode, ClassMeaning, StageMeaning, CodePair, VendorUse),
    *(Cause, Provider, Advice, Program, ProgramError, KnownReply),
)

__all__ = [
    "CONTENT_MODELS",
    "Advice",
    "Cause",
    "ClassMeaning",
    "CodePair",
    "Conflict",
    "Generation",
    "KnownReply",
    "LoadedField",
    "Program",
    "ProgramError",
    "Provider",
    "ReplyCode",
    "StageMeaning",
    "VendorUse",
]
