"""Reading a request's parameters: strings from a form, or values from JSON."""

from __future__ import annotations

import json
from typing import Any

from tests.botapi.entities import parse_html, trimmed
from tests.botapi.refusals import Json, bad

Files = dict[str, tuple[str, bytes]]
"""Uploaded parts: field -> (file name, bytes)."""


def text(params: Json, name: str) -> str:
    value = params.get(name)
    return value if isinstance(value, str) else "" if value is None else str(value)


def integer(params: Json, name: str, default: int = 0) -> int:
    try:
        return int(params.get(name, default))
    except (TypeError, ValueError):
        return default


def flag(params: Json, name: str) -> bool:
    return str(params.get(name, "")).lower() in {"true", "1", "yes"}


def value(params: Json, name: str) -> Any:
    """An object or a list, from JSON if it came in a form; None if absent."""
    given = params.get(name)
    if not isinstance(given, str):
        return given
    if not given:
        return None
    try:
        return json.loads(given)
    except ValueError:
        raise bad(f"can't parse {name.replace('_', ' ')} JSON object") from None


def chat_id(params: Json) -> int:
    given = text(params, "chat_id")
    if not given:
        raise bad("chat_id is empty")
    try:
        return int(given)
    except ValueError:
        raise bad("chat not found") from None


def formatted(params: Json, name: str, entities: str) -> tuple[str, list[Json]]:
    """The text and its entities, after parse_mode."""
    source = text(params, name).replace("\r", "").replace("\0", "")
    match text(params, "parse_mode").lower():
        case "":
            return trimmed(source, value(params, entities) or [])
        case "html":
            return trimmed(*parse_html(source))
        case other:
            raise bad(f"unsupported parse_mode: this server reads HTML, not {other}")
