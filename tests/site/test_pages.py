"""Every page, as its readers meet it."""

import re
from collections import defaultdict
from itertools import combinations

import brotli
import lxml.html
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language_info
from pagecheck import faults
from running import ROOT

from codes import catalogue, loading
from codes.facts import Desk, Retried, Waiting
from codes.fork import EXAMPLES, PAGE, USUAL, lists
from codes.labels import ICONS
from codes.models import Cause, CodePair, KnownReply, Program, Provider, ReplyCode
from smtp_replies.smtp import Code

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
LARGEST = 20 * 1024  # octets of a compressed page
PARTS = 2  # the comparisons are spread over the workers


def prefixed(path, language):
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


def direction(language):
    return "rtl" if get_language_info(language)["bidi"] else "ltr"


@pytest.fixture
def known():
    return {str(code) for code in catalogue.current().codes}


def compressed(response):
    """How many octets travel to a browser."""
    return len(brotli.compress(response.content, quality=5))


def faults_at(client, path, language, known):
    response = client.get(prefixed(path, language))
    if response.status_code != 200:
        return [f"{path}: status {response.status_code}"]
    if compressed(response) > LARGEST:
        return [f"{path}: {compressed(response)} octets"]
    return [f"{path}: {fault}" for fault in faults(response.text, language, direction(language), known)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_page_is_whole(client, language, known, spread):
    assert [fault for code in spread(sorted(known)) for fault in faults_at(client, f"/{code}/", language, known)] == []


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_comparison_of_two_reply_codes_is_whole(client, language, part, known, spread):
    basic = sorted(code for code in known if "." not in code)
    assert faults_of_pairs(client, spread(combinations(basic, 2))[part::PARTS], language, known) == []


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_comparisons_with_enhanced_codes_are_whole(client, language, part, known, spread):
    pairs = list(combinations(sorted(map(Code, known)), 2))
    enhanced = [pair for pair in pairs if pair[1].is_enhanced]
    twins = [(a, b) for a, b in enhanced if a.row == b.row]
    assert faults_of_pairs(client, [*spread(enhanced), *spread(twins)][part::PARTS], language, known) == []


def faults_of_pairs(client, pairs, language, known):
    return [fault for left, right in pairs for fault in faults_at(client, f"/compare/{left}/{right}/", language, known)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "path",
    [
        *("/", "/compare/", "/lookup/", "/search/", "/search/?q=550", "/2/", "/3/", "/5/", "/5.7/", "/4.0/"),
        *("/search/?q=full", "/causes/", "/providers/", "/errors/", "/about/", "/privacy/"),
        *("/5.7.509/", "/5.7.515/", "/460/"),  # outside the registry, of vendors and of known replies
    ],
)
def test_the_other_pages_are_whole(client, path, language, known):
    assert faults_at(client, path, language, known) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", [Cause, Provider])
def test_every_page_of_causes_and_providers_is_whole(client, model, language, known, spread):
    paths = spread(row.get_absolute_url() for row in model.objects.all())
    assert [fault for path in paths for fault in faults_at(client, path, language, known)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_of_known_replies_is_whole(client, language, known, spread):
    found = spread(reverse(name, args=address) for name, address in lists(catalogue.current()))
    assert [fault for path in found for fault in faults_at(client, path, language, known)] == []
    heads = [lxml.html.document_fromstring(client.get(prefixed(path, language)).text).find("head") for path in found]
    titles = {head.findtext("title").strip() for head in heads}
    descriptions = {head.xpath("meta[@name='description']/@content")[0].strip() for head in heads}
    assert len(titles) == len(found)
    assert len(descriptions) == len({path.removesuffix("2/") for path in found})  # a second page has that of the first
    canonical = [head.xpath("link[@rel='canonical']/@href")[0] for head in heads]
    assert canonical == [settings.SITE_URL + prefixed(path, language) for path in found]


def items(client, path):
    """The replies of a page, each with its text; every one has an anchor of its own."""
    root = lxml.html.document_fromstring(client.get(path).text)
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids)), path
    return {item.get("id"): item for item in root.xpath("//li[@id][pre[@translate='no'][@lang='en'][@dir='ltr']]")}


def test_every_known_reply_stands_verbatim_on_the_page_of_its_provider(client):
    replies = KnownReply.objects.all()
    pages = {slug: items(client, f"/ar/providers/{slug}/") for slug in {reply.provider_id for reply in replies}}
    for reply in replies:
        item = pages[reply.provider_id].pop(reply.slug)
        assert item.find("pre").text_content() == reply.reply
        (link,) = item.xpath(f".//a[@href='#{reply.slug}']")
        assert reply.reply[:30] in link.get("aria-label")
        assert bool(item.find_class("verdict")) == bool(reply.codes)
    assert not any(pages.values())


