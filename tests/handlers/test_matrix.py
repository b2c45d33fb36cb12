"""The access matrix: every command and every shape of payload, tried by everybody there can be, on
the own thing, on somebody else's of the same cell, and on another cell's.

The routes are enumerated from the code. One that has no row here fails, and so does a row that no
route has. Each try is undone, so none depends on another.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from bot.domain.messages import Incoming, Refusal
from bot.domain.people.member import Member, MemberStanding, Role, Span
from bot.services.office import millis, new_id
from bot.services.turns import Visit
from handlers.contract import Message
from handlers.menu import ROUTES
from handlers.routes import Route
from storage import accounts, members
from storage.engine.database import Transaction
from tests.handlers.matrix_rows import ROWS, Who, people_of
from tests.handlers.matrix_targets import A_NUMBER, TARGETS, Place
from tests.handlers.things import asks_about_data, placeholders, takes_a_number, taps
from tests.services.scene import (
    BINH,
    HOA,
    answers,
    founded,
    hands_in,
    one,
    payloads,
    said,
    sends_roster,
)
from tests.world import World, world

ACCESS = frozenset({"access.not_yours", "access.unknown", "access.stranger", "access.suspended"})
"""What a person is told who may not; any other refusal is about the state of the thing."""

FOREIGN = "khoa"
ALIKE = 3
"""Of buttons that differ in ids and numbers alone, so many are tapped."""


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Path:
    """A school with one person of every kind, and another cell."""
    folder = tmp_path_factory.mktemp("matrix")

    async def make() -> None:
        async with world(folder, migrated) as made:
            await _peopled(made)

    asyncio.run(make())
    return folder


async def _peopled(running: World) -> None:
    for name, secretary, address, others in (
        ("Chi bộ Trường Hoa Sen", "Trần Thị Mai Lan", "secretary", ("member", "other")),
        ("Chi bộ Khu phố Bốn", "Đinh Văn Khoa", FOREIGN, ("nga", "tam")),
    ):
        cell = await founded(running, name, secretary, address)
        await cell.opens()
        await cell.joins(HOA, others[0])
        await cell.joins(BINH, others[1])
        for author in (address, *others):
            await _begins(running, author)
        await cell.code_for("Người Đã Đi")
        await running.taps(address, f"m:{cell.member('Người Đã Đi')}:remove:moved")
        await _prepares(running, address, others)
        await running.says(f"asks {address}", f"/start {_group_code(running, cell.id)}")
        await running.says(f"asks {address}", "Người Xin Vào")
        await asks_about_data(running, address)
        await takes_a_number(running, address, cell.id)
        await sends_roster(running, address, cell.id, ("Họ và tên", "Cao Thị Mới"))
        await running.says(address, "/invite Người Được Hỏi")
    school = one(running, "SELECT id FROM cells WHERE name = 'Chi bộ Trường Hoa Sen'")
    await running.office.db.write(lambda tx: _others(tx, running, school))
    for author in ("deputy", "committee"):
        await _begins(running, author)


async def _prepares(running: World, secretary: str, others: tuple[str, ...]) -> None:
    """A document, a material, and an item of the plan for each of these."""
    cell = one(
        running,
        "SELECT m.cell_id FROM members m JOIN accounts a ON a.person_id = m.person_id"
        " WHERE a.address = ?",
        secretary,
    )
    await running.taps(secretary, f"pb:add:{cell}")
    await running.says(secretary, "Kế hoạch số 28-KH/ĐU ngày 30/5/2022")
    await running.taps(secretary, f"pm:link:{cell}")
    await running.says(secretary, "Tài liệu")
    await running.says(secretary, "https://example.org/tai-lieu")
    await running.says(secretary, "nộp")
    material = one(running, "SELECT id FROM materials WHERE cell_id = ?", cell)
    await running.taps(secretary, f"pm:{material}:send")
    for name in (HOA, BINH)[: len(others)]:
        await running.taps(secretary, f"pi:add:work:{cell}")
        await running.says(secretary, f"Việc của {name}")
        await running.says(secretary, "ngày mai")
        await running.says(secretary, "nộp")
        item = one(
            running,
            "SELECT id FROM plan_items WHERE cell_id = ? AND member_id IS NULL",
            cell,
        )
        member = one(running, "SELECT id FROM members WHERE cell_id = ? AND name = ?", cell, name)
        await running.taps(secretary, f"pi:{item}:who:{member}")


async def _begins(running: World, address: str) -> None:
    """Hands in a review, so that there is one to read, to take back, to decide on."""
    reply = await running.says(address, "/resume")
    consent = [
        b.payload
        for m in reply.messages
        for row in m.buttons
        for b in row
        if b.payload.startswith("c:") and b.payload.endswith(":y")
    ]
    if consent:
        await running.taps(address, consent[0])
    await hands_in(running, address)


def _group_code(running: World, cell_id: str) -> str:
    return str(one(running, "SELECT group_code FROM cells WHERE id = ?", cell_id))


async def _others(tx: Transaction, running: World, cell_id: str) -> None:
    now = millis(running.clock())
    later = now + 86_400_000
    plain = Member("", cell_id, "", Role.MEMBER)
    kinds = {
        Who.ACTING: replace(plain, acting=Span(now, later)),
        Who.DEPUTY: replace(plain, role=Role.DEPUTY),
        Who.COMMITTEE: replace(plain, role=Role.COMMITTEE),
        Who.RECORDER: replace(plain, records=True),
        Who.GROUP_HEAD: replace(plain, heads_group=True, party_group="Tổ 1"),
        Who.SUSPENDED: replace(plain, standing=MemberStanding.SUSPENDED),
        Who.GUEST: replace(plain, role=Role.GUEST, until=later),
        Who.SUPERIOR: replace(plain, role=Role.SUPERIOR),
        Who.GONE_GUEST: replace(plain, role=Role.GUEST, until=now),
    }
    for number, (who, member) in enumerate(kinds.items(), 1):
        person = new_id()
        await accounts.add_person(tx, person, language="vi", now=now)
        await accounts.bind(tx, "telegram", who.value, person, now=now)
        named = replace(member, id=new_id(), name=f"Người Thứ {number}", person_id=person)
        await members.add_member(tx, named, now=now + number)


@pytest.fixture
async def town(tmp_path: Path, made_once: Path) -> AsyncIterator[World]:
    async with world(tmp_path, made_once / "cell.sqlite3") as running:
        running.clock.forward(minutes=5)
        running._acts = 10_000  # the platform goes on counting
        yield running


class _Undone(Exception):
    """Ends the transaction of a try."""


async def tried(running: World, address: str, typed: str = "", payload: str = "") -> str:
    """The key of the refusal, or nothing; whatever happened is undone."""
    outcome, _ = await shown(running, address, typed, payload)
    return outcome


async def shown(
    running: World, address: str, typed: str = "", payload: str = ""
) -> tuple[str, list[str]]:
    """The same, and the buttons that came with the answer."""
    incoming = Incoming("telegram", address, new_id(), text=typed or None, payload=payload or None)
    outcome, offered = "", list[str]()

    async def work(tx: Transaction) -> None:
        nonlocal outcome
        visit = Visit(tx, running.office, incoming, running.clock(), None, ())
        await visit.refresh()
        try:
            said = await running.router._act(visit)
            rows = (row for each in said.outgoing for row in each.buttons)
            offered.extend(button.payload for row in rows for button in row if button.payload)
        except Refusal as refusal:
            outcome = refusal.text.key
        raise _Undone

    with pytest.raises(_Undone):
        await running.office.db.write(work)
    return outcome, offered


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert {route.pattern for route in ROUTES.all} == set(ROWS)


def test_every_placeholder_has_a_target() -> None:
    assert {name for route in ROUTES.all for name in placeholders(route)} <= set(TARGETS)


async def _wrong(running: World, route: Route, place: Place, expected: frozenset[Who]) -> list[str]:
    found = []
    for who in Who:
        values = {
            name: TARGETS[name](running, who.value, place, FOREIGN) for name in placeholders(route)
        }
        if None in values.values():
            continue  # this person has no such thing of an own, or nobody else has
        known = {name: value for name, value in values.items() if value is not None}
        typed = route.pattern if route.command else ""
        payload = "" if route.command else taps(route, known)
        outcome = await tried(running, who.value, typed, payload)
        if (outcome not in ACCESS) is not (who in expected):
            found.append(f"{who}: {outcome or 'let through'}")
    return found


@pytest.mark.parametrize("place", [Place.OWN, Place.OTHER])
@pytest.mark.parametrize("route", ROUTES.all, ids=lambda route: route.pattern)
async def test_who_may_do_what_in_the_own_cell(town: World, route: Route, place: Place) -> None:
    row = ROWS.get(route.pattern)
    if row is None:
        return  # said once, by the test above
    if place is Place.OTHER and not placeholders(route):
        return
    expected = people_of(row.own if place is Place.OWN else row.other)

    assert await _wrong(town, route, place, expected) == []


@pytest.mark.parametrize("route", ROUTES.all, ids=lambda route: route.pattern)
async def test_nobody_reaches_anything_of_another_cell(town: World, route: Route) -> None:
    row = ROWS.get(route.pattern)
    if row is None or not placeholders(route) or row.anywhere:
        return

    assert await _wrong(town, route, Place.FOREIGN, frozenset()) == []


@pytest.mark.parametrize("who", list(Who))
async def test_every_button_that_is_offered_may_be_tapped(town: World, who: Who) -> None:
    """A20: whatever is said or sent to somebody, each button of it passes the access check of that
    person; and so do the buttons behind it."""
    for command in ROUTES.commands:
        await town.says(who.value, f"/{command}")
    await town.deliver()
    sent = [item for item in town.outlet.take(who.value) if isinstance(item, Message)]
    rows = (row for message in sent for row in message.buttons)
    found = [button.payload for row in rows for button in row if button.payload]
    for command in ROUTES.commands:
        found += (await shown(town, who.value, f"/{command}"))[1]
    given, seen, alike = set(found), dict[str, str](), Counter[str]()
    while found:
        payload = found.pop()
        shape = re.sub(r"[a-z0-9]{12,}|\d+", "*", payload)
        if payload in seen or alike[shape] == ALIKE:
            continue
        alike[shape] += 1
        seen[payload], behind = await shown(town, who.value, payload=payload)
        found += behind

    # A thing that an undone tap made is not there for the button behind it.
    undone = {each for each, key in seen.items() if key == "access.unknown" and each not in given}
    denied = {each: key for each, key in seen.items() if key in ACCESS and each not in undone}
    assert denied == {}


async def test_a_try_leaves_nothing_behind(town: World) -> None:
    """The matrix itself: what it lets through would change something if it were not undone."""
    before = one(town, "SELECT COUNT(*) FROM audit")
    for route, who in product(ROUTES.all, (Who.SECRETARY, Who.MEMBER)):
        if route.command:
            await tried(town, who.value, route.pattern)

    assert one(town, "SELECT COUNT(*) FROM audit") == before


async def test_answers_of_another_are_out_of_reach(town: World) -> None:
    """A tap into somebody else's interview is refused on every screen and act."""
    interview = TARGETS["interview"](town, Who.MEMBER.value, Place.OTHER, FOREIGN)
    for screen, act in product(("0", "1", "2.3", "c0", "c13", "s2r7"), ("u", ".", "1", "<", "p")):
        assert await tried(town, "member", payload=f"i:{interview}:{screen}:{act}") in ACCESS
    await answers(town, "member", ())


