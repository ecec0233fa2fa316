"""The known replies of a code, a cause or a mail system by their causes, and the few that stand for the rest."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, groupby, islice, zip_longest
from math import ceil
from operator import attrgetter

from codes import generation, loading, verbatim
from codes.catalogue import Catalogue, Entry
from codes.facts import SourceKind
from codes.models import KnownReply
from smtp_replies.causes import Matcher
from smtp_replies.smtp import Code

Address = tuple[Code | str | int, ...]
Partners = list[tuple[Entry, tuple[str, ...]]]  # enhanced codes, each with who says that they come with a code

EXAMPLES = 2  # replies that a page shows of all that it is about
SHOWN = 10  # of each cause, in the list of a code's replies
PAGE = 60  # replies on one page of a longer list
CAUSES, REPLIES = 3, 10  # at least so many, and a reader has to choose
USUAL = 5  # causes or codes that are shown at once, the rest folded
BRIEF = 70  # characters of a sentence that is read at a glance


@dataclass(frozen=True)
class Way:
    """Replies that have one cause."""

    cause: str
    replies: list[KnownReply]  # the clearest first

    @property
    def phrase(self) -> str:
        """What the clearest of them says."""
        return verbatim.sentence(self.replies[0].reply)

    @property
    def times(self) -> int:
        """How many they are."""
        return len(self.replies)

    @property
    def first(self) -> list[KnownReply]:
        """Those that stand for the others in a list of all causes."""
        return self.replies[:SHOWN]

    @property
    def has_more(self) -> bool:
        """Whether these are not all."""
        return self.times > SHOWN

    @property
    def by_source(self) -> list[tuple[tuple[SourceKind, str], list[KnownReply]]]:
        """The replies by where they were found, the source of most of them first."""
        times = Counter(map(_source, self.replies))
        ordered = sorted(self.replies, key=lambda reply: (-times[_source(reply)], reply.source))
        return [(source, list(replies)) for source, replies in groupby(ordered, _source)]


class Fork:
    """Replies of the same code, cause or mail system, which part by their causes."""

    def __init__(self, replies: Iterable[KnownReply]) -> None:
        self.replies = list(replies)

    @cached_property
    def ways(self) -> list[Way]:
        """The replies of each cause, the most usual one first."""
        found = defaultdict(list)
        for reply in self.replies:
            found[reply.cause_id].append(reply)
        ways = [Way(cause, _clearest_first(replies)) for cause, replies in found.items()]
        return sorted(ways, key=lambda way: (-way.times, way.cause))

    @cached_property
    def causes(self) -> Counter[str]:
        """How many of the replies have each cause."""
        return Counter({way.cause: way.times for way in self.ways})

    @cached_property
    def codes(self) -> Counter[Code]:
        """How many of the replies carry each code."""
        return Counter(code for reply in self.replies for code in reply.codes)

    def way(self, cause: str) -> Way | None:
        """Return the replies of one cause, None where there are none."""
        return next((way for way in self.ways if way.cause == cause), None)

    @property
    def usual(self) -> list[Way]:
        """The causes that most readers meet."""
        return self.ways[:USUAL]

    @property
    def rare(self) -> list[Way]:
        """The others."""
        return self.ways[USUAL:]

    @property
    def parts(self) -> bool:
        """Whether the code says so little that its reader has to choose by the words."""
        return len(self.ways) >= CAUSES and len(self.replies) >= REPLIES

    @cached_property
    def examples(self) -> list[KnownReply]:
        """A few that stand for all: the clearest one of each cause, then the next of each."""
        in_turn = chain.from_iterable(zip_longest(*(way.replies for way in self.ways)))
        return list(islice(filter(None, in_turn), EXAMPLES))

    @property
    def has_more(self) -> bool:
        """Whether the examples are not all."""
        return len(self.replies) > EXAMPLES

    def by_times(self, partners: Partners) -> tuple[Partners, Partners]:
        """Return the enhanced codes that come with a code, those that most of the replies carry first, and the rest."""
        ordered = sorted(partners, key=lambda partner: -self.codes[partner[0].code])
        return ordered[:USUAL], ordered[USUAL:]


@generation.once_per_generation
def of_code(number: int, code: Code) -> Fork:
    """Return the known replies with a code, an enhanced one in this class, of one generation."""
    return Fork(loading.replies(number).by_code.get(code, []))


@generation.once_per_generation
def of_cause(number: int, cause: str) -> Fork:
    """Return the known replies that have a cause, of one generation."""
    return Fork(loading.replies(number).by_cause.get(cause, []))


def lists(known: Catalogue) -> Iterator[tuple[str, Address]]:
    """Yield the pages that list replies of a code or a cause, each as the name of its view with its address."""
    replies = loading.replies(known.generation)
    for code in filter(known.url, sorted(replies.by_code)):
        fork = of_code(known.generation, code)
        if fork.has_more:
            yield "replies", (code,)
        for way in fork.ways:
            if way.has_more:
                yield from _pages("replies-of-way", (code, way.cause), way.times)
    for cause in sorted(replies.by_cause):
        fork = of_cause(known.generation, cause)
        if fork.has_more:
            yield from _pages("replies-of-cause", (cause,), len(fork.replies))


def _pages(name: str, address: Address, times: int) -> Iterator[tuple[str, Address]]:
    yield name, address
    yield from ((name, (*address, page)) for page in range(2, ceil(times / PAGE) + 1))


def _source(reply: KnownReply) -> tuple[SourceKind, str]:
    return reply.found, reply.source


def _clearest_first(replies: list[KnownReply]) -> list[KnownReply]:
    in_order = sorted(replies, key=attrgetter("slug"))
    return sorted(in_order, key=_clearness, reverse=True)


def _clearness(reply: KnownReply) -> tuple[bool, bool, float, int]:
    """Order replies by how clearly their first sentence tells the cause to whoever reads it alone."""
    sentence = verbatim.sentence(reply.reply)
    certainty = _certainty(sentence, reply.cause_id)
    return certainty is not None, verbatim.is_plain(sentence, BRIEF), certainty or 0.0, -len(sentence)


@cache
def _certainty(sentence: str, cause: str) -> float | None:
    """Return how surely the words mean the cause; None where they mean another, or nothing."""
    match = Matcher((), {}).match(sentence)
    return match.certainty if match.cause == cause else None
