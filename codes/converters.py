"""The parts of an address that are codes."""

from codes.smtp import Code, parse_code


class CodeConverter:
    """Three ASCII digits; anything else is no match, and so a 404 before any view."""

    regex = "[0-9]{3}"

    def to_python(self, value: str) -> Code:
        """Read the digits."""
        return parse_code(value)

    def to_url(self, value: Code) -> str:
        """Write the digits."""
        return str(value)
