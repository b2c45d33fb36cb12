"""What the hostile can do to somebody else in two minutes, and what it costs them."""

from __future__ import annotations

import socket
import tempfile
import time
from itertools import cycle
from pathlib import Path

from benchmarks.measuring import Row
from tests.faults import attacks
from tests.faults.hostile import Cost, field

SECONDS, QUIET = 120.0, 10.0


async def hostile() -> list[Row]:
    """The slowest reply of two who answer meanwhile, in the chat and on the page, and the program's
    memory, beside those of ten quiet seconds in the same run. The clients and the server of the
    chat share the machine with the program."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    attacks.bombs()
    costs: list[Cost] = []
    with tempfile.TemporaryDirectory() as folder:
        async with field(Path(folder), port) as made:
            quiet = await made.quiet(QUIET)
            print(f"quiet: {quiet}", flush=True)
            began = time.monotonic()
            for attack in cycle(attacks.ATTACKS):
                costs.append(await made.under(attack))
                print(costs[-1], flush=True)
                if time.monotonic() > began + SECONDS:
                    break
    chat = max(cost.load.chat for cost in costs)
    page = max(cost.load.page for cost in costs)
    most = max(cost.load.program for cost in costs)
    return [
        Row("a reply in the chat beside the hostile", chat, quiet.chat, "quiet", "s", "≤ 10"),
        Row("a reply on the page beside the hostile", page, quiet.page, "quiet", "s", "≤ 10"),
        Row("memory beside the hostile", most, quiet.program, "quiet", "MB", "≤ 2"),
    ]
