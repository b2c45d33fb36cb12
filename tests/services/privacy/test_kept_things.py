"""Of every column there is: whether its owner gets it, and when it goes. A new one must be placed.

The table is written by hand and compared with the database as the migrations make it.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from bot.services import clock
from bot.services.devices import webchat
from bot.services.office import millis
from bot.services.privacy import retention
from bot.services.privacy.export import gather
from storage.engine.database import Transaction
from storage.own_data import TRACES
from tests.services.doors import goes_on_in_browser
from tests.services.scene import BINH, HOA, Cell, answers, clock_to, every, gathered, hands_in, one
from tests.shelf import made_once
from tests.world import World

PERSONAL: dict[str, str] = {
    # table: columns whose content the person gets from /mydata
    "accounts": "channel address reachable used_at",
    "audit": "at act object",
    "calls": "member_id called_by called_at",
    "codes": "expires_at used_at",
    "consents": "version agreed channel given_at way text_hash",
    "consent_texts": "body",
    "data_requests": "kind wish asked_at answer_on done_on state reply settled_at",
    "decisions": "version act decided_at body",
    "edits": "edited_at",
    "erasures": "form version erased_at",
    "exceptions": "kind made_by made_at",
    "files": "name kept_at",
    "handovers": "from_id to_id becomes offered_at",
    "helpers": "helper_id named_at",
    "interviews": "form state answers version submitted_at approved_version entered_by",
    "join_requests": "name created_at decided_at accepted",
    "mailbox": "kept_at",
    "members": "name role exempt_reason created_at removed_at kind standing party_group party_post"
    " government_post strengths born_on phone role_since acting_from acting_until records"
    " heads_group until organisation left_on left_how left_note",
    "merged_members": "member_id",
    "outbox": "channel state created_at",
    "persons": "language created_at pin lock_minutes",
    "plan_items": "subject due_on done_at",
    "receipts": "opened_at read_at",
    "register": "subject issued_at",
    "reminders": "kind day recorded_at state",
    "sessions": "created_at",
    "versions": "version answers submitted_at entered_by",
}
INNER: dict[str, str] = {
    # table: columns that name rows, steer the program, or say nothing about a person
    "accounts": "person_id member_id interview_id editing shown offered menu screen held filed"
    " seen",
    "audit": "id cell_id person_id",
    "calls": "id cycle_id",
    "codes": "code member_id person_id revokes shown made_by asker asked_at agreed wrong_pins",
    # the code itself would let somebody in; what became of it stands in the audit
    "collected_returns": "id interview_id version body",  # a reviewer's notes, not yet sent
    "consents": "member_id recorded_by",
    "consent_texts": "hash language",
    "data_requests": "id cell_id member_id settled_by",
    "decisions": "id interview_id member_id",
    "edits": "cycle_id sentence proposed words member_id",  # words of the cell's report
    "erasures": "interview_id cell_id cycle_id member_id",
    "exceptions": "cycle_id member_id",
    "files": "id person_id media_type caption body material_id",  # lies on the person's page
    "handovers": "cell_id",
    "helpers": "cycle_id member_id",
    "interviews": "id cell_id cycle_id member_id subject body revision updated_at",
    "join_requests": "id cell_id person_id",
    "mailbox": "person_id seq contents",  # shown on the person's page
    "members": "id cell_id person_id came_before",
    "merged_members": "cell_id",
    "outbox": "id lane person_id cell_id address contents attempts faults due_at not_before"
    " finished_at failure parts_sent same",
    "pending_imports": "id cell_id member_id contents sent_at",  # a roster, gone within 30 days
    "persons": "id",
    "plan_items": "id cell_id cycle_id kind member_id created_at planned_at",
    "put_aside": "channel act_id seq address contents kept_at",  # about to be answered
    "receipts": "material_id member_id",
    "register": "cell_id term type number paper_id cycle_id member_id body digest",  # the cell's
    "reminders": "cycle_id member_id about days_before outbox_id reason channel ended_at number",
    "sessions": "token person_id used_at locked wrong_pins own_link",  # a hash lets nobody know
    "versions": "interview_id",
}
NOBODYS = frozenset(
    {"alembic_version", "basis_documents", "breaches", "cell_names", "cells", "circulated"}
    | {"clock", "cycle_forms", "cycles", "inbox", "materials", "own_forms", "tombstones", "vault"}
)
"""Tables in which nothing lies about one person."""

WITH_CYCLE = frozenset(
    {"calls", "collected_returns", "decisions", "edits", "erasures", "exceptions", "helpers"}
    | {"interviews", "materials", "plan_items", "receipts", "reminders", "versions"}
)
"""Gone when their cycle is purged."""

BY_TIME = {
    "audit": "as long as a cycle of the same year",
    "codes": "30 days after use or end",
    "data_requests": "settled: as long as a cycle of the same year",
    "files": "30 days",
    "handovers": "until answered, at most as long as a cycle of that year",
    "inbox": "days",
    "join_requests": "30 days after the decision, 90 without one",
    "mailbox": "30 days",
    "merged_members": "until the cell's last cycle is purged",
    "outbox": "30 days after sending",
    "pending_imports": "30 days",
    "put_aside": "with its turn, seconds later; 30 days if the channel is never served again",
    "sessions": "90 days",
}
FOR_GOOD = {
    "accounts": "how a person is reached; until signed out",
    "consent_texts": "evidence",
    "consents": "evidence",
    "members": "a person who has left may return",
    "persons": "with the entry; who was never let in: as long as the request",
    "register": "issued papers hold counts and sentences of the cell",
    **dict.fromkeys(NOBODYS - WITH_CYCLE - BY_TIME.keys(), "not about one person"),
}


def columns(world: World) -> dict[str, set[str]]:
    """All tables with their columns."""
    tables = every(world, "SELECT name FROM sqlite_master WHERE type = 'table'")
    return {
        table: {column for _, column, *_ in every(world, f"PRAGMA table_info({table})")}
        for (table,) in tables
    }


def test_every_column_is_given_to_its_owner_or_has_a_reason_not_to_be(running: World) -> None:
    placed = {
        table: set(f"{PERSONAL.get(table, '')} {INNER.get(table, '')}".split())
        for table in PERSONAL.keys() | INNER.keys()
    }
    found = columns(running)
    assert {t: c for t, c in found.items() if t not in NOBODYS} == placed
    for table in PERSONAL.keys() & INNER.keys():
        assert not set(PERSONAL[table].split()) & set(INNER[table].split()), table


def test_every_table_has_a_rule_of_when_its_rows_go(running: World) -> None:
    rules = [WITH_CYCLE, BY_TIME.keys(), FOR_GOOD.keys()]
    assert sorted(table for rule in rules for table in rule) == sorted(columns(running))


@made_once
async def cell(running: World) -> Cell:
    """One has handed in, one is half-way; calls, excuses and helpers are noted."""
    made = await gathered(running, "hoa", "binh")
    await hands_in(running, "hoa")
    await running.says("binh", "/resume")
    await answers(running, "binh", ["Tôi dự đủ các kỳ sinh hoạt trong năm"])
    await running.office.db.write(lambda tx: _notes(tx, made))
    return made


_REMINDED = (
    "INSERT INTO reminders (cycle_id, member_id, kind, about, day, days_before, state, recorded_at)"
    " VALUES (:cycle, :hoa, 'review', '', '2026-09-18', 3, 'sent', 1000)"
)
_REGISTERED = (
    "INSERT INTO register VALUES (:cell, '', 'KH', 1, 'p', NULL, 'phân công', :hoa, 1000, '', '')"
)


async def _notes(tx: Transaction, cell: Cell) -> None:
    """One row of every kind about Hoa, as the services write them."""
    hoa, lan = cell.member(HOA), cell.member("Trần Thị Mai Lan")
    person = one(cell.world, "SELECT person_id FROM members WHERE id = ?", hoa)
    cycle = one(cell.world, "SELECT id FROM cycles")
    known = {"hoa": hoa, "lan": lan, "person": person, "cycle": cycle, "cell": cell.id}
    for statement in (
        "INSERT INTO calls VALUES ('c1', :cycle, :hoa, :lan, 1000)",
        "INSERT INTO calls VALUES ('c2', :cycle, :lan, :hoa, 1000)",
        "INSERT INTO exceptions VALUES (:cycle, :hoa, 'excused', :hoa, 1000)",
        "INSERT INTO helpers VALUES (:cycle, :hoa, :hoa, 1000)",
        "INSERT INTO join_requests VALUES ('j1', :cell, :person, 'Lê Thị Hoa', 1000, 2000, TRUE)",
        "INSERT INTO sessions (token, person_id, created_at, used_at) VALUES ('t', :person, 1, 1)",
        "INSERT INTO handovers VALUES (:cell, :lan, :hoa, 'member', 1000)",
        "INSERT INTO edits VALUES (:cycle, 's', '', '', :hoa, 1000)",
        _REGISTERED,
        "INSERT INTO merged_members VALUES (:cell, :hoa)",
        _REMINDED,
        "INSERT INTO mailbox (person_id, seq, contents, kept_at) VALUES (:person, 1, '', 1000)",
    ):
        used = {name: value for name, value in known.items() if f":{name}" in statement}
        await tx.run(statement, **used)


async def own_data(cell: Cell) -> dict[str, Any]:
    office = cell.world.office
    found = await office.db.read(lambda tx: gather(office, tx, cell.member(HOA), "vi"))
    assert found
    machine: dict[str, Any] = json.loads(found.machine)
    return machine


async def test_a_person_gets_every_kind_of_trace(cell: Cell) -> None:
    """In words as well: every kind has its sentence in the paper to read."""
    given = await own_data(cell)
    assert {each["kind"] for each in given["traces"]} == TRACES.keys()
    (person,) = given["person"]
    assert person["language"] == "vi"
    assert person["known_since"].startswith("2026")


async def test_somebody_else_s_traces_are_not_given(cell: Cell) -> None:
    office = cell.world.office
    found = await office.db.read(lambda tx: gather(office, tx, cell.member(BINH), "vi"))
    assert found
    kinds = {each["kind"] for each in json.loads(found.machine)["traces"]}
    assert kinds <= {"joined", "invited", "waiting", "notices"}


async def test_a_purge_leaves_nothing_of_the_cycle(cell: Cell) -> None:
    """Nor ways in that ended months ago; what is kept for good stays."""
    world = cell.world
    await cell.code_for("Vũ Văn Mạnh")
    await cell.closes()
    clock_to(world, "2032-01-02 09:00")
    await clock.believe(world.office)
    await retention.purge(world.office)
    left = {table for table in WITH_CYCLE if every(world, f"SELECT 1 FROM {table}")}
    assert left == set()
    for table in ("codes", "sessions", "join_requests", "handovers"):
        assert every(world, f"SELECT 1 FROM {table}") == [], table
    for table in ("members", "consents", "register", "tombstones"):
        assert every(world, f"SELECT 1 FROM {table}"), table


async def test_ways_in_that_are_of_use_stay(cell: Cell) -> None:
    """An invitation of yesterday, a session of today."""
    world = cell.world
    await cell.code_for("Vũ Văn Mạnh")
    before = every(world, "SELECT code FROM codes WHERE used_at IS NULL")
    assert before
    await clock.believe(world.office)
    await retention.purge(world.office)
    assert every(world, "SELECT code FROM codes WHERE used_at IS NULL") == before


async def test_a_browser_stays_signed_in_for_ninety_days(cell: Cell) -> None:
    """Somebody who is asked once a quarter finds the page open."""
    world = cell.world
    browser = await goes_on_in_browser(world, "hoa")
    world.clock.forward(days=90)
    await clock.believe(world.office)
    await retention.purge(world.office)
    assert await webchat.session(world.office, browser.token)
    world.clock.forward(milliseconds=1)
    assert await webchat.session(world.office, browser.token) is None
    await clock.believe(world.office)
    await retention.purge(world.office)
    assert every(world, "SELECT 1 FROM sessions") == []


async def test_whoever_asked_to_be_let_in_may_wait_for_ninety_days(cell: Cell) -> None:
    """Then the request goes, and with it a person who belongs to no cell."""
    world = cell.world
    await world.says("nam", f"/start {one(world, 'SELECT group_code FROM cells')}")
    await world.says("nam", "Phạm Văn Nam")
    known = "SELECT 1 FROM accounts WHERE address = 'nam'"
    world.clock.forward(days=90)
    await clock.believe(world.office)
    await retention.purge(world.office)
    assert every(world, "SELECT 1 FROM join_requests")
    assert every(world, known)
    world.clock.forward(days=1)
    await clock.believe(world.office)
    await retention.purge(world.office)
    assert every(world, "SELECT 1 FROM join_requests") == []
    assert every(world, known) == []


async def test_a_form_that_nobody_goes_on_with_goes(cell: Cell) -> None:
    """With the place in the chat that led to it; a review waits for its cycle's end."""
    world = cell.world
    await world.says("lan", "/settings")
    begun = "SELECT id FROM interviews WHERE cycle_id = ''"
    assert every(world, begun)
    world.clock.forward(days=29)
    await clock.believe(world.office)
    await retention.purge(world.office)
    assert every(world, begun)
    world.clock.forward(days=2)
    await clock.believe(world.office)
    await retention.purge(world.office)
    assert every(world, begun) == []
    assert every(world, "SELECT 1 FROM interviews WHERE cycle_id <> ''")
    assert not (await world.says("lan", "/settings")).refused


