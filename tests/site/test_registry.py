"""The enhanced codes of the site, held against the registry (RFC 5248)."""

import csv
import re

import pytest
from running import ROOT

from codes.models import KnownReply, ReplyCode, VendorUse
from smtp_replies.smtp import CLASSES, Code

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def registry():
    with (ROOT / "tests/registry/enhanced-status-codes.csv").open() as file:
        return {row["detail"]: row for row in csv.DictReader(file)}


@pytest.fixture
def rows():
    return {row.code: row for row in ReplyCode.objects.filter(code__startswith="X")}


def test_all_81_codes_have_their_name_and_reference(registry, rows):
    assert len(registry) == 81
    assert rows.keys() == registry.keys()
    for code, row in rows.items():
        assert row.official_phrase == registry[code]["name"]
        rfcs = set(re.findall(r"RFC \d+", registry[code]["reference"]))
        assert {
            reference.rsplit(" ", 1)[0] if reference.count(" ") > 1 else reference for reference in row.references
        } >= rfcs


def test_every_associated_reply_code_is_a_partner(registry, rows):
    for code, row in rows.items():
        partners = {pair.split()[0] for pair, sources in row.partners.items() if "IANA" in sources}
        assert partners >= set(re.findall(r"\b\d{3}\b", registry[code]["associated_basic"])), code


# Pairs that somebody sends against what the enhanced code means, in a class that the registry does not give it.
MISUSED = {"450 4.7.3"}  # Outlook.com, of a full queue: X.7.3 is about security, and useful only as a permanent error


def test_what_a_known_reply_carries_are_partners_and_somebody_who_sends_it_says_so(rows):
    seen = {}
    for reply in KnownReply.objects.select_related("provider"):
        row = rows.get(Code(reply.enhanced).row) if reply.enhanced else None
        if reply.code and row:
            seen.setdefault((row, f"{reply.code} {reply.enhanced}"), set()).add(reply.provider.name)
    assert {pair for row, pair in seen if pair not in row.partners} == MISUSED
    for (row, pair), providers in seen.items():
        if pair not in MISUSED:
            sources = row.partners[pair]
            is_general = any(source in {"IANA", "samples"} or source.startswith("RFC ") for source in sources)
            assert is_general or any(source in name for source in sources for name in providers), pair


def test_what_a_vendor_is_said_to_send_are_partners(rows):
    pairs = {pair for use in VendorUse.objects.exclude(seen_as="") for pair in use.seen_as.split("; ")}
    registered = {pair for pair in pairs if Code(pair.split()[1]).row in rows}
    assert len(registered) > 20
    assert registered - {pair for row in rows.values() for pair in row.partners} == set()


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_a_page_for_every_allowed_class_and_a_helpful_404_for_every_other(client, rows, prefix):
    for row in rows.values():
        for digit in CLASSES:
            code = Code(digit + row.code[1:])
            response = client.get(f"{prefix}/{code}/")
            assert response.status_code == (200 if digit in row.classes else 404), code
            for allowed in row.codes:
                if allowed != code:
                    assert f'href="{prefix}/{allowed}/"' in response.text


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/x.7.26/", 302, "/5.7.26/"),
        ("/ar/X.7.26/", 302, "/ar/5.7.26/"),
        ("/x.1.9/", 302, "/2.1.9/"),
        ("/compare/5.7.26/550/", 301, "/compare/550/5.7.26/"),
        ("/compare/5.7.26/5.7.9/", 301, "/compare/5.7.9/5.7.26/"),
        ("/compare/5.2.2/4.2.2/", 301, "/compare/4.2.2/5.2.2/"),
        ("/compare/5.7.1/5.7.1/", 301, "/5.7.1/"),
    ],
)
def test_redirects(client, path, status, said):
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (status, said)


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/2.7.26/", 404, "in other classes only"),
        ("/3.7.26/", 404, "An enhanced code begins with 2, 4 or 5"),
        ("/x.99.1/", 404, "assigns no subject"),
        ("/5.7.999/", 404, "The registry does not have this enhanced code"),
        ("/5.7.999/", 404, 'href="/5.7/"'),
        ("/5.16.1/", 404, "assigns no subject"),
        ("/5.7.509/", 200, "Exchange Online"),
        ("/5.7.502/", 200, "Exchange Online"),
        ("/4.7.600/", 200, "Exchange Online"),
        ("/5.7.27/", 200, "Gmail"),
        ("/5.1.10/", 200, "Exchange"),
        ("/compare/550/5.7.509/", 404, 'href="/5.7.509/"'),
        ("/9/", 404, "should normally treat it as a fatal error"),
        ("/5.9/", 404, "assigns no subject"),
        ("/3.7/", 404, "An enhanced code begins with 2, 4 or 5"),
        ("/3/", 200, 'href="/354/"'),
        ("/5/", 200, 'href="/5.7.26/"'),
        ("/5.7/", 200, 'href="/5.7.26/"'),
        ("/5.07.1/", 404, "There is no page at this address"),
    ],
)
def test_classes_subjects_and_codes_outside_the_registry(client, path, status, said):
    response = client.get(path)
    assert response.status_code == status
    assert said in response.text


def test_partners_are_shown_both_ways_with_their_source(client):
    basic, enhanced = client.get("/550/").text, client.get("/5.1.1/").text
    assert 'href="/5.1.1/"' in basic[basic.index('id="enhanced"') :]
    assert 'href="/550/"' in enhanced[enhanced.index('id="enhanced"') :]
    assert "the registry" in enhanced


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        ("/search/", "dmarc", "5.7.26"),
        ("/search/", "mailbox full", "5.2.2"),
        ("/ar/search/", "صندوق ممتلئ", "5.2.2"),
        ("/search/", "greylisting", "450"),
        ("/search/", "5.7.26", "5.7.26"),
        ("/search/", "relay denied", "5.7.1"),
        ("/search/", "relay", "554"),
        ("/ar/search/", "القائمة الرمادية", "450"),
        ("/ar/search/", "dmarc", "5.7.26"),
    ],
)
def test_words_find_their_code_among_all(client, path, query, code):
    response = client.get(path, {"q": query})
    found = [str(found.code) for found in response.context["results"] if hasattr(found, "code")]
    assert code in found[:3]
