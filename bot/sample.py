"""An invented cell with answers, played through the same engine as real ones.

The people and what they typed are in `templates/demo/cell.yaml`. Used by the demo and by the sample
cells of benchmarks and tests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.content.questionnaires import files
from bot.content.words.catalogue import TEMPLATES
from bot.content.yaml_files import read_yaml
from bot.domain.cycle.schedule import Dates
from bot.domain.interview import advance
from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer, Typing
from bot.domain.interview.questionnaire import Questionnaire
from bot.domain.people.member import Member, MemberKind, MemberStanding, Role
from bot.domain.people.phones import phone_in
from bot.domain.preparation import basis
from bot.domain.preparation.items import Item, PlanList, to_read_by
from bot.domain.review.workflow import State
from bot.services.consent import consent
from bot.services.interview import carried
from bot.services.office import Office, millis, moment, new_code, new_id
from storage import (
    accounts,
    cells,
    consents,
    cycles,
    decisions,
    interviews,
    materials,
    members,
    outbox,
    preparation,
    reviews,
)
from storage.cells import Cell
from storage.cycles import Cycle, CycleForm
from storage.decisions import Decision
from storage.engine.database import Transaction
from storage.interviews import Stored
from storage.materials import Material
from storage.preparation import Basis

Script = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """What was made: the cell, its members in the order of the file, and both cycles."""

    cell: Cell
    members: Sequence[Member]
    cycle: Cycle
    before: Cycle


def script() -> Script:
    """The contents of the file with the invented cell."""
    found: Script = read_yaml(TEMPLATES / "demo" / "cell.yaml")
    return found


def played(
    form: Questionnaire,
    usual: Script,
    own: Script,
    today: date,
    office: Office,
    items: Mapping[str, Answer] | None = None,
) -> Interview:
    """The questionnaire answered by typing, until it is complete or until the question `until`;
    `items` are those of the cycle before."""
    interview = Interview(new_id(), form, items or {})
    while slot := interview.unfinished:
        if slot.question.id == own.get("until"):
            break
        said = own.get(slot.key) or own.get(slot.question.id)
        if repeats := own.get("repeats"):
            said = _repeated(repeats, slot.question.id, slot.number) or said
        words = _date(str(said or usual[slot.question.id]), today)
        typing = Typing(today, office.lexicon)
        turn = advance.typed(interview, "", advance.screen_key(interview, ""), words, typing)
        if turn.complaint:
            raise ValueError(f"{slot.key}: {words!r}: {turn.complaint.key}")
        interview = turn.interview
    return interview


def _repeated(repeats: Sequence[Script], question: str, number: int) -> str | None:
    """The answer of the n-th repetition; "more" is yes as long as there is another."""
    if question == "more":
        return "1" if number < len(repeats) else "2"
    return repeats[number - 1].get(question) if 0 < number <= len(repeats) else None


def _date(words: str, today: date) -> str:
    """`+6` in the file is a day six months later; anything else stays as it is."""
    if words.startswith("+") and words[1:].isdecimal():
        return (today + timedelta(days=30 * int(words[1:]))).isoformat()
    return words


async def make(office: Office, tx: Transaction, now: datetime, opened: timedelta) -> Sample:
    """Makes the sample cell, its closed cycle of a year ago, and the one opened `opened` ago."""
    data = script()
    cell = Cell(new_id(), data["cell"], data["parent"], data["place"], 17, new_code())
    await cells.add_cell(tx, cell, now=millis(now))
    people = [await _member(tx, cell, each, n, now) for n, each in enumerate(data["members"])]
    year_ago = now - timedelta(days=365)
    before = await _cycle(office, tx, cell, people, year_ago, year_ago.date().year)
    await _answer(office, tx, before, people, data, data["before"], year_ago)
    await _approve_all(tx, before, people, year_ago + timedelta(days=25))
    await cycles.close_cycle(tx, before.id, now=millis(year_ago + timedelta(days=40)))
    started = now - opened
    cycle = await _cycle(office, tx, cell, people, started, now.date().year)
    await _answer(office, tx, cycle, people, data, data["reviews"], started)
    for number in data["on_paper"]:
        agreed = consent.sample(people[number - 1].id, "web", millis(started))
        await consents.add(tx, replace(agreed, agreed=False))
    await _decide(tx, cycle, people, data["decided"], started + timedelta(days=8))
    await _prepare(office, tx, cycle, people, data["prepared"])
    await cycles.set_next_due(tx, cycle.id, millis(now), looked_at=millis(now))
    return Sample(cell, people, cycle, before)


async def _member(tx: Transaction, cell: Cell, given: Script, order: int, now: datetime) -> Member:
    person = new_id()
    await accounts.add_person(tx, person, language="vi", now=millis(now))
    await accounts.bind(tx, "web", person, person, now=millis(now))
    role = Role(given.get("role", Role.MEMBER))
    member = Member(
        new_id(),
        cell.id,
        given["name"],
        role,
        given.get("exempt", ""),
        person,
        kind=MemberKind(given.get("kind", MemberKind.OFFICIAL)),
        standing=MemberStanding(given.get("standing", MemberStanding.ACTIVE)),
        party_group=given.get("group", ""),
        party_post=given.get("party_post", ""),
        government_post=given.get("post", ""),
        strengths=given.get("strengths", ""),
        phone=phone_in(given.get("phone", ""))[0],
        records=given.get("records", False),
        heads_group=given.get("heads_group", False),
    )
    await members.add_member(tx, member, now=millis(now) + order)
    return member


async def _cycle(
    office: Office,
    tx: Transaction,
    cell: Cell,
    people: Sequence[Member],
    opened_at: datetime,
    year: int,
) -> Cycle:
    data = script()
    last_day = office.calendar.local(opened_at).date() + timedelta(days=18)
    dates = Dates(last_day, inclusive=True, meeting_on=last_day + timedelta(days=2))
    theme = str(data["theme"]).format(year=year)
    cycle = Cycle(new_id(), cell.id, theme, year, dates, millis(opened_at))
    authors = {form: people[number - 1].id for form, number in data["authors"].items()}
    forms = {
        CycleForm(cycle.id, form, n, authors.get(form, "")): files.freeze(office.forms[form])
        for n, form in enumerate(("member", "collective", "head"))
    }
    await cycles.add_cycle(tx, cycle, forms)
    return cycle


async def _answer(
    office: Office,
    tx: Transaction,
    cycle: Cycle,
    people: Sequence[Member],
    data: Script,
    reviews: Script,
    since: datetime,
) -> None:
    usual = data["usual"]
    own = [(people[int(n) - 1], "member", each) for n, each in reviews.items()]
    own += [(people[n - 1], form, data[form]) for form, n in data["authors"].items()]
    for order, (member, form, given) in enumerate(own, 1):
        at = since + timedelta(days=2, hours=order)
        if form == "member":
            await consents.add(tx, consent.sample(member.id, "web", millis(at)))
        today = office.calendar.local(at).date()
        items = await carried.items_for(office, tx, cycle, member.id, form)
        interview = played(office.forms[form], usual, given, today, office, items)
        await keep(tx, cycle, member, form, interview, at)


async def _approve_all(
    tx: Transaction, cycle: Cycle, people: Sequence[Member], at: datetime
) -> None:
    """Approves everything of this cycle: by the secretary, and the secretary's own by the
    deputy."""
    secretary, deputy = people[0].id, people[1].id
    for each in await reviews.standings(tx, cycle.cell_id, cycle.id):
        stored = await interviews.get(tx, each.id)
        if stored:
            by = deputy if stored.member_id == secretary else secretary
            await _decision(tx, stored, State.APPROVED, by, at, {})


async def _decide(
    tx: Transaction, cycle: Cycle, people: Sequence[Member], data: Script, at: datetime
) -> None:
    """Makes the decisions so far, by the reviewers that the file names."""
    for number, by in data["approved"].items():
        stored = await _review(tx, cycle, people[int(number) - 1])
        await _decision(tx, stored, State.APPROVED, people[by - 1].id, at, {})
    for number, given in data["returned"].items():
        stored = await _review(tx, cycle, people[int(number) - 1])
        reasons = given["reasons"]
        await _decision(tx, stored, State.RETURNED, people[given["by"] - 1].id, at, reasons)
        answers = {
            key: Answer(answer.value, done=key not in reasons)
            for key, answer in stored.answers.items()
        }
        await interviews.keep_answers(tx, stored.id, answers, stored.revision + 1, now=millis(at))


async def _review(tx: Transaction, cycle: Cycle, member: Member) -> Stored:
    stored = await interviews.find(tx, cycle.cell_id, cycle.id, member.id, "member")
    if stored is None:
        raise ValueError(f"{member.name} has no review to decide on")
    return stored


async def _decision(
    tx: Transaction,
    stored: Stored,
    state: State,
    by: str,
    at: datetime,
    reasons: Mapping[str, str],
) -> None:
    approved = stored.version if state is State.APPROVED else 0
    await interviews.decide(tx, stored, state, approved_version=approved, now=millis(at))
    act = decisions.APPROVED if approved else decisions.RETURNED
    new = Decision(new_id(), stored.id, stored.version, act, by, millis(at), reasons)
    await decisions.add(tx, new)
    reviewer = await members.member(tx, by)
    for done in ("review_read", f"review_{act}"):
        await outbox.record(
            tx,
            new_id(),
            cell_id=stored.cell_id,
            person_id=reviewer.person_id if reviewer else "",
            act=done,
            about=stored.id,
            now=millis(at),
        )


async def _prepare(
    office: Office, tx: Transaction, cycle: Cycle, people: Sequence[Member], data: Script
) -> None:
    """Adds the basis documents, the materials and the plan, on the day after the opening."""
    for position, line in enumerate(data["basis"], 1):
        document = basis.read(line, office.usual.marks)
        await preparation.keep_basis(tx, Basis(new_id(), cycle.cell_id, position, document))
    at = cycle.opened_at + millis(moment(0) + timedelta(days=1))
    for order, each in enumerate(data["materials"]):
        title, url = each["title"], each["url"]
        new = Material(
            new_id(), cycle.cell_id, cycle.id, title, url, "", at + order, sent_at=at + order
        )
        await materials.add(tx, new, None)
        for number in [*each["read"], *each["opened"]]:
            await materials.opened(tx, new.id, people[number - 1].id, now=at)
        for number in each["read"]:
            await materials.confirmed(tx, new.id, people[number - 1].id, now=at)
    meeting = to_read_by(cycle.dates).last_day
    for order, each in enumerate(data["plan"]):
        item = Item(
            new_id(),
            cycle.cell_id,
            cycle.id,
            PlanList(each["kind"]),
            each["subject"],
            at + order,
            at,
            people[each["member"] - 1].id if "member" in each else "",
            meeting - timedelta(days=each["days_before"]),
            at if each.get("done") else None,
        )
        await preparation.keep_item(tx, item)


async def keep(
    tx: Transaction, cycle: Cycle, member: Member, form: str, interview: Interview, at: datetime
) -> None:
    """Stores a played interview; a complete one is handed in."""
    answers: Mapping[str, Answer] = interview.answers
    stored = Stored(
        interview.id,
        cycle.cell_id,
        cycle.id,
        member.id,
        form,
        State.DRAFT,
        interview.revision,
        answers,
    )
    await interviews.add(tx, stored, now=millis(at))
    if interview.unfinished is None:
        await interviews.submit(
            tx, stored.id, interview.relevant_answers(), 1, State.SUBMITTED, now=millis(at)
        )
