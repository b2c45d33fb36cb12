"""python-telegram-bot against the fake server."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, TelegramError
from telegram.request import HTTPXRequest

from tests.botapi import BotApi

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", 640, 480) + b"\x08\x02\0\0\0"


def client(api: BotApi, token: str | None = None) -> Bot:
    return Bot(
        token or api.token,
        base_url=f"{api.url}/bot",
        base_file_url=f"{api.url}/file/bot",
        request=HTTPXRequest(connection_pool_size=8),
        get_updates_request=HTTPXRequest(connection_pool_size=4),
    )


def keys(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=label[:64])] for label in labels]
    )


async def refused(sending: Any, kind: type[TelegramError] = BadRequest) -> str:
    """The refusal's text, in lower case as a bot should compare it."""
    with pytest.raises(kind) as caught:
        await sending
    assert type(caught.value) is kind
    return str(caught.value).lower()
