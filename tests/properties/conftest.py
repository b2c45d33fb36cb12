"""The profile, loaded before examples are drawn, and a cell that tests may copy."""

from __future__ import annotations

from pathlib import Path

import pytest

import tests.properties.profile  # noqa: F401 -- imported for what it registers
from tests.properties.stage import seed
from tests.world import world


@pytest.fixture
async def seeded(tmp_path: Path, migrated: Path) -> Path:
    """A database with two cells, three members of the first, and an open cycle in each."""
    async with world(tmp_path, migrated) as made:
        await seed(made)
    return tmp_path / "cell.sqlite3"
