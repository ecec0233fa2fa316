"""What is wrong with a page, as a reader would see it."""

import re
from collections.abc import Iterator

import lxml.html

from codes.languages import is_latin

_KNOWN = re.compile(r"(?<![\w.:/#-])(?:[1-5]\d\d(?!\d)|[245]\.\d{1,3}\.\d{1,3})(?![\w.]*\d)")
_DOUBLED = re.compile(r"(?<![\w⟦])(?!(?:vous|nous) )(\w{2,})[ \n]\1(?![\w-])")  # French says "vous vous trompez"
_RESIDUE = re.compile(r"\bNone\b(?! of)|%\(|\{\w*\}|\{%|\*\*|`|\[email|__cf_email__|\bNULL\b|&lt;|&amp;")
_LATIN_RUN = re.compile(r"(?<![\w.])[A-Za-z][A-Za-z.'’-]*(?:[ ,]+[A-Za-z][A-Za-z.'’-]*){2,}")
# What no Spanish or French sentence has.
_SMALL_ENGLISH = re.compile(
    r"(?i)(?<![\w-])(?:the|of|and|is|are|was|your|you|with|that|this|which|from|have|it|be|by)(?![\w-])"
)
_BLOCKS = {
    "p",
    "li",
    "td",
    "th",
    "dd",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "caption",
    "figcaption",
    "summary",
    "label",
    "button",
}
_PORTS = {"465"}  # of mail submission over TLS (RFC 8314 section 3.3), which somebody uses as a reply code too
_ENGLISH_SITES = re.compile(r"https://(?:www\.rfc-editor|datatracker\.ietf)\.org/")
_PREFIX = re.compile(r"/([a-z]{2}(?:-[a-z]+)?)/")  # of an address in another language than English
_CODE_PLACE = "⟦code⟧"
_TWO_SPACES = re.compile(r"[。！][ \n]\w")  # a full stop of Chinese has its own


def faults(html: str, language: str, direction: str, known: set[str]) -> Iterator[str]:
    """Yield one line for each fault; `known` holds the codes that must not stand bare in right-to-left text."""
    root = lxml.html.document_fromstring(html)
    if (root.get("lang"), root.get("dir")) != (language, direction):
        yield f"html has lang={root.get('lang')} dir={root.get('dir')}"
    if root.find_class("untranslated"):
        yield "a text is not translated"
    if not root.findtext(".//title").strip() or not root.xpath("//h1"):
        yield "no title or no heading"
    for residue in set(_RESIDUE.findall("".join(_own_text(root)))):
        yield f"residue: {residue}"
    foreign = {e for other in root.iterfind(".//*[@lang]") if other.get("lang") != language for e in other.iter()}
    counts = {number for share in root.find_class("proportion") for number in re.findall(r"\d+", share.text_content())}
    for block in set(root.iter(*_BLOCKS)) - foreign:
        text = "".join(_own_text(block))
        yield from _faults_of_any(text)
        if language != "en":
            yield from _faults_of_foreign(text, known - counts, is_written_like_english=is_latin(language))
    for link in root.iter("a"):
        other = _language_of(link.get("href", ""), root)
        if other not in {None, language} and not (other == link.get("hreflang") and link.get("lang")):
            yield f"link into {other} without its language: {link.get('href')}"
    for element in root.xpath("//*[@lang='' or @dir='' or @id='' or @href='']"):
        yield f"an attribute says nothing: {element.tag} {dict(element.attrib)}"
    for code in root.iter("code"):
        if (code.get("dir"), code.get("translate")) != ("ltr", "no"):
            yield f"code without dir or translate: {code.text_content()}"


def _language_of(address: str, root) -> str | None:
    """The language of the page behind a link, None where an address does not tell it."""
    if _ENGLISH_SITES.match(address):
        return "en"
    site = "".join(root.xpath("//link[@rel='alternate'][@hreflang='x-default']/@href")).split("/")[:3]
    path = address.removeprefix("/".join(site)) if site else address
    if not path.startswith("/"):
        return root.get("lang") if path.startswith("#") else None
    return match[1] if (match := _PREFIX.match(path)) else "en"


def _faults_of_any(text: str) -> Iterator[str]:
    if doubled := _DOUBLED.search(text):
        yield f"doubled: {doubled[0]} in {text[:60]!r}"
    if blank := _TWO_SPACES.search(text):
        yield f"a blank behind a full stop: {text[max(0, blank.start() - 20) : blank.end() + 20]!r}"


def _faults_of_foreign(text: str, known: set[str], *, is_written_like_english: bool) -> Iterator[str]:
    for match in _KNOWN.finditer(text):
        if "." in match[0] or match[0] in known - _PORTS:
            yield f"bare code: {match[0]} in {text[:60]!r}"
    runs = (_SMALL_ENGLISH if is_written_like_english else _LATIN_RUN).finditer(text)
    yield from (f"English: {words[0]} in {text[:60]!r}" for words in runs if not _is_name(words[0]))


def _is_name(words: str) -> bool:
    """Whether the words are a name, or several, as their makers write them: all with capitals."""
    return all(word[0].isupper() for word in re.split(r"[ ,]+", words) if word)


def _own_text(element) -> Iterator[str]:
    """The text of a block in its own language, with a mark for each code, command or foreign phrase in it."""
    yield element.text or ""
    for child in element:
        if child.tag == "code" or child.get("translate") == "no" or child.get("lang"):
            yield _CODE_PLACE
        elif child.tag not in _BLOCKS or element.tag not in _BLOCKS:
            yield from _own_text(child)
        yield child.tail or ""