def test_every_known_reply_is_in_the_lists_of_its_codes_and_cause_and_leads_to_its_provider(client):
    known, replies = catalogue.current(), {reply.slug: reply for reply in KnownReply.objects.all()}
    wanted = defaultdict(set)
    for reply in replies.values():
        for code in filter(known.url, reply.codes):
            wanted[f"/{code}/"].add(reply.slug)
        wanted[f"/causes/{reply.cause_id}/"].add(reply.slug)
    listed = defaultdict(set)
    for name, address in lists(known):
        page = f"/{address[0]}/" if name != "replies-of-cause" else f"/causes/{address[0]}/"
        listed[page] |= items(client, reverse(name, args=address)).keys()
    for page, slugs in wanted.items():
        shown = items(client, page)
        assert len(shown) == min(len(slugs), EXAMPLES), page
        assert {*shown} | listed[page] == slugs, page
        for slug, item in shown.items():
            assert item.find("pre").text_content() == replies[slug].reply
            assert item.xpath(f".//a[@href='{replies[slug].get_absolute_url()}']"), slug
            assert item.xpath(".//a[contains(@rel, 'nofollow')]/@href") == [replies[slug].source]
    # The registry has X.7.3 in class 5 only, and so the site has no page for the class that one server sends.
    assert known.url(Code("4.7.3")) is None
    assert 'href="/4.7.3/"' not in client.get("/causes/rate-limited/").text


@pytest.mark.parametrize("prefix", ["", "/ar"])
@pytest.mark.parametrize("code", ["550", "554", "552", "421", "450", "451", "553", "5.7.1"])
def test_a_code_of_many_causes_asks_for_the_words_before_anything_else(client, code, prefix):
    root = lxml.html.document_fromstring(client.get(f"{prefix}/{code}/").text)
    assert root.xpath("//article//h2/@id")[:3] == ["causes", "fix", "meaning"]
    replies = loading.replies(catalogue.current().generation).by_code[Code(code)]
    usual, _rest = root.find_class("fork")
    assert len(usual) == USUAL
    numbers = []
    for way in root.xpath("//ul[@class='fork']/li"):
        (phrase,) = way.xpath("q[@lang='en'][@dir='ltr'][@translate='no']")
        assert phrase.text.strip()
        cause = way.xpath("a/@href")[0].rstrip("/").rpartition("/")[2]
        number = sum(reply.cause_id == cause for reply in replies)
        share = way.find_class("proportion")[0]
        assert {str(len(replies)), str(number)} <= {*re.findall(r"\d+", share.text_content())} or number < 3
        assert client.get(share.get("href").partition("#")[0]).status_code == 200
        numbers.append(number)
    assert numbers == sorted(numbers, reverse=True)
    assert sum(numbers) == len(replies)


def test_a_code_of_few_causes_lists_them(client):
    page = client.get("/503/").text
    assert 'class="fork"' not in page
    assert 'id="causes"' in page


def test_a_list_that_another_page_holds_whole_leads_there(client):
    for prefix in ("", "/ar"):
        assert client.get(f"{prefix}/550/replies/loop/")["Location"] == f"{prefix}/550/replies/#loop"
        assert client.get(f"{prefix}/541/replies/")["Location"] == f"{prefix}/541/#replies"
        assert client.get(f"{prefix}/causes/account-restricted/replies/").status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        *("/550/replies/nothing/", "/550/replies/greylisted/", "/599/replies/", "/599/replies/syntax/"),
        *("/550/replies/syntax/2/", "/550/replies/syntax/0/", "/causes/nothing/replies/", "/causes/syntax/replies/9/"),
    ],
)
def test_a_list_of_nothing_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_a_list_past_sixty_has_pages(client):
    first = KnownReply.objects.filter(code="452", cause="server-busy").first()
    new = [f"{first.provider_id}-new-{number}" for number in range(2 * PAGE)]
    facts = {
        "provider": first.provider,
        "reply": "452 busy",
        "code": "452",
        "cause": first.cause,
        "source_kind": "collected",
    }
    KnownReply.objects.bulk_create(KnownReply(slug=s, source="https://example.com/", **facts) for s in new)
    pages = ["/ar/452/replies/server-busy/", *(f"/ar/452/replies/server-busy/{n}/" for n in (2, 3))]
    shown = [items(client, path) for path in pages]
    assert [len(page) for page in shown] == [PAGE, PAGE, 6]
    assert len({slug for page in shown for slug in page}) == 2 * PAGE + 6
    root = lxml.html.document_fromstring(client.get(pages[1]).text)
    assert root.xpath("//nav[@class='pages']/a/@href") == pages
    assert root.xpath("//nav[@class='pages']/a[@aria-current]/@href") == [pages[1]]
    moved = client.get("/ar/452/replies/server-busy/1/")
    assert (moved.status_code, moved["Location"]) == (301, pages[0])
    assert f"{settings.SITE_URL}{pages[2]}" in client.get("/sitemap-replies.xml").text


