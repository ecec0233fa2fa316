"""Which fields exist once per language."""

from modeltranslation.translator import TranslationOptions, register

from codes.models import SOURCE_LANGUAGE, WORDS, ReplyCode


@register(ReplyCode)
class ReplyCodeTranslation(TranslationOptions):
    """The words of a reply code; the source language is required, the others fall back to it visibly."""

    fields = WORDS
    required_languages = (SOURCE_LANGUAGE,)
