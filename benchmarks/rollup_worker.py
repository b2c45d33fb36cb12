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


def main(cells: int) -> None:
    """Makes the PDF once, libraries and fonts included."""
    lines = tuple(
        CellLine(f"Chi bộ Trường Tiểu học Số {n}", 2026, 17, 16, n % 17, n % 13)
        for n in range(1, cells + 1)
    )
    issuer = Issuer("Đảng bộ tỉnh", "", "", STANDARD, Signer.SECRETARY, "")
    began = time.perf_counter()
    made = pdf(Rollup(issuer, datetime.now(UTC), lines), "vi")
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    told = {"seconds": seconds, "megabytes": peak, "size": len(made.body)}
    print(json.dumps({"made": told}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