def test_the_most_usual_enhanced_codes_come_first_each_in_the_colour_of_its_class(client):
    root = lxml.html.document_fromstring(client.get("/550/").text)
    (usual,) = root.xpath("//h2[@id='enhanced']/following-sibling::ul[@class='codes'][1]")
    assert len(usual) == USUAL
    (rest,) = root.xpath("//h2[@id='enhanced']/following-sibling::details[1]")
    for item in [*usual, *rest.iter("li")]:
        code = Code(item.findtext(".//code"))
        assert item.get("class") == ICONS[code.severity]
    assert rest.xpath(".//li[@class='temporary']")


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_causes_stand_where_they_have_to_be_dealt_with(client, prefix):
    root = lxml.html.document_fromstring(client.get(f"{prefix}/causes/").text)
    headings = root.xpath("//main//h2")
    assert [heading.get("id") for heading in headings] == [desk.value for desk in Desk]
    shown = {}
    for heading in headings:
        assert heading.xpath(".//svg[@aria-hidden='true']")
        assert heading.text_content().strip()
        for link in heading.getnext().xpath(".//li/a/@href"):
            shown[link.rstrip("/").rpartition("/")[2]] = heading.get("id")
    assert shown == {cause.slug: cause.desk.value for cause in Cause.objects.all()}


def test_providers_stand_by_what_is_known_of_them_and_the_silent_apart(client):
    root = lxml.html.document_fromstring(client.get("/ar/providers/").text)
    links = root.xpath("//ul[@class='codes']//a[starts-with(@href, '/ar/providers/')]")
    names = [" ".join(link.text_content().split()) for link in links]
    assert names[0] == "Gmail / Google Workspace"
    assert len(names) == len({*names}) == Provider.objects.count()
    (silent,) = root.xpath("//h2[@id='without-replies']/following-sibling::ul")
    slugs = {link.rstrip("/").rpartition("/")[2] for link in silent.xpath(".//a/@href")}
    assert slugs == {*Provider.objects.filter(replies=None).values_list("slug", flat=True)}
    assert not silent.find_class("sources")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_with_most_replies_is_no_large_page(client, language, figures):
    size = compressed(client.get(prefixed("/550/", language)))
    figures.append(f"/550/ ({language}) compressed: {size} octets")
    assert size <= 10 * 1024


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_a_program_is_large(client, language, spread):
    paths = spread(prefixed(program.get_absolute_url(), language) for program in Program.objects.all())
    assert [path for path in paths if compressed(client.get(path)) > LARGEST] == []


@pytest.mark.parametrize(
    ("path", "causes"),
    [
        ("/5.2.2/", ["mailbox-full"]),  # what the code alone decides comes first
        ("/535/", ["auth-required"]),
        ("/4.5.3/", ["rate-limited"]),  # no known reply carries it
        ("/550/", ["recipient-unknown", "authentication-failed", "reputation-blocked"]),  # else the most usual
        ("/250/", []),
        ("/2.1.5/", []),
    ],
)
def test_a_code_page_lists_its_causes_most_usual_first(client, path, causes):
    listed = [cause.slug for cause, _times in client.get(path).context["causes"]]
    assert listed[: len(causes)] == causes
    assert bool(listed) == bool(causes)


def test_a_cause_page_answers_on_its_first_screen(client):
    page = client.get("/ar/causes/mailbox-full/").text
    cause = Cause.objects.get(slug="mailbox-full")
    for text in (cause.name_ar, cause.summary_ar, cause.for_sender_ar.splitlines()[0].removeprefix("1. ")):
        assert text in page[: page.index('id="meaning"')]
    anchors = ("meaning", "signs", "fix", "codes", "replies", "specification", "sender", "sender-admin", "recipient")
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in page] == []


