"""A form with words in several languages: each grade, each state, and what a translation was made from."""

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from editing import opened
from lxml import html
from modeltranslation.utils import build_localized_fieldname as word_column

from codes.freshness import State
from codes.models import ReplyCode

pytestmark = pytest.mark.django_db

NEW, NEWER = "The mailbox cannot be used.", "The mailbox cannot be used at all."
ARABIC = "لا يمكن استعمال الصندوق."


def code(text="550"):
    return ReplyCode.objects.get(code=text)


def address(prefix="", row=None):
    return f"{prefix}/admin/codes/replycode/{(row or code()).pk}/change/"


def state(field="summary"):
    return code().state(field, "ar")


@pytest.fixture
def save(staff):
    """Open the form, type, and save."""

    def save(form=None, **typed):
        response = staff.post(address(), (form or opened(staff, address())) | typed)
        assert response.status_code == 302, faults(response)
        return response

    return save


def graded(grade, why="", field="summary"):
    return {f"grade-{field}": grade, f"why-{field}": why}


def faults(response):
    page = html.document_fromstring(response.text)
    return [" ".join(each.text_content().split()) for each in page.xpath("//ul[contains(@class, 'errorlist')]/li")]


def test_a_change_of_the_source_text_leaves_its_translations_behind(save):
    assert state() is State.CURRENT
    save(summary_en=NEW)
    assert (state(), state("name")) == (State.OUTDATED, State.CURRENT)


def test_a_typo_leaves_them_current(save):
    save(summary_en=NEW, **graded("typo"))
    assert state() is State.CURRENT
    save(summary_en=NEWER)
    save(summary_en=NEW, **graded("typo"))
    assert state() is State.CURRENT  # the text that it was made from
    save(summary_en=NEWER)
    save(summary_en=f"{NEWER[:-1]} today.", **graded("typo"))
    assert state() is State.OUTDATED  # a typo after a change mends nothing


def test_what_was_wrong_before_is_known_with_its_reason(save):
    old = code().summary_en
    save(summary_en=NEW, **graded("wrong-before", " It is\nnot full. "))
    assert (state(), code().made_of("summary", "ar").why) == (State.WRONG, "It is not full.")
    assert code().is_wrong("ar")
    assert code().original("summary", "ar") == old
    save(summary_en=old)
    assert (state(), code().is_wrong("ar")) == (State.CURRENT, False)


def test_how_a_text_was_changed_counts_only_where_it_was(save):
    save(name_en="Mailbox out of use", **graded("wrong-before"))
    assert (state(), state("name")) == (State.CURRENT, State.OUTDATED)


def test_other_codes_are_no_typo(staff):
    form = opened(staff, address()) | {"description_en": "Now `551` is meant."} | graded("typo", field="description")
    [fault] = faults(staff.post(address(), form))
    assert fault.startswith("This is no typo")
    assert state("description") is State.CURRENT


def test_a_reason_is_short(staff):
    form = opened(staff, address()) | {"summary_en": NEW} | graded("changed", "x" * 201)
    assert faults(staff.post(address(), form)) == ["Say in 200 characters at most why the text was changed."]


def test_saving_a_translation_makes_it_current(save):
    save(summary_en=NEW)
    save(summary_ar=ARABIC)
    assert state() is State.CURRENT
    save(summary_en=NEWER, summary_ar=f"{ARABIC[:-1]} أبدًا.")  # both at once
    assert state() is State.CURRENT


def test_a_translation_can_be_confirmed(staff, save):
    save(summary_en=NEW, **graded("changed", "clearer"))
    page = html.document_fromstring(staff.get(address()).text)
    assert [tick.get("name") for tick in page.xpath("//input[@type='checkbox']")] == [
        f"confirm-{word_column('summary', language)}" for language, _name in settings.LANGUAGES[1:]
    ]
    assert page.xpath("string(//div[@class='outdated']//q)") == "clearer"
    before, text = code().history.count(), code().summary_ar
    save(**{"confirm-summary_ar": "1"})
    assert (state(), code().summary_ar, code().history.count()) == (State.CURRENT, text, before + 1)
    page = html.document_fromstring(staff.get(address().replace("change", "history")).text)
    assert page.xpath("string(//section[1]//strong)").startswith("Confirmed")
    assert page.xpath("//section[1]//h3") == []
    page = html.document_fromstring(staff.get(address()).text)
    assert "confirm-summary_ar" not in page.xpath("//input[@type='checkbox']/@name")


def test_what_is_confirmed_agrees_with_the_text_it_stands_beside(staff, save):
    save(summary_en="The mailbox cannot be used, as `551` says.")
    [fault] = faults(staff.post(address(), opened(staff, address()) | {"confirm-summary_ar": "1"}))
    assert fault == "The source text has 551 in backticks, this translation has not."
    assert state() is State.OUTDATED


def test_a_translation_was_made_from_the_text_that_its_form_showed(staff, save):
    """Somebody changes the source text while a translator is at work: what is saved then is outdated at once."""
    old, translating = code().summary_en, opened(staff, address())
    save(summary_en="The mailbox cannot be used, as `551` says.", **graded("wrong-before"))
    save(translating, summary_ar=ARABIC)  # checked against what it was made from: no code is missing
    assert (code().summary_ar, state(), code().original("summary", "ar")) == (ARABIC, State.OUTDATED, old)
    save(summary_en=NEW)
    confirming = opened(staff, address()) | {"confirm-summary_ar": "1"}
    save(summary_en=NEWER)
    save(confirming)
    assert state() is State.OUTDATED


def test_a_source_text_that_was_never_there_is_none_to_translate_from(staff):
    crafted = opened(staff, address()) | {"initial-summary_en": "Ask `551`.", "summary_ar": "اسأل `551`."}
    assert faults(staff.post(address(), crafted)) == ["This translation has 551 in backticks, the source text has not."]


def test_an_outdated_translation_holds_up_nothing(save):
    save(description_en="Other codes now: `551`.")
    save(name_ar="اسم آخر")
    assert (state("description"), state("name")) == (State.OUTDATED, State.CURRENT)


def test_a_missing_translation_is_missing_and_a_new_record_is_current(client):
    client.force_login(User.objects.create_superuser("root", password="correct horse battery"))  # noqa: S106
    form = opened(client, address()) | {"summary_ar": ""}
    assert client.post(address(), form).status_code == 302
    assert state() is State.MISSING
    assert code().value("made_from_summary_ar") == ""
    row = code("551")
    row.pk, row.code, row.made_from = None, "599", {}
    row.save()
    assert {code("599").state(field, "ar") for field in row.WORDS} == {State.CURRENT}
    assert {*code("599").made_from} == {
        word_column(field, language) for field in row.WORDS for language, _name in settings.LANGUAGES[1:]
    }