async def test_of_who_left_long_ago_the_name_stays_and_how(cell: Cell) -> None:
    """Posts, strengths and notes go as a cycle of that year does."""
    world = cell.world
    await world.taps("lan", f"m:{cell.member(HOA)}:remove:moved")
    await world.office.db.write(
        lambda tx: tx.run(
            "UPDATE members SET strengths = 'soạn bài', phone = '0912' WHERE name = :n", n=HOA
        )
    )
    clock_to(world, "2032-01-02 09:00")
    await clock.believe(world.office)
    await retention.purge(world.office)
    (row,) = every(world, "SELECT strengths, phone, left_how FROM members WHERE name = ?", HOA)
    assert row == ("", "", "moved")


async def test_of_a_guest_long_ago_the_name_stays(cell: Cell) -> None:
    """A visit ends by itself, and is over from then on."""
    world = cell.world
    visit = "UPDATE members SET role = 'guest', until = :until, organisation = 'X' WHERE id = :id"
    until = millis(world.clock() + timedelta(days=4))
    await world.office.db.write(lambda tx: tx.run(visit, until=until, id=cell.member(HOA)))
    left = "SELECT name, organisation FROM members WHERE id = ?"
    clock_to(world, "2031-12-31 23:00")
    await clock.believe(world.office)
    await retention.purge(world.office)
    assert every(world, left, cell.member(HOA)) == [(HOA, "X")]
    clock_to(world, "2032-01-02 09:00")
    await clock.believe(world.office)
    await retention.purge(world.office)
    assert every(world, left, cell.member(HOA)) == [(HOA, "")]
