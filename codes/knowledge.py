"""What the engine is told of the site: known replies, deciding codes, advice and what programs show."""

from codes.generation import once_per_generation
from codes.models import Advice, Cause, KnownReply, ProgramError, Provider
from codes.reader import Knowledge
from smtp_replies import Known, Matcher, programs
from smtp_replies import advice as situations


@once_per_generation
def matcher(number: int) -> Matcher:
    """Return what finds the causes of replies, made once for a generation."""
    return of_generation(number).matcher()


_CALLED_MAILBOX = ("163", "126", "qq", "foxmail", "gmail", "outlook", "hotmail", "yahoo")  # mail and email are words


def of_generation(_number: int) -> Knowledge:
    """Return the known replies and deciding codes of one generation; the same in every language."""
    replies = KnownReply.objects.values_list("slug", "reply", "code", "enhanced", "cause")
    decisive = {code: cause.slug for cause in Cause.objects.all() for code in cause.codes}
    return Knowledge([Known(*map(str, reply)) for reply in replies], decisive, _situations(), _program_errors())


def _situations() -> list[situations.Advice]:
    return [
        situations.Advice(
            slug=row.slug,
            cause=row.cause_id,
            wordings=tuple(row.wordings),
            provider_wordings=tuple(row.provider_wordings),
            codes=tuple(row.codes),
            not_with=tuple(row.not_with),
            marks=_marks(row.provider) if row.provider else (),
        )
        for row in Advice.objects.select_related("provider")
    ]


def _marks(provider: Provider) -> tuple[str, ...]:
    """What shows that a provider speaks: its hosts; its name, which may be a word like any other, only without them.

    Who writes Chinese calls a mailbox at qq.com a QQ邮箱.
    """
    called = (f"{label}邮箱" for label in _CALLED_MAILBOX if f"{label}.com" in provider.domains)
    return (*provider.domains, *called) or (provider.name,)


def _program_errors() -> list[programs.ProgramError]:
    return [
        programs.ProgramError(
            slug=row.slug,
            shown=tuple(row.every_form),
            cause=row.cause_id or "",
            advice=row.advice_id or "",
            needs=programs.Needs(row.needs),
            marks=tuple(row.program.marks),
            is_heading=row.is_heading,
        )
        for row in ProgramError.objects.select_related("program")
    ]
