"""What the hostile can do to somebody else in two minutes, and what it costs them."""

from __future__ import annotations

import socket
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import Row
from tests.faults import hostile as people

SECONDS = 120.0


async def hostile() -> list[Row]:
    """The innocent's slowest answer and the program's memory, beside those of a quiet minute."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        async with people.field(Path(folder), port) as field:
            quiet, memory = await field.quiet(), field.memory()
            costs: list[people.Cost] = []
            began = time.monotonic()
            while time.monotonic() < began + SECONDS:
                for attack in people.ATTACKS:
                    costs.append(await field.under(attack))
                    print(costs[-1], flush=True)
    slowest = max(cost.innocent for cost in costs)
    most = max(cost.megabytes for cost in costs)
    return [
        Row("an answer beside the hostile", slowest, quiet, "quiet", "s", "≤ 10"),
        Row("memory beside the hostile", most, memory, "quiet", "MB", "≤ 2"),
    ]
