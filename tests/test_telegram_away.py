"""A7: Telegram is away for hours or days. What was queued arrives, once; or it is told, on the page
and in the chat, what did not arrive."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import MISSING, dataclass, field, fields
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.messages import FileOut, Outgoing, text
from bot.services import press, unsent
from bot.services.office import millis
from bot.services.papers import issue
from bot.services.papers.issue import IssueJob
from bot.services.parcels import ALWAYS, Contents, Job, Told, pack, parcel
from bot.services.reminders import sweep
from handlers.channels.telegram import TelegramChannel
from handlers.contract import Handle, Message
from storage import outbox
from storage.outbox import Lane
from tests.botapi import BotApi
from tests.channels.telegram_rig import channel_of
from tests.services.doors import goes_on_in_browser
from tests.services.preparation.prepared import sent_material
from tests.services.scene import (
    BINH,
    HOA,
    Cell,
    clock_to,
    every,
    gathered,
    hands_in,
    one,
    payloads,
    said,
)
from tests.shelf import Shelf
from tests.world import World

PEOPLE = {"lan": 1001, "hoa": 1002, "binh": 1003}
LEADERS = {"Digest", "ReviewsWait", "Escalation", "ActingOver", "IssueJob"}
WITHOUT_CAUSE = {"FormCheckJob", "Nudge", "Escalation", "ActingOver"}
"""Of which this cell has nothing to say: no form was sent, nobody acts for the secretary."""
PAPER = "report"
AWAYS: dict[str, dict[str, object]] = {
    "hangs up": {"error": "drop"},
    "a blocked page": {"answer": (403, b"<html>Forbidden</html>")},
    "floods": {"retry_after": 90_000},
}


@dataclass
class Chats:
    """Telegram itself, for people whose chats have names in these tests."""

    channel: TelegramChannel
    name: str = "telegram"
    tried: list[str] = field(default_factory=list)

    async def send(self, address: str, message: Message) -> None:
        self.tried.append(address)
        await self.channel.send(str(PEOPLE[address]), message)

    async def send_file(self, address: str, file: FileOut) -> None:
        self.tried.append(address)
        await self.channel.send_file(str(PEOPLE[address]), file)

    async def run(self, handle: Handle) -> None:
        """Nothing comes in by itself."""


@dataclass
class Away:
    """A cell whose people chat on a Telegram that can go away."""

    cell: Cell
    api: BotApi
    chats: Chats

    @property
    def world(self) -> World:
        return self.cell.world

    def goes(self, how: str = "hangs up") -> None:
        """From now on nothing gets through."""
        self.api.fail(times=None, **AWAYS[how])  # type: ignore[arg-type] # as `fail` takes it

    def comes_back(self) -> None:
        self.api.heal()

    async def lasts(self, hours: float, *, swept: bool = False) -> None:
        """The program runs on for so long, and looks every quarter of an hour, later every hour."""
        end = self.world.clock() + timedelta(hours=hours)
        while self.world.clock() < end:
            far = end - self.world.clock() > timedelta(hours=4)
            self.world.clock.forward(minutes=60 if far else 15)
            if swept:
                await sweep.sweep(self.world.office)
            await self.world.deliver()

    def came(self, address: str) -> list[str]:
        """What is in this chat, whatever time, number and day it names."""
        arrivals = self.api.user(PEOPLE[address], first_name="x").arrivals
        return [re.sub(r"\d+", "#", seen.file_name or seen.text) for seen in arrivals]

    def on_page(self, address: str) -> list[str]:
        """What is in this person's mailbox."""
        return [
            m.text
            for to, m in self.world.web.sent
            if to == self.person(address)
            if isinstance(m, Message)
        ]

    def person(self, address: str) -> str:
        found = one(self.world, "SELECT person_id FROM accounts WHERE address = ?", address)
        return str(found)

    def states(self) -> set[str]:
        return {state for (state,) in every(self.world, "SELECT DISTINCT state FROM outbox")}

    async def queue(self, what: Contents, *, to: str = "lan", lane: Lane = Lane.AWAITED) -> None:
        """As if this person had asked for it in their chat."""
        new = parcel(self.person(to), what, lane=lane, cell_id=self.cell.id)
        if lane is Lane.AWAITED:
            new = parcel(
                self.person(to),
                what,
                lane=lane,
                cell_id=self.cell.id,
                channel="telegram",
                address=to,
            )
        now = millis(self.world.clock())
        await self.world.office.db.write(lambda tx: outbox.put(tx, [new], not_before=now, now=now))


