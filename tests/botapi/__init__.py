"""A Telegram Bot API server for tests: real HTTP on 127.0.0.1, and people who use it.

    async with BotApi() as api:  # in this loop; `with BotApi() as api:` serves from a thread
        hoa = api.user(1001, first_name="Hoa", language_code="vi")
        hoa.start("CODE")
        await hoa.receives(lambda seen: "Câu 1" in seen.text)
        hoa.taps("Có")
        assert hoa.screen.labels == ["Tiếp"]

The bot under test is given `api.url` and `api.token`. Refusals have Telegram's own words; the HTML
follows TDLib's parser. Not kept: rate limits (see `BotApi.fail`), groups, Markdown, webhooks.
"""

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
