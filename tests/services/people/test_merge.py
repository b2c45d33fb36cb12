"""Two cells that become one."""

from __future__ import annotations

import pytest

from bot.domain.messages import Refusal
from bot.services.people import merge
from bot.services.people.roster import found_cell
from bot.services.report.summaries import summary
from bot.services.review.sheets import SheetJob
from bot.services.review.sheets import sheet as sheet_of
from storage import members, merging
from storage.engine.database import Transaction, Value
from tests.services.scene import (
    BINH,
    CELL,
    HOA,
    Cell,
    becomes,
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
from tests.shelf import made_once
from tests.world import World

LAN = "Trần Thị Mai Lan"
PARENT = "Đảng bộ xã Tân Hòa"


@made_once
async def cell(running: World) -> Cell:
    """The cell of Hoa and Bình, whose cycle is closed; both have handed in."""
    made = await gathered(running, "hoa", "binh")
    await delivered(running)
    await hands_in(running, "hoa")
    await hands_in(running, "binh")
    await made.closes()
    return made


@pytest.fixture
async def two(cell: Cell) -> tuple[Cell, Cell]:
    """Bình belongs to both."""
    second = await founded(cell.world, "Chi bộ Hai", "Đinh Văn Khoa", "khoa")
    await second.joins(BINH, "binh")
    return cell, second


async def test_merging_moves_members_with_ids_and_reviews(two: tuple[Cell, Cell]) -> None:
    first, second = two
    world = first.world
    cycle = one(world, "SELECT id FROM cycles")
    before = await summary(world.office, cycle)
    hoa, lan = first.member(HOA), first.member(LAN)
    interview = one(world, "SELECT id FROM interviews WHERE member_id = ?", hoa)

    done = await merge.merge(world.office, CELL, second.id)

    assert (done.moved, done.joined) == (2, 1)
    roster = await world.office.db.read(lambda tx: members.roster(tx, second.id))
    assert {member.id for member in roster} == {
        second.member("Đinh Văn Khoa"),
        second.member(BINH),
        hoa,
        lan,
    }
    assert [m.name for m in roster if m.is_secretary] == ["Đinh Văn Khoa"]
    after = await summary(world.office, cycle)
    assert before
    assert after
    assert (after.participation, after.totals, after.issuer.cell) == (
        before.participation,
        before.totals,
        CELL,
    )
    assert "Chi bộ Hai" in said(await world.says("hoa", "/help"))
    assert not (await world.taps("hoa", f"v:{interview}:copy")).refused
    own = await world.office.db.read(
        lambda tx: sheet_of(world.office, tx, SheetJob(interview, 1), "vi")
    )
    assert own
    assert (own.issuer.cell, own.writer) == (CELL, HOA)
    for address in ("khoa", "lan"):
        assert (await world.taps(address, f"s:summary:{cycle}")).refused
    joined = one(world, "SELECT COUNT(*) FROM interviews WHERE member_id = ?", second.member(BINH))
    assert joined == 1
    assert not (await world.says("khoa", "/cycle")).refused


def test_a_merge_thinks_of_every_place_where_an_entry_is_named(running: World) -> None:
    """By the schema: a new table that names members and is not thought of fails here."""
    elsewhere = {
        ("accounts", "member_id"),  # the place of a talk: found anew if it is nobody's
        ("codes", "member_id"),  # unused ones die with the entry
        ("codes", "made_by"),  # who made it stays who made it
        ("consents", "member_id"),  # by a statement of its own
        ("pending_imports", "member_id"),  # of the cell that is no more
    }
    named = {
        (table, column)
        for (table,) in every(running, "SELECT name FROM sqlite_master WHERE type = 'table'")
        for _, column, *_ in every(running, f"PRAGMA table_info({table})")
        if column in ("member_id", "helper_id", "entered_by", "made_by", "called_by")
    }
    assert named - elsewhere == set(merging.NAMED)


async def fills(cell: Cell, member: str) -> None:
    """A row of the closed cycle in every table where this entry is named; where a cycle need not
    be there, another one of none."""
    world = cell.world
    cycle = one(world, "SELECT id FROM cycles WHERE cell_id = ?", cell.id)
    tables = dict.fromkeys(("materials", *(table for table, _ in merging.NAMED), "consents"))
    parents = {"cells": cell.id, "cycles": cycle, "members": member}

    async def work(tx: Transaction) -> None:
        for table in tables:
            fixed = {
                column: parents.get(of, f"{cell.id} {of}")
                for _, _, of, column, *_ in every(world, f"PRAGMA foreign_key_list({table})")
            }
            columns = every(world, f"PRAGMA table_info({table})")
            loose = "cycle_id" in {name for _, name, *_ in columns} - fixed.keys()
            for of_cycle in (cycle, "") if loose else (cycle,):
                values: dict[str, Value] = {}
                for _, name, kind, *_ in columns:
                    values[name] = name if kind == "TEXT" else 1 if kind != "BLOB" else None
                    if name in ("id", "about", "paper_id", "interview_id"):
                        values[name] = f"{cell.id} {table}{'' if of_cycle else ' next'}"
                    if (table, name) in merging.NAMED:
                        values[name] = member
                values |= {**fixed, **({"cycle_id": of_cycle} if loose else {})}
                marks = ", ".join(f":{name}" for name in values)
                sql = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})"
                await tx.run(sql, **values)

    await world.office.db.write(work)


