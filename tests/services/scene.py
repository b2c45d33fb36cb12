"""Cells, members and cycles made as people make them: by chatting."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from bot import sample
from bot.domain.messages import FileIn, FileOut, Param, text
from bot.sample import Sample
from bot.services.people import roster
from bot.services.reminders import sweep
from handlers.contract import Message, Reply
from storage.engine.database import Transaction
from tests.storage.scanning import keys_of, opened
from tests.world import World

CELL = "Chi bộ Trường Mầm non Hoa Sen"
HOA = "Lê Thị Hoa"
BINH = "Nguyễn Văn Bình"
STRENGTH = "Tôi dự đủ mười hai kỳ sinh hoạt"
DEED = "Tôi vắng hai buổi học nghị quyết"
SHORTEST = (
    STRENGTH,
    *("0", "0", "0"),
    "không",
    "Cả năm tôi mới phát biểu hai lần",
    "bỏ qua",
    "Đọc tài liệu trước khi họp",
    *("Ghi chép tài liệu", "30/6", "Sổ ghi chép", "không"),
)
"""A whole review of somebody who has nothing to report on the 27."""


@dataclass(frozen=True)
class Cell:
    """A cell whose secretary chats from the address `secretary`."""

    world: World
    id: str
    name: str
    secretary: str

    async def code_for(self, name: str, *, revokes: bool = False) -> str:
        """The code in the secretary's invitation; for somebody who has come in, one that adds a
        device, or that `revokes` the old one."""
        self.world.clock.forward(milliseconds=1)  # the roster is in the order of entry
        reply = await self.world.says(self.secretary, f"/invite {name}")
        if adds := payloads(reply, "ma:.+:new"):
            reply = await self.world.taps(self.secretary, adds[0])
        if asked := payloads(reply, f"m:.+:code:{'revoke' if revokes else 'add'}"):
            reply = await self.world.taps(self.secretary, asked[0])
        if sure := payloads(reply, "m:.+:code:revoke:anew"):
            reply = await self.world.taps(self.secretary, sure[0])
        found = re.search(r"\?start=(\w+)", said(reply))
        assert found, said(reply)
        return found[1]

    async def joins(self, name: str, address: str, *, agreed: bool = True, **more: Any) -> None:
        """A member is invited, comes, and (unless told not to) consents if a cycle is open."""
        code = await self.code_for(name)
        reply = await self.world.says(address, f"/start {code}", **more)
        if agreed and (yes := payloads(reply, r"c:\w+:[\w.]+:y")):
            await self.world.taps(address, yes[0])

    async def opens(
        self,
        last_day: str = "18/9",
        *,
        counts: str = "Đến hết ngày này",
        steps: str = "xong",
        theme: str = "Giữ nguyên",
        forms: str = "1",
    ) -> None:
        """The secretary opens a cycle, unless told otherwise with the members' review alone."""
        await self.world.says(self.secretary, "/cycle")
        for typed in (theme, "Giữ nguyên", forms, last_day, counts, "bỏ qua", steps):
            reply = await self.world.says(self.secretary, typed)
            assert not reply.refused, said(reply)
        done = await self.world.says(self.secretary, "nộp")
        assert not done.refused, said(done)

    async def moves(self, last_day: str, counts: str = "Đến hết ngày này") -> Reply:
        """The secretary moves the date."""
        await self.world.taps(self.secretary, "y:move")
        for typed in (last_day, counts, "bỏ qua"):
            await self.world.says(self.secretary, typed)
        return await self.world.says(self.secretary, "nộp")

    async def closes(self) -> None:
        """The secretary closes the cycle."""
        open_one = "SELECT id FROM cycles WHERE cell_id = ? AND closed_at IS NULL"
        cycle = one(self.world, open_one, self.id)
        await self.world.taps(self.secretary, f"y:close:{cycle}:yes")

    async def approves(self) -> None:
        """The secretary approves the first review that waits."""
        (review, *_) = payloads(await self.world.says(self.secretary, "/review"), r"q:\w+:read:1")
        reply = await self.world.taps(self.secretary, f"{review.partition(':read')[0]}:approve:1")
        assert not reply.refused, said(reply)

    async def issues(self) -> None:
        """The secretary issues the report of the newest cycle, also where asked twice."""
        cycle = one(
            self.world, "SELECT id FROM cycles WHERE cell_id = ? ORDER BY opened_at DESC", self.id
        )
        asked = await self.world.taps(self.secretary, f"rg:offer:{cycle}:BC")
        for _ in range(2):
            sure = payloads(asked, "rg:(?:early|issue):.+")
            if sure:
                asked = await self.world.taps(self.secretary, sure[0])
        assert not asked.refused, said(asked)

    def member(self, name: str) -> str:
        """The id of the member of this name."""
        found = one(
            self.world, "SELECT id FROM members WHERE cell_id = ? AND name = ?", self.id, name
        )
        assert isinstance(found, str), name
        return found

    async def exempts(self, name: str, reason: str = "nghỉ chữa bệnh") -> None:
        """The secretary excuses a member."""
        await self.world.taps(self.secretary, f"m:{self.member(name)}:exempt")
        reply = await self.world.says(self.secretary, reason)
        assert not reply.refused, said(reply)


