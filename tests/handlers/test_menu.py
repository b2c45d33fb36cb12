"""One menu: what a secretary does often is two taps away; nobody is offered what is another's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.people.member import Action, Role
from handlers.menu import MENU, ROUTES, commands_of_role
from tests.services.scene import HOA, Cell, founded, hands_in, payloads, phrase, said
from tests.world import world

OFTEN = ("status", "ledger", "remind", "summary", "members", "invite", "proxy", "blank", "cycle")


@pytest.fixture
async def cell(tmp_path: Path, migrated: Path) -> AsyncIterator[Cell]:
    async with world(tmp_path, migrated) as running:
        made = await founded(running)
        await made.opens()
        await made.joins(HOA, "hoa")
        yield made


async def within_two_taps(cell: Cell, who: str) -> set[str]:
    """The commands that two taps from `/menu` run."""
    first = await cell.world.says(who, "/menu")
    found = set(payloads(first, "mn:go:.*"))
    for group in payloads(first, "mn:(?!go:|all).*"):
        found |= set(payloads(await cell.world.taps(who, group), "mn:go:.*"))
    return {payload.removeprefix("mn:go:") for payload in found}


async def test_what_the_secretary_does_often_is_two_taps_away(cell: Cell) -> None:
    reached = await within_two_taps(cell, "lan")
    assert set(OFTEN) <= reached
    for name in OFTEN:
        reply = await cell.world.taps("lan", f"mn:go:{name}")
        assert not reply.refused, (name, said(reply))


async def test_every_command_of_a_person_is_in_the_menu(cell: Cell) -> None:
    commands = {
        name
        for name, route in ROUTES.commands.items()
        if route.guard is not Action.SEE_GROUP and name not in ("start", "menu", "help", "cells")
    }
    assert await within_two_taps(cell, "lan") == commands


async def test_a_member_is_offered_only_what_is_the_members(cell: Cell) -> None:
    reached = await within_two_taps(cell, "hoa")
    assert {"resume", "web", "language"} <= reached
    assert not reached & {"status", "members", "proxy", "summary"}
    assert (await cell.world.taps("hoa", "mn:go:members")).refused
    assert (await cell.world.taps("hoa", "mn:people")).refused


async def test_start_and_help_of_a_leader_end_with_the_menu(cell: Cell) -> None:
    for command in ("/start", "/help"):
        assert payloads(await cell.world.says("lan", command), "mn:standing"), command
        assert not payloads(await cell.world.says("hoa", command), "mn:.*"), command


async def test_a_forged_name_is_refused(cell: Cell) -> None:
    for payload in ("mn:go:nothing", "mn:nothing", "mn:go:start x"):
        assert (await cell.world.taps("lan", payload)).refused, payload


async def test_a_secretary_who_is_done_begins_with_what_waits_for_the_decision(cell: Cell) -> None:
    waits = phrase(cell.world, "menu.waiting", count=1)
    await cell.exempts("Trần Thị Mai Lan")
    assert waits not in said(await cell.world.says("lan", "/start"))
    await hands_in(cell.world, "hoa")
    assert waits in said(await cell.world.says("lan", "/start"))


UNLISTED = {
    "start": "every platform has a button for it",
    "cells": "offered to those who are in several cells",
}


def test_every_command_is_in_the_platform_s_list_or_has_a_reason_not_to_be() -> None:
    """Somebody who never opens the menu finds it by typing a slash."""
    assert set(MENU) | UNLISTED.keys() == ROUTES.commands.keys()
    assert len(set(MENU)) == len(MENU)
    assert {"template", "duties", "proxy"} <= set(commands_of_role(Role.SECRETARY))
    assert not {"template", "proxy", "register"} & set(commands_of_role(Role.MEMBER))
