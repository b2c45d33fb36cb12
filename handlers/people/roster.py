"""What the secretary does with the roster: add, invite, remove, let in."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.interview.interview import Interview
from bot.domain.messages import Button, Outgoing, Refusal, text
from bot.domain.people.member import Action, Member
from bot.services.interview import conversation
from bot.services.interview.conversation import Stored
from bot.services.people import adding, joining, leaving, roster
from bot.services.people.roster import Invitation
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.keyboards import numbered
from handlers.people.card import card_of, listing
from handlers.routes import Route


async def members_(visit: Visit, _argument: str) -> Said:
    """`/members`: shows the roster, and a number for each member to open."""
    return say(await listing(visit))


async def listed(visit: Visit, *_cell: str) -> Said:
    """Shows the roster again."""
    return say(await listing(visit))


async def absent(visit: Visit, _cell: str) -> Said:
    """Shows who has something to write and never came in, with a button for each invitation."""
    found = await roster.absent(visit)
    lines = tuple(
        text("members.absent_line", number=n, name=m.shown) for n, m in enumerate(found, 1)
    )
    codes = {n: f"m:{m.id}:code" for n, m in enumerate(found, 1)}
    return say(Outgoing(text("members.absent", lines=lines), numbered(codes)))


async def card(visit: Visit, member_id: str) -> Said:
    """Shows one member's card."""
    return say(card_of(visit, await roster.managed(visit, member_id)))


async def add(visit: Visit, *_cell: str) -> Said:
    """Begins the form for new names."""
    visit.acting(Action.MANAGE_MEMBERS)
    return say(await conversation.begin(visit, "add_members"))


async def new_code(visit: Visit, member_id: str) -> Said:
    """Gives the invitation; for somebody who has come in already, asks first what it is for."""
    member = await roster.invited(visit, member_id)
    if member.person_id:
        return say(leaving.which_code(member))
    return await new_code_for(visit, member_id, "add")


async def new_code_for(visit: Visit, member_id: str, what: str) -> Said:
    """Gives an invitation that signs the old devices out, or that adds one. One that still works is
    shown again; one for the other purpose is not ended without asking."""
    alive = await roster.alive(visit, member_id)
    if alive is None:
        return await another_code(visit, member_id, what)
    if alive.revokes is _revokes(what):
        return say(*_invitation(alive, (_ask_another(alive.member, what),)))
    return await ask_another_code(visit, member_id, what)


async def ask_another_code(visit: Visit, member_id: str, what: str) -> Said:
    """Says that an invitation which still works will not any more, and asks."""
    member = await roster.managed(visit, member_id)
    kept = "add" if _revokes(what) else "revoke"
    alive = await roster.alive(visit, member_id)
    keep = what if alive is None or alive.revokes is _revokes(what) else kept
    base = f"m:{member_id}:code"
    yes = Button(text("members.another_yes"), f"{base}:{what}:anew")
    no = Button(text("members.another_no"), f"{base}:{keep}")
    return say(Outgoing(text("members.another_sure", name=member.shown), ((yes,), (no,))))


async def another_code(visit: Visit, member_id: str, what: str) -> Said:
    """Gives a fresh invitation; an earlier one no longer works."""
    return say(*_invitation(await roster.renew_code(visit, member_id, revokes=_revokes(what))))


def _revokes(what: str) -> bool:
    if what not in ("revoke", "add"):
        raise Refusal("interview.forged")
    return what == "revoke"


def _ask_another(member: Member, what: str) -> Button:
    return Button(text("members.another_code"), f"m:{member.id}:code:{what}:ask")


async def remove(visit: Visit, member_id: str) -> Said:
    """Asks why the member leaves."""
    return say(await leaving.why(visit, await roster.managed(visit, member_id)))


async def remove_now(visit: Visit, member_id: str, how: str) -> Said:
    """Takes the member off the roster; a reason that is not listed is asked for in words first."""
    if how == "other":
        member = await roster.managed(visit, member_id)
        return say(await conversation.begin(visit, "leave_reason", subject=member.id))
    return await _removed(visit, member_id, how)


async def _removed(visit: Visit, member_id: str, how: str, note: str = "") -> Said:
    gone = await roster.remove(visit, member_id, how, note)
    return say(text("members.removed", name=gone.shown), await listing(visit))


async def group_link(visit: Visit, _cell: str) -> Said:
    """Gives the link that may be posted in the cell's group."""
    secretary = visit.acting(Action.MANAGE_MEMBERS)
    cell = await visit.cell_of(secretary)
    links = visit.office.links
    return say(
        text(
            "members.group_text",
            cell=cell.name,
            telegram=links.telegram(cell.group_code),
            web=links.page(f"g/{cell.group_code}"),
            only_here=links.only_here,
            code=cell.group_code,
        )
    )


async def requests(visit: Visit, _cell: str) -> Said:
    """Shows who came by the group link, one message for each."""
    waiting = await joining.waiting(visit)
    if not waiting:
        return say(text("join.none_waiting"))
    return say(*[await joining.join_question(visit, request) for request in waiting])


async def let_in(visit: Visit, request_id: str) -> Said:
    """Lets in somebody who came by the group link, if one member alone can be meant; else asks who
    it is."""
    request = await joining.request_of(visit, request_id)
    member = await joining.only_one(visit, request)
    if member is None:
        return say(await joining.join_question(visit, request))
    return await let_in_as(visit, request_id, member.id)


