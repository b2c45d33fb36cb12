"""What people wrote is sealed: it opens with its key, in its place, and nowhere else."""

# ruff: noqa: ASYNC240 - nothing else runs in these loops while a test looks at its files

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.engine import migrate, sealing, vault
from storage.engine.backup import backup, restore
from storage.engine.database import Database
from storage.engine.errors import DatabaseBusy, KeyFile, KeyFileRefused, WrongKey
from storage.engine.sealing import key_file
from storage.engine.vault import BLOCK, MARK, Key, Vault
from storage.sealed import SEALED
from tests.services.scene import (
    BINH,
    DEED,
    HOA,
    SHORTEST,
    STRENGTH,
    answers,
    every,
    founded,
    gathered,
    hands_in,
    sends_roster,
)
from tests.storage.scanning import clear_text_in, opened
from tests.world import World, world

HELD = Vault([Key.new()])
ABOUT = "interviews.answers:abc"


@given(st.text(st.characters(exclude_categories=())))
def test_a_text_opens_as_it_was(plain: str) -> None:
    assert HELD.unseal(HELD.seal(plain, ABOUT), ABOUT) == plain


@given(st.binary())
def test_bytes_open_as_they_were(plain: bytes) -> None:
    assert HELD.unseal_bytes(HELD.seal_bytes(plain, ABOUT), ABOUT) == plain


def test_a_value_opens_in_its_own_place_only() -> None:
    sealed = HELD.seal("hiếm khi", ABOUT)

    with pytest.raises(WrongKey):
        HELD.unseal(sealed, "interviews.answers:abd")


def test_a_changed_value_does_not_open() -> None:
    sealed = HELD.seal_bytes(b"body", ABOUT)
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])

    with pytest.raises(WrongKey):
        HELD.unseal_bytes(changed, ABOUT)


@pytest.mark.parametrize(
    "sealed",
    ["", "s1.", "s1.x", "plain text", pytest.param(f"s2.{HELD.current.id}.AAAA", id="short")],
)
def test_what_was_never_sealed_does_not_open(sealed: str) -> None:
    if sealed:
        with pytest.raises(WrongKey):
            HELD.unseal(sealed, ABOUT)
    else:
        assert HELD.unseal(sealed, ABOUT) == ""


def test_the_same_text_never_looks_the_same_and_short_ones_are_of_one_length() -> None:
    once, again, longer = (HELD.seal(text, ABOUT) for text in ("có", "có", "không" * 10))

    assert once != again
    assert len(once) == len(longer)
    assert len(HELD.seal("x" * BLOCK, ABOUT)) > len(once)


def test_a_key_file_is_for_the_owner_alone(tmp_path: Path) -> None:
    keys = tmp_path / "cell.key"
    vault.create(keys)
    assert keys.stat().st_mode & 0o777 == 0o600
    with pytest.raises(KeyFileRefused) as again:
        vault.create(keys)
    assert again.value.reason is KeyFile.EXISTS
    keys.chmod(0o640)
    with pytest.raises(KeyFileRefused) as seen:
        vault.load(keys)
    assert seen.value.reason is KeyFile.OPEN_TO_OTHERS


@pytest.mark.parametrize("body", [b"", b"a", b"a b c", b"a AAAA", "kh\u00f3a".encode(), b"\xff"])
def test_a_damaged_key_file_is_refused(tmp_path: Path, body: bytes) -> None:
    keys = tmp_path / "cell.key"
    keys.write_bytes(body)
    keys.chmod(0o600)

    with pytest.raises(KeyFileRefused) as refused:
        vault.load(keys)
    assert refused.value.reason is KeyFile.MALFORMED


# -- the whole database

SENT = "biết chữ Nôm"
NUMBER = "0912345678"
ABOUT_THEM = ("nghỉ thai sản", SENT, NUMBER)
WORDS = (STRENGTH, DEED, *SHORTEST[5:9], "hiếm khi", "Coi nhẹ lý luận", *ABOUT_THEM)
"""What members of the test wrote and chose, the reason why another is excused, and what a roster
said that nobody has agreed to yet."""


