"""What a search finds first, for questions as people ask them, and how often codes and causes are met."""

import csv
import sys
import time

import pytest
from django.conf import settings
from django.utils.translation import override
from running import ROOT

from codes import catalogue, finding
from codes.models import Advice, Cause, KnownReply, Program, ProgramError, Provider, ReplyCode, VendorUse

sys.path.insert(0, str(ROOT / "tools"))

import count_met

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
FIRST = 0.95  # of the questions have the right answer first


def questions(language, which):
    """Each question with the addresses that are right; `*` stands for any that begins so."""
    with (ROOT / "tests/questions.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    own = [row for row in rows if (row["language"], row["set"]) == (language, which)]
    return {row["question"]: row["addresses"].split() for row in own}


def is_right(found, addresses):
    with override(settings.LANGUAGE_CODE):
        url = found.get_absolute_url()
    return any(url == right or (right.endswith("*") and url.startswith(right[:-1])) for right in addresses)


def judged(language, which):
    """The questions whose right answer is not the first, and those where it is none of three."""
    with override(language):
        known = catalogue.current()
        found = {question: known.search(question)[0][:3] for question in questions(language, which)}
    asked = questions(language, which)
    right = {question: [is_right(one, asked[question]) for one in found[question]] for question in asked}
    not_first = [question for question, fits in right.items() if not any(fits[:1])]
    return not_first, [question for question, fits in right.items() if not any(fits)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_answer_to_a_question_comes_first(language, figures):
    asked = len(questions(language, "asked"))
    not_first, nowhere = judged(language, "asked")
    figures.append(f"search: right answer first, {language}: {asked - len(not_first)} of {asked}")
    assert asked >= 60
    assert nowhere == []
    assert len(not_first) <= asked * (1 - FIRST), not_first


@pytest.mark.parametrize("language", LANGUAGES)
def test_so_it_does_for_questions_that_were_never_seen(language, figures):
    """These were set aside before the ranking was made, and no rule may be made for one of them."""
    unseen = len(questions(language, "unseen"))
    not_first, nowhere = judged(language, "unseen")
    figures.append(
        f"search: never seen, {language}: first {unseen - len(not_first)}, in three {unseen - len(nowhere)} of {unseen}"
    )
    assert unseen >= 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_search_takes_no_time_and_asks_the_database_for_nothing(language, django_assert_num_queries):
    with override(language):
        known = catalogue.current()
        known.search("warm")
        known.replies.search("warm")
        times = []
        with django_assert_num_queries(0):
            for question in questions(language, "asked"):
                start = time.process_time()
                known.search(question)
                known.replies.search(question)
                times.append(time.process_time() - start)
    assert sorted(times)[len(times) // 2] < 0.03


def test_every_kind_of_row_is_found_by_its_name():
    known = catalogue.current()
    for query, model in (
        ("relay denied", Cause),
        ("gmail app password", Advice),
        ("5.7.139", VendorUse),
        ("hotmail live msn", Provider),
        ("0x800ccc0e", ProgramError),
    ):
        assert isinstance(known.search(query)[0][0], model), query
    assert isinstance(known.search("553")[0][0].row, ReplyCode)
    assert isinstance(known.replies.search("unusual rate of unsolicited mail")[0][0], KnownReply)


# Spellings, joinings and forms that a rule has to forgive; what is said around them must not hide what is meant.
FORMS = {
    "en": [
        *[
            ("email adress doesn’t exist", "/causes/recipient-unknown/"),
            ("recepient inbox full", "/causes/mailbox-full/"),
        ],
        *[("relaying not permited", "/causes/relay-denied/"), ("on a black list", "/causes/reputation-blocked/")],
        *[("scanner can't email documents", "/errors/printers/"), ("zxqv mailbox full", "/causes/mailbox-full/")],
        *[("account hacked", "/causes/account-restricted/"), ("contact form broken", "/errors/wordpress/")],
    ],
    "ar": [
        *[
            ("السيرفر في البلاك ليست", "/causes/reputation-blocked/"),
            ("سياسة دي مارك", "/causes/authentication-failed/"),
        ],
        *[("بورت 25 مقفول", "/causes/no-connection/"), ("القائمه الرماديه كم استنى", "/causes/greylisted/")],
        *[("سبام هاوس", "/causes/reputation-blocked/"), ("مشكلة دي كيم", "/causes/authentication-failed/")],
        *[("وبريده ممتلئ", "/causes/mailbox-full/"), ("ميكروسوفت عطلت الدخول", "/causes/auth-required/")],
    ],
}


@pytest.mark.parametrize(("language", "query", "url"), [(of, *one) for of, asked in FORMS.items() for one in asked])
def test_forms_that_people_write_are_understood(language, query, url):
    with override(language):
        found = catalogue.current().search(query)[0][:3]
    with override(settings.LANGUAGE_CODE):
        assert any(one.get_absolute_url().startswith(url) for one in found), found


def test_the_excerpt_is_the_sentence_with_the_words_and_else_the_summary():
    known = catalogue.current()
    cause = known.causes["auth-required"]
    told = finding.told(cause)
    assert finding.excerpt(told, known.index.search("xylophone")[1]) == cause.own_summary
    assert "Gmail" in finding.excerpt(told, known.index.search("gmail app password")[1]).markdown
    assert finding.told(Provider.objects.first()) == []


def test_what_people_call_things_names_things_that_there_are():
    there = {*Cause.objects.values_list("slug", flat=True), *Advice.objects.values_list("slug", flat=True)}
    there |= set(ReplyCode.objects.values_list("code", flat=True))
    there |= {*Program.objects.values_list("slug", flat=True), *Provider.objects.values_list("slug", flat=True)}
    for language in LANGUAGES:
        called = finding.called(settings.CONTENT_DIR, language)
        assert not called.keys() - there
        assert set(Cause.objects.values_list("slug", flat=True)) <= called.keys()


# --- how often


def test_how_often_something_is_met_is_counted_anew():
    assert count_met.main(["--check"]) is None, "make met"
    assert count_met.main(["--else"]) == count_met.__doc__


def test_both_sources_weigh_the_same():
    assert count_met.mean(["550", "550", "", "421", "421"], ["550"]) == {"550": 7500, "421": 2500}


def test_a_folder_without_these_files_will_do(tmp_path):
    assert not finding.met(tmp_path)
    assert not finding.called(tmp_path, {"en"})
    assert finding.language(tmp_path, {"en"}).same == ()


def test_codes_and_causes_are_met():
    met = finding.met(settings.CONTENT_DIR)
    assert met.most_common(1)[0][0] == "550"
    assert met["recipient-unknown"] > met["loop"] > 0 == met["599"]
