"""A paper as text that is kept for ever, and back: an issued paper never changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.content.layout.paper import (
    Bar,
    BarGroup,
    Block,
    Chart,
    Column,
    Head,
    Paper,
    Signature,
    Table,
)
from bot.domain.style import Style, ToneOn


def frozen(paper: Paper) -> str:
    """The same text for the same paper."""
    return json.dumps(asdict(paper), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(body: str) -> str:
    """The SHA-256 of a frozen paper, in hexadecimal digits."""
    return hashlib.sha256(body.encode()).hexdigest()


def thawed(body: str) -> Paper:
    """The paper as it was issued. What a later release adds to papers has its usual value."""
    found: dict[str, Any] = json.loads(body)
    return Paper(
        **{
            **found,
            "head": Head(**found["head"]),
            "blocks": tuple(_block(each) for each in found["blocks"]),
            "annex": tuple(_block(each) for each in found["annex"]),
            "signature": _signature(found["signature"]),
            "style": Style(found["style"]["profile"], ToneOn(found["style"]["tone_on"])),
        }
    )


def _signature(found: Mapping[str, Any]) -> Signature:
    left = found["left"]
    whole = {**found, "copies": tuple(found["copies"]), "left": _signature(left) if left else None}
    return Signature(**whole)


def _block(found: Mapping[str, Any]) -> Block:
    table, chart = found["table"], found["chart"]
    return Block(
        **{
            **found,
            "table": _table(table) if table else None,
            "chart": _chart(chart) if chart else None,
        }
    )


def _table(found: Mapping[str, Any]) -> Table:
    return Table(
        found["caption"],
        tuple(found["head"]),
        tuple(tuple(row) for row in found["rows"]),
        tuple(Column(**column) for column in found["columns"]),
    )


def _chart(found: Mapping[str, Any]) -> Chart:
    groups = tuple(
        BarGroup(
            group["title"],
            tuple(Bar(bar["label"], tuple(bar["counts"])) for bar in group["bars"]),
        )
        for group in found["groups"]
    )
    return Chart(found["title"], found["subtitle"], tuple(found["legend"]), groups, found["note"])
