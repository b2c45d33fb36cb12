"""What every test may use."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import migrate
from tests.world import World, world


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of the newest revision, to be copied: migrating takes a second."""
    path = tmp_path_factory.mktemp("migrated") / "empty.sqlite3"
    migrate.migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
async def running(tmp_path: Path, migrated: Path) -> AsyncIterator[World]:
    """The program over an empty database, at nine on a Monday morning."""
    async with world(tmp_path, migrated) as made:
        yield made
