"""The command line, installed as `tusoi`; `python -m bot` is the same.

A user's mistake is one clear line and exit status 2, never a traceback. What programs read
(`--json`) is all that goes to standard output.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import os
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from pydantic import ValidationError

from bot.settings import Settings

app = typer.Typer(
    name="tusoi",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Chat assistant for the yearly self-review of party cells.",
)

Json = Annotated[bool, typer.Option("--json", help="Print what a program would read.")]


def fail(message: str) -> NoReturn:
    """Prints one line for the user, and exits with status 2."""
    typer.echo(f"tusoi: {message}", err=True)
    raise typer.Exit(2)


def settings() -> Settings:
    """The settings; a fault names its variable."""
    try:
        return Settings()
    except ValidationError as error:
        fail("; ".join(_fault(each["loc"], each["msg"]) for each in error.errors()))


def _fault(place: tuple[int | str, ...], message: str) -> str:
    name = "_".join(map(str, place)).upper()
    return f"TUSOI_{name}: {message.removeprefix('Value error, ')}"


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


@app.command()
def run(*, json_: Json = False) -> None:
    """Serve: the web chat, and Telegram when a token is set."""
    gc.disable()  # a start makes no garbage, and looking for it takes a tenth of the time
    from bot import serving

    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    guarded(serving.run(settings(), told=_teller(json_)))


def _teller(as_json: bool) -> Any:  # noqa: FBT001 -- a printer
    def told(**facts: str) -> None:
        if as_json:
            typer.echo(json.dumps(facts))
        else:
            typer.echo("  ".join(f"{name}: {value}" for name, value in facts.items()))
        sys.stdout.flush()

    return told


@app.command()
def demo(
    port: Annotated[
        int | None,
        typer.Option(help="Port of the page, TUSOI_WEB_PORT by default; 0: any free one."),
    ] = None,
    *,
    json_: Json = False,
) -> None:
    """Open the web chat with an invented cell of 17; everything is made anew at each start."""
    from bot.demo import run

    guarded(run(settings().web_port if port is None else port, told=_teller(json_)))


@app.command()
def init(
    cell: Annotated[str, typer.Option(help="Name of the cell.")],
    secretary: Annotated[str, typer.Option(help="Full name of its secretary.")],
    parent: Annotated[str, typer.Option(help="Its superior organisation.")] = "",
    *,
    replace: Annotated[
        bool, typer.Option(help="This is the cell's new secretary; the old one is a member.")
    ] = False,
    json_: Json = False,
) -> None:
    """Make a cell, and print its secretary's one-time code."""
    from bot import faults, serving

    work = serving.init(
        settings(),
        cell,
        parent,
        secretary,
        replace=replace,
        language=faults.language(),
        as_json=json_,
    )
    guarded(work)


@app.command()
def merge_cells(
    source: Annotated[str, typer.Argument(help="Id or name of the cell that ends.")],
    into: Annotated[str, typer.Argument(help="Id or name of the cell that goes on.")],
) -> None:
    """Bring the members of one cell into another; stop the service first."""
    from bot import faults, serving

    guarded(serving.merge_cells(settings(), source, into, language=faults.language()))


@app.command()
def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="A templates folder, ours by default; or own Word forms."),
    ] = None,
    *,
    json_: Json = False,
) -> None:
    """Look for every fault in questionnaires and messages, or in own forms of the report."""
    from bot import checking

    forms = [path for path in paths or () if path.suffix.lower() == ".docx"]
    if forms:
        raise typer.Exit(checking.check_forms(forms, as_json=json_))
    folder = paths[0] if paths else settings().templates
    raise typer.Exit(checking.check(folder, as_json=json_))


@app.command()
def migrate() -> None:
    """Bring the database to this version; makes it if there is none."""
    from storage.engine import sealing
    from storage.engine.migrate import head

    config = settings()
    _guarded(lambda: sealing.bring_up(config.database_url, config.key_file))
    typer.echo(f"at revision {head()}")


@app.command()
def rotate_key() -> None:
    """Make a new key and bring everything under it; stop the service first."""
    from storage.engine import sealing
    from storage.sealed import SEALED

    config = settings()
    changed = _guarded(lambda: sealing.rotate(config.database_url, SEALED, config.key_file))
    typer.echo(
        f"{changed} values lie under the new key; the older keys stay in the file for older"
        " backups. Keep a copy of the key file apart from the backups."
    )


