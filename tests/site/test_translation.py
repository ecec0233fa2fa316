"""Which fields exist once per language."""

import pytest
from django.conf import settings
from modeltranslation.utils import build_localized_fieldname as word_column

from codes.models import CONTENT_MODELS


@pytest.mark.parametrize("model", CONTENT_MODELS)
def test_all_words_and_no_facts_exist_once_per_language(model):
    columns = {field.name for field in model._meta.get_fields()}
    for language, _name in settings.LANGUAGES:
        assert {word_column(word, language) for word in model.WORDS} <= columns
        assert not {word_column(fact, language) for fact in (*model.KEY, *model.FACTS)} & columns


@pytest.mark.parametrize("model", [model for model in CONTENT_MODELS if model.WORDS])
def test_words_are_required_in_the_source_language_alone(model):
    for word in model.WORDS:
        for language, _name in settings.LANGUAGES:
            field = model._meta.get_field(word_column(word, language))
            is_required = language == settings.LANGUAGE_CODE and word not in model.OPTIONAL
            assert field.blank is not is_required, field.name
