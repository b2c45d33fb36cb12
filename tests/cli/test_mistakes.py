"""A mistake of the operator is one clear line and exit status 2, never a traceback."""

from __future__ import annotations

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.engine import sqlite_file, vault
from tests.cli.conftest import Tusoi, complaint

COMMANDS = (("run",), ("report", "Chi bộ"), ("rollup", "Đảng bộ"))


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("web_port", "abc", "TUSOI_WEB_PORT"),
        ("web_port", "70000", "TUSOI_WEB_PORT"),
        ("web", "maybe", "TUSOI_WEB"),
        ("timezone", "Mars/Phobos", "no such time zone: Mars/Phobos"),
        ("days_off", "31/12/2026", "TUSOI_DAYS_OFF"),
        ("days_off", "2026-13-01", "2026-13-01"),
        ("templates", "no/such/folder", "no/such/folder"),
        ("database_url", "mysql://localhost/tusoi", "TUSOI_DATABASE_URL"),
        ("database_url", "sqlite:///:memory:", "TUSOI_DATABASE_URL"),
    ],
)
def test_a_wrong_setting_names_itself(
    tusoi: Tusoi, database: Path, setting: str, value: str, said: str
) -> None:
    for command in COMMANDS:
        assert said in complaint(tusoi(*command, **{setting: value}))


def test_several_wrong_settings_are_named_at_once(tusoi: Tusoi, database: Path) -> None:
    line = complaint(tusoi("run", web_port="abc", timezone="Mars/Phobos"))
    assert "TUSOI_WEB_PORT" in line
    assert "TUSOI_TIMEZONE" in line


def test_neither_a_token_nor_the_web_chat(tusoi: Tusoi, database: Path) -> None:
    assert "TUSOI_TELEGRAM_TOKEN" in complaint(tusoi("run", web="false"))


@pytest.mark.parametrize("command", [*COMMANDS, ("backup", "copy.sqlite3")])
def test_no_database_yet(tusoi: Tusoi, folder: Path, command: tuple[str, ...]) -> None:
    assert "tusoi init" in complaint(tusoi(*command))


def test_looking_for_a_database_leaves_nothing_behind(tusoi: Tusoi, folder: Path) -> None:
    before = sorted(folder.iterdir())
    complaint(tusoi("run", web_port="0"))
    assert sorted(folder.iterdir()) == before


EVERY = (*COMMANDS, ("init", "--cell", "A", "--secretary", "B"), ("migrate",))


@pytest.mark.parametrize("command", [*EVERY, ("backup", "copy.sqlite3")])
def test_a_file_that_is_no_database(tusoi: Tusoi, folder: Path, command: tuple[str, ...]) -> None:
    (folder / "tusoi.sqlite3").write_text("these are not the rows you are looking for" * 100)
    assert "tusoi.sqlite3" in complaint(tusoi(*command))
    assert (folder / "tusoi.sqlite3").read_text().startswith("these are not")


@pytest.mark.parametrize("command", [*EVERY, ("backup", "copy.sqlite3")])
def test_a_folder_where_the_database_should_be(
    tusoi: Tusoi, folder: Path, command: tuple[str, ...]
) -> None:
    (folder / "tusoi.sqlite3").mkdir()
    assert "tusoi.sqlite3" in complaint(tusoi(*command))


@pytest.mark.parametrize("command", [*EVERY, ("backup", "copy.sqlite3")])
def test_a_folder_that_does_not_exist(tusoi: Tusoi, folder: Path, command: tuple[str, ...]) -> None:
    line = complaint(tusoi(*command, database_url="sqlite:///no/such/tusoi.sqlite3"))
    assert "no/such/tusoi.sqlite3" in line


def test_a_damaged_database(tusoi: Tusoi, database: Path) -> None:
    whole = database.read_bytes()
    database.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    for command in (("report", "Chi bộ"), ("backup", "copy.sqlite3")):
        assert "tusoi.sqlite3" in complaint(tusoi(*command))


def test_a_database_of_a_newer_program(tusoi: Tusoi, database: Path) -> None:
    with closing(sqlite3.connect(database)) as opened, opened:
        opened.execute("UPDATE alembic_version SET version_num = '9999'")
    for command in EVERY:
        assert "9999" in complaint(tusoi(*command))


def test_a_database_of_another_program(tusoi: Tusoi, folder: Path) -> None:
    with closing(sqlite3.connect(folder / "tusoi.sqlite3")) as opened, opened:
        opened.execute("CREATE TABLE theirs (a)")
    complaint(tusoi("backup", "copy.sqlite3"))
    assert not (folder / "copy.sqlite3").exists()


