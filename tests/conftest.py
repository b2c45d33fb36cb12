"""What every test may use."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import TypeVar

import pytest

from bot import app
from bot.content.questionnaires import files
from bot.content.usual import load_usual
from bot.content.words.catalogue import TEMPLATES, Catalogue
from storage.engine import migrate
from tests.shelf import Shelf
from tests.world import World, world

Read = TypeVar("Read")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options must stand in the top conftest."""
    parser.addoption(
        "--update-chats",
        action="store_true",
        help="write what the program says into tests/scenarios/*.chat, for a person to read",
    )
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what the reports say into tests/golden/*.txt, for a person to read",
    )


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of the newest revision, to be copied: migrating takes a second."""
    path = tmp_path_factory.mktemp("migrated") / "empty.sqlite3"
    migrate.migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session", autouse=True)
def words_read_once() -> Iterator[None]:
    """What is shipped does not change between tests, and reading all of it takes longer than most
    of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Catalogue, "load", _shipped_once(Catalogue.load))
        patch.setattr(app, "load_questionnaires", _shipped_once(files.load_questionnaires))
        patch.setattr(app, "load_usual", _shipped_once(load_usual))
        patch.setattr(files, "thaw", lru_cache(64)(files.thaw))
        yield


def _shipped_once(load: Callable[[Path], Read]) -> Callable[[Path], Read]:
    """Reads the shipped templates once; others each time, for a test may change them."""
    once = cache(load)
    return lambda folder: once(folder) if folder == TEMPLATES else load(folder)


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Shelf:
    """Cells that are made once, of which tests take copies."""
    return Shelf(tmp_path_factory.mktemp("shelf"), migrated)


@pytest.fixture
async def running(tmp_path: Path, migrated: Path) -> AsyncIterator[World]:
    """The program over an empty database, at nine on a Monday morning."""
    async with world(tmp_path, migrated) as made:
        yield made


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Under `.ci/run` everything is installed, so a skipped test is a fault of the set-up."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped and os.environ.get("NO_SKIPS"):
        terminalreporter.write_line(f"{len(skipped)} tests were skipped, and none may be here")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run for that reason."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and reporter.stats.get("skipped") and os.environ.get("NO_SKIPS"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
