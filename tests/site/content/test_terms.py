"""The settled terms: another word for the same meaning is found wherever it stands."""

import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import CommandError, call_command
from running import ROOT, edit

from codes.content import ContentError, terms

CATALOGUE = "ar/LC_MESSAGES/django.po"


@pytest.fixture
def settled():
    return terms.read(settings.CONTENT_DIR)["ar"]


def catalogue(*translations) -> Catalog:
    made = Catalog(locale="ar")
    for number, translation in enumerate(translations):
        made.add(str(number) if isinstance(translation, str) else (str(number), str(number)), translation)
    return made


def test_the_shipped_files_have_no_forbidden_word():
    assert list(terms.faults(settings.CONTENT_DIR)) == []


def test_the_shipped_catalogues_have_no_forbidden_word():
    for language, settled in terms.read(settings.CONTENT_DIR).items():
        path = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES/django.po"
        if path.exists():  # the source language has none
            with path.open("rb") as file:
                assert list(terms.catalogue_faults(settled, read_po(file, locale=language))) == []


def test_no_settled_term_is_forbidden():
    for settled in terms.read(settings.CONTENT_DIR).values():
        made = catalogue(*(term.term for term in settled))
        assert list(terms.catalogue_faults(settled, made)) == []


def test_a_forbidden_word_in_a_file_is_found_with_its_line(content_copy):
    edit(content_copy / "ar/vendors.toml", "خادم الوجهة", "ملقم الوجهة")
    found = list(terms.faults(content_copy))
    assert found
    assert all(line.startswith("ar/vendors.toml:") for line in found)
    assert found[0].endswith("'ملقم', but server is 'خادم'")


def test_a_forbidden_word_in_a_translation_is_found(settled):
    assert list(terms.catalogue_faults(settled, catalogue("يعيد خادم الإرسال المحاولة"))) == []
    found = list(terms.catalogue_faults(settled, catalogue("يعيد الخادم المرسِل المحاولة")))
    assert found == ["'الخادم المرسِل', but sending server is 'خادم الإرسال'"]


def test_a_forbidden_word_in_a_plural_form_is_found(settled):
    found = list(terms.catalogue_faults(settled, catalogue(("خادم", "سيرفر"))))
    assert found == ["'سيرفر', but server is 'خادم'"]


@pytest.mark.parametrize(
    "text",
    [
        "نظام البريد المستقبِل",
        "في المستقبل",
        "كلمة المرور التي يُدخلها المستخدم",
        "يحوّل الرسالة إلى صيغة أخرى",
        "يوجّه DNS بريد النطاق إليه",
        "الصيغة المؤقتة والصيغة الدائمة",
        "حروف لاتينية",
        "قواعد الصياغة تستبعده",
        "خارج السجل الرسمي",
        "قيمة مضيفًا إليها شيئًا",
        "العدد الثاني",
        "كافيًا",
        "منفردًا",
        "عليه أن يصلحه، أي أن يكتب غيره",
    ],
)
def test_words_that_are_right_elsewhere_are_left_alone(settled, text):
    assert list(terms.catalogue_faults(settled, catalogue(text))) == []


@pytest.mark.parametrize(
    "text", ["[[ar]", '[[ar]]\nmeaning = "host"', '[[ar]]\nmeaning = "host"\nterm = "الجهاز"\nnever = ["("]']
)
def test_terms_that_cannot_be_read_are_named(tmp_path, text):
    (tmp_path / "terms.toml").write_text(text, "utf-8")
    with pytest.raises(ContentError, match=r"^terms\.toml: cannot be read"):
        terms.read(tmp_path)


@pytest.mark.django_db
@pytest.mark.usefixtures("small_content")
def test_content_with_a_forbidden_word_fails_its_check(content_copy):
    edit(content_copy / "ar/vendors.toml", "خادم الوجهة", "ملقم الوجهة")
    with pytest.raises(CommandError, match="server is 'خادم'"):
        call_command("check_content", content_copy)


def test_a_catalogue_with_a_forbidden_word_fails_its_check(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGES = [("en", "English"), ("ar", "العربية")]
    path = tmp_path / CATALOGUE
    path.parent.mkdir(parents=True)
    shutil.copy(ROOT / "locale" / CATALOGUE, path)
    template = Path(shutil.copy(path, tmp_path / "all.pot"))
    call_command("check_messages", template)
    edit(path, "نعم، يعيد خادم الإرسال المحاولة", "نعم، يعيد الخادم المرسِل المحاولة")
    with pytest.raises(CommandError, match="sending server is"):
        call_command("check_messages", template)
