"""The report that may leave the committee, as chat messages."""

from __future__ import annotations

from bot.domain.messages import Param, Text, text
from bot.domain.report.masking import LEAST, ROWS_FROM, CirculatedReport, ShownGroup, ShownOption
from bot.domain.report.summary import Edition, percent
from bot.domain.words import Words


def circulated_parts(report: CirculatedReport) -> list[Text]:
    """One overview, then each group whose rows are shown."""
    figures = report.figures
    groups = [group for group in figures.groups if group.rows]
    return [_overview(report), *(_rows(report, group) for group in groups)]


def _overview(report: CirculatedReport) -> Text:
    figures = report.figures
    return text(
        "figures.circulated",
        cell=report.issuer.cell,
        theme=report.theme,
        issued_at=report.issued_at,
        official=figures.edition is Edition.OFFICIAL,
        roster=figures.roster,
        exempt=figures.exempt,
        counted=figures.counted,
        empty=figures.is_empty,
        people=_share(figures.people, figures.counted),
        groups=tuple(_group(report, group) for group in figures.groups),
        options=_options(report, figures.options),
        least=LEAST,
        most=figures.counted - LEAST,
        rows_from=ROWS_FROM,
    )


def _group(report: CirculatedReport, group: ShownGroup) -> Text:
    question = report.form.question(group.question)
    counted = report.figures.counted
    levels = zip(question.options, group.levels or (), strict=bool(group.levels))
    return text(
        "figures.group",
        title=question.label,
        people=_share(group.people, counted),
        levels=tuple(
            text("report.level", label=o.label, count=n, percent=_percent(n, counted))
            for o, n in levels
        ),
    )


def _rows(report: CirculatedReport, group: ShownGroup) -> Text:
    question = report.form.question(group.question)
    labels = {row.code: row for row in question.rows}
    return text(
        "figures.rows",
        title=question.label,
        rows=tuple(
            text(
                "figures.row",
                short=labels[row.row].short,
                label=labels[row.row].label,
                people=_share(row.people, report.figures.counted),
                options=_options(report, row.options),
            )
            for row in group.rows
        ),
    )


def _options(report: CirculatedReport, options: tuple[ShownOption, ...]) -> tuple[Param, ...]:
    """One line for each question, with the options that may be shown."""
    names = dict.fromkeys(option.question for option in options)
    return tuple(
        text(
            "report.counts",
            label=report.form.question(name).called,
            options=tuple(
                text("report.option", label=_label(report, option), count=option.people)
                for option in options
                if option.question == name
            ),
            other=0,
        )
        for name in names
    )


def _label(report: CirculatedReport, shown: ShownOption) -> Words:
    question = report.form.question(shown.question)
    found = next((each for each in question.options if each.code == shown.option), None)
    return found.label if found else question.called


def _share(people: int | None, counted: int) -> Text:
    if people is None:
        return text("figures.hidden")
    return text("figures.share", count=people, counted=counted, percent=_percent(people, counted))


def _percent(part: int, whole: int) -> str:
    return str(percent(part, whole)).removesuffix(".0")
