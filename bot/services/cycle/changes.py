"""Mending an open cycle: its theme, who writes what, and taking the whole of it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.content.questionnaires import files
from bot.domain.messages import Button, Outgoing, Refusal, WrongState, text
from bot.domain.people.member import Member, Role
from bot.services.cycle import excuses, notices
from bot.services.cycle.standing import counts, the_open_cycle
from bot.services.parcels import ALWAYS
from bot.services.turns import Visit
from storage import cycles, members, retention, reviews
from storage.cycles import Cycle, CycleForm
from storage.engine.database import Transaction


@dataclass(frozen=True, slots=True)
class Changed:
    """What the secretary wants the open cycle to be. `authors`: by questionnaire, as at opening."""

    theme: str
    forms: Sequence[str]
    authors: Mapping[str, str]


async def change(visit: Visit, wanted: Changed) -> Cycle:
    """Change the open cycle. A questionnaire that somebody has begun stays, and one that was handed
    in stays its author's; whoever gets or loses one is told."""
    cycle = await the_open_cycle(visit)
    before = {form.form: form for form in await cycles.forms(visit.tx, cycle.id)}
    roster = {member.id: member for member in await members.roster(visit.tx, cycle.cell_id)}
    require_authors(wanted.authors, roster)
    begun = {form for _, form in await reviews.begun(visit.tx, cycle.cell_id, cycle.id)}
    for form in before:
        if form not in wanted.forms:
            if form in begun:
                raise Refusal("cycle.form_begun", form=visit.office.forms[form].title)
            await cycles.drop_form(visit.tx, cycle.cell_id, cycle.id, form)
    added = [form for form in wanted.forms if form not in before]
    fresh = frozen(visit, cycle.id, added, wanted.authors, len(before))
    await cycles.add_forms(visit.tx, fresh)
    for new in fresh:
        if new.member_id:
            await _name(visit, new, None, roster[new.member_id])
    for form, author in wanted.authors.items():
        if form in before and before[form].member_id != author:
            await _name(visit, before[form], roster.get(before[form].member_id), roster[author])
    await cycles.retitle(visit.tx, cycle.id, wanted.theme)
    await cycles.look_by(visit.tx, cycle.id, visit.at)
    await visit.record("cycle_changed", cycle.id, cycle.cell_id)
    return replace(cycle, theme=wanted.theme)


def frozen(
    visit: Visit, cycle_id: str, forms: Sequence[str], authors: Mapping[str, str], first: int = 0
) -> dict[CycleForm, str]:
    """These questionnaires as they are now, each with its frozen body."""
    asked = [visit.office.forms[form] for form in forms]
    return {
        CycleForm(cycle_id, each.id, n, authors.get(each.id, ""), each.purpose): files.freeze(each)
        for n, each in enumerate(asked, first)
    }


def require_authors(authors: Mapping[str, str], roster: Mapping[str, Member]) -> None:
    """A refusal where somebody who is excused, or left, is named to write."""
    for member_id in authors.values():
        if member_id not in roster:
            raise Refusal("members.unknown")
        if not counts(roster[member_id]):
            raise Refusal("cycle.author_excused", name=roster[member_id].name)


async def pass_on(visit: Visit, member: Member) -> Sequence[str]:
    """Whoever leaves or is excused passes on what they alone were to write and have not handed in:
    to the secretary, else to the deputy or the committee. Names of who writes now; both are told.
    """
    cycle = await cycles.open_cycle(visit.tx, member.cell_id)
    if cycle is None:
        return ()
    roster = await members.roster(visit.tx, member.cell_id)
    able = [each for each in roster if counts(each) and each.id != member.id]
    order = (Role.SECRETARY, Role.DEPUTY, Role.COMMITTEE, Role.MEMBER)
    heir = min(able, key=lambda each: order.index(each.role), default=None)
    names = []
    for form in await cycles.forms(visit.tx, cycle.id):
        if form.member_id != member.id or heir is None:
            continue
        if await reviews.is_handed_in(visit.tx, cycle.cell_id, cycle.id, member.id, form.form):
            continue
        await _name(visit, form, member, heir, unasked=True)
        names.append(heir.name)
    return names


