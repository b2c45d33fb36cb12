"""Wrong codes and PINs, counted by the network they come from."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from ipaddress import ip_address, ip_network

from starlette.requests import Request

MOST_WRONG = 30
"""The most mistakes from one address within `WINDOW`. A whole school may share an address, and a
code has 55 random bits: this is against noise and for PINs, of which each session has only five."""
WINDOW = 600.0
_MOST_ADDRESSES = 10_000
_HOUR = 3600.0
_MOST_ASKERS = 200
_SITE = 64
"""Bits of an IPv6 address that one customer has."""


class Attempts:
    """Counts mistakes by address, of a limited number: those with the oldest mistakes are forgotten
    first."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock`: seconds since any fixed moment, of a clock that nobody can put back."""
        self._clock = clock
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    def too_many(self, request: Request) -> bool:
        """Whether the sender's network made too many mistakes lately for another try."""
        times = self._wrong.get(_source(request))
        if times is None:
            return False
        while times and times[0] <= self._clock() - WINDOW:
            times.popleft()
        return len(times) >= MOST_WRONG

    def wrong(self, request: Request) -> None:
        """Counts one more mistake of the sender's network."""
        source = _source(request)
        times = self._wrong.setdefault(source, deque(maxlen=MOST_WRONG))
        times.append(self._clock())
        self._wrong.move_to_end(source)
        if len(self._wrong) > _MOST_ADDRESSES:
            self._wrong.popitem(last=False)


class Askers:
    """Who asked to be let in from which network, within the last hour."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock`: seconds since any fixed moment."""
        self._clock = clock
        self._asked: OrderedDict[str, deque[tuple[float, str]]] = OrderedDict()

    def lately(self, request: Request) -> Sequence[str]:
        """The persons who asked from the sender's network."""
        since = self._clock() - _HOUR
        return [person for at, person in self._asked.get(_source(request), ()) if at > since]

    def asked(self, request: Request, person: str) -> None:
        """Notes one more."""
        source = _source(request)
        lately = self._asked.setdefault(source, deque(maxlen=_MOST_ASKERS))
        lately.append((self._clock(), person))
        self._asked.move_to_end(source)
        if len(self._asked) > _MOST_ADDRESSES:
            self._asked.popitem(last=False)


def _source(request: Request) -> str:
    """The sender's network. Behind a web server in our own network: what that one saw, the last
    entry of the last X-Forwarded-For line; anybody may have written those before it."""
    peer = request.client.host if request.client else ""
    try:
        if not ip_address(peer).is_global:
            lines = request.headers.getlist("x-forwarded-for") or [peer]
            peer = lines[-1].rpartition(",")[2].strip()
        address = ip_address(peer)
    except ValueError:
        return peer[:64]
    if address.version == 6:
        return str(ip_network((address, _SITE), strict=False))
    return str(address)