def test_a_second_process_on_one_database(tusoi: Tusoi, database: Path) -> None:
    with sqlite_file.locked(database):
        for command in (*EVERY, ("restore", str(database))):
            assert "tusoi.sqlite3" in complaint(tusoi(*command))


def test_a_port_that_is_taken(tusoi: Tusoi, database: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        line = complaint(tusoi("run", web_port=port))
    assert port in line
    assert "TUSOI_WEB_PORT" in line


def test_no_such_cell_to_report(tusoi: Tusoi, database: Path) -> None:
    assert "Chi bộ Không Có" in complaint(tusoi("report", "Chi bộ Không Có"))


@pytest.mark.parametrize(
    ("cell", "secretary"), [("", "Lan"), ("Chi bộ", "  "), ("Chi bộ", "x" * 81), ("12", "Lan")]
)
def test_a_cell_needs_names(tusoi: Tusoi, database: Path, cell: str, secretary: str) -> None:
    complaint(tusoi("init", "--cell", cell, "--secretary", secretary))
    with closing(sqlite3.connect(database)) as opened:
        assert opened.execute("SELECT COUNT(*) FROM cells").fetchone() == (0,)


def test_a_backup_does_not_overwrite_unless_told_to(tusoi: Tusoi, database: Path) -> None:
    target = database.parent / "copy.sqlite3"
    target.write_text("an older copy")
    assert "copy.sqlite3" in complaint(tusoi("backup", "copy.sqlite3"))
    assert target.read_text() == "an older copy"
    assert tusoi("backup", "copy.sqlite3", "--overwrite").exit_code == 0


@pytest.mark.parametrize("source", ["missing.sqlite3", "text.sqlite3", "folder", "no/such/file"])
def test_restoring_what_is_no_backup_changes_nothing(
    tusoi: Tusoi, database: Path, source: str
) -> None:
    (database.parent / "text.sqlite3").write_text("no rows here" * 1000)
    (database.parent / "folder").mkdir()
    before = database.read_bytes()
    assert source.rpartition("/")[2] in complaint(tusoi("restore", source))
    assert database.read_bytes() == before


def test_a_backup_into_a_folder_that_does_not_exist(tusoi: Tusoi, database: Path) -> None:
    assert "nowhere" in complaint(tusoi("backup", "nowhere/copy.sqlite3"))


def test_the_operators_language(
    tusoi: Tusoi, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    english = complaint(tusoi("run", web="false"))
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    vietnamese = complaint(tusoi("run", web="false"))
    assert "TUSOI_TELEGRAM_TOKEN" in vietnamese
    assert vietnamese != english


def test_the_wrong_key_and_none_at_all(tusoi: Tusoi, folder: Path) -> None:
    """One clear line each, and no new key is made over what the old one closed."""
    assert tusoi("init", "--cell", "Chi bộ Một", "--secretary", "Trần Thị Lan").exit_code == 0
    keys = folder / "tusoi.sqlite3.key"
    held = keys.read_bytes()
    keys.unlink()
    assert "key file" in complaint(tusoi("run", web_port="0"))
    assert not keys.exists()
    vault.create(keys)
    assert "does not open the data" in complaint(tusoi("run", web_port="0"))
    assert "does not open the data" in complaint(tusoi("rotate-key"))
    keys.write_bytes(b"some notes of mine")
    assert "damaged or is no key file" in complaint(tusoi("run", web_port="0"))
    keys.write_bytes(held)
    keys.chmod(0o644)
    assert "chmod 600" in complaint(tusoi("run", web_port="0"))
    keys.chmod(0o600)
    assert tusoi("rotate-key").exit_code == 0


def test_what_keeps_the_data_answers_in_the_operators_language(
    tusoi: Tusoi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O2: every command that the guide has typed for backups, keys and versions."""
    tusoi("init", "--cell", "Chi bộ A", "--secretary", "Lan")
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    for typed, words in (
        (("migrate",), "đúng với phiên bản này"),
        (("backup", "copy.sqlite3"), "dòng, đã kiểm tra"),
        (("backup", "copy.sqlite3", "--overwrite"), "tệp khóa không nằm trong"),
        (("backup", "--daily", "."), "bản quá hạn"),
        (("rotate-key",), "sang khóa mới"),
        (("restore", "copy.sqlite3"), "đã phục hồi"),
    ):
        result = tusoi(*typed)
        assert result.exit_code == 0, result.output
        assert words in result.output
