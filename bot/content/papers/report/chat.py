"""The consolidated report as chat messages: plain data for the `report` messages."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.interview.tallies import Counts, Quotes, Stats
from bot.domain.messages import Param, Text, text
from bot.domain.report.comparison import Comparison, Moves
from bot.domain.report.summary import (
    Detail,
    FormSummary,
    MatrixCounts,
    RowCounts,
    Summary,
    percent,
)


def parts(summary: Summary) -> list[Text]:
    """The report in order: overview, each group of manifestations, the rest of each
    questionnaire."""
    return [_overview(summary), *_forms(summary)]


def _overview(summary: Summary) -> Text:
    who, now = summary.participation, summary.totals
    return text(
        "report.overview",
        cell=summary.issuer.cell,
        theme=summary.theme,
        made_at=summary.made_at,
        roster=who.roster,
        exempt=who.exempt,
        required=who.required,
        submitted=who.submitted,
        submitted_percent=_percent(who.submitted, who.required),
        missing=who.missing,
        places=tuple(
            text(f"report.place_{place}", count=count) for place, count in who.places if count
        ),
        counted=now.counted,
        with_marks=now.with_marks,
        with_marks_percent=_percent(now.with_marks, now.counted),
        marks=now.marks,
        comparison=_comparison(summary.comparison) if summary.comparison else None,
    )


def _comparison(found: Comparison) -> Text:
    return text(
        "report.comparison",
        year=found.year,
        people=found.people,
        moves=_moves(found.total),
        groups=tuple(
            text("report.group_moves", title=group.question.label, moves=_moves(group.moves))
            for group in found.groups
            if group.moves != Moves(0, 0, 0)
        ),
        items=found.word.counted,
        word=tuple(
            text("report.word", label=option.label, count=count)
            for option, count in found.word.options
        ),
    )


def _moves(moves: Moves) -> Text:
    return text("report.moves", resolved=moves.resolved, remaining=moves.remaining, new=moves.new)


def _forms(summary: Summary) -> Iterator[Text]:
    for form in summary.forms:
        if not form.counted:
            yield text("report.nothing_yet", title=form.title)
            continue
        for matrix in form.matrices:
            single = form.audience == "named"
            yield _own_levels(form, matrix) if single else _matrix(matrix)
        others = tuple(_sections(form))
        if others:
            yield text("report.form", title=form.title, counted=form.counted, sections=others)


def _matrix(matrix: MatrixCounts) -> Text:
    return text(
        "report.matrix",
        title=matrix.question.label,
        counted=matrix.counted,
        scale=tuple(option.label for option in matrix.scale),
        people=_levels(matrix.people, matrix),
        rows=tuple(_row(row, matrix) for row in matrix.rows if row.marked),
        untouched=tuple(row.row.short for row in matrix.rows if not row.marked),
    )


def _own_levels(form: FormSummary, matrix: MatrixCounts) -> Text:
    """One author's matrix: the level of each row, without percentages, which say nothing of one."""
    return text(
        "report.own_levels",
        form=form.title,
        title=matrix.question.called,
        rows=tuple(
            text("report.own_level", label=row.row.label, level=level.label)
            for row in matrix.rows
            for level, count in zip(matrix.scale[1:], row.levels[1:], strict=True)
            if count
        ),
    )


def _row(row: RowCounts, matrix: MatrixCounts) -> Text:
    return text(
        "report.row",
        short=row.row.short,
        label=row.row.label,
        levels=_levels(row.levels, matrix),
        marked=row.marked,
        details=tuple(found for detail in row.details if (found := _detail(detail))),
    )


def _levels(counts: tuple[int, ...], matrix: MatrixCounts) -> tuple[Param, ...]:
    """Every level with number and percentage of those counted; they add up to all."""
    return tuple(
        text(
            "report.level",
            label=option.label,
            count=count,
            percent=_percent(count, matrix.counted),
        )
        for option, count in zip(matrix.scale, counts, strict=True)
    )


def _sections(form: FormSummary) -> Iterator[Text]:
    for section in form.sections:
        details = tuple(
            found
            for finding in section.findings
            if isinstance(finding, Detail) and (found := _detail(finding))
        )
        if details:
            yield text("report.section", title=section.title, details=details)


def _detail(detail: Detail) -> Text | None:
    """One question's figures; `None` if there is nothing to say."""
    label = detail.question.called
    match detail.tally:
        case Counts(options=options, other=other):
            found = tuple(
                text("report.option", label=option.label, count=count)
                for option, count in options
                if count
            )
            return (
                text("report.counts", label=label, options=found, other=other)
                if (found or other)
                else None
            )
        case Stats(counted=counted, least=least, most=most, mean=mean) if counted:
            return text(
                "report.stats",
                label=label,
                counted=counted,
                least=str(least),
                most=str(most),
                mean=f"{mean:.1f}",
            )
        case Quotes(texts=texts) if texts:
            return text("report.printed", label=label, texts=texts)
        # The number of those who wrote what everybody has to write says nothing.
        case Quotes(counted=counted) if counted and not detail.question.required:
            return text("report.written", label=label, counted=counted)
    return None


def _percent(part: int, whole: int) -> str:
    """A percentage with one decimal unless that is zero: 75, 66.7."""
    return str(percent(part, whole)).removesuffix(".0")