async def let_in_as(visit: Visit, request_id: str, member_id: str) -> Said:
    """Lets somebody in as this member of the roster."""
    _, member = await joining.decide(visit, request_id, accepted=True, chosen=member_id)
    return say(text("join.let_in", name=member.shown if member else "", added=False))


async def let_in_anew(visit: Visit, request_id: str) -> Said:
    """Lets somebody in who was on no roster, and is now."""
    _, member = await joining.decide(visit, request_id, accepted=True)
    return say(text("join.let_in", name=member.shown if member else "", added=True))


async def keep_out(visit: Visit, request_id: str) -> Said:
    """Turns away somebody who came by the group link."""
    request, _ = await joining.decide(visit, request_id, accepted=False)
    return say(text("join.kept_out", name=request.name))


async def invite(visit: Visit, argument: str) -> Said:
    """`/invite NAME`: gives one message with the Telegram link, the web link and the bare code."""
    if not argument:
        visit.acting(Action.MANAGE_MEMBERS)
        return say(text("members.invite_how"))
    found = await adding.meant(visit, argument)
    if found.exact:
        told = await adding.unkept(visit, argument)
        only = found.only
        asked = await new_code(visit, only.id) if only else say(adding.which(found))
        return replace(asked, outgoing=(*told, *asked.outgoing))
    return say(*await adding.ask(visit, argument, invites=True))


def _invitation(
    invitation: Invitation, buttons: tuple[Button, ...] = ()
) -> tuple[Outgoing, Outgoing]:
    """The invitation, with nothing in it that is not for the member; then the secretary's part."""
    here = invitation.only_here
    handed = text(
        "members.invitation",
        name=invitation.member.shown,
        code=invitation.code,
        telegram=invitation.telegram,
        web="" if here else invitation.web,
    )
    came = bool(invitation.member.person_id)
    note = text("members.invited", came=came, only_here=invitation.web if here else "")
    return Outgoing(handed, shareable=True), Outgoing(note, (buttons,) if buttons else ())


async def added(visit: Visit, _stored: Stored, interview: Interview) -> Said:
    """Asks whether the names of the form are to be added."""
    return say(*await adding.ask(visit, _text(interview, "names")))


async def add_now(visit: Visit, dialogue: str, which: str) -> Said:
    """Adds the names that were asked about, or leaves the roster as it is."""
    kept = await adding.asked(visit, dialogue)
    if which not in ("new", "all", "no"):
        raise Refusal("interview.forged")
    if which == "no":
        return say(text("members.add_dropped"))
    new = await adding.add(visit, kept, namesakes=which == "all")
    message = text("members.added", names=tuple(member.shown for member in new))
    if kept.subject == adding.INVITES and len(new) == 1:
        return say(message, *_invitation(await roster.renew_code(visit, new[0].id)))
    return say(message, await listing(visit))


async def left(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """Takes the member off the roster for the reason of the form."""
    return await _removed(visit, stored.subject, "other", _text(interview, "reason"))


async def restored(visit: Visit, former_id: str) -> Said:
    """Puts somebody back on the roster, with the earlier history and a new code."""
    member = await leaving.restore(visit, former_id)
    return say(
        text("moving.restored", name=member.shown),
        *_invitation(await roster.renew_code(visit, member.id)),
    )


async def anew(visit: Visit, former_id: str) -> Said:
    """Adds somebody else of the same name, with a new code."""
    member = await adding.anew(visit, former_id)
    return say(*_invitation(await roster.renew_code(visit, member.id)))


def _text(interview: Interview, question: str) -> str:
    return str(interview.answers[question].value)


ROUTES = (
    Route("/members", Action.MANAGE_MEMBERS, members_),
    Route("/invite", Action.MANAGE_MEMBERS, invite),
    Route("m:absent:{cell}", Action.MANAGE_MEMBERS, absent),
    Route("m:list:{cell}", Action.MANAGE_MEMBERS, listed),
    Route("m:add", Action.MANAGE_MEMBERS, add),
    Route("m:add:{cell}", Action.MANAGE_MEMBERS, add),
    Route("ma:{dialogue}:{which}", Action.MANAGE_MEMBERS, add_now),
    Route("m:group:{cell}", Action.MANAGE_MEMBERS, group_link),
    Route("m:requests:{cell}", Action.MANAGE_MEMBERS, requests),
    Route("m:{member}", Action.MANAGE_MEMBERS, card),
    Route("m:{member}:code", Action.MANAGE_MEMBERS, new_code),
    Route("m:{member}:code:{what}", Action.MANAGE_MEMBERS, new_code_for),
    Route("m:{member}:code:{what}:ask", Action.MANAGE_MEMBERS, ask_another_code),
    Route("m:{member}:code:{what}:anew", Action.MANAGE_MEMBERS, another_code),
    Route("m:{member}:remove", Action.MANAGE_MEMBERS, remove),
    Route("m:{member}:remove:{how}", Action.MANAGE_MEMBERS, remove_now),
    Route("o:{former}:back", Action.MANAGE_MEMBERS, restored),
    Route("o:{former}:anew", Action.MANAGE_MEMBERS, anew),
    Route("j:{request}:y", Action.MANAGE_MEMBERS, let_in),
    Route("j:{request}:new", Action.MANAGE_MEMBERS, let_in_anew),
    Route("j:{request}:as:{member}", Action.MANAGE_MEMBERS, let_in_as),
    Route("j:{request}:n", Action.MANAGE_MEMBERS, keep_out),
)
FORMS = {
    "add_members": added,
    "leave_reason": left,
}
