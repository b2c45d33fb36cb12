"""Databases to measure with, made through the program's own storage."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot import app, sample
from bot.content.questionnaires import files
from bot.domain.cycle.schedule import Dates
from bot.domain.people.member import Member, Role
from bot.services.consent import consent
from bot.services.office import Office, millis, new_code, new_id
from bot.settings import Settings
from storage import accounts, cells, consents, cycles, members
from storage.cells import Cell
from storage.cycles import Cycle, CycleForm
from storage.engine import migrate, sealing
from storage.engine.database import Transaction

MORNING = datetime(2026, 8, 24, 2, 0, tzinfo=UTC)
"""Nine o'clock on a Monday in Hà Nội."""


@asynccontextmanager
async def office_of(path: Path, now: datetime | None = None) -> AsyncIterator[Office]:
    """The program without channels over this database; `now`: its clock stands still."""
    settings = Settings(_env_file=None, database_url=f"sqlite:///{path}")
    async with app.opened(settings, (lambda: now) if now else app.utc_now) as office:
        yield office


def copied(template: Path, to: Path) -> Path:
    """A fresh copy of a closed database, with its key."""
    for ending in ("-wal", "-shm"):
        to.with_name(to.name + ending).unlink(missing_ok=True)
    shutil.copyfile(template, to)
    if (keys := sealing.key_file(template)).exists():
        shutil.copy(keys, sealing.key_file(to))
    return to


def empty(folder: Path) -> Path:
    """A database of the newest revision without anybody in it."""
    path = folder / "empty.sqlite3"
    migrate.migrate(f"sqlite:///{path}")
    return path


@dataclass(frozen=True, slots=True)
class Made:
    """A cell with an open cycle."""

    cycle: Cycle
    people: Sequence[Member]


async def add_cell(
    office: Office, tx: Transaction, size: int, *, now: datetime, days: int = 30, first_id: int = 0
) -> Made:
    """A cell whose members have consented. `days`: until the last day.

    `first_id`: they have Telegram accounts from there on, and their secretary, who sees other words
    than they, comes on top of the `size` and does not talk.
    """
    cell = Cell(new_id(), "Chi bộ Trường Tiểu học Hoa Phượng", "", "", 17, new_code())
    await cells.add_cell(tx, cell, now=millis(now))
    people = [
        await _member(
            tx, cell, number, str(first_id + number - 1) if first_id and number else "", now
        )
        for number in range(size + bool(first_id))
    ]
    opened = now - timedelta(days=10)
    last_day = office.calendar.local(now).date() + timedelta(days=days)
    dates = Dates(last_day, inclusive=True)
    cycle = Cycle(new_id(), cell.id, "Tự soi, tự sửa", now.year, dates, millis(opened))
    frozen = files.freeze(office.forms["member"])
    await cycles.add_cycle(tx, cycle, {CycleForm(cycle.id, "member", 0, ""): frozen})
    return Made(cycle, people)


async def _member(tx: Transaction, cell: Cell, number: int, address: str, now: datetime) -> Member:
    person = new_id()
    await accounts.add_person(tx, person, language="vi", now=millis(now))
    role = Role.MEMBER if number else Role.SECRETARY
    await accounts.bind(tx, "telegram", address or person, person, now=millis(now))
    member = Member(new_id(), cell.id, f"Nguyễn Văn Số {number}", role, person_id=person)
    await members.add_member(tx, member, now=millis(now) + number)
    await consents.add(tx, consent.sample(member.id, "telegram", millis(now)))
    return member


def typed_review(office: Office, today: date, number: str = "3") -> list[str]:
    """What a member of the demo's cell types for a whole review, screen by screen."""
    data = sample.script()
    own: Mapping[str, Any] = data["reviews"][int(number)]
    interview = sample.played(office.forms["member"], data["usual"], own, today, office)
    said = [
        str(own.get(slot.key) or own.get(slot.question.id) or data["usual"][slot.question.id])
        for slot in interview.slots
    ]
    later = [
        (today + timedelta(days=30 * int(each))).isoformat() for each in said if each[0] == "+"
    ]
    days = iter(later)
    return [next(days) if each[0] == "+" else each for each in said]


async def hand_in(
    office: Office, tx: Transaction, made: Made, count: int, now: datetime, *, mark: str = ""
) -> None:
    """The first `count` members have handed in; each says what one of the demo's cell said.

    `mark` stands at the end of every longer answer, so that no two cells say the same.
    """
    data = sample.script()
    reviews: Sequence[Mapping[str, Any]] = [
        each for each in data["reviews"].values() if "until" not in each
    ]
    today = office.calendar.local(now).date()
    usual = _marked(data["usual"], mark)
    for number, member in enumerate(made.people[:count]):
        own = _marked(reviews[number % len(reviews)], f"{mark}{number}" if mark else "")
        played = sample.played(office.forms["member"], usual, own, today, office)
        await sample.keep(tx, made.cycle, member, "member", played, now - timedelta(days=5))


def _marked(said: Mapping[str, str], mark: str) -> Mapping[str, str]:
    return {
        key: f"{words} {mark}" if mark and _is_prose(words) else words
        for key, words in said.items()
    }


def _is_prose(said: str) -> bool:
    """Whether these are sentences rather than a choice."""
    return said.count(" ") > 5 and not said[0].isdecimal()


_IDS = {
    "cells": ("id", "group_code"),
    "persons": ("id",),
    "members": ("id", "cell_id", "person_id"),
    "accounts": ("address", "person_id"),
    "consents": ("member_id",),
    "cycles": ("id", "cell_id"),
    "cycle_forms": ("cycle_id",),
    "interviews": ("id", "cell_id", "cycle_id", "member_id"),
    "versions": ("interview_id",),
}
"""Tables in an order that their references allow, and their columns that hold ids."""


def multiply(path: Path, cell_id: str, times: int) -> None:
    """Adds `times` cells that are like this one but for their ids.

    Rows of one cell lie far apart, as they would after years.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN")
        for table, ids in _IDS.items():
            names = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
            values = [f"{name} || '-' || n" if name in ids else name for name in names]
            connection.execute(
                "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers"
                f" WHERE n < {times}) INSERT INTO {table} ({', '.join(names)})"
                f" SELECT {', '.join(values)} FROM ({_OF[table]}) CROSS JOIN numbers",
                {"cell": cell_id},
            )
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


_ROSTER = "SELECT {} FROM members WHERE cell_id = :cell"
_OF = {
    "cells": "SELECT * FROM cells WHERE id = :cell",
    "persons": f"SELECT * FROM persons WHERE id IN ({_ROSTER.format('person_id')})",
    "members": "SELECT * FROM members WHERE cell_id = :cell",
    "accounts": f"SELECT * FROM accounts WHERE person_id IN ({_ROSTER.format('person_id')})",
    "consents": f"SELECT * FROM consents WHERE member_id IN ({_ROSTER.format('id')})",
    "cycles": "SELECT * FROM cycles WHERE cell_id = :cell",
    "cycle_forms": "SELECT f.* FROM cycle_forms f JOIN cycles y ON y.id = f.cycle_id"
    " WHERE y.cell_id = :cell",
    "interviews": "SELECT * FROM interviews WHERE cell_id = :cell",
    "versions": "SELECT v.* FROM versions v JOIN interviews i ON i.id = v.interview_id"
    " WHERE i.cell_id = :cell",
}
