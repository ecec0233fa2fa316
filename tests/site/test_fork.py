"""The replies of a code by their causes, and the few that stand for the rest."""

import pytest
from django.db.models import Q

from codes import catalogue, fork, generation, verbatim
from codes.fork import Fork, Way
from codes.models import KnownReply
from smtp_replies.causes import cause_of
from smtp_replies.smtp import Code

FORKS = ["421", "450", "451", "452", "454", "530", "550", "552", "553", "554"]


def reply(slug, cause="tls", text="550 no", **changed):
    return KnownReply(slug=slug, cause_id=cause, provider_id="exim", reply=text, **{"code": "550"} | changed)


def of(code):
    return fork.of_code(generation.current(), Code(code))


@pytest.mark.django_db
def test_the_codes_that_say_little_are_forks():
    known = catalogue.current()
    forks = [code.text for code in known.codes if not code.is_enhanced and of(code.text).parts]
    assert {*FORKS} <= {*forks}
    assert not of("503").parts  # 25 replies, nearly all of one cause
    assert not of("551").parts  # six replies, each of another
    assert not of("250").parts


@pytest.mark.django_db
@pytest.mark.parametrize("code", FORKS)
def test_the_ways_of_a_fork_hold_every_reply_once_the_most_usual_cause_first(code):
    replies = list(KnownReply.objects.filter(Q(code=code) | Q(enhanced=code)))
    ways = of(code).ways
    assert [way.times for way in ways] == sorted((way.times for way in ways), reverse=True)
    assert sorted(r.slug for way in ways for r in way.replies) == sorted(r.slug for r in replies)
    assert all({r.cause_id for r in way.replies} == {way.cause} for way in ways)
    assert Fork(reversed(replies)).ways == ways


@pytest.mark.django_db
@pytest.mark.parametrize("code", FORKS)
def test_the_phrase_of_a_usual_cause_tells_it_at_a_glance(code):
    """Verbatim, short, and by itself enough for the engine to name the cause."""
    for way in of(code).usual:
        assert way.phrase in " ".join(way.replies[0].reply.split()), way.cause
        if way.times > fork.EXAMPLES:
            assert cause_of(way.phrase).cause == way.cause, way.phrase
            assert verbatim.is_plain(way.phrase, fork.BRIEF) or way.cause in {"dns", "reputation-blocked"}, way.phrase


def test_a_clear_reply_comes_before_one_that_says_nothing_and_one_that_says_more_than_words():
    codes = reply("a", "recipient-unknown", "550 5.1.1 X7-0042 [abc123]")
    long = reply("b", "recipient-unknown", "550 <user@example.com>: Recipient address rejected: User unknown in table")
    clear = reply("c", "recipient-unknown", "550 5.1.1 User unknown")
    assert Fork([codes, long, clear]).ways[0].replies[0] is clear


def test_examples_take_the_causes_in_turn():
    replies = [
        reply(f"{cause}-{n}", cause) for cause, times in (("dns", 4), ("tls", 2), ("loop", 1)) for n in range(times)
    ]
    causes = [r.cause_id for r in Fork(replies).examples]
    assert causes == ["dns", "tls"]
    assert Fork(replies).has_more
    assert [r.cause_id for r in Fork(replies[:4]).examples] == ["dns", "dns"]
    assert not Fork(replies[:2]).has_more
    assert Fork([]).examples == []


def test_replies_of_one_source_stand_together_the_greatest_source_first():
    sources = ["https://b.example.com", "https://a.example.com", "https://b.example.com"]
    replies = [reply(str(n), source=url, source_kind="collected") for n, url in enumerate(sources)]
    found = Way("tls", replies).by_source
    assert [(url, [r.slug for r in own]) for (_kind, url), own in found] == [
        ("https://b.example.com", ["0", "2"]),
        ("https://a.example.com", ["1"]),
    ]


@pytest.mark.django_db
def test_enhanced_codes_come_by_how_often_they_are_sent():
    usual, rest = of("550").by_times(catalogue.current().partners(Code("550")))
    assert len(usual) == fork.USUAL
    assert usual[0][0].code == Code("5.7.1")
    times = [sum(entry.code in r.codes for r in of("550").replies) for entry, _sources in (*usual, *rest)]
    assert times == sorted(times, reverse=True)
    unsent = [entry.code for (entry, _sources), number in zip((*usual, *rest), times, strict=True) if not number]
    assert unsent == sorted(unsent)


@pytest.mark.django_db
def test_every_list_is_a_page(django_assert_num_queries):
    known = catalogue.current()
    with django_assert_num_queries(0):  # the catalogue has read the replies already
        found = list(fork.lists(known))
    assert ("replies", (Code("550"),)) in found
    assert ("replies-of-way", (Code("550"), "recipient-unknown")) in found
    assert ("replies-of-cause", ("syntax", 2)) in found
    assert len(found) == len({*found})
