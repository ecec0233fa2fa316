"""Which codes stand beside a code: the one before, the one after, and those nearest to one that is not known."""

from collections.abc import Iterable, Sequence

from smtp_replies.smtp import Code

# The nearest codes that are named, as many as fit on a line.
NEIGHBOURS = 4


def beside(code: Code, codes: Sequence[Code]) -> tuple[Code | None, Code | None]:
    """Return the codes before and after this one in a list that holds it."""
    place = codes.index(code)
    before, after = codes[max(place - 1, 0) : place], codes[place + 1 : place + 2]
    return (before[0] if before else None), (after[0] if after else None)


def nearest(code: Code, known: Iterable[Code]) -> list[Code]:
    """Return the known codes of the same form and class nearest to this one, in order.

    The numbers of enhanced codes were given by subject, one after the other.
    """

    def distance(other: Code) -> tuple[bool, bool, int]:
        if not code.is_enhanced:
            return code.severity is not other.severity, False, abs(int(code.text) - int(other.text))
        (class_, subject, detail), (own_class, own_subject, own_detail) = _parts(other), _parts(code)
        return class_ != own_class, subject != own_subject, abs(detail - own_detail)

    others = (other for other in known if other != code and other.is_enhanced == code.is_enhanced)
    return sorted(sorted(others, key=distance)[:NEIGHBOURS])


def _parts(code: Code) -> tuple[str, str, int]:
    class_, subject, detail = code.text.split(".")
    return class_, subject, int(detail)
