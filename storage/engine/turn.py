"""A turn that waits for the writer, and what came of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.engine.errors import cause

if TYPE_CHECKING:
    from storage.engine.database import Transaction

log = logging.getLogger(__name__)


class Failed:
    """The outcome of a turn that raised."""

    __slots__ = ("error",)

    def __init__(self, error: BaseException) -> None:
        self.error = error


@dataclass(frozen=True, slots=True)
class Turn:
    work: Callable[[Transaction], Awaitable[Any]]
    future: asyncio.Future[Any]
    brief: bool

    def settle(self, outcome: object) -> None:
        """Gives the outcome to the caller, unless the caller was cancelled meanwhile."""
        match outcome:
            case Failed(error=error) if self.future.done():
                # The type alone: the message could hold what a member wrote.
                log.warning("a turn whose caller had left failed: %s", cause(error))
            case _ if self.future.done():
                return
            case Failed(error=error):
                self.future.set_exception(error)
            case _:
                self.future.set_result(outcome)


class TransactionLost(Exception):
    """One turn's error ended the transaction of the whole group."""

    def __init__(self, outcome: Failed) -> None:
        super().__init__()
        self.outcome = outcome
