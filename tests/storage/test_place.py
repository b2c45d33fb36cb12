"""The database's file is removed, replaced or damaged while the program runs."""

# ruff: noqa: ASYNC240 - nothing else runs in these loops while a test looks at its files

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from storage.engine.database import Database
from storage.engine.errors import (
    DatabaseGone,
    DatabaseUnreadable,
    StatementFailed,
    TransactionFailed,
    Unreadable,
    cause,
)
from tests.storage.notes import add, ids


def _remove(path: Path, _aside: Path) -> None:
    path.unlink()


def _move_away(path: Path, aside: Path) -> None:
    path.rename(aside)


def _replace(path: Path, aside: Path) -> None:
    shutil.copy(path, aside)
    aside.replace(path)


def _remove_the_log(path: Path, _aside: Path) -> None:
    path.with_name(f"{path.name}-wal").unlink()


def _remove_the_index(path: Path, _aside: Path) -> None:
    path.with_name(f"{path.name}-shm").unlink()


HARMS = (_remove, _move_away, _replace, _remove_the_log, _remove_the_index)
Harm = Callable[[Path, Path], None]


@pytest.mark.parametrize("harm", HARMS)
async def test_nothing_is_stored_where_nobody_finds_it(
    bare: Database, path: Path, tmp_path: Path, harm: Harm
) -> None:
    """A12: an act is not acknowledged, and stays with whoever sent it."""
    await bare.write(add(1))
    harm(path, tmp_path / "aside")
    with pytest.raises(DatabaseGone):
        await bare.write(add(2))
    assert await ids(bare) == [1]


@pytest.mark.parametrize("harm", HARMS)
async def test_what_was_stored_is_kept_and_nothing_is_played_into_the_new_file(
    bare: Database, path: Path, tmp_path: Path, harm: Harm
) -> None:
    """A12: the log of the lost file would be played into the one that is there now."""
    for number in range(5):
        await bare.write(add(number))
    harm(path, tmp_path / "aside")
    with pytest.raises(DatabaseGone) as gone:
        await bare.check_place()
    rescued = gone.value.rescued
    assert rescued is not None
    assert rescued.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(rescued)) as copy:
        assert copy.execute("SELECT id FROM note ORDER BY id").fetchall() == [
            (number,) for number in range(5)
        ]
    await bare.close()
    assert not path.with_name(f"{path.name}-wal").exists()


async def test_a_file_in_its_place_is_no_matter(bare: Database) -> None:
    """A12: also after the log was folded back."""
    await bare.write(add(1))
    await bare.fold()
    await bare.check_place()
    await bare.write(add(2))
    assert await ids(bare) == [1, 2]


async def test_damage_inside_is_found(bare: Database, path: Path) -> None:
    """A14: a page that no start reads."""
    for number in range(300):
        await bare.write(add(number))
    await bare.fold()
    assert await bare.damage() == ""
    whole = path.read_bytes()
    with path.open("r+b") as file:
        file.seek(len(whole) - 4096)
        file.write(b"\xff" * 4096)
    assert await bare.damage() != ""


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            TransactionFailed("SQLITE_FULL", "secret"),
            "TransactionFailed (SQLITE_FULL: the disk is full)",
        ),
        (
            StatementFailed("SQLITE_IOERR_WRITE", "secret"),
            "StatementFailed (SQLITE_IOERR_WRITE: the disk fails)",
        ),
        (StatementFailed("SQLITE_MISUSE", "secret"), "StatementFailed (SQLITE_MISUSE)"),
        (
            DatabaseUnreadable(Path("x"), Unreadable.DAMAGED, "secret"),
            "DatabaseUnreadable (damaged)",
        ),
        (ValueError("secret"), "ValueError"),
    ],
)
def test_the_log_says_why_and_nothing_else(error: Exception, said: str) -> None:
    """A14, O5: the text of an error may hold what somebody wrote."""
    assert cause(error) == said
