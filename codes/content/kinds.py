"""The kinds of content: the rows of each, and where they lie in files."""

from collections.abc import Callable
from dataclasses import dataclass

from codes import validators
from codes.models import (
    Advice,
    Cause,
    ClassMeaning,
    CodePair,
    KnownReply,
    Program,
    ProgramError,
    Provider,
    ReplyCode,
    StageMeaning,
    VendorUse,
)
from codes.rows import Content
from smtp_replies import Code, parse_code
from smtp_replies.smtp import Stage

_STAGES = [stage.value for stage in Stage]
_ANY_CLASS = "X."  # how the key of an enhanced code begins


@dataclass(frozen=True)
class Kind:
    """A kind of content: facts in one file for all rows, words in one file for all or in a folder with one for each."""

    name: str  # of its file of facts, of its files or folders of words
    model: type[Content]
    facts: tuple[str, ...]
    order: Callable[[str], object]  # ValueError where a key is none of this kind
    has_folder: bool = False
    prefix: str = ""  # of every key, left out of the names of files

    @property
    def may_be_silent(self) -> bool:
        """Whether a row may have no words at all."""
        return {*self.model.WORDS} <= {*self.model.OPTIONAL}

    @property
    def facts_file(self) -> str:
        """The file of the facts of all rows."""
        return f"{self.name}.toml"

    def words_file(self, language: str, key: str) -> str:
        """The file of the words of one row."""
        stem = f"{self.name}/{key.removeprefix(self.prefix)}" if self.has_folder else self.name
        return f"{language}/{stem}.toml"

    def has(self, key: str) -> bool:
        """Whether a key names a row of this kind."""
        try:
            return bool(self.order(key))
        except ValueError:
            return False

    def rows(self, *columns: str) -> list[Content]:
        """All rows, in the order of the files; with their names, and only the given columns where some are given."""
        found = self.model.objects.only(*self.model.KEY, *columns) if columns else self.model.objects.all()
        return sorted((row for row in found if self.has(row.key)), key=lambda row: self.order(row.key))


def _basic(key: str) -> Code:
    code = parse_code(key)
    if code.is_enhanced:
        raise ValueError(f"not three digits: {key[:20]!r}")
    return code


def _enhanced(key: str) -> Code:
    if not key.startswith(_ANY_CLASS):
        raise ValueError(f"not an enhanced code of any class: {key[:20]!r}")
    return parse_code(key.replace("X", "0", 1))


def _one_class(key: str) -> Code:
    code = parse_code(key)
    if not code.is_enhanced:
        raise ValueError(f"not an enhanced code: {key[:20]!r}")
    return code


def _stage(key: str) -> tuple[Code, int]:
    code, _blank, stage = key.partition(" ")
    return parse_code(code), _STAGES.index(stage)


def _pair(key: str) -> tuple[Code, Code]:
    left, _slash, right = key.partition("/")
    return parse_code(left), parse_code(right)


def _use(key: str) -> tuple[Code, str]:
    code, _blank, vendor = key.partition(" ")
    return parse_code(VendorUse(code=code).first.text), vendor


def _slug(key: str) -> str:
    if any(validators.slug_faults(key)):
        raise ValueError(f"not a name in addresses: {key[:20]!r}")
    return key


KINDS = (
    Kind("codes", ReplyCode, ReplyCode.BASIC_FACTS, _basic, has_folder=True),
    Kind("enhanced", ReplyCode, ReplyCode.ENHANCED_FACTS, _enhanced, has_folder=True, prefix=_ANY_CLASS),
    Kind("classes", ClassMeaning, ClassMeaning.FACTS, _one_class),
    Kind("stages", StageMeaning, StageMeaning.FACTS, _stage),
    Kind("pairs", CodePair, CodePair.FACTS, _pair),
    Kind("vendors", VendorUse, VendorUse.FACTS, _use),
    Kind("causes", Cause, Cause.FACTS, _slug, has_folder=True),
    Kind("providers", Provider, Provider.FACTS, _slug),
    Kind("advice", Advice, Advice.FACTS, _slug, has_folder=True),
    Kind("programs", Program, Program.FACTS, _slug),
    Kind("program-errors", ProgramError, ProgramError.FACTS, _slug),
    Kind("replies", KnownReply, KnownReply.FACTS, _slug),
)
