"""How many recognised each manifestation, at which level, as bars: for the annex and the chat."""

from __future__ import annotations

from bot.content.layout.paper import Bar, BarGroup, Chart
from bot.content.words.phrases import Phrases
from bot.domain.report.summary import Summary
from bot.domain.words import in_language


def report_chart(summary: Summary, say: Phrases) -> Chart | None:
    """Every row that somebody marked; `None` if there is none."""
    groups = _bars(summary, say)
    counted = summary.totals.counted
    caption = say("chart.caption", counted=counted)
    return Chart("", caption, _legend(summary, say), groups, of=counted) if groups else None


def chat_chart(summary: Summary, say: Phrases, most: int) -> Chart:
    """The picture for the chat: the `most` frequent items, the others added up in the note."""
    groups = _bars(summary, say)
    ranked = sorted(
        (bar for group in groups for bar in group.bars), key=lambda bar: -sum(bar.counts)
    )
    shown = frozenset(bar.label for bar in ranked[:most])
    rest = ranked[most:]
    there = summary.participation
    note = ""
    if not summary.totals.counted:
        note = say(f"chart.nothing_{summary.edition}")
    elif not ranked:
        note = say("chart.none", counted=summary.totals.counted)
    elif rest:
        note = say("chart.more", rows=len(rest), marks=sum(sum(bar.counts) for bar in rest))
    kept = (
        BarGroup(group.title, tuple(bar for bar in group.bars if bar.label in shown))
        for group in groups
    )
    return Chart(
        title=say("chart.picture_title", year=summary.year),
        subtitle=say(
            f"chart.picture_{summary.edition}",
            counted=summary.totals.counted,
            submitted=there.submitted,
            required=there.required,
        ),
        legend=_legend(summary, say),
        groups=tuple(group for group in kept if group.bars),
        note=note,
        of=summary.totals.counted,
    )


def _bars(summary: Summary, say: Phrases) -> tuple[BarGroup, ...]:
    """Every marked item under its group's heading."""
    groups = (
        BarGroup(
            in_language(matrix.question.called, say.language),
            tuple(
                Bar(
                    say(
                        "chart.row",
                        short=row.row.short,
                        label=in_language(row.row.label, say.language),
                    ),
                    row.levels[1:],
                )
                for row in matrix.rows
                if row.marked
            ),
        )
        for matrix in summary.member_matrices
    )
    return tuple(group for group in groups if group.bars)


def _legend(summary: Summary, say: Phrases) -> tuple[str, ...]:
    scales = [matrix.scale for matrix in summary.member_matrices]
    return (
        tuple(in_language(level.label, say.language) for level in scales[0][1:]) if scales else ()
    )
