"""Codes outside the registry: what vendors and known replies tell of them."""

import lxml.html
import pytest
from django.conf import settings
from django.utils.translation import override

from codes import catalogue, outside
from codes.labels import LABELS
from codes.models import VendorUse
from smtp_replies.smtp import Code, Severity

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_outside_the_registry_has_a_name_and_the_whole_answer(language):
    with override(language):
        known = catalogue.current()
        answers = {code: outside.about(code, known) for code in known.outside}
        assert len(answers) > 350
        assert [code.text for code, answer in answers.items() if not answer.named] == []
        for code, answer in answers.items():
            assert all([answer.first_step, answer.actors, answer.tried_again]), code
            assert LABELS[answer.severity] == LABELS[code.severity], code


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("5.7.139", "Microsoft 365: authenticated SMTP is switched off"),  # advice for the code
        ("5.7.508", "Too much at once"),  # what its known replies say
        ("5.7.321", "Encryption missing or not valid"),  # they carry the same code in another class
        ("4.4.316", "Stuck between mail servers"),
        ("5.0.350", "No such mailbox, or refused"),  # they have several causes: the reply code beside it tells more
    ],
)
def test_the_name_says_what_the_vendor_means(code, name):
    assert outside.about(Code(code), catalogue.current()).named.own_name.markdown == name


def test_words_in_which_there_is_no_reply_leave_the_answer_to_the_code():
    VendorUse.objects.filter(code="5.7.509").update(seen_as="a bounce of 2024")
    answer = outside.about(Code("5.7.509"), catalogue.current())
    assert (answer.reply.enhanced, answer.severity) == ("5.7.509", Severity.PERMANENT_NEGATIVE)


def test_ranges_are_listed_once():
    listed = {codes: first for first, codes, _answer in outside.listed("5.7", catalogue.current())}
    assert listed["5.7.606-649"] == Code("5.7.606")
    assert "5.7.139" in listed
    assert len(listed) < 50


@pytest.mark.parametrize("language", LANGUAGES)
def test_vendors_codes_are_listed_under_their_family(client, language):
    prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    known = catalogue.current()
    for use in VendorUse.objects.all():
        if not known.row(use.codes[0]):
            for family in use.codes[0].families:
                root = lxml.html.document_fromstring(client.get(f"{prefix}/{family}/").text)
                links = root.xpath("//h2[@id='outside']/following-sibling::ul[1]//a/@href")
                assert f"{prefix}/{use.codes[0]}/" in links, use.code
