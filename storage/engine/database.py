"""The database: one writer, one reader, whole turns; and what an engine has to provide for that.

A *turn* is an async function that receives a Transaction. It is stored entirely or not at all.
Turns that wait together share one commit, and a turn may be run a second time when a neighbour
destroyed the transaction: it must be *replayable*, that is, do nothing outside its transaction.

SQL is portable, with `:name` parameters; those that a statement does not name are ignored. Times
are BIGINT, UTC milliseconds. Booleans are declared BOOLEAN and given as bool; some engines return
them as the integers 0 and 1, so read `bool(row["x"])`. Each ORDER BY puts no two rows in the same
place, and none depends on how an engine orders letters or NULL.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeAlias, TypeVar

from storage.engine import migrate
from storage.engine.errors import (
    DatabaseClosed,
    DatabaseError,
    DatabaseGone,
    TransactionFailed,
    TransactionOver,
)
from storage.engine.turn import Failed, TransactionLost, Turn
from storage.engine.vault import Vault

Value: TypeAlias = str | int | float | bytes | bool | None
Row: TypeAlias = Mapping[str, Any]
T = TypeVar("T")
log = logging.getLogger(__name__)

GROUP = 16
"""The most turns that share one commit. More gains little, and the first would wait longer."""


class Transaction(Protocol):
    """What a turn may do. Raises StatementFailed (ConstraintFailed) and TransactionOver."""

    async def run(self, sql: str, /, **params: Value) -> int:
        """Runs one statement; returns the number of rows it changed."""

    async def run_many(self, sql: str, rows: Iterable[Mapping[str, Value]]) -> None:
        """Runs one statement for each row."""

    async def one(self, sql: str, /, **params: Value) -> Row | None:
        """The first row, or None."""

    async def all(self, sql: str, /, **params: Value) -> list[Row]:
        """Every row."""

    def seal(self, plain: str, about: str) -> str:
        """A text sealed for its place `about`: table, column and row (vault.py)."""

    def unseal(self, sealed: str, about: str) -> str:
        """The text of a sealed one. Raises WrongKey."""

    def seal_bytes(self, plain: bytes, about: str) -> bytes:
        """The bytes of a file sealed for their place `about`."""

    def unseal_bytes(self, sealed: bytes, about: str) -> bytes:
        """The bytes of sealed ones. Raises WrongKey."""


class Statements(Transaction, Protocol):
    """The statements of one turn, as a driver provides them.

    Each refuses to run outside the transaction: after an error that ended the transaction the next
    one would otherwise be stored by itself.
    """

    def expire(self) -> None:
        """Ends the turn: from now on every statement raises TransactionOver."""


class Connection(Protocol):
    """One connection of a driver. Raises StatementFailed."""

    @property
    def begin(self) -> str:
        """The statement with which its transactions begin."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open; an error may have ended it."""

    def statements(self, vault: Vault, *, brief: bool = False) -> Statements:
        """The statements of a new turn. `brief`: none takes long, so they may run in the event
        loop."""

    async def control(self, *statements: str) -> None:
        """Runs statements of transaction control in order."""

    async def end(self) -> None:
        """Rolls back the open transaction, if there is one."""

    async def close(self) -> None:
        """Lets the connection go; what was not committed is undone."""

    def abandon(self) -> None:
        """Closes without awaiting, for a loop about to end; what was not committed is undone."""


class Driver(Protocol):
    """A database that this process alone holds, in the hands of its engine's driver."""

    @property
    def path(self) -> Path:
        """Where it is."""

    @property
    def vault(self) -> Vault:
        """The keys that belong to the database."""

    @property
    def writing(self) -> Connection:
        """The one connection that changes anything."""

    @property
    def reading(self) -> Connection:
        """The connection for reading: its transactions are snapshots that stop no writer; writing
        raises."""

    def is_in_place(self) -> bool:
        """Whether the files are still the ones that were opened."""

    async def rescue(self) -> Path:
        """Copies what the files that are no longer in place hold into a new one beside."""

    async def damage(self) -> str:
        """What the engine finds wrong with its pages; empty if nothing."""

    def free_bytes(self) -> int:
        """How much fits onto the disk that it is on."""

    async def fold(self) -> None:
        """Leaves nothing of what was deleted on the disk."""

    def let_go(self) -> None:
        """Lets another process hold the database; both connections are closed by now."""


