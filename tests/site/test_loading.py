"""The rows that a catalogue is made of."""

import pytest

from codes import generation, loading
from smtp_replies.smtp import Code

pytestmark = pytest.mark.django_db


def test_the_known_replies_of_a_code_and_of_a_cause():
    replies = loading.replies(generation.current())
    assert {reply.cause_id for reply in replies.by_cause["tls"]} == {"tls"}
    assert {reply.code for reply in replies.by_code[Code("550")]} == {"550"}
    assert {reply.enhanced for reply in replies.by_code[Code("5.7.26")]} == {"5.7.26"}
    assert Code("2.7.26") not in replies.by_code


def test_languages_have_facts_and_english_words_in_common():
    one, other = (loading.rows(generation.current(), language) for language in ("en", "ar"))
    assert one.replies is other.replies
    for slug, error in one.errors.items():
        assert other.errors[slug].translations is error.translations
        assert other.errors[slug].meaning_en is error.meaning_en
    for text in ("550", "X.7.26"):
        rows = [each.codes[text] for each in (one, other)]
        assert rows[0].partners is rows[1].partners
        assert rows[0].summary_en is rows[1].summary_en
        assert rows[1].summary_ar not in {None, rows[1].summary_en}


def test_each_text_of_a_cause_and_of_advice_is_held_once():
    rows = loading.rows(generation.current(), "en")
    assert all(advice.cause is rows.causes[advice.cause_id] for advice in rows.advice.values())
    assert all(error.cause is rows.causes.get(error.cause_id) for error in rows.errors.values())
    assert all(error.advice is rows.advice.get(error.advice_id) for error in rows.errors.values())
