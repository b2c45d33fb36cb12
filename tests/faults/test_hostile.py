"""Nobody's turn holds another's: what the hostile do beside two people who answer."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.faults import attacks, hostile
from tests.faults.hostile import Cost, Load

AT_MOST, MOST_MEMORY = 10, 2
"""Times the quiet."""
MACHINE = 512
"""Megabytes of the machine that docs/running.md promises is enough, workers and all."""
TRIES = 3
"""Of an attack, each beside a quiet reply of that moment: what else the machine has to do does not
come back with it, and what harms does."""
UNNOTICED = 0.03
"""Seconds: a quiet reply that is quicker is no measure. Ten times that nobody notices."""


def harms(cost: Cost, quiet: Load, memory: float) -> list[str]:
    """What of an attack is beyond what others may be made to bear."""
    load = cost.load
    found = {
        "chat": load.chat > AT_MOST * max(quiet.chat, UNNOTICED),
        "page": load.page > AT_MOST * max(quiet.page, UNNOTICED),
        "memory": load.program > MOST_MEMORY * memory,
        "machine": load.program + load.workers > MACHINE,
    }
    return [f"{cost.attack}: {name}" for name, is_so in found.items() if is_so]


async def test_the_hostile_hold_nobody_else_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A1-A4, A8, A13, A22: the slowest reply stays within ten times the quiet one, memory within
    twice, and the log stays short. A busy machine makes the quiet reply slow as well."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    attacks.bombs()
    found: list[str] = []
    async with hostile.field(tmp_path, port) as field:
        at_first = quiet = await field.quiet(2.0)
        for attack in attacks.ATTACKS:
            for _ in range(TRIES):
                cost = await field.under(attack)
                harm = harms(cost, quiet, at_first.program)
                with capsys.disabled():
                    print(f"\n{cost}", end="")  # noqa: T201 -- the costs are for people
                if not harm:
                    break
                await field.settles()
                quiet = await field.quiet(1.0)
            found += harm
    assert found == []
    assert (tmp_path / "log").stat().st_size < 100_000
