"""Telegram, through python-telegram-bot: its Bot and its objects, and nothing else of it.

The library's Application, Updater, ConversationHandler, persistence and JobQueue are not used:
they confirm updates before they are handled, or keep state in memory (see `channel`).
"""

from __future__ import annotations

import os

from handlers.channels.telegram.channel import TelegramChannel
from handlers.channels.telegram.failures import BadToken
from handlers.channels.telegram.patience import Patience

__all__ = ["BadToken", "Patience", "TelegramChannel"]

os.environ.setdefault("PTB_TIMEDELTA", "1")  # else every RetryAfter warns about its unit (22.2)