def test_a_provider_without_known_replies_says_so(client):
    assert "No reply of this provider is known here yet." in client.get("/providers/sorbs/").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_is_whole(client, language, known):
    """One known reply of every cause, with and without a code."""
    first = {reply.cause_id: reply.reply for reply in KnownReply.objects.order_by("-slug")}
    assert {*Cause.objects.values_list("slug", flat=True)} - first.keys() == {"no-connection", "suppressed"}
    for cause, reply in first.items():
        response = client.post(prefixed("/lookup/", language), {"text": f"The server said:\n{reply}\n\n"})
        assert f"/causes/{cause}/" in response.text, reply
        assert list(faults(response.text, language, direction(language), known)) == [], reply


def test_a_code_page_answers_on_its_first_screen(client):
    page = client.get("/ar/450/").text
    row = ReplyCode.objects.get(code="450")
    assert "رفض مؤقت" in page
    assert "<b>30 دقيقة</b>" in page
    assert row.official_phrase in page
    assert page.index(row.name_ar) < page.index('id="meaning"')


def test_the_times_of_attempts_stand_where_a_server_tries_again_and_nowhere_else(client, known):
    timeline, site = 'class="timeline"', catalogue.current()
    shown = {code for code in known if timeline in client.get(f"/{code}/").text}
    queued = {code for code in known if site.seen(Code(code)).facts.retried is Retried.QUEUE}
    assert shown == {code for code in queued if code[0] == "4"}
    assert {"450", "4.2.2", "4.7.26"} <= shown
    assert shown & {"4.4.7", "432", "4.7.12", "550", "5.2.2", "250", "354"} == set()
    causes = Cause.objects.all()
    helped = {cause.slug for cause in causes if timeline in client.get(cause.get_absolute_url()).text}
    assert helped == {cause.slug for cause in causes if cause.waiting_helps is Waiting.HELPS}


@pytest.mark.parametrize(
    ("text", "is_shown"),
    [
        ("451 4.7.1 Greylisted, please try again later", True),
        ("4.4.7 Message expired", False),  # its time has run out
        ("454 4.7.0 Temporary authentication failure", True),
        ("432 4.7.12 A password transition is needed", False),  # no queue stands behind a login
        ("550 5.1.1 User unknown", False),
        ((ROOT / "tests/bounces/rfc3464-28.eml").read_text("utf-8"), False),
    ],
)
def test_the_times_of_attempts_in_an_answer(client, text, is_shown):
    assert ('class="timeline"' in client.post("/lookup/", {"text": f"{text}\n\n"}).text) is is_shown


def test_texts_of_a_language_that_lacks_them_are_marked(client):
    ReplyCode.objects.filter(code="553").update(summary_ar="", fix_ar=None)
    page = client.get("/ar/553/").text
    assert page.count("لم يُترجم بعد") == 4  # summary, the first step, and what two readers do
    assert '<div class="prose" lang="en" dir="ltr">' in page


def test_a_code_in_a_text_is_a_link_but_not_to_its_own_page(client):
    page = client.get("/553/").text
    assert '<a href="/453/"><code' in page
    assert 'href="/553/"><code dir="ltr" translate="no">553</code></a> refuses' not in page
    assert '<a href="/ar/453/"><code' in client.get("/ar/553/").text


def test_a_comparison_that_nobody_needs_says_so_and_points_on(client):
    page = client.get("/compare/250/553/").text
    assert CodePair.objects.get(left="250", right="553").lead.markdown.split("`")[0] in page
    assert page.index('href="/compare/550/553/"') < page.index('id="facts"')


def trail(client, path):
    root = lxml.html.document_fromstring(client.get(path).text)
    [nav] = root.xpath("//nav[@class='trail']")
    assert nav.get("aria-label")
    links = nav.xpath(".//li/a/@href")
    assert [client.get(link).status_code for link in links] == [200] * len(links), path
    return [*links, nav.xpath("string(.//li[last()]/*[@aria-current='page'])")]


@pytest.mark.parametrize("prefix", ["", "/ar"])
@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("/550/", ["/5/", "550"]),
        ("/5.7.26/", ["/5/", "/5.7/", "5.7.26"]),
        ("/5.7.139/", ["/5/", "/5.7/", "5.7.139"]),
        ("/4.7/", ["/4/", "4.7"]),
    ],
)
def test_the_way_up(client, path, way, prefix):
    assert trail(client, prefix + path) == [*(prefix + link for link in way[:-1]), way[-1]]


def test_the_way_up_from_a_cause_and_a_comparison_is_in_words(client):
    assert trail(client, "/causes/mailbox-full/") == ["/causes/", "Mailbox full"]
    assert trail(client, "/ar/compare/450/550/")[0] == "/ar/compare/"
    assert trail(client, "/ar/providers/gmail/") == ["/ar/providers/", Provider.objects.get(slug="gmail").name]
    assert trail(client, "/errors/nodemailer/")[0] == "/errors/"


