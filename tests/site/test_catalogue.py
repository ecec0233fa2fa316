"""What every page may ask about all codes and causes."""

from itertools import pairwise

import pytest
from django.utils.translation import override

from codes import catalogue, nearby
from codes.facts import Question
from codes.fork import Fork
from codes.models import Advice, Cause, CodePair, KnownReply, ProgramError, ReplyCode, VendorUse
from smtp_replies.smtp import Code, Severity

pytestmark = pytest.mark.django_db


@pytest.fixture
def known():
    return catalogue.current()


def texts(entries):
    return [entry.code.text for entry in entries]


# --- one code


def test_every_code_is_known_in_the_classes_it_may_carry(known):
    assert known.codes == sorted({code for row in ReplyCode.objects.all() for code in row.codes})
    assert "550" in known
    assert Code("5.7.26") in known
    assert Code("2.7.26") not in known
    assert Code("5.7.999") not in known
    assert "X.7.26" not in known


def test_a_code_is_seen_with_its_record(known):
    assert known.seen(Code("4.7.26")).facts.severity is Severity.TRANSIENT_NEGATIVE
    assert known.seen(Code("5.7.26")).row is known.seen(Code("4.7.26")).row
    assert known.seen(Code("2.7.26")) is None  # the registry has it in other classes
    assert known.row(Code("2.7.26")).code == "X.7.26"
    assert known.seen(Code("599")) is None


@pytest.mark.parametrize(
    ("code", "url"),
    [
        ("550", "/550/"),
        ("4.7.26", "/4.7.26/"),
        ("X.7.26", "/5.7.26/"),  # the class that most readers meet
        ("X.1.9", "/2.1.9/"),
        ("2.7.26", None),
        ("5.7.509", "/5.7.509/"),  # what a vendor uses outside the registry
        ("5.7.502", "/5.7.502/"),  # of a range
        ("5.7.504", "/5.7.504/"),
        ("5.7.505", None),
        ("460", "/460/"),  # what a known reply carries
        ("4.7.3", None),  # a known reply carries it, but the registry has it in class 5 only
        ("599", None),
        ("RCPT TO", None),
        ("X.7.999", None),
        ("", None),
    ],
)
def test_the_address_of_the_page_about_a_text(known, code, url):
    assert known.url(code) == url
    with override("ar"):
        assert catalogue.current().url(code) == (url and f"/ar{url}")


def test_every_code_that_somebody_sends_has_an_address_unless_the_registry_has_it_otherwise(known):
    sent = {code for reply in KnownReply.objects.all() for code in reply.codes}
    sent |= {code for use in VendorUse.objects.all() for code in use.codes}
    assert {code.text for code in sent if not known.url(code)} == {
        code.text for code in sent if known.row(code) and code not in known
    }


@pytest.mark.parametrize(
    ("code", "has_name", "url"),
    [("550", True, "/550/"), ("2.7.26", True, None), ("5.7.509", False, "/5.7.509/"), ("599", False, None)],
)
def test_any_code_has_an_entry(known, code, has_name, url):
    entry = known.entry(Code(code))
    assert (entry.code, bool(entry.name), entry.url) == (Code(code), has_name, url)


def test_the_entry_of_a_record_is_that_of_its_usual_class(known):
    assert known.usual(ReplyCode.objects.get(code="X.7.26")).code == Code("5.7.26")
    assert known.usual(ReplyCode.objects.get(code="550")).code == Code("550")


def test_what_vendors_mean_by_a_code(known):
    assert [use.vendor for use in known.uses(Code("5.7.9"))] == ["Gmail", "Yahoo"]
    assert [use.code for use in known.uses(Code("5.7.502"))] == ["5.7.501-503"]
    assert known.uses(Code("5.7.505")) == known.uses(Code("4.7.9")) == []


@pytest.mark.parametrize("code", ["599", "000", "999", "5.7.999", "9.99.999", "2.7.26"])
def test_whatever_is_asked_for_has_neighbours_with_pages(known, code):
    neighbours = known.neighbours(Code(code))
    assert len(neighbours) == nearby.NEIGHBOURS
    assert all(entry.url and entry.code.is_enhanced is ("." in code) for entry in neighbours)
    assert not {entry.code for entry in known.unregistered} & {entry.code for entry in neighbours}


def test_near_a_code_that_nobody_defines_are_the_next_ones_of_its_class(known):
    assert texts(known.neighbours(Code("599"))) == ["553", "554", "555", "556"]
    assert texts(known.neighbours(Code("479"))) == ["454", "455", "458", "459"]


