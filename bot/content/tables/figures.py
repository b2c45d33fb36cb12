"""Everything countable of a report as a spreadsheet, for people who want to calculate further.

Figures are numbers and shares are numbers shown as percentages; words are text, even if they begin
like a formula. No names, and no words of members.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.content.tables.writing import bold, head, set_height, set_up
from bot.content.words.phrases import Phrases, phrases
from bot.domain.interview.tallies import Counts, Days, Quotes, Stats
from bot.domain.report.summary import Detail, FormSummary, MatrixCounts, Summary
from bot.domain.words import clean, in_language

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


HEADING = 4
"""The row of the headings: above it stand the cell, the edition and its time."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, shown in per cent; empty if the whole is nothing."""

    part: int
    whole: int


Cell: TypeAlias = str | int | Decimal | Share | None


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: its title, the heading, and the rows below it."""

    title: str
    heading: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def figures_file(summary: Summary, language: str) -> tuple[str, bytes]:
    """The file's name without an ending, and the file. A sheet without rows is left out."""
    from openpyxl import Workbook  # loads lxml, only where a file is made

    say = phrases(language, summary.issuer.style.profile)
    above = summary.issuer.cell, say(f"figures.made_{summary.edition}", summary=summary)
    book = Workbook()
    book.remove(book.worksheets[0])
    for page in figures_pages(summary, say):
        if page.rows:
            _write(book.create_sheet(page.title), page, above)
    stream = io.BytesIO()
    book.save(stream)
    return say("figures.file", year=summary.year, edition=summary.edition), stream.getvalue()


def figures_pages(summary: Summary, say: Phrases) -> tuple[Page, ...]:
    """The sheets in the order of the report. Each column of shares is headed with what they are
    shares of; where that differs from row to row, it stands in the column before."""
    what, count = say("figures.what"), say("figures.count")
    there, matrices = summary.participation, summary.member_matrices
    scale = (
        [in_language(level.label, say.language) for level in matrices[0].scale] if matrices else []
    )
    by_level = (*scale, *(say(f"figures.{name}") for name in ("marked", "reviews", "of_reviews")))
    moves = tuple(say(f"comparison.{name}") for name in ("resolved", "remaining_head", "new_head"))
    return (
        Page(
            say("figures.participation"),
            (
                what,
                count,
                say("figures.of_roster", roster=there.roster),
                say("figures.of_required", required=there.required),
            ),
            tuple(_participation(summary, say)),
        ),
        Page(
            say("figures.preparation"),
            (what, say("figures.ready"), say("figures.all"), say("figures.of_all")),
            tuple(_preparation(summary, say)),
        ),
        Page(say("figures.groups"), (say("results.group"), *by_level), _groups(matrices, say)),
        Page(say("figures.rows"), (say("results.row"), *by_level), _rows(matrices, say)),
        Page(
            say("figures.details"),
            (say("results.row"), say("figures.question"), say("figures.answer"), count),
            tuple(row for matrix in matrices for row in _details(matrix, say)),
        ),
        Page(
            say("figures.others"),
            (
                *(say(f"figures.{name}") for name in ("form", "question", "answer")),
                count,
                *(say(f"figures.{name}") for name in ("answered", "of_answered")),
            ),
            tuple(row for form in summary.forms for row in _others(form, say)),
        ),
        Page(
            say("figures.comparison"),
            (say("results.group"), *moves),
            tuple(_comparison(summary, say)),
        ),
    )


def _participation(summary: Summary, say: Phrases) -> Iterator[tuple[Cell, ...]]:
    there = summary.participation

    def of(people: int, *, required: bool) -> tuple[Cell, ...]:
        share = Share(people, there.required) if required else None
        return people, Share(people, there.roster), share

    yield say("figures.roster"), *of(there.roster, required=False)
    yield say("figures.required"), *of(there.required, required=True)
    yield say("figures.submitted"), *of(there.submitted, required=True)
    for place, people in there.places:
        yield say(f"figures.place_{place}"), *of(people, required=place != "exempt")


def _preparation(summary: Summary, say: Phrases) -> Iterator[tuple[Cell, ...]]:
    ready = summary.preparation
    for name, done, of in (
        ("read_all", ready.read_all, ready.readers),
        ("done", ready.done, ready.items),
    ):
        if of:
            yield say(f"figures.{name}"), done, of, Share(done, of)


