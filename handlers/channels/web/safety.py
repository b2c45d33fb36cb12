"""What every request has to pass: whose host and page it is, how large it is; and the headers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

MAX_BODY = 64 * 1024
"""The most bytes of UTF-8 in one form, decoded."""
_MAX_RAW = 3 * MAX_BODY
"""The most bytes on the wire: percent-encoding makes at most three of one."""
_MAX_DRAINED = 32 * _MAX_RAW
"""How many bytes of a body that is too large are read away, or the browser would not read the
answer."""
_MOST_DIGITS = 18
"""Of a number that the database can count to."""

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Not no-referrer: with that, browsers send `Origin: null` when a form is posted (Fetch
    # standard, "append a request Origin header"), and the page could not prove it is ours.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}


STRICT = "max-age=31536000"
"""Under https, for how many seconds browsers use nothing else: a year."""


class TooLarge(Exception):
    """The body is over the limit. `text` is what was typed, if it could still be read."""

    def __init__(self, text: str = "") -> None:
        super().__init__("request body over the limit")
        self.text = text


class Refusals:
    """Tells the operator which names are asked for in vain: nearly always the page's own address,
    set wrongly. Each name once an hour, and few of them, since anybody may send any."""

    EVERY = 3600.0
    MOST = 10

    def __init__(self, expected: str, clock: Callable[[], float]) -> None:
        """`clock`: seconds since any fixed moment."""
        self._expected = expected
        self._clock = clock
        self._told: dict[str, float] = {}

    def tell(self, what: str, value: str) -> None:
        """Logs a refused value beside the address that is set."""
        now = self._clock()
        name = f"{what} {value[:100]!r}"
        self._told = {each: at for each, at in self._told.items() if now - at < self.EVERY}
        if name in self._told or len(self._told) >= self.MOST:
            return
        self._told[name] = now
        log.warning(
            "refused: %s, while the page's address (TUSOI_WEB_URL) is %s", name, self._expected
        )


class Gate:
    """Refuses requests under a foreign host name or from a foreign page; sets the headers.

    Names: only our own, or DNS rebinding would make a foreign page ours. A bare IP address cannot
    be rebound, so those and `localhost` pass. A POST must come from a page of ours.
    """

    def __init__(
        self,
        app: ASGIApp,
        public_url: str,
        refuse: Callable[[int, str], Response],
        refusals: Refusals,
    ) -> None:
        public = urlsplit(public_url)
        self._refusals = refusals
        self._app = app
        self._refuse = refuse
        self._is_https = public.scheme == "https"
        self._public_host = (public.hostname or "").lower()
        self._public_origin = f"{public.scheme}://{public.netloc}".lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or refuses it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        app: ASGIApp = self._app
        headers = Headers(scope=scope)
        if {"content-length", "transfer-encoding"} <= set(headers):
            # RFC 9112, 6.1: whoever is before us may have seen another end of this request.
            app = refused = self._refuse(400, scope["path"])
            refused.headers["Connection"] = "close"
        elif not self._is_our_host(headers.get("host", "")):
            self._refusals.tell("host", headers.get("host", ""))
            app = self._refuse(421, scope["path"])
        elif scope["method"] not in {"GET", "HEAD"} and not self._is_our_page(headers):
            self._refusals.tell("origin", _source_of(headers))
            app = self._refuse(403, scope["path"])
        await app(scope, receive, _with_headers(send, https=self._is_https))

    def _is_our_host(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in {"localhost", self._public_host} - {""} or _is_address(name)

    def _is_our_page(self, headers: Headers) -> bool:
        """Whether our page sent it: by Origin, which old browsers leave out of a form's POST, or by
        Referer."""
        origin = _source_of(headers)
        host = headers.get("host", "").lower()
        return bool(origin) and (origin == self._public_origin or origin.partition("//")[2] == host)


def _source_of(headers: Headers) -> str:
    """Scheme and host of the page that sent it, in small letters; empty if that is not known.
    Never its path: invitations are paths."""
    try:
        parts = urlsplit((headers.get("origin") or headers.get("referer", "")).lower())
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _with_headers(send: Send, *, https: bool) -> Send:
    """Adds our headers; under https no cookie ever crosses the network in clear, whoever sets
    it."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if https:
                headers.setdefault("Strict-Transport-Security", STRICT)
                cookies = headers.getlist("set-cookie")
                del headers["set-cookie"]
                for cookie in cookies:
                    is_secure = "; secure" in cookie.lower()
                    headers.append("set-cookie", cookie if is_secure else f"{cookie}; Secure")
        await send(message)

    return send_with_headers


def number(sent: str) -> int | None:
    """A number that a page sent, such as a notice's; `None` for what no page of ours sends."""
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) <= _MOST_DIGITS else None


async def form(request: Request) -> dict[str, str]:
    """The fields of a posted form, each with its first value. Raises TooLarge."""
    body, length = bytearray(), 0
    async for chunk in request.stream():
        length += len(chunk)
        if length <= _MAX_RAW:
            body += chunk
        elif length > _MAX_DRAINED:
            raise TooLarge
    if length > _MAX_RAW:
        raise TooLarge
    fields = parse_qs(body.decode("latin-1"), keep_blank_values=True, errors="replace")
    first = {name: values[0] for name, values in fields.items()}
    if sum(len(value.encode()) for value in first.values()) > MAX_BODY:
        raise TooLarge(first.get("text", ""))
    return first