ABSURD = ("", "x", "-1", "1.5", " 1", "²", "٣", "１", "9" * 30, "9" * 5_000)
"""What stands on no button in the place of a number; the last two are too large for an integer of
the database, and for one of the language."""


def numbers(route: Route) -> list[str]:
    return [name for name in placeholders(route) if TARGETS[name] is A_NUMBER]


NUMBERED = [route for route in ROUTES.all if numbers(route)]
PAGED = [route for route in NUMBERED if "page" in numbers(route)]


def gets_through(running: World, route: Route) -> tuple[str, dict[str, str]]:
    """Somebody who may use this route, and values with which it leads somewhere."""
    row = ROWS[route.pattern]
    who = (row.own or row.other).split()[0]
    place = Place.OWN if row.own else Place.OTHER
    values = {name: TARGETS[name](running, who, place, FOREIGN) for name in placeholders(route)}
    return who, {name: value or "" for name, value in values.items()}


@pytest.mark.parametrize("route", NUMBERED, ids=lambda route: route.pattern)
async def test_a_number_that_no_button_carried_is_refused_as_forged(
    town: World, route: Route
) -> None:
    who, values = gets_through(town, route)
    assert await tried(town, who, payload=taps(route, values)) != "interview.forged"
    for name, absurd in product(numbers(route), ABSURD):
        payload = taps(route, {**values, name: absurd})
        assert await tried(town, who, payload=payload) == "interview.forged", payload[:80]


@pytest.mark.parametrize("route", PAGED, ids=lambda route: route.pattern)
async def test_past_the_end_is_the_last_page(town: World, route: Route) -> None:
    """The list was longer when the button was shown."""
    who, values = gets_through(town, route)
    last, page = await town.taps(who, taps(route, values)), 1
    while payloads(last, re.escape(taps(route, {**values, "page": str(page + 1)}))):
        page += 1
        last = await town.taps(who, taps(route, {**values, "page": str(page)}))
    past = await town.taps(who, taps(route, {**values, "page": "99999"}))
    assert not past.refused
    assert (said(past), payloads(past)) == (said(last), payloads(last))


@pytest.mark.parametrize("route", ROUTES.all, ids=lambda route: route.pattern)
async def test_nothing_forged_is_an_error_of_ours(town: World, route: Route) -> None:
    """Whatever stands in the place of an id, a word or a number: done, or refused with a reason."""
    who, values = gets_through(town, route)
    for name, absurd in product(values, ABSURD):
        await tried(town, who, payload=taps(route, {**values, name: absurd}))
