"""Every kind of notice has a rule for when it no longer holds; a lapsed one is not sent (TH10);
closing and issuing are told (TH11)."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import pytest

from bot.domain.messages import Outgoing, text
from bot.services import press
from bot.services.cycle.notices import CycleNotice
from bot.services.papers.reading import ReportNotice
from bot.services.parcels import ALWAYS, Job, Told, pack, unpack
from bot.services.people import joining
from bot.services.people.secretary import ActingOver
from bot.services.reminders.digest import Digest
from bot.services.reminders.escalation import Escalation
from bot.services.reminders.preparation import Nudge
from bot.services.reminders.reviews import Reminder
from bot.services.review.queue import ReviewsWait
from bot.services.unsent import Unsent
from tests.services.scene import (
    BINH,
    HOA,
    STRENGTH,
    Cell,
    answers,
    clock_to,
    delivered,
    every,
    founded,
    gathered,
    hands_in,
    one,
    payloads,
    said,
)
from tests.world import World

LAN = "Trần Thị Mai Lan"
NAM = "Phạm Văn Nam"
Do = Callable[[Cell], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Case:
    """How a notice comes to be queued, to whom, and what happens before it is sent."""

    address: str
    queued_by: Do
    then: Do


async def _acts(cell: Cell, who: str, *acts: str) -> None:
    """Taps (with a colon, no blank) and texts; none of them is refused."""
    for act in acts:
        is_tap = re.match(r"[a-z]{1,2}:\S", act)
        reply = await (cell.world.taps(who, act) if is_tap else cell.world.says(who, act))
        assert not reply.refused, (act, said(reply))


def _review(cell: Cell, name: str = HOA) -> str:
    sql = "SELECT id FROM interviews WHERE cycle_id <> '' AND member_id = ?"
    return str(one(cell.world, sql, cell.member(name)))


def _id(cell: Cell, table: str) -> str:
    return str(one(cell.world, f"SELECT id FROM {table} ORDER BY rowid DESC"))


async def _gives_item(cell: Cell) -> None:
    await _acts(cell, "lan", f"pi:add:work:{cell.id}", "Mượn loa", "10/9", "nộp")
    await _acts(cell, "lan", f"pi:{_id(cell, 'plan_items')}:who:{cell.member(HOA)}")


async def _sends_material(cell: Cell) -> None:
    await _acts(cell, "lan", f"pm:link:{cell.id}", "Nghị quyết", "https://a.vn/x", "nộp")
    await _acts(cell, "lan", f"pm:{_id(cell, 'materials')}:send")


async def _sent_back(cell: Cell) -> None:
    await hands_in(cell.world, "hoa")
    review = _review(cell)
    await _acts(cell, "lan", f"q:{review}:take:1:1", "Xin nêu rõ tháng nào", f"q:{review}:send:1")


async def _asks(cell: Cell) -> None:
    await _sent_back(cell)
    await _acts(cell, "hoa", f"w:{_review(cell)}:ask", "Ý đồng chí là gì?")


async def _replies(cell: Cell) -> None:
    await _acts(cell, "lan", f"q:{_review(cell)}:reply", "Nêu từng tháng")


async def _replied(cell: Cell) -> None:
    await _asks(cell)
    await _replies(cell)


async def _asks_again(cell: Cell) -> None:
    await _acts(cell, "hoa", f"w:{_review(cell)}:ask", "Còn tháng nào nữa?")


async def _approved(cell: Cell) -> None:
    await hands_in(cell.world, "hoa")
    await _acts(cell, "lan", f"q:{_review(cell)}:approve:1")


async def _closes(cell: Cell) -> None:
    await cell.closes()


async def _names_helper(cell: Cell) -> None:
    await cell.code_for(NAM)
    await _acts(cell, "lan", f"px:{cell.member(NAM)}:by:{cell.member(HOA)}")


async def _asks_about_data(cell: Cell) -> None:
    await _acts(cell, "hoa", f"d:{cell.member(HOA)}:ask", "1", "Ngày sinh của tôi là 12/5", "nộp")


async def _answers_request(cell: Cell) -> None:
    await _acts(cell, "lan", f"dq:{_id(cell, 'data_requests')}:answer", "1", "Đã sửa", "nộp")


async def _writes_for_all(cell: Cell, name: str) -> None:
    """The collective's review is theirs to write."""
    cycle = _id(cell, "cycles")
    await _acts(cell, "lan", f"y:edit:{cycle}", "Giữ nguyên", "1, 2", name, "nộp")


