"""Chat in the browser, served by this process."""

from handlers.channels.web.channel import Running, WebChannel, WebOptions
from handlers.channels.web.server import PortInUse
from handlers.channels.web.store import (
    Entered,
    EnterRefused,
    LinkInfo,
    Mail,
    Render,
    WebPerson,
    WebStore,
)

__all__ = [
    "EnterRefused",
    "Entered",
    "LinkInfo",
    "Mail",
    "PortInUse",
    "Render",
    "Running",
    "WebChannel",
    "WebOptions",
    "WebPerson",
    "WebStore",
]
