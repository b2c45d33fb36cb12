"""Everything that can be typed or tapped, and which of it a person is offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.domain.interview.advance import Outcome
from bot.domain.messages import Button, Keyboard, Outgoing, Refusal, Text, text
from bot.domain.people.member import Action, Role, allowed
from bot.services.consent.consent import ConsentMissing
from bot.services.cycle import standing
from bot.services.interview import conversation, dialogues, held
from bot.services.interview.conversation import Step
from bot.services.interview.progress import progress
from bot.services.review import queue
from bot.services.turns import Visit
from handlers import (
    consent,
    cycle,
    devices,
    interview,
    papers,
    people,
    preparation,
    privacy,
    reminders,
    report,
    review,
)
from handlers.consent.consent import consent_first
from handlers.contract import Said, say
from handlers.interview import left, member
from handlers.keyboards import in_rows
from handlers.people import entry
from handlers.routes import Above, Awaited, Finish, Guard, Route, Routes

WINGS = (
    *(interview.WING, consent.WING, cycle.WING, people.WING, review.WING, preparation.WING),
    *(devices.WING, privacy.WING, reminders.WING, report.WING, papers.WING),
)

MENU = (
    *("menu", "review", "summary", "status", "remind", "ledger", "missing", "group", "prepare"),
    *("circulated", "register", "members", "invite", "template", "proxy", "blank", "cycle"),
    *("requests", "settings", "rename", "duties"),
    *("resume", "mypapers", "mydata", "materials", "agenda", "help", "web", "pin", "language"),
)
"""The commands of the menu, the most used first; each person sees what may be done."""


GROUPS: Mapping[str, tuple[str, ...]] = {
    "standing": ("status", "ledger", "remind", "missing", "group"),
    "reviewing": ("review",),
    "reports": ("summary", "circulated", "register", "mypapers"),
    "people": ("members", "invite"),
    "paper": ("proxy", "blank"),
    "preparation": ("prepare", "materials", "agenda"),
    "cycle": ("cycle",),
    "privacy": ("mydata", "requests"),
    "settings": ("settings", "rename", "duties", "web", "language", "cells", "pin"),
}
"""What is behind each button of the menu. A command that the program does not have is left out, and
one that is not listed here is behind the last button."""

OTHERS = "others"
FEW = 8
"""Up to this many commands are shown at once, without groups."""

ELSEWHERE = frozenset({"start", "menu", "help"})
"""Commands that lead to the menu themselves."""

LEADERS_ONLY = frozenset({"proxy", "summary"})
"""In the menu of those who type for everybody. A helper comes by the notice's button; to others
`/summary` is another word for `/circulated`."""

WRITERS_ONLY = frozenset({"resume"})
"""In the menu of those who have something to write: a guest has nothing to go on with."""


def grouped(visit: Visit) -> dict[str, tuple[str, ...]]:
    """The commands that this person may use, by the group of the menu."""
    there = {
        name
        for name, route in ROUTES.commands.items()
        if name not in ELSEWHERE and _usable(visit, name, route.guard)
    }
    named = {name for names in GROUPS.values() for name in names}
    groups = {group: tuple(n for n in names if n in there) for group, names in GROUPS.items()}
    groups[OTHERS] = tuple(name for name in ROUTES.commands if name in there - named)
    return {group: names for group, names in groups.items() if names}


def _usable(visit: Visit, name: str, guard: Action | Guard) -> bool:
    if name in LEADERS_ONLY and not visit.may(Action.ENTER_FOR_OTHERS):
        return False
    if name in WRITERS_ONLY and not visit.may(Action.ANSWER):
        return False
    if name == "cells" and len(visit.memberships) < 2:
        return False
    return visit.may(guard) if isinstance(guard, Action) else True


def menu_buttons(visit: Visit) -> Keyboard:
    """The menu's first screen: what there is, or its groups where that is more than a few."""
    groups = grouped(visit)
    names = tuple(name for names in groups.values() for name in names)
    if len(names) <= FEW:
        return tuple((_does(name),) for name in names)
    buttons = [
        Button(text(f"menu.{group}"), f"mn:{group}" if len(names) > 1 else f"mn:go:{names[0]}")
        for group, names in groups.items()
    ]
    return in_rows(buttons, 2)


