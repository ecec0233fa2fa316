"""Codes, comparisons, causes, mail systems and known replies."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from codes.facts import Actor, Desk, SourceKind, Waiting
from codes.models import (
    CONTENT_MODELS,
    Cause,
    ClassMeaning,
    CodePair,
    KnownReply,
    Provider,
    ReplyCode,
    StageMeaning,
    VendorUse,
)
from codes.rows import Text
from smtp_replies.smtp import Code, Severity

ENHANCED = ReplyCode(code="X.7.26", classes=["5", "4"])
BASIC = ReplyCode(code="550")


def refused(row):
    """What is said of each column of a row that is checked as the workbench checks it."""
    with pytest.raises(ValidationError) as failure:
        row.full_clean()
    return failure.value.message_dict


@pytest.mark.django_db
def test_a_known_reply_stands_beside_the_others():
    row = KnownReply.objects.filter(provider="exim", code="550").first()
    row.full_clean()
    row.pk, row.slug, row.reply = None, "exim-new", f"{row.reply.upper()} "
    assert refused(row) == {"reply": [f"This reply is known already, with the same codes: {row_of(row)}"]}
    row.reply = f"{row.reply} mx.company.com"
    assert "Replace mx.company.com by a placeholder" in refused(row)["reply"][0]
    row.reply = row.reply.replace("company.com", "yandex.net")  # of a known mail system
    row.full_clean()


def row_of(row):
    """The name of the reply that has the same codes and words."""
    rows = KnownReply.objects.filter(code=row.code, enhanced=row.enhanced)
    return next(other.slug for other in rows if other.reply.casefold() == row.reply.strip().casefold())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "column", "unknown"),
    [
        (CodePair, "right", "559"),
        (ReplyCode, "related", "559"),
        (ReplyCode, "confused_with", "559"),
        (StageMeaning, "code", "559"),
        (ClassMeaning, "code", "2.9.99"),
        (Cause, "codes", "X.9.99"),
    ],
)
def test_a_code_that_is_named_has_a_record(model, column, unknown):
    row = next(row for row in model.objects.all() if getattr(row, column))
    row.full_clean()
    setattr(row, column, [unknown] if isinstance(getattr(row, column), list) else unknown)
    assert refused(row) == {column: [f"There is no record of this code: {unknown}"]}


@pytest.mark.parametrize(
    ("row", "codes", "usual"), [(BASIC, ["550"], "550"), (ENHANCED, ["4.7.26", "5.7.26"], "5.7.26")]
)
def test_a_record_is_seen_as_one_code_or_several(row, codes, usual):
    assert row.codes == list(map(Code, codes))
    assert row.usual == Code(usual)
    assert row.is_enhanced is (len(codes) > 1)


@pytest.mark.parametrize(
    ("row", "path"),
    [
        (BASIC, "/550/"),
        (ENHANCED, "/5.7.26/"),
        (StageMeaning(code="550", stage="end-of-data"), "/550/#end-of-data"),
        (CodePair(left="250", right="5.7.26"), "/compare/250/5.7.26/"),
        (VendorUse(code="5.7.509", vendor="Exchange Online"), "/5.7.509/"),
        (VendorUse(code="5.7.501-503", vendor="Exchange Online"), "/5.7.501/"),
        (Cause(slug="tls"), "/causes/tls/"),
        (Provider(slug="gmail"), "/providers/gmail/"),
        (KnownReply(slug="gmail-550", provider_id="gmail"), "/providers/gmail/#gmail-550"),
    ],
)
def test_every_row_is_shown_on_a_page(row, path):
    assert row.get_absolute_url() == path
    assert row.url_in("ar") == f"/ar{path}"


@pytest.mark.django_db
@pytest.mark.parametrize("model", CONTENT_MODELS)
def test_the_page_of_a_row_exists(client, model):
    row = model.objects.last()
    assert client.get(row.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("code", "codes"),
    [
        ("5.7.509", ["5.7.509"]),
        ("5.7.501-503", ["5.7.501", "5.7.502", "5.7.503"]),
        ("4.7.99-101", ["4.7.99", "4.7.100", "4.7.101"]),
    ],
)
def test_a_vendor_uses_a_code_or_a_range(code, codes):
    assert VendorUse(code=code, vendor="Example").codes == list(map(Code, codes))


def test_the_first_paragraph_of_a_verdict_leads():
    pair = CodePair(left="250", right="553", verdict_en="It leads.\n\nMore.\n\nAnd more.\n", verdict_ar="وحده.\n")
    assert pair.lead == Text("It leads.", "en")
    assert pair.rest == Text("More.\n\nAnd more.\n", "en")
    with override("ar"):
        assert (pair.lead, pair.rest) == (Text("وحده.", "ar"), Text("", "ar"))


STEPS = {f"{field}_en": f"1. {field}\n2. more\n" for field in ("for_sender", "for_sender_admin", "for_recipient")}


@pytest.mark.parametrize(
    ("actors", "whose"),
    [
        (["wait", "recipient"], "for_sender"),  # the sender is the one who waits
        (["nobody"], "for_sender"),
        (["sender", "recipient"], "for_sender"),
        (["sender-admin"], "for_sender_admin"),
        (["recipient"], "for_sender"),  # whoever holds the bounce has to tell the recipient
        (["recipient-admin", "sender"], "for_sender"),
    ],
)
def test_the_first_step_of_a_cause_is_for_the_side_of_the_sender(actors, whose):
    cause = Cause(slug="x", actors=actors, waiting="no", **STEPS)
    assert cause.first_step == Text(whose, "en")
    assert cause.who_acts == tuple(map(Actor, actors))
    assert cause.waiting_helps is Waiting.NO


def test_a_cause_without_steps_has_no_first_one():
    assert Cause(slug="x", actors=["sender"], for_sender_en="Nothing can be done.\n").first_step is None


@pytest.mark.django_db
def test_a_cause_without_anybody_to_act_tells_the_sender_what_to_do_first():
    cause = Cause.objects.get(slug="greylisted")
    assert cause.actors == ["wait"]
    assert cause.first_step.markdown in cause.for_sender


@pytest.mark.django_db
def test_the_known_replies_of_a_provider():
    assert {reply.provider_id for reply in KnownReply.objects.of_provider("gmail")} == {"gmail"}


@pytest.mark.django_db
def test_known_replies_by_code():
    *codes, last = [code for code, _replies in KnownReply.objects.of_provider("gmail").by_code()]
    assert last is None or codes == []
    assert codes == sorted(codes)


@pytest.mark.django_db
def test_providers_with_most_replies_come_first_then_by_the_name_that_is_shown(django_assert_num_queries):
    with django_assert_num_queries(1):
        found = Provider.objects.by_fame()
    assert len(found) == Provider.objects.count()
    assert sum(times for _row, times in found) == KnownReply.objects.count()
    order = [(-times, row.name.casefold()) for row, times in found]
    assert order == sorted(order)


@pytest.mark.django_db
def test_every_cause_lies_on_a_desk():
    desks = {cause.slug: cause.desk for cause in Cause.objects.all()}
    assert set(desks.values()) == set(Desk)
    assert desks["greylisted"] is Desk.WAIT
    assert desks["too-large"] is Desk.YOU
    assert desks["dns"] is Desk.YOUR_ADMIN
    assert desks["mailbox-full"] is Desk.THEIR_SIDE  # although waiting sometimes helps


def test_a_known_reply_carries_up_to_two_codes():
    assert KnownReply(code="550", enhanced="5.1.1").codes == (Code("550"), Code("5.1.1"))
    assert KnownReply(code="", enhanced="5.1.1").codes == (Code("5.1.1"),)
    assert KnownReply(code="", enhanced="").codes == ()
    assert KnownReply(code="421", enhanced="4.7.0").severity is Severity.TRANSIENT_NEGATIVE
    assert KnownReply(code="", enhanced="5.1.1").severity is Severity.PERMANENT_NEGATIVE
    assert KnownReply(code="", enhanced="").severity is None
    assert KnownReply(source_kind="collected").found is SourceKind.COLLECTED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "changed", "columns"),
    [
        (ReplyCode, {"code": "5.7.1"}, {"code"}),
        (StageMeaning, {"code": "X.7.1", "references": []}, {"code", "references"}),
        (CodePair, {"left": "553", "right": "250"}, {"right"}),
        (CodePair, {"left": "xyz"}, {"left"}),
        (VendorUse, {"code": "57"}, {"code"}),
        (Cause, {"slug": "T L S", "actors": ["x"], "codes": ["5.2.2"], "references": []}, None),
        (Provider, {"slug": "G", "domains": ["x"], "postmaster_url": "example.com"}, None),
        (KnownReply, {"slug": "X", "reply": "\0", "source": "x"}, {"slug", "provider", "reply", "source"}),
        (KnownReply, {"code": "5", "enhanced": "550"}, None),
    ],
)
def test_a_fault_is_told_of_its_column(model, changed, columns):
    row = model.objects.first()
    row.take(changed)
    with pytest.raises(ValidationError) as refused:
        row.clean()
    assert refused.value.message_dict.keys() == (columns or changed.keys())


@pytest.mark.django_db
def test_a_known_reply_is_left_as_it_is_but_for_the_carriage_returns_of_browsers():
    row = KnownReply.objects.filter(code="550", enhanced="").first()
    row.reply = "550-one  \r\n550  two\r\n\r\n"
    row.clean()
    assert row.reply == "550-one  \n550  two\n\n"
