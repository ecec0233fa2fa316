"""Links that people keep go on leading where they led: every address and anchor of an earlier site."""

import json
from functools import cache
from itertools import combinations

import lxml.html
import pytest
from django.conf import settings
from running import ROOT

from smtp_replies import Code

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
MOST_REDIRECTS = 3


@cache
def kept() -> dict[str, list[str]]:
    """The words behind the first one of each line."""
    lines = (ROOT / "tests/addresses.txt").read_text("utf-8").splitlines()
    return {line.split()[0]: line.split()[1:] for line in lines if line and not line.startswith("#")}


def prefixed(path, language):
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


def lost(client, path, anchors, led_on=None):
    """What of an address no longer leads anywhere, followed as a browser follows redirects.

    `led_on` tells what stands at an address that the script leads on to.
    """
    response = client.get(path, follow=True)
    if response.status_code != 200 or len(response.redirect_chain) > MOST_REDIRECTS:
        return [f"{path}: status {response.status_code}"]
    if not anchors:
        return []
    root = lxml.html.document_fromstring(response.text)
    found = set(root.xpath("//@id"))
    return [f"{path}#{name}" for name in anchors if name not in found and not is_led_on(led_on, root, name)]


def is_led_on(read, root, name):
    """Whether site.js leads on to the page that has the anchor: that of the provider whose name it begins with."""
    if not root.find_class("replies"):
        return False
    entries = json.loads(read(root.xpath("//@data-suggestions")[0]))["entries"]
    providers = [address for _code, _name, address, kind, _others in entries if kind == "provider"]
    owners = [address for address in providers if name.startswith(f"{address.split('/')[-2]}-")]
    return bool(owners) and f'id="{name}"' in read(max(owners, key=len))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_and_anchor_is_there(client, language, spread):
    pages = {path: anchors for path, anchors in kept().items() if path.startswith("/")}
    assert len(pages) > 400
    in_one_language = (".txt", ".xml")  # robots and sitemaps speak of all of them
    paths = {p: a for p, a in pages.items() if language == settings.LANGUAGE_CODE or not p.endswith(in_one_language)}
    chosen = spread(paths.items()) if language != settings.LANGUAGE_CODE else paths.items()
    read = cache(lambda address: client.get(address).text)
    assert [gone for path, anchors in chosen for gone in lost(client, prefixed(path, language), anchors, read)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_comparison_and_anchor_is_there(client, language, spread):
    pairs = combinations(sorted(map(Code, kept()["codes"])), 2)
    gone = [
        missing
        for left, right in spread(pairs)
        for missing in lost(client, prefixed(f"/compare/{left}/{right}/", language), kept()["comparison"])
    ]
    assert gone == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_comparison_written_by_hand_has_its_verdict(client, language, spread):
    pairs = kept()["verdict"]
    assert len(pairs) > 70
    assert [
        gone for pair in spread(pairs) for gone in lost(client, prefixed(f"/compare/{pair}/", language), ["verdict"])
    ] == []