async def _cell(world: World) -> Cell:
    """Hoa has handed in, Binh has not; a material was sent."""
    cell = await gathered(world, "hoa", "binh")
    await hands_in(world, "hoa")
    await sent_material(cell)
    await world.deliver()
    return cell


@pytest.fixture
async def away(tmp_path: Path, shelf: Shelf) -> AsyncIterator[Away]:
    async with shelf.copy(_cell, tmp_path) as cell, BotApi() as api:
        for name, number in PEOPLE.items():
            api.user(number, first_name=name).start()
        channel = channel_of(api)
        chats = Chats(channel)
        cell.world.post.channels["telegram"] = chats
        cell.world.outlet.sent.clear()
        cell.world.web.sent.clear()
        yield Away(cell, api, chats)
        await channel.close()


def jobs(cell: Cell) -> dict[str, Job]:
    """One of every kind that the outbox can hold, of the things of this cell."""
    world = cell.world
    known = {
        "cycle_id": one(world, "SELECT id FROM cycles"),
        "cell_id": cell.id,
        "interview_id": one(world, "SELECT id FROM interviews WHERE state = 'submitted'"),
        "material_id": one(world, "SELECT id FROM materials"),
        "version": 1,
        "paper_id": PAPER,
        "awaited": "",
        "news": "moved",
        "language": "vi",
        "empty": False,
        "ends": 0,
        "dates": " ".join(map(str, every(world, "SELECT submit_on, meeting_on FROM cycles")[0])),
    }
    made = {}
    for kind in press.MAKERS:
        who = HOA if kind.__name__ == "DataExport" else BINH
        member = cell.member("Trần Thị Mai Lan" if kind.__name__ in LEADERS else who)
        given = known | {"member_id": member}
        if kind not in (unsent.Unsent, Told):
            needed = [f.name for f in fields(kind) if f.default is MISSING]
            made[kind.__name__] = kind(**{name: given[name] for name in needed})
    return made


async def circulated(away: Away) -> None:
    """The report is issued, of which everybody is told that once."""
    job = jobs(away.cell)["IssueJob"]
    assert isinstance(job, IssueJob)
    await issue.issued(away.world.office, job)
    await away.world.deliver()


async def undisturbed(away: Away) -> dict[str, Counter[str]]:
    """What each kind comes to."""
    await circulated(away)
    found = {}
    for name, job in jobs(away.cell).items():
        before = len(away.came("lan"))
        await away.queue(job)
        await away.world.deliver()
        found[name] = Counter(away.came("lan")[before:])
    return found


@pytest.mark.parametrize(
    ("how", "hours"),
    [("hangs up", 0.75), ("floods", 1.5), ("a blocked page", 70)],
)
async def test_every_kind_arrives_once_however_long_it_took(
    away: Away, how: str, hours: float
) -> None:
    """A7, and Done 3. All kinds at once, the moment before Telegram goes."""
    expected = await undisturbed(away)
    assert {name for name, parts in expected.items() if not parts} <= WITHOUT_CAUSE
    before = Counter(away.came("lan"))
    away.goes(how)
    for job in jobs(away.cell).values():
        await away.queue(job)
    await away.lasts(hours)
    assert Counter(away.came("lan")) == before
    away.comes_back()
    await away.lasts(1.25)
    assert Counter(away.came("lan")) - before == sum(expected.values(), Counter())
    assert away.states() == {"sent"}
    assert away.world.web.sent == []


