"""The baseline of papers: typst alone, warm, in a process of its own.

For each `{"layout": …, "root": …, "data": …}` it makes the PDF, and answers with its size.
"""

from __future__ import annotations

import json
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
        print(json.dumps({"size": len(body) if isinstance(body, bytes) else 0}), flush=True)


if __name__ == "__main__":
    main()
