"""What a person can type or tap: each command and each shape of payload once, with who may.

A pattern is `/status` for a command, whose handler gets what was typed after it, or the shape of a
payload such as `m:{member}:code`, whose handler gets the values of its placeholders in order. A
placeholder named in `scope.KINDS` says to which cell the button belongs: the conversation enters
that cell, and there the guard is asked. One named in `VALUES` is no text, and a payload with
anything else in its place has another shape.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from bot.domain.interview.interview import Interview
from bot.domain.messages import FileIn, Incoming, Refusal, Text
from bot.domain.people.member import Action, Role
from bot.domain.preparation.items import PlanList
from bot.domain.report.summary import Edition
from bot.services import scope
from bot.services.interview.conversation import Stored
from bot.services.office import Office
from bot.services.turns import Visit
from handlers.contract import Said

Handle: TypeAlias = Callable[..., Awaitable[Said]]
Finish: TypeAlias = Callable[[Visit, Stored, Interview], Awaitable[Said]]
Above: TypeAlias = Callable[[Visit, str], Awaitable[Text]]
Read: TypeAlias = Callable[[Office, FileIn, Incoming, str], Awaitable[Any]]
Take: TypeAlias = Callable[[Visit, str, Any], Awaitable[Said]]

MOST_DIGITS = 5


def number(typed: str) -> int:
    """A page, or the number of a line. Raises ValueError for what no button ever carried."""
    if len(typed) > MOST_DIGITS or not (typed.isascii() and typed.isdecimal()):
        raise ValueError("not a number of a button")
    return int(typed)


VALUES: Mapping[str, Callable[[str], object]] = {
    "becomes": Role,
    "edition": Edition,
    "line": number,
    "list": PlanList,
    "number": number,
    "page": number,
    "role": Role,
    "round": number,
}
"""How the placeholders of these names are read. ValueError: no button carries such a value."""


class Guard(StrEnum):
    """Who may, where that does not depend on a role."""

    ANYBODY = "anybody"
    OWNER = "owner"
    """Only whose thing it is; the service finds that out."""


@dataclass(frozen=True, slots=True)
class Route:
    """One command, or one shape of payload."""

    pattern: str
    guard: Action | Guard
    handle: Handle

    @property
    def command(self) -> str:
        """The command's canonical name; empty for a payload."""
        return self.pattern[1:] if self.pattern.startswith("/") else ""

    @property
    def segments(self) -> tuple[str, ...]:
        """The parts of the payload's shape."""
        return tuple(self.pattern.split(":"))

    def values(self, parts: tuple[str, ...]) -> dict[str, object] | None:
        """What the placeholders stand for in this payload; `None` if it has another shape."""
        found: dict[str, object] = {}
        for segment, part in zip(self.segments, parts, strict=True):
            if segment.startswith("{"):
                name = segment[1:-1]
                try:
                    found[name] = VALUES.get(name, str)(part)
                except ValueError:
                    return None
            elif segment != part:
                return None
        return found


async def whole(_office: Office, file: FileIn, _incoming: Incoming, _argument: str) -> FileIn:
    """The file as it came."""
    return file


@dataclass(frozen=True, slots=True)
class Awaited:
    """What is done with a file that is waited for. `read` runs before the turn, since it may take
    long, with the act and the argument of the mark, which is empty for a file that comes unasked.
    `take` runs in the turn, with what was read; it takes the mark away once it has what it needs,
    so that after a refusal of either a better file may follow. `several`: files that come right
    after this one are for the same purpose."""

    take: Take
    read: Read = whole
    several: bool = False


@dataclass(frozen=True)
class Wing:
    """What one subject adds to the chat. `forms`: what a form of somebody's own does once it is
    complete, by its id. `files`: the files that are waited for, by their purpose. `above`: what is
    said above the screens of a form, by the form's id, given the form's subject."""

    routes: Sequence[Route]
    forms: Mapping[str, Finish] = field(default_factory=dict)
    files: Mapping[str, Awaited] = field(default_factory=dict)
    above: Mapping[str, Above] = field(default_factory=dict)


class Routes:
    """All routes of the program. Two of one pattern are a fault of the program."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.all = tuple(routes)
        self.commands = {route.command: route for route in self.all if route.command}
        self._taps: defaultdict[tuple[str, int], list[Route]] = defaultdict(list)
        patterns = [route.pattern for route in self.all]
        if len(set(patterns)) != len(patterns):
            raise ValueError(f"patterns given twice: {sorted(patterns)}")
        for route in sorted(self.all, key=lambda each: each.pattern.count("{")):
            if not route.command:
                self._taps[route.segments[0], len(route.segments)].append(route)

    async def tapped(self, visit: Visit, payload: str) -> Said:
        """Does what the button with this payload is for. Raises Refusal for no button's payload."""
        parts = tuple(payload.split(":"))
        for route in self._taps.get((parts[0], len(parts)), ()):
            values = route.values(parts)
            if values is not None:
                await self._admit(visit, route, values)
                return await route.handle(visit, *values.values())
        raise Refusal("interview.forged")

    async def typed(self, visit: Visit, command: str, argument: str) -> Said:
        """Does what this command is for."""
        route = self.commands[command]
        await self._admit(visit, route, {})
        return await route.handle(visit, argument)

    async def _admit(self, visit: Visit, route: Route, values: Mapping[str, object]) -> None:
        for name, value in values.items():
            if name in scope.KINDS:
                await scope.enter(visit, name, str(value))
        if isinstance(route.guard, Action):
            visit.acting(route.guard)
