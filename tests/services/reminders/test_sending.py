"""What a reminder says, where its button leads, and what happens to it when things change."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.messages import Outgoing
from bot.services.reminders import reviews, sweep
from bot.services.reminders.reviews import Reminder
from handlers.contract import Message
from storage.engine.database import Row, Transaction, Value
from tests.services.scene import (
    BINH,
    DEED,
    HOA,
    STRENGTH,
    Cell,
    Seen,
    answers,
    clock_to,
    delivered,
    every,
    founded,
    gathered,
    hands_in,
    one,
    reminded,
    said,
    swept,
    watched,
)
from tests.shelf import made_once
from tests.world import World

SEVEN_DAYS_BEFORE = "2026-09-11 08:00"


@made_once
async def cell(running: World) -> Cell:
    """Hoa has come and a cycle is open until the end of 18 September."""
    made = await gathered(running, "hoa")
    await delivered(running)
    return made


async def queued(cell: Cell) -> None:
    """The reminders of seven days before lie in the outbox."""
    clock_to(cell.world, SEVEN_DAYS_BEFORE)
    assert await sweep.sweep(cell.world.office) == 2


def nothing_waits(cell: Cell) -> bool:
    """Whether every reminder has come to its end, sent or dropped, without any failure."""
    states = every(cell.world, "SELECT DISTINCT state, failure FROM outbox WHERE lane = 1")
    return states == [("sent", "")]


def words_to(seen: list[Seen], address: str) -> list[str]:
    return [s.words for s in seen if s.address == address]


async def test_who_finishes_between_queueing_and_sending_is_left_alone(cell: Cell) -> None:
    await queued(cell)
    await hands_in(cell.world, "hoa")
    assert words_to(await delivered(cell.world), "hoa") == []
    assert nothing_waits(cell)


async def test_who_is_exempt_or_removed_between_queueing_and_sending_is_left_alone(
    cell: Cell,
) -> None:
    await cell.joins(BINH, "binh")
    clock_to(cell.world, SEVEN_DAYS_BEFORE)
    await sweep.sweep(cell.world.office)
    await cell.exempts(HOA)
    await cell.world.taps("lan", f"m:{cell.member(BINH)}:remove:moved")
    seen = await delivered(cell.world)
    assert words_to(seen, "hoa") == words_to(seen, "binh") == []
    assert nothing_waits(cell)


async def test_a_cycle_closed_between_queueing_and_sending_is_over(cell: Cell) -> None:
    await queued(cell)
    await cell.closes()
    assert all("đã đóng" in each.words for each in await delivered(cell.world))
    assert await watched(cell.world, "2026-09-30 09:00", timedelta(hours=8)) == []


async def test_a_moved_date_reminds_again_and_the_old_one_no_more(cell: Cell) -> None:
    seen = await watched(cell.world, "2026-09-15 12:00")
    await cell.moves("29/9")
    seen += await watched(cell.world, "2026-10-05 12:00")
    assert reminded(seen, "hoa") == [
        *("11/09 08:00", "15/09 08:00"),
        *("22/09 08:00", "26/09 08:00", "28/09 08:00", "29/09 08:00"),
        *("30/09 08:00", "01/10 08:00", "02/10 08:00"),
    ]
    assert "29/09" in next(s.words for s in seen if s.at.day == 22 and s.is_reminder)


async def test_a_date_moved_nearer(cell: Cell) -> None:
    await cell.moves("3/9")
    seen = await watched(cell.world, "2026-09-20 12:00")
    assert reminded(seen, "hoa")[:4] == [
        *("27/08 08:00", "29/08 08:00", "30/08 08:00", "03/09 08:00"),  # off from 31 August
    ]


@pytest.mark.parametrize("last_day", ["26/8", "27/8", "3/9"])
async def test_a_step_that_the_new_date_puts_into_the_past_is_not_sent(
    cell: Cell, last_day: str
) -> None:
    """The notice of the new date, which went out at once, has said it all."""
    clock_to(cell.world, "2026-08-26 10:00")
    await swept(cell.world)
    await cell.moves(last_day)
    seen = await watched(cell.world, "2026-08-26 23:00", timedelta(minutes=30))
    assert reminded(seen, "hoa") == []
    assert any(last_day in s.words.replace("0", "") for s in seen if s.address == "hoa")


async def test_wording_one_reminder_reads_one_member_however_large_the_cell(
    cell: Cell,
) -> None:
    await read_for_one(cell)  # the frozen questionnaire is kept from now on
    before = await read_for_one(cell)
    for number in range(20):
        await cell.code_for(f"Đảng viên Số {number}")
    assert await read_for_one(cell) == before


async def read_for_one(cell: Cell) -> int:
    """How many rows are read to word one member's reminder."""
    office = cell.world.office
    cycle = str(one(cell.world, "SELECT id FROM cycles"))
    job = Reminder(cycle, cell.member(HOA))
    rows = 0

    async def work(tx: Transaction) -> Outgoing | None:
        nonlocal rows
        counting = Counting(tx)
        found = await reviews.SOURCE.says[Reminder](office, counting, job)
        rows = counting.rows
        return found

    assert await office.db.read(work)
    return rows


