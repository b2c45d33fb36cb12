"""Backup while it runs, restore while it does not; neither ever trusts what it did not verify."""

# ruff: noqa: ASYNC240 - nothing else runs in these loops while a test looks at its files

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from storage.engine import backup as module
from storage.engine.backup import backup, restore
from storage.engine.database import Database, Transaction
from storage.engine.errors import (
    BackupExists,
    BackupIncomplete,
    DatabaseBusy,
    DatabaseNewer,
    DatabaseUnreadable,
    NotOurDatabase,
    Unreadable,
)
from tests.storage.notes import add, ids


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    """One revision, as text: restoring runs none."""
    folder = tmp_path / "versions"
    folder.mkdir()
    (folder / "0001_x.py").write_text("revision = '0001'\ndown_revision = None\n")
    return folder


@pytest.fixture
async def ours(bare: Database) -> Database:
    """The tables of `bare`, recorded as revision 0001."""

    async def record(tx: Transaction) -> None:
        await tx.run("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)")
        await tx.run("INSERT INTO alembic_version VALUES ('0001')")

    await bare.write(record)
    await bare.write(add(1, "tự soi"))
    return bare


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder / "cell.backup"


def contents(path: Path) -> list[int]:
    connection = sqlite3.connect(path)
    found = [number for (number,) in connection.execute("SELECT id FROM note ORDER BY id")]
    assert connection.execute("SELECT number FROM tally").fetchone() == (len(found),)
    connection.close()
    return found


def only(path: Path) -> bool:
    """Whether the file stands alone in its folder: no draft, no log."""
    return list(path.parent.iterdir()) == [path]


async def test_a_backup_of_a_running_database_is_one_verified_private_file(
    ours: Database, url: str, target: Path
) -> None:
    report = backup(url, target)
    assert report.path == target
    assert report.revision == "0001"
    assert report.rows == {"note": 1, "tally": 1, "alembic_version": 1}
    assert report.size == len(target.read_bytes())
    assert target.stat().st_mode & 0o777 == 0o600
    assert contents(target) == [1]
    assert only(target)
    assert target.read_bytes()[18:20] == b"\1\1"  # no WAL mode: it opens from a locked medium too


async def test_a_backup_under_load_is_one_moment(ours: Database, url: str, target: Path) -> None:
    """Each holds whole turns only, and at least all that was told before it began."""
    told: list[int] = [1]

    async def person(who: int) -> None:
        for number in range(who * 1000, who * 1000 + 60):
            await ours.write(add(number, "x" * 2000))
            told.append(number)

    people = [asyncio.create_task(person(who)) for who in range(1, 9)]
    done = 0
    while not all(task.done() for task in people):
        before = set(told)
        report = await asyncio.to_thread(backup, url, target, overwrite=True)
        found = contents(target)
        assert before <= set(found)
        assert report.rows["note"] == len(found)
        done += 1
    await asyncio.gather(*people)
    assert done > 1
    assert len(await ids(ours)) == 8 * 60 + 1


async def test_a_backup_overwrites_only_when_told(ours: Database, url: str, target: Path) -> None:
    target.write_text("something else")
    with pytest.raises(BackupExists) as exists:
        backup(url, target)
    assert exists.value.path == target
    assert target.read_text() == "something else"
    backup(url, target, overwrite=True)
    assert contents(target) == [1]


