"""The session cookie of one browser."""

from __future__ import annotations

import secrets
from datetime import timedelta
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.services.devices.webchat import SESSION

_NAME = "tusoi"
_PROBE = "tusoi_probe"
PROBED = timedelta(days=30)
"""Set before a code is used: a browser that sends it back will keep the session, too."""


class SessionCookie:
    """Carries the session's token: scripts cannot read it, and foreign pages do not send it.

    `Secure` if people reach the page by https; plain http is for loopback and trials.
    """

    def __init__(self, public_url: str) -> None:
        public = urlsplit(public_url)
        self._secure = public.scheme == "https"
        self._path = public.path.rstrip("/") + "/"

    def token(self, request: Request) -> str | None:
        """The token this browser sent."""
        return request.cookies.get(_NAME) or None

    def probe(self, request: Request, response: Response) -> None:
        """Finds out whether this browser keeps cookies at all, and lets it be known again while it
        waits to come in."""
        self._set(response, _PROBE, self.device(request), int(PROBED.total_seconds()))

    def device(self, request: Request) -> str:
        """The secret by which the door knows this browser; a new one for a new browser."""
        return request.cookies.get(_PROBE) or secrets.token_urlsafe(16)

    def is_kept(self, request: Request) -> bool:
        """Whether this browser has sent back a cookie of ours."""
        return not {_NAME, _PROBE}.isdisjoint(request.cookies)

    def give(self, response: Response, token: str) -> None:
        """Gives the browser the token to keep."""
        self._set(response, _NAME, token, int(SESSION.total_seconds()))

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
            _NAME, path=self._path, secure=self._secure, httponly=True, samesite="lax"
        )
        # Drafts of a text are in the browser's storage; browsers heed this on https and loopback.
        response.headers["Clear-Site-Data"] = '"storage"'
