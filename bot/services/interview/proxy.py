"""Reviews on paper: who may type a member's paper for the member. The interview remains the
member's own; who typed it is kept with it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.messages import Button, NotAllowed, Outgoing, Refusal, WrongState, text
from bot.domain.people.member import Action, Member
from bot.services.consent import consent
from bot.services.cycle.standing import Standing, standings
from bot.services.office import code_from, code_of
from bot.services.parcels import Job
from bot.services.turns import Visit
from storage import cycles, excuses, members
from storage.cycles import Cycle
from storage.engine.database import Transaction
from storage.interviews import Stored

CODE_PART = 3
"""Signs of a paper's code before and after its hyphen: enough to tell the papers of a cell."""


def is_own(visit: Visit, stored: Stored) -> bool:
    """Whether this person is the author."""
    return any(member.id == stored.member_id for member in visit.memberships)


async def writing_for(visit: Visit, stored: Stored) -> Member | None:
    """The author whose paper this person types; `None` for the author. Raises NotAllowed for
    anybody else, and for typing without the author's signature."""
    if is_own(visit, stored):
        return None
    author = await members.member(visit.tx, stored.member_id)
    if author is None or not stored.cycle_id:
        raise NotAllowed("access.not_yours")
    visit.enter(author.cell_id)
    await require(visit, author, stored.cycle_id)
    if not await consent.signed(visit, author):
        raise NotAllowed("access.not_yours")
    return author


async def name_of(visit: Visit, stored: Stored) -> str:
    """The author's name."""
    return await members.known_as(visit.tx, stored.member_id)


async def typist_of(visit: Visit, stored: Stored) -> str:
    """The name of the one who typed the author's paper last; empty if nobody did."""
    return await members.known_as(visit.tx, stored.entered_by) if stored.entered_by else ""


async def require(visit: Visit, author: Member, cycle_id: str) -> None:
    """Raises NotAllowed unless the person leads the cell or was named as this member's helper."""
    typist = visit.acting(Action.ANSWER)
    if author.cell_id != typist.cell_id or author.id == typist.id:
        raise NotAllowed("access.not_yours")
    if visit.may(Action.ENTER_FOR_OTHERS):
        return
    if (await excuses.helpers(visit.tx, cycle_id)).get(author.id) != typist.id:
        raise NotAllowed("access.not_yours")


@dataclass(frozen=True, slots=True)
class OnPaper:
    """Somebody whose paper may be typed. `signed`: the consent on paper is recorded."""

    standing: Standing
    helper: Member | None
    signed: bool

    @property
    def member(self) -> Member:
        """The member whose paper it is."""
        return self.standing.member


async def papers(visit: Visit) -> tuple[Cycle, Sequence[OnPaper]]:
    """For whom this person may type: a leader for all who submit on paper or never came in, a
    helper for those the helper was named for."""
    typist = visit.acting(Action.ANSWER)
    cycle = await _open_cycle(visit, typist)
    named = await excuses.helpers(visit.tx, cycle.id)
    leads = visit.may(Action.ENTER_FOR_OTHERS)
    everybody = await standings(visit.tx, cycle)
    known = {each.member.id: each.member for each in everybody}
    found = []
    for each in everybody:
        mine = leads or named.get(each.member.id) == typist.id
        without = each.on_paper or not each.member.person_id
        if mine and without and each.duties and each.member.id != typist.id:
            helper = known.get(named.get(each.member.id, ""))
            found.append(OnPaper(each, helper, await consent.signed(visit, each.member)))
    return cycle, found


async def _open_cycle(visit: Visit, member: Member) -> Cycle:
    cycle = await cycles.open_cycle(visit.tx, member.cell_id)
    if cycle is None:
        raise WrongState("proxy.no_cycle")
    return cycle


async def paper_of(visit: Visit, member_id: str) -> tuple[Cycle, OnPaper]:
    """The member's paper among `papers`; raises NotAllowed if it is not one of them."""
    cycle, found = await papers(visit)
    one = next((each for each in found if each.member.id == member_id), None)
    if one is None:
        author = await members.member(visit.tx, member_id)
        if author is None or not visit.may(Action.ENTER_FOR_OTHERS):
            raise NotAllowed("access.not_yours")
        await require(visit, author, cycle.id)
        raise NotAllowed("proxy.does_it_alone", name=author.shown)
    return cycle, one


