"""The baseline of papers: typst alone, warm, in a process of its own.

For each `{"layout": …, "root": …, "data": …}` it makes the PDF, and answers with its size, and with
the most memory so far.
"""

from __future__ import annotations

import json
import resource
import sys

import typst


def main() -> None:
    """Until standard input ends."""
    fonts = typst.Fonts(include_system_fonts=True)
    for line in sys.stdin:
        given = json.loads(line)
        compiler = typst.Compiler(
            given["layout"], given["root"], fonts, sys_inputs={"data": given["data"]}
        )
        body = compiler.compile(format="pdf")
        size = len(body) if isinstance(body, bytes) else 0
        print(json.dumps({"size": size}), flush=True)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        print(json.dumps({"megabytes": peak}), flush=True)


if __name__ == "__main__":
    main()