def test_a_code_that_nobody_defines_points_to_defined_ones_first(known):
    undefined = {entry.code.text for entry in known.unregistered}
    for entry in known.unregistered:
        related = [text in undefined for text in texts(known.related(entry.code))]
        assert related == sorted(related), entry.code
    assert texts(known.related(Code("441"))) == ["421", "451", "442"]


def test_each_code_stands_between_those_before_and_after_it_of_its_kind(known):
    def beside(text):
        return [entry and entry.code.text for entry in known.beside(Code(text))]

    assert beside("211") == [None, "214"]
    assert beside("556") == ["555", None]  # 557 is invented
    assert beside("557") == ["546", "570"]
    assert beside("5.7.30") == ["5.7.29", None]
    assert beside("5.7.139") == ["5.7.136", "5.7.321"]  # a vendor's own


def test_the_enhanced_codes_that_come_with_a_reply_code(known):
    partners = {entry.code.text: sources for entry, sources in known.partners(Code("552"))}
    assert "IANA" in partners["5.2.2"]
    assert list(map(Code, partners)) == sorted(map(Code, partners))
    assert known.partners(Code("599")) == []
    # The same pairs as the other side tells them.
    for code in known.codes:
        for basic, sources in known.seen(code).partners:
            assert (known.entry(code), sources) in known.partners(Code(basic))


# --- lists of codes


def test_of_several_codes_those_that_are_known(known):
    assert texts(known.of(["550", "599", "5.7.26", "X.7.26", ""])) == ["550", "5.7.26"]


def test_the_codes_that_begin_with_a_digit(known):
    assert texts(known.basic("3")) == ["334", "354", "355"]
    assert texts(known.undefined("3")) == ["353"]
    assert "460" in texts(known.undefined("4"))  # what a known reply carries
    assert known.basic("9") == known.undefined("9") == []


def test_every_defined_code_is_in_one_group_and_the_others_apart(known):
    grouped = [text for _severity, groups in known.groups for _standing, group in groups for text in texts(group)]
    apart = texts(known.unregistered)
    assert sorted(grouped + apart) == sorted(row.code for row in ReplyCode.objects.exclude(code__startswith="X"))
    assert apart
    for severity, groups in known.groups:
        assert {entry.code.severity for _standing, group in groups for entry in group} == {severity}
        assert all(group for _standing, group in groups)


def test_what_is_met_most_comes_first(known):
    assert texts(known.often_met)[0] == "550"
    assert {"554", "421", "552", "450", "5.1.1"} <= set(texts(known.often_met))
    assert not [text for text in texts(known.often_met) if text.endswith(".0")]  # it gives no detail
    assert known.causes_by_met[0].slug == "recipient-unknown"
    assert sorted(cause.slug for cause in known.causes_by_met) == list(known.causes)
    assert [severity.value for severity, _groups in known.groups] == ["5", "4", "2", "3"]


def test_every_enhanced_code_is_under_its_subject_and_its_class(known):
    rows = ReplyCode.objects.filter(code__startswith="X")
    by_subject = [entry.code for _subject, entries in known.subjects for entry in entries]
    assert sorted(by_subject) == sorted(row.usual for row in rows)
    in_classes = [entry.code for digit in "245" for _subject, entries in known.under(digit) for entry in entries]
    assert sorted(in_classes) == sorted(code for row in rows for code in row.codes)
    [(subject, entries)] = known.under("5.7")
    assert {entry.code.category for entry in entries} == {subject}
    assert all(entry.code.text.startswith("5.7.") for entry in entries)
    assert [a.code < b.code for a, b in pairwise(entries)] == [True] * (len(entries) - 1)
    assert known.under("3") == known.under("5.9") == []


# --- comparisons


def test_only_a_temporary_and_a_permanent_refusal_leave_open_whether_to_wait(known):
    pairs = dict(known.questions)[Question.WAIT_OR_ACT]
    refusals = [Severity.TRANSIENT_NEGATIVE, Severity.PERMANENT_NEGATIVE]
    assert len(pairs) > 10
    assert [pair for pair in pairs if [side.code.severity for side in pair] != refusals] == []


def test_the_comparisons_that_people_ask_for_stand_once_in_order(known):
    pairs = [(left.code, right.code) for left, right in known.pairs]
    assert pairs == sorted({*pairs})
    assert all(left < right for left, right in pairs)
    for row in ReplyCode.objects.all():
        for other in row.confused_with:
            assert tuple(sorted([row.usual, Code(other)])) in pairs
    assert {(Code(pair.left), Code(pair.right)) for pair in CodePair.objects.all()} <= {*pairs}


