"""The one answer that Telegram wants for each tap."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from handlers.channels.telegram.answers import Raw
from handlers.channels.telegram.updates import Blocked, Doing


class TapAnswer:
    """The one answer to a tap: with the notice after the commit, or empty if that takes long.

    Anything but a tap gets no answer.
    """

    def __init__(self, send: Callable[[str, bool], None], slow: float | None) -> None:
        """`slow`: seconds until the empty answer; None if this is no tap."""
        self._send = send
        self._open = slow is not None
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(slow, self.answer) if slow is not None else None

    def answer(self, notice: str = "", *, alert: bool = False) -> bool:
        """Answers with this notice; returns whether it is shown: not if the tap was answered
        before, or is none."""
        was_open = self._open
        self.close()
        if was_open:
            self._send(notice, alert)
        return was_open

    def close(self) -> None:
        """Ends the answering: from now on nothing is sent."""
        self._open = False
        if self._timer:
            self._timer.cancel()


@dataclass(frozen=True, slots=True)
class Came:
    """An act of a batch: as Telegram sent it, what it means, and the answer if it is a tap."""

    raw: Raw
    act: Doing | Blocked
    tap: TapAnswer
