"""The sample cell with something of everything that a route can be about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from bot.domain.people.member import Member
from bot.domain.review.workflow import State
from bot.sample import Sample
from bot.services.consent import consent
from bot.services.cycle.standing import questionnaire
from bot.services.office import millis, new_id
from storage import accounts, consents, interviews, members
from storage.engine.database import Transaction
from tests.handlers.things import asks_about_data, takes_a_number
from tests.services.scene import Cell, one, payloads, sample_cell, sends_roster
from tests.world import World

PEOPLE = {
    "secretary": 1,
    "approved": 3,
    "revises": 4,
    "member": 8,
    "other": 9,
    "returned": 10,
    "hands_in": 12,
    "answers": 13,
    "on_paper": 15,
}
"""By their number in the sample cell; what they are called is where they chat."""


@dataclass(frozen=True, slots=True)
class Busy:
    """What acts need beside the things of TARGETS: the group's code, a member's, a button of a
    screen; and what placeholders stand for that are nobody's."""

    group_code: str
    code: str
    button: str
    values: Mapping[str, str]


async def busy(running: World, more: int = 0) -> Busy:
    """The cell, with so many members `more` who have handed in."""
    made = await sample_cell(running)
    await running.office.db.write(partial(_chat, running, made), brief=False)
    await running.office.db.write(partial(_grow, running, made, more), brief=False)
    cell = Cell(running, made.cell.id, made.cell.name, "secretary")
    await cell.code_for("Người Đã Đi")
    await running.taps("secretary", f"m:{cell.member('Người Đã Đi')}:remove:moved")
    await running.says("asks", f"/start {made.cell.group_code}")
    await running.says("asks", "Người Xin Vào")
    await asks_about_data(running, "member")
    await takes_a_number(running, "secretary", made.cell.id)
    await sends_roster(running, "secretary", made.cell.id, ("Họ và tên", "Cao Thị Mới"))
    await _reviews_go_on(running, _reviews(running, made))
    screen = await running.says("answers", "/resume")
    code = await cell.code_for("Người Mới")
    await running.says("secretary", "/invite Người Được Hỏi")
    part = await running.taps("secretary", f"e:{made.cycle.id}:official:1:1")
    values = {
        "sentence": payloads(part, "e:.+:see:.+")[0].rpartition(":")[2],
        "helper": made.members[PEOPLE["member"] - 1].id,
    }
    await running.taps("secretary", f"m:import:{made.cell.id}")
    for cycle in (made.cycle.id, made.before.id):
        for form in ("member", "collective", "head"):
            await running.office.db.read(partial(_thaw, running, cycle, form))
    return Busy(made.cell.group_code, code, payloads(screen, r"i:.+:\d")[0], values)


def _reviews(running: World, made: Sample) -> Mapping[str, str]:
    """Everybody's own one of this cycle, by the address."""
    query = "SELECT id FROM interviews WHERE cycle_id = ? AND member_id = ? AND form = 'member'"
    return {
        address: one(running, query, made.cycle.id, made.members[number - 1].id)
        for address, number in PEOPLE.items()
    }


async def _reviews_go_on(running: World, of: Mapping[str, str]) -> None:
    """One is taken back, one revised; about one its author asks, of one a wording is marked."""
    await running.taps("hands_in", f"v:{of['hands_in']}:back:yes")
    await running.taps("revises", f"w:{of['revises']}:revise")
    await running.taps("returned", f"w:{of['returned']}:ask")
    await running.says("returned", "Xin hỏi rõ hơn")
    await running.taps("secretary", f"q:{of['other']}:take:1:1")
    await running.says("secretary", "Xin nêu rõ hơn")


async def _chat(running: World, made: Sample, tx: Transaction) -> None:
    now = millis(running.clock())
    for address, number in PEOPLE.items():
        person = made.members[number - 1].person_id
        await accounts.bind(tx, "telegram", address, person, now=now)


async def _grow(running: World, made: Sample, more: int, tx: Transaction) -> None:
    now = millis(running.clock())
    copied = made.members[PEOPLE["other"] - 1]
    review = await interviews.find(tx, made.cell.id, made.cycle.id, copied.id, "member")
    assert review
    for number in range(more):
        person, member = new_id(), new_id()
        await accounts.add_person(tx, person, language="vi", now=now)
        await accounts.bind(tx, "web", person, person, now=now)
        new = Member(member, made.cell.id, f"Người Thứ {number}", copied.role, person_id=person)
        await members.add_member(tx, new, now=now + 100 + number)
        await consents.add(tx, consent.sample(member, "web", now))
        own = replace(review, id=new_id(), member_id=member)
        await interviews.add(tx, own, now=now)
        await interviews.submit(tx, own.id, own.answers, 1, State.SUBMITTED, now=now)


async def _thaw(running: World, cycle: str, form: str, tx: Transaction) -> None:
    """A questionnaire is read once for the whole process, by whoever comes first."""
    await questionnaire(running.office, tx, cycle, form)