async def founded(
    world: World,
    name: str = CELL,
    secretary: str = "Trần Thị Mai Lan",
    address: str = "lan",
) -> Cell:
    """A cell whose secretary has come in."""
    cell, code = await roster.found_cell(world.office, name, "Đảng bộ xã Tân Hòa", secretary)
    await world.says(address, f"/start {code}")
    return Cell(world, cell.id, name, address)


async def sample_cell(world: World) -> Sample:
    """The invented cell of seventeen, a finished cycle behind it, the present one ten days old."""
    office, opened = world.office, timedelta(days=10)
    return await office.db.write(
        lambda tx: sample.make(office, tx, world.clock(), opened), brief=False
    )


async def becomes(cell: Cell, name: str, **change: object) -> None:
    """Give a member another role or group, as the roster's screens do."""
    sets = ", ".join(f"{column} = :{column}" for column in change)

    async def work(tx: Transaction) -> None:
        await tx.run(f"UPDATE members SET {sets} WHERE id = :id", id=cell.member(name), **change)  # type: ignore[arg-type] # plain values

    await cell.world.office.db.write(work)


COME = {"hoa": HOA, "binh": BINH}
"""Whom tests let come in, by the address from which they chat."""


async def gathered(world: World, *addresses: str) -> Cell:
    """A cell with an open cycle, for which these have come in and consented."""
    cell = await founded(world)
    await cell.opens()
    for address in addresses:
        await cell.joins(COME[address], address)
    return cell


async def answers(world: World, address: str, words: Sequence[str] = SHORTEST) -> None:
    """Type these answers, one after the other."""
    for typed in words:
        reply = await world.says(address, typed)
        assert not reply.refused, (typed, said(reply))


async def hands_in(world: World, address: str) -> Reply:
    """Answer the whole review and hand it in."""
    await world.says(address, "/resume")
    await answers(world, address)
    return await world.says(address, "nộp")


async def sends_roster(world: World, address: str, cell_id: str, lines: Sequence[str]) -> Reply:
    """A leader asks how to send a roster, and sends these lines as a CSV file."""
    await world.taps(address, f"m:import:{cell_id}")
    return await world.says(address, file=FileIn("ds.csv", "text/csv", "\n".join(lines).encode()))


def refused(reply: Reply, world: World, key: str, language: str = "vi") -> bool:
    """Whether it is refused with this sentence."""
    return reply.refused and phrase(world, key, language) in said(reply)


def said(reply: Reply) -> str:
    """Everything that a reply shows."""
    return "\n".join([*(message.text for message in reply.messages), reply.notice])


def payloads(reply: Reply, pattern: str = ".+") -> list[str]:
    """The payloads of a reply's buttons that match."""
    buttons = (b for message in reply.messages for row in message.buttons for b in row)
    return [b.payload for b in buttons if b.payload and re.fullmatch(pattern, b.payload)]


