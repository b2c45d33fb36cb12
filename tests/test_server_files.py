"""The files that an operator copies: each is read as the system reads it, and started where it can
be; and what the guides tell to type exists."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import typer.main

from bot.__main__ import app
from bot.settings import Settings
from handlers.channels.web import WebOptions
from tests.channels.web_rig import scripted
from tests.shelf import Shelf

DOCS = Path(__file__).parents[1] / "docs"
SERVER = DOCS / "server"
GUIDES = (DOCS / "van-hanh.md", DOCS / "running.md")


def _unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(SERVER / name, "utf-8")
    return parser


@pytest.mark.parametrize("name", ["tusoi.service", "tusoi-backup.service"])
def test_a_unit_is_hardened_and_starts_a_command_that_exists(name: str) -> None:
    """O16: also the one that makes backups."""
    service = _unit(name)["Service"]
    for key in ("NoNewPrivileges", "ProtectKernelModules", "RestrictSUIDSGID", "PrivateDevices"):
        assert service[key] == "true"
    assert service["CapabilityBoundingSet"] == ""
    assert service["UMask"] == "0077"
    assert "EnvironmentFile" not in service  # the program reads .env itself, and otherwise
    program, command, *_ = service["ExecStart"].split()
    assert program == "/srv/tusoi/.venv/bin/tusoi"
    assert command in _commands()


def test_a_mistake_does_not_loop_and_nothing_migrates_by_itself() -> None:
    """O16, O7: a start tells what is wrong, once; a migration comes after a backup."""
    service = _unit("tusoi.service")["Service"]
    assert service["RestartPreventExitStatus"] == "2"
    assert "ExecStartPre" not in service


def test_the_timer_starts_the_backup_also_after_a_night_without_power() -> None:
    """O4."""
    timer = _unit("tusoi-backup.timer")["Timer"]
    assert timer["Persistent"] == "true"
    assert _unit("tusoi-backup.timer")["Install"]["WantedBy"] == "timers.target"
    assert "--daily /srv/backup" in _unit("tusoi-backup.service")["Service"]["ExecStart"]
    subprocess.run(["systemd-analyze", "calendar", timer["OnCalendar"]], check=True, timeout=20)


@pytest.mark.parametrize("name", ["tusoi.service", "tusoi-backup.service", "tusoi-backup.timer"])
def test_systemd_takes_the_unit(tmp_path: Path, name: str) -> None:
    """O16."""
    for each in SERVER.glob("tusoi*.*"):
        body = each.read_text("utf-8").replace("/srv/tusoi/.venv/bin/tusoi", "/bin/true")
        (tmp_path / each.name).write_text(body.replace("User=tusoi", "User=root"))
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / name)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert [line for line in said.stderr.splitlines() if str(tmp_path) in line] == []


# -- nginx


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _nginx(folder: Path, program: int) -> Iterator[int]:
    """nginx with our file, on loopback, before the program's port."""
    port = _free_port()
    ours = (SERVER / "nginx.conf").read_text("utf-8")
    ours = ours.replace("listen 80;", f"listen 127.0.0.1:{port};").replace(
        "    listen [::]:80;\n", ""
    )
    ours = ours.replace("127.0.0.1:8321", f"127.0.0.1:{program}")
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "nginx.conf"
    main.write_text(
        f"{'user root;' if os.geteuid() == 0 else ''} daemon off; pid {folder}/pid;"
        f" error_log {folder}/error.log; events {{}} http {{ {temporary} {ours} }}"
    )
    binary = shutil.which("nginx") or "/usr/sbin/nginx"
    started = subprocess.Popen([binary, "-c", str(main), "-p", str(folder)], stderr=subprocess.PIPE)
    try:
        for _ in range(200):
            assert started.poll() is None, started.stderr.read() if started.stderr else ""
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        yield port
    finally:
        started.terminate()
        started.communicate(timeout=10)


needs_nginx = pytest.mark.skipif(
    not (shutil.which("nginx") or Path("/usr/sbin/nginx").exists()), reason="nginx is not installed"
)


@needs_nginx
async def test_the_page_works_behind_our_nginx(shelf: Shelf, tmp_path: Path) -> None:
    """O13, O1: the page, a form, a large file, the stream, and who is counted."""
    options = WebOptions(public_url="https://tusoi.example.vn", heartbeat=0.05)
    (tmp_path / "cell").mkdir()
    async with scripted(shelf, tmp_path / "cell", options) as served:
        program = int(served.url.rstrip("/").rsplit(":", 1)[1])
        token = await served.sign_in("hoa")
        with _nginx(tmp_path, program) as port:
            headers = {
                "Host": "tusoi.example.vn",
                "Origin": "https://tusoi.example.vn",
                "Cookie": f"__Host-tusoi={token}",
            }
            base = f"http://127.0.0.1:{port}"
            async with httpx.AsyncClient(
                base_url=base, headers=headers, trust_env=False, timeout=20
            ) as client:
                assert (await client.get("/healthz")).text == "ok"
                assert (await client.get("/")).status_code == 200
                assert (await client.post("/send", data={"text": "tiếp"})).status_code == 200
                large = {"file": ("a.pdf", b"%PDF-1.4" + b"x" * 15_000_000, "application/pdf")}
                assert (await client.post("/send", files=large)).status_code != 413
                async with client.stream("GET", "/events") as stream:
                    assert stream.status_code == 200
                    assert await anext(stream.aiter_lines()) is not None
    assert not (tmp_path / "access.log").exists()


