"""`tusoi doctor`, and the commands that run beside the service or look at the key."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot import doctor
from bot.doctor import Finding, Mark
from bot.settings import Settings
from storage.engine import copies, sqlite_file
from storage.engine.backup import LastBackup
from storage.engine.state import State
from tests.cli.conftest import Tusoi, complaint

TOKEN = "4711:geheim"


def _found(tusoi: Tusoi, **settings: str) -> dict[str, tuple[str, str]]:
    result = tusoi("doctor", "--json", **settings)
    lines = json.loads(result.stdout)
    assert result.exit_code == (2 if any(each["mark"] == "bad" for each in lines) else 0)
    return {each["what"]: (each["mark"], each["said"]) for each in lines}


def test_a_healthy_set_up(tusoi: Tusoi, folder: Path) -> None:
    """What is sound is said to be."""
    tusoi("init", "--cell", "Chi bộ A", "--secretary", "Lan")
    Path(".env").touch(0o600)
    tusoi("backup", "copy.sqlite3")
    found = _found(tusoi)
    for what in ("python", "settings", "database", "key", "backup", "disk"):
        assert found[what][0] == "good", found[what]
    assert "systemctl start tusoi" in found["service"][1]


@pytest.mark.parametrize("lang", ["en_US.UTF-8", "vi_VN.UTF-8"])
def test_what_is_wrong_is_said_with_the_command_that_mends_it(
    tusoi: Tusoi, folder: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    """In the operator's language."""
    monkeypatch.setenv("LANG", lang)
    tusoi("init", "--cell", "Chi bộ A", "--secretary", "Lan")
    env = folder / ".env"
    env.touch(0o644)
    (folder / "tusoi.sqlite3.key").chmod(0o644)
    found = _found(tusoi)
    assert (found["env"][0], found["key"][0], found["no_backup"][0]) == ("bad", "bad", "bad")
    assert f"chmod 600 {env}" in found["env"][1]
    assert "chmod 600" in found["key"][1]
    assert "tusoi-backup.timer" in found["no_backup"][1]
    assert ("người khác" in found["env"][1]) is lang.startswith("vi")


def test_a_database_without_its_key_and_a_damaged_one(tusoi: Tusoi, folder: Path) -> None:
    tusoi("init", "--cell", "Chi bộ A", "--secretary", "Lan")
    (folder / "tusoi.sqlite3.key").rename(folder / "elsewhere")
    assert _found(tusoi)["key"][0] == "bad"
    (folder / "tusoi.sqlite3").write_bytes(b"x" * 4096)
    assert _found(tusoi)["database"][0] == "bad"
    (folder / "tusoi.sqlite3").unlink()
    assert "tusoi init" in _found(tusoi)["database"][1]


def test_wrong_settings_do_not_keep_the_rest_from_being_said(tusoi: Tusoi, folder: Path) -> None:
    found = _found(tusoi, web_url="tusoi.example.vn")
    assert found["python"][0] == "good"
    assert "no whole address" in tusoi("doctor", web_url="tusoi.example.vn").stdout


def test_it_changes_nothing(tusoi: Tusoi, folder: Path) -> None:
    tusoi("doctor")
    assert list(folder.iterdir()) == []


def _state(last: LastBackup | None) -> State:
    return State(Path("x"), None, None, "", None, 0, last)


@pytest.mark.parametrize(("hours", "mark"), [(1, Mark.GOOD), (47, Mark.GOOD), (49, Mark.BAD)])
def test_a_backup_ages(tmp_path: Path, hours: int, mark: Mark) -> None:
    now = datetime(2026, 11, 30, tzinfo=UTC)
    copy = tmp_path / "copy"
    copy.touch()
    finding = doctor.backup(_state(LastBackup(copy, now - timedelta(hours=hours))), now)
    assert finding.mark is mark
    assert str(hours) in finding.said
    copy.unlink()  # a copy that somebody removed is none
    gone = doctor.backup(_state(LastBackup(copy, now)), now)
    assert gone.mark is Mark.BAD


@pytest.mark.parametrize(
    ("said", "marks"),
    [
        ({}, ["note"]),
        ({"NTPSynchronized": "yes", "Timezone": "Asia/Ho_Chi_Minh"}, ["good"]),
        ({"NTPSynchronized": "no", "Timezone": "Etc/UTC"}, ["bad", "note"]),
    ],
)
def test_the_clock_and_its_zone(folder: Path, said: dict[str, str], marks: list[str]) -> None:
    assert [each.mark for each in doctor.clock(Settings(), said)] == marks


