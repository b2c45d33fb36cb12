"""Chat in the browser, served by this process."""

from handlers.channels.web.channel import Running, WebChannel, WebOptions
from handlers.channels.web.server import CannotListen, PortInUse

__all__ = ["CannotListen", "PortInUse", "Running", "WebChannel", "WebOptions"]