async def test_a_merge_brings_rows_of_every_table_together(two: tuple[Cell, Cell]) -> None:
    """Both entries are named everywhere; of all these rows only the excuse from the next cycle and
    the consent of the same moment are the same one twice."""
    first, second = two
    world = first.world
    await second.opens()
    await second.closes()
    old, new = first.member(BINH), second.member(BINH)
    for cell, member in ((first, old), (second, new)):
        await fills(cell, member)
    named = [*merging.NAMED, ("consents", "member_id")]

    def rows(member: str) -> dict[tuple[str, str], int]:
        count = "SELECT COUNT(*) FROM {0} WHERE {1} = ?"
        return {place: one(world, count.format(*place), member) for place in named}

    before = {place: rows(old)[place] + rows(new)[place] for place in named}
    assert all(rows(old)[place] and rows(new)[place] for place in named)

    await merge.merge(world.office, first.id, second.id)

    assert rows(old) == dict.fromkeys(named, 0)
    once = (("exceptions", "member_id"), ("exceptions", "made_by"), ("consents", "member_id"))
    assert rows(new) == {place: n - (place in once) for place, n in before.items()}


@pytest.mark.parametrize("there", ["", "nghỉ thai sản"])
@pytest.mark.parametrize("here", ["", "nghỉ chữa bệnh"])
async def test_who_is_excused_in_either_cell_is_so_for_one_cycle_of_the_merged_one(
    two: tuple[Cell, Cell], here: str, there: str
) -> None:
    first, second = two
    for cell, reason in ((first, there), (second, here)):
        if reason:
            await cell.exempts(BINH, reason)

    await merge.merge(first.world.office, first.id, second.id)

    kept = []
    for day in ("2026-10-05", "2026-11-05", "2026-12-07"):
        clock_to(first.world, f"{day} 09:00")
        await second.opens("20/12")
        reason = "SELECT exempt_reason FROM members WHERE id = ?"
        kept.append(one(first.world, reason, second.member(BINH)))
        if day == "2026-11-05":
            await second.exempts(BINH, "đi công tác")
        await second.closes()
    assert kept == [here or there, "", ""]


@pytest.mark.parametrize(
    ("there", "here", "after"),
    [
        ("official active", "temporary active", "official active"),
        ("probationary away", "temporary active", "probationary active"),
        ("temporary active", "official active", "official active"),
        ("official exempt", "official active", "official exempt"),
        ("official suspended", "official away", "official suspended"),
        ("official suspended", "official exempt", "official exempt"),
        ("official active", "official exempt", "official exempt"),
    ],
)
async def test_what_was_decided_of_a_person_holds_in_the_merged_cell(
    two: tuple[Cell, Cell], there: str, here: str, after: str
) -> None:
    """Nobody ends as a temporary member of the only cell there is, who would submit nowhere."""
    for cell, told in zip(two, (there, here), strict=True):
        kind, standing = told.split()
        await becomes(cell, BINH, kind=kind, standing=standing)
    first, second = two

    await merge.merge(first.world.office, first.id, second.id)

    both = "SELECT kind || ' ' || standing FROM members WHERE id = ?"
    assert one(first.world, both, second.member(BINH)) == after


