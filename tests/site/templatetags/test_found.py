"""What a search found."""

import lxml.html
import pytest
from django.template import Context, Template
from django.utils.translation import override

from codes import catalogue

pytestmark = pytest.mark.django_db


def found(query, of="all", language="en"):
    """The items of a search."""
    with override(language):
        known = catalogue.current()
        rows, alike = (known.replies if of == "replies" else known).search(query, 8)
        context = Context({"known": known, "alike": alike, "rows": rows})
        html = Template("{% load found %}{% found rows %}").render(context)
    return lxml.html.fragment_fromstring(f"<ul>{html}</ul>").findall("li")


def test_each_row_says_what_it_is_and_leads_to_its_page():
    (code, *_others) = found("553")
    assert code.get("class") == "permanent"
    assert code.xpath("a/@href") == ["/553/"]
    assert code.find("small").text_content().strip() == "Reply code"
    error = found("0x800ccc0e")[0]
    assert error.get("class") is None
    assert error.xpath("a/@href")[0].startswith("/errors/")


def test_the_words_that_were_asked_for_are_marked_in_the_name_and_in_the_sentence():
    item = found("mailbox full")[0]
    assert item.xpath("a/span//mark/text()") == ["Mailbox", "full"]
    assert item.xpath("p//mark")
    again = found("mailbox")[0]
    assert again.xpath("a/span//mark/text()") != ["Mailbox", "full"]


def test_a_known_reply_stands_verbatim_with_its_sender_and_without_a_sentence():
    item = found("unusual rate of unsolicited mail", "replies", "ar")[0]
    assert item.xpath("a/span/bdi[@lang='en'][@dir='ltr']")
    assert item.find("small").text_content().strip() == "Gmail / Google Workspace"
    assert item.find("p") is None
