"""What the secretary does with roles and the secretary's post, and what others see of it."""

from __future__ import annotations

from datetime import date

from bot.domain.interview.interview import Interview
from bot.domain.messages import Button, Keyboard, Outgoing, Refusal, Text, text
from bot.domain.people.member import OUTSIDERS, Action, Member, Role
from bot.services.interview import conversation
from bot.services.interview.conversation import Stored
from bot.services.people import roles, secretary
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.dialogue import day_of
from handlers.people import outsiders
from handlers.routes import Guard, Route


async def screen(visit: Visit, member_id: str) -> Said:
    """Shows which roles somebody has, and which can be given or taken."""
    return say(await _screen(visit, await roles.target(visit, member_id)))


async def _screen(visit: Visit, member: Member) -> Outgoing:
    if member.role in OUTSIDERS:
        return outsiders.card(visit, member)
    acting = secretary.acting_now(visit.office, member)
    message = text(
        "roles.screen",
        name=member.shown,
        roles=_names(visit, member),
        acting=text("roles.acting_days", begins=acting[0], ends=acting[1]) if acting else None,
        offered=await secretary.offered_to(visit, member) is not None,
    )
    rows: list[tuple[Button, ...]] = [
        *_main_buttons(member),
        *_beside_buttons(member),
        *await _post_buttons(visit, member),
        (Button(text("roles.back"), f"m:{member.id}"),),
    ]
    return Outgoing(message, tuple(rows))


def _names(visit: Visit, member: Member) -> tuple[Text, ...]:
    held = member.roles(visit.at) - {Role.ACTING}
    return tuple(text(f"roles.name_{role}") for role in Role if role in held)


def _main_buttons(member: Member) -> Keyboard:
    if member.is_secretary:
        return ()
    others = [role for role in roles.MAIN if role is not member.role]
    return tuple(
        (Button(text(f"roles.give_{role}"), f"o:{member.id}:give:{role}"),) for role in others
    )


def _beside_buttons(member: Member) -> Keyboard:
    held = {Role.RECORDER: member.records, Role.GROUP_HEAD: member.heads_group}
    rows = []
    for role in roles.BESIDE:
        act = "take" if held[role] else "give"
        if role is Role.GROUP_HEAD and not (member.party_group or held[role]):
            continue
        rows.append((Button(text(f"roles.{act}_{role}"), f"o:{member.id}:{act}:{role}"),))
    return tuple(rows)


async def _post_buttons(visit: Visit, member: Member) -> Keyboard:
    """The buttons for acting as secretary, and for handing the post over."""
    if member.is_secretary:
        return ()
    rows = []
    if secretary.acting_now(visit.office, member):
        rows.append((Button(text("roles.end_acting"), f"o:{member.id}:act:end"),))
    elif member.role in secretary.STANDS_IN:
        rows.append((Button(text("roles.act"), f"o:{member.id}:act"),))
    if await secretary.offered_to(visit, member):
        rows.append((Button(text("roles.withdraw"), f"o:{member.id}:hand:off"),))
    elif member.person_id:
        rows.append((Button(text("roles.hand_over"), f"o:{member.id}:hand"),))
    return tuple(rows)


async def give(visit: Visit, member_id: str, role: Role) -> Said:
    """Gives a role."""
    return say(await _screen(visit, await roles.give(visit, member_id, role)))


async def take(visit: Visit, member_id: str, role: Role) -> Said:
    """Takes away a role held beside another one."""
    return say(await _screen(visit, await roles.take(visit, member_id, role)))


async def mine(visit: Visit, member_id: str) -> Said:
    """Shows somebody which roles they have now, after a notice that these changed."""
    member = visit.own(member_id)
    visit.enter(member.cell_id)
    return say(await _mine(visit, member))


async def duties(visit: Visit, _argument: str) -> Said:
    """`/duties`: shows this person's roles in the cell that the chat is about."""
    return say(await _mine(visit, visit.member))