@pytest.fixture
async def lived_in(tmp_path: Path, migrated: Path) -> Path:
    """A database with a draft and a review that was handed in, as the program leaves it."""
    async with world(tmp_path, migrated) as running:
        await _lives(running)
    return tmp_path / "cell.sqlite3"


async def _lives(running: World) -> None:
    cell = await founded(running)
    await cell.opens()
    await cell.joins(HOA, "hoa")
    await cell.code_for("Đỗ Thị Ngọc")
    await cell.exempts("Đỗ Thị Ngọc", "nghỉ thai sản")
    await cell.code_for(f"Vũ Mây, {NUMBER}")
    await running.says("hoa", "/resume")
    await answers(running, "hoa", [STRENGTH, "3 hiếm khi", DEED, "1", "2", "0", "0", "không"])
    await answers(running, "hoa", SHORTEST[5:])
    await running.says("hoa", "nộp")
    await running.deliver()
    await cell.joins(BINH, "binh")
    await running.says("binh", "/resume")
    await answers(running, "binh", [STRENGTH, "3 hiếm khi", DEED])
    await sends_roster(running, "lan", cell.id, ("Họ tên,Sở trường", f"Cao Văn Kín,{SENT}"))
    await running.says("lan", "/status")


def values(path: Path) -> list[tuple[str, str | bytes, str]]:
    """Every value of a sealed column: the column, the value and what it is bound to."""
    with closing(sqlite3.connect(path)) as database:
        return [
            (f"{column.table}.{column.name}", value, column.about(tuple(row)))
            for column in SEALED
            for value, *row in database.execute(
                f"SELECT {column.name}, {', '.join(column.row)} FROM {column.table}"
                f" WHERE {column.name} <> ''"
            )
        ]


def files(path: Path) -> list[Path]:
    return [file for file in path.parent.iterdir() if file.suffix != ".key" and file.is_file()]


def test_nothing_that_anybody_wrote_or_chose_stands_in_clear(
    lived_in: Path, tmp_path: Path
) -> None:
    backup(f"sqlite:///{lived_in}", tmp_path / "kept.backup")

    assert clear_text_in(files(lived_in), WORDS) == []
    told = [opened(value, key_file(lived_in)) for _, value, _ in values(lived_in)]
    assert any(STRENGTH in str(each) for each in told), "the words are there, sealed"


