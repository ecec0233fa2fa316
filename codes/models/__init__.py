"""The content: codes, causes, advice, mail systems and known replies; what was loaded of it; who works on it."""

from codes.models.advice import Advice, Program, ProgramError
from codes.models.causes import Cause, KnownReply, Provider
from codes.models.codes import ClassMeaning, CodePair, ReplyCode, StageMeaning, VendorUse
from codes.models.loaded import Conflict, Generation, LoadedField
from codes.models.people import Person

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
    "Person",
    "Program",
    "ProgramError",
    "Provider",
    "ReplyCode",
    "StageMeaning",
    "VendorUse",
]
