"""What the Bot API answers. Portals, proxies and servers of one's own answer other things, of any
shape and with any status; all that means no more than that Telegram cannot be reached."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from telegram.error import NetworkError

MOST_BYTES = 64 * 1024 * 1024
"""The longest answer that is read; the longest of Telegram's is a file of 20 MB."""
LONGEST_ID = 2**53
"""Ids of the Bot API fit into a double."""
LONGEST_PAUSE = 7 * 24 * 3600
"""Seconds; nobody is asked to wait for longer."""

Raw: TypeAlias = dict[str, Any]


class NotUnderstood(NetworkError):
    """Whoever answered is not the Bot API. The message quotes nothing of the answer."""


def opened(payload: bytes) -> Raw:
    """The answer as an object; its result is None unless it claims success. Raises
    NotUnderstood."""
    try:
        answer = json.loads(payload)
    except (ValueError, RecursionError):
        raise NotUnderstood("the answer is not JSON") from None
    if not isinstance(answer, dict):
        raise NotUnderstood("the answer is not an object")
    return answer if answer.get("ok") is True and "result" in answer else answer | {"result": None}


def check_refusal(status: int, payload: bytes) -> None:
    """Raises NotUnderstood for a refusal that is not the Bot API's: it says nothing about our
    token, a chat or a message. A file that is too large is refused by whatever stands between."""
    if status == 413:
        return
    answer = opened(payload)
    pauses = answer.get("parameters") or {}
    if not (
        answer.get("ok") is False
        and _number(answer.get("error_code"))
        and isinstance(answer.get("description"), str)
        and isinstance(pauses, dict)
        and 0 <= _or_zero(pauses.get("retry_after")) <= LONGEST_PAUSE
        and _number(pauses.get("migrate_to_chat_id", 0))
    ):
        raise NotUnderstood(f"status {status} without a refusal of the Bot API")


def check(method: str, result: object) -> None:
    """Raises NotUnderstood for a result that this method of the Bot API does not have."""
    if not _RESULTS.get(method, _is_true)(result):
        raise NotUnderstood(f"the result of {method} has another shape")


def is_update(raw: object) -> bool:
    """Whether this may be an update: it has a number, by which it can be confirmed."""
    return isinstance(raw, dict) and _number(raw.get("update_id")) and raw["update_id"] >= 0


def _number(value: object) -> bool:
    return type(value) is int and abs(value) < LONGEST_ID


def _or_zero(value: object) -> float:
    """A pause in seconds, 0 without one; less for what is no number."""
    if value is None:
        return 0
    return value if isinstance(value, int) and _number(value) else -1


def _is_true(result: object) -> bool:
    return result is True


def _is_bot(result: object) -> bool:
    return (
        isinstance(result, dict)
        and _number(result.get("id"))
        and result.get("is_bot") is True
        and isinstance(result.get("first_name"), str)
        and bool(result.get("username"))
        and isinstance(result["username"], str)
    )


def _is_message(result: object) -> bool:
    return (
        isinstance(result, dict)
        and _number(result.get("message_id"))
        and _number(result.get("date"))
        and _number(result.get("edit_date", 0))
    )


def _is_file(result: object) -> bool:
    named = ("file_id", "file_unique_id", "file_path")
    return isinstance(result, dict) and all(isinstance(result.get(each), str) for each in named)


_RESULTS: Mapping[str, Callable[[object], bool]] = {
    "getMe": _is_bot,
    "getUpdates": lambda result: isinstance(result, list),
    "getFile": _is_file,
    "sendMessage": _is_message,
    "sendPhoto": _is_message,
    "sendDocument": _is_message,
    "editMessageText": _is_message,
}
"""The methods that are used, but for those that answer True."""
