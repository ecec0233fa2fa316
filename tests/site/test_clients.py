"""Whose address counts: the peer's, or the one that trusted proxies name."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_config.clients import client, parse_networks

PROXY, TRUSTED = "10.0.0.1", parse_networks(["10.0.0.0/8", "2001:db8:1::/48", "127.0.0.1"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "address", "is_direct"),
    [
        ("192.0.2.1", "", "192.0.2.1", True),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1", True),  # anybody can write the header
        (PROXY, "", PROXY, True),
        (PROXY, "198.51.100.7", "198.51.100.7", False),
        (PROXY, "127.0.0.1, 198.51.100.7", "198.51.100.7", False),  # what a client wrote stands at the left
        (PROXY, "203.0.113.9, 198.51.100.7, 10.9.9.9", "198.51.100.7", False),  # two proxies
        (PROXY, "10.2.2.2, 10.9.9.9", "10.2.2.2", False),  # from inside
        (PROXY, "127.0.0.1", "127.0.0.1", False),
        (PROXY, "198.51.100.7:4711", "198.51.100.7", False),
        (PROXY, "[2001:db8::7]:4711", "2001:db8::7", False),
        (PROXY, "2001:db8::7", "2001:db8::7", False),
        (PROXY, "fe80::7%eth0", "fe80::7", False),
        (PROXY, "::ffff:198.51.100.7", "198.51.100.7", False),
        ("::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7", False),
        ("2001:db8:1::5", "198.51.100.7", "198.51.100.7", False),
        (PROXY, "198.51.100.7, unknown", PROXY, False),  # nobody says who stands behind it
        (PROXY, "198.51.100.7, unknown, 10.9.9.9", "10.9.9.9", False),
        (PROXY, ", ,", PROXY, False),
        (PROXY, "198.51.100.٧", PROXY, False),
        ("", "198.51.100.7", None, True),
        ("unix:", "198.51.100.7", None, True),
    ],
)
def test_the_address_of_a_client(peer, forwarded, address, is_direct):
    found = client(peer, forwarded, TRUSTED)
    assert (found.address and str(found.address), found.is_direct) == (address, is_direct)


def test_without_trusted_proxies_nobody_is_believed():
    assert str(client("127.0.0.1", "198.51.100.7", ()).address) == "127.0.0.1"


def test_the_addresses_of_one_subscriber_are_one_client():
    assert client("2001:db8::7", "", ()).group == client("2001:db8::ffff:1", "", ()).group == "2001:db8::/64"
    assert client("2001:db8:0:1::7", "", ()).group != "2001:db8::/64"
    assert client("192.0.2.1", "", ()).group != client("192.0.2.2", "", ()).group
    assert client("::ffff:192.0.2.1", "", ()).group == client("192.0.2.1", "", ()).group


@pytest.mark.parametrize(
    ("peer", "forwarded", "is_here"),
    [("127.0.0.1", "", True), ("::1", "", True), ("127.0.0.1", "127.0.0.1", False), ("192.0.2.1", "", False)],
)
def test_who_asks_directly_from_this_machine(peer, forwarded, is_here):
    assert client(peer, forwarded, TRUSTED).is_on_this_machine is is_here


@given(st.text(), st.text(alphabet="0123456789abcdef.:,[]% /\x00é", max_size=200))
def test_no_header_is_too_odd(peer, forwarded):
    for each in (peer, PROXY):
        client(each, forwarded, TRUSTED).group.encode()


@pytest.mark.parametrize("written", ["proxy.example.com", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0-10.0.0.9"])
def test_what_is_no_network_is_refused(written):
    with pytest.raises(ValueError, match=re.escape(written)):
        parse_networks([written])


def test_networks():
    networks = parse_networks([" 10.0.0.1", "", "2001:db8::/32 "])
    assert list(map(str, networks)) == ["10.0.0.1/32", "2001:db8::/32"]
