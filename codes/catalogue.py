"""What every page may ask about all codes and causes, kept in memory for one content generation and language."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from codes import markup
from codes.facts import Question, Standing
from codes.models import Cause, CodePair, Generation, Named, ReplyCode, Text, VendorUse
from codes.search import Index
from smtp_replies.smtp import Category, Code, Severity, Subject, parse_code

# The known codes nearest to one that is not known, as many as fit on a line.
NEIGHBOURS = 4


@dataclass(frozen=True)
class Entry:
    """One code as lists show it; an enhanced one in the class that most readers meet."""

    code: Code
    standing: Standing
    official_phrase: str
    name: Text
    summary: Text
    url: str
    in_classes: tuple[Code, ...] = ()
    confused_with: tuple[str, ...] = field(default=(), repr=False)
    partners: tuple[tuple[str, str, tuple[str, ...]], ...] = field(default=(), repr=False)
    texts: tuple[str, ...] = field(default=(), repr=False)  # to search in, the most telling first

    @property
    def is_registered(self) -> bool:
        """Whether some specification defines the code."""
        return self.standing is not Standing.UNREGISTERED


@dataclass(frozen=True)
class Partner:
    """An enhanced code that comes with a reply code, and who says so."""

    code: Code
    entry: Entry
    sources: tuple[str, ...]


class Catalogue:
    """All known codes in one language, in order, and all causes."""

    def __init__(
        self,
        rows: Iterable[ReplyCode],
        pairs: Iterable[CodePair],
        uses: Iterable[VendorUse],
        causes: Iterable[Cause],
    ) -> None:
        entries = sorted(map(_entry, rows), key=lambda entry: entry.code)
        # Every class that an enhanced code may carry leads to its entry, and so does X.7.26.
        self._entries = {str(code): entry for entry in entries for code in (*entry.in_classes, entry.code)}
        self._rows = {entry.code.row: entry for entry in entries}
        self._html: dict[str, str] = {}
        self.verdicts = list(pairs)
        self.vendor_uses = list(uses)
        self.causes = {cause.slug: cause for cause in causes}

    def __contains__(self, code: object) -> bool:
        return str(code) in self._entries

    def find(self, query: str) -> "list[Entry | Cause]":
        """Return the codes and causes that words are about, best first."""
        return [self._entries.get(name) or self.causes[name] for name in self.index.find(query)]

    def row(self, code: Code) -> Entry | None:
        """Return the entry of the code in whichever class it may carry."""
        return self._rows.get(code.row)

    def url(self, text: str) -> str | None:
        """Return the address of the page for a known code, None for any other text."""
        if text in self._entries:
            return reverse("code", args=[Code(text)])
        entry = self._rows.get(text)
        return entry.url if entry else None

    def page(self, code: Code) -> str | None:
        """Return the address of a code that is known or sent; None if the registry has it in other classes only."""
        return reverse("code", args=[code]) if code in self or not self.row(code) else None

    def html(self, markdown: str) -> str:
        """Render a text once for all pages that show it, with a link on every known code."""
        if markdown not in self._html:
            self._html[markdown] = markup.render(markdown, self.url)
        return self._html[markdown]

    def of(self, codes: Iterable[str]) -> list[Entry]:
        """Return the entries of those codes that are known."""
        return [self._entries[code] for code in codes if code in self._entries]

    @cached_property
    def entries(self) -> list[Entry]:
        """One entry for each record: three-digit codes, then enhanced ones."""
        return list(self._rows.values())

    @cached_property
    def codes(self) -> list[Code]:
        """Every code that has a page, in every class it may carry."""
        return sorted(map(Code, self._entries))

    @cached_property
    def groups(self) -> list[tuple[Severity, list[Entry]]]:
        """The defined three-digit codes by their first digit, the more usual standing first."""
        order = list(Standing)
        registered = sorted(
            (e for e in self.entries if e.is_registered and not e.code.is_enhanced),
            key=lambda e: order.index(e.standing),
        )
        return [
            (s, [e for e in registered if e.code.severity is s]) for s in Severity if s is not Severity.OUTSIDE_SMTP
        ]

    @cached_property
    def unregistered(self) -> list[Entry]:
        """The codes that no specification defines."""
        return [entry for entry in self.entries if not entry.is_registered]

    @cached_property
    def subjects(self) -> list[tuple[Subject, list[Entry]]]:
        """The enhanced codes by their subject."""
        enhanced = [entry for entry in self.entries if entry.code.is_enhanced]
        return [(s, [e for e in enhanced if e.code.category is s]) for s in Subject if s is not Subject.UNASSIGNED]

    def under(self, prefix: str) -> list[tuple[Subject | Category, list[tuple[Code, Entry]]]]:
        """Return the enhanced codes that begin with a class, or a class and subject, by their subject."""
        found = defaultdict(list)
        for text, entry in self._entries.items():
            if text.startswith(f"{prefix}.") and entry.code.is_enhanced:
                found[entry.code.category].append((Code(text), entry))
        return [(subject, sorted(codes, key=lambda pair: pair[0])) for subject, codes in found.items()]

    def partners(self, basic: str) -> list[Partner]:
        """Return the enhanced codes that come with a reply code, in order, each with who says so."""
        found = [
            Partner(Code(enhanced), entry, sources)
            for entry in self.entries
            for own, enhanced, sources in entry.partners
            if own == basic
        ]
        return sorted(found, key=lambda partner: partner.code)

    def uses(self, code: Code) -> list[VendorUse]:
        """Return what vendors mean by the code, outside the registry or against it."""
        return [use for use in self.vendor_uses if use.covers(code)]

    @cached_property
    def questions(self) -> list[tuple[Question, list[tuple[Entry, Entry]]]]:
        """The comparisons written by hand, by the question they answer."""
        found = defaultdict(list)
        for pair in sorted(self.verdicts, key=lambda pair: (parse_code(pair.left), parse_code(pair.right))):
            if pair.left in self._entries and pair.right in self._entries:  # a superuser may have deleted a code
                found[Question(pair.question)].append((self.seen(Code(pair.left)), self.seen(Code(pair.right))))
        return [(question, found[question]) for question in Question if found[question]]

    def seen(self, code: Code) -> "Seen":
        """Return a known code as a list shows it, in the class asked for."""
        return Seen(code, self._entries[str(code)].name)

    def verdict(self, left: Code, right: Code) -> CodePair | None:
        """Return what is written by hand about two codes."""
        return self._verdicts.get((left.text, right.text))

    @cached_property
    def _verdicts(self) -> dict[tuple[str, str], CodePair]:
        return {(pair.left, pair.right): pair for pair in self.verdicts}

    def pairs_with(self, *codes: Code) -> list[tuple["Seen", "Seen"]]:
        """Return the comparisons that people ask for with one of these codes in them, without these two together."""
        pairs = [(left, right) for left, right in self.pairs if {left.code, right.code} & {*codes}]
        return [pair for pair in pairs if {pair[0].code, pair[1].code} != {*codes}]

    @cached_property
    def unwritten_pairs(self) -> list[tuple["Seen", "Seen"]]:
        """The comparisons that people ask for and that are built from facts."""
        return [(left, right) for left, right in self.pairs if not self.verdict(left.code, right.code)]

    @cached_property
    def pairs(self) -> list[tuple["Seen", "Seen"]]:
        """The comparisons that people ask for, each once, in order."""
        texts = {tuple(sorted((str(e.code), o), key=parse_code)) for e in self.entries for o in e.confused_with}
        texts |= {(pair.left, pair.right) for pair in self.verdicts}
        known = sorted((Code(a), Code(b)) for a, b in texts if a in self._entries and b in self._entries)
        return [(self.seen(left), self.seen(right)) for left, right in known]

    @cached_property
    def index(self) -> Index[str]:
        """Search over numbers and all words of all languages; of equals causes come first, undefined codes last."""
        causes = [(slug, _texts(cause, slug.replace("-", " "))) for slug, cause in self.causes.items()]
        entries = sorted(self.entries, key=lambda entry: not entry.is_registered)
        return Index([*causes, *((str(entry.code), entry.texts) for entry in entries)])


@dataclass(frozen=True)
class Seen:
    """A code with its name, in the class asked for."""

    code: Code
    name: Text


def _entry(row: ReplyCode) -> Entry:
    partners = tuple((*pair.split(), tuple(sources)) for pair, sources in row.partners.items())
    return Entry(
        code=row.asked,
        standing=Standing(row.standing),
        official_phrase=row.official_phrase,
        name=row.text("name"),
        summary=row.text("summary"),
        url=reverse("code", args=[row.asked]),
        in_classes=tuple(row.in_classes),
        confused_with=tuple(row.confused_with),
        partners=partners,
        texts=_texts(row, " ".join(map(str, row.in_classes or [row.asked])), row.official_phrase),
    )


def _texts(row: Named, known_as: str, official_phrase: str = "") -> tuple[str, ...]:
    words = row.plain_words
    own = words.pop(get_language())
    others = [" ".join(texts.values()) for texts in words.values()]
    name, summary, *body = own.values()
    return (f"{known_as} {name}", official_phrase, summary, " ".join(body), *others)


def current() -> Catalogue:
    """Return the catalogue of the present generation in the active language."""
    return of_generation(Generation.current(), get_language())


@lru_cache(maxsize=2 * len(settings.LANGUAGES))
def of_generation(generation: int, language: str) -> Catalogue:
    """Return the catalogue of one generation in one language, which must be the active one."""
    return Catalogue(*(model.objects.all() for model in (ReplyCode, CodePair, VendorUse, Cause)))


def neighbours(code: Code, known: list[Code]) -> list[Code]:
    """Return the known codes of the same form nearest to this one: those with the same first digits first, in order."""

    def distance(other: Code) -> tuple[bool, bool, int]:
        (class_, subject, detail), (own_class, own_subject, own_detail) = _parts(other), _parts(code)
        return class_ != own_class, subject != own_subject, abs(detail - own_detail)

    others = (other for other in known if other != code and other.is_enhanced == code.is_enhanced)
    return sorted(sorted(others, key=distance)[:NEIGHBOURS])


def _parts(code: Code) -> tuple[str, str, int]:
    if code.is_enhanced:
        class_, subject, detail = code.text.split(".")
        return class_, subject, int(detail)
    return code.text[0], code.text[1], int(code.text)
