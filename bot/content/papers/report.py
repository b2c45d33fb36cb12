"""The consolidated report: a Summary put into sentences in the order of the paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from bot.content.layout.paper import Bar, BarGroup, Block, Chart, Head, Paper, Table
from bot.content.papers.findings import Findings
from bot.content.papers.heading import heading, signed
from bot.content.papers.masked import since
from bot.content.words.phrases import Phrases
from bot.domain.papers.register import REPORT
from bot.domain.report.participation import Participation
from bot.domain.report.summary import Edition, MatrixCounts, Summary
from bot.domain.report.wording import Edits, printed
from bot.domain.words import in_language

CLOSING = "closing"
OWN = "own"


@dataclass(frozen=True, slots=True)
class ReportPart:
    """One part of the report, without its number. `id` names it in every edition."""

    id: str
    title: str
    blocks: tuple[Block, ...]


def summary_paper(summary: Summary, say: Phrases) -> Paper:
    """An edition of the cell's consolidated report, with the sentences that the secretary rewrote.
    Parts without data are left out, and the remaining ones numbered in order."""
    *parts, closing = worded(summary, say)
    return Paper(
        language=say.language,
        file=say("summary.file", year=summary.year, edition=summary.edition),
        head=_summary_head(summary, say),
        blocks=(
            *(
                block
                for number, part in enumerate(parts, 1)
                for block in (Block("part", f"{number}. {part.title}"), *part.blocks)
            ),
            *closing.blocks,
        ),
        signature=signed(
            say,
            summary.issuer,
            say("signature.recipients"),
            _copies(summary, say),
        ),
        annex=tuple(
            _annexes(summary, say, 1 + sum(bool(b.table) for p in parts for b in p.blocks))
        ),
        watermark=say("head.draft"),
    )


def is_official(summary: Summary) -> bool:
    """Whether the paper is for those too who do not read the reviews."""
    return summary.edition is Edition.OFFICIAL


def _copies(summary: Summary, say: Phrases) -> tuple[str, ...]:
    """Who gets the paper: of the official edition the organisation above the cell."""
    key, issuer = f"signature.items_{summary.edition}", summary.issuer
    words = say(key, parent=issuer.parent, committee=issuer.has_committee)
    return tuple(words.splitlines())


def worded(summary: Summary, say: Phrases) -> tuple[ReportPart, ...]:
    """What is printed, part by part; the closing one comes last, even if it is empty."""
    found = (
        replace(part, blocks=tuple(_worded(part.blocks, summary.edits)))
        for part in proposed(summary, say)
    )
    return tuple(part for part in found if part.blocks or part.id == CLOSING)


def proposed(summary: Summary, say: Phrases) -> tuple[ReportPart, ...]:
    """What the program proposes, part by part; the last one closes the report and has no title.

    A block with a key can be rewritten. The last block of a part is empty: there the secretary may
    write what no figure tells; otherwise it is not printed.
    """
    tables = count(1)
    parts = (
        ("general", _general(summary, say)),
        ("progress", _progress(summary, say)),
        ("strengths", ()),
        ("results", Findings(say, tables).results(summary)),
        ("comparison", _comparison(summary, say, tables)),
        ("meeting", _meeting(summary, say)),
        ("measures", ()),
        ("proposals", ()),
    )
    last = say("summary.closing", year=summary.year, cell=summary.issuer.cell)
    return (
        *(
            ReportPart(id_, say(f"{id_}.title"), (*blocks, Block("text", key=f"{OWN}.{id_}")))
            for id_, blocks in parts
        ),
        ReportPart("chart", say("chart.title"), tuple(_chart_part(summary, say))),
        ReportPart(CLOSING, "", (Block("text", last, key=CLOSING),)),
    )


def _worded(blocks: Iterable[Block], edits: Edits) -> Iterator[Block]:
    """The blocks as they are printed; each line of a rewritten sentence is a paragraph."""
    for block in blocks:
        words = printed(edits, block.key, block.text) if block.key else block.text
        first, *more = words.splitlines() or [""]
        if first or not block.key:
            yield replace(block, text=first)
            yield from (Block("text", line) for line in more if line.strip())


def _summary_head(summary: Summary, say: Phrases) -> Head:
    return heading(
        say,
        summary.issuer,
        summary.made_at.date(),
        number=say("head.number", type=REPORT, number=""),
        type=say("summary.type"),
        subject=say("summary.subject", year=summary.year),
        edition="" if is_official(summary) else say("summary.edition", made_at=summary.made_at),
    )


def _general(summary: Summary, say: Phrases) -> Iterator[Block]:
    there = summary.participation
    for number, document in enumerate(summary.basis, 1):
        words = say("general.basis", document=document)
        yield Block("text", words, key=f"general.basis.{number}")
    yield Block("text", roster_sentence(there, say), key="general.roster")
    if summary.theme:
        yield Block("text", say("general.theme", theme=summary.theme), key="general.theme")
    if summary.meeting_on:
        day = say("general.meeting", meeting_on=summary.meeting_on)
        yield Block("text", day, key="general.meeting")
    yield Block("text", say("general.method"), key="general.method")


def roster_sentence(there: Participation, say: Phrases) -> str:
    """How many members of which kind there are, and beside them those who are exempt."""
    return say(
        "general.roster",
        roster=there.roster,
        official=there.official,
        probationary=there.probationary,
        temporary=there.temporary,
        exempt=there.exempt,
    )


def _progress(summary: Summary, say: Phrases) -> Iterator[Block]:
    there, ready = summary.participation, summary.preparation

    def line(name: str, **params: object) -> Block:
        return Block("text", say(f"progress.{name}", **params), key=f"progress.{name}")

    if ready.materials:
        yield line("materials", materials=ready.materials, read=ready.read_all, of=ready.readers)
    if there.required:
        words = say(
            "progress.submitted",
            submitted=there.submitted,
            required=there.required,
            approved=there.approved,
            others=() if is_official(summary) else tuple(_elsewhere(there, say)),
        )
        key = "handed_in" if is_official(summary) else "submitted"
        yield Block("text", words, key=f"progress.{key}")
    if summary.totals.counted and not is_official(summary):
        source = say(f"edition.from_{summary.edition}", counted=summary.totals.counted)
        yield line("source", source=source)


def _elsewhere(there: Participation, say: Phrases) -> Iterator[str]:
    """Where those are who have not submitted: for those who read the reviews."""
    for place, people in there.places:
        if people and place not in ("approved", "waiting", "exempt"):
            yield say(f"progress.{place}", people=people)


def _meeting(summary: Summary, say: Phrases) -> Iterator[Block]:
    """How the meeting went, once it was held."""
    held = summary.meeting
    if held is None:
        return
    yield Block(
        "bullet",
        say("meeting.present", present=held.present, of=held.present + held.absent),
        key="meeting.present",
    )
    if held.absent:
        yield Block("bullet", say("meeting.absent", absent=held.absent), key="meeting.absent")
    if held.opinions:
        words = say("meeting.opinions", opinions=held.opinions)
        yield Block("bullet", words, key="meeting.opinions")
    agreed = say("meeting.agreed", agreed=held.agreed, present=held.present)
    yield Block("bullet", agreed, key="meeting.agreed")


def _comparison(summary: Summary, say: Phrases, tables: Iterator[int]) -> Iterator[Block]:
    """Item by item, of those in both cycles; then what the members say themselves of earlier
    items."""
    found = summary.comparison
    if is_official(summary) and (words := since(summary, say)):
        yield Block("text", words, key="masked.since")
    if found is None or not summary.totals.counted or is_official(summary):
        return
    yield Block(
        "text",
        say(
            "comparison.sentence",
            year=found.year,
            people=found.people,
            resolved=found.total.resolved,
            remaining=found.total.remaining,
            new=found.total.new,
        ),
        key="comparison.sentence",
    )
    moves = [
        *((in_language(g.question.called, say.language), g.moves) for g in found.groups),
        (say("comparison.total"), found.total),
    ]
    yield Block(
        "table",
        table=Table(
            say("comparison.caption", number=next(tables), people=found.people),
            (
                say("results.group"),
                say("comparison.resolved"),
                say("comparison.remaining"),
                say("comparison.new"),
            ),
            tuple((name, str(m.resolved), str(m.remaining), str(m.new)) for name, m in moves),
        ),
    )
    if found.word.counted:
        word = [
            say("results.level", label=in_language(option.label, say.language), count=items)
            for option, items in found.word.options
        ]
        words = say("comparison.word", items=found.word.counted, word=word)
        yield Block("text", words, key="comparison.word")


def _member_matrices(summary: Summary) -> list[MatrixCounts]:
    return [
        finding
        for form in summary.forms
        if form.audience == "member"
        for section in form.sections
        for finding in section.findings
        if isinstance(finding, MatrixCounts) and finding.counted
    ]


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
        for matrix in _member_matrices(summary)
    )
    return tuple(group for group in groups if group.bars)


def _legend(summary: Summary, say: Phrases) -> tuple[str, ...]:
    scales = [matrix.scale for matrix in _member_matrices(summary)]
    return (
        tuple(in_language(level.label, say.language) for level in scales[0][1:]) if scales else ()
    )


def _chart_part(summary: Summary, say: Phrases) -> Iterator[Block]:
    groups = _bars(summary, say)
    if groups and not is_official(summary):
        caption = say(f"chart.caption_{summary.edition}", counted=summary.totals.counted)
        counted = summary.totals.counted
        chart = Chart("", caption, _legend(summary, say), groups, of=counted)
        yield Block("chart", chart=chart)


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


def _annexes(summary: Summary, say: Phrases, table: int) -> Iterator[Block]:
    """What is looked up rather than read; numbered if there are several. `table`: the number of the
    first table."""
    found = {
        "wording": tuple(_official(summary, say)),
        "figures": tuple(_figures(summary, Findings(say, count(table)))),
    }
    there = {name: blocks for name, blocks in found.items() if blocks}
    for number, (name, blocks) in enumerate(there.items(), 1):
        title = say("annex.title", number=number if len(there) > 1 else 0)
        yield Block("annex", title, lead=say(f"annex.{name}"))
        yield from blocks


def _figures(summary: Summary, findings: Findings) -> Iterator[Block]:
    """Every row of every group, if anybody marked one; what is masked has no such table."""
    if summary.totals.marks and not is_official(summary):
        yield from (findings.figures(matrix) for matrix in _member_matrices(summary))


def _official(summary: Summary, say: Phrases) -> Iterator[Block]:
    """The resolution's wording of each row, as far as the cell's officer has filled it in."""
    rows = [
        (row.row.short, in_language(row.row.official_text, say.language))
        for matrix in _member_matrices(summary)
        for row in matrix.rows
        if row.row.official_text
    ]
    yield from (Block("text", say("annex.row", short=s, text=text)) for s, text in rows)
