"""The operator's guides: what they tell to type exists, and can be typed in that order."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from bot.__main__ import app
from bot.settings import Settings

DOCS = Path(__file__).parents[1] / "docs"
SERVER = DOCS / "server"
GUIDES = (DOCS / "van-hanh.md", DOCS / "running.md")
ON_DEBIAN = frozenset(
    shlex.split(
        "apt cd cp df git grep journalctl ln ls mv nano rm sh ssh su sudo systemctl tar timedatectl"
    )
)
"""On a Debian as its installer leaves it, but for `sudo git nano`, which the first line brings."""
BROUGHT = {"ufw": "ufw", "nginx": "nginx", "certbot": "certbot", "caddy": "caddy"}
"""The package of a program that the guides start."""


def commands() -> set[str]:
    """The names of our commands."""
    return set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def _blocks(guide: Path) -> list[str]:
    found = re.findall(r"```sh\n(.*?)```", guide.read_text("utf-8"), re.DOTALL)
    return [line for block in found for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_command_and_setting_of_a_guide_exists(guide: Path) -> None:
    """O2."""
    body = guide.read_text("utf-8")
    typed = set(re.findall(r"(?:^|`|&& )tusoi ([a-z][a-z-]+)", body, re.MULTILINE))
    assert typed
    assert typed <= commands()
    names = set(re.findall(r"TUSOI_[A-Z_]+[A-Z]", body))
    assert names <= {f"TUSOI_{name}".upper() for name in Settings.model_fields}
    for path in re.findall(r"docs/server/([\w.-]+)", body):
        assert (SERVER / path).is_file(), path
    for path in re.findall(r"\]\(([\w./-]+\.(?:md|sh|conf|service|timer))\)", body):
        assert (DOCS / path).is_file(), path


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_what_is_to_be_pasted_can_be(guide: Path) -> None:
    """O4, O19: a shell reads each block, and nothing in it stands for something else."""
    for line in _blocks(guide):
        assert "…" not in line, line
        assert not re.search(r"<[a-zà-ỹ ]+>", line), line
    found = re.findall(r"```sh\n(.*?)```", guide.read_text("utf-8"), re.DOTALL)
    for block in found:
        subprocess.run(["sh", "-n"], input=block, text=True, check=True, timeout=10)


def test_both_guides_give_the_samecommands() -> None:
    """O2: neither language lacks a step."""
    vietnamese, english = (
        [line.split("#")[0].strip() for line in _blocks(guide)] for guide in GUIDES
    )
    assert vietnamese == english


def test_the_readme_leads_to_the_vietnamese_guide() -> None:
    """O2."""
    readme = (DOCS.parent / "README.md").read_text("utf-8")
    assert "docs/van-hanh.md" in readme.split("## Tiếng Việt")[1]


def _programs(line: str) -> Iterator[list[str]]:
    """The commands of a line, without `sudo` and its options."""
    words: list[str] = []
    for word in [*shlex.split(line), "&&"]:
        if word not in ("&&", "|"):
            words.append(word)
            continue
        if words[0] == "sudo":
            del words[: 3 if words[1] == "-u" else 1]
        yield words
        words = []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_program_is_there_when_it_is_started(guide: Path) -> None:
    """O8: on a bare Debian, what a line needs was installed by it or by a line above."""
    there = {"tusoi", *ON_DEBIAN}
    for line in _blocks(guide):
        if line.startswith("su -c"):
            assert {"sudo", "git", "nano"} <= set(line.split())
            continue
        for program, *words in _programs(line):
            if program == "apt" and words[0] == "install":
                there |= {name for name, package in BROUGHT.items() if package in words}
            assert program in there, line
            if "reload" in words and program == "systemctl":
                assert words[-1] in there, line


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_our_commands_are_typed_as_they_take_it(guide: Path) -> None:
    """O4: options and arguments too, not only the name."""
    ours = typer.main.get_command(app)
    typed = [
        words[1:] for line in _blocks(guide) for words in _programs(line) if words[0] == "tusoi"
    ]
    assert len(typed) > 15
    for words in typed:
        command: Any = ours
        while hasattr(command, "commands"):
            command = command.commands[words.pop(0)]
        command.make_context(command.name, words).close()


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_the_way_back_brings_the_former_units_too(guide: Path) -> None:
    """O7: the former program under the newer unit would not start."""
    lines = _blocks(guide)
    back = lines[lines.index("sudo mv /srv/tusoi/app.old /srv/tusoi/app") :]
    assert back[1] == "sudo sh /srv/tusoi/app/docs/server/install.sh https://tusoi.example.vn"
