"""What is tested of a question of any kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.interview.kinds import Value
from bot.domain.interview.questionnaire import Question
from bot.domain.interview.tallies import Tally
from bot.domain.messages import Param


@dataclass(frozen=True, slots=True)
class Case:
    """What one question of a kind does.

    `buttons`: acts, one after the other, and the value they end in. `forged`: acts that no button
    carries. `refused`: typed texts and the complaint. `tally`: values of several people, counted.
    """

    question: Question
    buttons: Sequence[tuple[Sequence[str], Value]]
    typed: Mapping[str, Value]
    refused: Mapping[str, str]
    value: Value
    shown: Param
    contents: frozenset[str | bool]
    tally: tuple[Sequence[Value], Tally]
    forged: Sequence[str] = field(default=("", "=", "=x", "9.9", "~", "+", "-0", "=1=", "\u00b2"))
