"""The cell's cycle now, who has to answer what in it, and how far each member is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.content.questionnaires import files
from bot.domain.interview.questionnaire import Questionnaire
from bot.domain.messages import Refusal, WrongState
from bot.domain.papers.register import REPORT
from bot.domain.people.member import OUTSIDERS, Action, Member
from bot.domain.review.workflow import HANDED_IN, State
from bot.services.consent import consent
from bot.services.office import Office
from bot.services.turns import Visit
from storage import consents, cycles, excuses, members, register, reviews
from storage.cycles import Cycle, CycleForm
from storage.engine.database import Transaction
from storage.excuses import Excuse


async def current_cycle(visit: Visit, member: Member) -> Cycle | None:
    """The open cycle of this member's cell, if there is one."""
    return await cycles.open_cycle(visit.tx, member.cell_id)


async def newest_cycle(visit: Visit, member: Member) -> Cycle | None:
    """The open cycle of this member's cell, or else the last one, if there is any."""
    return await cycles.newest_cycle(visit.tx, member.cell_id)


async def has_report(visit: Visit, member: Member) -> bool:
    """Whether a report of this member's cell was ever issued."""
    return bool(await register.newest_cycle(visit.tx, member.cell_id, REPORT))


async def the_open_cycle(visit: Visit) -> Cycle:
    """The open cycle of the secretary's cell; raises WrongState if there is none."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    cycle = await cycles.open_cycle(visit.tx, secretary.cell_id)
    if cycle is None:
        raise WrongState("cycle.none_open")
    return cycle


async def forms(visit: Visit, cycle: Cycle) -> Sequence[CycleForm]:
    """The questionnaires of the secretary's cycle, and who was named to answer which."""
    visit.acting(Action.MANAGE_CYCLE)
    return await cycles.forms(visit.tx, cycle.id)


def counts(member: Member) -> bool:
    """Whether a cycle asks anything of this member: status, report, reminders and notices all go by
    this. Who is excused has nothing to write, not even as a named author."""
    return not member.is_exempt


def duties(member: Member, forms: Sequence[CycleForm]) -> list[CycleForm]:
    """The questionnaires of the cycle that this member has to answer, in order."""
    return [form for form in forms if counts(member) and form.member_id in ("", member.id)]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one member is with all duties. `on_paper`: chose not to answer here, or somebody else
    types what comes on paper. `given_up`: the secretary noted that nothing was submitted."""

    member: Member
    duties: Sequence[CycleForm]
    states: Mapping[str, State]
    begun: bool
    on_paper: bool
    given_up: bool = False

    @property
    def awaited(self) -> bool:
        """Whether the member is still expected to answer here, and so to be reminded."""
        return not (self.finished or self.on_paper or self.given_up)

    @property
    def not_submitting(self) -> bool:
        """Whether the member is noted as not submitting; handing in all the same ends that."""
        return self.given_up and not self.finished

    @property
    def finished(self) -> bool:
        """Whether everything is handed in, or there is nothing to do."""
        return all(self.states.get(duty.form) in HANDED_IN for duty in self.duties)

    @property
    def exempt(self) -> bool:
        """Whether there is nothing to do at all."""
        return not self.duties


async def standings(tx: Transaction, cycle: Cycle) -> list[Standing]:
    """How far every member of the roster is with the reviews; plans and registrations do not
    count."""
    return await standings_among(tx, cycle, await members.roster(tx, cycle.cell_id))


async def standing_of(tx: Transaction, cycle: Cycle, member_id: str) -> Standing | None:
    """How far one member is with the reviews; `None` for anybody who is not on the cycle's
    roster."""
    member = await members.member(tx, member_id)
    if member is None or member.cell_id != cycle.cell_id or member.role in OUTSIDERS:
        return None
    return (await standings_among(tx, cycle, [member], member.id))[0]


async def standings_among(
    tx: Transaction,
    cycle: Cycle,
    roster: Sequence[Member],
    member_id: str = "",
    *,
    approved: bool = False,
) -> list[Standing]:
    """The same of these members; `member_id`: it is only this one. `approved`: what was approved
    once counts as that, whatever became of it since."""
    forms = await cycles.reviews(tx, cycle.id)
    found = await reviews.standings(tx, cycle.cell_id, cycle.id, member_id)
    refused = await consents.refusals(tx, cycle.cell_id, consent.VERSION, member_id)
    noted = await excuses.of_cycle(tx, cycle.id, member_id)
    result = []
    for member in roster:
        asked = duties(member, forms)
        counted = {form.form for form in (*asked, *forms) if form in asked or not form.member_id}
        own = [each for each in found if each.member_id == member.id and each.form in counted]
        result.append(
            Standing(
                member,
                asked,
                {
                    each.form: State.APPROVED if approved and each.approved_version else each.state
                    for each in own
                },
                any(each.revision for each in own),
                member.id in refused,
                noted.get(member.id) is Excuse.NOT_SUBMITTING,
            )
        )
    return result


async def questionnaire(office: Office, tx: Transaction, cycle_id: str, form: str) -> Questionnaire:
    """The cycle's frozen questionnaire, thawed once since it never changes; raises Refusal if
    unknown."""
    known = office.frozen.get((cycle_id, form))
    if known:
        return known
    body = await cycles.body(tx, cycle_id, form)
    if body is None:
        raise Refusal("access.not_yours")
    return office.frozen.setdefault((cycle_id, form), files.thaw(body))