async def test_every_kind_is_told_once_on_the_page_and_in_the_chat_if_it_is_given_up(
    away: Away,
) -> None:
    """A7, and Done 3. Nothing of it comes afterwards."""
    await circulated(away)
    before = len(away.came("binh"))
    away.goes()
    named = {name: phrase_of(away, f"unsent.{name}") for name in jobs(away.cell)}
    for job in jobs(away.cell).values():
        await away.queue(job)
    notice = Told(pack(Outgoing(text("reviewing.returned_notice", count=1))), ALWAYS, ())
    await away.queue(notice, to="binh", lane=Lane.BULK)
    await away.lasts(73)
    page = "\n".join(away.on_page("lan"))
    given_up = {
        n for (n,) in every(away.world, "SELECT contents FROM outbox WHERE state = 'failed'")
    }
    names = {kind for kind in named if any(f'"{kind}"' in each for each in given_up)}
    assert set(named) - names <= WITHOUT_CAUSE
    assert Counter(re.findall(r"· (.+) \(", page)) == Counter(named[kind] for kind in names)
    assert "bản tự soi được gửi lại" in "\n".join(away.on_page("binh"))

    away.comes_back()
    told_before, before = before, len(away.came("lan"))
    await away.lasts(20)
    (told,) = away.came("lan")[before:]
    assert Counter(re.findall(r"· (.+) \(", told)) == Counter(named[kind] for kind in names)
    (told,) = away.came("binh")[told_before:]
    assert "bản tự soi được gửi lại" in told
    assert "queued" not in away.states()
    await away.lasts(30)
    assert len(away.came("lan")) == before + 1


def phrase_of(away: Away, key: str, language: str = "vi") -> str:
    return away.world.office.catalogue.render(text(key), language)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_kind_has_a_name_in_every_language(language: str) -> None:
    from bot.content.words.catalogue import TEMPLATES, Catalogue

    catalogue = Catalogue.load(TEMPLATES)
    kinds = {kind.__name__ for kind in press.MAKERS} - {"Unsent", "Told"}
    for name in (*kinds, *unsent._NOTICES.values(), "notice"):
        assert catalogue.render(text(f"unsent.{name}"), language)


async def test_three_days_of_acts_and_reminders(away: Away) -> None:
    """Done 3: people act on the page, the program reminds, and nobody gets anything twice. What has
    the same to say waits as one; the ledger says what became of it."""
    world = away.world
    clock_to(world, "2026-09-15 12:00")
    await away.lasts(1, swept=True)
    lan = await goes_on_in_browser(world, "lan")
    world.web.sent.clear()
    before = {who: len(away.came(who)) for who in PEOPLE}
    away.goes()
    await away.lasts(1, swept=True)
    (read,) = payloads(await lan.says("/review"), r"q:\w+:read:1")
    await lan.says(payload=read)
    await lan.says(payload=read.replace("read", "approve"))
    await lan.says("/summary")
    await away.lasts(69, swept=True)
    assert any(isinstance(item, FileOut) for _, item in world.web.sent)  # it was asked for there
    away.comes_back()
    await away.lasts(10, swept=True)
    got = {who: away.came(who)[before[who] :] for who in PEOPLE}
    assert sum("đã được duyệt" in each for each in got["hoa"]) == 1, got
    assert sum(each.startswith("Nhắc việc: hạn") for each in got["binh"]) == 1, got
    assert all(Counter(each).most_common(1)[0][1] == 1 for each in (got["hoa"], got["binh"])), got
    assert away.states() == {"sent"}
    history = said(await lan.says(payload=f"lg:{away.cell.member(BINH)}:one"))
    assert history.count("đã nhắc 18/09") >= 1
    assert "không gửi được" not in history


async def test_who_ordered_it_sees_whom_it_did_not_reach(away: Away) -> None:
    """A7: a notice of a returned review never came; the member is named until something reaches
    them, though nothing is awaited of them, and the ledger says what it was."""
    notice = Outgoing(text("reviewing.returned_notice", count=1))
    away.goes()
    await away.queue(notice, to="hoa", lane=Lane.BULK)
    await away.lasts(98)
    ledger = await away.world.says("lan", "/ledger")
    assert re.search(rf"gọi điện.*\n.*{HOA}.*gửi nhiều lần không được", said(ledger), re.IGNORECASE)
    history = said(await away.world.taps("lan", f"lg:{away.cell.member(HOA)}:one"))
    assert "không gửi được thông báo bản tự soi được gửi lại để bổ sung" in history
    away.comes_back()
    await away.lasts(14)
    assert HOA not in said(await away.world.says("lan", "/ledger"))
    history = said(await away.world.taps("lan", f"lg:{away.cell.member(HOA)}:one"))
    assert "không gửi được thông báo bản tự soi" in history
