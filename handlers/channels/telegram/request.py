"""HTTP under python-telegram-bot: aiohttp, which keeps its speed with hundreds in flight."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from handlers.channels.telegram import answers

CONNECT_SECONDS = 5.0
UPLOAD_SECONDS = 60.0
"""Seconds added to a request's time if it carries a file: Telegram answers only after the whole
upload."""
POOL_SECONDS = 30.0
"""Seconds that a request may wait for a free connection."""
IDLE_SECONDS = 30.0


class AiohttpRequest(BaseRequest):
    """One pool of connections. The session is made by the first request, and again by the first
    after the pool was closed and opened.

    Errors name only the kind of failure: the URL, which messages of aiohttp may quote, contains the
    token. A timeout and a lost connection may both mean that Telegram has done what was asked.
    """

    __slots__ = ("_closed", "_connections", "_proxy", "_read_timeout", "_session")

    def __init__(self, *, connections: int, read_timeout: float, proxy: str | None = None) -> None:
        """`proxy`: `http://[user:password@]host:port`. Raises ValueError for other kinds."""
        if proxy and not proxy.startswith(("http://", "https://")):
            raise ValueError("the proxy for Telegram must be an http:// or https:// address")
        self._connections = connections
        self._read_timeout = read_timeout
        self._proxy = proxy or None  # an empty setting means none
        self._session: aiohttp.ClientSession | None = None
        self._closed = False

    @property
    def read_timeout(self) -> float:
        """Seconds without a byte from the server after which a request fails."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Opens the pool; the session is made when it is first needed."""
        self._closed = False

    async def shutdown(self) -> None:
        """Closes all connections."""
        self._closed = True
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 -- the library's signature; the read timeout covers it
        connect_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 -- same
        pool_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 -- same
    ) -> tuple[int, bytes]:
        """Status and body. Raises NetworkError or TimedOut, and NotUnderstood for a refusal that is
        not the Bot API's."""
        read = read_timeout if isinstance(read_timeout, int | float) else self._read_timeout
        if request_data is not None and request_data.contains_files:
            read += UPLOAD_SECONDS
        timeout = aiohttp.ClientTimeout(
            total=CONNECT_SECONDS + POOL_SECONDS + read,
            sock_connect=CONNECT_SECONDS,
            sock_read=read,
        )
        try:
            async with self._open().request(
                method, url, timeout=timeout, allow_redirects=False, **_body(request_data)
            ) as response:
                status, payload = response.status, await _whole(response)
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            answers.check_refusal(status, payload)
        return status, payload

    def _open(self) -> aiohttp.ClientSession:
        if self._closed:
            raise NetworkError("the connections are closed")
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections, keepalive_timeout=IDLE_SECONDS
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                proxy=self._proxy,
            )
        return self._session

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Reads an answer as the library does, but without its log line, which quotes the whole
        answer. Raises NotUnderstood."""
        return answers.opened(payload)


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    """The body. Raises NotUnderstood for one that has no end."""
    body = bytearray()
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > answers.MOST_BYTES:
            raise answers.NotUnderstood("the answer is too long")
    return bytes(body)


def _body(request_data: RequestData | None) -> dict[str, Any]:
    """The request's body as JSON, or as a form only if there is a file to upload."""
    if request_data is None:
        return {}
    if not request_data.contains_files:
        return {"data": request_data.json_payload, "headers": {"Content-Type": "application/json"}}
    form = aiohttp.FormData(quote_fields=False)  # Telegram takes names in UTF-8, not percent-coded
    for name, text in request_data.json_parameters.items():
        form.add_field(name, text)
    for name, (file_name, content, media_type) in request_data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=media_type)
    return {"data": form}
