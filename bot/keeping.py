"""The commands that keep the data: migrations, keys, backups, removal, breaches."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.command import Json, guarded, mended, settings

app = typer.Typer()


@app.command()
def migrate() -> None:
    """Bring the database to this version; makes it if there is none."""
    from bot.faults import for_operator
    from storage.engine import sealing
    from storage.engine.migrate import head

    config = settings()
    mended(lambda: sealing.bring_up(config.database_url, config.key_file))
    typer.echo(for_operator("keeping.migrated", revision=head() or ""))


@app.command()
def rotate_key() -> None:
    """Make a new key and bring everything under it; stop the service first."""
    from bot.faults import for_operator
    from storage.engine import sealing
    from storage.sealed import SEALED

    config = settings()
    changed = mended(lambda: sealing.rotate(config.database_url, SEALED, config.key_file))
    typer.echo(for_operator("keeping.rotated", count=changed))


@app.command(name="backup")
def backup_(
    target: Annotated[Path, typer.Argument(help="The new file; with --daily, a folder.")],
    *,
    overwrite: Annotated[bool, typer.Option(help="Replace an existing file.")] = False,
    daily: Annotated[
        bool,
        typer.Option(
            "--daily", help="Today's and this month's copy; those past their day are removed."
        ),
    ] = False,
) -> None:
    """Copy the database while it runs, verified."""
    from bot.faults import for_operator
    from storage.engine import backup, copies

    config = settings()
    if daily:
        today = datetime.now(config.zone).date()
        kept = mended(lambda: copies.keep(config.database_url, target, today))
        typer.echo(for_operator("keeping.daily", path=str(kept.made), removed=kept.removed))
        return
    report = mended(lambda: backup.backup(config.database_url, target, overwrite=overwrite))
    rows = sum(report.rows.values())
    typer.echo(for_operator("keeping.backup", path=str(report.path), size=report.size, rows=rows))
    typer.echo(for_operator("keeping.no_key"), err=True)


@app.command()
def restore(source: Path) -> None:
    """Put a verified backup in place of the database; the old one is kept aside."""
    from bot.faults import after_restore
    from storage import breaches, erasures
    from storage.engine import backup

    config = settings()
    report = mended(
        lambda: backup.restore(
            config.database_url,
            source,
            keys=config.key_file,
            carry=breaches.KEPT_BY,
            tell={"erased": erasures.NOT_IN_BACKUP},
        )
    )
    for line in after_restore(report):
        typer.echo(line)


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
    """Remove the answers of cycles past their day; stop the service first (not for --dry-run)."""
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
    no_args_is_help=True,
    help="The register of breaches, with its clock; the service may run.",
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