async def _another_author(cell: Cell) -> None:
    await _writes_for_all(cell, HOA)
    await cell.world.office.db.write(lambda tx: tx.run("DELETE FROM outbox"))
    await _writes_for_all(cell, BINH)


async def _wants_in(cell: Cell) -> None:
    code = one(cell.world, "SELECT group_code FROM cells")
    if not code:
        await cell.world.taps("lan", f"m:group:{cell.id}")
        code = one(cell.world, "SELECT group_code FROM cells")
    await cell.world.says("asks", f"/start {code}")
    await cell.world.says("asks", "Người Xin Vào")


async def _want_in(cell: Cell) -> None:
    """More than are told one by one."""
    await _wants_in(cell)
    code = one(cell.world, "SELECT group_code FROM cells")
    for number in range(joining.MOST_TOLD):
        await cell.world.says(f"asks{number}", f"/start {code}")
        await cell.world.says(f"asks{number}", "Người Xin Vào")


async def _all_refused(cell: Cell) -> None:
    for (request,) in every(cell.world, "SELECT id FROM join_requests"):
        await _acts(cell, "lan", f"j:{request}:n")


def _taps(who: str, payload: Callable[[Cell], str]) -> Do:
    async def do(cell: Cell) -> None:
        await _acts(cell, who, payload(cell))

    return do


CASES: Mapping[str, Case] = {
    "item_given": Case(
        "hoa", _gives_item, _taps("lan", lambda c: f"pi:{_id(c, 'plan_items')}:remove:yes")
    ),
    "to_read": Case(
        "hoa", _sends_material, _taps("lan", lambda c: f"pm:{_id(c, 'materials')}:remove:yes")
    ),
    "asked": Case("lan", _asks, _replies),
    "answered": Case("hoa", _replied, _asks_again),
    "approved": Case("hoa", _approved, _taps("hoa", lambda c: f"w:{_review(c)}:revise")),
    "returned": Case("hoa", _sent_back, _closes),
    "helps": Case("hoa", _names_helper, _taps("lan", lambda c: f"px:{c.member(NAM)}:alone")),
    "request_waits": Case("lan", _asks_about_data, _answers_request),
    "author": Case("hoa", lambda c: _writes_for_all(c, HOA), lambda c: _writes_for_all(c, BINH)),
    "not_author": Case("hoa", _another_author, lambda c: _writes_for_all(c, HOA)),
    "still_here": Case(
        "hoa",
        _taps("lan", lambda c: f"o:{c.member(HOA)}:give:recorder"),
        _taps("lan", lambda c: f"m:{c.member(HOA)}:remove:moved"),
    ),
    "want_in": Case("lan", _want_in, _all_refused),
    "wants_in": Case("lan", _wants_in, _taps("lan", lambda c: f"j:{_id(c, 'join_requests')}:n")),
}
"""By the rule."""


def _queued(running: World, rule: str) -> list[Told]:
    """What waits under this rule."""
    kept = (json.loads(row[0]) for row in every(running, "SELECT contents FROM outbox"))
    found = [Told(**each["Told"]) for each in kept if "Told" in each]
    return [each for each in found if each.rule == rule]


def test_th10_every_kind_of_notice_has_a_rule_and_every_rule_a_case() -> None:
    assert set(press.RULES) - {ALWAYS} == set(CASES)


@pytest.mark.parametrize("rule", CASES)
async def test_th10_a_notice_that_no_longer_holds_is_not_sent(running: World, rule: str) -> None:
    cell = await gathered(running, "hoa", "binh")
    await delivered(running)
    clock_to(running, "22:00")
    case = CASES[rule]
    await case.queued_by(cell)
    (notice, *_) = _queued(running, rule)

    async def holds() -> bool:
        asked = press.RULES[rule]
        return await running.office.db.read(lambda tx: asked(tx, *notice.about))

    assert await holds()
    message = unpack(notice.message, {})
    assert isinstance(message, Outgoing)
    words = running.office.catalogue.render(message.text, "vi").strip()
    await case.then(cell)
    assert not await holds()
    running.clock.forward(hours=11)
    seen = await delivered(running)
    assert words not in [each.words for each in seen if each.address == case.address]