@pytest.mark.parametrize(
    ("code", "mark", "what"),
    [
        (200, "good", "telegram"),
        (401, "bad", "token"),
        (404, "bad", "token"),
        (0, "bad", "telegram"),
    ],
)
def test_telegram_is_asked_only_where_there_is_a_bot(
    folder: Path, code: int, mark: str, what: str
) -> None:
    """The token stands in no line."""

    def ask(url: str, proxy: str) -> int:
        asked.append((url, proxy))
        return code

    asked: list[tuple[str, str]] = []
    assert list(doctor.network(Settings(), ask)) == []
    given = Settings(telegram_token=TOKEN, telegram_proxy="http://127.0.0.1:1")
    (finding,) = doctor.network(given, ask)
    assert (finding.mark, finding.what) == (mark, what)
    assert asked == [(f"https://api.telegram.org/bot{TOKEN}/getMe", "http://127.0.0.1:1")]
    assert TOKEN not in finding.said


def test_an_answer_that_does_not_end_is_waited_for_in_bounds(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte in time, and never the last."""
    monkeypatch.setattr(doctor, "PATIENCE", 0.01)

    def drips(_url: str, _proxy: str) -> int:
        time.sleep(0.3)
        return 200

    finding: Finding
    (finding,) = doctor.network(Settings(web_url="https://tusoi.example.vn"), drips)
    assert finding.mark is Mark.BAD


# -- beside the service


@pytest.mark.parametrize(
    "command",
    [("breach", "list"), ("breach", "add", "a disk"), ("purge", "--dry-run"), ("doctor", "--json")],
)
def test_what_cannot_wait_runs_beside_the_service(
    tusoi: Tusoi, database: Path, command: tuple[str, ...]
) -> None:
    """O15: a legal clock is started in an emergency, not after a stop."""
    with sqlite_file.locked(database):
        result = tusoi(*command)
        assert "in use" not in result.stderr
        assert result.exit_code == 0 or command[0] == "doctor"


def test_a_purge_still_waits(tusoi: Tusoi, database: Path) -> None:
    """O15: what removes does not run beside."""
    with sqlite_file.locked(database):
        assert "in use" in complaint(tusoi("purge"))


# -- the key


@pytest.mark.parametrize("command", ["migrate", "check"])
@pytest.mark.parametrize("harm", ["missing", "another"])
def test_the_key_is_looked_at(tusoi: Tusoi, folder: Path, command: str, harm: str) -> None:
    """O17: an operator checks with these, and believes that all is well."""
    tusoi("init", "--cell", "Chi bộ A", "--secretary", "Lan")
    key = folder / "tusoi.sqlite3.key"
    key.rename(folder / "elsewhere")
    if harm == "another":
        tusoi("init", "--cell", "B", "--secretary", "C", database_url="sqlite:///other.sqlite3")
        shutil.copy(folder / "other.sqlite3.key", key)
    assert "key" in complaint(tusoi(command))


def test_texts_are_checked_where_there_is_no_database_yet(tusoi: Tusoi, folder: Path) -> None:
    assert tusoi("check").exit_code == 0


# -- restore


def test_a_restore_carries_the_breach_register_over(tusoi: Tusoi, database: Path) -> None:
    """O9: the clock of 72 hours goes on."""
    old = tusoi("breach", "add", "an old one").stdout.split(":")[0]
    tusoi("backup", "copy.sqlite3")
    tusoi("breach", "add", "a disk was lost")
    tusoi("breach", "close", old, "found again")
    restored = tusoi("restore", "copy.sqlite3")
    assert "2 rows" in restored.stdout
    listed = tusoi("breach", "list").stdout
    assert "a disk was lost" in listed
    assert "found again" in listed


def test_a_restore_of_a_newer_backup_takes_nothing_back(tusoi: Tusoi, database: Path) -> None:
    """O9: what the backup knows better stays."""
    breach = tusoi("breach", "add", "a disk").stdout.split(":")[0]
    tusoi("backup", "older.sqlite3")
    tusoi("breach", "close", breach, "found again")
    tusoi("backup", "newer.sqlite3")
    shutil.copy("older.sqlite3", database)
    assert "closed" not in tusoi("breach", "list").stdout
    assert tusoi("restore", "newer.sqlite3").exit_code == 0
    assert "found again" in tusoi("breach", "list").stdout


def test_a_restore_says_who_erased_since(tusoi: Tusoi, folder: Path) -> None:
    """O9: nothing else on the machine could look into the register of erasures."""
    tusoi("init", "--cell", "Chi bộ A", "--secretary", "Trần Lan")
    tusoi("backup", "copy.sqlite3")
    with closing(sqlite3.connect("tusoi.sqlite3")) as opened, opened:
        opened.execute(
            "INSERT INTO erasures SELECT 'i', cell_id, 'y', id, 'member', 1, 0 FROM members"
        )
    assert "Chi bộ A: Trần Lan" in tusoi("restore", "copy.sqlite3").stdout


def test_a_former_database_that_cannot_be_read_is_said(tusoi: Tusoi, database: Path) -> None:
    """O9."""
    tusoi("backup", "copy.sqlite3")
    database.write_bytes(b"x" * 9000)
    restored = tusoi("restore", "copy.sqlite3")
    assert restored.exit_code == 0
    assert "cannot be read" in restored.stdout


# -- copies by a timer


def _names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def test_daily_copies_for_a_month_and_monthly_ones_for_a_year(
    database: Path, tmp_path: Path
) -> None:
    """O4: no monthly copy survived the line that was to be pasted."""
    folder = tmp_path / "copies"
    folder.mkdir()
    day = date(2024, 11, 30)
    (folder / "tusoi-notes.txt").touch()
    for number in range(760):
        made = folder / f"tusoi-{day + timedelta(number)}.sqlite3"
        made.touch()
        (folder / f"month-{day + timedelta(number):%Y-%m}.sqlite3").touch()
    today = day + timedelta(760)
    copies.keep(f"sqlite:///{database}", folder, today)
    left = _names(folder)
    days = sorted(each for each in left if each.startswith("tusoi-2"))
    months = sorted(each for each in left if each.startswith("month-"))
    assert (days[0], days[-1]) == (
        f"tusoi-{today - timedelta(30)}.sqlite3",
        f"tusoi-{today}.sqlite3",
    )
    assert len(days) == 31
    assert (len(months), months[-1]) == (12, f"month-{today:%Y-%m}.sqlite3")
    assert "tusoi-notes.txt" in left


def test_a_clock_years_ahead_leaves_copies(database: Path, tmp_path: Path) -> None:
    """O4, A9: all are past their day then."""
    folder = tmp_path / "copies"
    folder.mkdir()
    for number in range(1, 31):
        (folder / f"tusoi-2026-11-{number:02}.sqlite3").touch()
    copies.keep(f"sqlite:///{database}", folder, date(2032, 11, 30))
    assert {f"tusoi-2026-11-{number}.sqlite3" for number in range(25, 31)} <= _names(folder)


def test_nothing_is_removed_when_the_copy_fails(tusoi: Tusoi, database: Path) -> None:
    """O4."""
    Path("copies").mkdir()
    for number in range(1, 31):
        Path(f"copies/tusoi-2020-11-{number:02}.sqlite3").touch()
    database.write_bytes(b"x" * 9000)
    complaint(tusoi("backup", "--daily", "copies"))
    assert len(_names(Path("copies"))) == 30


def test_replaced_databases_go_after_a_week(database: Path, tmp_path: Path) -> None:
    """O10: they hold what was erased since."""
    for day in ("20261101", "20261120", "20261129"):
        Path(f"{database}.before-restore-{day}T100000.000000Z").touch()
    copies.keep(f"sqlite:///{database}", tmp_path, date(2026, 11, 30))
    assert not list(tmp_path.glob("*restore-202611[02][10]T*"))
    assert list(tmp_path.glob("*restore-20261129T*"))


def test_written_reports_are_for_their_owner(tmp_path: Path) -> None:
    """A19: the whole, unmasked report, also over an older file that others could read."""
    from bot.domain.messages import FileOut
    from bot.serving import _written

    (tmp_path / "b.docx").write_bytes(b"an older and longer one")
    (tmp_path / "b.docx").chmod(0o644)
    files = [FileOut(name, "x/y", b"whole", "") for name in ("a.docx", "b.docx")]
    for path in _written(tmp_path, files):
        assert Path(path).stat().st_mode & 0o777 == 0o600
        assert Path(path).read_bytes() == b"whole"


def test_the_demo_is_on_this_machine_alone(
    tusoi: Tusoi, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A18: whoever opens it may be anybody in it."""
    from bot import demo

    served: list[Settings] = []

    async def serve(settings: Settings, _told: object) -> None:
        served.append(settings)

    monkeypatch.setattr(demo, "_serve", serve)
    for given in ({"web_host": "0.0.0.0"}, {"web_host": "0.0.0.0", "web_url": "https://a.vn"}):
        assert tusoi("demo", "--port", "0", **given).exit_code == 0
    assert {(each.web_host, each.web_url) for each in served} == {("127.0.0.1", "")}


def test_the_clock_is_asked_for_as_the_system_understands_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`timedatectl` is silent about a property that it does not know; a list of names is one."""
    stub = folder / "timedatectl"
    stub.write_text(
        '#!/bin/sh\nfor each; do case "$each" in\n--property=Timezone) echo Timezone=Etc/UTC ;;\n'
        "--property=NTPSynchronized) echo NTPSynchronized=no ;;\nesac; done\n"
    )
    stub.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    found = {each.what: each.mark for each in doctor.examine(Settings(), ())}
    assert (found["clock"], found["zone"]) == (Mark.BAD, Mark.NOTE)
