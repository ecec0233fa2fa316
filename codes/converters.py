"""The parts of an address that are codes."""

from codes.smtp import Code, parse_code


class CodeConverter:
    """Three ASCII digits or an X.Y.Z; anything else is no match, and so a 404 before any view."""

    regex = r"[0-9]{3}|[0-9]\.[0-9]{1,3}\.[0-9]{1,3}"

    def to_python(self, value: str) -> Code:
        """Read the digits."""
        return parse_code(value)

    def to_url(self, value: Code) -> str:
        """Write the digits."""
        return str(value)


class AnyClassConverter:
    """An enhanced code without its class, as the registry writes it: X.7.26."""

    regex = r"[xX]\.[0-9]{1,3}\.[0-9]{1,3}"

    def to_python(self, value: str) -> Code:
        """Read the numbers; the class does not matter."""
        return parse_code(f"0{value[1:]}")

    def to_url(self, value: Code) -> str:
        """Write the numbers."""
        return f"x{str(value)[1:]}"


class FamilyConverter:
    """A class of codes, or a class and subject of enhanced codes: 5 and 5.7."""

    regex = r"[0-9](?:\.[0-9]{1,3})?"

    def to_python(self, value: str) -> str:
        """Read the numbers; a leading zero is no match."""
        parse_code(f"{value}.0" if "." in value else f"{value}00")
        return value

    def to_url(self, value: str) -> str:
        """Write the numbers."""
        return value
