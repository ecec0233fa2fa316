"""Results, as a table for people and as JSON for programs. Plain Python."""

from dataclasses import asdict, dataclass

from bench.pairs import Summary
from bench.rows import Row


@dataclass(frozen=True)
class Result:
    """What a row came to; a failure says why it came to nothing."""

    row: Row
    value: float | None = None
    summary: Summary | None = None
    note: str = ""
    failure: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the bar holds; None where there is none, or where nothing was measured."""
        return self._reaches(self.row.bar)

    @property
    def reaches_goal(self) -> bool | None:
        """Whether the goal is reached."""
        return self._reaches(self.row.goal)

    def _reaches(self, mark: float | None) -> bool | None:
        if mark is None or self.value is None:
            return None
        return self.value <= mark if self.row.at_most else self.value >= mark

    @property
    def verdict(self) -> str:
        """The last word on a row."""
        if self.failure:
            return "FAILED"
        word = {None: "", True: "goal" if self.reaches_goal else "yes", False: "NO"}[self.holds]
        return f"{word} noisy".strip() if self.summary and self.summary.is_noisy else word


def number(value: float | None) -> str:
    """A figure with three digits that count."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


HEAD = ("", "value", "", "bar", "goal", "holds", "CPU us", "req/s", "pairs", "reference")


def lines(results: list[Result]) -> list[str]:
    """The table; what failed stands in it too."""
    cells = [HEAD, *(_cells(result) for result in results)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEAD))]
    table = []
    for row, result in zip(cells, [None, *results], strict=True):
        text = " ".join(
            _aligned(cell, width, column) for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        table.append(text.rstrip())
        if result and (result.failure or result.note):
            table.append(f"    {result.failure or result.note}")
    return table


LEFT = {0, 2, 5, 9}


def _aligned(cell: str, width: int, column: int) -> str:
    return cell.ljust(width) if column in LEFT else cell.rjust(width)


def _cells(result: Result) -> tuple[str, ...]:
    row, summary = result.row, result.summary
    return (
        row.name,
        number(result.value),
        "" if row.unit == "ratio" else row.unit,
        ("<= " if row.at_most else ">= ") + number(row.bar) if row.bar is not None else "",
        number(row.goal),
        result.verdict,
        number(summary.cost) if summary else "",
        number(summary.pace) if summary else "",
        f"{summary.pairs - summary.dropped}/{summary.pairs}" if summary else "",
        row.reference,
    )


def verdict(results: list[Result]) -> str:
    """One line for all of them."""
    bars = [result for result in results if result.row.bar is not None]
    missed = [result.row.name for result in bars if result.holds is False]
    failed = [result.row.name for result in results if result.failure]
    dropped = sum(result.summary.dropped for result in results if result.summary)
    text = f"{len(bars)} bars: {sum(result.holds is True for result in bars)} hold, {len(missed)} do not"
    return f"{text}; {len(failed)} rows failed; {dropped} pairs of unlike references or on a busy machine dropped"


def document(results: list[Result], facts: dict[str, object]) -> dict[str, object]:
    """The same, and the facts of the machine, as JSON."""
    rows = [asdict(result) | {"holds": result.holds, "reaches_goal": result.reaches_goal} for result in results]
    return {"machine": facts, "verdict": verdict(results), "rows": rows}
