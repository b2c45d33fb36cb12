"""A paper as plain text, for a person to read and correct."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.layout.paper import Block, Paper


def lines(paper: Paper) -> Iterator[str]:
    """The paper as plain text, with marks for headings and tables."""
    head, sign = paper.head, paper.signature
    yield f"{head.parent} / {head.cell} / {head.number}"
    yield f"{head.party} / {head.place_date}"
    yield f"{head.type}: {head.subject}"
    yield from head.edition.splitlines()
    for block in (*paper.blocks, *paper.annex):
        yield from _block(block)
    yield ""
    yield f"{sign.body} / {sign.post} / {sign.name}"
    yield " / ".join((sign.recipients, *sign.copies))


def _block(block: Block) -> Iterator[str]:
    marks = {"part": "\n# ", "form": "\n## ", "section": "### ", "bullet": "- ", "item": "* "}
    if block.table:
        yield f"[{block.table.caption}]"
        yield from (" | ".join(row) for row in (block.table.head, *block.table.rows))
    elif block.chart:
        yield f"[{block.chart.subtitle}]"
        for group in block.chart.groups:
            yield from (f"{bar.label}: {bar.counts}" for bar in group.bars)
    else:
        lead = f"{block.lead} " if block.lead else ""
        yield f"{marks.get(block.kind, '')}{lead}{block.text}"