def test_a_comparison_is_written_or_built_from_facts(known):
    written = [(left.code, right.code) for _question, pairs in known.questions for left, right in pairs]
    built = [(left.code, right.code) for left, right in known.unwritten_pairs]
    assert sorted(written + built) == [(left.code, right.code) for left, right in known.pairs]
    assert known.verdict(Code("250"), Code("553")).key == "250/553"
    assert known.verdict(Code("553"), Code("250")) is None  # one order only
    assert all(known.verdict(left, right) for left, right in written)


def test_the_other_comparisons_of_a_code_or_of_two(known):
    of_one = [{left.code.text, right.code.text} for left, right in known.pairs_with(Code("553"))]
    assert of_one
    assert all("553" in pair for pair in of_one)
    assert of_one[0] == {"550", "553"}
    of_two = [{left.code.text, right.code.text} for left, right in known.pairs_with(Code("550"), Code("553"))]
    assert {"550", "553"} not in of_two
    assert all(pair & {"550", "553"} for pair in of_two)
    assert [pair for pair in of_one if pair != {"550", "553"} and pair not in of_two] == []


def test_a_deleted_code_takes_its_comparisons_along(known):
    assert known.pairs_with(Code("553"))
    ReplyCode.objects.get(code="553").delete()
    after = catalogue.current()
    assert after.pairs_with(Code("553")) == []
    assert CodePair.objects.filter(right="553").exists()
    asked = [pair for _question, pairs in after.questions for pair in pairs]
    assert not [pair for pair in asked if "553" in texts(pair)]
    assert "553" not in texts(after.of(ReplyCode.objects.get(code="550").related))
    assert "553" not in texts(after.neighbours(Code("554")))


# --- causes


def replies_of(**facts):
    return list(KnownReply.objects.filter(**facts))


def test_what_a_code_alone_decides_comes_before_the_most_usual_cause(known):
    replies = replies_of(enhanced="5.2.2") + replies_of(cause="policy")
    causes = known.causes_of(Code("5.2.2"), Fork(replies).causes)
    assert [cause.slug for cause, _times in causes][:2] == ["mailbox-full", "policy"]
    assert causes[1][1] == sum(reply.cause_id == "policy" for reply in replies)
    assert [cause.slug for cause, _times in known.causes_of(Code("4.2.2"), Fork([]).causes)] == ["mailbox-full"]
    assert known.causes_of(Code("2.2.2"), Fork([]).causes) == []  # nothing was refused
    assert known.causes_of(Code("550"), Fork([]).causes) == []


def test_the_codes_of_a_cause_most_usual_first(known):
    cause = Cause.objects.get(slug="mailbox-full")
    codes = known.codes_of(cause, Fork(replies_of(cause="mailbox-full")).codes)
    times = [number for _entry, number, _alone in codes]
    assert times == sorted(times, reverse=True)
    assert {entry.code.text for entry, _times, alone in codes if alone} >= {"5.2.2"}
    without = known.codes_of(cause, Fork([]).codes)
    assert [(number, alone) for _entry, number, alone in without] == [(0, True)] * len(cause.codes)
    assert texts(entry for entry, _times, _alone in without) == sorted(
        known.row(Code(f"5{code[1:]}" if code[0] == "X" else code)).usual.text for code in cause.codes
    )


def test_a_cause_that_was_deleted_is_left_out(known):
    causes = Fork(replies_of(cause="dns")).causes
    for rows in (KnownReply, ProgramError, Advice):
        rows.objects.filter(cause="dns").delete()
    Cause.objects.get(slug="dns").delete()
    assert catalogue.current().causes_of(Code("550"), causes) == []
    assert known.causes_of(Code("550"), causes)


# --- words


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("greylisting", "greylisted"),
        ("553", "553"),
        ("5.7.26", "5.7.26"),
        ("4.7.26", "5.7.26"),
    ],
)
def test_words_and_numbers_find_what_they_are_about(known, query, first):
    found = known.search(query)[0][0]
    assert (found.slug if isinstance(found, Cause) else found.code.text) == first


def test_words_that_stand_nowhere_find_nothing(known):
    assert known.search("xylophone quartets")[0] == known.search("")[0] == []


def test_an_edit_is_in_the_catalogues_of_all_languages(known):
    row = ReplyCode.objects.get(code="550")
    row.name_en, row.related = "Another name", ["553"]
    row.save()
    for language in ("en", "ar"):
        with override(language):
            now = catalogue.current().row(Code("550"))
        assert (now.name_en, now.related) == ("Another name", ["553"])
