"""Replies as they are published."""

import pytest

from codes import verbatim

KNOWN = ["att.net", "*.prod.outlook.com", "outlook.com", "orange.fr", "example.co.uk"]


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        ("550 <john.smith@company.com>: no such user", ["john.smith@company.com"]),
        ("550 john@outlook.com: no such user", ["john@outlook.com"]),  # somebody's, though the host is known
        ("550 rejected by mail.company.com", ["mail.company.com"]),
        ("554-mx1.company.de ESMTP\n554 no", ["mx1.company.de"]),
        ("550 rejected by exchange01.corp.local", ["exchange01.corp.local"]),
        ("550 rejected by MAIL.COMPANY.COM", ["MAIL.COMPANY.COM"]),
        ("550 mx.example.com.evil.net", ["mx.example.com.evil.net"]),
        ("550 [8.8.8.8] is blocked", ["8.8.8.8"]),
        ("550 10.1.2.3 is blocked", ["10.1.2.3"]),
        ("550 2a00:1450:4013::1a is blocked", ["2a00:1450:4013::1a"]),
        ("550 see http://intranet.local/why", ["intranet.local"]),
        ("550 see http://192.168.1.1/why", ["192.168.1.1"]),
        ("550 <user@example.com> from mx.example.net [192.0.2.1], 198.51.100.7, 203.0.113.9 and 2001:db8::1", []),
        ("550 user@sub.example.org", []),
        ("550 host.prod.outlook.com, smtp.orange.fr and mx.example.co.uk refuse", []),
        ("550 write to abuse@att.net", []),
        ("550 see https://www.spamhaus.org/query/ip/192.0.2.1 or http://anywhere.info/x.html", []),
        ("550 5.7.1 RESOLVER.RST.SendSizeLimit.Org; STOREDRV.Deliver; answer.py at 12:34:56", []),
        ("501 see RFC-2821 4.1.1.1, version 4.84.6.1, 192.0.2.256 and TS01 4.16.55.1", []),
        ("550 Mail::SPF abc::def", []),
    ],
)
def test_addresses_that_no_page_may_show(reply, found):
    assert list(verbatim.strangers(reply, KNOWN)) == found


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        ("550 5.1.1 User unknown", "User unknown"),
        ("550-5.1.1 No such user. Please\n550 5.1.1 check it", "No such user."),
        (
            "421 4.7.0 Try again later, see\n421 4.7.0 https://example.com/a",
            "Try again later, see https://example.com/a",
        ),
        ("550 #5.1.0 Address rejected", "Address rejected"),
        ("550 <user@example.com>: User unknown", "<user@example.com>: User unknown"),
        ("553 sorry, bad linefeeds (#5.6.2 - stray)", "sorry, bad linefeeds"),
        ("5.7.1 Denied; see RFC 5321", "Denied"),
        ("554 RBL Reject -Please ask", "RBL Reject"),
        ("550", "550"),
    ],
)
def test_the_first_sentence_of_a_reply(reply, sentence):
    assert verbatim.sentence(reply) == sentence


@pytest.mark.parametrize(
    ("sentence", "plain"),
    [
        ("User unknown", True),
        ("Mailbox full, can't accept it.", True),
        ("Unknown", False),
        ("MI:SPF", False),
        ("Too many messages from 192.0.2.1", False),
        ("csi.example.org Poor Reputation", False),
        ("word " * 20, False),
    ],
)
def test_a_plain_sentence_is_short_and_made_of_words(sentence, plain):
    assert verbatim.is_plain(sentence, 70) is plain


def test_the_hosts_of_a_mail_system():
    assert verbatim.hosts(["a.com"], "https://postmaster.a.net/x") == ["a.com", "postmaster.a.net"]
    assert verbatim.hosts(["a.com"], "") == ["a.com"]


@pytest.mark.parametrize(
    ("code", "reply", "stands"),
    [
        ("550", "550 no", True),
        ("550", "550-no\n550 really", True),
        ("5.7.1", "550 5.7.1 no", True),
        ("5.7.1", "550 #5.7.1 no", True),
        ("5.7.1", "no (5.7.1).", True),
        ("550", "5501 no", False),
        ("550", "421 no", False),
        ("5.7.1", "550 5.7.13 no", False),
        ("5.7.1", "15.7.1", False),
        ("5.7.1", "5.7.1.4", False),
    ],
)
def test_a_code_that_stands_in_a_reply(code, reply, stands):
    assert verbatim.stands_in(code, reply) is stands


@pytest.mark.parametrize(
    ("reply", "codes"),
    [
        ("550 5.1.1 no", ("550", "5.1.1")),
        ("550-5.1.1 no", ("550", "5.1.1")),
        ("550 #5.1.1 no", ("550", "5.1.1")),
        ("5.1.1 no", ("", "5.1.1")),
        ("550 no 5.1.1", ("550", "")),
        ("Blocked - see 550", ("", "")),
        ("5501 no", ("", "")),
        ("192.0.2.1 is blocked", ("", "")),
    ],
)
def test_the_codes_that_a_reply_begins_with(reply, codes):
    assert verbatim.first_codes(reply) == codes


def test_replies_that_differ_in_blanks_and_capital_letters_are_alike():
    assert verbatim.alike("550 No  such\nuser") == verbatim.alike("550 no such user ")
    assert verbatim.alike("550 no such user") != verbatim.alike("551 no such user")


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ("550-5.2.2 No room for example.com\n550 5.2.2 in this mailbox", ["550", "5.2.2", "no", "room", "mailbox"]),
        ("550 <john.smith@company.com>: User unknown", ["550", "user", "unknown"]),
        ("554 [8.8.8.8] at mail.company.com blocked, see https://a.net/x?y=z", ["554", "blocked", "see"]),
        ("421 id=abc123def 1AbCdE-000123 gone", ["421", "id", "gone"]),
    ],
)
def test_the_words_that_tell_a_reply_from_others(reply, words):
    assert verbatim.telling(reply) == words
