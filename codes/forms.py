"""What readers type: the box, and the two codes of a comparison."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from smtp_replies.characters import CONTROLS, plain
from smtp_replies.mailboxes import MAX_BYTES
from smtp_replies.smtp import Code, parse_code


class TypedForm(forms.Form):
    """What somebody typed, without the control characters that no page may show again."""

    def __init__(self, data: Mapping[str, str] | None = None, **options: Any) -> None:
        typed = None if data is None else {name: CONTROLS.sub("", text) for name, text in data.items()}
        super().__init__(typed, **options)


class BoxForm(TypedForm):
    """The box: one or two codes, a reply, a whole returned mail, or a few words."""

    text = forms.CharField(
        label=_("Paste the reply or the whole mail"),
        widget=forms.Textarea(
            attrs={"rows": 3, "dir": "auto", "autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
        ),
        error_messages={
            "required": _("Paste the reply or the whole returned message, or type a code such as 550."),
            "too_large": _(
                "This is more than %(limit)s KB. Paste only the returned message without its attachments, or the "
                "line with the code."
            ),
        },
    )

    def clean_text(self) -> str:
        """Refuse what is longer than any returned mail that can be read here."""
        text: str = self.cleaned_data["text"]
        if len(text.encode("utf-8", "replace")) > MAX_BYTES:
            raise self.too_large
        return text

    @property
    def too_large(self) -> ValidationError:
        """How long a text may be."""
        messages = self.fields["text"].error_messages
        return ValidationError(messages["too_large"], code="too_large", params={"limit": MAX_BYTES // 1024})

    @classmethod
    def refusing(cls) -> "BoxForm":
        """Return an empty form that says so, for a request that is too large to be read at all."""
        form = cls({"text": "-"})
        form.add_error("text", form.too_large)
        form.data = {}
        return form


class CodeField(forms.CharField):
    """A reply code in any script's digits."""

    default_error_messages = {
        "required": _("Type a code."),
        "invalid": _("A code has three digits, such as 550, or three numbers, such as 5.7.1."),
    }

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"dir": "ltr", "inputmode": "decimal", "autocomplete": "off", "size": 8}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: object) -> Code:
        """Read the code."""
        try:
            return parse_code(plain(super().clean(value)))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class CompareForm(TypedForm):
    """Two codes to compare."""

    left = CodeField(label=_("First code"))
    right = CodeField(label=_("Second code"))