@pytest.mark.parametrize("path", ["/550/", "/ar/5.7.26/", "/5.7.139/", "/ar/571/", "/211/"])
def test_previous_and_next_code(client, path):
    known = catalogue.current()
    root = lxml.html.document_fromstring(client.get(path).text)
    own = [entry and entry.code.text for entry in known.beside(Code(path.split("/")[-2]))]
    found = [root.xpath(f"string(//a[@rel='{rel}']/@href)").split("/")[-2:-1] for rel in ("prev", "next")]
    assert found == [[text] if text else [] for text in own]


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_what_nobody_defines_is_listed_apart(client, prefix):
    root = lxml.html.document_fromstring(client.get(f"{prefix}/5/").text)

    def listed(anchor):
        links = root.xpath(f"//h2[@id='{anchor}']/following-sibling::ul[1]//a/@href")
        return {link.split("/")[-2] for link in links}

    assert {"550", "554"} < listed("reply-codes")
    assert {"510", "571", "585"} < listed("undefined")
    assert not listed("reply-codes") & listed("undefined")
    [apart] = root.xpath("//h2[@id='undefined']/..")
    assert apart.get("class") == "outside"


def test_a_success_says_what_it_does_not_promise_instead_of_what_happens_to_a_refusal(client):
    for code in catalogue.current().codes:
        if code.severity.goes_well and not code.is_enhanced:
            card = lxml.html.document_fromstring(client.get(f"/{code}/").text).xpath("//header[@class='answer']")[0]
            assert "What it does not promise" in card.text_content(), code
            assert "There is nothing to fix" not in card.text_content(), code
            assert not card.xpath(".//*[@id='tried-again']"), code


def test_differing_rows_are_marked_by_a_word(client):
    page = client.get("/ar/compare/550/553/").text
    assert page.count("يختلف") >= 2
    assert page.count("نفسه في الرمزين") >= 2


def test_every_section_of_a_code_page_has_the_same_anchor_in_every_language(client):
    anchors = [
        "meaning",
        "when",
        "fix",
        "session",
        "enhanced",
        "confused-with",
        "related",
        "specification",
        "rcpt",
    ]
    for path in ("/550/", "/ar/550/"):
        page = client.get(path).text
        assert [anchor for anchor in anchors if f'id="{anchor}"' not in page] == []


# codes, meanings, comparisons, vendors' uses, causes, advice, errors of programs, mail systems and known replies: once
# per generation
CATALOGUE = 10
# The known replies that name codes outside the registry, each asked for once per generation.
NAMED_BY_REPLIES = 19
# Known replies, causes, advice, errors of programs: once per generation, where something is read.
MATCHER = {"/ar/5.7.515/": 4, "/ar/5.7/": 4 + NAMED_BY_REPLIES}


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/ar/", 1),  # the generation
        ("/ar/553/", 1),
        ("/ar/5.7.26/", 1),
        ("/ar/5.7.515/", 1),
        ("/ar/550/replies/", 1),
        ("/ar/550/replies/syntax/", 1),
        ("/ar/causes/syntax/replies/2/", 1),
        ("/ar/causes/", 1),
        ("/ar/causes/mailbox-full/", 1),
        ("/ar/providers/", 2),  # the generation, the providers with their numbers of replies
        ("/ar/providers/gmail/", 3),  # the generation, the provider, its known replies
        ("/ar/about/", 1),
        ("/ar/privacy/", 1),
        ("/ar/errors/", 1),
        ("/ar/errors/nodemailer/", 2),  # the generation, the program
        ("/ar/compare/250/553/", 1),
        ("/ar/compare/550/5.7.26/", 1),
        ("/ar/search/?q=full", 1),
        ("/ar/compare/", 1),
        ("/ar/5.7/", 1),
    ],
)
def test_queries(client, django_assert_num_queries, path, queries):
    with django_assert_num_queries(queries + CATALOGUE + MATCHER.get(path, 0)):
        assert client.get(path).status_code == 200
    with django_assert_num_queries(queries):
        client.get(path)


def test_the_list_of_comparisons_survives_a_deleted_code(client):
    ReplyCode.objects.get(code="553").delete()
    page = client.get("/ar/compare/")
    assert page.status_code == 200
    assert 'href="/ar/compare/250/553/"' not in page.text


def test_the_title_of_a_right_to_left_page_starts_with_a_mark(client):
    assert "<title>\N{RIGHT-TO-LEFT MARK}550: " in client.get("/ar/550/").text
    assert "<title>550: " in client.get("/550/").text
