"""What every row of content has."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils.translation import get_language, override

from codes.facts import Retried
from codes.labels import LABELS
from codes.models import CONTENT_MODELS, CodePair, KnownReply, ProgramError, ReplyCode, StageMeaning, VendorUse
from codes.rows import Text, changed, choices, tidy


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("one\r\ntwo\r\n", "one\ntwo\n"),  # as browsers send it
        ("one  \n\n  two\t\n\n\n", "one\n\n  two\n"),
        ("\n\none", "one\n"),
        ("one\n", "one\n"),
        ("  \n \t\n", ""),
        ("", ""),
    ],
)
def test_paragraphs_get_the_form_of_the_files(text, kept):
    assert tidy(text, models.TextField()) == kept
    assert tidy(kept, models.TextField()) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        *((" a  name\n", "a name"), ("a\tname", "a name"), (" ", "")),
        ("un code\u00a0: «\u202fnon\u202f»", "un code\u00a0: «\u202fnon\u202f»"),  # blanks that break no line
    ],
)
def test_a_line_gets_the_form_of_the_files(text, kept):
    assert tidy(text, models.CharField()) == kept


@pytest.mark.parametrize(
    ("model", "key", "fields"),
    [
        (ReplyCode, "X.7.26", {"code": "X.7.26"}),
        (StageMeaning, "550 end-of-data", {"code": "550", "stage": "end-of-data"}),
        (CodePair, "250/5.7.26", {"left": "250", "right": "5.7.26"}),
        (VendorUse, "5.7.509 Exchange Online", {"code": "5.7.509", "vendor": "Exchange Online"}),
        (KnownReply, "exim-550", {"slug": "exim-550"}),
    ],
)
def test_a_row_has_a_name_in_files(model, key, fields):
    row = model.with_key(key)
    assert {field: getattr(row, field) for field in model.KEY} == fields
    assert row.key == str(row) == key


@pytest.mark.django_db
def test_every_row_is_found_by_its_name():
    for model in CONTENT_MODELS:
        keys = [row.key for row in model.objects.all()]
        assert len({*keys}) == len(keys)
        for key in keys[:: len(keys) // 10 or 1]:
            fresh = model.with_key(key)
            assert model.objects.filter(**{field: getattr(fresh, field) for field in model.KEY}).count() == 1


def test_words_are_in_the_readers_language_else_visibly_in_the_source_language():
    row = ReplyCode(code="550", name_en="No such mailbox", name_ar="لا يوجد صندوق", summary_en="It is not there.")
    with override("ar"):
        assert row.own_name == Text("لا يوجد صندوق", "ar")
        assert not row.own_name.is_fallback
        assert row.own_summary == Text("It is not there.", "en")
        assert row.own_summary.is_fallback
    with override("en"):
        assert row.own_name == Text("No such mailbox", "en")
        assert not row.own_summary.is_fallback
        assert row.text("fix") == Text("", "en")


def test_an_empty_translation_is_a_missing_one():
    row = ReplyCode(code="550", name_en="No such mailbox", name_ar="")
    with override("ar"):
        assert row.own_name == Text("No such mailbox", "en")


@pytest.mark.django_db
def test_cleaning_tidies_the_words_and_refuses_faults_by_their_column():
    row = ReplyCode.objects.get(code="553")
    row.fix_ar, row.name_en = "1. انظر `550`.\r\n", "  A   name "
    row.references = ["somewhere"]
    with pytest.raises(ValidationError) as refused:
        row.clean()
    assert row.name_en == "A name"
    assert {"references", "fix_ar"} <= refused.value.message_dict.keys()
    assert "name_en" not in refused.value.message_dict
    assert row.fix_ar == "1. انظر `550`.\n"


@pytest.mark.django_db
def test_the_untranslated_column_holds_the_source_text_whoever_writes():
    row = ReplyCode.objects.get(code="550")
    row.name_en = "Out of use"
    with override("ar"):
        row.save()
        assert get_language() == "ar"
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM codes_replycode WHERE code = '550'")
        assert cursor.fetchone() == ("Out of use",)


@pytest.mark.django_db
def test_a_row_holds_what_a_file_holds():
    row = KnownReply.objects.filter(provider="exim").first()
    assert row.value("provider") == "exim"  # the key of another row, not the row
    row.take({"provider": "gmail", "code": "451"})
    assert (row.provider_id, row.code) == ("gmail", "451")


def test_a_page_has_an_address_in_each_language():
    row = ReplyCode(code="X.7.26", classes=["4", "5"])
    assert (row.url_in("en"), row.url_in("ar")) == ("/5.7.26/", "/ar/5.7.26/")


def test_an_enum_is_offered_by_its_words():
    assert choices(Retried) == [(member.value, LABELS[member]) for member in Retried]
    with override("ar"):
        assert all(str(word) != member for member, word in choices(Retried))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(retried="no"),
        lambda rows: rows.bulk_update(list(rows[:2]), ["retried"]),
        lambda rows: rows.bulk_create([ReplyCode(code="598", standing="unregistered", retried="no")]),
    ],
)
def test_a_change_of_many_rows_is_told(change):
    told = []

    def listen(sender, **_signal):
        told.append(sender)

    changed.connect(listen)
    try:
        change(ReplyCode.objects.all())
    finally:
        changed.disconnect(listen)
    assert {*told} == {ReplyCode}


# --- whatever the database


@pytest.mark.django_db
@pytest.mark.parametrize("model", CONTENT_MODELS, ids=lambda model: model.__name__)
def test_rows_come_in_the_order_of_the_characters_of_their_names(model):
    names = [*model.objects.values_list(*model._meta.ordering)]
    assert len(names) > 1
    assert names == sorted(names)


@pytest.mark.django_db
def test_tables_of_facts_keep_their_order():
    row = ReplyCode.objects.get(code="X.4.1")
    row.partners = {"550 5.4.1": [], "421 4.4.1": ["RFC 5321"], "1": [{"b": 1, "a": 2}]}
    row.save()
    assert repr(ReplyCode.objects.get(code="X.4.1").partners) == repr(row.partners)


@pytest.mark.parametrize(
    ("model", "column", "value", "shown"),
    [
        (ReplyCode, "summary_en", "A text.", "A text."),
        (ReplyCode, "standing", "obsolete", "Obsolete"),
        (ReplyCode, "actors", ["sender-admin", "sender"], "Whoever runs the sending server or program\nThe sender"),
        (ReplyCode, "references", ["RFC 5321 4.2.3", "RFC 5321 3.3"], "RFC 5321 4.2.3\nRFC 5321 3.3"),
        (ReplyCode, "stages", {"rcpt": {}, "ehlo": {"actors": ["sender"]}}, "RCPT TO\nEHLO: The sender"),
        (ReplyCode, "partners", {"550 5.1.1": ["IANA", "Exim"]}, "550 5.1.1: IANA · Exim"),
        (KnownReply, "provider", "exim", "exim"),
        (ProgramError, "shown", ["ECONNREFUSED", "ETIMEDOUT"], "ECONNREFUSED\nETIMEDOUT"),
        (ReplyCode, "checked", "", ""),
    ],
)
def test_what_a_column_holds_is_shown_in_words(model, column, value, shown):
    assert model.in_words(column, value) == shown