def phrase(world: World, key: str, language: str = "vi", **params: Param) -> str:
    """A sentence of the catalogue."""
    return world.office.catalogue.render(text(key, **params), language).strip()


@dataclass(frozen=True, slots=True)
class Seen:
    """A message that went out by itself, with the cell's time."""

    at: datetime
    address: str
    message: Message | FileOut

    @property
    def words(self) -> str:
        """Its text."""
        assert isinstance(self.message, Message)
        return self.message.text

    @property
    def is_reminder(self) -> bool:
        """Whether it is a reminder: its only button leads back to the own review."""
        if not isinstance(self.message, Message) or not self.message.buttons:
            return False
        return self.message.text.startswith(("Nhắc việc", "Reminder"))


def local(world: World) -> datetime:
    """The cell's time."""
    return world.office.calendar.local(world.clock())


def clock_to(world: World, moment: str) -> None:
    """Put the clock to this local time: `2026-09-11 08:00`, or a time of today."""
    if len(moment) == 5:
        moment = f"{local(world).date()} {moment}"
    here = datetime.fromisoformat(moment).replace(tzinfo=world.office.calendar.zone)
    world.clock.now = here.astimezone(world.clock.now.tzinfo)


async def delivered(world: World) -> list[Seen]:
    """What the post sends now, files apart; nothing of it is left behind."""
    await world.deliver()
    sent = world.outlet.sent + world.web.sent
    seen = [Seen(local(world), to, item) for to, item in sent if isinstance(item, Message)]
    world.outlet.sent, world.web.sent = [], []
    return seen


async def swept(world: World) -> list[Seen]:
    """One sweep now, and what it sends."""
    await sweep.sweep(world.office)
    return await delivered(world)


HOURS = ("03:00", "06:59", "07:00", "08:00", "12:00", "17:00", "20:59", "21:30")
"""When the program looks in these tests: around every time at which something may change."""


async def watched(world: World, until: str, every: timedelta | None = None) -> list[Seen]:
    """The program runs until this local time; what it sends meanwhile."""
    zone = world.office.calendar.zone
    end = datetime.fromisoformat(until).replace(tzinfo=zone)
    seen = await swept(world)
    while (after := _next_look(local(world), every)) <= end:
        world.clock.now = after.astimezone(world.clock.now.tzinfo)
        seen += await swept(world)
    return seen


def _next_look(now: datetime, every: timedelta | None) -> datetime:
    if every:
        return now + every
    days = (now.date(), now.date() + timedelta(days=1))
    looks = [
        datetime.combine(day, time.fromisoformat(hour), now.tzinfo)
        for day in days
        for hour in HOURS
    ]
    return min(look for look in looks if look > now)


def reminded(seen: Sequence[Seen], address: str) -> list[str]:
    """When this person was reminded, as `11/09 08:00`."""
    return [f"{s.at:%d/%m %H:%M}" for s in seen if s.address == address and s.is_reminder]


def connection(world: World) -> sqlite3.Connection:
    """The database, as somebody else sees it."""
    path = world.settings.database_url.removeprefix("sqlite:///")
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def one(world: World, sql: str, *params: object) -> Any:
    """The first column of the first row."""
    rows = every(world, sql, *params)
    return rows[0][0] if rows else None


def every(world: World, sql: str, *params: object) -> list[tuple[Any, ...]]:
    """All rows."""
    with closing(connection(world)) as database:
        return [_opened(world, row) for row in database.execute(sql, params)]


def contents(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """The whole database: every row of every table, in order."""
    with closing(connection(world)) as database:
        return {
            table: sorted((_opened(world, row) for row in _rows(database, table)), key=repr)
            for table in _tables(database)
        }


def _opened(world: World, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """What is sealed, as it was written."""
    keys = keys_of(Path(world.settings.database_url.removeprefix("sqlite:///")))
    return tuple(opened(value, keys) for value in row)


def _tables(database: sqlite3.Connection) -> Iterator[str]:
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
        yield name


def _rows(database: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    return list(database.execute(f"SELECT * FROM {table}"))
