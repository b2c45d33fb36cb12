"""Measuring two things in turn, and saying how they compare."""

from __future__ import annotations

import json
import statistics
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

Measure = Callable[[], Awaitable[float]]
"""One turn on fresh data; what it took, or how many a second it did."""

RESULTS = Path(__file__).parent / "results.json"


class Broken(Exception):
    """What was measured did not do its work: a fast mistake is no result."""


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison. `target`: what the ratio should be, at least or at most."""

    name: str
    ours: float
    baseline: float
    baseline_name: str
    unit: str
    target: str = ""
    ratios: tuple[float, ...] = ()
    """Of the single turns."""
    note: str = ""

    @property
    def ratio(self) -> float:
        """Ours over the baseline."""
        return self.ours / self.baseline

    @property
    def met(self) -> bool:
        """Whether the target is reached; without one, it is."""
        sign, _, bound = self.target.partition(" ")
        if not bound:
            return True
        return self.ratio >= float(bound) if sign == "≥" else self.ratio <= float(bound)

    def to_json(self) -> dict[str, str | float]:
        """As `results.json` has it."""
        return {
            "name": self.name,
            "ours": round(self.ours, 4),
            "baseline": round(self.baseline, 4),
            "baseline_name": self.baseline_name,
            "ratio": round(self.ratio, 4),
            "unit": self.unit,
        }


async def interleaved(ours: Measure, baseline: Measure, rounds: int) -> list[tuple[float, float]]:
    """Ours, baseline, ours, baseline, …"""
    return [(await ours(), await baseline()) for _ in range(rounds)]


def row(
    name: str,
    turns: Sequence[tuple[float, float]],
    baseline_name: str,
    unit: str,
    *,
    target: str = "",
    note: str = "",
) -> Row:
    """The medians of both, with the ratio of every turn."""
    return Row(
        name,
        statistics.median(ours for ours, _ in turns),
        statistics.median(baseline for _, baseline in turns),
        baseline_name,
        unit,
        target,
        tuple(ours / baseline for ours, baseline in turns),
        note,
    )


def table(rows: Iterable[Row], *, head: bool = True) -> str:
    """For people to read."""
    names = ("ours", "baseline", "unit", "ratio", "in single rounds", "target")
    lines = ["{:46} {:>9} {:>9} {:10} {:>6}  {:17} {}".format("", *names)] if head else []
    for each in rows:
        ratios = each.ratios or (each.ratio,)
        verdict = f"{each.target} {'met' if each.met else 'MISSED'}" if each.target else ""
        spread = f"{min(ratios):.2f} … {max(ratios):.2f}"
        lines.append(
            f"{each.name:46} {each.ours:9.1f} {each.baseline:9.1f} {each.unit:10}"
            f" {each.ratio:6.2f}  {spread:17} {verdict}"
        )
        lines.append(f"    beside: {each.baseline_name}{'. ' if each.note else ''}{each.note}")
    return "\n".join(lines)


def save(rows: Iterable[Row], path: Path = RESULTS) -> None:
    """Write the figures; rows of benchmarks that were not run this time are gone."""
    written = json.dumps([each.to_json() for each in rows], ensure_ascii=False, indent=1)
    path.write_text(written + "\n", "utf-8")
