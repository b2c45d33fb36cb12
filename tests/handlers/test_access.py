"""Who may do what: every command and every kind of payload, from everybody who should not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.domain.people.member import Action, Role, allowed
from handlers.contract import Reply
from handlers.menu import ROUTES
from handlers.routes import Guard
from tests.services.scene import (
    BINH,
    CELL,
    DEED,
    HOA,
    STRENGTH,
    Cell,
    answers,
    contents,
    every,
    founded,
    hands_in,
    one,
    payloads,
    said,
)
from tests.world import World, world

COMMANDS = tuple(ROUTES.commands)
OF_SECRETARIES = tuple(
    name
    for name, route in ROUTES.commands.items()
    if isinstance(route.guard, Action) and route.guard not in allowed({Role.MEMBER})
)
NOT_NOW = ("missing",)
"""Refused before the last reminder, whoever asks."""

SECRETARY = "Trần Thị Mai Lan"
REASON = "nghỉ thai sản"
ASKS = "Người Xin Vào"
SECRETS = (SECRETARY, HOA, BINH, STRENGTH, DEED, REASON, ASKS, "Đợt của trường", "Hoa Sen")


@dataclass(frozen=True)
class Town:
    """The school's cell with everything in it, and people who do not belong to it."""

    school: Cell
    ids: Sequence[str]

    @property
    def world(self) -> World:
        return self.school.world


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> tuple[Path, str]:
    """`hoa` has submitted, `binh` is half-way; `guest` asked to join; `khoa` has a cell of his
    own with the member `nga`; `nobody` is unknown. The database, and the school's id."""
    folder = tmp_path_factory.mktemp("town")

    async def make() -> str:
        async with world(folder, migrated) as made:
            return (await _peopled(made)).id

    return folder / "cell.sqlite3", asyncio.run(make())


async def _peopled(running: World) -> Cell:
    school = await founded(running)
    await school.opens(theme="Đợt của trường")
    await school.joins(HOA, "hoa")
    await school.joins(BINH, "binh")
    await school.code_for("Đỗ Thị Ngọc")
    await school.exempts("Đỗ Thị Ngọc", REASON)
    await hands_in(running, "hoa")
    await running.says("binh", "/resume")
    await answers(running, "binh", [STRENGTH, "3 hiếm khi", DEED])
    await running.says("guest", f"/start {one(running, 'SELECT group_code FROM cells')}")
    await running.says("guest", ASKS)
    other = await founded(running, "Chi bộ Khu phố Bốn", "Đinh Văn Khoa", "khoa")
    await other.opens("25/9", theme="Đợt của khu phố")
    await other.joins("Mai Thị Nga", "nga")
    await running.deliver()
    return school


@pytest.fixture
async def town(tmp_path: Path, made_once: tuple[Path, str]) -> AsyncIterator[Town]:
    path, school = made_once
    async with world(tmp_path, path) as running:
        assert one(running, "SELECT shown FROM accounts WHERE address = 'binh'") == BINHS_SCREEN
        running.clock.forward(minutes=5)
        running._acts = 10_000  # the platform goes on counting
        found = (
            "SELECT id FROM members WHERE cell_id = ?",
            "SELECT id FROM cycles WHERE cell_id = ?",
            "SELECT id FROM interviews WHERE cell_id = ?",
            "SELECT id FROM join_requests WHERE cell_id = ?",
            "SELECT id FROM cells WHERE id = ?",
            "SELECT person_id FROM members WHERE person_id IS NOT NULL AND cell_id = ?",
        )
        ids = [row[0] for sql in found for row in every(running, sql, school)]
        yield Town(Cell(running, school, CELL, "lan"), ids)


OWN_ACTS = ("accounts", "audit", "codes", "outbox", "reminders")


