"""Finished pages: which form a client can read, whether it has it already, and how much memory they take."""

import gzip

import brotli
import pytest

from site_config.finished import Page, Pages, encoding_for, is_known

HEADERS = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", b"9"), (b"cache-control", b"no-cache")]
UNPACK = [brotli.decompress, gzip.decompress, bytes]
TEXT = "صفحة عن 550 ".encode() * 1000


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", ""),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP", "gzip"),
        ("gzip;q=0", ""),
        ("gzip;q=0.0, br;q=0", ""),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, *", "gzip"),
        ("*", "br"),
        ("*;q=0", ""),
        ("identity", ""),
        ("identity;q=1, gzip;q=0.5", ""),
        ("gzip ; q = 1", "gzip"),
        ("gzip;q=nonsense", ""),
        ("gzip;q=nan", ""),
        ("x-gzip, brotli", ""),
        (";,;q=,=", ""),
        ("\xff\xfe", ""),
    ],
)
def test_the_encoding_that_a_client_likes_best(accepted, encoding):
    assert encoding_for(accepted.encode("latin-1")) == encoding


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ('"a-br"', True),
        ('W/"a-br"', True),
        ('"b", W/"a-br"', True),
        ("*", True),
        ('"a-gzip"', False),
        ("a-br", False),
        ("", False),
    ],
)
def test_what_a_client_has_already(asked, known):
    assert is_known(asked.encode(), b'"a-br"') is known


def sent(form, asked=None, is_head=False):
    """What a form of a page is to a client: status, headers and body."""
    start, body = form.messages(asked, is_head)
    return start["status"], start["headers"], body["body"]


def test_every_form_of_a_page_says_the_same_under_a_tag_of_its_own():
    page = Page.of(HEADERS, TEXT, "gzip")
    forms = [page.in_encoding(encoding) for encoding in ("br", "gzip", "")]
    assert [unpack(sent(form)[2]) for unpack, form in zip(UNPACK, forms, strict=True)] == [TEXT] * 3
    assert len({form.etag for form in forms}) == 3
    assert [dict(sent(form)[1]).get(b"content-encoding") for form in forms] == [b"br", b"gzip", None]
    assert all(int(dict(headers)[b"content-length"]) == len(body) for _status, headers, body in map(sent, forms))


def test_the_same_page_has_the_same_tag_whoever_made_it():
    made, derived = Page.of(HEADERS, TEXT, "br"), Page.of(HEADERS, TEXT, "gzip").in_encoding("br")
    assert made.forms["br"].etag == derived.etag


def test_unchanged_is_said_with_what_a_client_updates_and_nothing_of_the_body():
    form = Page.of(HEADERS, TEXT, "gzip").forms["gzip"]
    status, headers, body = sent(form, form.etag)
    assert (status, body) == (304, b"")
    assert {name for name, _value in headers} == {b"etag", b"vary", b"cache-control"}
    assert sent(form, b'"other"') == sent(form)
    assert sent(form, is_head=True) == (*sent(form)[:2], b"")


def page(size):
    return Page.of(HEADERS, b"x" * size, "")


def test_no_more_memory_than_allowed_and_who_was_asked_for_longest_ago_goes_first():
    pages = Pages(50_000)
    pages.get("", 1)
    for address in "abcd":
        pages.keep(address, 1, page(10_000))
    assert pages.get("a", 1)
    pages.keep("e", 1, page(10_000))
    assert [address for address in "abcde" if pages.get(address, 1)] == ["a", "c", "d", "e"]
    assert pages.size <= pages.most
    pages.keep("f", 1, page(100_000))
    assert (pages.get("f", 1), pages.size) == (None, 0)


def test_a_thread_may_add_a_form_while_a_page_is_measured():
    measured = page(10)

    class Asked:
        @property
        def size(self):
            measured.in_encoding("gzip")
            return 1

    measured.forms["br"] = Asked()
    assert measured.size == measured.forms[""].size + 1


def test_another_form_of_a_page_counts_too():
    pages = Pages(10**6)
    pages.get("a", 1)
    both = page(10_000)
    pages.keep("a", 1, both)
    alone = pages.size
    both.in_encoding("gzip")
    pages.keep("a", 1, both)
    assert pages.size == both.size > alone


def test_a_page_is_of_its_generation_alone():
    pages = Pages(10**6)
    pages.get("a", 1)
    pages.keep("a", 1, page(10))
    pages.keep("b", 2, page(10))  # which the next look will tell
    assert (pages.get("a", 1) is not None, pages.get("b", 1)) == (True, None)
    assert (pages.get("a", 2), pages.size) == (None, 0)
    pages.keep("a", 1, page(10))  # made of what was there before
    assert pages.get("a", 2) is None
