"""What people can do about their devices in chat."""

from __future__ import annotations

from bot.domain.messages import Button, Outgoing, text
from bot.services.people import entry
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.routes import Guard, Route


async def pin(visit: Visit, _argument: str) -> Said:
    """Shows where to set the PIN of the web pages: never in a chat, which would keep what is typed.

    In the browser that is a page beside the chat; elsewhere one enters first, by a fresh link, and
    having just entered one may replace a forgotten PIN.
    """
    here = visit.incoming.channel == "web"
    page = visit.office.links.page("device") if here else await entry.web_link(visit)
    if not page:
        return say(text("web_link.none"))
    button = Button(text("device.open" if here else "web_link.open"), url=page)
    return say(Outgoing(text("device.here" if here else "device.by_link"), ((button,),)))


ROUTES = (Route("/pin", Guard.OWNER, pin),)
