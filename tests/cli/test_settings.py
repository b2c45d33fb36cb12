"""Settings are checked at the start: one line for each that cannot be meant, and exit status 2."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.settings import Settings, strangers
from tests.cli.conftest import Tusoi, complaint


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("web_url", "tusoi.example.vn"),
        ("web_url", "//tusoi.example.vn"),
        ("web_url", "ftp://tusoi.example.vn"),
        ("web_url", "https://"),
        ("web_url", "https:///chat"),
        ("web_url", "https://tusoi.example.vn:abc"),
        ("web_url", "https://tusoi.example.vn:99999"),
        ("web_url", "https://[::1"),
        ("web_url", "https://tusoi example.vn"),
        ("web_url", "https://tusoi.example.vn/?a=b"),
        ("web_url", "https://me:word@tusoi.example.vn"),
        ("web_url", "https://tusoi.example.vn#x"),
        ("telegram_proxy", "foo"),
        ("telegram_proxy", "127.0.0.1:3128"),
        ("telegram_proxy", "socks5://127.0.0.1:1080"),
        ("telegram_proxy", "http://:3128"),
        ("telegram_api_url", "api.telegram.org"),
    ],
)
def test_an_address_needs_its_scheme_and_its_host(  # O3, O6c
    tusoi: Tusoi, database: Path, setting: str, value: str
) -> None:
    line = complaint(tusoi("breach", "list", **{setting: value}))
    assert f"TUSOI_{setting.upper()}" in line
    assert "word" not in line


@pytest.mark.parametrize(
    "url", ["http://tusoi.example.vn", "http://192.0.2.7:8321", "http://localhost.example.vn/"]
)
def test_nobody_writes_over_http(tusoi: Tusoi, database: Path, url: str) -> None:
    """O3: what people write would cross the network for anybody to read."""
    assert "https://" in complaint(tusoi("breach", "list", web_url=url))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])
def test_the_page_is_not_open_to_the_network_without_https(
    tusoi: Tusoi, database: Path, host: str
) -> None:
    """O3: the same by the host, with no address set."""
    assert host in complaint(tusoi("breach", "list", web_host=host))


@pytest.mark.parametrize(
    "given",
    [
        {"web_url": "https://tusoi.example.vn"},
        {"web_url": "https://tusoi.example.vn:8443/chat/"},
        {"web_url": "http://localhost:8321"},
        {"web_url": "http://127.0.0.1:8321/"},
        {"web_url": "http://[::1]:8321/"},
        {"web_host": "0.0.0.0", "web_url": "https://tusoi.example.vn"},
        {"web_host": "0.0.0.0", "web": "false"},
        {"web_host": "localhost"},
        {"telegram_proxy": "http://me:word@127.0.0.1:3128"},
        {"telegram_api_url": "http://127.0.0.1:8081"},
    ],
)
def test_what_can_be_meant_is_taken(
    folder: Path, given: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"TUSOI_{name.upper()}", value)
    assert Settings()
    assert not strangers()


@pytest.mark.parametrize(
    "command", [("rotate-key",), ("migrate",), ("backup", "a"), ("breach", "list")]
)
@pytest.mark.parametrize("in_file", [True, False])
def test_a_misspelt_name_is_said_with_the_one_that_was_meant(
    tusoi: Tusoi, database: Path, command: tuple[str, ...], *, in_file: bool
) -> None:
    """O3: it would be passed over in silence."""
    if in_file:
        Path(".env").write_text("TUSOI_WEBURL=https://tusoi.example.vn\nOTHER=1\n")
        line = complaint(tusoi(*command))
    else:
        line = complaint(tusoi(*command, weburl="https://tusoi.example.vn"))
    assert line == "TUSOI_WEBURL: there is no setting of this name; is it TUSOI_WEB_URL?"


def test_small_letters_are_the_same_name(
    tusoi: Tusoi, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O3: the right name is taken, and a misspelt one said."""
    monkeypatch.setenv("tusoi_web_url", "https://tusoi.example.vn")
    assert tusoi("breach", "list").exit_code == 0
    monkeypatch.setenv("tusoi_weburl", "https://tusoi.example.vn")
    assert "TUSOI_WEB_URL" in complaint(tusoi("breach", "list"))


def test_a_file_made_on_windows_keeps_its_first_name(tusoi: Tusoi, database: Path) -> None:
    """O6: the mark at the beginning would become part of the name."""
    Path(".env").write_bytes(b"\xef\xbb\xbfTUSOI_TIMEZONE=Mars/Phobos\r\n")
    assert "Mars/Phobos" in complaint(tusoi("breach", "list"))


@pytest.mark.parametrize("content", [b"TUSOI_OPERATOR=\xff\xfe\n", None])
def test_settings_that_cannot_be_read(
    tusoi: Tusoi, database: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    """O6a: a file of root, as `sudo nano` makes it; or one in another encoding."""
    env = Path(".env")
    env.write_bytes(content or b"TUSOI_WEB=true\n")
    if content is None:  # root reads everything, so the system's answer to others is played
        monkeypatch.setattr("builtins.open", refusing(open))
    line = complaint(tusoi("breach", "list"))
    assert ".env" in line
    assert "chown tusoi" in line


def refusing(opens: Callable[..., object]) -> Callable[..., object]:
    """`open` as somebody else meets it."""

    def refuse(path: object, *arguments: object, **more: object) -> object:
        if Path(str(path)).name == ".env":
            raise PermissionError(13, "Permission denied")
        return opens(path, *arguments, **more)

    return refuse


@pytest.mark.parametrize("lang", ["en_US.UTF-8", "vi_VN.UTF-8"])
def test_faults_are_told_in_the_operators_language(
    tusoi: Tusoi, database: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    """O2."""
    monkeypatch.setenv("LANG", lang)
    line = complaint(tusoi("breach", "list", web_url="tusoi.example.vn"))
    assert ("không phải địa chỉ đầy đủ" in line) is lang.startswith("vi")


def test_a_host_of_another_machine(tusoi: Tusoi, database: Path) -> None:
    """O6b: fifty lines of traceback before."""
    given = {"web_host": "192.0.2.1", "web_url": "https://tusoi.example.vn", "web_port": "0"}
    assert "TUSOI_WEB_HOST" in complaint(tusoi("run", **given))


def test_the_version(tusoi: Tusoi, folder: Path) -> None:
    """O6d: also where the settings are wrong."""
    result = tusoi("--version", web_port="abc")
    assert result.exit_code == 0
    assert result.stdout.startswith("tusoi 0.")
