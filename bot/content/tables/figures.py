"""Everything countable of a report as a spreadsheet, for people who want to calculate further.

Figures are numbers and shares are numbers shown as percentages; words are text, even if they begin
like a formula. No names, and no words of members.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from bot.content.words.phrases import Phrases, phrases
from bot.domain.interview.tallies import Counts, Quotes, Stats
from bot.domain.report.summary import Detail, FormSummary, MatrixCounts, Summary
from bot.domain.words import clean, in_language

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


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
    book = Workbook()
    book.remove(book.worksheets[0])
    for page in figures_pages(summary, say):
        if page.rows:
            _write(book.create_sheet(page.title), page)
    stream = io.BytesIO()
    book.save(stream)
    return say("figures.file", year=summary.year, edition=summary.edition), stream.getvalue()


def figures_pages(summary: Summary, say: Phrases) -> tuple[Page, ...]:
    """The sheets in the order of the report."""
    heads = [say(f"figures.{name}") for name in ("what", "count", "share")]
    matrices = list(_matrices(summary))
    scale = (
        [in_language(level.label, say.language) for level in matrices[0].scale] if matrices else []
    )
    by_level = (say("results.row"), *scale, say("figures.marked"), say("figures.share"))
    return (
        Page(say("figures.participation"), tuple(heads), tuple(_participation(summary, say))),
        Page(say("figures.groups"), (say("results.group"), *by_level[1:]), _groups(matrices, say)),
        Page(say("figures.rows"), by_level, _rows(matrices, say)),
        Page(
            say("figures.details"),
            (say("results.row"), say("figures.question"), say("figures.answer"), heads[1]),
            tuple(row for matrix in matrices for row in _details(matrix, say)),
        ),
        Page(
            say("figures.others"),
            (say("figures.form"), say("figures.question"), say("figures.answer"), *heads[1:]),
            tuple(row for form in summary.forms for row in _others(form, say)),
        ),
        Page(
            say("figures.comparison"),
            (
                say("results.group"),
                *(say(f"comparison.{name}") for name in ("resolved", "remaining", "new")),
            ),
            tuple(_comparison(summary, say)),
        ),
    )


def _matrices(summary: Summary) -> Iterator[MatrixCounts]:
    for form in summary.forms:
        for section in form.sections:
            for finding in section.findings:
                if isinstance(finding, MatrixCounts) and form.audience == "member":
                    yield finding


def _participation(summary: Summary, say: Phrases) -> Iterator[tuple[Cell, ...]]:
    there, ready = summary.participation, summary.preparation
    yield say("figures.roster"), there.roster, None
    yield say("figures.required"), there.required, None
    yield say("figures.submitted"), there.submitted, Share(there.submitted, there.required)
    for place, people in there.places:
        yield say(f"figures.place_{place}"), people, Share(people, there.roster)
    yield say("figures.read_all"), ready.read_all, Share(ready.read_all, ready.readers)
    yield say("figures.done"), ready.done, Share(ready.done, ready.items)


def _groups(matrices: Sequence[MatrixCounts], say: Phrases) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (
            in_language(matrix.question.called, say.language),
            *matrix.people,
            sum(matrix.people[1:]),
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
                yield answer, people, Share(people, tally.counted)
        case Stats(counted, least, most, mean) if counted:
            yield say("figures.mean"), mean, None
            yield say("figures.least"), least, None
            yield say("figures.most"), most, None
        case Quotes(counted) if counted:
            yield say("figures.own_words"), counted, None


def _comparison(summary: Summary, say: Phrases) -> Iterator[tuple[Cell, ...]]:
    found = summary.comparison
    if found is None:
        return
    for group in found.groups:
        moves = group.moves
        name = in_language(group.question.called, say.language)
        yield name, moves.resolved, moves.remaining, moves.new
    yield say("comparison.total"), found.total.resolved, found.total.remaining, found.total.new


def _write(sheet: Worksheet, page: Page) -> None:
    from openpyxl.styles import Alignment, Font  # loaded by `figures_file`
    from openpyxl.utils import get_column_letter

    for number, row in enumerate([page.heading, *page.rows], 1):
        for column, value in enumerate(row, 1):
            written = sheet.cell(number, column)
            if isinstance(value, str):
                written.value, written.data_type = clean(value), "s"
                written.alignment = Alignment(wrap_text=True, vertical="top")
            elif isinstance(value, Share):
                written.value = value.part / value.whole if value.whole else None
                written.number_format = "0.0%"
            elif value is not None:
                written.value = value
            if number == 1:
                written.font = Font(bold=True)
    sheet.freeze_panes = "B2"
    for column in range(1, len(page.heading) + 1):
        texts = [row[column - 1] for row in page.rows]
        wordy = any(isinstance(text, str) for text in texts)
        sheet.column_dimensions[get_column_letter(column)].width = 46 if wordy else 16
