"""Which fields exist once per language, and the history of all."""

from modeltranslation.translator import TranslationOptions, translator

from codes import history
from codes.models import CONTENT_MODELS
from codes.rows import SOURCE_LANGUAGE

for _model in filter(lambda model: model.WORDS, CONTENT_MODELS):
    # The source language is required; the others fall back to it visibly.
    _options = {"fields": _model.WORDS, "required_languages": (SOURCE_LANGUAGE,)}
    translator.register(_model, type(f"{_model.__name__}Translation", (TranslationOptions,), _options))
for _model in CONTENT_MODELS:  # only now they have a column for each language
    history.register(_model)