def _over(cell: Cell) -> Mapping[type[Job], Sequence[Job]]:
    """Jobs of every kind that is one message, about what is over: the cycle is closed, the member
    is somebody who left, the time of acting ended otherwise."""
    cycle, lan, gone = _id(cell, "cycles"), cell.member(LAN), cell.member(BINH)
    return {
        CycleNotice: [
            *(CycleNotice(cycle, lan, news, "2026-09-18 None") for news in ("opened", "moved")),
            CycleNotice(cycle, gone, "closed", ""),
        ],
        Reminder: [Reminder(cycle, lan)],
        Nudge: [Nudge(cycle, lan, "")],
        Digest: [Digest(cycle, lan)],
        Escalation: [Escalation(cycle, lan)],
        ReviewsWait: [ReviewsWait(cycle, lan)],
        ActingOver: [ActingOver(lan, 1)],
        ReportNotice: [ReportNotice(cycle, gone)],
        Told: [Told(pack(Outgoing(text("roles.notice"))), "still_here", (gone,))],
    }


async def test_th10_no_kind_of_notice_is_said_of_what_is_over(running: World) -> None:
    cell = await gathered(running, "hoa", "binh")
    await cell.closes()
    await _acts(cell, "lan", f"m:{cell.member(BINH)}:remove:moved")
    jobs = _over(cell)
    assert set(jobs) == {*press._MESSAGES} - {Unsent}  # what was lost is told whatever is over
    for job in (each for kind in jobs.values() for each in kind):
        assert [part async for part in press.made(running.office, job, "vi")] == [], job


async def test_th10_the_opening_is_not_told_to_who_has_begun(running: World) -> None:
    cell = await founded(running)
    await cell.joins(HOA, "hoa")
    await cell.joins(BINH, "binh")
    await delivered(running)
    clock_to(running, "22:00")
    await cell.opens()
    asked = await running.says("hoa", "/resume")
    await running.taps("hoa", payloads(asked, r"c:\w+:[\w.]+:y")[0])
    await answers(running, "hoa", [STRENGTH])
    running.clock.forward(hours=11)
    told = [each.address for each in await delivered(running) if "việc cần làm" in each.words]
    assert told == ["binh"]


async def test_th10_dates_moved_twice_in_a_night_are_told_once(running: World) -> None:
    cell = await gathered(running, "hoa")
    running.clock.forward(hours=2)
    await delivered(running)
    clock_to(running, "22:00")
    await cell.moves("20/9")
    await cell.moves("25/9")
    running.clock.forward(hours=11)
    told = [each.words for each in await delivered(running) if each.address == "hoa"]
    assert len(told) == 1
    assert "25/09/2026" in told[0]


async def test_th11_everybody_is_told_that_the_cycle_is_closed(running: World) -> None:
    """The excused too, and once; not who closed it."""
    cell = await gathered(running, "hoa", "binh")
    await cell.exempts(BINH)
    await delivered(running)
    await cell.closes()
    told = [each for each in await delivered(running) if "đã đóng" in each.words]
    assert sorted(each.address for each in told) == ["binh", "hoa"]


async def test_th11_everybody_is_told_of_the_official_report_once(running: World) -> None:
    cell = await gathered(running, "hoa", "binh")
    await hands_in(running, "hoa")
    await cell.approves()
    await cell.closes()
    await delivered(running)
    cycle = _id(cell, "cycles")
    told: list[str] = []
    for _ in range(2):
        await cell.issues()
        seen = [*await delivered(running), *await delivered(running)]
        told += [each.address for each in seen if "đã được ban hành" in each.words]
    assert sorted(told) == ["binh", "hoa"]
    shown = await running.taps("hoa", f"s:circulated:{cycle}")
    assert "Đang gửi báo cáo" in said(shown)


async def test_th11_a_question_of_a_closed_cycle_is_refused(running: World) -> None:
    """Begun before the closing, and after it."""
    cell = await gathered(running, "hoa")
    await _sent_back(cell)
    await _acts(cell, "hoa", f"w:{_review(cell)}:ask")
    await cell.closes()
    reply = await running.says("hoa", "Ý đồng chí là gì?")
    assert reply.refused
    assert "Đợt này đã đóng" in said(reply)
    assert (await running.taps("hoa", f"w:{_review(cell)}:ask")).refused
