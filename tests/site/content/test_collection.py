"""Files about the collection as a whole: credits, and what the search needs."""

import pytest
from django.conf import settings
from django.utils.html import escape
from django.utils.translation import override
from running import edit

from codes import content
from codes.content.collection import in_own_words

pytestmark = pytest.mark.django_db


def test_the_credits_have_words_in_every_language(client):
    for language in ("en", "ar"):
        page = client.get("/about/" if language == "en" else "/ar/about/").text
        for credit in content.credits(settings.CONTENT_DIR):
            with override(language):
                assert escape(in_own_words(credit.work) or credit.work) in page
                assert escape(in_own_words(credit.licence) or credit.licence) in page


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('licence.fr = "', 'licence.de = "', "needs one text for each language"),
        ("[[credits]]", "[[credit]]", "credits.toml: cannot be read"),
        ('work = "', 'werk = "', "credits.toml: cannot be read"),
    ],
)
@pytest.mark.usefixtures("small_content")
def test_faulty_credits_are_named(content_copy, old, new, said):
    edit(content_copy / "credits.toml", old, new)
    with pytest.raises(content.ContentError, match=said):
        content.read(content_copy)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("met.toml", "[causes]", "[cause]", "met.toml: causes is missing"),
        ("search.toml", "[ar]", "[ar.other]", "search.toml: ar: same is missing"),
        ("search.toml", "same = [", "like = [", "search.toml: en: same is missing"),
        ("search.toml", "same = [", "same = ", "search.toml: cannot be read"),
    ],
)
@pytest.mark.usefixtures("small_content")
def test_what_the_search_needs_is_named_where_it_is_missing(content_copy, name, old, new, said):
    text = (content_copy / name).read_text("utf-8")
    (content_copy / name).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(content.ContentError, match=said):
        content.read(content_copy)