class Database:
    """A database held by this process alone. `close()` it, also after a failure."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._turns: asyncio.Queue[Turn | None] = asyncio.Queue()
        self._one_reader = asyncio.Lock()
        self._reads_in: asyncio.Task[Any] | None = None
        self._closing: asyncio.Task[None] | None = None
        self._writer = asyncio.create_task(self._write_turns(), name="database writer")

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        versions: Path = migrate.VERSIONS,
        keys: Path | None = None,
        beside: bool = False,
    ) -> Database:
        """Opens the database of `url` with the keys in the file `keys`, and takes its lock.

        `beside` takes none: for a few short turns while the process that holds it goes on.

        The key file is by default beside the database. Raises DatabaseUrlRefused, DatabaseBusy,
        DatabaseUnreadable; DatabaseOutdated if it lacks the newest revision in the folder
        `versions`, DatabaseNewer if it has an unknown one; KeyFileRefused, WrongKey.
        """
        from storage.engine import sqlite  # late: a driver is written against this module

        return cls(await sqlite.opened(url, versions, keys, beside=beside))

    async def write(self, work: Callable[[Transaction], Awaitable[T]], *, brief: bool = True) -> T:
        """Runs one turn; returns once it is on disk.

        An error of the turn undoes the turn and is raised here. Cancelling the caller does not
        cancel the turn. Raises TransactionFailed if it could not be stored. The statements of a
        brief turn run in the event loop: one that goes over many rows is not brief.
        """
        if self._closing or self._writer.done():
            raise DatabaseClosed
        if asyncio.current_task() is self._writer:
            raise RuntimeError("a turn cannot wait for another turn: the writer is one")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._turns.put_nowait(Turn(work, future, brief))
        return await future

    async def read(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Runs `work` on a snapshot that no writer changes and that stops no writer.

        Reads run one after another: fetch here, render outside. Writing raises StatementFailed.
        """
        if asyncio.current_task() is self._reads_in:
            raise RuntimeError("a read cannot wait for another read: the reader is one")
        async with self._one_reader:
            if self._closing or self._writer.done():
                raise DatabaseClosed
            self._reads_in = asyncio.current_task()
            reading = self._driver.reading
            statements = reading.statements(self._driver.vault)
            try:
                await reading.control(reading.begin)
                return await work(statements)
            finally:
                statements.expire()
                self._reads_in = None
                # A cancelled BEGIN still runs in its thread; the roll-back queues behind it,
                # before this can be cancelled again.
                await reading.end()

    async def check_place(self) -> None:
        """Makes sure that what is stored can be found again. Raises DatabaseGone if somebody has
        removed or replaced the file, with what it held copied to a new one."""
        if not self._driver.is_in_place():
            async with self._one_reader:
                raise DatabaseGone(self._driver.path, await self._driver.rescue())

    async def damage(self) -> str:
        """What is wrong with the file's pages; empty if nothing. Takes as long as reading all of
        it, and stops nobody meanwhile."""
        return await self._driver.damage()

    def free_bytes(self) -> int:
        """How much fits onto the database's disk."""
        return self._driver.free_bytes()

    async def fold(self) -> None:
        """Leaves nothing of what was deleted so far on the disk."""
        await self._driver.fold()

    async def close(self) -> None:
        """Stores the turns that wait, then lets go of the files and the lock. A second call does
        nothing."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close())
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        self._turns.put_nowait(None)
        await asyncio.wait([self._writer])
        try:
            async with self._one_reader:
                await self._driver.reading.close()
            await self._driver.writing.close()  # last: it may still store something
        finally:
            self._driver.let_go()
        if not self._writer.cancelled():
            self._writer.result()  # a defect of the writer itself is not to be lost

    async def _write_turns(self) -> None:
        try:
            while group := await self._next_group():
                await self._store(group)
        except (
            BaseException
        ):  # the loop ends without close(): a thread left behind would hang the exit
            self._driver.reading.abandon()
            self._driver.writing.abandon()
            self._driver.let_go()
            raise
        finally:
            while not self._turns.empty():
                if turn := self._turns.get_nowait():
                    turn.settle(Failed(DatabaseClosed()))

    async def _next_group(self) -> list[Turn]:
        """The turns that wait, at most GROUP; empty once the database closes."""
        group: list[Turn] = []
        while not group or (len(group) < GROUP and not self._turns.empty()):
            turn = await self._turns.get()
            if turn is None:
                if group:
                    self._turns.put_nowait(None)
                break
            group.append(turn)
        return group

    async def _store(self, group: Sequence[Turn]) -> None:
        """Runs and commits the turns of a group, then gives each caller the outcome of its own."""
        outcomes: Sequence[object]
        try:
            outcomes = await self._commit(group)
        except TransactionLost as lost:
            if len(group) > 1:
                for turn in group:
                    await self._store([turn])
                return
            outcomes = [lost.outcome]
        except DatabaseGone as error:
            outcomes = [Failed(error) for _ in group]
        except DatabaseError as error:
            code, detail = getattr(error, "code", ""), getattr(error, "detail", "")
            outcomes = [Failed(TransactionFailed(code, detail)) for _ in group]
        for turn, outcome in zip(group, outcomes, strict=True):
            turn.settle(outcome)

    async def _commit(self, group: Sequence[Turn]) -> list[object]:
        """Runs one transaction with a savepoint for each turn; one hop between two turns.

        What may wait for another program's lock or for the disk (BEGIN, COMMIT) never runs in the
        event loop.
        """
        outcomes: list[object] = []
        connection = self._driver.writing
        between = [connection.begin]
        try:
            for turn in group:
                await connection.control(*between, "SAVEPOINT turn")
                outcomes.append(outcome := await self._attempt(turn))
                failure = outcome if isinstance(outcome, Failed) else None
                if not connection.in_transaction:
                    raise TransactionLost(failure or Failed(TransactionOver()))
                between = ["ROLLBACK TO turn", "RELEASE turn"] if failure else ["RELEASE turn"]
            if not self._driver.is_in_place():
                raise DatabaseGone(self._driver.path)
            await connection.control(*between, "COMMIT")
        finally:
            if connection.in_transaction:
                await connection.end()
        return outcomes

    async def _attempt(self, turn: Turn) -> object:
        """What the turn returned, or Failed with what it raised."""
        statements = self._driver.writing.statements(self._driver.vault, brief=turn.brief)
        try:
            return await turn.work(statements)
        except asyncio.CancelledError as error:
            if self._writer.cancelling():  # the loop is stopping, not something inside the turn
                raise
            return Failed(error)
        except Exception as error:  # noqa: BLE001 - whatever it is belongs to the caller
            return Failed(error)
        finally:
            statements.expire()
