"""What the commands `run`, `init`, `merge-cells`, `report`, `purge` and `breach` do."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path

from bot import app
from bot.content.questionnaires.files import BrokenQuestionnaire
from bot.content.questionnaires.lint import lint
from bot.content.rendering import RenderingFailed
from bot.domain.messages import FileOut, Refusal, Text, text
from bot.services import clock
from bot.services.office import Office
from bot.services.people import merge, roster
from bot.services.privacy import breaches, retention
from bot.services.report import papers, rollup
from bot.services.report.papers import SummaryJob
from bot.services.report.summaries import newest_cycle_of
from bot.settings import Settings
from handlers.contract import Channel

Told = Callable[..., None]

log = logging.getLogger(__name__)


class NothingToServe(Exception):
    """Neither a Telegram token nor the web chat is configured."""


class NoSuchCell(Exception):
    """There is no cell of this id or name, or it never had a cycle."""


class CannotWrite(Exception):
    """The documents cannot be put where they were wanted."""


async def run(settings: Settings, told: Told) -> None:
    """Serves until cancelled. Raises NothingToServe, or BrokenQuestionnaire before anything is
    served."""
    has_telegram = bool(settings.telegram_token.get_secret_value())
    if not (has_telegram or settings.web):
        raise NothingToServe
    async with app.opened(settings) as office:
        if faults := lint(settings.templates, office.catalogue.lexicon):
            raise BrokenQuestionnaire(faults)

        def listening(url: str) -> None:
            told(web=url)
            tell_system()

        channels: list[Channel] = []
        if has_telegram:
            channels.append(app.telegram(settings, office))
        if settings.web:
            channels.append(app.web(settings, office, on_started=listening))
        else:
            tell_system()
        await _say_font(office)
        warming = asyncio.create_task(_warm(office))
        try:
            await app.serve(office, channels)
        finally:
            warming.cancel()


def tell_system() -> None:
    """Tells systemd, if that started the program, that it serves now: `systemctl start` waits for
    it, and fails if the program ends before. Not being heard is no fault."""
    if address := os.environ.get("NOTIFY_SOCKET"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as system, suppress(OSError):
            system.sendto(b"READY=1", address.replace("@", "\0", 1))


async def _say_font(office: Office) -> None:
    """Logs which font papers are set in: it is the machine's, and nobody sees it but in a paper."""
    try:
        log.info("papers are set in %s", (await office.renderer.fonts())[0])
    except RenderingFailed as error:
        log.error("papers cannot be made: %s", error)


async def _warm(office: Office) -> None:
    """Makes the workers of papers ready beside all else; the first paper would start them too."""
    with suppress(RenderingFailed):
        await office.renderer.warm()


async def init(
    settings: Settings,
    cell: str,
    parent: str,
    secretary: str,
    *,
    replace: bool,
    language: str,
    as_json: bool,
) -> None:
    """Makes a cell, or gives it another secretary. The database is made first if there is none."""
    from storage.engine import sealing

    sealing.bring_up(settings.database_url, settings.key_file)
    async with app.opened(settings) as office:
        made, code = await roster.found_cell(office, cell, parent, secretary, replacing=replace)
        page = office.links.page(f"i/{code}")
    if as_json:
        print(json.dumps({"cell_id": made.id, "secretary_code": code}))  # noqa: T201 -- the command's output
        return
    done = text("init.done", cell=made.name, secretary=secretary, code=code, web=page)
    print(office.catalogue.render(done, language))  # noqa: T201 -- the command's output


async def merge_cells(settings: Settings, source: str, target: str, *, language: str) -> None:
    """Brings the members of one cell into another."""
    async with app.opened(settings) as office:
        done = await merge.merge(office, source, target)
        line = text(
            "moving.merged",
            source=done.source.name,
            target=done.target.name,
            moved=done.moved,
            joined=done.joined,
        )
        print(office.catalogue.render(line, language))  # noqa: T201 -- the command's output


