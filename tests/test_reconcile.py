"""The three forms of the report, read back as a person would, and added up."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.table import Table

from bot import sample
from bot.content.documents import DOCX, PDF
from bot.domain.interview.kinds import marks
from bot.domain.interview.questionnaire import Row
from bot.domain.messages import FileOut, Incoming
from bot.domain.report.summary import Edition
from bot.domain.words import BOLD_END, BOLD_START
from bot.services.office import Office
from handlers.contract import Message
from storage import interviews, reviews
from storage.engine.database import Transaction
from storage.interviews import Version
from tests.scenarios.papers import text_of
from tests.world import World, world

LEVELS = ("none", "rare", "sometimes", "often")
CELL, EXEMPT = 17, 1
EDITIONS = {Edition.MEETING: "Dự thảo trình hội nghị", Edition.OFFICIAL: "Bản chính thức"}

Figures = tuple[tuple[int, Decimal], ...]
"""For each level of a row: people, and their percentage."""


@dataclass(frozen=True)
class Report:
    """What the secretary got, as plain words, and what it was made from."""

    chat: str
    docx: bytes
    pdf: str
    rows: tuple[Row, ...]
    edition: Edition
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


@pytest.fixture(
    scope="module",
    params=[(12, 0, "meeting"), (16, 0, "meeting"), (16, 9, "official"), (12, 12, "official")],
    ids=lambda made: f"{made[0]} of 16, {made[1]} approved, {made[2]}",
)
def report(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, migrated: Path
) -> Report:
    """`/summary` of the sample cell, as it comes to the secretary's chat."""

    async def made() -> Report:
        async with world(tmp_path_factory.mktemp("report"), migrated) as running:
            return await _report(running, *request.param)

    return asyncio.run(made())


async def _report(running: World, submitted: int, approved: int, edition: str) -> Report:
    office = running.office

    async def work(tx: Transaction) -> sample.Sample:
        made = await sample.make(office, tx, running.clock(), timedelta(days=10))
        if submitted == CELL - EXEMPT:
            await _the_others_too(office, tx, made, running)
        await _approve(tx, made, approved)
        return made

    made = await office.db.write(work, brief=False)
    secretary = made.members[0].person_id
    tap = f"s:summary:{made.cycle.id}:{edition}"
    await running.router.handle(Incoming("web", secretary, "1", payload=tap))
    await running.deliver()
    items = [item for _, item in running.web.sent]
    files = {item.media_type: item for item in items if isinstance(item, FileOut)}
    told = "\n\n".join(item.text for item in items if isinstance(item, Message))
    official = Edition(edition) is Edition.OFFICIAL
    found = await office.db.read(
        lambda tx: reviews.handed_in(tx, made.cell.id, made.cycle.id, approved=official)
    )
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
        edition=Edition(edition),
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
    """What was written to questions whose words are printed, or to all others."""
    return _written(
        answer.value
        for form, _, version in found
        for key, answer in version.answers.items()
        if office.forms[form].question(key.partition("/")[0]).printed == printed
    )


def _written(values: Iterable[object]) -> frozenset[str]:
    """All texts of several words among these answers."""
    texts = []
    for value in values:
        other = value.get("other") if isinstance(value, dict) else value
        if isinstance(other, str) and other.count(" ") >= 3:
            texts.append(" ".join(other.split()))
    return frozenset(texts)


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
    """The tables of the Word file."""
    names = {f"{row.short}. {row.label['vi']}": row.code for row in report.rows}
    paper = docx.Document(BytesIO(report.docx))
    tables: list[Table] = paper.tables
    return {
        names[line.cells[0].text]: _figures(" ".join(cell.text for cell in line.cells[1:]))
        for table in tables
        for line in table.rows
        if line.cells[0].text in names
    }


def in_pdf(report: Report) -> dict[str, Figures]:
    """The same tables in the PDF, whose lines are broken anywhere."""
    figure = r"\d+(?: \(\d+(?:,\d)?%\))?"
    found = {}
    for row in report.rows:
        name = re.escape(f"{row.short}. {row.label['vi']}")
        line = re.search(rf"(?<!\w){name} ({figure}(?: {figure}){{3}})(?! \(\d)", report.pdf)
        assert line, row.code
        found[row.code] = _figures(line[1])
    return found


def word_text(report: Report) -> str:
    """All words of the Word file."""
    return text_of(FileOut("report.docx", DOCX, report.docx))


