"""`python -m benchmarks [NAME…]`: measures, prints a table, writes `results.json`."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

from benchmarks import growing, hostile, page, papers, roster, starting, talking
from benchmarks.measuring import Row, save, table

FAMILIES: Mapping[str, Callable[[], Awaitable[list[Row]]]] = {
    "typed": talking.typed,
    "sequential": talking.sequential,
    "latency": talking.latency,
    "taps": talking.taps,
    "page": page.page,
    "growing": growing.growing,
    "papers": papers.papers,
    "roster": roster.roster,
    "starting": starting.starting,
    "hostile": hostile.hostile,
}


async def measure(names: Sequence[str]) -> list[Row]:
    """One family after the other; the table grows as they end."""
    rows: list[Row] = []
    for name in names:
        began = time.monotonic()
        measured = await FAMILIES[name]()
        print(table(measured, head=not rows), flush=True)
        print(f"    {name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
        rows += measured
    return rows


def main(names: Sequence[str]) -> int:
    """The exit status: 0 whatever the figures are, 2 for an unknown name."""
    if unknown := [name for name in names if name not in FAMILIES]:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(FAMILIES)}")
        return 2
    rows = asyncio.run(measure(names or list(FAMILIES)))
    save(rows)
    missed = [each.name for each in rows if not each.met]
    print(f"targets missed: {'; '.join(missed) or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
