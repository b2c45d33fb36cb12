"""The baseline: python-telegram-bot's own way of writing a bot, run as its documentation runs it.

`python -m benchmarks.stock_bot echo URL TOKEN`: says what was said. `… taps …`: sends nine buttons
with it, answers every tap and changes the message in place. Nothing is kept anywhere but in memory.
"""

from __future__ import annotations

import sys
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

GRID = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton(f"{n}", callback_data=f"{n}") for n in (row, row + 1, row + 2)]
        for row in (1, 4, 7)
    ]
)


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say what was said."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


async def offer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say what was said, with buttons."""
    if update.message and update.message.text and context.chat_data is not None:
        context.chat_data["taps"] = 0
        await update.message.reply_text(update.message.text, reply_markup=GRID)


async def tapped(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer, and show how many taps that were."""
    query = update.callback_query
    if query and context.chat_data is not None:
        context.chat_data["taps"] += 1
        await query.answer()
        await query.edit_message_text(str(context.chat_data["taps"]), reply_markup=GRID)


def main(kind: str, url: str, token: str) -> None:
    """Poll until stopped."""
    application: Any = Application.builder().token(token).base_url(f"{url}/bot").build()
    if kind == "taps":
        application.add_handler(CallbackQueryHandler(tapped))
        application.add_handler(MessageHandler(filters.TEXT, offer))
    else:
        application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