def _groups(matrices: Sequence[MatrixCounts], say: Phrases) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (
            in_language(matrix.question.called, say.language),
            *matrix.people,
            sum(matrix.people[1:]),
            matrix.counted,
            Share(sum(matrix.people[1:]), matrix.counted),
        )
        for matrix in matrices
    )


def _rows(matrices: Sequence[MatrixCounts], say: Phrases) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (
            f"{row.row.short}. {in_language(row.row.label, say.language)}",
            *row.levels,
            row.marked,
            matrix.counted,
            Share(row.marked, matrix.counted),
        )
        for matrix in matrices
        for row in matrix.rows
    )


def _details(matrix: MatrixCounts, say: Phrases) -> Iterator[tuple[Cell, ...]]:
    """Causes and measures, row by row, as far as somebody chose them."""
    for row in matrix.rows:
        for detail in row.details:
            asked = in_language(detail.question.called, say.language)
            if isinstance(detail.tally, Counts):
                for answer, people in _chosen(detail.tally, say):
                    yield row.row.short, asked, answer, people


def _chosen(tally: Counts, say: Phrases) -> Iterator[tuple[str, int]]:
    for option, people in tally.options:
        if people:
            yield in_language(option.label, say.language), people
    if tally.other:
        yield say("figures.own_words"), tally.other


def _others(form: FormSummary, say: Phrases) -> Iterator[tuple[Cell, ...]]:
    title = in_language(form.title, say.language)
    for section in form.sections:
        for finding in section.findings:
            if isinstance(finding, Detail):
                for row in _answers(finding, say):
                    yield title, in_language(finding.question.called, say.language), *row


def _answers(finding: Detail, say: Phrases) -> Iterator[tuple[Cell, ...]]:
    match finding.tally:
        case Counts() as tally:
            for answer, people in _chosen(tally, say):
                yield answer, people, tally.counted, Share(people, tally.counted)
        case Stats(counted, least, most, mean) if counted:
            yield say("figures.mean"), mean, counted, None
            yield say("figures.least"), least, counted, None
            yield say("figures.most"), most, counted, None
        case Quotes(counted) | Days(counted) if counted:
            yield say("figures.own_words"), counted, counted, None


def _comparison(summary: Summary, say: Phrases) -> Iterator[tuple[Cell, ...]]:
    found = summary.comparison
    if found is None:
        return
    for group in found.groups:
        moves = group.moves
        name = in_language(group.question.called, say.language)
        yield name, moves.resolved, moves.remaining, moves.new
    yield say("comparison.total"), found.total.resolved, found.total.remaining, found.total.new


def _write(sheet: Worksheet, page: Page, above: tuple[str, str]) -> None:
    from openpyxl.utils import get_column_letter  # loaded by `figures_file`

    for number, words in enumerate(above, 1):
        cell = sheet.cell(number, 1)
        cell.value, cell.data_type = clean(words), "s"
        cell.font = bold(cell)
    for column, words in enumerate(page.heading, 1):
        head(sheet.cell(HEADING, column), clean(words))
        texts = [row[column - 1] for row in page.rows]
        wordy = any(isinstance(text, str) for text in texts)
        sheet.column_dimensions[get_column_letter(column)].width = 46 if wordy else 16
    for number, row in enumerate(page.rows, HEADING + 1):
        for column, value in enumerate(row, 1):
            _fill(sheet.cell(number, column), value)
    for number in range(HEADING, HEADING + len(page.rows) + 1):
        set_height(sheet, number)
    last = f"{get_column_letter(len(page.heading))}{HEADING + len(page.rows)}"
    sheet.auto_filter.ref = f"A{HEADING}:{last}"
    sheet.freeze_panes = f"B{HEADING + 1}"
    set_up(sheet, HEADING, *above)


def _fill(cell: Any, value: Cell) -> None:
    from openpyxl.styles import Alignment  # loaded by `figures_file`

    cell.alignment = Alignment(wrap_text=isinstance(value, str), vertical="top")
    if isinstance(value, str):
        cell.value, cell.data_type = clean(value), "s"
    elif isinstance(value, Share):
        cell.value = value.part / value.whole if value.whole else None
        cell.number_format = "0.0%"
    elif value is not None:
        cell.value = value
