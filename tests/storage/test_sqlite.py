"""The file: which URL names it, who may read it, who holds it, and what is no use."""

# ruff: noqa: ASYNC240 - nothing else runs in these loops while a test looks at its files

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storage.engine.database import Database
from storage.engine.errors import DatabaseBusy, DatabaseUnreadable, DatabaseUrlRefused, Unreadable
from storage.engine.sqlite_file import locked, path_of


def test_urls_name_paths_literally(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert path_of("sqlite:///cell.sqlite3") == tmp_path / "cell.sqlite3"
    assert path_of("sqlite:////srv/chi bộ %20?#.db") == Path("/srv/chi bộ %20?#.db")


@pytest.mark.parametrize(
    "url",
    ["", "cell.db", "sqlite://", "sqlite:///", "sqlite:///:memory:", "oracle://x/y", "sqlite:x"],
)
def test_other_urls_are_refused_by_name(url: str) -> None:
    with pytest.raises(DatabaseUrlRefused) as refused:
        path_of(url)
    assert refused.value.url == url


async def test_a_path_with_every_odd_letter_works(tmp_path: Path, no_versions: Path) -> None:
    folder = tmp_path / "chi bộ %41 #1?mode=memory"
    folder.mkdir()
    database = await Database.open(f"sqlite:///{folder}/tự soi.db", versions=no_versions)
    assert (folder / "tự soi.db").exists()
    await database.close()


async def test_every_file_is_for_the_owner_alone(bare: Database, path: Path) -> None:
    files = {file.name: file.stat().st_mode & 0o777 for file in path.parent.glob(f"{path.name}*")}
    assert files == {path.name + end: 0o600 for end in ("", "-wal", "-shm", ".lock", ".key")}


async def reason_of(path: Path, versions: Path) -> Unreadable:
    with pytest.raises(DatabaseUnreadable) as unreadable:
        await Database.open(f"sqlite:///{path}", versions=versions)
    assert unreadable.value.path == path
    with locked(path) if path.parent.is_dir() else _nothing():
        pass  # the failed attempt let go of the lock
    return unreadable.value.reason


@contextmanager
def _nothing() -> Iterator[None]:
    yield


async def test_a_missing_folder(tmp_path: Path, no_versions: Path) -> None:
    assert await reason_of(tmp_path / "no" / "x.db", no_versions) is Unreadable.NO_FOLDER


async def test_a_folder_in_its_place(tmp_path: Path, no_versions: Path) -> None:
    (tmp_path / "x.db").mkdir()
    assert await reason_of(tmp_path / "x.db", no_versions) is Unreadable.NOT_A_DATABASE


async def test_a_file_of_another_kind(tmp_path: Path, no_versions: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"PK\3\4 a document" * 500)
    assert await reason_of(tmp_path / "x.db", no_versions) is Unreadable.NOT_A_DATABASE
    assert (tmp_path / "x.db").read_bytes().startswith(b"PK")


async def test_a_damaged_database(path: Path, no_versions: Path) -> None:
    made = sqlite3.connect(path)
    made.execute("CREATE TABLE note (id INTEGER)")
    made.close()
    content = bytearray(path.read_bytes())
    content[100:200] = b"\xff" * 100  # the root page of the schema
    path.write_bytes(content)
    assert await reason_of(path, no_versions) is Unreadable.DAMAGED


@contextmanager
def ordinary_user() -> Iterator[None]:
    """The administrator may read everything: gives that up for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


async def test_a_file_without_permission(tmp_path: Path, no_versions: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "x.db").touch()
    closed.chmod(0)
    try:
        with ordinary_user(), pytest.raises(DatabaseUnreadable) as unreadable:
            await Database.open(f"sqlite:///{closed / 'x.db'}", versions=no_versions)
    finally:
        closed.chmod(0o700)
    assert unreadable.value.reason is Unreadable.NO_PERMISSION


async def test_a_database_is_held_once(
    bare: Database, url: str, path: Path, tmp_path: Path
) -> None:
    alias = tmp_path / "alias.db"
    alias.symlink_to(path)
    for name in url, f"sqlite:///{alias}":
        with pytest.raises(DatabaseBusy) as busy:
            await Database.open(name)
        assert busy.value.process == os.getpid()


async def test_a_closed_database_may_be_held_again(url: str, no_versions: Path) -> None:
    for _ in range(2):
        database = await Database.open(url, versions=no_versions)
        await database.close()


FORGETS = """
import asyncio, sys
from pathlib import Path
from storage.engine.database import Database

async def main():
    global database
    database = await Database.open(sys.argv[1], versions=Path(sys.argv[2]))
    async def hangs(tx):
        await tx.run("CREATE TABLE half (id INTEGER)")
        await asyncio.Event().wait()
    global waiting
    waiting = asyncio.create_task(database.write(hangs))
    while not database._driver.writing.in_transaction:
        await asyncio.sleep(0)

asyncio.run(main())
print("ended")
"""


def test_a_program_that_forgets_to_close_still_ends(url: str, no_versions: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", FORGETS, url, str(no_versions)],
        timeout=60,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "ended\n", "")