async def _name(
    visit: Visit,
    form: CycleForm,
    former: Member | None,
    author: Member,
    *,
    unasked: bool = False,
) -> None:
    """`unasked`: nobody chose the author, who is told even where it is who acts now."""
    title = visit.office.forms[form.form].title
    of = (form.cycle_id, form.form)
    if former:
        place = (author.cell_id, form.cycle_id, former.id, form.form)
        if await reviews.is_handed_in(visit.tx, *place):
            raise Refusal("cycle.form_handed_in", form=title, name=former.name)
        lost = text("cycle.no_longer_author", form=title, name=author.name)
        notices.tell(visit, former, Outgoing(lost), "not_author", (*of, former.id))
    await cycles.name_author(visit.tx, form.cycle_id, form.form, author.id)
    begin = Button(text("member.go_on"), f"r:{author.id}")
    told = Outgoing(text("cycle.now_author", form=title), ((begin,),))
    notices.tell(visit, author, told, "author", (*of, author.id), oneself=unasked)


async def _is_author(tx: Transaction, cycle_id: str, form: str, member_id: str) -> bool:
    """Named to write it, in a cycle that is open."""
    cycle = await cycles.cycle(tx, cycle_id)
    if cycle is None or cycle.closed_at is not None:
        return False
    forms = await cycles.forms(tx, cycle_id)
    return any((each.form, each.member_id) == (form, member_id) for each in forms)


async def _is_not_author(tx: Transaction, cycle_id: str, form: str, member_id: str) -> bool:
    return not await _is_author(tx, cycle_id, form, member_id)


RULES = {"author": _is_author, "not_author": _is_not_author}


@dataclass(frozen=True, slots=True)
class Losses:
    """What goes with a cycle that is withdrawn. `drafts`: names of who has begun to write."""

    cycle: Cycle
    drafts: Sequence[Member]
    materials: int
    items: int


async def losses(visit: Visit, cycle_id: str) -> Losses:
    """What would be lost. Refused once anything was handed in."""
    cycle = await the_open_cycle(visit)
    if cycle.id != cycle_id:
        raise WrongState("cycle.not_open")
    if await reviews.any_handed_in(visit.tx, cycle.cell_id, cycle.id):
        raise Refusal("cycle.handed_in_already")
    begun = {member for member, _ in await reviews.begun(visit.tx, cycle.cell_id, cycle.id)}
    everybody = await members.known(visit.tx, cycle.cell_id)
    materials, items = await cycles.prepared(visit.tx, cycle.id)
    return Losses(cycle, [each for each in everybody if each.id in begun], materials, items)


async def withdraw(visit: Visit, cycle_id: str) -> Cycle:
    """Take back a cycle that was opened by mistake: nothing of it stays but the acts and the
    numbers of papers; who was excused from it is excused from the next. Everybody who heard of it
    is told, and whoever loses a draft hears that too."""
    found = await losses(visit, cycle_id)
    cycle = found.cycle
    lost = {member.id for member in found.drafts}
    cell_name = (await visit.cell_of(visit.member)).name
    for member in await members.roster(visit.tx, cycle.cell_id):
        if counts(member) or member.id in lost:
            notice = text(
                "cycle.withdrawn_notice", cell=cell_name, theme=cycle.theme, draft=member.id in lost
            )
            notices.tell(visit, member, Outgoing(notice), ALWAYS)
    await excuses.keep_for_next(visit, cycle)
    await retention.withdraw(visit.tx, cycle.cell_id, cycle.id)
    visit.move(interview_id="", editing="", shown="")
    await visit.record("cycle_withdrawn", cycle.id, cycle.cell_id)
    return cycle
