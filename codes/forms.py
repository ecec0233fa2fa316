"""What readers type: the box, the two codes of a comparison, and words to search for."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from codes.replies import MAX_LENGTH, Entry, ascii_digits, read_entry
from codes.smtp import Code, parse_code

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class TypedForm(forms.Form):
    """What somebody typed, without the control characters that no page may show again."""

    def __init__(self, data=None):
        super().__init__(None if data is None else {name: _CONTROLS.sub("", text) for name, text in data.items()})


class BoxForm(TypedForm):
    """The box: one or two codes, a reply that begins with a code, or a few words."""

    text = forms.CharField(
        label=_("Code, reply or words"),
        max_length=MAX_LENGTH,
        widget=forms.TextInput(
            attrs={
                "dir": "auto",
                "autocomplete": "off",
                "autocapitalize": "off",
                "spellcheck": "false",
                "maxlength": None,
            }
        ),
        error_messages={
            "required": _("Type a code such as 550, two codes, or a few words."),
            "max_length": _("This is too long to read here. Paste only the line with the code."),
        },
    )

    def clean_text(self) -> Entry:
        """Read the codes or words; a text that holds neither is refused with a way on."""
        entry = read_entry(self.cleaned_data["text"])
        if entry == Entry():
            raise ValidationError(
                _(
                    "No reply code stands at the beginning of this text. Look for a line that begins with three "
                    "digits, such as 550."
                )
            )
        return entry


class CodeField(forms.CharField):
    """A reply code in any script's digits."""

    default_error_messages = {
        "required": _("Type a code."),
        "invalid": _("A code has three digits, such as 550, or three numbers, such as 5.7.1."),
    }

    def __init__(self, **kwargs):
        attrs = {"dir": "ltr", "inputmode": "decimal", "autocomplete": "off", "size": 8}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value) -> Code:
        """Read the code."""
        try:
            return parse_code(ascii_digits(super().clean(value)))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class CompareForm(TypedForm):
    """Two codes to compare."""

    left = CodeField(label=_("First code"))
    right = CodeField(label=_("Second code"))


class SearchForm(TypedForm):
    """Words to look for among the names and summaries."""

    q = forms.CharField(
        label=_("Words to look for"),
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto", "maxlength": None}),
        error_messages={
            "required": _("Type a word or two, such as mailbox full."),
            "max_length": _("This is too long to search for. Type a word or two."),
        },
    )
