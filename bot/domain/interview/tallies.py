"""The shapes in which reports count answers, whatever the kind of question."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from bot.domain.interview.questionnaire import Option


@dataclass(frozen=True, slots=True)
class Counts:
    """How many chose each option. `counted` people answered; `other` gave words of their own, which
    are counted and never printed. `several`: a person may count under more than one."""

    counted: int
    options: tuple[tuple[Option, int], ...]
    other: int = 0
    several: bool = False


@dataclass(frozen=True, slots=True)
class Stats:
    """Numbers: smallest, largest and mean; `None` if nobody answered."""

    counted: int
    least: Decimal | None
    most: Decimal | None
    mean: Decimal | None


@dataclass(frozen=True, slots=True)
class Quotes:
    """Free texts. `texts` is filled only for a question whose words are `printed`."""

    counted: int
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Days:
    """Dates: how many fall into each quarter, as year and number, in order."""

    counted: int
    quarters: tuple[tuple[int, int, int], ...]


Tally: TypeAlias = Counts | Stats | Quotes | Days
