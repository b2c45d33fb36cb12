"""The consolidated report: a Summary put into sentences in the order of the paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from bot.content.layout.paper import Block, Head, Paper
from bot.content.papers.heading import heading, signed
from bot.content.papers.report.charts import report_chart
from bot.content.papers.report.course import compared, met
from bot.content.papers.report.manifestations import Manifestations
from bot.content.papers.report.remedies import common_causes, measures, tasks
from bot.content.papers.report.results import results
from bot.content.papers.report.situation import opening, situation
from bot.content.words.phrases import Phrases
from bot.domain.papers.register import REPORT
from bot.domain.report.summary import Summary
from bot.domain.report.wording import Edits, printed
from bot.domain.words import in_language

FRAME, OPENING, CLOSING, ANNEX = "frame", "opening", "closing", "annex"
"""What stands around the numbered parts: words of head and foot, the first and the last sentence,
what is looked up rather than read."""
AROUND = (FRAME, OPENING, CLOSING, ANNEX)
OWN = "own"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


@dataclass(frozen=True, slots=True)
class ReportPart:
    """One part of the report, without its number. `id` names it in every edition."""

    id: str
    title: str
    blocks: tuple[Block, ...]


def summary_paper(summary: Summary, say: Phrases) -> Paper:
    """An edition of the cell's consolidated report, with the sentences that the secretary rewrote.
    Parts without data are left out, and the remaining ones numbered in order."""
    parts = worded(summary, say)
    around = {part.id: part.blocks for part in parts if part.id in AROUND}
    inside = [part for part in parts if part.id not in AROUND]
    frame = _framed(summary, say)
    return Paper(
        language=say.language,
        file=say("summary.file", year=summary.year, edition=summary.edition),
        head=_head(summary, say, frame),
        blocks=(
            *around.get(OPENING, ()),
            *(
                block
                for number, part in zip(_ROMAN, inside, strict=False)
                for block in (Block("part", f"{number}- {part.title}"), *part.blocks)
            ),
            *around.get(CLOSING, ()),
        ),
        signature=signed(
            say,
            summary.issuer,
            say("signature.recipients"),
            tuple(frame["recipients"].splitlines()),
        ),
        annex=around.get(ANNEX, ()),
        watermark=say("head.draft"),
    )


def worded(summary: Summary, say: Phrases) -> tuple[ReportPart, ...]:
    """What is printed, part by part, without those that are empty and without the frame."""
    found = (
        replace(part, blocks=tuple(_worded(part.blocks, summary.edits)))
        for part in proposed(summary, say)
        if part.id != FRAME
    )
    return tuple(part for part in found if part.blocks)


def proposed(summary: Summary, say: Phrases) -> tuple[ReportPart, ...]:
    """What the program proposes, part by part.

    A block with a key can be rewritten; of a table or chart that is its caption. The last block of
    a numbered part is empty: there the secretary may write what no figure tells; otherwise it is
    not printed.
    """
    tables = count(1)
    parts = (
        ("situation", situation(summary, say)),
        ("results", results(summary, say, tables)),
        ("causes", common_causes(summary, say)),
        ("measures", measures(summary, say, tables)),
        ("comparison", compared(summary, say)),
        ("meeting", met(summary, say)),
        ("ahead", tasks(summary)),
        ("proposals", ()),
    )
    frame = _proposed_frame(summary, say)
    words = (Block("text", text, key=f"{FRAME}.{name}") for name, text in frame.items())
    closing = say(
        "summary.closing",
        year=summary.year,
        cell=summary.issuer.cell,
        parent=summary.issuer.parent,
    )
    return (
        ReportPart(OPENING, say("opening.title"), tuple(opening(summary, say))),
        *(
            ReportPart(id_, say(f"{id_}.title"), (*blocks, Block("text", key=f"{OWN}.{id_}")))
            for id_, blocks in parts
        ),
        ReportPart(CLOSING, say("closing.title"), (Block("text", closing, key=CLOSING),)),
        ReportPart(ANNEX, say("annex.part"), tuple(_annexes(summary, say, tables))),
        ReportPart(FRAME, say("frame.title"), tuple(words)),
    )


def _worded(blocks: Iterable[Block], edits: Edits) -> Iterator[Block]:
    """The blocks as they are printed; each line of a rewritten sentence is a paragraph."""
    for block in blocks:
        proposal = caption_of(block) or block.text
        words = printed(edits, block.key, proposal) if block.key else proposal
        first, *more = words.splitlines() or [""]
        if block.table:
            yield replace(block, table=replace(block.table, caption=" ".join(words.split())))
        elif block.chart:
            yield replace(block, chart=replace(block.chart, subtitle=" ".join(words.split())))
        elif first or not block.key:
            yield replace(block, text=first)
            yield from (Block("text", line) for line in more if line.strip())


def caption_of(block: Block) -> str:
    """What stands above a table or chart; empty for anything else."""
    return block.table.caption if block.table else block.chart.subtitle if block.chart else ""


# -- around the parts


def _proposed_frame(summary: Summary, say: Phrases) -> dict[str, str]:
    recipients = say(
        "signature.items",
        committee=summary.issuer.has_committee,
        parent=summary.issuer.parent,
        edition=summary.edition,
    )
    edition = say("summary.edition", made_at=summary.made_at)
    return {
        "subject": say("summary.subject", year=summary.year),
        **({} if summary.is_official else {"edition": edition}),
        "recipients": recipients,
    }


def _framed(summary: Summary, say: Phrases) -> dict[str, str]:
    """The words of head and foot as they are printed."""
    return {
        name: printed(summary.edits, f"{FRAME}.{name}", words)
        for name, words in _proposed_frame(summary, say).items()
    }


def _head(summary: Summary, say: Phrases, frame: dict[str, str]) -> Head:
    return heading(
        say,
        summary.issuer,
        summary.made_at.date(),
        number=say("head.number", type=REPORT, number=""),
        type=say("summary.type"),
        subject=frame["subject"],
        edition=frame.get("edition", ""),
    )


def _annexes(summary: Summary, say: Phrases, tables: Iterator[int]) -> Iterator[Block]:
    """What is looked up rather than read; numbered if there are several."""
    found = {
        "wording": tuple(_official(summary, say)),
        "figures": tuple(_figures(summary, say, tables)),
    }
    there = {name: blocks for name, blocks in found.items() if blocks}
    for number, (name, blocks) in enumerate(there.items(), 1):
        title = say("annex.title", number=number if len(there) > 1 else 0)
        lead = say(
            f"annex.{name}",
            number=say("head.number", type=REPORT, number=""),
            day=summary.made_at.date(),
            cell=summary.issuer.cell,
        )
        yield Block("annex", title, lead=lead)
        yield from blocks


def _figures(summary: Summary, say: Phrases, tables: Iterator[int]) -> Iterator[Block]:
    """The chart, every row that somebody marked, and in a line how many nobody did; nothing of it
    in the official edition."""
    chart = None if summary.is_official else report_chart(summary, say)
    if chart is None:
        return
    yield Block("chart", chart=chart, key="chart.caption")
    writer = Manifestations(say, tables)
    matrices = summary.member_matrices
    yield from (writer.figures(each) for each in matrices if any(r.marked for r in each.rows))
    free = sum(not row.marked for matrix in matrices for row in matrix.rows)
    if free:
        yield Block("text", say("annex.free", rows=free), key="annex.free")


def _official(summary: Summary, say: Phrases) -> Iterator[Block]:
    """The resolution's wording of each row, as far as the cell's officer has filled it in."""
    rows = [
        (row.row.short, in_language(row.row.official_text, say.language))
        for matrix in summary.member_matrices
        for row in matrix.rows
        if row.row.official_text
    ]
    yield from (Block("text", say("annex.row", short=s, text=text)) for s, text in rows)