def _does(name: str) -> Button:
    return Button(text(f"commands.{name}_about"), f"mn:go:{name}")


async def menu_(visit: Visit, *_argument: str) -> Said:
    """`/menu`: shows everything that this person can do, at most two taps away."""
    if not visit.memberships:
        return say(text("start.stranger"))
    cell = await visit.cell_of(visit.member)
    said = say(Outgoing(text("menu.screen", cell=cell.name), menu_buttons(visit)))
    return await left.beside(visit, said)


async def menu_group(visit: Visit, group: str) -> Said:
    """Shows the commands of one group of the menu."""
    names = grouped(visit).get(group, ()) if visit.memberships else ()
    if not names:
        raise Refusal("interview.forged")
    back = (Button(text("menu.back"), "mn:all"),)
    rows = tuple((_does(name),) for name in names)
    return say(Outgoing(text("menu.group", title=text(f"menu.{group}")), (*rows, back)))


async def menu_go(visit: Visit, command: str) -> Said:
    """Does what the command does, as if it had been typed."""
    if command not in ROUTES.commands:
        raise Refusal("interview.forged")
    return await ROUTES.typed(visit, command, "")


async def start(visit: Visit, argument: str) -> Said:
    """`/start`: comes in, or goes on; leaders of a cell with an open cycle begin at the menu."""
    leads = bool(visit.memberships) and visit.member.leads(visit.at)
    if argument or not leads or not await standing.current_cycle(visit, visit.member):
        return await entry.start(visit, argument)
    cell = await visit.cell_of(visit.member)
    now, go_on = await _own_work(visit)
    count = await queue.count(visit.tx, visit.member, visit.at)
    if count and not go_on:
        now = text("menu.waiting", count=count)
    message = text("menu.start", cell=cell.name, now=now)
    said = say(Outgoing(message, (*go_on, *menu_buttons(visit))), menu=True)
    return await left.beside(visit, said)


async def _own_work(visit: Visit) -> tuple[Text, Keyboard]:
    """What this person has to do, and the button that goes on with it."""
    own = visit.member
    cycle = await standing.current_cycle(visit, own)
    so_far = await progress(visit.office, visit.tx, cycle, own.id) if cycle else None
    if not cycle or not so_far:
        return text("help.nothing_to_do"), ()
    now = text("help.to_do", last_day=cycle.dates.last_day, done=so_far.done, parts=so_far.parts)
    go_on = Button(text("reminder.go_on", minutes=so_far.minutes), f"r:{own.id}")
    return now, ((go_on,),)


async def help_(visit: Visit, _argument: str) -> Said:
    """`/help`: shows what there is to do now, and the commands."""
    if not visit.memberships:
        return say(text("start.stranger"))
    own = visit.member
    cell = await visit.cell_of(own)
    now, buttons = await _own_work(visit)
    commands = tuple(text(f"commands.{name}") for name in commands_for(visit))
    message = text("help.screen", cell=cell.name, now=now, commands=commands)
    if own.leads(visit.at):
        buttons = (*buttons, *menu_buttons(visit))
    return await left.beside(visit, say(Outgoing(message, buttons), menu=True))


async def tapped(visit: Visit, interview_id: str, screen: str, act: str) -> Said:
    """Takes a tap on a button of an interview."""
    try:
        step = await conversation.tap(visit, interview_id, screen, act)
    except ConsentMissing as missing:
        return await consent_first(visit, missing)
    return await _stepped(visit, step, by_text=False)


async def answered(visit: Visit, words: str, *, for_this: bool = True) -> Said:
    """Takes a typed answer, for the interview that the chat is about; `for_this`: for the screen
    that was shown last, otherwise it is not recorded."""
    try:
        step = await conversation.typed(visit, words, for_this=for_this)
    except ConsentMissing as missing:
        return await consent_first(visit, missing)
    return await _stepped(visit, step, by_text=True)


async def settled(visit: Visit, held_id: str, act: str) -> Said:
    """Takes a text where its writer says that it belongs."""
    try:
        step = await held.settle(visit, held_id, act)
    except ConsentMissing as missing:
        return await consent_first(visit, missing)
    return await _stepped(visit, step, by_text=False) if step else await member.resume(visit)