def paper_code(cycle_id: str, member_id: str) -> str:
    """What a printed form bears, so that whoever types it in finds whose it is. It is no secret:
    it lets nobody in, and means nothing in another cycle."""
    code = code_from(hashlib.sha256(f"{cycle_id}:{member_id}".encode()).digest())
    return f"{code[:CODE_PART]}-{code[CODE_PART : 2 * CODE_PART]}".upper()


async def paper_with(visit: Visit, typed: str) -> OnPaper:
    """The paper among `papers` that bears this code. Raises Refusal, the same for a code of an
    earlier cycle, for one of a paper that is somebody else's to type, and for none at all."""
    cycle, found = await papers(visit)
    wanted = code_of(typed)
    bearing = [one for one in found if code_of(paper_code(cycle.id, one.member.id)) == wanted]
    if len(bearing) != 1:
        raise Refusal("proxy.unknown_code")
    return bearing[0]


async def sign(visit: Visit, member_id: str) -> OnPaper:
    """Records that this person holds the member's signature on paper."""
    _, found = await paper_of(visit, member_id)
    if not found.signed:
        await consent.on_paper(visit, found.member)
    return found


async def name_helper(visit: Visit, member_id: str, helper_id: str) -> tuple[Member, Member]:
    """Names who types the member's paper, with a notice that leaves out whose it is. An empty id
    takes the helper off.

    Returns the member and the helper, or the member twice if there is no helper.
    """
    leader = visit.acting(Action.ENTER_FOR_OTHERS)
    cycle, found = await paper_of(visit, member_id)
    if not helper_id:
        await excuses.drop_helper(visit.tx, cycle.id, found.member.id)
        await visit.record("helper_dropped", found.member.id, leader.cell_id)
        return found.member, found.member
    helper = await members.member(visit.tx, helper_id)
    if helper is None or helper.id not in {each.id for each in await helpers_for(visit, member_id)}:
        raise Refusal("members.unknown")
    await excuses.name_helper(visit.tx, cycle.id, found.member.id, helper.id, now=visit.at)
    await visit.record("helper_named", found.member.id, leader.cell_id)
    button = Button(text("proxy.open"), f"px:list:{leader.cell_id}")
    notice = Outgoing(text("proxy.named_notice"), ((button,),))
    visit.tell(
        notice,
        to=helper.person_id,
        cell_id=leader.cell_id,
        rule="helps",
        about=(cycle.id, found.member.id, helper.id),
    )
    return found.member, helper


async def _helps(tx: Transaction, cycle_id: str, member_id: str, helper_id: str) -> bool:
    """Whoever was named still is, in a cycle that is open."""
    cycle = await cycles.cycle(tx, cycle_id)
    if cycle is None or cycle.closed_at is not None:
        return False
    return (await excuses.helpers(tx, cycle_id)).get(member_id) == helper_id


RULES = {"helps": _helps}


async def helpers_for(visit: Visit, member_id: str) -> list[Member]:
    """Who can be named: anybody on the roster who has come in, but the leader and the member."""
    leader = visit.acting(Action.ENTER_FOR_OTHERS)
    return [
        each
        for each in await members.roster(visit.tx, leader.cell_id)
        if each.person_id and each.id not in (member_id, leader.id)
    ]


async def print_blank(visit: Visit, member_ids: Sequence[str] | None) -> int:
    """Sends the paper form, blank (`None`) or with the names of these members; returns how many."""
    leader = visit.acting(Action.ENTER_FOR_OTHERS)
    cycle = await cycles.newest_cycle(visit.tx, leader.cell_id)
    if cycle is None:
        raise WrongState("cycle.none_yet")
    roster = {each.id for each in await members.roster(visit.tx, leader.cell_id)}
    chosen = tuple(each for each in member_ids or () if each in roster)
    if member_ids is not None and not chosen:
        raise Refusal("blank.nobody")
    visit.post(BlankJob(cycle.id, chosen), cell_id=leader.cell_id)
    return len(chosen) or 1


@dataclass(frozen=True, slots=True)
class BlankJob(Job):
    """Prints the paper form: blank, or with the names of these members."""

    cycle_id: str
    member_ids: tuple[str, ...] = ()
