"""The session cookie of one browser."""

from __future__ import annotations

import secrets
from datetime import timedelta
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.services.devices.webchat import SESSION

_NAMES = "tusoi", "tusoi_probe"
"""The session, and what is set before a code is used: a browser that sends that back will keep the
session, too."""
PROBED = timedelta(days=30)


class SessionCookie:
    """Carries the session's token: scripts cannot read it, and foreign pages do not send it.

    `Secure` if people reach the page by https; plain http is for loopback and trials.
    """

    def __init__(self, public_url: str) -> None:
        public = urlsplit(public_url)
        self._secure = public.scheme == "https"
        self._path = public.path.rstrip("/") + "/"
        # A browser takes such a name only from the https page itself, not from a neighbour under
        # the same domain that would plant a session of its own.
        bound = "__Host-" if self._path == "/" else "__Secure-"
        self._name, self._probe = (f"{bound if self._secure else ''}{name}" for name in _NAMES)

    def token(self, request: Request) -> str | None:
        """The token this browser sent."""
        return request.cookies.get(self._name) or None

    def probe(self, request: Request, response: Response) -> None:
        """Finds out whether this browser keeps cookies at all, and lets it be known again while it
        waits to come in."""
        self._set(response, self._probe, self.device(request), int(PROBED.total_seconds()))

    def device(self, request: Request) -> str:
        """The secret by which the door knows this browser; a new one for a new browser."""
        return request.cookies.get(self._probe) or secrets.token_urlsafe(16)

    def is_kept(self, request: Request) -> bool:
        """Whether this browser has sent back a cookie of ours."""
        return not {self._name, self._probe}.isdisjoint(request.cookies)

    def give(self, response: Response, token: str) -> None:
        """Gives the browser the token to keep."""
        self._set(response, self._name, token, int(SESSION.total_seconds()))

    def _set(self, response: Response, name: str, value: str, seconds: int | None) -> None:
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path=self._path,
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )

    def take_back(self, response: Response) -> None:
        """Makes the browser forget the token."""
        response.delete_cookie(
            self._name, path=self._path, secure=self._secure, httponly=True, samesite="lax"
        )
        # Drafts of a text are in the browser's storage; browsers heed this on https and loopback.
        response.headers["Clear-Site-Data"] = '"storage"'
