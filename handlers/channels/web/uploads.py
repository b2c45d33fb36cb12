"""A form with a file in it, read into memory: what people send is never on a disk in clear."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from weakref import WeakValueDictionary

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from bot.domain.messages import MOST_FILE_BYTES, FileIn, FileTrouble, file_name
from handlers.channels.web.safety import MAX_BODY, TooLarge, form

_MOST_RAW = MOST_FILE_BYTES + 2 * MAX_BODY
_MOST_DRAINED = 5 * MOST_FILE_BYTES
"""How many bytes are read away, or the browser would not read the answer."""


AT_ONCE = 4
"""Files in memory at the same time, as on Telegram."""
LONGEST_WAIT = 15.0
"""Seconds until an upload that found no room is refused."""


class Crowded(Exception):
    """There was no room for this file: others are coming in, of this person or of many."""


class Uploads:
    """Room for files that come in: for so many at a time, and one of each person."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(AT_ONCE)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def place(self, person: str) -> AsyncIterator[None]:
        """A place for one file until the end of the block. Raises Crowded."""
        turn = self._turns.setdefault(person, asyncio.Lock())
        async with AsyncExitStack() as held:
            try:
                async with asyncio.timeout(LONGEST_WAIT):
                    await held.enter_async_context(turn)
                    await held.enter_async_context(self._room)
            except TimeoutError:
                raise Crowded from None
            yield


class FileTooLarge(TooLarge):
    """The file is over the limit; the text that came with it, if that was read, is in `text`."""


class Malformed(TooLarge):
    """The form cannot be read at all: cut on its way, or no form."""


class _InMemory(MultiPartParser):
    spool_max_size = _MOST_RAW


def is_upload(request: Request) -> bool:
    """Whether the form may have a file."""
    return request.headers.get("content-type", "").startswith("multipart/form-data")


async def fields_of(
    request: Request, *, most: int = MOST_FILE_BYTES
) -> tuple[dict[str, str], FileIn | FileTrouble | None]:
    """The fields of a form, and its file if it may have one. Raises as `upload`."""
    if is_upload(request):
        return await upload(request, most=most)
    return await form(request), None


async def typed_of(request: Request) -> str:
    """The text that was typed into a form of which nothing else is taken."""
    try:
        return (await fields_of(request, most=0))[0].get("text", "")
    except TooLarge as error:
        return error.text


async def upload(
    request: Request, *, most: int = MOST_FILE_BYTES
) -> tuple[dict[str, str], FileIn | FileTrouble | None]:
    """The fields and the file, `None` if none was chosen. Raises FileTooLarge, Malformed, TooLarge.

    The text must come before the file in the form, so as to be known if that is too large. `most`
    bytes are read of a file: 0 for somebody who may not send any.
    """
    stream = _limited(request, most + 2 * MAX_BODY)
    parser = _InMemory(request.headers, stream, max_files=1, max_fields=8)
    try:
        found = await parser.parse()
    except MultiPartException as error:
        raise Malformed from error
    except FileTooLarge as error:
        error.text = next((str(each) for name, each in parser.items if name == "text"), "")
        raise
    try:
        return await _taken(found, most)
    finally:
        await found.close()


async def _taken(found: FormData, most: int) -> tuple[dict[str, str], FileIn | FileTrouble | None]:
    fields = {name: each for name, each in found.multi_items() if isinstance(each, str)}
    if sum(len(each.encode(errors="replace")) for each in fields.values()) > MAX_BODY:
        raise TooLarge(fields.get("text", ""))
    sent = found.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return fields, None
    body = await sent.read()
    if len(body) > most:
        raise FileTooLarge(fields.get("text", ""))
    if not body:
        return fields, FileTrouble.EMPTY
    kind = (sent.content_type or "application/octet-stream")[:100]
    return fields, FileIn(file_name(sent.filename, "file"), kind, body)


async def _limited(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    length = 0
    async for chunk in request.stream():
        length += len(chunk)
        if length <= most:
            yield chunk
        elif length > _MOST_DRAINED:
            break
    if length > most:
        raise FileTooLarge
