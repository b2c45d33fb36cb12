"""Opening, moving and closing a cycle; who has to answer what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.content.questionnaires import files
from bot.domain.cycle.schedule import Dates
from bot.domain.interview.questionnaire import Questionnaire
from bot.domain.messages import Button, Outgoing, Refusal, WrongState, text
from bot.domain.people.member import Action, Member
from bot.domain.review.workflow import HANDED_IN, State
from bot.services.consent import consent
from bot.services.office import Office, new_id
from bot.services.preparation import reminders
from bot.services.turns import Visit
from storage import cells, cycles, excuses, interviews, members, retention
from storage import consents as consenting
from storage.cycles import Cycle, CycleForm
from storage.engine.database import Transaction
from storage.excuses import NEXT, Kind

__all__ = ["Cycle", "CycleForm"]


@dataclass(frozen=True, slots=True)
class NewCycle:
    """What the secretary gave. `authors`: who answers the questionnaires of a named author."""

    theme: str
    year: int
    forms: Sequence[str]
    authors: Mapping[str, str]
    dates: Dates


async def open_cycle(visit: Visit, new: NewCycle) -> Cycle:
    """Open the cell's cycle: freeze its questionnaires, plan what is due, tell the members."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    if await cycles.open_cycle(visit.tx, secretary.cell_id):
        raise WrongState("cycle.already_open")
    cycle = Cycle(new_id(), secretary.cell_id, new.theme, new.year, new.dates, visit.at)
    frozen = [
        CycleForm(
            cycle.id,
            form,
            position,
            new.authors.get(form, ""),
            files.freeze(visit.office.forms[form]),
            visit.office.forms[form].purpose,
        )
        for position, form in enumerate(new.forms)
    ]
    await cycles.add_cycle(visit.tx, cycle, frozen)
    await plan(visit.office, visit.tx, cycle)
    await _renew_excuses(visit, cycle)
    await visit.record("cycle_opened", cycle.id, cycle.cell_id)
    await _tell_members(visit, cycle, "cycle.opened_notice")
    return cycle


async def _renew_excuses(visit: Visit, cycle: Cycle) -> None:
    """Somebody is excused from one cycle: what was said in an earlier one is over, what was said
    since it was closed holds for this one."""
    for member in await members.roster(visit.tx, cycle.cell_id):
        if not member.exempt_reason:
            continue
        excused = await excuses.cycles_excused(visit.tx, member.id)
        if excused and NEXT not in excused:
            await members.change_member(visit.tx, replace(member, exempt_reason=""))
            continue
        await excuses.drop(visit.tx, NEXT, member.id)
        await excuses.put(
            visit.tx, cycle.id, member.id, Kind.EXCUSED, by=visit.member.id, now=visit.at
        )


async def note_excuse(visit: Visit, member: Member) -> None:
    """For which cycle the member's excuse holds: the open one, or the next."""
    cycle = await cycles.open_cycle(visit.tx, member.cell_id)
    place = cycle.id if cycle else NEXT
    if not member.exempt_reason:
        await excuses.drop(visit.tx, place, member.id)
        return
    await excuses.put(visit.tx, place, member.id, Kind.EXCUSED, by=visit.member.id, now=visit.at)


async def excused_before(tx: Transaction, cell_id: str) -> tuple[str, ...]:
    """Names of those whose excuse ends when the next cycle opens."""
    found = []
    for member in await members.roster(tx, cell_id):
        excused = await excuses.cycles_excused(tx, member.id) if member.exempt_reason else ()
        if excused and NEXT not in excused:
            found.append(member.name)
    return tuple(found)


async def move_dates(visit: Visit, dates: Dates) -> Cycle:
    """New dates for the open cycle; everything due moves with them."""
    cycle = await the_open_cycle(visit)
    moved = replace(cycle, dates=dates)
    await cycles.move_dates(visit.tx, cycle.id, dates)
    await plan(visit.office, visit.tx, moved)
    await visit.record("cycle_moved", cycle.id, cycle.cell_id)
    if dates.last_day != cycle.dates.last_day:
        await _tell_members(visit, moved, "cycle.moved_notice")
    return moved


async def close_cycle(visit: Visit, cycle_id: str) -> Cycle:
    """Close the open cycle: no more answers, no more reminders."""
    cycle = await the_open_cycle(visit)
    if cycle.id != cycle_id or not await cycles.close_cycle(visit.tx, cycle.id, now=visit.at):
        raise WrongState("cycle.not_open")
    await visit.record("cycle_closed", cycle.id, cycle.cell_id)
    return cycle


async def settle(
    visit: Visit, *, place: str, digest_hour: int, keep_years: int, escalate_days: int
) -> None:
    """New settings of the cell; the digest moves with its hour. `keep_years`: of cycles to come."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    await cells.change_cell(
        visit.tx,
        secretary.cell_id,
        place=place,
        digest_hour=digest_hour,
        escalate_days=escalate_days,
    )
    await retention.set_keep_years(visit.tx, secretary.cell_id, keep_years)
    open_now = await cycles.open_cycle(visit.tx, secretary.cell_id)
    if open_now:
        await plan(visit.office, visit.tx, open_now)
    await visit.record("settings_changed", secretary.cell_id, secretary.cell_id)


async def keep_years(visit: Visit, member: Member) -> int:
    """For how many years after its own the member's cell keeps a cycle."""
    return await retention.keep_years(visit.tx, member.cell_id)


