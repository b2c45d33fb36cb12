"""Pictures of the papers that people get, for the documents and for a look at them.

`python -m tests.content.pictures` writes `docs/papers/*.png` anew; it needs poppler's `pdftoppm`,
and Tinos (Debian's fonts-croscore), so that lines and pages break as in Word.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.content.documents import pdf
from tests.content import answered, own_samples, paper_samples, samples

FOLDER = Path(__file__).parents[2] / "docs" / "papers"
DOTS_PER_INCH = "64"
PAPERS: dict[str, Callable[[], Any]] = {
    "report": answered.school,
    "official-report": answered.official,
    "plan": lambda: paper_samples.cell_plan(17),
    "review": samples.sheet,
    "to-read-out": own_samples.spoken,
    "registration": own_samples.registration,
    "facts": own_samples.facts,
}


def write() -> None:
    """One picture for each page, `report-1.png` and so on."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        for name, make in PAPERS.items():
            file = Path(folder) / f"{name}.pdf"
            file.write_bytes(pdf(make(), "vi").body)
            command = ["pdftoppm", "-r", DOTS_PER_INCH, "-gray", "-png", str(file)]
            subprocess.run([*command, str(FOLDER / name)], check=True)


if __name__ == "__main__":
    write()
