"""What an export tells of the person's work: reviews, preparation, what was erased."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.messages import text
from bot.domain.privacy.dossier import Line
from bot.domain.review.workflow import EDITABLE
from bot.services.privacy.export_desk import Desk, ExportItem, when
from bot.services.review import sheets
from bot.services.review.sheets import SheetJob
from storage import decisions, erasures, materials, own_data, preparation
from storage.own_data import Held


async def reviews(desk: Desk) -> Sequence[ExportItem]:
    """Every version of everything written, and the draft."""
    found: list[ExportItem] = []
    for held in await own_data.held(desk.tx, desk.member.id):
        numbers = [*await own_data.versions(desk.tx, held.id)]
        for number in [*numbers, *([0] if held.state in EDITABLE else [])]:
            found += await _version(desk, held, number)
    return found


async def _version(desk: Desk, held: Held, number: int) -> Sequence[ExportItem]:
    sheet = await sheets.sheet(desk.office, desk.tx, SheetJob(held.id, number), desk.language)
    if sheet is None:
        return ()
    data = {
        "cycle": held.theme,
        "year": held.year,
        "form": held.form,
        "title": sheet.title,
        "state": held.state.value,
        "kept_until": held.keep_until.isoformat() if held.keep_until else None,
        "version": number,
        "submitted_at": sheet.submitted_at.isoformat() if sheet.submitted_at else None,
        "decisions": [
            {
                "act": each.act,
                "at": desk.stamp(each.at),
                "reasons": list(each.reasons.values()),
                "words": each.words,
            }
            for each in await decisions.of_interview(desk.tx, held.id)
            if number and each.version == number
        ],
        "answers": [
            {
                "part": part.title,
                "heading": entry.heading,
                "question": entry.label,
                "answer": entry.value,
            }
            for part in sheet.parts
            for entry in part.entries
        ],
    }
    title = text(
        "export.version", title=sheet.title, year=held.year, version=number, at=sheet.submitted_at
    )
    lines = [
        ExportItem(
            None,
            Line(f"{entry.heading} – {entry.label}" if entry.heading else entry.label, entry.value),
        )
        for part in sheet.parts
        for entry in part.entries
    ]
    return [ExportItem(data, Line(desk.say(title), heading=True)), *lines]


async def prepared(desk: Desk) -> Sequence[ExportItem]:
    """Materials opened and read, and the person's items of the plan."""
    found = [
        ExportItem(
            {"material": title, "opened_at": desk.stamp(opened), "read_at": desk.stamp(read)},
            Line(title, desk.say(text("export.read" if read else "export.opened"))),
        )
        for title, opened, read in await materials.read_by(desk.tx, desk.member.id)
    ]
    return found + [
        ExportItem(
            {"task": subject, "due_on": due or None, "done_at": desk.stamp(done)},
            Line(subject, desk.say(text("export.done" if done else "export.to_do"))),
        )
        for subject, due, done in await preparation.given_to(desk.tx, desk.member.id)
    ]


async def erased(desk: Desk) -> Sequence[ExportItem]:
    """What was erased, and when; not what it said."""
    return [
        ExportItem(
            {"form": each.form, "version": each.version, "erased_at": desk.stamp(each.erased_at)},
            Line(desk.say(when("export.erased", desk, each.erased_at, version=each.version))),
        )
        for each in await erasures.of_member(desk.tx, desk.member.id)
    ]
