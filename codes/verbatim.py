"""Replies as they are published: nobody's address, no name twice, and a name of their own in addresses."""

import re
from collections.abc import Iterable, Iterator
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

_EXAMPLES = {"example.com", "example.net", "example.org"}
_NETWORKS = [
    ip_network(network)
    for network in (
        *("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"),  # RFC 5737, RFC 3849
        *("127.0.0.0/8", "0.0.0.0/32", "::/127"),  # this machine and none
    )
]
_RULES = {"4.16.55.1"}  # what Yahoo calls a rule of its own, in the form of an address
_URL = re.compile(r"(?i:https?)://?([^\s/<>\"]*)[^\s<>\"]*")
_ADDRESS = re.compile(r"([\w.+=-]+)@([\w.-]*\w)")
# Where a mail system wants to be written to.
_ROLE = re.compile(r"(?i:(?:abuse|postmaster|delist|unblock|support|help|noc|tosa|tobr)[\w-]*)")
# The ends of names of hosts; what begins with small letters and ends otherwise is a file or a rule of some program.
_HOST = re.compile(
    r"(?<![\w.@/-])(?:[2-5][0-9]{2}-)?((?:[\w-]+\.)+(?:[a-z]{2}|com|net|org|edu|gov|mil|int|info|biz|name|cloud|online|"
    r"email|shop|site|xyz|app|dev|local|lan|corp|internal|intranet|home|localdomain|COM|NET|ORG|LOCAL))(?![\w-]|\.\w)"
)
_FILES = ("py", "sh", "md", "cc", "so")  # ends of files that are ends of hosts too
_SECOND_LEVEL = {"ac", "co", "com", "edu", "gov", "ne", "net", "or", "org"}
_V4 = re.compile(r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w.]*[0-9])")
_V6 = re.compile(r"(?<![\w:.])(?=[0-9a-fA-F:]*[0-9])[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{0,4}){2,7}(?![\w:])")
_NO_ADDRESS_AFTER = re.compile(r"(?i:\b(?:v|ver|version|rfc[ -]?[0-9]+)[.:]?\s*)\Z")
_VARYING = re.compile(rf"{_URL.pattern}|{_ADDRESS.pattern}|\[?{_V4.pattern}\]?|{_V6.pattern}")
_SMALL_WORDS = {
    *("a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "has", "have", "in", "is", "it", "its"),
    *("of", "on", "or", "our", "that", "the", "this", "to", "was", "we", "with", "you", "your"),
}
_CODES = re.compile(r"^[2-5][0-9]{2}(?![0-9.])[ -]?|^[ #(\[]*[245]\.[0-9]{1,3}\.[0-9]{1,3}(?![0-9.])[ :,)\]-]*")
_ENDS_IN_CODE = re.compile(r" \(#[245]\.[0-9]{1,3}\.[0-9]{1,3}[^()]*\)?\Z")
_SENTENCE = re.compile(r".+?(?:[.!;](?=\s)|(?= -)|\Z)")
_PLAIN = re.compile(r"(?=.*\b[A-Za-z]{3,}.*\b[A-Za-z]{3,})(?!.*\w\.\w)[A-Za-z ,.'’/-]+")
_IDENTIFIER = re.compile(r"[a-z][0-9]{3}|[0-9][a-z]|[0-9]{5}")
_TOKEN = re.compile(r"[0-9a-z]+(?:[.'’-][0-9a-z]+)*")


def strangers(reply: str, known: Iterable[str]) -> Iterator[str]:
    """Yield addresses of people, hosts and networks that are neither examples nor those of a known mail system.

    A mail system's own page may be named, and the address at which it wants to be written to.
    """
    registered = _EXAMPLES | {_registered(domain) for domain in known}
    text = _URL.sub(lambda match: " " if _is_public(match[1]) else f" {match[1]} ", reply)
    for address in _ADDRESS.finditer(text):
        domain = _registered(address[2])
        if domain not in _EXAMPLES and not (domain in registered and _ROLE.fullmatch(address[1])):
            yield address[0]
    yield from (host[1] for host in _HOST.finditer(text) if _is_strange(host[1], registered))
    for number in (*_V4.finditer(text), *_V6.finditer(text)):
        if _is_real(number[0]) and not _NO_ADDRESS_AFTER.search(text[: number.start()]):
            yield number[0]


def hosts(domains: Iterable[str], url: str) -> list[str]:
    """Return the hosts of a mail system: its domains, and where its page stands."""
    return [*domains, *filter(None, [urlsplit(url).hostname])]


def stands_in(code: str, reply: str) -> bool:
    """Whether a code stands in a reply, and not as a part of something longer."""
    return re.search(rf"(?<![\w.]){re.escape(code)}(?![0-9]|\.[0-9])", reply) is not None


def first_codes(reply: str) -> tuple[str, str]:
    """Return the reply code and the enhanced code that a reply begins with; empty where it does not."""
    match = re.match(r"\s*([2-5][0-9]{2}(?![0-9.]))?[ -]?#?([245]\.[0-9]{1,3}\.[0-9]{1,3}(?![0-9.]))?", reply)
    return (match[1] or "", match[2] or "") if match else ("", "")


def alike(reply: str) -> str:
    """Return what two replies have in common that differ in blanks and capital letters alone."""
    return "".join(reply.split()).casefold()


def telling(reply: str) -> list[str]:
    """Return the codes and words that tell a reply from others, once each: no addresses, hosts or identifiers."""
    lines = re.sub(r"^([2-5][0-9]{2})-", r"\1 ", reply, flags=re.MULTILINE)
    text = _HOST.sub(" ", _VARYING.sub(" ", lines)).lower()
    tokens = dict.fromkeys(_TOKEN.findall(text))
    words = (token for token in tokens if token not in _SMALL_WORDS)
    return [word for word in words if not _IDENTIFIER.search(word)]


def sentence(reply: str) -> str:
    """Return the first sentence of a reply, on one line, without the codes that its lines begin or end with."""
    lines = (_CODES.sub("", _CODES.sub("", line)) for line in reply.splitlines())
    match = _SENTENCE.match(" ".join(" ".join(lines).split()))
    return _ENDS_IN_CODE.sub("", match[0]).rstrip(" ;:,-") if match else reply


def is_plain(sentence: str, longest: int) -> bool:
    """Whether a sentence is short and of words alone: no numbers, addresses, placeholders or abbreviations."""
    return len(sentence) <= longest and _PLAIN.fullmatch(sentence) is not None


def _registered(host: str) -> str:
    """Return the domain that somebody registered: example.co.uk for mx.example.co.uk."""
    labels = host.lower().strip(".*").split(".")
    size = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-size:])


def _is_public(host: str) -> bool:
    """Whether a page may be named: at a host of the public web, not at a number or within somebody's house."""
    name = host.partition(":")[0].lower()
    return bool(name) and not _V4.fullmatch(name) and not name.endswith((".local", ".lan", ".corp", ".internal"))


def _is_strange(host: str, registered: set[str]) -> bool:
    return _registered(host) not in registered and not host.endswith(tuple(f".{end}" for end in _FILES))


def _is_real(number: str) -> bool:
    try:
        address = ip_address(number)
    except ValueError:
        return False
    return number not in _RULES and not any(address in network for network in _NETWORKS)
