"""Who is at a browser: coming in by a code, and what is shown above the chat."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from bot.domain.messages import Incoming
from bot.services.devices import webchat
from bot.services.office import Office, new_id
from bot.services.people.entry import is_own_code
from bot.services.turns import Visit, look, take
from handlers import menu, screens
from handlers.contract import Command, Reply, Said
from handlers.people import entry
from handlers.router import commands, render


@dataclass(frozen=True, slots=True)
class Entered:
    """A new session. `token` is random (256 bits); only the browser knows it afterwards. Without a
    `person` there is none yet: the reply says what is waited for."""

    person: str
    token: str
    reply: Reply


async def enter(
    office: Office,
    code: str,
    *,
    instead_of: str | None = None,
    name: str | None = None,
    device: str = "",
    by_pin: bool = False,
) -> Entered:
    """Uses the code and opens a session, in one transaction. Raises Refused.

    A link always opens a session of its own, no matter who used the browser: `instead_of` is the
    token of that session, which ends. `name` is what the person typed at a group link, `device`
    the browser's secret at the door; `by_pin`: the member's PIN was given there.
    """
    token = secrets.token_urlsafe(32)

    async def play(visit: Visit, _fresh: bool) -> tuple[Said, str, str, tuple[str, ...]]:  # noqa: FBT001 -- a plain fact
        own = await is_own_code(visit, code)
        said = await entry.start(visit, code, device=device, by_pin=by_pin)
        if visit.account is None:
            return said, "", visit.language, ()
        if name is not None:
            said = await entry.name_given(visit, code, name)
        said = screens.marked(visit, said)
        await webchat.open_session(visit, token, instead_of=instead_of, own_link=own)
        return said, visit.person_id, visit.language, menu.commands_for(visit)

    incoming = Incoming("web", "", new_id(), text=code)
    said, person, language, offered = await take(office, incoming, play)
    return Entered(person, token, render(office, said, language, offered))


@dataclass(frozen=True, slots=True)
class Head:
    """What is shown above a person's chat. `menu`: the commands that may be used now."""

    name: str
    cell: str
    menu: tuple[Command, ...]


async def head(office: Office, person_id: str) -> Head:
    """The head as of now; for whole pages only, since it takes a read and the words of the menu."""

    async def see(visit: Visit) -> tuple[str, str, tuple[str, ...], str]:
        known = bool(visit.memberships)
        name = visit.member.name if known else ""
        cell = (await visit.cell_of(visit.member)).name if known else ""
        return name, cell, menu.commands_for(visit), visit.language

    name, cell, names, language = await look(office, "web", person_id, see)
    return Head(name, cell, commands(office, names, language))
