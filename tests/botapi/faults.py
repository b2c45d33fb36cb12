"""Trouble on demand: refusals, lost answers, dead connections, slowness."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tests.botapi.refusals import REASONS, Refusal, flood, migrated

Break = Literal["drop", "hang", "garbage"]
"""drop: the connection ends without an answer; hang: no answer ever comes; garbage: HTML, 502."""


@dataclass(slots=True, kw_only=True)
class Fault:
    """Strikes the `nth` matching call from now on, and `times` in all (None: for ever)."""

    method: str | None = None
    chat: int | None = None
    nth: int = 1
    times: int | None = 1
    error: int | Break | None = None
    answer: tuple[int, bytes] | None = None
    retry_after: int | None = None
    migrate_to: int | None = None
    description: str = ""
    after: bool = False
    delay: float = 0.0
    matched: int = field(default=0, init=False)
    hits: int = field(default=0, init=False)
    cancelled: bool = field(default=False, init=False)

    def cancel(self) -> None:
        self.cancelled = True

    def strikes(self, method: str, chat_id: int | None) -> bool:
        """Counts the call if it matches."""
        if self.cancelled or self.method not in (None, method):
            return False
        if self.chat is not None and self.chat != chat_id:
            return False
        self.matched += 1
        last = None if self.times is None else self.nth + self.times
        if self.matched < self.nth or (last is not None and self.matched >= last):
            return False
        self.hits += 1
        return True

    def refusal(self) -> Refusal | None:
        """The answer instead of the true one, if there is an answer."""
        if self.migrate_to is not None:
            return migrated(self.migrate_to)
        if self.retry_after is not None:
            return flood(self.retry_after)
        if not isinstance(self.error, int):
            return None
        sentence = self.description.removeprefix(f"{REASONS.get(self.error, '')}: ")
        return Refusal(self.error, sentence)


class Faults:
    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        self._faults.append(fault)
        return fault

    def clear(self) -> None:
        self._faults.clear()

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault that strikes this call. Every fault counts every call."""
        if not self._faults:
            return None
        struck = [fault for fault in self._faults if fault.strikes(method, chat_id)]
        return struck[0] if struck else None
