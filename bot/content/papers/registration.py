"""What a member registered to study and follow, with room for results and the cell's remark."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.layout.paper import Block, Paper, Signature
from bot.content.papers.heading import heading, signed
from bot.content.papers.parts import numbered
from bot.content.papers.sheet import answered
from bot.content.words.phrases import Phrases
from bot.domain.papers.own import Registration
from bot.domain.words import slug

QUARTERS = ("I", "II", "III", "IV")
REMARK_LINES = 3


def registration_paper(registered: Registration, say: Phrases) -> Paper:
    """The answers in the order of the questionnaire; results and remark are written by hand, and
    the cell confirms on the left."""
    at = registered.submitted_at
    person = [
        Block("line", value, lead=say("sheet.line", label=label))
        for label, value in registered.person
    ]
    parts = (
        (say("registration.person"), person),
        *((part.title, list(answered(part, say))) for part in registered.parts),
        (say("registration.results"), list(_results(say))),
        (say("registration.remark"), [Block("rule")] * REMARK_LINES),
    )
    return Paper(
        language=say.language,
        file=say("registration.file", year=registered.year, name=slug(registered.writer)),
        head=heading(
            say,
            registered.issuer,
            at.date() if at else None,
            type=say("registration.title", title=registered.title).upper(),
            subject=say("registration.subject", year=registered.year),
            edition=say("sheet.version", version=registered.version, submitted_at=at) if at else "",
        ),
        blocks=tuple(numbered(parts)),
        signature=Signature(
            say("registration.writer"),
            "",
            registered.writer,
            left=signed(say, registered.issuer)
            if registered.confirms
            else Signature(say("signature.body"), "", ""),
        ),
    )


def _results(say: Phrases) -> Iterator[Block]:
    for quarter in QUARTERS:
        yield Block("rule", lead=say("registration.quarter", quarter=quarter))