@app.command(name="backup")
def backup_(
    target: Path,
    *,
    overwrite: Annotated[bool, typer.Option(help="Replace an existing file.")] = False,
) -> None:
    """Copy the database while it runs, verified."""
    from storage.engine import backup

    report = _guarded(lambda: backup.backup(settings().database_url, target, overwrite=overwrite))
    typer.echo(f"{report.path}: {report.size} bytes, {sum(report.rows.values())} rows, verified")
    typer.echo("the key file is not in it: keep a copy of it in another place", err=True)


@app.command()
def restore(source: Path) -> None:
    """Put a verified backup in place of the database; the old one is kept aside."""
    from storage.engine import backup

    config = settings()
    report = _guarded(lambda: backup.restore(config.database_url, source, keys=config.key_file))
    kept = f"; the old database is kept as {report.kept}" if report.kept else ""
    typer.echo(f"restored {sum(report.rows.values())} rows{kept}")


@app.command()
def report(
    cell: Annotated[str, typer.Argument(help="Id or name of the cell.")],
    out: Annotated[Path, typer.Option(help="Folder for the documents.")] = Path(),
    *,
    json_: Json = False,
) -> None:
    """Write the consolidated report of a cell's newest cycle as DOCX, PDF and picture."""
    from bot import serving

    guarded(serving.report(settings(), cell, out, as_json=json_))


@app.command()
def rollup(
    parent: Annotated[str, typer.Argument(help="Name of the superior organisation.")],
    out: Annotated[Path, typer.Option(help="Folder for the documents.")] = Path(),
    *,
    json_: Json = False,
) -> None:
    """Write how far all cells of an organisation are, as DOCX and PDF: counts only."""
    from bot import serving

    guarded(serving.roll_up(settings(), parent, out, as_json=json_))


@app.command()
def purge(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be removed.")
    ] = False,
    clock_is_right: Annotated[
        bool,
        typer.Option(
            "--clock-is-right", help="Go by today's date, however far from the last use it is."
        ),
    ] = False,
    json_: Json = False,
) -> None:
    """Remove the answers of cycles past their last day; stop the service first."""
    from bot import faults, serving

    language = faults.language()
    work = serving.purge(
        settings(),
        dry_run=dry_run,
        clock_is_right=clock_is_right,
        language=language,
        as_json=json_,
    )
    guarded(work)


breaches = typer.Typer(
    no_args_is_help=True, help="The register of breaches, with its clock; stop the service first."
)
app.add_typer(breaches, name="breach")


@breaches.command()
def add(
    what: Annotated[str, typer.Argument(help="What happened, without personal data.")],
    persons: Annotated[int | None, typer.Option(help="How many persons are concerned.")] = None,
) -> None:
    """Record a breach noticed now: starts the clock of 72 hours, and says what to do."""
    from bot import faults, serving

    guarded(serving.add_breach(settings(), what, persons, language=faults.language()))


@breaches.command(name="list")
def list_() -> None:
    """Show the register and the hours left on each clock."""
    from bot import faults, serving

    guarded(serving.list_breaches(settings(), language=faults.language()))


@breaches.command()
def mark(
    breach: Annotated[str, typer.Argument(help="Id of the breach.")],
    *,
    reported: Annotated[bool, typer.Option("--reported", help="The Ministry was told.")] = False,
    told: Annotated[bool, typer.Option("--told", help="The persons concerned were told.")] = False,
) -> None:
    """Record that the Ministry or the persons were informed."""
    from bot import faults, serving

    language = faults.language()
    guarded(
        serving.mark_breach(settings(), breach, reported=reported, told=told, language=language)
    )


@breaches.command()
def close(
    breach: Annotated[str, typer.Argument(help="Id of the breach.")],
    outcome: Annotated[str, typer.Argument(help="What was done.")],
) -> None:
    """Record that a breach is over, and its outcome."""
    from bot import faults, serving

    guarded(serving.close_breach(settings(), breach, outcome, language=faults.language()))


def _guarded(work: Any) -> Any:
    from bot.faults import explain

    try:
        return work()
    except Exception as error:
        line = explain(error)
        if line is None:
            raise
        fail(line)


def main() -> None:
    """The entry point of the command `tusoi`."""
    os.environ.setdefault("PTB_TIMEDELTA", "1")  # else the Telegram library warns on every 429
    app()


if __name__ == "__main__":
    main()