async def current(visit: Visit, member: Member) -> Cycle | None:
    """The open cycle of this member's cell."""
    return await cycles.open_cycle(visit.tx, member.cell_id)


async def newest(visit: Visit, member: Member) -> Cycle | None:
    """The open cycle of this member's cell, or else the last one."""
    return await cycles.newest_cycle(visit.tx, member.cell_id)


async def the_open_cycle(visit: Visit) -> Cycle:
    """The open cycle of the secretary's cell; a refusal if there is none."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    cycle = await cycles.open_cycle(visit.tx, secretary.cell_id)
    if cycle is None:
        raise WrongState("cycle.none_open")
    return cycle


async def pass_on(visit: Visit, member: Member, to: Member) -> None:
    """Give the unfinished reviews that this member was named to write to somebody else."""
    cycle = await cycles.open_cycle(visit.tx, member.cell_id)
    if cycle is None:
        return
    for form in await cycles.forms(visit.tx, cycle.id):
        if form.member_id != member.id:
            continue
        stored = await interviews.find(visit.tx, member.cell_id, cycle.id, member.id, form.form)
        if stored is None or stored.state not in HANDED_IN:
            await cycles.name_author(visit.tx, cycle.id, form.form, to.id)


async def plan(office: Office, tx: Transaction, cycle: Cycle) -> None:
    """Work out anew when the sweep has to look at this cycle next.

    A step that the new dates put into the past is not sent any more: the notice of the new date,
    which goes out at once, has said it all.
    """
    due = await reminders.next_look(office, tx, cycle, office.clock())
    await cycles.set_next_due(tx, cycle.id, due)


async def _tell_members(visit: Visit, cycle: Cycle, key: str) -> None:
    cell = await cells.cell(visit.tx, cycle.cell_id)
    for member in await members.roster(visit.tx, cycle.cell_id):
        if member.person_id and not member.is_exempt and member.person_id != visit.person_id:
            start = Button(text("member.go_on"), f"r:{member.id}")
            notice = text(key, cell=cell.name, last_day=cycle.dates.last_day)
            visit.post(Outgoing(notice, ((start,),)), to=member.person_id, cell_id=cycle.cell_id)


def duties(member: Member, forms: Sequence[CycleForm]) -> list[CycleForm]:
    """The questionnaires of the cycle that this member has to answer, in order."""
    return [
        form
        for form in forms
        if form.member_id == member.id or (not form.member_id and not member.is_exempt)
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one member is with all duties. `on_paper`: chose not to answer here, or what comes from
    paper is typed by somebody else. `given_up`: the secretary noted that nothing was submitted."""

    member: Member
    duties: Sequence[CycleForm]
    states: Mapping[str, State]
    begun: bool
    on_paper: bool
    given_up: bool = False

    @property
    def awaited(self) -> bool:
        """Still expected to answer here, and so to be reminded."""
        return not (self.finished or self.on_paper or self.given_up)

    @property
    def not_submitting(self) -> bool:
        """Noted as one who will not submit; whoever submits all the same is so no longer."""
        return self.given_up and not self.finished

    @property
    def finished(self) -> bool:
        """Everything is handed in, or there is nothing to do."""
        return all(self.states.get(duty.form) in HANDED_IN for duty in self.duties)

    @property
    def exempt(self) -> bool:
        """Nothing to do at all."""
        return not self.duties


async def standings(tx: Transaction, cycle: Cycle) -> list[Standing]:
    """Where every member of the roster is with the reviews; plans and registrations are apart."""
    forms = await cycles.reviews(tx, cycle.id)
    counted = {form.form for form in forms}
    found = await interviews.standings(tx, cycle.cell_id, cycle.id)
    refused = await consenting.refusals(tx, cycle.cell_id, consent.VERSION)
    noted = await excuses.of_cycle(tx, cycle.id)
    result = []
    for member in await members.roster(tx, cycle.cell_id):
        own = [each for each in found if each.member_id == member.id and each.form in counted]
        result.append(
            Standing(
                member,
                duties(member, forms),
                {each.form: each.state for each in own},
                any(each.revision for each in own),
                member.id in refused,
                noted.get(member.id) is Kind.NOT_SUBMITTING,
            )
        )
    return result


async def questionnaire(office: Office, tx: Transaction, cycle_id: str, form: str) -> Questionnaire:
    """The cycle's frozen questionnaire; never changes, so it is thawed once."""
    known = office.frozen.get((cycle_id, form))
    if known:
        return known
    stored = await cycles.form(tx, cycle_id, form)
    if stored is None:
        raise Refusal("access.not_yours")
    return office.frozen.setdefault((cycle_id, form), files.thaw(stored.body))
