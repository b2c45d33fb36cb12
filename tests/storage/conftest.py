"""A real database in a file; `bare` has no schema of ours, only the tables of these tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.database import Database, Transaction


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cell.sqlite3"


@pytest.fixture
def url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def no_versions(tmp_path: Path) -> Path:
    folder = tmp_path / "no_versions"
    folder.mkdir()
    return folder


@pytest.fixture
async def bare(url: str, no_versions: Path) -> AsyncIterator[Database]:
    database = await Database.open(url, versions=no_versions)

    async def tables(tx: Transaction) -> None:
        await tx.run("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT NOT NULL, seen BOOLEAN)")
        await tx.run("CREATE TABLE tally (name TEXT PRIMARY KEY, number BIGINT NOT NULL)")
        await tx.run("INSERT INTO tally VALUES ('notes', 0)")

    await database.write(tables)
    yield database
    await database.close()
