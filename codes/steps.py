"""For whom the numbered steps of a text are: for one reader or another, or for codes of one first digit alone."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

# In code, where it is no first digit, or elsewhere.
_FIRST_DIGIT = re.compile(r"(`+).+?\1|(?<![\w.])(?P<digit>[245])(?!\w|\.\w)", re.DOTALL)
_STEP = re.compile(r"[0-9]+\. ")
# A step that is for codes of one first digit alone, as it begins in each language, and how it begins without saying so.
# What else it may depend on stays; a clause that goes on in another way is left as it is.
FOR_ONE_DIGIT = {
    "en": (
        (re.compile(r"If the code begins with [245] and (?=\w)"), "If "),
        (re.compile(r"If the code begins with [245], (?!(?:as|or)\b)"), ""),
    ),
    "ar": (
        (re.compile(r"إذا بدأ الرمز بالرقم [245] و(?=\w)"), "إذا "),
        (re.compile(r"إذا بدأ الرمز بالرقم [245] (?:فإن |ف(?=\w))"), ""),
    ),
    "es": (
        (re.compile(r"Si el código empieza por [245] [ye] (?:si )?(?=\w)"), "Si "),
        (re.compile(r"Si el código empieza por [245], (?!(?:como|o)\b)"), ""),
    ),
    "fr": (
        (re.compile(r"Si le code commence par [245] et (?=s(?:i |'))"), ""),
        (re.compile(r"Si le code commence par [245], (?!(?:comme|ou)\b)"), ""),
    ),
    "ru": (
        (re.compile(r"Если код начинается с [245] и (?=\w)"), "Если "),
        (re.compile(r"Если код начинается с [245], (?!(?:как|или)\b)"), ""),
    ),
    "zh-hans": (
        (re.compile(r"如果代码以 [245] 开头[,，]?(?:且|并且|而且)(?=\w)"), "如果"),
        (re.compile(r"如果代码以 [245] 开头，(?!或|例如)"), ""),
    ),
    "fa": (
        (re.compile(r"اگر کد با [245] آغاز شود و (?=\w)"), "اگر "),
        (re.compile(r"اگر کد با [245] آغاز شود، (?!(?:یا|مانند)\b)"), ""),
    ),
}
_ORPHAN = re.compile(r"\*\*[^*\n]+\*\*\n+(?=\*\*|\Z)")  # in bold, whom steps are for, and no step below
_WHOM = re.compile(r"^(?=\*\*[^*\n]+\*\*$)", re.MULTILINE)  # before a line in bold that says whom steps are for


def by_reader(text: str) -> list[str]:
    """Split a text before each line in bold that says whom the steps below are for; the first part has no such line."""
    return _WHOM.split(text)


def for_class(text: str, digit: str) -> str:
    """Leave out the numbered steps for codes that begin with other digits, and who they were for if none is left.

    A step for this digit alone need not say so.
    """
    lines = text.split("\n")
    kept = [line for line in lines if not (_STEP.match(line) and is_for_others(line, digit))]
    steps = "\n".join(_numbered(for_digit(line, digit) for line in kept))
    return steps if len(kept) == len(lines) else _ORPHAN.sub("", steps)


def _numbered(lines: Iterable[str]) -> Iterator[str]:
    """Number the steps of each list from 1, as some may be missing."""
    number = 0
    for line in lines:
        if step := _STEP.match(line):
            number += 1
            yield f"{number}. {line[step.end() :]}"
        else:
            number = 0 if line else number
            yield line


def is_for_others(step: str, digit: str) -> bool:
    """Whether a step is for codes of certain first digits, and not of this one."""
    own = digits(step)
    return bool(own) and digit not in own


def for_digit(step: str, digit: str) -> str:
    """Leave out the clause that a step is for codes of this first digit, where it is for no others."""
    if digits(step) != {digit}:
        return step
    number = match[0] if (match := _STEP.match(step)) else ""
    said = step.removeprefix(number)
    for clause, rest in chain.from_iterable(FOR_ONE_DIGIT.values()):
        if match := clause.match(said):
            said = rest + said[match.end() :]
            return number + said[:1].upper() + said[1:]
    return step


def digits(step: str) -> set[str]:
    """The first digits of codes that a step is for."""
    return {found["digit"] for found in _FIRST_DIGIT.finditer(_STEP.sub("", step)) if found["digit"]}
