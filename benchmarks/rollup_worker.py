"""One roll-up table of many cells in a process of its own: seconds and the most memory."""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import UTC, datetime

from bot.content.documents import pdf
from bot.domain.people.issuer import Issuer, Signer
from bot.domain.report.rollup import CellLine, Rollup
from bot.domain.style import STANDARD

MADE_AT = datetime(2026, 12, 1, tzinfo=UTC)


def rollup_of(cells: int) -> Rollup:
    """A table of so many cells."""
    lines = tuple(
        CellLine(f"Chi bộ Trường Tiểu học Số {n}", 2026, 17, 16, n % 17, n % 13)
        for n in range(1, cells + 1)
    )
    issuer = Issuer("Đảng bộ tỉnh", "", "", STANDARD, Signer.SECRETARY, "")
    return Rollup(issuer, MADE_AT, lines)


def main(cells: int) -> None:
    """Makes the PDF once, after a small one that loads libraries and fonts."""
    pdf(rollup_of(1), "vi")
    table = rollup_of(cells)
    began = time.perf_counter()
    made = pdf(table, "vi")
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    told = {"seconds": seconds, "megabytes": peak, "size": len(made.body)}
    print(json.dumps({"made": told}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
