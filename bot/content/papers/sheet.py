"""A member's own review as a paper, in the member's words."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.layout.paper import Block, Paper, Signature, Table
from bot.content.papers.heading import heading
from bot.content.words.phrases import Phrases
from bot.domain.review.sheet import Compared, Part, Sheet


def sheet_paper(sheet: Sheet, say: Phrases) -> Paper:
    """A member's own review, in the member's words. A draft says that it is one."""
    edition = (
        say("sheet.version", version=sheet.version, submitted_at=sheet.submitted_at)
        if sheet.submitted_at
        else say("sheet.draft")
    )
    filled = [part for part in sheet.parts if part.entries]
    return Paper(
        language=say.language,
        file=say("sheet.file"),
        head=heading(
            say,
            sheet.issuer,
            sheet.submitted_at.date() if sheet.submitted_at else None,
            type=sheet.title.upper(),
            edition=edition,
        ),
        blocks=(
            Block("part", say("sheet.part", number=1, title=say("sheet.person"))),
            *(Block("line", value, lead=say("sheet.line", label=k)) for k, value in sheet.person),
            *(
                block
                for number, part in enumerate(filled, 2)
                for block in (
                    Block("part", say("sheet.part", number=number, title=part.title)),
                    *answered(part, say),
                )
            ),
        ),
        signature=Signature(body=say("sheet.writer"), post="", name=sheet.writer),
        annex=tuple(_compared(sheet.changes, say)),
    )


def _compared(changes: tuple[Compared, ...], say: Phrases) -> Iterator[Block]:
    """Before and now, side by side, for those who decide on the review."""
    if changes:
        yield Block("annex", say("sheet.changes"), lead=say("sheet.changes_subject"))
    for change in changes:
        title = say("sheet.change", heading=change.heading, label=change.label)
        head = (say("sheet.before"), say("sheet.now"))
        yield Block("item", title)
        if change.reason:
            yield Block("line", change.reason, lead=say("sheet.reason"))
        yield Block("pair", table=Table("", head, ((change.before, change.now),)))


def answered(part: Part, say: Phrases) -> Iterator[Block]:
    """The answers with their labels, except where the part has the same name; each further line of
    an answer is a paragraph."""
    for entry in part.entries:
        if entry.heading:
            yield Block("item", entry.heading)
        first, *more = [line for line in entry.value.splitlines() if line.strip()] or [""]
        if first and entry.label == part.title:
            yield Block("text", first)
        elif first:
            yield Block("line", first, lead=say("sheet.line", label=entry.label.rstrip(" :")))
        yield from (Block("text", line) for line in more)
