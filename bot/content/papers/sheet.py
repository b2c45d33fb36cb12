"""A member's own review as a paper, in the member's words."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.layout.paper import Block, Paper, Signature, Table
from bot.content.papers.heading import heading, signed
from bot.content.papers.parts import numbered
from bot.content.papers.speech import ended_lines
from bot.content.words.phrases import Phrases
from bot.domain.review.sheet import Compared, Part, Sheet
from bot.domain.review.voice import Voice
from bot.domain.words import slug

REMARK_LINES = 3


def sheet_paper(sheet: Sheet, say: Phrases) -> Paper:
    """A review in the words of whoever wrote it. A draft says that it is one. The collective's is
    about no person, and is signed for the cell; on a member's the cell has room for its remark."""
    edition = (
        say("sheet.version", version=sheet.version, submitted_at=sheet.submitted_at)
        if sheet.submitted_at
        else say("sheet.draft")
    )
    remarked = sheet.of_review and sheet.voice is Voice.MEMBER and sheet.version
    parts = (
        (say("sheet.person"), [] if sheet.voice is Voice.COLLECTIVE else list(_person(sheet, say))),
        *((part.title, list(answered(part, say))) for part in sheet.parts),
        (say("sheet.remark"), [Block("rule")] * REMARK_LINES if remarked else []),
    )
    return Paper(
        language=say.language,
        file=_file(sheet, say),
        head=heading(
            say,
            sheet.issuer,
            sheet.submitted_at.date() if sheet.submitted_at else None,
            type=sheet.title.upper(),
            subject=say("sheet.subject", title=sheet.title, year=sheet.year),
            edition=edition,
        ),
        blocks=tuple(numbered(parts)),
        signature=_signature(sheet, say, remarked=bool(remarked)),
        annex=tuple(_compared(sheet.changes, say)),
    )


def _person(sheet: Sheet, say: Phrases) -> Iterator[Block]:
    for label, value in sheet.person:
        yield Block("line", value, lead=say("sheet.line", label=label))


def _file(sheet: Sheet, say: Phrases) -> str:
    """Every review has a file name of its own, so that twelve can lie in one folder."""
    about = {"name": slug(sheet.writer), "year": sheet.year}
    if sheet.of_review:
        return say("sheet.file", voice=sheet.voice, **about)
    return say("sheet.other_file", title=slug(sheet.title), **about)


def _signature(sheet: Sheet, say: Phrases, *, remarked: bool) -> Signature:
    if sheet.voice is Voice.COLLECTIVE:
        return signed(say, sheet.issuer)
    cell = signed(say, sheet.issuer) if sheet.confirms else Signature(say("signature.body"), "", "")
    writer = say("sheet.writer")
    return Signature(writer, "", sheet.writer, left=cell if remarked else None)


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
        first, *more = ended_lines(entry.value) or [""]
        if first and entry.label == part.title:
            yield Block("text", first)
        elif first:
            lead = say("sheet.line", label=entry.label.rstrip(" :"))
            yield Block("line", first, lead=lead)
        yield from (Block("text", line) for line in more)
