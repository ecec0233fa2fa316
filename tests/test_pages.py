"""Every page, as its readers meet it."""

import random
from itertools import combinations

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language_info
from pagecheck import faults

from codes import catalogue
from codes.models import CodePair, ReplyCode
from codes.smtp import Code

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
PARTS = 8  # the comparisons are spread over the workers


def prefixed(path, language):
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


def direction(language):
    return "rtl" if get_language_info(language)["bidi"] else "ltr"


@pytest.fixture
def known():
    return {str(code) for code in catalogue.current().codes}


def faults_at(client, path, language, known):
    response = client.get(prefixed(path, language))
    if response.status_code != 200:
        return [f"{path}: status {response.status_code}"]
    return [f"{path}: {fault}" for fault in faults(response.text, language, direction(language), known)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_page_is_whole(client, language, known):
    assert [fault for code in sorted(known) for fault in faults_at(client, f"/{code}/", language, known)] == []


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_comparison_of_two_reply_codes_is_whole(client, language, part, known):
    basic = sorted(code for code in known if "." not in code)
    pairs = list(combinations(basic, 2))
    assert len(pairs) == 3741
    assert faults_of_pairs(client, pairs[part::PARTS], language, known) == []


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_comparisons_with_enhanced_codes_are_whole(client, language, part, known, request):
    pairs = list(combinations(sorted(map(Code, known)), 2))
    enhanced = [pair for pair in pairs if pair[1].is_enhanced]
    # A fixed choice that takes every kind evenly; --comparisons 0 takes them all.
    wanted = request.config.getoption("comparisons") or len(enhanced)
    chosen = random.Random(part).sample(enhanced[part::PARTS], min(wanted // PARTS, len(enhanced[part::PARTS])))  # noqa: S311
    twins = [(a, b) for a, b in enhanced[part::PARTS] if a.row == b.row]
    assert faults_of_pairs(client, {*chosen, *twins}, language, known) == []


def faults_of_pairs(client, pairs, language, known):
    return [fault for left, right in pairs for fault in faults_at(client, f"/compare/{left}/{right}/", language, known)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "path",
    ["/", "/compare/", "/lookup/", "/search/", "/search/?q=550", "/2/", "/3/", "/5/", "/5.7/", "/4.0/", "/5.7.509/"],
)
def test_the_other_pages_are_whole(client, path, language, known):
    assert faults_at(client, path, language, known) == []


def test_a_code_page_answers_on_its_first_screen(client):
    page = client.get("/ar/450/").text
    row = ReplyCode.objects.get(code="450")
    assert "رفض مؤقت" in page
    assert "30 دقيقة على الأقل" in page
    assert row.official_phrase in page
    assert page.index(row.name_ar) < page.index('id="meaning"')


def test_texts_of_a_language_that_lacks_them_are_marked(client):
    ReplyCode.objects.filter(code="553").update(summary_ar="", fix_ar=None)
    page = client.get("/ar/553/").text
    assert page.count("لم يُترجم بعد") == 3  # summary, fix, and the first step taken from it
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


def test_differing_rows_are_marked_by_a_word(client):
    page = client.get("/ar/compare/550/553/").text
    assert page.count("مختلف") >= 2
    assert page.count("متطابق") >= 2


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


CATALOGUE = 3  # codes, comparisons and vendors' uses: once per generation and language


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/ar/", 1),  # the generation
        ("/ar/553/", 3),  # the generation, the row, its meanings by stage
        ("/ar/5.7.26/", 2),  # the generation, the row
        ("/ar/compare/250/553/", 2),  # the generation, both rows
        ("/ar/compare/550/5.7.26/", 2),
        ("/ar/search/?q=full", 1),
        ("/ar/compare/", 1),
        ("/ar/5.7/", 1),
    ],
)
def test_queries(client, django_assert_num_queries, path, queries):
    with django_assert_num_queries(queries + CATALOGUE):
        assert client.get(path).status_code == 200
    cache.clear()
    with django_assert_num_queries(queries):
        client.get(path)


def test_a_page_in_memory_needs_only_the_generation(client, django_assert_num_queries):
    client.get("/ar/compare/250/553/")
    with django_assert_num_queries(1):
        client.get("/ar/compare/250/553/")


def test_a_page_that_has_not_changed_is_not_sent_again(client):
    first = client.get("/553/")
    assert client.get("/553/", headers={"if-none-match": first["ETag"]}).status_code == 304
    row = ReplyCode.objects.get(code="553")
    row.name_en = "Something else"
    row.save()
    assert client.get("/553/", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_list_of_comparisons_survives_a_deleted_code(client):
    ReplyCode.objects.get(code="553").delete()
    page = client.get("/ar/compare/")
    assert page.status_code == 200
    assert 'href="/ar/compare/250/553/"' not in page.text