async def cancel(visit: Visit) -> Said:
    """Leaves what is being asked. A form of the secretary's is dropped, after a question if
    something is written in it; of a review everything is kept."""
    if not visit.memberships or visit.account is None:
        return say(text("start.stranger"))
    form = await conversation.own_form(visit)
    writes = bool(visit.account.interview_id and visit.account.shown)
    visit.move(shown="", held="", filed="")
    if form and form.revision:
        title = visit.office.forms[form.form].title
        drop_ = Button(text("interview.drop_yes"), f"f:{form.id}:drop")
        keep = Button(text("member.go_on"), f"f:{form.id}")
        return say(Outgoing(text("interview.drop_sure", title=title), ((drop_, keep),)))
    if form:
        await conversation.discard(visit, form)
    if writes and not form:
        return say(Outgoing(text("interview.paused"), ((Button(text("member.go_on"), "r:"),),)))
    return await _dropped(visit, form=form is not None)


async def drop(visit: Visit, dialogue_id: str) -> Said:
    """Drops a form that was begun."""
    await conversation.discard(visit, await dialogues.one(visit, dialogue_id))
    return await _dropped(visit, form=True)


async def _dropped(visit: Visit, *, form: bool) -> Said:
    said = say(Outgoing(text("typed.cancelled", form=form), menu_buttons(visit)))
    return await left.beside(visit, said)


async def whole(visit: Visit, said: Said) -> Said:
    """What is said, with what is judged on a screen above it."""
    outgoing = []
    for each in said.outgoing:
        form, _, subject = each.about.partition(":")
        if form in ABOVE:
            above = await _judged(visit, form, subject)
            shown = text("interview.above", above=above, below=each.text)
            each = replace(each, text=shown, protected=True)  # noqa: PLW2901 -- the same message, whole
        outgoing.append(each)
    return replace(said, outgoing=tuple(outgoing))


async def _judged(visit: Visit, form: str, subject: str) -> Text:
    try:
        return await ABOVE[form](visit, subject)
    except Refusal as refusal:
        return refusal.text


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
    """Does what the completed form is for; the form itself is discarded."""
    if step.interview.unfinished:
        raise Refusal("interview.unfinished")
    await conversation.discard(visit, step.stored)
    return await FORMS[step.stored.form](visit, step.stored, step.interview)


FORMS: Mapping[str, Finish] = {id_: do for wing in WINGS for id_, do in wing.forms.items()}
FILES: Mapping[str, Awaited] = {name: file for wing in WINGS for name, file in wing.files.items()}
ABOVE: Mapping[str, Above] = {id_: say_ for wing in WINGS for id_, say_ in wing.above.items()}
ROUTES = Routes(
    (
        *(route for wing in WINGS for route in wing.routes),
        Route("/start", Guard.ANYBODY, start),
        Route("/help", Guard.ANYBODY, help_),
        Route("/menu", Guard.ANYBODY, menu_),
        Route("mn:all", Guard.ANYBODY, menu_),
        Route("mn:{group}", Guard.ANYBODY, menu_group),
        Route("mn:go:{command}", Guard.ANYBODY, menu_go),
        Route("i:{interview}:{screen}:{act}", Guard.OWNER, tapped),
        Route("h:{held}:{act}", Guard.OWNER, settled),
        Route("f:{dialogue}:drop", Guard.OWNER, drop),
    )
)


def commands_for(visit: Visit) -> tuple[str, ...]:
    """The commands of this person's menu, the most used first."""
    if not visit.memberships:
        return ("help", "language") if visit.account else ("help",)
    offered = _offered(action for action in Action if visit.may(action))
    return (*offered, *(("cells",) if len(visit.memberships) > 1 else ()))


def commands_of_role(role: Role) -> tuple[str, ...]:
    """The commands that everybody of this role has."""
    return _offered(allowed({role}))


def _offered(actions: Iterable[Action]) -> tuple[str, ...]:
    mine = frozenset(actions)
    hidden = frozenset() if Action.ENTER_FOR_OTHERS in mine else LEADERS_ONLY
    hidden |= frozenset() if Action.ANSWER in mine else WRITERS_ONLY
    guards = {name: ROUTES.commands[name].guard for name in MENU if name not in hidden}
    return tuple(name for name, guard in guards.items() if guard in mine or guard in Guard)
