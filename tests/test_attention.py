"""How much of a person's attention one review takes, counted on two transcripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chat import Player, played
from tests.scenarios.transcript import read

SCENARIOS = Path(__file__).parent / "scenarios"
MOST, MOST_PER_ROW = 20, 4
"""Actions, and messages as well: at most so many, and so many more for each row marked."""


@pytest.mark.parametrize(
    ("name", "person", "rows"), [("khong_muc_nao", "binh", 0), ("ba_muc", "ngoc", 3)]
)
async def test_a_review_takes_few_actions_and_few_messages(
    name: str, person: str, rows: int, migrated: Path
) -> None:
    """From the tap of consent, the first action, to the copy as a Word file, the last message.

    Every required question is answered in own words; a screen edited in place is no new message.
    """
    player, wrong, stored = await played(read(SCENARIOS / f"{name}.chat"), migrated, types=False)

    assert not wrong, wrong
    assert [state for _, _, _, state, *_ in stored["answers"] if state == "submitted"]
    actions, messages = _from_consent(player, person)
    print(f"{name}: {actions} actions, {messages} messages")  # noqa: T201 -- asked for with -s
    most = MOST + MOST_PER_ROW * rows
    assert 0 < actions <= most
    assert 0 < messages <= most


def _from_consent(player: Player, person: str) -> tuple[int, int]:
    """Actions and new messages from consent to the copy."""
    own = [each for each in player.counts if each[0].person == person]
    first = next(n for n, (turn, _, _) in enumerate(own) if turn.taps == ("Tôi đồng ý",))
    last_turn = own[-1][0]
    file = last_turn.blocks[-1].lines[0]
    assert file.startswith("(tệp: ban-tu-soi-")
    assert file.endswith("-2026.docx)")
    return sum(acts for _, acts, _ in own[first:]), sum(new for _, _, new in own[first:])
