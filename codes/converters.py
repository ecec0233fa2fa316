"""The parts of an address that are codes."""

from smtp_replies.smtp import DETAIL, NUMBER, THREE_DIGITS, Code, parse_code


class CodeConverter:
    """Three ASCII digits or an X.Y.Z; anything else is no match, and so a 404 before any view."""

    regex = f"{THREE_DIGITS}|[0-9]{DETAIL}"

    def to_python(self, value: str) -> Code:
        return parse_code(value)

    def to_url(self, value: Code) -> str:
        return str(value)


class AnyClassConverter:
    """An enhanced code without its class, as the registry writes it: X.7.26."""

    regex = f"[xX]{DETAIL}"

    def to_python(self, value: str) -> Code:
        return parse_code(f"0{value[1:]}")  # a digit must stand there; it says nothing

    def to_url(self, value: Code) -> str:
        return f"x{str(value)[1:]}"


class FamilyConverter:
    """A class of codes, or a class and subject of enhanced codes: 5 and 5.7."""

    regex = rf"[0-9](?:\.{NUMBER})?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
