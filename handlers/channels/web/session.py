"""The session cookie of one browser."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.services.devices.webchat import SESSION

_NAME = "tusoi"


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

    def give(self, response: Response, token: str) -> None:
        """Gives the browser the token to keep."""
        response.set_cookie(
            _NAME,
            token,
            max_age=int(SESSION.total_seconds()),
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