def test_every_row_adds_up_to_those_counted_and_all_three_say_the_same(report: Report) -> None:
    """For each of the 27: not seen + rarely + sometimes + often = reviews handed in."""
    assert len(report.rows) == 27
    for told in (in_chat(report), in_word(report), in_pdf(report)):
        assert set(told) == {row.code for row in report.rows}
        for code, figures in told.items():
            assert sum(n for n, _ in figures) == report.counted, code
            assert figures == report.expected[code], code


def test_those_counted_the_missing_and_the_exempt_are_the_whole_roster(report: Report) -> None:
    """Nobody is counted twice, and nobody is forgotten."""
    counted, missing = report.submitted, CELL - EXEMPT - report.submitted
    source = {Edition.MEETING: report.submitted, Edition.OFFICIAL: report.approved}
    assert report.counted == source[report.edition]
    quota = str(share(counted, counted + missing)).removesuffix(".0").replace(".", ",")

    assert (
        f"Danh sách {CELL} đồng chí: được miễn {EXEMPT}, phải nộp {counted + missing}."
        in report.chat
    )
    assert f"Đã nộp {counted}/{counted + missing} đồng chí phải nộp, đạt {quota}%" in report.chat
    assert f"chưa nộp {missing - report.on_paper}" in report.chat
    for paper in (word_text(report), report.pdf):
        kinds = re.search(rf"Chi bộ có {CELL} đảng viên \(([^)]*)\); (\d+) đồng chí", paper)
        assert kinds
        assert sum(int(part.split()[0]) for part in kinds[1].split(", ")) == CELL
        assert int(kinds[2]) == EXEMPT
        whole = quota.removesuffix(",0")
        handed_in = f"{counted}/{counted + missing} đồng chí phải viết đã nộp bản tự soi ({whole}%)"
        assert handed_in in paper
        left = missing - report.on_paper
        assert (f"{left:02d} đồng chí chưa nộp" in paper) == bool(left)
        for edition, name in EDITIONS.items():
            assert (f"{name}, số liệu" in paper) == (edition is report.edition)


def test_everybody_stands_in_one_place_and_the_sum_is_the_roster(report: Report) -> None:
    """Approved, waiting, on paper, missing, exempt, in both editions alike."""
    waiting, missing = report.submitted - report.approved, CELL - EXEMPT - report.submitted
    places = (report.approved, waiting, report.on_paper, missing - report.on_paper, EXEMPT)
    (line,) = re.findall(r"^(?:\w+ )+\d+ \+ .* = 17\.$", report.chat, re.MULTILINE)
    assert [int(n) for n in re.findall(r"\d+", line)] == [*filter(None, places), CELL]
    for paper in (word_text(report), report.pdf):
        assert (f"trong đó {report.approved:02d} bản đã được duyệt" in paper) == bool(
            report.approved
        )


def test_the_comparison_is_the_same_everywhere_and_adds_up(report: Report) -> None:
    """Counted again here from the reviews of those who are in both years."""
    people, resolved, remaining, new = report.moves
    assert min(report.moves) > 0
    moves = f"đã hết {resolved} lượt mục, còn {remaining}, mới {new}."
    said_so = f"({people} đồng chí có ở cả hai kỳ): {moves}"
    assert said_so in " ".join(report.chat.split())
    told = f"{resolved} lượt không còn, {remaining} lượt vẫn còn; phát sinh {new} lượt mới."
    for paper in (word_text(report), report.pdf):
        assert f"Xét {people} đồng chí" in paper
        assert told in paper
        assert f"Cộng {resolved} {remaining} {new}" in paper


def test_no_name_and_no_words_of_a_member_stand_in_the_report(report: Report) -> None:
    """Only the collective's words are printed; the only name is the secretary's, who signs."""
    secretary, *others = report.names
    secret = report.own_words - report.printed_words
    assert len(secret) > 8
    assert len(report.printed_words) > 4
    for told in (" ".join(report.chat.split()), word_text(report), report.pdf):
        assert [name for name in others if name in told] == []
        assert [words for words in secret if words in told] == []
        assert [words for words in report.printed_words if words not in told] == []
    assert secretary not in report.chat
    for paper in (word_text(report), report.pdf):
        assert paper.count(secretary) == 1
        assert f"BÍ THƯ {secretary}" in paper
