"""What every test may use."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import migrate
from tests.world import World, world


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options must stand in the top conftest."""
    parser.addoption(
        "--update-chats",
        action="store_true",
        help="write what the program says into tests/scenarios/*.chat, for a person to read",
    )


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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Under `.ci/run` everything is installed, so a skipped test is a fault of the set-up."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped and os.environ.get("TUSOI_NO_SKIPS"):
        terminalreporter.write_line(f"{len(skipped)} tests were skipped, and none may be here")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run for that reason."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and reporter.stats.get("skipped") and os.environ.get("TUSOI_NO_SKIPS"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
