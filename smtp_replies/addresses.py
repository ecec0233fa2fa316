"""What shows in addresses: a slip of the finger and what was meant, and that a server passed mail on."""

import re
import unicodedata
from collections.abc import Iterator

_ADDRESS = re.compile(r"(?<![\w.+'-])(\w[\w.+'-]{0,63})@([\w-]{1,63}(?:[.,]{1,2}[\w-]{1,63}){1,9})(?![\w@])")
_COMMA = re.compile(r"[\w-]+,(?:com|net|org)")  # example,com; a list of addresses has a dot before its comma
# What is typed for .com, .net and .org, and is no domain of the root.
_ENDINGS = {
    "com": ("con", "cmo", "ocm", "vom", "xom", "cim", "clm", "cpm", "comm", "coom", "ccom"),
    "net": ("ney", "nte", "met", "nett"),
    "org": ("ogr", "prg", "rog", "orgg"),
}
_MEANT = {slip: ending for ending, slips in _ENDINGS.items() for slip in slips}
# Where most people have their mailbox, by names that are long enough for one letter to be a slip.
_KNOWN = (
    *("gmail.com", "googlemail.com", "hotmail.com", "outlook.com", "yahoo.com", "icloud.com", "protonmail.com"),
    *("hotmail.co.uk", "yahoo.co.uk", "yahoo.co.in", "btinternet.com", "comcast.net", "verizon.net"),
    *("hotmail.fr", "yahoo.fr", "orange.fr", "wanadoo.fr", "laposte.net", "t-online.de", "freenet.de"),
    *("virgilio.it", "yandex.ru", "rambler.ru", "foxmail.com", "hanmail.net"),
)
_REAL = {"ymail.com", "email.com", "mail.com"}  # domains of mailboxes, one letter from those
_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l"})  # what looks alike on a screen, as m and rn do
_SPELLED_APART = set("äöüßåøæœ")  # jörg may have joerg or jorg in his address
_CUT = ("co", "cm", "om")  # .com without a letter, though each is a country's too
# hotmail.es is as real as hotmail.fr; hotmail.cm is a slip.
_COUNTRY = re.compile(rf"(?!(?:{'|'.join(_CUT)})$)[a-z]{{2}}$")

# How Exim and Postfix name, behind an address, the one that was written to.
_PASSED_ON = re.compile(
    r"(?P<last>[^\s<>()\"]{1,64}@[^\s<>()\"]{1,255})>?:?\s{1,20}"
    r"\((?:generated|expanded) from:? <?(?P<first>[^\s<>()\"]{1,64}@[^\s<>()\"]{1,255})>?\)"
    r"|\*\* (?P<last_of_exim>[^\s<>]{1,320}@[^\s<>]{1,255}) <(?P<first_of_exim>[^\s<>]{1,320})> R="
    r"|\bto=<(?P<last_logged>[^\s<>]{1,320})>, orig_to=<(?P<first_logged>[^\s<>]{1,320})>"
)


def passed_on(text: str) -> dict[str, tuple[str, str]]:
    """Return, by either of both, the address that was written to and the one that a server passed its mail on to."""
    found = _PASSED_ON.finditer(text)
    pairs = ((_of(one, "first"), _of(one, "last")) for one in found)
    return {address: pair for pair in pairs for address in pair if pair[0].lower() != pair[1].lower()}


def _of(found: re.Match[str], which: str) -> str:
    """Return an address as the form that was found has it: a notice, Exim's log, or that of Postfix."""
    return found[which] or found[f"{which}_of_exim"] or found[f"{which}_logged"]


def in_domain(text: str, domains: str) -> str:
    """Return the first address of a text whose domain stands in other words, or none."""
    found = (
        match for match in _ADDRESS.finditer(text) if re.search(rf"(?<![\w.@-]){re.escape(match[2])}(?![\w-])", domains)
    )
    return next((match[0] for match in found), "")


def written(text: str, recipient: str = "") -> str:
    """Return a recipient as a text has it, with what its reader left off (ann@example,com); or the first address."""
    found = (match[0] for match in _ADDRESS.finditer(text))
    return next((address for address in found if address.startswith(recipient)), recipient)


def misspelt(address: str) -> str | None:
    """Return what was meant where a domain has a slip, or a name has letters with marks; None where none shows."""
    parts = _ADDRESS.fullmatch(address)
    if parts is None:
        return None
    name, domain = parts[1], parts[2]
    if meant := next(_meant(domain), None):
        return f"{name}@{meant}"
    if set(name.lower()) & _SPELLED_APART:
        return None
    plain = _without_marks(name)
    return f"{plain}@{domain}" if plain != name and f"{plain}{domain}".isascii() else None


def _without_marks(text: str) -> str:
    """Return a text without the marks of its letters, which few mailboxes have in their names: begoña."""
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def _meant(written_as: str) -> Iterator[str]:
    """Yield what a domain may be a slip for."""
    domain = written_as.lower()
    dotted = domain.replace(",", ".") if _COMMA.fullmatch(domain) else re.sub(r"\.\.+", ".", domain)
    dotted = dotted.removeprefix("www.")
    name, _dot, ending = dotted.rpartition(".")
    whole = f"{name}.{_MEANT.get(ending, ending)}"
    for may_be in (whole, f"{name}.com") if ending in _CUT else (whole,):  # hotmial.co has two slips
        if may_be not in _REAL:
            yield from (
                known for known in _KNOWN if _is_one_slip(may_be, known) and not _is_other_country(name, ending, known)
            )
    is_domain = written_as.rpartition(".")[2].islower() or "," in written_as  # and not the next sentence
    if whole != domain and "," not in whole and is_domain:
        yield whole


def _is_other_country(name: str, ending: str, known: str) -> bool:
    return known.rpartition(".")[0] == name and bool(_COUNTRY.match(ending))


def _is_one_slip(written: str, known: str) -> bool:
    """Whether one letter is missing, too many or another, two have changed places, or all looks alike."""
    if written[0] != known[0]:  # few slip in the first letter, and many domains differ in it alone
        return False
    if _shape(written) == _shape(known):
        return written != known
    start = next((i for i, (one, other) in enumerate(zip(written, known, strict=False)) if one != other), None)
    if start is None:
        return abs(len(written) - len(known)) == 1
    one, other = written[start:], known[start:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return (len(one) <= 1 and len(other) <= 1) or (len(one) == 2 and one == other[::-1])


def _shape(text: str) -> str:
    return text.replace("rn", "m").translate(_ALIKE)
