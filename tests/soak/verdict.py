"""What became of every text, and whether any page was wrong, too old or missing."""

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from statistics import median

from soak.editors import CODES, FIELDS
from soak.kills import ALL
from soak.readers import NUMBER
from soak.tally import Save, Tally

TABLE = "codes_replycode"
BY_HAND = ("550", "description_en")
CONNECTIONS_END = {"server", "worker", ALL}  # with what was killed; with others, nobody notices
MOST_MEMORY = {1: 450, 2: 750}  # MB of all processes, by the number of workers: more is a leak
MOST_GROWTH = 1.15  # of memory, from the first half of the time to the second
LONG = 300  # samples from which on growth can be told

Stored = dict[tuple[str, int, str], object]  # by table, number of the row and column
Place = tuple[str, str]  # code and column


@dataclass
class Verdict:
    """All that must not be."""

    lost: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    history: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    memory: list[str] = field(default_factory=list)
    latest: float = 0  # seconds by which a page was behind what was acknowledged


def stored() -> Stored:
    """Return every column of every row of content, as it lies in the database."""
    from django.db import connection  # noqa: PLC0415 - the settings read the environment

    from codes.models import CONTENT_MODELS  # noqa: PLC0415

    found: Stored = {}
    with connection.cursor() as cursor:
        for table in (model._meta.db_table for model in CONTENT_MODELS):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - the name of a model
            columns = [column.name for column in cursor.description or ()] if connection.vendor == "postgresql" else []
            columns = columns or [column[0] for column in cursor.description or ()]
            for row in cursor.fetchall():
                named = dict(zip(columns, row, strict=True))
                found |= {(table, named["id"], column): value for column, value in named.items()}
    return found


def judge(before: Stored, after: Stored, rows: dict[str, int], tally: Tally, late: float) -> Verdict:
    """Follow each text that stands there now back to the first one, and hold what was seen to that."""
    verdict = Verdict(wrong=tally.faults, history=_missing_entries(rows, tally))
    places = [(code, column) for code in CODES for column in FIELDS]
    chains = {place: _chain(after[TABLE, rows[place[0]], place[1]], tally, place) for place in places}
    _judge_texts(verdict, chains, before, after, rows, tally)
    _judge_edition(verdict, str(after[TABLE, rows["550"], "description_en"]), tally)
    judge_pages(verdict, chains, tally, late)
    verdict.unanswered = unexplained(tally)
    verdict.memory = growth(tally.memory)
    return verdict


def _chain(now: object, tally: Tally, place: Place) -> list[str]:
    """The texts of a field, the newest first."""
    over = {new: seen for save in tally.saves if save.code == place[0] for seen, new in _texts(save, place[1])}
    chain = [str(now)]
    while chain[-1] in over and len(chain) <= len(over):
        chain.append(over[chain[-1]])
    return chain


def _texts(save: Save, column: str) -> list[tuple[str, str]]:
    return [save.texts[column]] if column in save.texts else []


def _judge_texts(
    verdict: Verdict, chains: dict[Place, list[str]], before: Stored, after: Stored, rows: dict[str, int], tally: Tally
) -> None:
    written = {(TABLE, rows["550"], column) for column in ("description", "description_en")}
    for (code, column), chain in chains.items():
        place = (TABLE, rows[code], column)
        if chain[-1] != before[place]:
            verdict.altered.append(f"{code} {column}: {chain[-1]!r} was written by nobody")
        verdict.lost += [
            f"{code} {column}: {new!r} by {save.who}"
            for save in tally.saves
            if save.code == code and save.acknowledged
            for _seen, new in _texts(save, column)
            if new not in chain
        ]
        written |= {place, (TABLE, rows[code], "made_from")}  # which goes with the text
        source = (TABLE, rows[code], column.removesuffix("_en"))
        if source in after:
            written.add(source)
            verdict.altered += [f"{code} {source[2]}: not as {column}"] if after[source] != after[place] else []
    changed = {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}
    verdict.altered += sorted(f"{place}: {before.get(place)!r} is {after.get(place)!r}" for place in changed - written)


def _judge_edition(verdict: Verdict, description: str, tally: Tally) -> None:
    edition = re.match(r"Edition (\d+)\. ", description)
    if tally.loads and (not edition or int(edition[1]) not in tally.loaded):
        found = f"{description[:20]!r} instead of one of the editions {sorted(tally.loaded)}"
        verdict.lost.append(f"{' '.join(BY_HAND)}: {found}")


def _missing_entries(rows: dict[str, int], tally: Tally) -> list[str]:
    """Compare each acknowledged text with the history of its record: it was written once, by whoever sent it."""
    from codes.models import ReplyCode  # noqa: PLC0415 - the settings read the environment

    written = Counter[tuple[str, str, str]]()
    for code, row in rows.items():
        for older, newer in pairwise(ReplyCode.history.filter(id=row).order_by("history_id")):
            changed = (name for name in FIELDS if getattr(newer, name) != getattr(older, name))
            written.update((code, name, getattr(newer, name)) for name in changed)
    return [
        f"{save.code} {name}: {text!r} by {save.who} is in the history {written[save.code, name, text]} times"
        for save in tally.saves
        for name, (_seen, text) in save.texts.items()
        if written[save.code, name, text] not in ({1} if save.acknowledged else {0, 1})
    ]