async def _mine(visit: Visit, member: Member) -> Outgoing:
    acting = secretary.acting_now(visit.office, member)
    offered = await secretary.offered_to(visit, member) is not None
    stand_in = await secretary.stand_in(visit, member)
    message = text(
        "roles.mine",
        cell=(await visit.cell_of(member)).name,
        roles=_names(visit, member),
        acting=text("roles.acting_days", begins=acting[0], ends=acting[1]) if acting else None,
        secretary=await secretary.secretary_of(visit, member),
        stand_in=_acts(stand_in) if stand_in else None,
        offered=offered,
    )
    rows: list[tuple[Button, ...]] = []
    if acting:
        rows.append((Button(text("roles.stop_acting"), f"o:{member.id}:stop"),))
    if stand_in:
        rows.append((Button(text("roles.end_acting"), f"o:{stand_in[0].id}:act:end"),))
    if offered:
        accept = Button(text("roles.accept"), f"o:{member.id}:accept")
        rows.append((accept, Button(text("roles.decline"), f"o:{member.id}:decline")))
    return Outgoing(message, tuple(rows))


def _acts(stand_in: tuple[Member, date, date]) -> Text:
    who, begins, ends = stand_in
    return text("roles.stand_in", name=who.shown, begins=begins, ends=ends)


async def act(visit: Visit, member_id: str) -> Said:
    """Begins the form for the days of acting as secretary."""
    member = await roles.on_roster(visit, member_id)
    return say(await conversation.begin(visit, "acting", subject=member.id))


async def acts(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """Lets this member act as secretary on the days of the form."""
    begins = day_of(interview, "begins")
    ends = day_of(interview, "ends")
    if ends is None:
        raise Refusal("interview.unfinished")
    member = await secretary.act(visit, stored.subject, begins, ends)
    days = secretary.acting_now(visit.office, member) or (ends, ends)
    done = text("roles.acting_set", name=member.shown, begins=days[0], ends=days[1])
    return say(done, await _screen(visit, member))


async def end_acting(visit: Visit, member_id: str) -> Said:
    """Ends the acting before its last day: the secretary is in charge again."""
    member = await secretary.end_acting(visit, member_id)
    return say(text("roles.acting_ended", name=member.shown), await _screen(visit, member))


async def stop_acting(visit: Visit, member_id: str) -> Said:
    """Ends this person's own acting before its last day."""
    member = await secretary.stop_acting(visit, member_id)
    return say(text("roles.acting_over"), await _mine(visit, member))


async def hand_over(visit: Visit, member_id: str) -> Said:
    """Asks whether to hand the post over, and what the secretary becomes then."""
    member = await roles.on_roster(visit, member_id)
    committee = Button(text("roles.then_committee"), f"o:{member.id}:hand:committee")
    plain = Button(text("roles.then_member"), f"o:{member.id}:hand:member")
    no = Button(text("roles.not_now"), f"o:{member.id}")
    sure = text("roles.hand_over_sure", name=member.shown)
    return say(Outgoing(sure, ((committee,), (plain,), (no,))))


async def offer(visit: Visit, member_id: str, becomes: Role) -> Said:
    """Offers the secretary's post to this member."""
    member = await secretary.offer(visit, member_id, becomes)
    return say(text("roles.offered", name=member.shown), await _screen(visit, member))


async def withdraw(visit: Visit, member_id: str) -> Said:
    """Takes the offer back."""
    member = await secretary.withdraw(visit, member_id)
    return say(text("roles.withdrawn"), await _screen(visit, member))


async def accept(visit: Visit, member_id: str) -> Said:
    """Makes this member the secretary."""
    member = await secretary.take_over(visit, member_id)
    cell = await visit.cell_of(member)
    return say(text("roles.taken_over", cell=cell.name), menu=True)


async def decline(visit: Visit, member_id: str) -> Said:
    """Declines the offer of the post."""
    member = await secretary.decline(visit, member_id)
    return say(text("roles.declined"), await _mine(visit, member))


ROUTES = (
    Route("/duties", Guard.OWNER, duties),
    Route("o:{member}", Action.MANAGE_ROLES, screen),
    Route("o:{member}:give:{role}", Action.MANAGE_ROLES, give),
    Route("o:{member}:take:{role}", Action.MANAGE_ROLES, take),
    Route("o:{member}:act", Action.MANAGE_ROLES, act),
    Route("o:{member}:act:end", Action.MANAGE_ROLES, end_acting),
    Route("o:{member}:hand", Action.MANAGE_ROLES, hand_over),
    Route("o:{member}:hand:{becomes}", Action.MANAGE_ROLES, offer),
    Route("o:{member}:hand:off", Action.MANAGE_ROLES, withdraw),
    Route("o:mine:{own}", Guard.OWNER, mine),
    Route("o:{own}:stop", Guard.OWNER, stop_acting),
    Route("o:{own}:accept", Guard.OWNER, accept),
    Route("o:{own}:decline", Guard.OWNER, decline),
)
FORMS = {"acting": acts}
