"""The files that an operator copies: each is read as the system reads it, and started where it can
be."""

from __future__ import annotations

import asyncio
import configparser
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from bot import serving
from bot.settings import Settings
from handlers.channels.web import WebOptions
from tests.channels.web_rig import scripted
from tests.shelf import Shelf
from tests.test_guides import commands

DOCS = Path(__file__).parents[1] / "docs"
SERVER = DOCS / "server"


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
    assert command in commands()


def test_a_mistake_does_not_loop_and_nothing_migrates_by_itself() -> None:
    """O16, O7: a start tells what is wrong, once; a migration comes after a backup."""
    service = _unit("tusoi.service")["Service"]
    assert service["RestartPreventExitStatus"] == "2"
    assert "ExecStartPre" not in service


async def test_the_service_has_started_once_the_page_answers(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`systemctl start` waits, as the unit says, and what is typed after it finds the page."""
    assert _unit("tusoi.service")["Service"]["Type"] == "notify"
    shutil.copy(migrated, tmp_path / "tusoi.sqlite3")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    told: dict[str, str] = {}
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as system:
        system.bind(str(tmp_path / "notify"))
        system.settimeout(0)
        service = asyncio.create_task(serving.run(Settings(web_port=0), told=told.update))
        loop = asyncio.get_running_loop()
        assert await asyncio.wait_for(loop.sock_recv(system, 64), 20) == b"READY=1"
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(f"{told['web']}healthz")).text == "ok"
        service.cancel()
        await asyncio.gather(service, return_exceptions=True)


@pytest.mark.parametrize("name", ["tusoi.service", "tusoi-backup.service"])
def test_the_log_speaks_as_the_command_does(name: str) -> None:
    """O2."""
    assert _unit(name)["Service"]["Environment"] == "LANG=vi_VN.UTF-8"
    assert "LANG=vi_VN.UTF-8" in (SERVER / "tusoi").read_text("utf-8")


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


def _redirect(port: int) -> str:
    """The server that certbot adds: http of the same name, here another one."""
    listen = f"listen 127.0.0.1:{port}; server_name plain.example.vn;"
    return f"server {{ {listen} return 301 https://tusoi.example.vn$request_uri; }}"


@contextmanager
def _nginx(folder: Path, program: int) -> Iterator[int]:
    """nginx with our file, on loopback, before the program's port."""
    port = _free_port()
    ours = (SERVER / "nginx.conf").read_text("utf-8")
    ours = ours.replace("listen 80;", f"listen 127.0.0.1:{port};").replace(
        "    listen [::]:80;\n", ""
    )
    ours = ours.replace("127.0.0.1:8321", f"127.0.0.1:{program}").replace(
        "/var/log/nginx", f"{folder}"
    )
    ours = f"access_log {folder}/access.log; {ours}" + _redirect(port)
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


@needs_nginx
def test_no_log_of_nginx_holds_an_invitation(tmp_path: Path) -> None:
    """O11: neither where the page is, nor where http is sent on, nor when the program is away."""
    with _nginx(tmp_path, _free_port()) as port:
        for host, status in (("tusoi.example.vn", 503), ("plain.example.vn", 301)):
            url = f"http://127.0.0.1:{port}/i/cqg7w3su9je3"
            answer = httpx.get(url, headers={"Host": host}, trust_env=False)
            assert answer.status_code == status
    logs = "".join(each.read_text() for each in tmp_path.glob("*.log"))
    assert "cqg7w3su9je3" not in logs
    assert "127.0.0.1" not in logs


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
    if not (source / "docs").exists():
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


def test_the_former_version_stays_however_often_the_new_one_is_installed(tmp_path: Path) -> None:
    """O7: else the second run takes away the way back."""
    version, former = (
        tmp_path / each for each in ("source/CHANGELOG.md", "root/srv/tusoi/app.old")
    )
    for number in ("1", "1", "2", "2"):
        (tmp_path / "source").mkdir(exist_ok=True)
        version.write_text(number)
        assert _install(tmp_path, "https://tusoi.example.vn").returncode == 0
        assert former.exists() == (number == "2")
    assert (former / "CHANGELOG.md").read_text() == "1"
    assert (former.parent / "app/CHANGELOG.md").read_text() == "2"


def test_the_installer_brings_what_it_needs_before_it_looks_for_it(tmp_path: Path) -> None:
    """O8: a bare Debian has no Python."""
    _install(tmp_path)
    (tmp_path / "stubs/python3").write_text("#!/bin/sh\nexit 127\n")
    (tmp_path / "stubs/python3").chmod(0o755)
    said = _install(tmp_path, "https://tusoi.example.vn")
    assert said.returncode == 2
    assert "Python 3.11" in said.stderr
    assert "apt-get install -y python3-venv" in (tmp_path / "called").read_text()


@pytest.mark.parametrize("arguments", [(), ("tusoi.example.vn",), ("http://tusoi.example.vn",)])
def test_the_installer_asks_for_the_address_first(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """O3."""
    said = _install(tmp_path, *arguments)
    assert said.returncode == 2
    assert "https://tusoi.example.vn" in said.stderr
    assert not (tmp_path / "root").exists()
