"""What a turn costs, and that it waits for nothing: the writer is one, and everybody queues."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.content.words.catalogue import TEMPLATES
from storage.engine.database import Database, Row, Transaction, Value

T = TypeVar("T")

LONG = frozenset({"open", "os.listdir", "os.scandir", "socket.connect", "subprocess.Popen"})
"""What Python audits and a turn may not do: files, folders, the network, other programs."""

_touched: list[str] | None = None
_shipped: set[str] = set()


def _heard(event: str, args: tuple[Any, ...]) -> None:
    if _touched is not None and event in LONG and not _read_once(str(args[0])):
        _touched.append(f"{event} {args[0]}")


def _read_once(path: str) -> bool:
    """Whether it is a library that is loaded late, or something shipped for the first time: both
    are kept for the whole process."""
    if path.startswith((sys.prefix, sys.base_prefix)):
        return True
    first = path.startswith(str(TEMPLATES.parent)) and path not in _shipped
    _shipped.add(path)
    return first


class LongTurn(AssertionError):
    """A brief turn did what others would have to wait for."""


@dataclass
class Cost:
    """What one turn asked of the database."""

    statements: int = 0
    rows: int = 0


class Counted:
    """A transaction that counts what it is asked."""

    def __init__(self, tx: Transaction, cost: Cost) -> None:
        self._tx = tx
        self._cost = cost
        self.seal, self.unseal = tx.seal, tx.unseal
        self.seal_bytes, self.unseal_bytes = tx.seal_bytes, tx.unseal_bytes

    async def run(self, sql: str, /, **params: Value) -> int:
        """One statement."""
        self._cost.statements += 1
        return await self._tx.run(sql, **params)

    async def run_many(self, sql: str, rows: Iterable[Mapping[str, Value]]) -> None:
        """One statement as well."""
        self._cost.statements += 1
        await self._tx.run_many(sql, rows)

    async def one(self, sql: str, /, **params: Value) -> Row | None:
        """One statement, and a row if there is one."""
        self._cost.statements += 1
        row = await self._tx.one(sql, **params)
        self._cost.rows += row is not None
        return row

    async def all(self, sql: str, /, **params: Value) -> list[Row]:
        """One statement and its rows."""
        self._cost.statements += 1
        rows = await self._tx.all(sql, **params)
        self._cost.rows += len(rows)
        return rows


class WatchedDatabase(Database):
    """A database that fails every brief turn which waits for anything but its own statements, and
    knows what the last turn cost."""

    last = Cost()

    async def write(self, work: Callable[[Transaction], Awaitable[T]], *, brief: bool = True) -> T:
        async def watched(tx: Transaction) -> T:
            self.last = Cost()
            played = _played(work, Counted(tx, self.last))
            return at_once(played) if brief else await played

        return await super().write(watched, brief=brief)


async def _played(work: Callable[[Transaction], Awaitable[T]], tx: Transaction) -> T:
    return await work(tx)


def at_once(turn: Coroutine[Any, Any, T]) -> T:
    """The result of this turn, whose statements run where they stand: it never has to give way."""
    global _touched  # noqa: PLW0603 -- one turn at a time, and an audit hook has no other place
    touched: list[str] = []
    _touched = touched
    try:
        turn.send(None)
    except StopIteration as done:
        if touched:
            raise LongTurn(f"within a turn: {touched}") from None
        return done.value  # type: ignore[no-any-return]  # what the turn returned
    finally:
        _touched = None
    where = _waiting(turn)
    turn.close()
    raise LongTurn(f"a turn waits: {where}")


def _waiting(turn: Any) -> str:
    """The functions in which it waits, the innermost last."""
    names = []
    while hasattr(turn, "cr_code"):
        names.append(turn.cr_code.co_qualname)
        turn = turn.cr_await
    return " > ".join(names)
