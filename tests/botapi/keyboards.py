"""What Telegram accepts under a message."""

from __future__ import annotations

from tests.botapi.entities import checked_link
from tests.botapi.refusals import Json, bad

MAX_BUTTONS = 100
MAX_CALLBACK_BYTES = 64  # Bot API, InlineKeyboardButton.callback_data: 1-64 bytes


def inline(markup: Json) -> Json | None:
    """The inline keyboard, without empty rows. Raises Refusal; None if nothing remains."""
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad("object expected as reply markup")
    kept = [[_button(button) for button in row] for row in rows if row]
    if sum(len(row) for row in kept) > MAX_BUTTONS:
        raise bad("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def _button(button: Json) -> Json:
    text = button.get("text")
    if not isinstance(text, str):
        raise bad("can't parse inline keyboard button: Can't find field \"text\"")
    if not text.strip():
        raise bad("inline keyboard button text must be non-empty")
    if "callback_data" in button:
        data = button["callback_data"]
        if not 1 <= len(str(data).encode()) <= MAX_CALLBACK_BYTES:
            raise bad("BUTTON_DATA_INVALID")
    elif "url" in button:
        if checked_link(button["url"]) is None:
            raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    elif not set(button) & {"web_app", "switch_inline_query", "copy_text", "login_url"}:
        raise bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    return button
