"""Methods that bring something new into a chat."""

from __future__ import annotations

import struct

from tests.botapi import params as read
from tests.botapi.entities import units
from tests.botapi.keyboards import inline
from tests.botapi.messages import File, Message
from tests.botapi.params import Files
from tests.botapi.refusals import Json, Refusal, bad
from tests.botapi.registry import method
from tests.botapi.state import Person, World

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_UPLOAD = 50 * 1024 * 1024
MAX_PHOTO = 10 * 1024 * 1024
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")
_ACTIONS = frozenset(
    {"typing", "upload_photo", "upload_document", "record_voice", "upload_voice"}
    | {"record_video", "upload_video", "record_video_note", "upload_video_note"}
    | {"choose_sticker", "find_location"}
)


def _draft(world: World, person: Person, params: Json) -> Message:
    """An empty message with everything that all kinds of sending have in common."""
    reply = read.value(params, "reply_parameters") or {}
    wanted = reply.get("message_id") or read.integer(params, "reply_to_message_id")
    if wanted and wanted not in person.messages and not reply.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    markup = read.value(params, "reply_markup")
    keys = inline(markup) if markup and "inline_keyboard" in markup else None
    if markup and ("keyboard" in markup or "remove_keyboard" in markup):
        person.keyboard = markup if "keyboard" in markup else None
    return Message(
        message_id=world.new_message_id(),
        chat_id=person.id,
        by_bot=True,
        date=world.now(),
        markup=keys,
        silent=read.flag(params, "disable_notification"),
        protected=read.flag(params, "protect_content"),
    )


@method("sendMessage")
def send_message(world: World, params: Json, files: Files) -> Json:
    text, entities = read.formatted(params, "text", "entities")
    if not text:
        raise bad("message text is empty")
    if units(text) > MAX_TEXT:
        raise bad("message is too long")
    person = world.reachable(read.chat_id(params))
    message = _draft(world, person, params)
    message.text, message.entities = text, entities
    return world.show(person, message)


@method("sendChatAction")
def send_chat_action(world: World, params: Json, files: Files) -> bool:
    world.reachable(read.chat_id(params))
    if read.text(params, "action") not in _ACTIONS:
        raise bad("wrong parameter action in request")
    return True


def caption(params: Json) -> tuple[str, list[Json]]:
    text, entities = read.formatted(params, "caption", "caption_entities")
    if units(text) > MAX_CAPTION:
        raise bad("message caption is too long")
    return text, entities


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height (of a PNG; others pass as 1280x720). Raises Refusal as Telegram does."""
    if len(data) > MAX_PHOTO:
        raise bad("too big photo")
    if not data.startswith(_PICTURES):
        raise bad("IMAGE_PROCESS_FAILED")
    if not data.startswith(b"\x89PNG") or len(data) < 24:
        return 1280, 720
    width, height = struct.unpack(">II", data[16:24])
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return width, height


def _file(world: World, given: str, kind: str, files: Files) -> File:
    """An upload (named like its field, or attach://), or a file sent earlier."""
    part = files.get(given.removeprefix("attach://") or kind)
    if part is None:
        if not given:
            raise bad(f"there is no {kind} in the request")
        if given not in world.files:
            raise bad("wrong file identifier/HTTP URL specified")
        return world.files[given]
    name, data = part
    if not data:
        raise bad("file must be non-empty")
    if len(data) > MAX_UPLOAD:
        raise Refusal(413)
    size = picture_size(data) if kind == "photo" else (0, 0)
    return world.keep_file(name, data, f"{kind}s", size)


def _send_file(world: World, params: Json, files: Files, kind: str) -> Json:
    text, entities = caption(params)
    person = world.reachable(read.chat_id(params))
    file = _file(world, read.text(params, kind), kind, files)
    message = _draft(world, person, params)
    message.kind, message.file = kind, file
    message.text, message.entities = text, entities
    return world.show(person, message)


@method("sendDocument")
def send_document(world: World, params: Json, files: Files) -> Json:
    return _send_file(world, params, files, "document")


@method("sendPhoto")
def send_photo(world: World, params: Json, files: Files) -> Json:
    return _send_file(world, params, files, "photo")


@method("sendMediaGroup")
def send_media_group(world: World, params: Json, files: Files) -> list[Json]:
    media = read.value(params, "media") or []
    if not 2 <= len(media) <= 10:
        raise bad("media group must include 2-10 items")
    person = world.reachable(read.chat_id(params))
    album, messages = str(world.new_message_id()), []
    for item in media:
        if item["type"] not in {"document", "photo"}:
            raise bad("this server sends albums of documents or photos")
        message = _draft(world, person, params)
        message.kind, message.album = item["type"], album
        message.text, message.entities = caption({**item, "caption": item.get("caption", "")})
        message.file = _file(world, item["media"], item["type"], files)
        messages.append(message)
    return [world.show(person, message) for message in messages]
