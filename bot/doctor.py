"""What the command `doctor` does: looks at everything that a service stands on, one line each, with
the command that mends it. Changes nothing, and runs beside the service."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from bot.content.words.catalogue import TEMPLATES, Catalogue
from bot.content.yaml_files import read_yaml
from bot.domain.messages import text
from bot.faults import explain, language
from bot.services.ground import LOW
from bot.settings import ENV_FILE, Settings
from storage.engine import state
from storage.engine.state import State

STALE = timedelta(days=2)
"""A daily backup that is older than this has failed at least once."""
PATIENCE = 8.0
"""Seconds that an answer over the network may take."""
Ask = Callable[[str, str], int]


class Mark(StrEnum):
    """How bad it is."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, and what was found, in the operator's language."""

    mark: Mark
    what: str
    said: str


def found(mark: Mark, what: str, **params: str | int) -> Finding:
    """A finding in the words of `doctor.<what>_<mark>`."""
    said = Catalogue.load(TEMPLATES).render(text(f"doctor.{what}_{mark}", **params), language())
    return Finding(mark, what, said)


def examine(settings: Settings | None, faults: Sequence[str]) -> Iterator[Finding]:
    """Everything, in the order in which it has to be mended; without settings what needs none."""
    yield found(
        Mark.GOOD if sys.version_info >= (3, 11) else Mark.BAD,
        "python",
        version=platform.python_version(),
    )
    yield from _settings(faults)
    if settings is None:
        return
    yield _address(settings)
    yield from _database(state.of(settings.database_url, settings.key_file))
    yield from clock(settings, _timedatectl())
    yield from network(settings, status)
    yield _fonts(settings.templates)


def print_findings(settings: Settings | None, faults: Sequence[str], *, as_json: bool) -> int:
    """Prints the findings; returns the exit status: 2 if anything is bad."""
    all_found = list(examine(settings, faults))
    if as_json:
        lines = [
            {"mark": str(each.mark), "what": each.what, "said": each.said} for each in all_found
        ]
        print(json.dumps(lines, ensure_ascii=False))  # noqa: T201 -- the command's output
    else:
        for each in all_found:
            mark = Catalogue.load(TEMPLATES).render(text(f"doctor.mark_{each.mark}"), language())
            print(f"[{mark}] {each.said}")  # noqa: T201 -- the command's output
    return 2 if any(each.mark is Mark.BAD for each in all_found) else 0


def _settings(faults: Sequence[str]) -> Iterator[Finding]:
    path = str(ENV_FILE.absolute())
    for fault in faults:
        yield Finding(Mark.BAD, "settings", fault)
    if not ENV_FILE.exists():
        yield found(Mark.NOTE, "settings", path=path)
    elif ENV_FILE.stat().st_mode & 0o077:
        yield found(Mark.BAD, "env", path=path)
    elif not faults:
        yield found(Mark.GOOD, "settings", path=path)


def _address(settings: Settings) -> Finding:
    if not settings.web:
        return found(Mark.NOTE, "web")
    if settings.web_url.startswith("https://"):
        return found(Mark.GOOD, "address", url=settings.web_url)
    return found(Mark.NOTE, "address", path=str(ENV_FILE.absolute()))


def _database(now: State) -> Iterator[Finding]:
    path = str(now.path)
    if now.fault:
        yield Finding(Mark.BAD, "database", explain(now.fault) or type(now.fault).__name__)
    elif now.damage:
        yield found(Mark.BAD, "database", path=path, damage=now.damage)
    else:
        yield found(Mark.GOOD, "database", path=path)
    if now.key_fault:
        yield Finding(Mark.BAD, "key", explain(now.key_fault) or type(now.key_fault).__name__)
    elif not now.fault:
        yield found(Mark.GOOD, "key")
    room = Mark.GOOD if now.free >= LOW else Mark.BAD
    yield found(room, "disk", free=now.free // 1_000_000)
    yield found(Mark.GOOD if now.holder else Mark.NOTE, "service", process=now.holder or 0)
    yield backup(now, datetime.now(UTC))


def backup(of: State, now: datetime) -> Finding:
    """How old the last copy is that was verified, and is still there."""
    last = of.last_backup
    if last is None or not last.path.exists():
        return found(Mark.BAD, "no_backup")
    age = now - last.at
    mark = Mark.GOOD if timedelta(hours=-1) < age < STALE else Mark.BAD
    return found(mark, "backup", path=str(last.path), hours=int(age / timedelta(hours=1)))


def _timedatectl() -> Mapping[str, str]:
    """What the system says of its clock; nothing where it says nothing."""
    command = ("timedatectl", "show", "--property=NTPSynchronized", "--property=Timezone")
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True)  # noqa: S603 -- fixed words
    except (OSError, subprocess.SubprocessError):
        return {}
    return dict(line.split("=", 1) for line in said.stdout.splitlines() if "=" in line)


def clock(settings: Settings, said: Mapping[str, str]) -> Iterator[Finding]:
    """Whether the machine's clock can be relied on: reminders and deadlines hang on it."""
    now = f"{datetime.now(settings.zone):%H:%M %d/%m/%Y}"
    synchronised = said.get("NTPSynchronized")
    if synchronised is None:
        yield found(Mark.NOTE, "clock", now=now)
    else:
        yield found(Mark.GOOD if synchronised == "yes" else Mark.BAD, "clock", now=now)
    if (zone := said.get("Timezone", settings.timezone)) != settings.timezone:
        yield found(Mark.NOTE, "zone", zone=zone, ours=settings.timezone)


def status(url: str, proxy: str) -> int:
    """The status of an answer; 0 if there is none."""
    proxies = {"http": proxy, "https": proxy} if proxy else {}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler(proxies))
    try:
        with opener.open(url, timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, ValueError):
        return 0


def network(settings: Settings, ask: Ask) -> Iterator[Finding]:
    """What answers: the page at its public address, and Telegram if there is a bot. The token
    stands in no line."""
    if settings.web and settings.web_url:
        code = _in_time(ask, f"{settings.web_url.rstrip('/')}/healthz", "")
        yield found(Mark.GOOD if code == 200 else Mark.BAD, "page", url=settings.web_url, code=code)
    if token := settings.telegram_token.get_secret_value():
        url = f"{settings.telegram_api_url.rstrip('/')}/bot{token}/getMe"
        code = _in_time(ask, url, settings.telegram_proxy)
        if code in (401, 404):
            yield found(Mark.BAD, "token")
        else:
            yield found(Mark.GOOD if code == 200 else Mark.BAD, "telegram", code=code)


def _in_time(ask: Ask, url: str, proxy: str) -> int:
    """What `ask` says within one limit for the whole answer, whose bytes may drip; else 0."""
    pool = ThreadPoolExecutor(1)
    try:
        return pool.submit(ask, url, proxy).result(2 * PATIENCE)
    except TimeoutError:
        return 0
    finally:
        pool.shutdown(wait=False)


def _fonts(templates: Path) -> Finding:
    """Whether papers can be set as the guidance wants them; a font of our own is always there."""
    from bot.content.layout.fonts import usable  # loads typst

    wanted = read_yaml(templates / "reports" / "profiles" / "hd05.yaml")["fonts"]["pdf"]
    first = usable(wanted)[0]
    return found(Mark.NOTE if first == wanted[-1] else Mark.GOOD, "fonts", font=first)
