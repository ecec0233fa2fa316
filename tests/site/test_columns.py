"""How lists, filters and forms of the workbench show facts."""

import lxml.html
import pytest
from django.utils import translation

from codes.columns import filter_of, listed, own_name, plain_name, shown
from codes.models import (
    CONTENT_MODELS,
    Advice,
    Cause,
    KnownReply,
    Program,
    ProgramError,
    ReplyCode,
    StageMeaning,
    VendorUse,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_arabic():
    with translation.override("ar"):
        yield


def test_codes_and_foreign_names_stand_left_to_right():
    row = VendorUse.objects.exclude(seen_as="").first()
    assert listed(VendorUse, "key")(row) == f'<bdi lang="en" dir="ltr" translate="no">{row.key}</bdi>'
    assert f">{row.seen_as}</bdi>" in listed(VendorUse, "seen_as")(row)
    assert listed(VendorUse, "seen_as")(VendorUse(seen_as="")) == "-"


def test_codes_within_arabic_words_are_set_apart():
    row = StageMeaning.objects.filter(meaning_ar__contains="`EHLO`").first()
    cell = listed(StageMeaning, "meaning")(row)
    assert '<code dir="ltr" translate="no">EHLO</code>' in cell
    assert "`" not in cell


def test_commands_stand_as_such_and_other_stages_in_words():
    show = listed(StageMeaning, "stage")
    assert show(StageMeaning(stage="rcpt")) == '<code dir="ltr" translate="no">RCPT TO</code>'
    assert show(StageMeaning(stage="connect")) == "عند الاتصال"


def test_other_records_bear_the_names_that_readers_know():
    cause = Cause.objects.get(slug="mailbox-full")
    assert (own_name(cause), plain_name(cause)) == (cause.name_ar, cause.name_ar)
    program = Program.objects.get(slug="nodemailer")
    assert own_name(program) == f'<bdi lang="en" dir="ltr" translate="no">{program.name}</bdi>'
    reply = KnownReply.objects.filter(cause=cause).first()
    assert listed(KnownReply, "cause")(reply) == cause.name_ar
    assert cause.name_ar in shown(KnownReply, "cause")(reply)


def test_a_name_that_is_not_translated_is_marked():
    assert own_name(Cause(slug="new", name_en="Something new")).startswith('<bdi lang="en"')


def test_columns_are_named_in_arabic_and_sort_as_the_field_does():
    for model in CONTENT_MODELS:
        columns = [listed(model, field) for field in ("key", *model.KEY)]
        assert not [column for column in columns if column.short_description.isascii()]
    assert listed(Advice, "cause").admin_order_field == "cause"


def test_a_choice_of_a_program_says_that_it_is_latin(admin_client):
    page = lxml.html.document_fromstring(admin_client.get("/ar/admin/codes/programerror/add/").text)
    (options,) = page.xpath("//select[@name='program']")
    assert {option.get("lang") for option in options if option.get("value")} == {"en"}
    assert options.get("dir") is None
    causes = page.xpath("//select[@name='cause']/option[not(@lang)]/text()")
    assert Cause.objects.get(slug="mailbox-full").name_ar in causes


def test_filters_go_by_the_kind_of_a_field():
    kinds = [
        filter_of(ProgramError, "cause")[1],
        filter_of(StageMeaning, "stage")[1],
        filter_of(VendorUse, "vendor")[1],
    ]
    assert len({*kinds}) == 3
    assert filter_of(KnownReply, "provider__kind") == "provider__kind"


def test_a_question_that_names_a_fact_has_no_mark_before_the_colon_of_the_form(client, support):
    client.force_login(support)
    row = ReplyCode.objects.get(code="550")
    for prefix, label in (("", "Tried again by itself:"), ("/ar", "من يتصرف:")):
        assert label in client.get(f"{prefix}/admin/codes/replycode/{row.pk}/change/").text
