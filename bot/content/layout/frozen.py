"""A paper as text that is kept for ever, and back: an issued paper never changes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from functools import cache

from pydantic import TypeAdapter

from bot.content.layout.paper import Paper


def frozen(paper: Paper) -> str:
    """The paper as text: always the same text for the same paper."""
    return json.dumps(asdict(paper), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(body: str) -> str:
    """The SHA-256 of a frozen paper, in hexadecimal digits."""
    return hashlib.sha256(body.encode()).hexdigest()


def thawed(body: str) -> Paper:
    """The paper as it was issued. Whatever a later release adds to papers gets its usual value."""
    return _papers().validate_json(body)


@cache
def _papers() -> TypeAdapter[Paper]:
    """How papers are read and written; takes 30 ms to make, so only when the first is needed."""
    return TypeAdapter(Paper)
