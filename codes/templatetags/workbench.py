"""How the workbench shows what has a direction of its own."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def isolated(value: object) -> SafeString:
    """The name of a row or a person, apart from the direction of the text around it."""
    return format_html("<bdi>{}</bdi>", value)
