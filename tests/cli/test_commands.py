"""What the commands do and print, for people and for programs."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot import app, sample
from bot.settings import Settings
from storage.engine.database import Database
from tests.cli.conftest import Tusoi, complaint

TEMPLATES = Path(__file__).parents[2] / "templates"
CELL = "Chi bộ Trường Mầm non Hoa Sen"


def count(database: Path, table: str) -> int:
    with closing(sqlite3.connect(database)) as opened:
        (number,) = opened.execute(f"SELECT COUNT(*) FROM {table}").fetchone()
        return int(number)


def test_init_for_a_program(tusoi: Tusoi, folder: Path) -> None:
    result = tusoi("init", "--cell", CELL, "--parent", "Đảng bộ", "--secretary", "Lan", "--json")
    assert result.exit_code == 0
    made = json.loads(result.stdout)
    assert set(made) == {"cell_id", "secretary_code"}
    with closing(sqlite3.connect(folder / "tusoi.sqlite3")) as opened:
        cells = opened.execute("SELECT id, name, parent FROM cells").fetchall()
    assert cells == [(made["cell_id"], CELL, "Đảng bộ")]


@pytest.mark.parametrize("language", ["vi_VN.UTF-8", "en_US.UTF-8"])
def test_init_for_a_person(
    tusoi: Tusoi, database: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", language)
    result = tusoi("init", "--cell", CELL, "--secretary", "Lan", web_url="https://tusoi.example")
    assert result.exit_code == 0
    assert CELL in result.stdout
    code = re.search(r"https://tusoi\.example/i/(\w{12})", result.stdout)
    assert code
    assert result.stdout.count(code[1]) >= 2


def test_two_cells_in_one_database(tusoi: Tusoi, database: Path) -> None:
    for name in ("Chi bộ Một", "Chi bộ Hai"):
        assert tusoi("init", "--cell", name, "--secretary", "Lan").exit_code == 0
    assert count(database, "cells") == 2


def roles(database: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(database)) as opened:
        return opened.execute("SELECT name, role FROM members ORDER BY name").fetchall()


@pytest.mark.parametrize("twice", [False, True])
def test_another_secretary_in_the_place_of_one_who_is_gone(
    tusoi: Tusoi, database: Path, *, twice: bool
) -> None:
    assert tusoi("init", "--cell", CELL, "--secretary", "Lan").exit_code == 0
    result = tusoi("init", "--cell", CELL, "--secretary", "Hoa", "--replace", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["secretary_code"]
    assert roles(database) == [("Hoa", "secretary"), ("Lan", "member")]
    if twice:
        assert tusoi("init", "--cell", CELL, "--secretary", "Lan", "--replace").exit_code == 0
        assert roles(database) == [("Hoa", "member"), ("Lan", "secretary")]
    assert count(database, "cells") == 1


def test_nobody_is_replaced_in_a_cell_that_is_not_there(tusoi: Tusoi, database: Path) -> None:
    assert tusoi("init", "--cell", CELL, "--parent", "Đảng bộ", "--secretary", "Lan").exit_code == 0
    assert CELL in complaint(tusoi("init", "--cell", CELL, "--secretary", "Hoa", "--replace"))
    assert roles(database) == [("Lan", "secretary")]


def test_two_cells_become_one(tusoi: Tusoi, database: Path) -> None:
    for name, secretary in (("Chi bộ Một", "Lan"), ("Chi bộ Hai", "Khoa")):
        assert tusoi("init", "--cell", name, "--secretary", secretary).exit_code == 0
    result = tusoi("merge-cells", "Chi bộ Một", "Chi bộ Hai")
    assert result.exit_code == 0
    assert "1 moved" in result.stdout
    assert roles(database) == [("Khoa", "secretary"), ("Lan", "member")]
    assert "Chi bộ Một" in complaint(tusoi("merge-cells", "Chi bộ Một", "Chi bộ Hai"))
    assert "Chi bộ Ba" in complaint(tusoi("merge-cells", "Chi bộ Ba", "Chi bộ Hai"))


def test_migrate_makes_a_database_and_may_be_repeated(tusoi: Tusoi, folder: Path) -> None:
    first, second = tusoi("migrate"), tusoi("migrate")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout == second.stdout
    assert count(folder / "tusoi.sqlite3", "cells") == 0


def test_a_backup_brings_everything_back(tusoi: Tusoi, database: Path) -> None:
    assert tusoi("init", "--cell", CELL, "--secretary", "Lan").exit_code == 0
    saved = tusoi("backup", "copy.sqlite3")
    assert saved.exit_code == 0
    assert "copy.sqlite3" in saved.stdout
    assert tusoi("init", "--cell", "Chi bộ Hai", "--secretary", "Khoa").exit_code == 0
    restored = tusoi("restore", "copy.sqlite3")
    assert restored.exit_code == 0
    assert count(database, "cells") == 1
    kept = re.search(r"(\S*before-restore\S*)", restored.stdout)
    assert kept
    assert count(Path(kept[1]), "cells") == 2
    assert tusoi("migrate").exit_code == 0


@pytest.fixture
def sample_cell(database: Path) -> str:
    """The invented cell of the demo, with answers."""

    async def make() -> str:
        settings = Settings(_env_file=None, database_url=f"sqlite:///{database}")
        opened = await Database.open(settings.database_url)
        try:
            office = app.open_office(settings, opened, app.utc_now)
            made = await opened.write(
                lambda tx: sample.make(office, tx, app.utc_now(), opened=timedelta(days=10))
            )
            return made.cell.name
        finally:
            await opened.close()

    return asyncio.run(make())


def test_report_writes_the_documents_of_a_cell(
    tusoi: Tusoi, sample_cell: str, folder: Path
) -> None:
    result = tusoi("report", sample_cell, "--out", "a/b", "--json")
    assert result.exit_code == 0, result.exception
    files = [Path(name) for name in json.loads(result.stdout)["files"]]
    assert {file.suffix for file in files} == {".docx", ".pdf", ".png"}
    assert all(file.stat().st_size > 1000 for file in files)
    assert {file.parent for file in files} == {Path("a/b")}


def test_a_report_into_a_place_where_nothing_can_be_written(
    tusoi: Tusoi, sample_cell: str, folder: Path
) -> None:
    (folder / "file").write_text("not a folder")
    assert "file" in complaint(tusoi("report", sample_cell, "--out", "file"))


@pytest.fixture
def templates(folder: Path) -> Path:
    return Path(shutil.copytree(TEMPLATES, folder / "templates"))


def changed(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def test_check_finds_nothing_in_ours(tusoi: Tusoi, templates: Path) -> None:
    assert tusoi("check").exit_code == 0
    whole = tusoi("check", str(templates), "--json")
    assert (whole.exit_code, json.loads(whole.stdout)) == (0, [])


def test_check_names_file_and_path_of_every_fault(tusoi: Tusoi, templates: Path) -> None:
    forms = templates / "questionnaires"
    changed(forms / "member.yaml", "kind: long_text", "kind: long_txet")
    changed(forms / "member.yaml", "options: frequency", "options: frequencies")
    changed(forms / "head.yaml", "audience: named", "audience: everybody")
    result = tusoi("check", str(templates), "--json")
    assert result.exit_code == 2
    found = {(fault["file"], fault["path"]) for fault in json.loads(result.stdout)}
    assert {file for file, _ in found} == {"member.yaml", "head.yaml"}
    assert len(found) >= 3
    assert all(path for _, path in found)
    shown = tusoi("check", str(templates))
    assert shown.exit_code == 2
    for file, path in found:
        assert any(line.startswith(f"{file}: {path}: ") for line in shown.stdout.splitlines())


@pytest.mark.parametrize(
    "name",
    ["questionnaires/member.yaml", "messages/vi/house.yaml", "catalogues/manifestations.yaml"],
)
def test_check_says_where_a_file_is_no_yaml(tusoi: Tusoi, templates: Path, name: str) -> None:
    file = templates / name
    file.write_text(file.read_text() + "\nwhat: [is, this\n")
    result = tusoi("check", str(templates))
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert Path(name).name in result.output
    assert "Traceback" not in result.output


def test_check_of_a_folder_that_is_none(tusoi: Tusoi, folder: Path) -> None:
    for name in ("nowhere", "empty"):
        (folder / "empty").mkdir(exist_ok=True)
        result = tusoi("check", name)
        assert result.exit_code == 2
        assert isinstance(result.exception, SystemExit)
        assert name in result.output


def test_broken_templates_stop_the_program_with_one_line(
    tusoi: Tusoi, database: Path, templates: Path
) -> None:
    changed(templates / "questionnaires/member.yaml", "kind: long_text", "kind: long_txet")
    changed(templates / "questionnaires/head.yaml", "audience: named", "audience: everybody")
    with running(database.parent, TUSOI_TEMPLATES=str(templates)) as process:
        _, err = process.communicate(timeout=20)
    assert process.returncode == 2
    (line,) = err.splitlines()
    assert line.startswith("tusoi: ")
    assert "member.yaml: " in line
    assert "head.yaml: " in line


@contextmanager
def running(folder: Path, *arguments: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TUSOI_")}
    command = [sys.executable, "-W", "error", "-m", "bot", "run", *arguments]
    environment |= {"TUSOI_WEB_PORT": "0", "PYTHONPATH": str(TEMPLATES.parent), **settings}
    with subprocess.Popen(
        command, cwd=folder, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def test_run_says_where_the_chat_is_and_ends_in_order(tusoi: Tusoi, database: Path) -> None:
    with running(database.parent, "--json") as process:
        assert process.stdout
        address = json.loads(process.stdout.readline())["web"]
        with urllib.request.urlopen(address, timeout=20) as page:
            assert page.status == 200
        assert "tusoi.sqlite3" in complaint(tusoi("report", CELL))
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 0, err
    assert out == ""
    assert "Traceback" not in err
    assert not list(database.parent.glob("*-wal"))
    assert tusoi("migrate").exit_code == 0


def test_run_for_a_person_and_the_whole_program_by_its_name(database: Path) -> None:
    with running(database.parent) as process:
        assert process.stdout
        assert re.fullmatch(r"web: http://127\.0\.0\.1:\d+\S*\n", process.stdout.readline())
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 0, err
    assert "Traceback" not in err
