"""A Telegram Bot API server for tests: real HTTP on 127.0.0.1, and people who use it."""

from __future__ import annotations

from tests.botapi.messages import Button, Seen
from tests.botapi.refusals import Json
from tests.botapi.server import TOKEN, BotApi
from tests.botapi.service import Call, Hook, Phase
from tests.botapi.state import Notice
from tests.botapi.user import User

__all__ = [
    "TOKEN",
    "BotApi",
    "Button",
    "Call",
    "Hook",
    "Json",
    "Notice",
    "Phase",
    "Seen",
    "User",
]
