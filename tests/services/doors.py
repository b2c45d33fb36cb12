"""Coming in on further devices and on the web page, as people do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.messages import Incoming
from handlers.channels.web.person import enter
from handlers.contract import Message, Reply
from tests.services.scene import payloads, said
from tests.world import World


@dataclass
class Browser:
    """A person on the web chat."""

    world: World
    person: str
    token: str
    acts: int = 0

    async def says(self, text: str | None = None, *, payload: str | None = None) -> Reply:
        """One act on the page."""
        self.acts += 1
        act = Incoming("web", self.person, f"{self.token}{self.acts}", text=text, payload=payload)
        return await self.world.router.handle(act)


async def answers_door(world: World, address: str, answer: str = "yes") -> Reply:
    """The member answers, on a device that is in, whether a further one may come in."""
    await world.deliver()
    asked = [
        (channel, to, button.payload)
        for channel, outlet in (("telegram", world.outlet), ("web", world.web))
        for to, item in outlet.sent
        if to == address and isinstance(item, Message)
        for row in item.buttons
        for button in row
        if re.fullmatch(f"dv:.+:{answer}", button.payload)
    ]
    channel, to, payload = asked[-1]
    return await world.says(to, payload=payload, channel=channel)


async def comes_in(world: World, address: str, code: str, *, let_in_by: str) -> Reply:
    """A further device in Telegram comes in, with a yes of the member's device at `let_in_by`."""
    assert payloads(await world.says(address, f"/start {code}"), "dv:in")
    assert not (await answers_door(world, let_in_by)).refused
    return await world.taps(address, "dv:in")


async def enters(world: World, code: str) -> Browser:
    """A browser opens the page of a code and confirms. Raises Refused."""
    entered = await enter(world.office, code)
    return Browser(world, entered.person, entered.token)


async def goes_on_in_browser(world: World, address: str) -> Browser:
    """The person of this chat asks for a link to the web chat, and follows it."""
    link = re.search(r"/i/(\w+)", said(await world.says(address, "/web")))
    assert link
    return await enters(world, link[1])
