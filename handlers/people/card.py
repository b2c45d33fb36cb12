"""How the roster and a member's card look to those who manage them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import count

from bot.domain.messages import Button, Keyboard, Outgoing, Text, text
from bot.domain.people.member import Action, Member, MemberKind, MemberStanding, Role
from bot.services.people import joining, roster
from bot.services.turns import Visit
from handlers.keyboards import numbered
from handlers.people import table

SEVERAL = 2


async def listing(visit: Visit) -> Outgoing:
    """The roster, by party groups where there are several, and a number for each to open."""
    groups = _groups(await roster.everybody(visit))
    everybody = [member for members in groups.values() for member in members]
    waiting = await joining.waiting(visit)
    cell = visit.member.cell_id
    more: tuple[Button, ...] = (Button(text("import.open"), f"m:import:{cell}"),)
    if visit.may(Action.MANAGE_ROLES):
        more = (*more, Button(text("roles.outsiders"), f"o:outside:{cell}"))
    ways: Keyboard = (
        (
            Button(text("members.add"), f"m:add:{cell}"),
            Button(text("members.group_link"), f"m:group:{cell}"),
        ),
        more,
    )
    asked = ((Button(text("members.requests", count=len(waiting)), f"m:requests:{cell}"),),)
    grid = numbered({n: f"m:{member.id}" for n, member in enumerate(everybody, 1)})
    buttons: Keyboard = (*(asked if waiting else ()), *ways, *grid)
    message = text(
        "members.list",
        lines=_lines(groups),
        waiting=len(waiting),
        count=len(everybody),
        kinds=_kinds(everybody),
        standings=_standings(everybody),
    )
    return Outgoing(message, buttons)


def _groups(everybody: Sequence[Member]) -> Mapping[str, Sequence[Member]]:
    """The roster by party groups, where there are several; members of none come last."""
    names = list(dict.fromkeys(member.party_group for member in everybody if member.party_group))
    if len(names) < SEVERAL:
        return {"": everybody}
    return {
        name: [member for member in everybody if member.party_group == name]
        for name in (*names, "")
    }


def _lines(groups: Mapping[str, Sequence[Member]]) -> tuple[Text, ...]:
    """A line for each member, and one above each group."""
    lines: list[Text] = []
    number = count(1)
    for name, members in groups.items():
        if len(groups) > 1 and members:
            lines.append(text("members.group", name=name, count=len(members)))
        lines += [_line(next(number), member) for member in members]
    return tuple(lines)


def _line(number: int, member: Member) -> Text:
    return text(
        "members.line",
        number=number,
        name=member.shown,
        standing=_standing(member),
        joined=bool(member.person_id),
        roles=_roles(member),
    )


def _standing(member: Member) -> Text | None:
    """What the list says of somebody who does not take part as usual, or is excused this time."""
    if member.standing is not MemberStanding.ACTIVE:
        return text(f"members.standing_{member.standing}")
    return text("members.excused") if member.exempt_reason else None


def _roles(member: Member) -> tuple[Text, ...]:
    """The roles that somebody has beside being a member."""
    told = (role for role in member.given if role is not Role.MEMBER)
    return tuple(text(f"import.role_{role}") for role in told)


def _kinds(everybody: Sequence[Member]) -> tuple[Text, ...]:
    """How many members there are of each kind, which add up; nothing where all are full members."""
    counts = Counter(member.kind for member in everybody)
    if set(counts) <= {MemberKind.OFFICIAL}:
        return ()
    return tuple(
        text(f"import.count_{kind}", count=counts[kind]) for kind in MemberKind if counts[kind]
    )


def _standings(everybody: Sequence[Member]) -> tuple[Text, ...]:
    """How many of them do not take part as usual, and why."""
    counts = Counter(member.standing for member in everybody)
    del counts[MemberStanding.ACTIVE]
    return tuple(
        text(f"import.count_{standing}", count=counts[standing])
        for standing in MemberStanding
        if counts[standing]
    )


def card_of(visit: Visit, member: Member) -> Outgoing:
    """All that is known about a member, and what can be done about it."""
    message = text(
        "members.card",
        name=member.shown,
        exempt=member.exempt_reason,
        joined=bool(member.person_id),
        roles=_roles(member),
        fields=table.fields(member),
    )
    base = f"m:{member.id}"
    standing: tuple[Button, ...] = (Button(text("import.edit_standing"), f"{base}:standing"),)
    if member.is_excused:
        standing = (*standing, Button(text("members.unexempt"), f"{base}:unexempt"))
    elif member.is_obliged:
        standing = (*standing, Button(text("members.exempt"), f"{base}:exempt"))
    back = Button(text("members.back"), f"m:list:{member.cell_id}")
    remove = Button(text("members.remove"), f"{base}:remove")
    leads = visit.may(Action.MANAGE_ROLES)
    code = (Button(text("members.new_code"), f"{base}:code"),)
    rows: Keyboard = (
        code if leads or not member.is_secretary else (),
        (
            Button(text("import.edit"), f"{base}:edit"),
            Button(text("import.edit_birth"), f"{base}:birth"),
        ),
        (
            Button(text("members.rename"), f"{base}:rename"),
            Button(text("import.edit_phone"), f"{base}:phone"),
        ),
        standing,
        (Button(text("roles.open"), f"o:{member.id}"),) if leads else (),
        (back,) if member.is_secretary else (remove, back),
    )
    return Outgoing(message, rows)
