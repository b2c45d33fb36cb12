"""The command line in a folder of its own, with nothing set in the environment."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app

Tusoi: TypeAlias = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder."""
    for name in [name for name in os.environ if name.startswith("TUSOI_")]:
        monkeypatch.delenv(name)
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def database(folder: Path, migrated: Path) -> Path:
    """An empty database of this version where the program looks for one."""
    return Path(shutil.copy(migrated, folder / "tusoi.sqlite3"))


@pytest.fixture
def tusoi(folder: Path) -> Tusoi:
    """Run a command; settings are given as `web_port="0"`."""

    def run(*arguments: str, **settings: str) -> Result:
        environment = {f"TUSOI_{name.upper()}": value for name, value in settings.items()}
        return CliRunner().invoke(app, list(arguments), env=environment)

    return run


def complaint(result: Result) -> str:
    """The one line of a command that was refused."""
    assert result.exit_code == 2, (result.output, result.exception)
    assert isinstance(result.exception, SystemExit)
    (line,) = result.stderr.splitlines()
    assert line.startswith("tusoi: ")
    assert result.stdout == ""
    return line.removeprefix("tusoi: ")