def of_others(town: Town, address: str) -> dict[str, list[tuple[Any, ...]]]:
    """The whole database but what this person's own acts may change: what was received, where the
    talk stands, codes and messages of the person's own, and the rows of an own other cell."""
    cells = {
        cell
        for (cell,) in every(
            town.world,
            "SELECT cell_id FROM members m JOIN accounts a ON a.person_id = m.person_id"
            " WHERE a.address = ? AND m.cell_id <> ?",
            address,
            town.school.id,
        )
    }
    person = every(town.world, "SELECT person_id FROM accounts WHERE address = ?", address)
    cycles = every(town.world, "SELECT id FROM cycles WHERE cell_id <> ?", town.school.id)
    members = every(town.world, "SELECT id FROM members WHERE cell_id <> ?", town.school.id)
    own = {address, *(row[0] for row in (*person, *cycles, *members))}
    return {
        table: [
            row
            for row in rows
            if not cells & set(row) and not (table in OWN_ACTS and own & set(row))
        ]
        for table, rows in contents(town.world).items()
        if table != "inbox"
    }


def everything(reply: Reply) -> str:
    labels = [b.label for message in reply.messages for row in message.buttons for b in row]
    return "\n".join([said(reply), *labels])


def shows(reply: Reply) -> list[str]:
    """What of the school's cell this reply gives away."""
    return [secret for secret in SECRETS if secret in everything(reply)]


STRANGERS = ("nobody", "guest", "nga", "khoa")


@pytest.mark.parametrize("who", STRANGERS)
async def test_no_command_shows_or_changes_anything_of_another_cell(town: Town, who: str) -> None:
    for command in COMMANDS:
        before = of_others(town, who)
        for argument in ("", " Kẻ Lạ", f" {town.ids[0]}", f" {town.school.id}"):
            reply = await town.world.says(who, f"/{command}{argument}")
            assert not shows(reply), everything(reply)
        assert of_others(town, who) == before, command
    sent = every(town.world, "SELECT contents FROM outbox WHERE address = ?", who)
    assert not [secret for secret in SECRETS if secret in str(sent)]


async def test_what_each_role_may_do_in_its_own_cell(town: Town) -> None:
    for command in COMMANDS:
        before = of_others(town, "binh")
        as_member = await town.world.says("binh", f"/{command}")
        assert as_member.refused == (command in OF_SECRETARIES), command
        assert not {SECRETARY, HOA, REASON, ASKS} & set(shows(as_member)), command
        assert of_others(town, "binh") == before, command
        guard = ROUTES.commands[command].guard
        state = command in NOT_NOW or guard not in (*allowed({Role.SECRETARY}), *Guard)
        assert (await town.world.says("lan", f"/{command}")).refused == state, command


BINHS_SCREEN = "3.3"
"""Where Bình is: the cause of the third row."""

PAYLOADS = (
    *(f"i:{{}}:{BINHS_SCREEN}:{act}" for act in ("+1", ".", "<", "z")),
    *("i:{}:0:.", "i:{}:0:z", "i:{}:1:0", "i:{}:2.3:.", "i:{}:c0:u", "i:{}:c13:u", "i:{}:c13:p"),
    *("c:{}:1:y", "c:{}:1:n", "c:{}:1:f", "c:{}:2:y", "r:{}", "v:{}:copy", "v:{}:back", "k:{}"),
    *("s:status:{}", "s:remind:{}", "s:summary:{}", "y:move:{}", "y:close:{}", "y:close:{}:yes"),
    *("y:edit:{}", "y:withdraw:{}", "y:withdraw:{}:yes"),
    *("m:{}", "m:{}:code", "m:{}:rename", "m:{}:exempt", "m:{}:unexempt", "m:{}:remove"),
    *("m:{}:remove:moved", "m:list:{}", "m:add:{}", "m:group:{}", "m:requests:{}"),
    *("j:{}:y", "j:{}:n"),
    *("lg:{}", "lg:{}:p:1", "lg:{}:one", "lg:{}:called", "ns:{}", "ns:{}:ask", "ns:{}:yes"),
    *("ns:{}:undo", "px:{}", "px:{}:go", "px:{}:signed", "px:{}:who", "px:{}:by:{}"),
    *("px:{}:alone", "px:{}:print"),
)


