"""Who asks: the address of a client, also behind proxies, which limits and logs share; and how often each may."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
_SUBSCRIBER = 64  # bits of an IPv6 address: whoever has one address has the rest of them


LIMITS = {"look-up": 120, "search": 240, "login": 10}  # requests a minute of one client


class Client(NamedTuple):
    """The address of a client, None where it cannot be known, and whether no trusted proxy stands before it."""

    address: Address | None
    is_direct: bool

    @property
    def is_on_this_machine(self) -> bool:
        """Whether it asks directly from here: a person who tries the site out, a test, or a proxy nobody named."""
        return self.is_direct and self.address is not None and self.address.is_loopback

    @property
    def group(self) -> str:
        """The addresses that are one client to a limit."""
        if isinstance(self.address, IPv6Address):
            return str(ip_network((self.address, _SUBSCRIBER), strict=False))
        return str(self.address)


def client(peer: str, forwarded: str, trusted: Iterable[Network]) -> Client:
    """Return who asks: the peer, or whom the trusted proxies name in X-Forwarded-For, read from its right end.

    A proxy adds the address that it sees at the right; what stands left of the first address that is not trusted may
    have been written by anybody. What is no address hides the client behind the proxy that named it.
    """
    nearest = parse_address(peer)
    if nearest is None or not forwarded or not is_trusted(nearest, trusted):
        return Client(nearest, is_direct=True)
    for named in reversed(forwarded.split(",")):
        if not is_trusted(nearest, trusted) or (address := parse_address(named)) is None:
            break
        nearest = address
    return Client(nearest, is_direct=False)


def is_trusted(address: Address | None, trusted: Iterable[Network]) -> bool:
    """Whether an address is one of the proxies that are believed."""
    return address is not None and any(address in network for network in trusted)


def parse_address(written: str) -> Address | None:
    """Read an address, also with a port, in brackets, or an IPv4 address written as IPv6; None of anything else."""
    text = written.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])  # without the name of an interface
    except ValueError:
        return None
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address


def parse_networks(written: Iterable[str]) -> tuple[Network, ...]:
    """Read the addresses and networks of trusted proxies; ValueError names what is neither."""
    return tuple(ip_network(each.strip()) for each in written if each.strip())


def parse_limits(written: str) -> dict[str, int]:
    """Read `look-up=120,search=240`, requests a minute, 0 for no limit; the rest as LIMITS has it.

    ValueError names what is wrong.
    """
    limits = dict(LIMITS)
    for pair in filter(None, map(str.strip, written.split(","))):
        kind, _equals, number = map(str.strip, pair.partition("="))
        if kind not in LIMITS or not (number.isascii() and number.isdigit()):
            raise ValueError(pair)
        limits[kind] = int(number)
    return limits