def test_what_is_sealed_stands_in_a_listed_column(lived_in: Path) -> None:
    """Else a new key would leave it behind."""
    listed = {f"{column.table}.{column.name}" for column in SEALED} | {"vault.word"}
    with closing(sqlite3.connect(lived_in)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            rows = database.execute(f"SELECT * FROM {table}")
            names = [f"{table}.{about[0]}" for about in rows.description]
            found = {
                name
                for row in rows
                for name, value in zip(names, row, strict=True)
                if str(value).startswith((MARK, f"b'{MARK}"))
            }
            assert found <= listed


def test_every_sealed_column_is_bound_to_its_row(lived_in: Path) -> None:
    held = vault.load(key_file(lived_in))
    found = values(lived_in)

    for _, value, about in found:
        if isinstance(value, bytes):
            held.unseal_bytes(value, about)
        else:
            held.unseal(value, about)
    assert {"interviews.answers", "versions.answers", "accounts.shown"} <= {c for c, _, _ in found}


async def test_the_wrong_key_opens_nothing(lived_in: Path) -> None:
    before = lived_in.read_bytes()
    key_file(lived_in).unlink()
    vault.create(key_file(lived_in))
    foreign = key_file(lived_in).read_bytes()

    with pytest.raises(WrongKey):
        await Database.open(f"sqlite:///{lived_in}")
    with pytest.raises(WrongKey):
        sealing.rotate(f"sqlite:///{lived_in}", SEALED)
    assert lived_in.read_bytes() == before
    assert key_file(lived_in).read_bytes() == foreign


async def test_without_its_key_no_new_one_is_made(lived_in: Path) -> None:
    key_file(lived_in).unlink()

    with pytest.raises(KeyFileRefused) as refused:
        await Database.open(f"sqlite:///{lived_in}")
    assert refused.value.reason is KeyFile.MISSING
    assert not key_file(lived_in).exists()


async def test_a_program_that_runs_goes_on_without_its_key_file(running: World) -> None:
    """With the key that it has: what is written meanwhile opens with a copy of the file."""
    await gathered(running, "hoa")
    keys = key_file(Path(running.settings.database_url.removeprefix("sqlite:///")))
    aside = keys.rename(keys.with_suffix(".aside"))
    await hands_in(running, "hoa")
    reading = await running.says("hoa", "/mydata")
    assert not reading.refused
    assert not keys.exists()
    aside.rename(keys)
    await running.restart()
    assert STRENGTH in str(every(running, "SELECT answers FROM versions"))


async def test_a_new_key_takes_over_everything(lived_in: Path, tmp_path: Path) -> None:
    keys = key_file(lived_in)
    before = {about: opened(value, keys) for _, value, about in values(lived_in)}
    shutil.copy(lived_in, tmp_path / "older")

    changed = sealing.rotate(f"sqlite:///{lived_in}", SEALED)

    held = vault.load(keys)
    after = values(lived_in)
    assert changed == len(after) == len(before)
    assert all(held.is_current(value) for _, value, _ in after)
    assert {about: opened(value, keys) for _, value, about in after} == before
    sealing.check_copy(tmp_path / "older", keys)  # the older key is still there
    await (await Database.open(f"sqlite:///{lived_in}")).close()


@pytest.mark.parametrize("stop", [1, 3, 5])
def test_a_rotation_that_was_stopped_goes_on(
    lived_in: Path, stop: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = key_file(lived_in)
    before = {about: opened(value, keys) for _, value, about in values(lived_in)}
    monkeypatch.setattr(sealing, "BATCH", 1)
    whole, count = sealing._resealed, 0

    def stopping(held: Vault, value: str | bytes, about: str) -> str | bytes:
        nonlocal count
        count += 1
        if count > stop:
            raise KeyboardInterrupt
        return whole(held, value, about)

    monkeypatch.setattr(sealing, "_resealed", stopping)
    with pytest.raises(KeyboardInterrupt):
        sealing.rotate(f"sqlite:///{lived_in}", SEALED)
    monkeypatch.setattr(sealing, "_resealed", whole)

    assert {about: opened(value, keys) for _, value, about in values(lived_in)} == before
    sealing.rotate(f"sqlite:///{lived_in}", SEALED)
    assert all(vault.load(keys).is_current(value) for _, value, _ in values(lived_in))
    assert {about: opened(value, keys) for _, value, about in values(lived_in)} == before


async def test_nobody_rotates_under_a_running_program(lived_in: Path) -> None:
    running = await Database.open(f"sqlite:///{lived_in}")
    try:
        with pytest.raises(DatabaseBusy):
            sealing.rotate(f"sqlite:///{lived_in}", SEALED)
    finally:
        await running.close()


async def test_a_backup_is_restored_with_its_own_key_only(lived_in: Path, tmp_path: Path) -> None:
    copy = tmp_path / "kept.backup"
    backup(f"sqlite:///{lived_in}", copy)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    url = f"sqlite:///{elsewhere / 'cell.sqlite3'}"

    with pytest.raises(KeyFileRefused):
        restore(url, copy)
    vault.create(elsewhere / "cell.sqlite3.key")
    with pytest.raises(WrongKey):
        restore(url, copy)
    assert not (elsewhere / "cell.sqlite3").exists()
    restore(url, copy, keys=key_file(lived_in))
    assert (elsewhere / "cell.sqlite3").exists()


def test_a_new_database_gets_its_key(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    sealing.bring_up(url)

    assert key_file(tmp_path / "new.sqlite3").exists()
    assert migrate.current(url) == migrate.head()
