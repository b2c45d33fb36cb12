"""The report's sentences as the secretary sees and rewrites them, before the report is issued."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.content.layout.paper import Block
from bot.content.papers import proposals
from bot.content.papers.report.paper import OWN, caption_of
from bot.domain.messages import Refusal, WrongState
from bot.domain.people.member import Action
from bot.domain.report.summary import Edition, Summary
from bot.domain.report.wording import Edit, Edits, outdated, printed
from bot.domain.words import clean
from bot.services.report import summaries
from bot.services.turns import Visit
from storage import cycles, edits

_ID = 8
"""Hexadecimal digits of a sentence's id: enough for the hundreds there are."""


class WordingState(StrEnum):
    """Whose words are printed. `OUTDATED`: the secretary's are for figures that have changed."""

    PROPOSED = "proposed"
    WRITTEN = "written"
    LEFT_OUT = "left_out"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. `id` is on buttons; `words` are what is printed now, `written` what the
    secretary wrote; `about` is the item that it comes under. `own`: the program proposes nothing
    here."""

    id: str
    key: str
    about: str
    lead: str
    proposed: str
    words: str
    written: str
    standing: WordingState
    own: bool


@dataclass(frozen=True, slots=True)
class SentencePart:
    """A part of the report with the sentences that can be rewritten."""

    number: int
    title: str
    sentences: tuple[Sentence, ...]


async def parts(visit: Visit, cycle_id: str, edition: Edition) -> Sequence[SentencePart]:
    """The whole report; parts in which nothing can be changed are left out."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    cycle = await cycles.cycle(visit.tx, cycle_id)
    if cycle is None or cycle.cell_id != secretary.cell_id:
        raise Refusal("access.not_yours")
    found = await summaries.summary_now(visit.office, visit.tx, cycle, edition)
    return parts_of(found, visit.language)


def parts_of(summary: Summary, language: str) -> Sequence[SentencePart]:
    """The same of a report that is counted already."""
    whole = [
        (part.title, tuple(_sentences(part.blocks, summary.edits)))
        for part in proposals(summary, language)
    ]
    filled = [(title, sentences) for title, sentences in whole if sentences]
    return [SentencePart(number, *part) for number, part in enumerate(filled, 1)]


def _sentences(blocks: Sequence[Block], edits: Edits) -> Iterator[Sentence]:
    """The sentences that have a key; `about` is the item they come under, if any."""
    about = ""
    for block in blocks:
        if block.kind in ("section", "form"):
            about = block.text
        if block.key:
            yield _sentence(block, edits, about)


def _sentence(block: Block, edits: Edits, about: str) -> Sentence:
    edit = edits.get(block.key)
    proposed = caption_of(block) or block.text
    words = printed(edits, block.key, proposed)
    standing = WordingState.PROPOSED
    if edit and outdated(edits, block.key, proposed):
        standing = WordingState.OUTDATED
    elif edit:
        standing = WordingState.WRITTEN if words else WordingState.LEFT_OUT
    own = block.key.startswith(f"{OWN}.")
    written = edit.text if edit else ""
    return Sentence(
        _id(block.key), block.key, about, block.lead, proposed, words, written, standing, own
    )


def _id(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:_ID]


async def sentence(
    visit: Visit, cycle_id: str, edition: Edition, sentence_id: str
) -> tuple[SentencePart, Sentence]:
    """This sentence and its part; raises WrongState if the figures no longer give it."""
    for part in await parts(visit, cycle_id, edition):
        for each in part.sentences:
            if each.id == sentence_id:
                return part, each
    raise WrongState("wording.gone")


async def write(
    visit: Visit, cycle_id: str, edition: Edition, sentence_id: str, words: str
) -> None:
    """Prints these words in its place, as long as its figures are the same."""
    _, found = await sentence(visit, cycle_id, edition, sentence_id)
    edit = Edit(found.proposed, clean(words))
    await edits.keep(visit.tx, cycle_id, found.key, edit, by=visit.member.id, now=visit.at)
    await visit.record("sentence_written", cycle_id, visit.member.cell_id)


async def leave_out(visit: Visit, cycle_id: str, edition: Edition, sentence_id: str) -> None:
    """Prints nothing in its place, as long as its figures are the same."""
    await write(visit, cycle_id, edition, sentence_id, "")


async def use(visit: Visit, cycle_id: str, edition: Edition, sentence_id: str) -> None:
    """Prints what the secretary wrote for earlier figures with those of now too."""
    _, found = await sentence(visit, cycle_id, edition, sentence_id)
    if found.standing is not WordingState.OUTDATED:
        raise WrongState("wording.gone")
    await write(visit, cycle_id, edition, sentence_id, found.written)


async def restore(visit: Visit, cycle_id: str, edition: Edition, sentence_id: str) -> None:
    """Prints the proposed sentence again."""
    _, found = await sentence(visit, cycle_id, edition, sentence_id)
    await edits.drop(visit.tx, cycle_id, found.key)
    await visit.record("sentence_restored", cycle_id, visit.member.cell_id)
