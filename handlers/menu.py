"""Everything that can be typed or tapped, and what of it a person is offered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from bot.domain.interview import Interview, Outcome
from bot.domain.messages import Button, FileIn, Keyboard, Outgoing, Refusal, text
from bot.domain.people import Action, Member, Role, allowed, may
from bot.services import cycles, interviewing, reminders
from bot.services.interviewing import Step, Stored
from bot.services.turns import Visit
from handlers import admin, device, materials, member, preparing, reviewing, secretary
from handlers.contract import Said, say
from handlers.routes import Guard, Route, Routes

Finish: TypeAlias = Callable[[Visit, Stored, Interview], Awaitable[Said]]

MENU = (
    *("review", "summary", "status", "remind", "prepare", "members", "invite", "cycle", "settings"),
    *("resume", "materials", "agenda", "help", "web", "pin", "language"),
)
"""The commands of the menu, the most used first; each person sees what may be done."""


async def help_(visit: Visit, _argument: str) -> Said:
    """What this person can do now."""
    if not visit.memberships:
        return say(text("start.stranger"))
    own = visit.member
    cell = await visit.cell_of(own)
    cycle = await cycles.current(visit, own)
    so_far = await reminders.progress(visit.office, visit.tx, cycle, own.id) if cycle else None
    buttons: Keyboard = ()
    now = text("help.nothing_to_do")
    if cycle and so_far:
        buttons = ((Button(text("reminder.go_on", minutes=so_far.minutes), f"r:{own.id}"),),)
        now = text(
            "help.to_do", last_day=cycle.dates.last_day, done=so_far.done, parts=so_far.parts
        )
    commands = tuple(text(f"commands.{name}") for name in commands_for(visit))
    message = text("help.screen", cell=cell.name, now=now, commands=commands)
    return say(Outgoing(message, buttons), menu=True)


async def tapped(visit: Visit, interview: str, screen: str, act: str) -> Said:
    """A button of an interview's screen."""
    return await _stepped(
        visit, await interviewing.tap(visit, interview, screen, act), by_text=False
    )


async def answered(visit: Visit, words: str) -> Said:
    """A typed text, for the interview that the chat is about."""
    return await _stepped(visit, await interviewing.typed(visit, words), by_text=True)


async def _stepped(visit: Visit, step: Step, *, by_text: bool) -> Said:
    form = step.interview.questionnaire
    finished = step.outcome is Outcome.GO_ON and step.interview.unfinished is None
    complete = step.outcome is Outcome.SUBMIT or (
        finished and not form.confirm and not step.complaint
    )
    if step.stored.form in FORMS and complete and not step.stored.cycle_id:
        return await _finish(visit, step)
    return await member.stepped(visit, step, by_text=by_text)


async def _finish(visit: Visit, step: Step) -> Said:
    """A form of somebody's own has done its work and is gone."""
    if step.interview.unfinished:
        raise Refusal("interview.unfinished")
    await interviewing.discard(visit, step.stored)
    return await FORMS[step.stored.form](visit, step.stored, step.interview)


FileHandler: TypeAlias = Callable[[Visit, str, FileIn], Awaitable[Said]]

FILES: Mapping[str, FileHandler] = {**materials.FILES}
"""By purpose: what is done with a file that is waited for. The handler takes the mark away once it
has what it needs; a refusal leaves it, so that a better file may follow."""

FORMS: Mapping[str, Finish] = {
    **secretary.FORMS,
    **admin.FORMS,
    **reviewing.FORMS,
    **preparing.FORMS,
    **materials.FORMS,
}
"""What a form of somebody's own does once it is complete."""

ROUTES = Routes(
    (
        *member.ROUTES,
        *secretary.ROUTES,
        *admin.ROUTES,
        *reviewing.ROUTES,
        *preparing.ROUTES,
        *materials.ROUTES,
        *device.ROUTES,
        Route("/help", Guard.ANYBODY, help_),
        Route("i:{interview}:{screen}:{act}", Guard.OWNER, tapped),
    )
)


def commands_for(visit: Visit) -> tuple[str, ...]:
    """The commands of this person's menu, the most used first."""
    return commands_of(visit.memberships, visit.member if visit.memberships else None, now=visit.at)


def commands_of(
    memberships: Sequence[Member], active: Member | None, *, now: int
) -> tuple[str, ...]:
    """The commands of somebody with these memberships, when the talk is about `active`."""
    if active is None:
        return ("help", "language")
    offered = _offered(action for action in Action if may(active, action, now))
    return (*offered, *(("cells",) if len(memberships) > 1 else ()))


def commands_of_role(role: Role) -> tuple[str, ...]:
    """The commands that everybody of this role has."""
    return _offered(allowed({role}))


def _offered(actions: Iterable[Action]) -> tuple[str, ...]:
    mine = frozenset(actions)
    guards = {name: ROUTES.commands[name].guard for name in MENU}
    return tuple(name for name, guard in guards.items() if guard in mine or guard in Guard)
