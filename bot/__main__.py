"""The command line, installed as `tusoi`; `python -m bot` is the same.

A user's mistake is one clear line and exit status 2, never a traceback. What programs read
(`--json`) is all that goes to standard output.
"""

from __future__ import annotations

import gc
import os
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from bot import keeping
from bot.command import Json, checked, guarded, log_in, mended, settings, teller

app = typer.Typer(
    name="tusoi",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Chat assistant for the yearly self-review of party cells.",
)
app.add_typer(keeping.app)


def _version(asked: bool) -> None:  # noqa: FBT001 -- what typer calls for a flag
    if asked:
        typer.echo(f"tusoi {version('tusoi')}")
        raise typer.Exit


@app.callback()
def tusoi(
    *,
    version_: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Chat assistant for the yearly self-review of party cells."""


@app.command()
def run(*, json_: Json = False) -> None:
    """Serve: the web chat, and Telegram when a token is set."""
    gc.disable()  # a start makes no garbage, and looking for it takes a tenth of the time
    from bot import serving

    config = settings()
    log_in(config.zone)
    guarded(serving.run(config, told=teller(json_)))


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

    # Whoever opens the demo may be anybody in it: it is for this machine alone.
    config = settings(web_host="127.0.0.1", web_url="")
    guarded(run(config.web_port if port is None else port, told=teller(json_)))


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
    from storage.engine import sealing

    forms = [path for path in paths or () if path.suffix.lower() == ".docx"]
    if forms:
        raise typer.Exit(checking.check_forms(forms, as_json=json_))
    if paths:
        raise typer.Exit(checking.check(paths[0], as_json=json_))
    config = settings()
    mended(lambda: sealing.check_key(config.database_url, config.key_file))
    raise typer.Exit(checking.check(config.templates, as_json=json_))


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
def doctor(*, json_: Json = False) -> None:
    """Look at everything the service stands on, and say what mends it; the service may run."""
    from bot.doctor import print_findings

    raise typer.Exit(mended(lambda: print_findings(*checked(), as_json=json_)))


def main() -> None:
    """The entry point of the command `tusoi`."""
    os.environ.setdefault("PTB_TIMEDELTA", "1")  # else the Telegram library warns on every 429
    app()


if __name__ == "__main__":
    main()
