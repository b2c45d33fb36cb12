"""What the members recognised in themselves, in the sentences above the tables."""

from __future__ import annotations

from collections.abc import Sequence

from bot.content.words.phrases import Phrases
from bot.domain.report.summary import MatrixCounts, Totals
from bot.domain.words import in_language


def recognised(totals: Totals, matrices: Sequence[MatrixCounts], say: Phrases) -> str:
    """How many members, which part of the manifestations group by group, and how often."""
    if not totals.marks:
        return say("results.none_marked", counted=totals.counted)
    touched = [(matrix, sum(row.marked > 0 for row in matrix.rows)) for matrix in matrices]
    groups = [
        say(
            "results.group_part",
            label=in_language(matrix.question.called, say.language),
            rows=rows,
            people=sum(matrix.people[1:]),
        )
        for matrix, rows in touched
        if rows
    ]
    free = [
        in_language(matrix.question.called, say.language) for matrix, rows in touched if not rows
    ]
    marked = say(
        "results.marked",
        counted=totals.counted,
        with_marks=totals.with_marks,
        marks=totals.marks,
        rows=sum(rows for _, rows in touched),
        of=sum(len(matrix.rows) for matrix in matrices),
        groups=groups,
        free=free,
    )
    return f"{marked} {_levels(matrices, say)}"


def _levels(matrices: Sequence[MatrixCounts], say: Phrases) -> str:
    """Which level most marks are at, and which none is at."""
    scale = matrices[0].scale[1:]
    marks = [
        sum(row.levels[n] for matrix in matrices for row in matrix.rows)
        for n in range(1, len(scale) + 1)
    ]
    named = [in_language(level.label, say.language) for level in scale]
    most = [label for label, found in zip(named, marks, strict=True) if found == max(marks)]
    none = [label for label, found in zip(named, marks, strict=True) if not found]
    only = sum(found > 0 for found in marks) == 1
    return say("results.levels", most=most, none=none, only=only, marks=sum(marks))
