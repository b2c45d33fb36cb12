"""What the secretary does with the roster: add, invite, rename, exempt, remove, let in."""

from __future__ import annotations

from bot.domain.interview import Interview
from bot.domain.kinds import Answer
from bot.domain.messages import Button, Keyboard, Outgoing, Refusal, text
from bot.domain.people import Action, Member, Role
from bot.services import entering, interviewing, roster
from bot.services.interviewing import Stored
from bot.services.roster import Invitation
from bot.services.turns import Visit
from handlers.contract import Said, say

PER_ROW = 5


async def members_(visit: Visit, _argument: str) -> Said:
    """`/members`: the roster, and a number for each to open."""
    return say(await _list(visit))


async def _list(visit: Visit) -> Outgoing:
    everybody = await roster.everybody(visit)
    lines = tuple(
        text(
            "members.line",
            number=number,
            name=member.name,
            exempt=member.exempt_reason,
            joined=bool(member.person_id),
            secretary=member.role is Role.SECRETARY,
        )
        for number, member in enumerate(everybody, 1)
    )
    waiting = await entering.waiting(visit)
    numbers = [Button(str(n), f"m:{member.id}") for n, member in enumerate(everybody, 1)]
    cell = visit.member.cell_id
    first = (
        Button(text("members.add"), f"m:add:{cell}"),
        Button(text("members.group_link"), f"m:group:{cell}"),
    )
    asked = ((Button(text("members.requests", count=len(waiting)), f"m:requests:{cell}"),),)
    grid = tuple(tuple(numbers[i : i + PER_ROW]) for i in range(0, len(numbers), PER_ROW))
    buttons: Keyboard = (*(asked if waiting else ()), first, *grid)
    message = text("members.list", lines=lines, waiting=len(waiting), count=len(everybody))
    return Outgoing(message, buttons)


def _card(member: Member) -> Outgoing:
    message = text(
        "members.card",
        name=member.name,
        exempt=member.exempt_reason,
        joined=bool(member.person_id),
        secretary=member.role is Role.SECRETARY,
    )
    base = f"m:{member.id}"
    exempt = (
        Button(text("members.unexempt"), f"{base}:unexempt")
        if member.is_exempt
        else Button(text("members.exempt"), f"{base}:exempt")
    )
    back = Button(text("members.back"), f"m:list:{member.cell_id}")
    remove = Button(text("members.remove"), f"{base}:remove")
    rows: Keyboard = (
        (Button(text("members.new_code"), f"{base}:code"),),
        (Button(text("members.rename"), f"{base}:rename"), exempt),
        (back,) if member.role is Role.SECRETARY else (remove, back),
    )
    return Outgoing(message, rows)


async def act(visit: Visit, target: str, name: str, sure: str) -> Said:
    """Buttons of the roster and of a member's card."""
    if target in ("list", "add", "group", "requests"):
        return await _roster_act(visit, target, name)
    member = await roster.managed(visit, target)
    if not name:
        return say(_card(member))
    return await _member_act(visit, member, name, sure)


async def _roster_act(visit: Visit, target: str, cell_id: str) -> Said:
    if cell_id:
        visit.enter(cell_id)
    visit.acting(Action.MANAGE_MEMBERS)
    if target == "list":
        return say(await _list(visit))
    if target == "add":
        return say(await interviewing.begin(visit, "add_members"))
    if target == "group":
        return await _group_link(visit)
    return await _requests(visit)


async def _member_act(visit: Visit, member: Member, name: str, sure: str) -> Said:
    if name == "code":
        return say(_invitation(await roster.renew_code(visit, member.id)))
    if name == "rename":
        known = {"name": Answer(member.name)}
        return say(await interviewing.begin(visit, "rename_member", subject=member.id, known=known))
    if name == "exempt":
        return say(await interviewing.begin(visit, "exempt_member", subject=member.id))
    if name == "unexempt":
        return say(_card(await roster.exempt(visit, member.id, "")))
    if name != "remove":
        raise Refusal("interview.forged")
    if not sure:
        yes = Button(text("members.remove_yes"), f"m:{member.id}:remove:yes")
        no = Button(text("members.back"), f"m:list:{member.cell_id}")
        return say(Outgoing(text("members.remove_sure", name=member.name), ((yes, no),)))
    removed = await roster.remove(visit, member.id)
    return say(text("members.removed", name=removed.name), await _list(visit))


async def _group_link(visit: Visit) -> Said:
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


async def _requests(visit: Visit) -> Said:
    waiting = await entering.waiting(visit)
    if not waiting:
        return say(text("join.none_waiting"))
    return say(*(entering.join_question(request) for request in waiting))


async def decide(visit: Visit, request_id: str, choice: str) -> Said:
    """Let in somebody who came by the group link, or not."""
    if choice not in ("y", "n"):
        raise Refusal("interview.forged")
    request = await entering.decide(visit, request_id, accepted=choice == "y")
    key = "join.let_in" if choice == "y" else "join.kept_out"
    return say(text(key, name=request.name))


async def invite(visit: Visit, argument: str) -> Said:
    """`/invite NAME`: one message with the Telegram link, the web link and the bare code."""
    if not argument:
        visit.acting(Action.MANAGE_MEMBERS)
        return say(text("members.invite_how"))
    return say(_invitation(await roster.invite(visit, argument)))


def _invitation(invitation: Invitation) -> Outgoing:
    message = text(
        "members.invitation",
        name=invitation.member.name,
        code=invitation.code,
        telegram=invitation.telegram,
        web=invitation.web,
        only_here=invitation.only_here,
        again=bool(invitation.member.person_id),
    )
    return Outgoing(message)


async def added(visit: Visit, _stored: Stored, interview: Interview) -> Said:
    """The form with new names is complete."""
    new = await roster.add_members(visit, str(interview.answers["names"].value))
    message = text("members.added", names=tuple(member.name for member in new))
    return say(message, await _list(visit))


async def renamed(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """The form with the new name is complete."""
    return say(_card(await roster.rename(visit, stored.subject, _text(interview, "name"))))


async def exempted(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """The form with the reason is complete."""
    return say(_card(await roster.exempt(visit, stored.subject, _text(interview, "reason"))))


def _text(interview: Interview, question: str) -> str:
    return str(interview.answers[question].value)


COMMANDS = {"members": members_, "invite": invite}
FORMS = {"add_members": added, "rename_member": renamed, "exempt_member": exempted}
