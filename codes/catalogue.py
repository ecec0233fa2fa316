"""What every page may ask about all codes and causes, kept in memory for one content generation and language."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from codes import finding, generation, loading, markup, nearby
from codes.facts import ProgramKind, Question, Standing
from codes.kept import Kept
from codes.loading import Rows
from codes.models import Advice, Cause, CodePair, Program, ProgramError, ReplyCode, StageMeaning, VendorUse
from codes.rows import SOURCE_LANGUAGE, Content, Text
from codes.search import Index, Language
from codes.seen import Seen
from smtp_replies.smtp import CLASSES, Category, Code, Severity, Stage, Subject, parse_code

# The codes that are met most, as many as a phone shows beside one another on a few lines.
OFTEN = 12
FRAGMENTS = 4_000_000  # characters of HTML that are kept in each language
_REFUSALS_FIRST = (
    *(Severity.PERMANENT_NEGATIVE, Severity.TRANSIENT_NEGATIVE),
    *(Severity.POSITIVE_COMPLETION, Severity.POSITIVE_INTERMEDIATE),
)


@dataclass(frozen=True)
class Entry:
    """A code as lists show it; url is None where it has no page."""

    code: Code
    name: Text | None
    url: str | None


Pair = tuple[Entry, Entry]  # a comparison
Found = Seen | Content  # by the words of a search


class Catalogue:
    """All known codes in one language, in order, and all causes."""

    def __init__(self, number: int, rows: Rows) -> None:
        self.generation = number
        self._rows = rows
        self._entries = {
            code.text: Entry(code, (rows.classes.get(code.text) or row).own_name, reverse("code", args=[code]))
            for row in rows.codes.values()
            for code in row.codes
        }
        self.once = Kept(FRAGMENTS)
        self._seen_as: dict[Code, Seen] = {}
        self._told: dict[Found, list[finding.Told]] = {}
        self.causes = rows.causes
        self.advice = rows.advice
        self.errors = rows.errors
        self.providers = rows.providers
        self.shown_by = rows.programs

    def __contains__(self, code: object) -> bool:
        return str(code) in self._entries

    # --- one code

    def row(self, code: Code) -> ReplyCode | None:
        """Return the record of a code in whichever class it may carry."""
        return self._rows.codes.get(code.row)

    def seen(self, code: Code) -> Seen | None:
        """Return a known code with its record."""
        row = self.row(code)
        return self._seen(row, code) if row and code in self else None

    def _seen(self, row: ReplyCode, code: Code) -> Seen:
        if code not in self._seen_as:
            usual = tuple(enhanced.text for enhanced, _sources in self._partners.get(code, []))
            self._seen_as[code] = Seen(row, code, self._rows.classes.get(code.text), usual)
        return self._seen_as[code]

    def meaning(self, code: Code, stage: Stage) -> StageMeaning | None:
        """Return what a code means at one stage of the session."""
        return self._rows.meanings.get((code.text, stage.value))

    def usual(self, row: ReplyCode) -> Entry:
        """Return the entry of a record in the class that most readers meet."""
        return self._entries[row.usual.text]

    def entry(self, code: Code) -> Entry:
        """Return any code as lists show it; what is outside the registry has no name."""
        return self._entries.get(code.text) or Entry(code, self._name(code), self.url(code))

    def _name(self, code: Code) -> Text | None:
        row = self.row(code)
        return row.own_name if row else None

    def url(self, code: Code | str) -> str | None:
        """Return the address of the page about a code that is known or sent by somebody; X.7.26 leads to its usual one.

        None where the registry has it in other classes only, where nobody is known to send it, and for other texts.
        """
        text = str(code)
        if text in self._entries:
            return self._entries[text].url
        if text in self._rows.codes:
            return self.usual(self._rows.codes[text]).url
        return self._outside.get(text)

    @cached_property
    def outside(self) -> list[Code]:
        """The codes that somebody is known to send and no record is about in any class, in order."""
        return sorted(code for code in {*self._sent, *self._uses} if not self.row(code))

    @cached_property
    def _outside(self) -> dict[str, str]:
        return {code.text: reverse("code", args=[code]) for code in self.outside}

    @cached_property
    def _sent(self) -> dict[Code, list[str]]:
        """What the known replies that carry each code say."""
        return {code: [reply.reply for reply in replies] for code, replies in self._rows.replies.by_code.items()}

    def uses(self, code: Code) -> list[VendorUse]:
        """Return what vendors mean by the code, outside the registry or against it."""
        return self._uses.get(code, [])

    def replies_with(self, code: Code) -> list[str]:
        """Return the known replies with a code outside the registry, else those with the same one in another class."""
        others = [text for digit in CLASSES for text in self._sent.get(code.with_class(digit), [])]
        return self._sent.get(code, others if code.is_enhanced else [])

    @cached_property
    def _uses(self) -> dict[Code, list[VendorUse]]:
        found = defaultdict(list)
        for use in self._rows.uses:
            for code in use.codes:
                found[code].append(use)
        return found

    def senders(self, code: Code) -> list[str]:
        """Return who is known to send a code: the vendors that say so, else those whose known replies carry it."""
        replies = (reply.provider.name for reply in self._rows.replies.every if code in reply.codes)
        return list(dict.fromkeys([use.vendor for use in self.uses(code)] or replies))

    def neighbours(self, code: Code) -> list[Entry]:
        """Return the defined codes that are nearest to this one, in order."""
        near = nearby.nearest(code, filter(self._is_defined, self.codes))
        return self.of(other.text for other in near)

    def related(self, *codes: Code) -> list[Entry]:
        """Return what the records of these codes point to; where none of them is defined, defined ones first."""
        rows = [row for code in codes if (row := self.row(code))]
        related = self.of(dict.fromkeys(text for row in rows for text in row.related if Code(text) not in codes))
        if any(_is_defined(row) for row in rows):
            return related
        return sorted(related, key=lambda entry: not self._is_defined(entry.code))

    def beside(self, code: Code) -> tuple[Entry | None, Entry | None]:
        """Return the codes before and after this one among those of its form, defined or not as it is."""
        alike = self._alike[code.is_enhanced, self._is_defined(code)]
        before, after = (self.entry(other) if other else None for other in nearby.beside(code, alike))
        return before, after

    @cached_property
    def _alike(self) -> dict[tuple[bool, bool], list[Code]]:
        """All codes in order, by whether they are enhanced, and whether they are defined."""
        found = defaultdict(list)
        for code in sorted([*self.codes, *self.outside]):
            found[code.is_enhanced, self._is_defined(code)].append(code)
        return dict(found)

    def _is_defined(self, code: Code) -> bool:
        row = self.row(code)
        return row is not None and _is_defined(row)

    def partners(self, basic: Code) -> list[tuple[Entry, tuple[str, ...]]]:
        """Return the enhanced codes that come with a reply code, in order, each with who says so."""
        return [(self._entries[code.text], sources) for code, sources in self._partners.get(basic, [])]

    @cached_property
    def _partners(self) -> dict[Code, list[tuple[Code, tuple[str, ...]]]]:
        """The enhanced codes that come with each reply code: what its own record names, and what names it."""
        found: dict[Code, dict[Code, tuple[str, ...]]] = defaultdict(dict)
        for row in self._rows.codes.values():
            for text in row.enhanced:
                if text in self._entries:
                    found[row.usual].setdefault(Code(text), ())
            for pair, sources in row.partners.items():
                basic, enhanced = map(Code, pair.split())
                found[basic][enhanced] = tuple(sources)
        return {basic: sorted(codes.items()) for basic, codes in found.items()}

    # --- lists of codes

    def of(self, codes: Iterable[str]) -> list[Entry]:
        """Return the entries of those codes that are known."""
        return [self._entries[code] for code in codes if code in self._entries]

    @cached_property
    def codes(self) -> list[Code]:
        """Every code that has a record, in every class it may carry, in order."""
        return sorted(map(Code, self._entries))

    def _which(self, is_wanted: Callable[[ReplyCode], bool]) -> list[ReplyCode]:
        return [row for row in self._rows.codes.values() if is_wanted(row)]

    def basic(self, digit: str) -> list[Entry]:
        """Return the defined three-digit codes that begin with a digit."""
        return [self.usual(row) for row in self._which(lambda row: row.code.startswith(digit) and _is_defined(row))]

    @cached_property
    def groups(self) -> list[tuple[Severity, list[tuple[Standing, list[Entry]]]]]:
        """The defined three-digit codes by their first digit, what people ask about first, then by their standing."""
        return [(severity, self._by_standing(severity)) for severity in _REFUSALS_FIRST]

    def _by_standing(self, severity: Severity) -> list[tuple[Standing, list[Entry]]]:
        found = defaultdict(list)
        for row in self._which(lambda row: not row.is_enhanced and row.usual.severity is severity and _is_defined(row)):
            found[Standing(row.standing)].append(self.usual(row))
        return [(standing, found[standing]) for standing in Standing if standing in found]

    @cached_property
    def unregistered(self) -> list[Entry]:
        """The codes that no specification defines."""
        return [self.usual(row) for row in self._which(lambda row: not _is_defined(row))]

    @cached_property
    def subjects(self) -> list[tuple[Subject, list[Entry]]]:
        """The enhanced codes by their subject."""
        enhanced = [self.usual(row) for row in self._which(lambda row: row.is_enhanced)]
        return [(s, [e for e in enhanced if e.code.category is s]) for s in Subject if s is not Subject.UNASSIGNED]

    def undefined(self, digit: str) -> list[Entry]:
        """Return the three-digit codes that begin with a digit and that no specification defines."""
        sent = [code for code in self.outside if not code.is_enhanced]
        codes = sorted([*(entry.code for entry in self.unregistered), *sent])
        return [self.entry(code) for code in codes if code.text.startswith(digit)]

    def under(self, prefix: str) -> list[tuple[Subject | Category, list[Entry]]]:
        """Return the enhanced codes that begin with a class, or a class and subject, by their subject."""
        found = defaultdict(list)
        for text, entry in self._entries.items():
            if text.startswith(f"{prefix}.") and entry.code.is_enhanced:
                found[entry.code.category].append(entry)
        return [(subject, sorted(entries, key=lambda entry: entry.code)) for subject, entries in found.items()]

    # --- comparisons

    def verdict(self, left: Code, right: Code) -> CodePair | None:
        """Return what is written by hand about two codes."""
        return self._verdicts.get((left.text, right.text))

    @cached_property
    def _verdicts(self) -> dict[tuple[str, str], CodePair]:
        return {(pair.left, pair.right): pair for pair in self._rows.pairs}

    @cached_property
    def questions(self) -> list[tuple[Question, list[Pair]]]:
        """The comparisons written by hand, by the question they answer."""
        found = defaultdict(list)
        for left, right in self.pairs:
            if verdict := self.verdict(left.code, right.code):
                found[Question(verdict.question)].append((left, right))
        return [(question, found[question]) for question in Question if question in found]

    @cached_property
    def unwritten_pairs(self) -> list[Pair]:
        """The comparisons that people ask for and that are built from facts."""
        return [(left, right) for left, right in self.pairs if not self.verdict(left.code, right.code)]

    @cached_property
    def pairs(self) -> list[Pair]:
        """The comparisons that people ask for, each once, in order; a superuser may have deleted one of the codes."""
        rows = self._rows.codes.values()
        texts = {tuple(sorted((row.usual.text, o), key=parse_code)) for row in rows for o in row.confused_with}
        texts |= set(self._verdicts)
        known = sorted((Code(a), Code(b)) for a, b in texts if a in self._entries and b in self._entries)
        return [(self.entry(left), self.entry(right)) for left, right in known]

    def pairs_with(self, *codes: Code) -> list[Pair]:
        """Return the comparisons that people ask for with one of these codes in them, without these two together.

        Those with a code that the lead about these two names come first, then refusals that are often confused, the
        more general ones before others.
        """
        names = {code.text for code in codes}
        written = self.verdict(*sorted(codes)) if len(names) == 2 else None
        pointed_to = {*markup.code_spans(written.lead.markdown)} - names if written else set()
        ranked = {place: pair for code in codes for place, pair in self._pairs_of.get(code, [])}
        pairs = [pair for _place, pair in sorted(ranked.items()) if {pair[0].code, pair[1].code} != {*codes}]
        return sorted(pairs, key=lambda pair: {pair[0].code.text, pair[1].code.text}.isdisjoint(pointed_to))

    @cached_property
    def _pairs_of(self) -> dict[Code, list[tuple[int, Pair]]]:
        """The comparisons that people ask for with each code, by their rank among all."""

        def rank(pair: Pair) -> tuple[bool, int]:
            left, right = pair[0].code, pair[1].code
            generality = min(len(self._partners.get(side, [])) for side in (left, right))
            refuse = left.severity.refuses and right.severity.refuses
            return not (self._are_confused(left, right) and refuse), -generality * refuse

        found = defaultdict(list)
        for place, pair in enumerate(sorted(self.pairs, key=rank)):
            for entry in pair:
                found[entry.code].append((place, pair))
        return dict(found)

    def _are_confused(self, left: Code, right: Code) -> bool:
        named = {name for code in (left, right) if (row := self.row(code)) for name in row.confused_with}
        return bool({left.text, right.text} & named)

    # --- causes

    def causes_of(self, code: Code, times: Counter[str]) -> list[tuple[Cause, int]]:
        """Return the causes of a refusal, each with how many of its replies have it.

        What the code alone decides comes first, then the most usual.
        """
        decided = {slug for slug, cause in self.causes.items() if code.severity.refuses and code.row in cause.codes}
        slugs = sorted({*decided, *times}, key=lambda slug: (slug not in decided, -times[slug], slug))
        return [(self.causes[slug], times[slug]) for slug in slugs if slug in self.causes]

    def codes_of(self, cause: Cause, times: Counter[Code]) -> list[tuple[Entry, int, bool]]:
        """Return the codes of a cause, the most usual first, with how many of its replies carry each.

        Those that alone decide for the cause belong to it without any reply; the last value marks them.
        """
        rows = {code.row for code in times}
        alone = {self._rows.codes[row].usual for row in cause.codes if row not in rows and row in self._rows.codes}
        codes = sorted({*times, *alone}, key=lambda code: (-times[code], code))
        return [(self.entry(code), times[code], code.row in cause.codes) for code in codes]

    # --- situations, and what programs say

    def advice_of(self, cause: Cause) -> list[Advice]:
        """Return the situations that a cause comes in, those of no provider in particular first."""
        own = [advice for advice in self.advice.values() if advice.cause_id == cause.slug]
        return sorted(own, key=lambda advice: (advice.provider.name if advice.provider else "", advice.slug))

    @property
    def often(self) -> list[ProgramError]:
        """The errors of programs that most people meet."""
        return [error for error in self.errors.values() if error.is_often]

    @property
    def programs(self) -> list[tuple[ProgramKind, list[tuple[Program, int]]]]:
        """The programs by what they are, each with the number of its errors."""
        times = Counter(error.program_id for error in self.errors.values())
        rows = {error.program_id: error.program for error in self.errors.values()}
        return [
            (kind, own)
            for kind in ProgramKind
            if (own := [(row, times[slug]) for slug, row in sorted(rows.items()) if row.does is kind])
        ]

    def errors_of(self, program: Program) -> list[tuple[Cause | None, list[ProgramError]]]:
        """Return what a program shows by its cause, the most usual first, what gives no reason last."""
        found: dict[Cause | None, list[ProgramError]] = defaultdict(list)
        for error in self.errors.values():
            if error.program_id == program.slug:
                found[error.cause].append(error)
        return sorted(found.items(), key=lambda group: (group[0] is None, -len(group[1])))

    # --- words

    def search(self, query: str, most: int | None = None) -> tuple[list[Found], frozenset[str]]:
        """Return what words are about, best first and at most so many, and the words by which it is found.

        These are causes, situations, codes, errors, programs and mail systems.
        """
        found, wanted = self.index.search(query, most)
        return [self._seen(row, row.usual) if isinstance(row, ReplyCode) else row for row in found], wanted

    def told(self, row: Found) -> list[finding.Told]:
        """Return what a search may tell of a row."""
        if row not in self._told:
            self._told[row] = finding.told(row)
        return self._told[row]

    @cached_property
    def index(self) -> Index[Content]:
        """Search over numbers and all words, in the language and in the source language."""
        rows: list[Content] = [*self.causes.values(), *self.advice.values(), *self._rows.codes.values()]
        rows += [use for use in self._rows.uses if not self.row(use.codes[0])]
        rows += [*self.errors.values(), *self.shown_by, *self.providers]
        called = finding.called(settings.CONTENT_DIR, _searched_in(get_language()))
        return Index(finding.documents(rows, self.met, self._said, called), self._asked)

    @cached_property
    def _asked(self) -> Language:
        """How people ask: read for the first search only, since it takes a third of the time of all rows."""
        return finding.language(settings.CONTENT_DIR, _searched_in(get_language()))

    @cached_property
    def _said(self) -> dict[str, str]:
        """What the known replies of each cause say."""
        replies = self._rows.replies.by_cause.items()
        return {cause: "\n".join(reply.reply for reply in own) for cause, own in replies}

    @cached_property
    def replies(self) -> Index[Content]:
        """Search over the known replies."""
        return Index(finding.documents(self._rows.replies.every, self.met, {}, {}), self._asked)

    @property
    def met(self) -> Counter[str]:
        """How often each code and each cause is met."""
        return self._rows.met

    @property
    def often_met(self) -> list[Entry]:
        """The codes that are met most, without those that give no detail."""
        telling = (code for code, _times in self.met.most_common() if not code.endswith(".0"))
        return self.of(telling)[:OFTEN]

    @property
    def causes_by_met(self) -> list[Cause]:
        """All causes, those first that are met most."""
        return sorted(self.causes.values(), key=lambda cause: -self.met[cause.slug])


def _is_defined(row: ReplyCode) -> bool:
    return row.standing != Standing.UNREGISTERED.value


def _searched_in(language: str) -> list[str]:
    """The languages in which somebody searches who reads one: what they met on the way here is in English."""
    return list(dict.fromkeys([language, SOURCE_LANGUAGE]))


def current() -> Catalogue:
    """Return the catalogue of the present generation in the active language."""
    return of_generation(generation.current(), get_language())


@generation.once_per_generation
def of_generation(number: int, language: str) -> Catalogue:
    """Return the catalogue of one generation in one language, which must be the active one."""
    return Catalogue(number, loading.rows(number, language))