async def test_nobody_who_leads_is_suspended_by_a_merge(two: tuple[Cell, Cell]) -> None:
    first, second = two
    lead = f"UPDATE members SET role = 'secretary' WHERE id = '{second.member(BINH)}'"
    await becomes(first, BINH, standing="suspended")
    await first.world.office.db.write(lambda tx: tx.run(lead))

    await merge.merge(first.world.office, first.id, second.id)

    standing = "SELECT standing FROM members WHERE id = ?"
    assert one(first.world, standing, second.member(BINH)) == "active"


async def test_a_cell_that_was_merged_before_still_counts_its_own(two: tuple[Cell, Cell]) -> None:
    first, second = two
    world = first.world
    third = await founded(world, "Chi bộ Ba", "Vũ Đức Thắng", "thang")
    await third.joins(HOA, "hoa")
    cycle = one(world, "SELECT id FROM cycles")
    before = await summary(world.office, cycle)
    assert before
    for into, source in ((second, first), (third, second)):
        await merge.merge(world.office, source.id, into.id)
        after = await summary(world.office, cycle)
        assert after
        assert (after.participation, after.totals) == (before.participation, before.totals)


async def test_two_entries_of_one_roster_stay_two_persons(two: tuple[Cell, Cell]) -> None:
    """Of the same name and birthday in both cells; who came in is known by that."""
    first, second = two
    world = first.world
    await world.taps("lan", f"m:{first.member(HOA)}:rename")
    await world.says("lan", BINH)
    binh = one(
        world,
        "SELECT id FROM members WHERE person_id IN"
        " (SELECT person_id FROM accounts WHERE address = 'binh') AND cell_id = ?",
        first.id,
    )
    sql = "UPDATE members SET born_on = '1970-05-01' WHERE name = :name"
    await world.office.db.write(lambda tx: tx.run(sql, name=BINH))

    done = await merge.merge(world.office, first.id, second.id)

    assert (done.moved, done.joined) == (2, 1)
    assert one(world, "SELECT removed_at FROM members WHERE id = ?", binh) is not None
    alike = "SELECT COUNT(*) FROM members WHERE cell_id = ? AND name = ? AND removed_at IS NULL"
    assert one(world, alike, second.id, BINH) == 2


async def test_the_group_link_of_a_merged_cell_leads_nowhere(two: tuple[Cell, Cell]) -> None:
    first, second = two
    code = one(first.world, "SELECT group_code FROM cells WHERE id = ?", first.id)
    await first.world.says("asks", f"/start {code}")
    await first.world.says("asks", "Vũ Đức Thắng")
    await merge.merge(first.world.office, first.id, second.id)
    assert (await first.world.says("other", f"/start {code}")).refused
    assert payloads(await first.world.taps("khoa", f"m:requests:{second.id}"), "j:.+:new")


async def test_what_cannot_be_merged(two: tuple[Cell, Cell]) -> None:
    first, second = two
    office = first.world.office
    for source, into, key in (
        (first.id, first.id, "moving.same_cell"),
        ("Chi bộ Không Có", second.id, "moving.no_such_cell"),
    ):
        with pytest.raises(Refusal) as refusal:
            await merge.merge(office, source, into)
        assert refusal.value.text.key == key
    await second.opens()
    for source, into in ((first.id, second.id), (second.id, first.id)):
        with pytest.raises(Refusal, match=r"moving\.cycle_open"):
            await merge.merge(office, source, into)
    await second.closes()
    await merge.merge(office, first.id, second.id)
    with pytest.raises(Refusal, match=r"moving\.is_merged"):
        await merge.merge(office, first.id, second.id)
    with pytest.raises(Refusal, match=r"moving\.is_merged"):
        await found_cell(office, CELL, PARENT, LAN)
