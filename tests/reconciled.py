"""A report as people get it, with what its figures have to be, counted again from the answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO

import docx
from docx.table import Table

from bot import sample
from bot.content.documents import DOCX, PDF
from bot.domain.interview.kinds import marks
from bot.domain.interview.questionnaire import Row
from bot.domain.messages import FileOut, Incoming
from bot.domain.words import BOLD_END, BOLD_START
from bot.services.office import Office
from handlers.contract import Message
from storage import interviews, reviews
from storage.engine.database import Transaction
from storage.interviews import Version
from tests.scenarios.papers import text_of
from tests.world import World

LEVELS = ("none", "rare", "sometimes", "often")
CELL, EXEMPT = 17, 1

Figures = tuple[tuple[int, Decimal], ...]
"""For each level of a row: people, and their percentage."""


@dataclass(frozen=True)
class Report:
    """What the secretary got, as plain words, and what it was made from."""

    chat: str
    docx: bytes
    pdf: str
    rows: tuple[Row, ...]
    submitted: int
    approved: int
    on_paper: int
    counted: int
    expected: Mapping[str, Figures]
    moves: tuple[int, int, int, int]
    names: tuple[str, ...]
    own_words: frozenset[str]
    printed_words: frozenset[str]


def share(part: int, whole: int) -> Decimal:
    """Per cent with one decimal, halves upwards."""
    exact = Decimal(part) * 100 / Decimal(whole)
    return exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


async def made_report(running: World, submitted: int, approved: int) -> Report:
    office = running.office

    async def work(tx: Transaction) -> sample.Sample:
        made = await sample.make(office, tx, running.clock(), timedelta(days=10))
        if submitted == CELL - EXEMPT:
            await _the_others_too(office, tx, made, running)
        await _approve(tx, made, approved)
        return made

    made = await office.db.write(work, brief=False)
    secretary = made.members[0].person_id
    tap = f"s:summary:{made.cycle.id}"
    await running.router.handle(Incoming("web", secretary, "1", payload=tap))
    await running.deliver()
    items = [item for _, item in running.web.sent]
    files = {item.media_type: item for item in items if isinstance(item, FileOut)}
    told = "\n\n".join(item.text for item in items if isinstance(item, Message))
    found = await office.db.read(lambda tx: reviews.handed_in(tx, made.cell.id, made.cycle.id))
    rows = tuple(row for q in office.forms["member"].questions for row in q.rows)
    own = [version.answers for form, _, version in found if form == "member"]
    levels = [
        {row: level for q in ("I", "II", "III") for row, level in marks(answers[q].value).items()}
        for answers in own
    ]
    return Report(
        chat=told.replace(BOLD_START, "").replace(BOLD_END, ""),
        docx=files[DOCX].body,
        pdf=text_of(files[PDF]),
        rows=rows,
        submitted=submitted,
        approved=approved,
        on_paper=len(sample.script()["on_paper"]) if submitted < CELL - EXEMPT else 0,
        counted=len(own),
        expected={row.code: _count(levels, row.code) for row in rows},
        moves=await _moves(office, made, reviews_by_member(found)),
        names=tuple(member.name for member in made.members),
        own_words=_words(office, found, printed=False),
        printed_words=_words(office, found, printed=True),
    )


def reviews_by_member(found: Iterable[tuple[str, str, Version]]) -> dict[str, set[str]]:
    """Marked rows of each member's review."""
    return {
        member: {row for q in ("I", "II", "III") for row in marks(version.answers[q].value)}
        for form, member, version in found
        if form == "member"
    }


async def _moves(
    office: Office, made: sample.Sample, now: Mapping[str, set[str]]
) -> tuple[int, int, int, int]:
    """Members in both cycles, and their marks gone, still there and new."""
    earlier = await office.db.read(lambda tx: reviews.handed_in(tx, made.cell.id, made.before.id))
    before = reviews_by_member(earlier)
    both = before.keys() & now.keys()
    return (
        len(both),
        sum(len(before[m] - now[m]) for m in both),
        sum(len(before[m] & now[m]) for m in both),
        sum(len(now[m] - before[m]) for m in both),
    )


async def _the_others_too(
    office: Office, tx: Transaction, made: sample.Sample, running: World
) -> None:
    """Those four who have not handed in do so; one of them marks a row of her own."""
    cell, cycle = made.cell.id, made.cycle.id
    done = {
        member for form, member, _ in await reviews.handed_in(tx, cell, cycle) if form == "member"
    }
    today = office.calendar.local(running.clock()).date()
    for member in made.members:
        if member.id in done or member.is_exempt:
            continue
        begun = await interviews.find(tx, cell, cycle, member.id, "member")
        if begun:
            await interviews.remove(tx, begun.id)
        usual = sample.script()["usual"]
        played = sample.played(office.forms["member"], usual, {"II": "4 hiếm khi"}, today, office)
        await sample.keep(tx, made.cycle, member, "member", played, running.clock())


