"""Cells that are made once by chatting, and of which every test gets a copy of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from bot.domain.messages import FileOut
from handlers.contract import Message
from tests.world import World, world

Sent: TypeAlias = tuple[tuple[str, Message | FileOut], ...]
Build: TypeAlias = Callable[[World], Awaitable[Any]]
"""Makes a dataclass that has a `world`, mostly a `Cell`."""


@dataclass(frozen=True)
class _Left:
    """A cell and its world as they were left: what is in the database is in the file."""

    database: Path
    cell: Any
    now: datetime
    acts: int
    telegram: Sent
    web: Sent


class Shelf:
    """Making a cell takes dozens of acts, copying it one file."""

    def __init__(self, folder: Path, migrated: Path) -> None:
        self._folder = folder
        self._migrated = migrated
        self._left: dict[Build, _Left] = {}

    @asynccontextmanager
    async def copy(self, build: Build, folder: Path) -> AsyncIterator[Any]:
        """The cell that this makes, in a world of its own that goes on where that one stopped."""
        left = self._left.get(build) or await self._make(build)
        made = World(folder, left.database)
        made.clock.now, made._acts = left.now, left.acts
        made.outlet.sent, made.web.sent = list(left.telegram), list(left.web)
        await made.start()
        try:
            yield replace(left.cell, world=made)
        finally:
            await made.stop()

    async def _make(self, build: Build) -> _Left:
        folder = self._folder / str(len(self._left))
        folder.mkdir()
        async with world(folder, self._migrated) as made:
            cell = await build(made)
        sent = tuple(made.outlet.sent), tuple(made.web.sent)
        left = _Left(folder / "cell.sqlite3", cell, made.clock.now, made._acts, *sent)
        return self._left.setdefault(build, left)


def made_once(build: Build) -> Any:
    """The fixture of the same name: for each test a copy of the cell that this makes."""

    @pytest.fixture(name=build.__name__)
    async def copy_of(shelf: Shelf, tmp_path: Path) -> AsyncIterator[Any]:
        async with shelf.copy(build, tmp_path) as made:
            yield made

    copy_of.__doc__ = build.__doc__
    return copy_of
