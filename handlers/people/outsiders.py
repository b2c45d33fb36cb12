"""What the secretary does with guests and superiors, who are on no roster."""

from __future__ import annotations

from bot.domain.interview.interview import Interview
from bot.domain.messages import Button, Outgoing, Text, text
from bot.domain.people.member import Action, Member, Role
from bot.services.interview import conversation
from bot.services.interview.conversation import Stored
from bot.services.people import roles
from bot.services.people.roles import Outsider
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.dialogue import day_of, text_of
from handlers.routes import Route


async def outside(visit: Visit, _cell: str) -> Said:
    """Shows the guests and superiors."""
    return say(await _outside(visit))


async def _outside(visit: Visit) -> Outgoing:
    known = await roles.outsiders(visit)
    cell = visit.member.cell_id
    add = (
        Button(text("roles.add_guest"), f"o:guest:{cell}"),
        Button(text("roles.add_superior"), f"o:superior:{cell}"),
    )
    rows = tuple((Button(_called(visit, each), f"o:{each.id}"),) for each in known)
    back = Button(text("members.back"), f"m:list:{cell}")
    return Outgoing(text("roles.outside", count=len(known)), (*rows, add, (back,)))


def _called(visit: Visit, member: Member) -> Text:
    over = member.until is not None and member.until <= visit.at
    return text("roles.outsider_line", name=member.shown, role=member.role.value, over=over)


def card(visit: Visit, member: Member) -> Outgoing:
    message = text(
        "roles.outsider_card",
        name=member.shown,
        role=text(f"roles.name_{member.role}"),
        post=member.government_post,
        organisation=member.organisation,
        last_day=roles.last_day(visit.office, member),
        joined=bool(member.person_id),
    )
    code = Button(text("members.new_code"), f"m:{member.id}:code")
    drop = Button(text("roles.drop"), f"o:{member.id}:drop")
    back = Button(text("roles.back"), f"o:outside:{member.cell_id}")
    return Outgoing(message, ((code,), (drop, back)))


async def add_guest(visit: Visit, _cell: str) -> Said:
    """Begins the form for a guest."""
    return say(await conversation.begin(visit, "guest"))


async def add_superior(visit: Visit, _cell: str) -> Said:
    """Begins the form for a superior."""
    return say(await conversation.begin(visit, "superior"))


async def guest_added(visit: Visit, _stored: Stored, interview: Interview) -> Said:
    """Adds the guest of the form, and shows the card."""
    new = Outsider(
        name=text_of(interview, "name"),
        organisation=text_of(interview, "organisation"),
        post=text_of(interview, "post"),
        last_day=day_of(interview, "last_day"),
    )
    return say(card(visit, await roles.add_outsider(visit, Role.GUEST, new)))


async def superior_added(visit: Visit, _stored: Stored, interview: Interview) -> Said:
    """Adds the superior of the form, and shows the card."""
    new = Outsider(text_of(interview, "name"), text_of(interview, "organisation"))
    return say(card(visit, await roles.add_outsider(visit, Role.SUPERIOR, new)))


async def drop(visit: Visit, member_id: str) -> Said:
    """Asks whether this guest or superior is to lose access."""
    member = await roles.target(visit, member_id)
    yes = Button(text("roles.drop_yes"), f"o:{member.id}:drop:yes")
    no = Button(text("roles.back"), f"o:outside:{member.cell_id}")
    return say(Outgoing(text("roles.drop_sure", name=member.shown), ((yes, no),)))


async def drop_now(visit: Visit, member_id: str) -> Said:
    """Takes access away from the guest or superior."""
    member = await roles.drop_outsider(visit, member_id)
    return say(text("roles.dropped", name=member.shown), await _outside(visit))


ROUTES = (
    Route("o:{member}:drop", Action.MANAGE_ROLES, drop),
    Route("o:{member}:drop:yes", Action.MANAGE_ROLES, drop_now),
    Route("o:outside:{cell}", Action.MANAGE_ROLES, outside),
    Route("o:guest:{cell}", Action.MANAGE_ROLES, add_guest),
    Route("o:superior:{cell}", Action.MANAGE_ROLES, add_superior),
)
FORMS = {"guest": guest_added, "superior": superior_added}
