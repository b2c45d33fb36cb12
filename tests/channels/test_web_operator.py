"""What the operator's set-up does to the page: its address, the web server before it, the clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers.channels.web import CannotListen, WebOptions
from handlers.channels.web.attempts import MOST_WRONG, WINDOW
from handlers.channels.web.safety import Refusals
from handlers.channels.web.server import bind
from tests.channels.web_rig import scripted
from tests.shelf import Shelf

HTTPS = WebOptions(public_url="https://tusoi.example")
THERE = {"Host": "tusoi.example", "Origin": "https://tusoi.example"}


class Ticks:
    """Seconds that the test counts."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("headers", "value"),
    [
        ({"Host": "www.tusoi.example"}, "www.tusoi.example"),
        ({"Origin": "https://www.tusoi.example"}, "https://www.tusoi.example"),
        ({"Origin": "", "Referer": "http://tusoi.vn/i/mat-ma"}, "http://tusoi.vn"),
    ],
)
async def test_a_refused_name_stands_in_the_log_beside_ours(
    shelf: Shelf,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    headers: dict[str, str],
    value: str,
) -> None:
    """O3: once an hour, with both values, and never with a path."""
    ticks = Ticks()
    options = WebOptions(public_url="https://tusoi.example", ticks=ticks)

    async with scripted(shelf, tmp_path, options) as served, served.stranger() as client:

        async def refused() -> list[str]:
            caplog.clear()
            for _ in range(3):
                assert (await client.post("/send", headers={**THERE, **headers})).is_client_error
            return [each.getMessage() for each in caplog.records if "refused" in each.message]

        (line,) = await refused()
        assert repr(value) in line
        assert "https://tusoi.example" in line
        assert "mat-ma" not in line
        assert await refused() == []
        ticks.now += 3600
        assert len(await refused()) == 1


def test_many_names_do_not_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """O3: what anybody may send is bounded, in number and in length."""
    refusals = Refusals("https://tusoi.example", Ticks())
    for number in range(1000):
        refusals.tell("host", f"{number}{'x' * 5000}\n")
    assert len(caplog.records) == Refusals.MOST
    assert max(len(each.getMessage()) for each in caplog.records) < 300


async def test_under_https_every_cookie_is_secure_and_browsers_stay_there(
    shelf: Shelf, tmp_path: Path
) -> None:
    """O18, A21: not only the cookie of the session."""
    async with scripted(shelf, tmp_path, HTTPS) as served, served.stranger(**THERE) as client:
        token = await served.sign_in("hoa")
        page = await client.get("/", headers={"Cookie": f"__Host-tusoi={token}"})
        probe = await client.get(f"/i/{await served.code()}")
    for answer in (page, probe):
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        cookies = answer.headers.get_list("set-cookie")
        assert cookies
        assert all("; secure" in each.lower() for each in cookies)
    assert any(each.startswith("tusoi_seen=") for each in page.headers.get_list("set-cookie"))
    assert probe.headers["set-cookie"].startswith("__Host-tusoi_probe=")
    assert "Path=/;" in probe.headers["set-cookie"]
    assert "Domain" not in probe.headers["set-cookie"]


async def test_under_https_a_cookie_that_a_neighbour_could_plant_is_none(
    shelf: Shelf, tmp_path: Path
) -> None:
    """A21: only the name that the https page itself can set opens the page."""
    async with scripted(shelf, tmp_path, HTTPS) as served, served.stranger(**THERE) as client:
        token = await served.sign_in("hoa")
        for name, is_in in (("tusoi", False), ("__Secure-tusoi", False), ("__Host-tusoi", True)):
            page = await client.get("/", headers={"Cookie": f"{name}={token}"})
            assert ("Mã mời" not in page.text) is is_in, name


async def test_over_http_nothing_is_said_of_https(shelf: Shelf, tmp_path: Path) -> None:
    """O18: on loopback and in trials a browser would lock itself out."""
    async with scripted(shelf, tmp_path) as served, served.stranger() as client:
        page = await client.get(f"/i/{await served.code()}")
    assert "strict-transport-security" not in page.headers
    assert page.headers["set-cookie"].startswith("tusoi_probe=")


async def test_a_block_ends_after_ten_minutes_whatever_the_clock_says(
    shelf: Shelf, tmp_path: Path
) -> None:
    """A21: the clock of the wall goes back by a day, and the address is free all the same."""
    ticks = Ticks()
    async with (
        scripted(shelf, tmp_path, WebOptions(ticks=ticks)) as served,
        served.stranger() as client,
    ):
        code = await served.code()
        for number in range(MOST_WRONG):
            await client.get(f"/i/wrongcode{number:03}")
        assert (await client.get(f"/i/{code}")).status_code == 429
        served.world.clock.forward(days=1)
        assert (await client.get(f"/i/{code}")).status_code == 429
        served.world.clock.forward(days=-2)
        ticks.now += WINDOW
        assert (await client.get(f"/i/{code}")).status_code == 200


async def test_the_last_line_of_the_senders_address_counts(shelf: Shelf, tmp_path: Path) -> None:
    """A15: a web server that adds a line of its own instead of continuing the sender's."""
    async with scripted(shelf, tmp_path) as served, served.stranger() as client:
        for number in range(MOST_WRONG):
            forged = [
                ("X-Forwarded-For", f"198.51.100.{number}"),
                ("X-Forwarded-For", "203.0.113.7"),
            ]
            await client.get(f"/i/wrongcode{number:03}", headers=forged)
        for last, status in (("203.0.113.7", 429), ("198.51.100.1", 200)):
            lines = [("X-Forwarded-For", "192.0.2.1"), ("X-Forwarded-For", f"1.2.3.4, {last}")]
            answer = await client.get(f"/i/{await served.code()}", headers=lines)
            assert answer.status_code == status


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid", "2001:db8::1"])
def test_a_host_that_is_not_ours_is_said(host: str) -> None:
    """O6b."""
    with pytest.raises(CannotListen) as error:
        bind(host, 0)
    assert error.value.host == host


async def test_healthz_says_ok_to_a_watcher(shelf: Shelf, tmp_path: Path) -> None:
    """O21: documented, so it stays."""
    async with scripted(shelf, tmp_path) as served, served.stranger() as client:
        answer = await client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")


async def test_a_form_that_broke_off_is_not_said_to_be_too_long(
    shelf: Shelf, tmp_path: Path
) -> None:
    """A21: shortening it would help nobody."""
    async with scripted(shelf, tmp_path) as served, await served.client("hoa") as client:
        for kind in ("multipart/form-data", "multipart/form-data; boundary=b"):
            headers = {"Content-Type": kind, "Accept": "application/json"}
            answer = await client.post("/send", content=b"--b\r\nbroken\r\n", headers=headers)
            assert answer.is_client_error
            assert "gửi lại" in answer.json()["notice"]
            assert "quá dài" not in answer.json()["notice"]