async def _approve(tx: Transaction, made: sample.Sample, approved: int) -> None:
    """So many members' reviews are approved, and with them the collective's and the head's; what
    else was handed in waits, whatever the sample's reviewers decided."""
    await tx.run(
        "UPDATE interviews SET state = 'submitted', approved_version = 0"
        " WHERE cycle_id = :cycle AND version > 0",
        cycle=made.cycle.id,
    )
    handed_in = await reviews.handed_in(tx, made.cell.id, made.cycle.id)
    members = [member for form, member, _ in handed_in if form == "member"][:approved]
    for form, member, version in handed_in:
        if approved and (form != "member" or member in members):
            await tx.run(
                "UPDATE interviews SET state = 'approved', approved_version = version"
                " WHERE id = :id",
                id=version.interview_id,
            )


def _count(levels: list[dict[str, str]], row: str) -> Figures:
    held = [each.get(row, LEVELS[0]) for each in levels]
    return tuple((held.count(level), share(held.count(level), len(held))) for level in LEVELS)


def _words(
    office: Office, found: Iterable[tuple[str, str, Version]], *, printed: bool
) -> frozenset[str]:
    """What was written to questions whose words are printed, in small letters and in the pieces
    that a measure has; or what was written to all others."""
    texts = _written(
        answer.value
        for form, _, version in found
        for key, answer in version.answers.items()
        if office.forms[form].question(key.partition("/")[0]).printed == printed
    )
    if not printed:
        return frozenset(" ".join(text.split()) for text in texts)
    lines = (line for text in texts for line in text.splitlines())
    pieces = (piece for line in lines for piece in line.split(" – "))
    return frozenset(" ".join(piece.lower().rstrip(".").split()) for piece in pieces)


def _written(values: Iterable[object]) -> list[str]:
    """All texts of several words among these answers."""
    texts = []
    for value in values:
        other = value.get("other") if isinstance(value, dict) else value
        if isinstance(other, str) and other.count(" ") >= 3:
            texts.append(other)
    return texts


def _figures(words: str) -> Figures:
    """`7 (58,3%) 3 (25%) 2 (16,7%) 0`, also with names of levels between."""
    found = re.findall(r"(\d+)(?: \((\d+(?:,\d)?)%\))?", words)
    return tuple((int(n), Decimal((part or "0").replace(",", "."))) for n, part in found)


def in_chat(report: Report) -> dict[str, Figures]:
    """Rows with their levels; those that nobody marked stand in one line."""
    everybody = ((report.counted, Decimal(100)), *((0, Decimal(0)),) * (len(LEVELS) - 1))
    found: dict[str, Figures] = {}
    for row in report.rows:
        heading = re.escape(f"{row.short}. {row.label['vi']}")
        if line := re.search(
            rf"^{heading}\n(.+)\. Tự nhận thấy: (\d+) đồng chí\.$", report.chat, re.MULTILINE
        ):
            found[row.code] = _figures(line[1])
            assert int(line[2]) == sum(n for n, _ in found[row.code][1:])
    for line in re.findall(r"^Không ai tự nhận thấy: (.+)\.$", report.chat, re.MULTILINE):
        for short in line.split(", "):
            code = next(row.code for row in report.rows if row.short == short)
            assert code not in found
            found[code] = everybody
    return found


def in_word(report: Report) -> dict[str, Figures]:
    """The tables of the Word file; the rows that nobody marked are one line below them."""
    names = {f"{row.short}. {row.label['vi']}": row.code for row in report.rows}
    paper = docx.Document(BytesIO(report.docx))
    tables: list[Table] = paper.tables
    found = {
        names[line.cells[0].text]: _figures(" ".join(cell.text for cell in line.cells[1:]))
        for table in tables
        for line in table.rows
        if line.cells[0].text in names
    }
    return found | _unmarked(report, found, word_text(report))


def _unmarked(report: Report, found: Mapping[str, Figures], words: str) -> dict[str, Figures]:
    """What the line about all other rows says of each of them."""
    told = re.search(r"(\d+) biểu hiện còn lại: không đồng chí nào tự nhận thấy\.", words)
    rest = [row.code for row in report.rows if row.code not in found]
    assert (int(told[1]) if told else 0) == len(rest)
    nobody = ((report.counted, Decimal(100)), *((0, Decimal(0)),) * (len(LEVELS) - 1))
    return dict.fromkeys(rest, nobody)


def in_pdf(report: Report) -> dict[str, Figures]:
    """The same tables in the PDF, whose lines are broken anywhere."""
    figure = r"\d+(?: \(\d+(?:,\d)?%\))?"
    found = {}
    for row in report.rows:
        name = re.escape(f"{row.short}. {row.label['vi']}")
        line = re.search(rf"(?<!\w){name} ({figure}(?: {figure}){{3}})(?! \(\d)", report.pdf)
        if line:
            found[row.code] = _figures(line[1])
    return found | _unmarked(report, found, report.pdf)


def word_text(report: Report) -> str:
    """All words of the Word file."""
    return text_of(FileOut("report.docx", DOCX, report.docx))