@needs_nginx
def test_while_the_program_starts_nginx_says_so_in_vietnamese(tmp_path: Path) -> None:
    """O21."""
    with _nginx(tmp_path, _free_port()) as port:
        answer = httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
    assert answer.status_code == 503
    assert "đang khởi động lại" in answer.text
    assert 'content="5"' in answer.text


def test_caddy_has_the_same_limits() -> None:
    """O13: read only, since Debian's package is not among the tests'."""
    body = (SERVER / "Caddyfile").read_text("utf-8")
    assert "reverse_proxy 127.0.0.1:8321" in body
    assert "max_size 25MB" in body
    assert body.count("{") == body.count("}")
    assert "đang khởi động lại" in body


# -- the installer


def _stubs(folder: Path) -> Path:
    """Commands that would change the machine write down that they were called."""
    stubs = folder / "stubs"
    stubs.mkdir()
    body = f'#!/bin/sh\necho "$(basename "$0") $*" >>{folder}/called\n'
    for name in ("apt-get", "useradd", "systemctl", "chown", "pip"):
        (stubs / name).write_text(body)
    (stubs / "id").write_text('#!/bin/sh\n[ "$1" = -u ] && echo 0 || exit 1\n')
    # `install` without the owner, whom this machine does not have
    (stubs / "install").write_text(
        '#!/bin/sh\nset -- $(echo "$@" | sed "s/-o tusoi//")\nexec /usr/bin/install "$@"\n'
    )
    (stubs / "sudo").write_text(
        f'#!/bin/sh\necho "sudo $*" >>{folder}/called\nshift 3\ncase "$*" in\n'
        "python3*) mkdir -p .venv/bin && touch .venv/bin/python && chmod +x .venv/bin/python ;;\n"
        "esac\n"
    )
    for each in stubs.iterdir():
        each.chmod(0o755)
    return stubs


def _install(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    source = folder / "source"
    if not source.exists():
        shutil.copytree(SERVER, source / "docs" / "server")
        (source / "requirements.lock").touch()
        _stubs(folder)
    environment = {"PATH": f"{folder}/stubs:{os.environ['PATH']}", "TARGET": str(folder / "root")}
    command = ["sh", str(source / "docs" / "server" / "install.sh"), *arguments]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_installer_makes_everything_and_keeps_it_when_run_again(tmp_path: Path) -> None:
    """O7, O8, O20."""
    said = _install(tmp_path, "https://tusoi.example.vn")
    assert said.returncode == 0, said.stderr
    root = tmp_path / "root"
    env = root / "srv/tusoi/.env"
    assert "TUSOI_WEB_URL=https://tusoi.example.vn" in env.read_text()
    assert env.stat().st_mode & 0o777 == 0o600
    assert (root / "srv/tusoi").stat().st_mode & 0o777 == 0o750
    assert (root / "srv/backup").stat().st_mode & 0o777 == 0o700
    assert (root / "usr/local/bin/tusoi").stat().st_mode & 0o111
    for unit in ("tusoi.service", "tusoi-backup.service", "tusoi-backup.timer"):
        assert (root / "etc/systemd/system" / unit).read_text() == (SERVER / unit).read_text()
    called = (tmp_path / "called").read_text()
    assert "--require-hashes" in called
    assert "enable --now tusoi-backup.timer" in called

    env.write_text("TUSOI_WEB_URL=https://other.example.vn\n")
    (root / "srv/tusoi/tusoi.sqlite3").touch()
    assert _install(tmp_path, "https://tusoi.example.vn").returncode == 0
    assert "other" in env.read_text()
    assert (root / "srv/tusoi/tusoi.sqlite3").exists()
    assert (root / "srv/tusoi/app.old").is_dir()


@pytest.mark.parametrize("arguments", [(), ("tusoi.example.vn",), ("http://tusoi.example.vn",)])
def test_the_installer_asks_for_the_address_first(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """O3."""
    said = _install(tmp_path, *arguments)
    assert said.returncode == 2
    assert "https://tusoi.example.vn" in said.stderr
    assert not (tmp_path / "root").exists()


# -- the guides


def _commands() -> set[str]:
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
    assert typed <= _commands()
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


def test_both_guides_give_the_same_commands() -> None:
    """O2: neither language lacks a step."""
    vietnamese, english = (
        [line.split("#")[0].strip() for line in _blocks(guide)] for guide in GUIDES
    )
    assert vietnamese == english


def test_the_readme_leads_to_the_vietnamese_guide() -> None:
    """O2."""
    readme = (DOCS.parent / "README.md").read_text("utf-8")
    assert "docs/van-hanh.md" in readme.split("## Tiếng Việt")[1]
