"""Nobody's turn holds another's: what the hostile do beside somebody who only asks."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.faults import hostile

QUIET_ENOUGH = 0.1
"""Seconds: below this the quiet answer is noise, and no measure."""


async def test_the_hostile_hold_nobody_else_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A2, A4, A22: the slowest answer stays within ten times the quiet one, memory within twice,
    and the log stays short."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with hostile.field(tmp_path, port) as field:
        quiet, memory = await field.quiet(), field.memory()
        costs = [await field.under(attack) for attack in hostile.ATTACKS]
    with capsys.disabled():
        print(f"\nquiet: {quiet:.3f} s, {memory:.0f} MB", *costs, sep="\n")  # noqa: T201 -- the costs are for people
    allowed = 10 * max(quiet, QUIET_ENOUGH)
    assert [cost.attack for cost in costs if cost.innocent > allowed] == []
    assert [cost.attack for cost in costs if cost.megabytes > 2 * memory] == []
    assert (tmp_path / "log").stat().st_size < 100_000