@pytest.mark.parametrize("who", STRANGERS)
async def test_no_payload_with_anothers_ids_shows_or_changes_anything(
    town: Town, who: str, caplog: pytest.LogCaptureFixture
) -> None:
    for template in PAYLOADS:
        before = of_others(town, who)
        for each in town.ids:
            reply = await town.world.taps(who, template.replace("{}", each))
            assert reply.refused, template
            assert not shows(reply), (template, everything(reply))
            assert not [p for p in payloads(reply) if any(id_ in p for id_ in town.ids)], template
        assert of_others(town, who) == before, template
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR]


async def test_a_member_cannot_act_for_another_or_for_the_secretary(town: Town) -> None:
    running = town.world
    own = {
        *every(running, "SELECT id FROM members WHERE name = ?", BINH),
        *every(
            running,
            "SELECT i.id FROM interviews i JOIN members m ON m.id = i.member_id WHERE m.name = ?",
            BINH,
        ),
    }
    others = [each for each in town.ids if (each,) not in own]
    for template in PAYLOADS:
        before = of_others(town, "binh")
        for each in others:
            reply = await running.taps("binh", template.replace("{}", each))
            assert reply.refused, template
            hidden = set(shows(reply)) - {BINH, STRENGTH, DEED, "Hoa Sen", "Đợt của trường"}
            assert not hidden, (template, hidden)
            assert not [p for p in payloads(reply) if any(id_ in p for id_ in others)], template
        assert of_others(town, "binh") == before, template


async def test_the_secretary_reads_no_draft_and_answers_for_nobody(town: Town) -> None:
    running = town.world
    interviews = every(
        running, "SELECT i.id FROM interviews i JOIN members m ON m.id = i.member_id"
        " WHERE m.name IN (?, ?)", HOA, BINH,
    )  # fmt: skip
    kept = "SELECT id, answers, state, version FROM interviews WHERE cycle_id <> '' ORDER BY id"
    before = every(running, kept)
    for (interview,) in interviews:
        for template in PAYLOADS:
            if template[0] in "iv":
                reply = await running.taps("lan", template.format(interview))
                assert reply.refused, template
                assert not {STRENGTH, DEED} & set(shows(reply))
    for command in OF_SECRETARIES:
        reply = await running.says("lan", f"/{command}")
        assert not {STRENGTH, DEED} & set(shows(reply))
    assert every(running, kept) == before


@pytest.mark.parametrize("template", [t for t in PAYLOADS if t[0] in "mj" and ":{}" in t[:4]])
async def test_an_id_of_another_cell_is_as_unknown_as_one_that_never_was(
    town: Town, template: str
) -> None:
    never = said(await town.world.taps("khoa", template.format("abcdefghijkl")))
    for each in town.ids:
        assert said(await town.world.taps("khoa", template.replace("{}", each))) == never


MALFORMED = (
    *("", ":", "i", "i:", "i:::", "i::::::::", "zz:1", "x" * 64, "é:ế", "i:\x00:0:.", "c::1:y"),
    *("r:nobody", "v::", "v::back", "k:", "l:", "l:fr", "s:", "s:nothing", "y:", "y:nothing"),
    *("y:close", "y:close::yes", "m:", "m:nothing", "m:list:nothing", "j:", "j::y", "j:x:maybe"),
)


@pytest.mark.parametrize("who", [*STRANGERS, "binh", "lan"])
async def test_what_no_button_ever_carried_is_harmless(
    town: Town, who: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = of_others(town, who)
    for payload in MALFORMED:
        reply = await town.world.taps(who, payload)
        assert said(reply).strip(), payload
        if who in STRANGERS:
            assert not shows(reply), payload
    assert of_others(town, who) == before
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR]