class Counting:
    """A transaction that counts the rows it gives."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self.rows = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)

    async def one(self, sql: str, /, **params: Value) -> Row | None:
        found = await self._tx.one(sql, **params)
        self.rows += found is not None
        return found

    async def all(self, sql: str, /, **params: Value) -> list[Row]:
        found = await self._tx.all(sql, **params)
        self.rows += len(found)
        return found


async def test_a_reminder_of_the_old_date_that_still_waits_is_dropped(cell: Cell) -> None:
    await queued(cell)
    await cell.moves("29/9")
    assert reminded(await delivered(cell.world), "hoa") == []


async def test_moved_to_the_same_day_and_back_reminds_once(cell: Cell) -> None:
    seen = await watched(cell.world, "2026-09-11 12:00")
    await cell.moves("29/9")
    await cell.moves("18/9")
    seen += await watched(cell.world, "2026-09-15 12:00")
    assert reminded(seen, "hoa") == ["11/09 08:00", "15/09 08:00"]


async def test_a_stranger_at_the_lock_screen_learns_nothing(cell: Cell) -> None:
    await cell.world.says("hoa", "/resume")
    await answers(cell.world, "hoa", [STRENGTH, "3 hiếm khi", DEED])
    form = cell.world.office.forms["member"]
    secrets = {
        *(STRENGTH, DEED, "hiếm khi", cell.name, "Lan", "Hoa", "Đảng", "chi bộ", "tự soi"),
        *(form.title["vi"], form.intro["vi"]),
        *(section.title["vi"] for section in form.sections),
        *(question.label["vi"] for question in form.questions),
        *(row.label["vi"] for question in form.questions for row in question.rows),
    }
    seen = await watched(cell.world, "2026-09-23 08:00", timedelta(hours=4))
    shown = [s for s in seen if s.address == "hoa"]
    assert len(shown) == 7
    for each in shown:
        assert isinstance(each.message, Message)
        labels = [b.label for row in each.message.buttons for b in row]
        text = "\n".join([each.words, *labels]).casefold()
        assert not [secret for secret in secrets if secret.casefold() in text], text


async def test_one_tap_goes_on_at_the_right_screen(cell: Cell) -> None:
    await cell.world.says("hoa", "/resume")
    await answers(cell.world, "hoa", [STRENGTH, "0"])
    before = await cell.world.says("hoa", "/resume")
    clock_to(cell.world, SEVEN_DAYS_BEFORE)
    (reminder,) = [s.message for s in await swept(cell.world) if s.address == "hoa"]
    assert isinstance(reminder, Message)
    ((button,),) = reminder.buttons
    after = await cell.world.taps("hoa", button.payload)
    assert after.messages[-1].screen == before.messages[-1].screen
    assert "1/5" in reminder.text


async def test_a_tap_on_a_reminder_goes_to_the_cell_that_reminds(cell: Cell) -> None:
    world = cell.world
    other = await founded(world, "Chi bộ Khu phố Bốn", "Đinh Văn Khoa", "khoa")
    await other.opens("25/9")
    await other.joins("Hoa Lê", "hoa")
    assert said(await world.says("hoa", "/help")).startswith("\ue000Chi bộ Khu phố")
    clock_to(world, SEVEN_DAYS_BEFORE)
    (reminder,) = [s.message for s in await swept(world) if s.address == "hoa"]
    assert isinstance(reminder, Message)
    ((button,),) = reminder.buttons
    await world.taps("hoa", button.payload)
    await answers(world, "hoa", [STRENGTH])
    kept = one(world, "SELECT answers FROM interviews WHERE member_id = ?", cell.member(HOA))
    assert STRENGTH in kept
    elsewhere = every(
        world, "SELECT answers FROM interviews WHERE member_id = ?", other.member("Hoa Lê")
    )
    assert STRENGTH not in str(elsewhere)