async def report(settings: Settings, cell: str, out: Path, *, as_json: bool) -> None:
    """Writes the documents of a cell's newest cycle. Raises NoSuchCell, CannotWrite."""
    async with app.opened(settings) as office:
        cycle = await newest_cycle_of(office, cell)
        if cycle is None:
            raise NoSuchCell(cell)
        parts = [part async for part in papers.summary(office, SummaryJob(cycle), "vi")]
    paths = _written(out, [part for part in parts if isinstance(part, FileOut)])
    print(json.dumps({"files": paths}) if as_json else "\n".join(paths))  # noqa: T201 -- the command's output


async def roll_up(settings: Settings, parent: str, out: Path, *, as_json: bool) -> None:
    """Writes how far the cells under this organisation are. Raises NoSuchCell, CannotWrite."""
    async with app.opened(settings) as office:
        found = await rollup.rollup(office, parent)
        if found is None:
            raise NoSuchCell(parent)
        files = [
            FileOut(file.name, file.media_type, file.body, "")
            for file in await rollup.papers(office, found, "vi")
        ]
    paths = _written(out, files)
    print(json.dumps({"files": paths}) if as_json else "\n".join(paths))  # noqa: T201 -- the command's output


def _written(out: Path, files: Sequence[FileOut]) -> list[str]:
    try:
        out.mkdir(parents=True, exist_ok=True)
        for file in files:
            _write_private(out / file.name, file.body)
    except OSError as error:
        raise CannotWrite(f"{error.filename}: {error.strerror}") from error
    return [str(out / file.name) for file in files]


def _write_private(path: Path, body: bytes) -> None:
    """For the owner alone, also over a file that others could read: it is the whole, unmasked
    report."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        path.chmod(0o600)
        file.truncate()
        file.write(body)


async def purge(
    settings: Settings, *, dry_run: bool, clock_is_right: bool, language: str, as_json: bool
) -> None:
    """Remove the cycles past their last day, or say which they are. Refused while the clock is
    doubted, unless the operator says that it is right."""
    async with app.opened(settings, beside=dry_run) as office:
        if clock_is_right:
            await clock.believe(office)
        elif not dry_run and not await clock.is_believed(office):
            raise Refusal("purge.clock_doubted", today=office.calendar.local(office.clock()).date())
        found = await (retention.past(office) if dry_run else retention.purge(office))
        if as_json:
            ids = [cycle.id for cycle in found]
            print(json.dumps({"purged": [] if dry_run else ids, "past": ids}))  # noqa: T201 -- the command's output
            return
        head = "purge.none" if not found else "purge.would" if dry_run else "purge.done"
        lines = [
            text("purge.line", theme=cycle.theme, year=cycle.year, until=cycle.keep_until)
            for cycle in found
        ]
        first = text(head, count=len(found)) if found else text(head)
        for line in (first, *lines):
            print(office.catalogue.render(line, language))  # noqa: T201 -- the command's output


async def add_breach(settings: Settings, what: str, persons: int | None, *, language: str) -> None:
    """Records a breach noticed now, and prints the clock and what to do."""
    await _tell(
        settings, lambda office: breaches.add(office, what, persons), "breach.what_to_do", language
    )


async def list_breaches(settings: Settings, *, language: str) -> None:
    """Prints the whole register."""
    async with app.opened(settings, beside=True) as office:
        for line in await breaches.lines(office) or [text("breach.none")]:
            print(office.catalogue.render(line, language))  # noqa: T201 -- the command's output


async def mark_breach(
    settings: Settings, breach_id: str, *, reported: bool, told: bool, language: str
) -> None:
    """Records that the Ministry or the persons were informed."""
    await _tell(
        settings,
        lambda office: breaches.mark(office, breach_id, reported=reported, told=told),
        "",
        language,
    )


async def close_breach(settings: Settings, breach_id: str, outcome: str, *, language: str) -> None:
    """Records that a breach is over, and its outcome."""
    await _tell(settings, lambda office: breaches.close(office, breach_id, outcome), "", language)


async def _tell(
    settings: Settings, work: Callable[[Office], Awaitable[Text]], more: str, language: str
) -> None:
    """Does the work, and prints its outcome; raises Refusal for an unknown id."""
    async with app.opened(settings, beside=True) as office:
        outcome = await work(office)
        if outcome.key == "breach.unknown":
            raise Refusal(outcome.key, **outcome.params)
        for line in (outcome, *((text(more),) if more else ())):
            print(office.catalogue.render(line, language))  # noqa: T201 -- the command's output