@dataclass(frozen=True)
class Ages:
    """The numbers of the texts of a field, the oldest first, and when each was known to be replaced."""

    order: dict[int, int]  # by number, from 1: without one, a page shows the text that there was at first
    replaced: list[float]  # by that order: when somebody first had word of a later text

    @classmethod
    def of(cls, numbers: list[int], acknowledged: dict[int, float]) -> "Ages":
        """Take the numbers, the oldest first, and when they were acknowledged."""
        never = float("inf")
        told = [acknowledged.get(number, never) for number in numbers]
        replaced = [*accumulate(reversed(told), min)][::-1]
        return cls({number: place for place, number in enumerate(numbers, 1)}, [*replaced, never])

    def late(self, number: int, sent: float) -> float:
        """By how many seconds a text was out of date when it was asked for; negative where it was not."""
        return sent - self.replaced[self.order.get(number, 0)]


def ages(chains: dict[Place, list[str]], tally: Tally) -> dict[Place, Ages]:
    """How old each text is, of each field."""
    found = {}
    for place, chain in chains.items():
        answered = {
            _number(new): save.answered
            for save in tally.saves
            if save.code == place[0] and save.acknowledged
            for _seen, new in _texts(save, place[1])
        }
        found[place] = Ages.of([_number(text) for text in reversed(chain[:-1])], answered)
    editions = {load.edition: load.ended for load in tally.loads}
    shown = {number for sighting in tally.sightings for number in sighting.numbers}
    editors = {_number(text) for save in [*tally.saves, *tally.refused] for _seen, text in save.texts.values()}
    found[BY_HAND] = Ages.of(sorted(editions.keys() | shown - editors), editions)
    return found


def _number(text: str) -> int:
    return next((int(number or edition) for number, edition in NUMBER.findall(text)), 0)


def judge_pages(verdict: Verdict, chains: dict[Place, list[str]], tally: Tally, late: float) -> None:
    """Hold what pages showed to what had been acknowledged so many seconds before they were asked for."""
    known = ages(chains, tally)
    place_of = {number: place for place, texts in known.items() for number in texts.order}
    for sighting, (sent, path) in tally.sightings.items():
        shown = {place_of[number]: number for number in sighting.numbers if number in place_of}
        strange = sighting.numbers - place_of.keys()
        verdict.wrong += [f"{path} shows ({number}), which was never saved" for number in strange]
        if sighting.code:
            own = [(sighting.code, f"{name}_{sighting.language}") for name in ("name", "summary", "description")]
            shown = {place: 0 for place in own if place in known} | shown
        for place, number in shown.items():
            by = known[place].late(number, sent)
            verdict.latest = max(verdict.latest, by)
            if by > late:
                verdict.stale.append(f"{path} shows {' '.join(place)} ({number}) {by:.1f} s after another was saved")


def unexplained(tally: Tally) -> list[str]:
    """Requests that failed although nothing was killed that explains it: answers of 5xx only where everything was."""
    ending = [outage for outage in tally.outages if outage.what in CONNECTIONS_END]
    whole = [outage for outage in ending if outage.what == ALL]
    found = Counter[str]()
    for sent, ended, where, what in tally.failures:
        explanations = ending if not what[:1].isdigit() else whole if what.startswith("5") else []
        if not any(outage.explains(sent, ended) for outage in explanations):
            found[f"{where}: {what}"] += 1
    return [f"{what} ({number} times)" for what, number in found.most_common()]


def growth(samples: list[tuple[int, list[float]]]) -> list[str]:
    """What is wrong with the memory."""
    found = []
    for workers, most in MOST_MEMORY.items():
        taken = [sum(megabytes) for number, megabytes in samples if number == workers]
        if taken and max(taken) > most:
            found.append(f"{max(taken):.0f} MB of memory with {workers} workers are more than {most}")
        half = len(taken) // 2
        if len(taken) >= LONG and median(taken[half:]) > MOST_GROWTH * median(taken[:half]):
            halves = f"from {median(taken[:half]):.0f} to {median(taken[half:]):.0f}"
            found.append(f"memory with {workers} workers grew {halves} MB")
    return found


def merged(tally: Tally) -> int:
    """Count the saves that kept what somebody else had saved since their form was opened."""
    done = sorted((save for save in tally.saves if save.acknowledged), key=lambda save: save.answered)
    answered = [save.answered for save in done]
    return sum(
        any(
            other.who != save.who and other.code == save.code
            for other in done[bisect_left(answered, save.opened) : bisect_left(answered, save.sent)]
        )
        for save in done
    )
