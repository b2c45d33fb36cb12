"""What every command of the command line shares: settings, and one line for a mistake."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import Annotated, Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo

import typer
from pydantic import ValidationError

from bot.settings import ENV_FILE, Settings, strangers

T = TypeVar("T")

Json = Annotated[bool, typer.Option("--json", help="Print what a program would read.")]


def fail(message: str) -> NoReturn:
    """Prints one line for the user, and exits with status 2."""
    typer.echo(f"tusoi: {message}", err=True)
    raise typer.Exit(2)


def settings(**given: Any) -> Settings:
    """The settings, with these in place of what is set; all faults in one line, each with its
    variable."""
    found, faults = checked(**given)
    if found is None:
        fail("; ".join(faults))
    return found


def checked(**given: Any) -> tuple[Settings | None, Sequence[str]]:
    """The settings if there is no fault, and the faults."""
    from bot.faults import explain_setting, explain_stranger, explain_unreadable

    faults: list[str] = []
    found = None
    try:
        faults += [explain_stranger(*each) for each in strangers().items()]
        found = Settings(**given)
    except ValidationError as error:
        faults += [
            explain_setting(each["loc"], each["type"], each["msg"], each.get("ctx", {}))
            for each in error.errors()
        ]
    except (OSError, UnicodeError) as error:
        faults.append(explain_unreadable(ENV_FILE.absolute(), error))
    return (None if faults else found), faults


def log_in(zone: ZoneInfo) -> None:
    """Logs with times of this zone and their distance from UTC: a server's own is often UTC, and
    then the log is seven hours from what a member tells."""

    class Zoned(logging.Formatter):
        def formatTime(self, record: logging.LogRecord, _datefmt: str | None = None) -> str:  # noqa: N802 -- named by logging
            return datetime.fromtimestamp(record.created, zone).isoformat(" ", "seconds")

    handler = logging.StreamHandler()
    handler.setFormatter(Zoned("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("apscheduler").setLevel(logging.WARNING)


def run_until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Runs the work until it ends, or until Ctrl-C or SIGTERM, which end it in order."""

    async def main() -> None:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C alone, by asyncio.run
                loop.add_signal_handler(name, task.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await task

    asyncio.run(main())


def guarded(work: Coroutine[Any, Any, None]) -> None:
    """Runs the work; a failure that an operator can mend becomes one line."""
    from bot.faults import explain

    try:
        run_until_stopped(work)
    except Exception as error:
        line = explain(error)
        if line is None:
            raise
        fail(line)


def mended(work: Callable[[], T]) -> T:
    """The result of blocking work; a failure that an operator can mend becomes one line."""
    from bot.faults import explain

    try:
        return work()
    except Exception as error:
        line = explain(error)
        if line is None:
            raise
        fail(line)


def teller(as_json: bool) -> Callable[..., None]:  # noqa: FBT001 -- a printer
    """Prints facts at once, for a person or for a program."""

    def told(**facts: str) -> None:
        if as_json:
            typer.echo(json.dumps(facts))
        else:
            typer.echo("  ".join(f"{name}: {value}" for name, value in facts.items()))
        sys.stdout.flush()

    return told
