"""Reference, ours, reference: what such a pair says, and which pairs say nothing. Plain Python."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

UNLIKE = 1.25  # two references that are further apart measured the machine, not the servers
BUSY = 0.2  # processors that others kept busy meanwhile


@dataclass(frozen=True)
class Run:
    """What one load took: processor time of the servers and time that passed in seconds, answers in milliseconds."""

    requests: int
    processor: float
    seconds: float
    p50: float = 0
    p99: float = 0

    @property
    def cost(self) -> float:
        """Microseconds of processor time a request."""
        return 1e6 * self.processor / self.requests

    @property
    def time(self) -> float:
        """Microseconds that pass for a request."""
        return 1e6 * self.seconds / self.requests

    @property
    def pace(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


Measure = Callable[[Run], float]


def cost(run: Run) -> float:
    """What is compared as a rule: processor time."""
    return run.cost


def time(run: Run) -> float:
    """What is compared where several processors are to be used: the time that passes."""
    return run.time


@dataclass(frozen=True)
class Pair:
    """Ours between two runs of the reference, and how many processors others kept busy meanwhile."""

    before: Run
    own: Run
    after: Run
    others: float = 0

    def ratio(self, measure: Measure = cost) -> float:
        """How many times what ours takes the reference takes: 1 is as dear, less is dearer."""
        return (measure(self.before) + measure(self.after)) / 2 / measure(self.own)

    def is_like(self, measure: Measure = cost) -> bool:
        """Whether nothing but the servers was measured."""
        low, high = sorted([measure(self.before), measure(self.after)])
        return high <= UNLIKE * low and self.others <= BUSY


@dataclass(frozen=True)
class Summary:
    """The medians of the pairs that count."""

    ratio: float
    cost: float
    pace: float
    p50: float
    p99: float
    reference: float  # its cost
    pairs: int
    dropped: int

    @property
    def is_noisy(self) -> bool:
        """Whether no pair counts, so that the medians are those of all of them."""
        return self.dropped == self.pairs


def summary(pairs: Iterable[Pair], measure: Measure = cost) -> Summary:
    """Drop what says nothing, and count it; where nothing is left, say that."""
    everything = list(pairs)
    like = [pair for pair in everything if pair.is_like(measure)]
    counted = like or everything

    def middle(of: Callable[[Pair], float]) -> float:
        return median(of(pair) for pair in counted)

    return Summary(
        ratio=middle(lambda pair: pair.ratio(measure)),
        cost=middle(lambda pair: pair.own.cost),
        pace=middle(lambda pair: pair.own.pace),
        p50=middle(lambda pair: pair.own.p50),
        p99=middle(lambda pair: pair.own.p99),
        reference=middle(lambda pair: (pair.before.cost + pair.after.cost) / 2),
        pairs=len(everything),
        dropped=len(everything) - len(like),
    )


def percentile(values: Iterable[float], share: float) -> float:
    """The value that a share of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
