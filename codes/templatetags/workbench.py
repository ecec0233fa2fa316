"""How the workbench shows what has a direction of its own."""

from django import template
from django.contrib.admin.models import ADDITION, CHANGE, DELETION
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def isolated(value: object) -> SafeString:
    """The name of a row or a person, apart from the direction of the text around it."""
    return format_html("<bdi>{}</bdi>", value)


@register.filter
def icon_class(action: int) -> str:
    """The class by which Django's own style sheet shows what was done."""
    return {ADDITION: "addlink", CHANGE: "changelink", DELETION: "deletelink"}[action]
