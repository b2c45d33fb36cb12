"""The transcripts: played with buttons as they are written, and once more by typing only."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.chat import all_transcripts, played
from tests.scenarios.transcript import read


@pytest.mark.parametrize("path", all_transcripts(), ids=lambda path: path.stem)
async def test_what_a_transcript_says_happens_with_buttons_and_by_typing(
    path: Path, migrated: Path, request: pytest.FixtureRequest
) -> None:
    """Every answer is word for word; typing instead of tapping stores exactly the same."""
    updates = bool(request.config.getoption("--update-chats"))
    transcript = read(path)
    _, wrong, tapped = await played(transcript, migrated, types=False, updates=updates)
    if updates:
        transcript.save()
    assert not wrong, "\n\n".join(wrong)

    _, wrong, typed = await played(read(path), migrated, types=True)
    assert not wrong, "\n\n".join(wrong)
    assert _lines(typed) == _lines(tapped)


def _lines(stored: dict[str, Any]) -> list[str]:
    """One line each, so that a difference is readable."""
    return [
        f"{title}: {json.dumps(row, ensure_ascii=False)}"
        for title, rows in stored.items()
        for row in rows
    ]
