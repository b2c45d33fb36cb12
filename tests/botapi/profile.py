"""Methods about the bot itself: who it is, its menus and descriptions, its webhook, its files."""

from __future__ import annotations

import re

from tests.botapi import params as read
from tests.botapi.entities import units
from tests.botapi.params import Files
from tests.botapi.refusals import Json, bad
from tests.botapi.registry import method
from tests.botapi.state import DEFAULT_UPDATES, ME, World

MAX_DOWNLOAD = 20 * 1024 * 1024
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"([a-z]{2})?")
_SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
_CHAT_SCOPES = {"chat", "chat_administrators", "chat_member"}


@method("getMe")
def get_me(world: World, params: Json, files: Files) -> Json:
    return ME


def _language(params: Json) -> str:
    code = read.text(params, "language_code")
    if not _LANGUAGE.fullmatch(code):
        raise bad("invalid language code specified")
    return code


def _list(world: World, params: Json) -> tuple[str, str]:
    """Which list of commands: its scope and language."""
    scope = read.value(params, "scope") or {"type": "default"}
    kind = scope.get("type")
    if kind in _SCOPES:
        return kind, _language(params)
    if kind not in _CHAT_SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    person = world.people.get(read.chat_id(scope))
    if person is None or not person.started:
        raise bad("chat not found")
    return f"{kind}:{person.id}", _language(params)


@method("setMyCommands")
def set_my_commands(world: World, params: Json, files: Files) -> bool:
    commands = read.value(params, "commands") or []
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        name = command["command"].removeprefix("/")
        if not _COMMAND.fullmatch(name):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= units(command["description"].strip()) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        command["command"] = name
    world.commands[_list(world, params)] = commands
    world.ring()
    return True


@method("deleteMyCommands")
def delete_my_commands(world: World, params: Json, files: Files) -> bool:
    world.commands.pop(_list(world, params), None)
    world.ring()
    return True


@method("getMyCommands")
def get_my_commands(world: World, params: Json, files: Files) -> list[Json]:
    return world.commands.get(_list(world, params), [])


def _set_word(world: World, params: Json, name: str, limit: int) -> bool:
    value = read.text(params, name)
    if units(value) > limit:
        raise bad(f"BOT_{name.upper()}_INVALID")
    world.words[name, _language(params)] = value
    return True


@method("setMyName")
def set_my_name(world: World, params: Json, files: Files) -> bool:
    return _set_word(world, params, "name", 64)


@method("setMyDescription")
def set_my_description(world: World, params: Json, files: Files) -> bool:
    return _set_word(world, params, "description", 512)


@method("setMyShortDescription")
def set_my_short_description(world: World, params: Json, files: Files) -> bool:
    return _set_word(world, params, "short_description", 120)


@method("getMyName")
def get_my_name(world: World, params: Json, files: Files) -> Json:
    return {"name": world.word("name", _language(params)) or ME["first_name"]}


@method("getMyDescription")
def get_my_description(world: World, params: Json, files: Files) -> Json:
    return {"description": world.word("description", _language(params))}


@method("getMyShortDescription")
def get_my_short_description(world: World, params: Json, files: Files) -> Json:
    return {"short_description": world.word("short_description", _language(params))}


@method("setWebhook")
def set_webhook(world: World, params: Json, files: Files) -> bool:
    """Only remembered: nothing is ever delivered to it, but polling is refused."""
    world.webhook_url = read.text(params, "url")
    return True


@method("deleteWebhook")
def delete_webhook(world: World, params: Json, files: Files) -> bool:
    world.webhook_url = ""
    if read.flag(params, "drop_pending_updates") and world.waiting:
        world.confirm(world.waiting[-1] + 1)
    return True


@method("getWebhookInfo")
def get_webhook_info(world: World, params: Json, files: Files) -> Json:
    info: Json = {
        "url": world.webhook_url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.waiting),
    }
    if world.allowed != DEFAULT_UPDATES:
        info["allowed_updates"] = sorted(world.allowed)
    return info


@method("getFile")
def get_file(world: World, params: Json, files: Files) -> Json:
    file = world.files.get(read.text(params, "file_id"))
    if file is None:
        raise bad("invalid file_id")
    if len(file.data) > MAX_DOWNLOAD:
        raise bad("file is too big")
    return {**file.identity(), "file_path": file.path}