async def test_a_copy_that_lacks_rows_is_no_backup(
    ours: Database, url: str, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that vanish between the original and the copy are found by counting."""
    honest = module._verified

    def lossy(copy: sqlite3.Connection, source: Path) -> tuple[dict[str, int], str | None]:
        copy.execute("DELETE FROM note")
        return honest(copy, source)

    monkeypatch.setattr(module, "_verified", lossy)
    with pytest.raises(BackupIncomplete) as incomplete:
        backup(url, target)
    assert incomplete.value.differences == (("note", 1, 0),)
    assert not list(target.parent.iterdir())


async def test_a_database_that_is_not_ours_is_not_backed_up(
    bare: Database, url: str, target: Path
) -> None:
    with pytest.raises(NotOurDatabase):
        backup(url, target)
    assert not list(target.parent.iterdir())


def test_nothing_to_back_up_and_nowhere_to_put_it(url: str, path: Path, target: Path) -> None:
    with pytest.raises(DatabaseUnreadable) as missing:
        backup(url, target)
    assert (missing.value.path, missing.value.reason) == (path, Unreadable.MISSING)
    nowhere = target.parent / "no" / "x"
    with pytest.raises(DatabaseUnreadable) as no_folder:
        backup(url, nowhere)
    assert (no_folder.value.path, no_folder.value.reason) == (nowhere, Unreadable.NO_FOLDER)


async def test_a_restore_brings_the_backup_back_and_keeps_what_it_replaced(
    ours: Database, url: str, path: Path, target: Path, versions: Path
) -> None:
    backup(url, target)
    await ours.write(add(2))
    await ours.close()
    report = restore(url, target, versions=versions)
    assert contents(path) == [1]
    assert report.rows["note"] == 1
    assert report.kept is not None
    assert report.kept.name.startswith(f"{path.name}.before-restore-2")
    assert contents(report.kept) == [1, 2]
    assert [file.stat().st_mode & 0o777 for file in (path, report.kept)] == [0o600, 0o600]
    reopened = await Database.open(url, versions=versions)
    assert await ids(reopened) == [1]
    await reopened.close()
    assert contents(target) == [1]
    assert only(target)


async def test_a_restore_into_an_empty_place_keeps_nothing(
    ours: Database, url: str, tmp_path: Path, target: Path, versions: Path
) -> None:
    backup(url, target)
    fresh = tmp_path / "fresh.sqlite3"
    assert restore(f"sqlite:///{fresh}", target, versions=versions).kept is None
    assert contents(fresh) == [1]


async def test_a_restore_is_refused_while_the_database_runs(
    ours: Database, url: str, target: Path, versions: Path
) -> None:
    backup(url, target)
    await ours.write(add(2))
    with pytest.raises(DatabaseBusy):
        restore(url, target, versions=versions)
    assert await ids(ours) == [1, 2]


async def test_a_log_left_by_a_crash_is_kept_and_does_not_leak_into_the_restored(
    ours: Database, url: str, path: Path, target: Path, versions: Path
) -> None:
    backup(url, target)
    await ours.write(add(2))
    log = Path(f"{path}-wal")
    main, left = path.read_bytes(), log.read_bytes()
    assert left
    await ours.close()
    path.write_bytes(main)  # as kill -9 leaves it: note 2 is in the log alone
    log.write_bytes(left)
    report = restore(url, target, versions=versions)
    assert not log.exists()
    assert not Path(f"{path}-shm").exists()
    assert contents(path) == [1]
    assert report.kept is not None
    assert contents(report.kept) == [1, 2]


async def test_a_damaged_database_can_be_replaced_and_keeps_its_log(
    ours: Database, url: str, path: Path, target: Path, versions: Path
) -> None:
    backup(url, target)
    await ours.close()
    path.write_bytes(b"not a database any more" * 300)
    Path(f"{path}-wal").write_bytes(b"its log")
    report = restore(url, target, versions=versions)
    assert contents(path) == [1]
    assert report.kept is not None
    assert report.kept.read_bytes().startswith(b"not a database")
    assert Path(f"{report.kept}-wal").read_bytes() == b"its log"


async def refused(
    error: type[Exception], database: Database, url: str, source: Path, versions: Path
) -> Exception:
    """The error of a restore that must change nothing."""
    await database.close()
    path = Path(url.removeprefix("sqlite:///"))
    before = path.read_bytes(), sorted(path.parent.iterdir())
    with pytest.raises(error) as caught:
        restore(url, source, versions=versions)
    assert (path.read_bytes(), sorted(path.parent.iterdir())) == before
    return caught.value


async def test_a_damaged_backup_is_refused(
    ours: Database, url: str, target: Path, versions: Path
) -> None:
    for number in range(2, 200):
        await ours.write(add(number, "x" * 200))
    backup(url, target)
    content = bytearray(target.read_bytes())
    content[-3000:-1000] = b"\xff" * 2000
    target.write_bytes(content)
    error = await refused(DatabaseUnreadable, ours, url, target, versions)
    assert isinstance(error, DatabaseUnreadable)
    assert (error.path, error.reason) == (target, Unreadable.DAMAGED)


@pytest.mark.parametrize("content", [b"", b"PK\3\4 a document" * 500])
async def test_a_file_that_is_no_backup_is_refused(
    ours: Database, url: str, target: Path, versions: Path, content: bytes
) -> None:
    target.write_bytes(content)
    await refused(DatabaseUnreadable if content else NotOurDatabase, ours, url, target, versions)


async def test_a_truncated_backup_is_refused(
    ours: Database, url: str, target: Path, versions: Path
) -> None:
    backup(url, target)
    content = target.read_bytes()
    target.write_bytes(content[: len(content) // 2])
    await refused(DatabaseUnreadable, ours, url, target, versions)


async def test_a_backup_of_a_newer_release_is_refused(
    ours: Database, url: str, target: Path, no_versions: Path
) -> None:
    backup(url, target)
    error = await refused(DatabaseNewer, ours, url, target, no_versions)
    assert isinstance(error, DatabaseNewer)
    assert error.current == "0001"
