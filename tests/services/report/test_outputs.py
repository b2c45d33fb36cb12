"""Everything that somebody gets who does not read the reviews (A5): the same in two worlds that
differ in what others answered, until the official report is issued, and the same ever after."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from bot.domain.messages import FileOut
from bot.domain.people.member import Member, Role
from bot.services.office import millis, new_id
from handlers.contract import Message, Reply
from handlers.menu import ROUTES
from storage import accounts, members
from storage.engine.database import Transaction
from tests.scenarios.papers import text_of
from tests.services.scene import SHORTEST, Cell, answers, becomes, founded, one, payloads
from tests.shelf import Shelf
from tests.world import World

GIVEN = ("An", "Ba", "Chi", "Dung", "Giang")
NAMES = tuple(f"Nguyễn Thị {given}" for given in GIVEN)
MARKED = (SHORTEST[0], "3 hiếm khi", "Tôi đọc lướt tài liệu một lần", "1", "2", *SHORTEST[2:])
READERS_OF_NONE = ("m2", "m3", "m4", "superior")
"""The deputy, one of the committee, the head of a party group; and somebody from above."""
BY_HAND = (
    *("s:status:{}", "s:summary:{}", "s:figures:{}", "rg:offer:{}:BC", "rg:preview:{}"),
    *("t:{}:meeting", "t:{}:meeting:1:1", "e:{}:official", "lg:{}"),
)
"""Buttons that others are given, tapped all the same."""


async def peopled(running: World) -> Cell:
    """Five members, of whom some have roles, and a superior; nobody has handed in."""
    made = await founded(running)
    await made.opens()
    for number, name in enumerate(NAMES):
        await made.joins(name, f"m{number}")
    await becomes(made, NAMES[2], role="deputy")
    await becomes(made, NAMES[3], role="committee")
    await becomes(made, NAMES[4], heads_group=True, party_group="Tổ 1")
    await running.office.db.write(lambda tx: _superior(tx, made, millis(running.clock())))
    await running.deliver()
    running.outlet.sent = []
    return made


async def _superior(tx: Transaction, cell: Cell, now: int) -> None:
    person = new_id()
    await accounts.add_person(tx, person, language="vi", now=now)
    await accounts.bind(tx, "telegram", "superior", person, now=now)
    named = Member(new_id(), cell.id, "Người Cấp Trên", Role.SUPERIOR, person_id=person)
    await members.add_member(tx, named, now=now)


async def hands_in(cell: Cell, number: int, *, marked: bool) -> None:
    await cell.world.says(f"m{number}", "/resume")
    await answers(cell.world, f"m{number}", MARKED if marked else SHORTEST)
    assert not (await cell.world.says(f"m{number}", "nộp")).refused


async def takes_back(cell: Cell, number: int) -> None:
    review = one(
        cell.world, "SELECT id FROM interviews WHERE member_id = ?", cell.member(NAMES[number])
    )
    assert not (await cell.world.taps(f"m{number}", f"v:{review}:back")).refused


async def hands_in_again(cell: Cell, number: int) -> None:
    assert not (await cell.world.says(f"m{number}", "nộp")).refused


async def issues(cell: Cell) -> None:
    """An's review is approved, and the report issued of it."""
    cycle = one(cell.world, "SELECT id FROM cycles")
    approved = "UPDATE interviews SET state = 'approved', approved_version = version WHERE id = :id"
    review = "SELECT id FROM interviews WHERE member_id = ?"
    hers = one(cell.world, review, cell.member(NAMES[0]))
    await cell.world.office.db.write(lambda tx: tx.run(approved, id=hers))
    assert not (await cell.world.taps("lan", f"rg:issue:{cycle}:{new_id()}:BC")).refused
    await cell.world.deliver()
    cell.world.outlet.take("lan")


def plain(item: Message | FileOut) -> str:
    """What is read of it: ids and links are made anew in each world."""
    if isinstance(item, FileOut):
        words = text_of(item) if item.name.endswith(".docx") else ""
        return f"{item.name} {item.caption} {words}"
    labels = [b.label for row in item.buttons for b in row]
    return re.sub(r"https?://\S+", "<link>", f"{item.text} {labels}")


async def asks_for_everything(cell: Cell, address: str) -> list[str]:
    """Every command, every button of the answers, and those of others; with what is sent then."""
    world, heard = cell.world, list[str]()

    async def hears(reply: Reply) -> None:
        heard.extend(plain(message) for message in reply.messages)
        heard.append(reply.notice)

    cycle = one(world, "SELECT id FROM cycles")
    for route in ROUTES.all:
        if route.command in ("", "resume", "start"):
            continue
        reply = await world.says(address, route.pattern)
        await hears(reply)
        for payload in payloads(reply, "(s|mn|lg|t|e|rg|pb|pi|pm|g):.+"):
            await hears(await world.taps(address, payload))
    for payload in BY_HAND:
        await hears(await world.taps(address, payload.format(cycle)))
    await world.deliver()
    return [*heard, *sorted(map(plain, world.outlet.take(address)))]  # they overtake each other


async def course(cell: Cell, *, marked: bool) -> list[list[str]]:
    """What those who read no reviews get after each event, of which An's answers are the marked
    ones or the others."""
    events: tuple[Callable[[], object], ...] = (
        lambda: hands_in(cell, 0, marked=marked),
        lambda: hands_in(cell, 1, marked=True),
        lambda: takes_back(cell, 0),
        lambda: hands_in_again(cell, 0),
        lambda: issues(cell),
        lambda: takes_back(cell, 1),
    )
    heard = list[list[str]]()
    for happens in events:
        await happens()  # type: ignore[misc] # each is a coroutine
        await cell.world.deliver()
        heard += [await asks_for_everything(cell, address) for address in READERS_OF_NONE]
    return heard


async def test_what_others_answered_changes_nothing_that_is_seen(
    shelf: Shelf, tmp_path: Path
) -> None:
    """A5: in any order, single and repeated. The secretary's chat tells the worlds apart."""
    heard, read = [], []
    for marked in (False, True):
        folder = tmp_path / str(marked)
        folder.mkdir()
        async with shelf.copy(peopled, folder) as cell:
            heard.append(await course(cell, marked=marked))
            read.append(await asks_for_everything(cell, "lan"))
    for number, (seen, otherwise) in enumerate(zip(*heard, strict=True)):
        assert seen == otherwise, READERS_OF_NONE[number % len(READERS_OF_NONE)]
    assert read[0] != read[1]
