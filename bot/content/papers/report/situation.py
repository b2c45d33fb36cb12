"""How a cell stands and how it went about its review: the report's first part, with the sentence
that opens the report."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.layout.paper import Block
from bot.content.words.phrases import Phrases
from bot.domain.report.participation import Participation
from bot.domain.report.summary import Summary


def opening(summary: Summary, say: Phrases) -> Iterator[Block]:
    """What the cell goes by, and that it reports, in one sentence."""
    documents = [say("general.document", document=document) for document in summary.basis]
    words = say("general.opening", documents=documents, cell=summary.issuer.cell, year=summary.year)
    yield Block("text", words, key="general.opening")


def situation(summary: Summary, say: Phrases) -> Iterator[Block]:
    """Who belongs to the cell, how it prepared, and who has submitted."""
    there = summary.participation
    yield Block("text", roster_sentence(there, say), key="general.roster")
    if summary.theme or summary.meeting_on:
        held = summary.meeting is not None
        words = say(
            "general.session",
            theme=summary.theme,
            year=summary.year,
            meeting_on=summary.meeting_on,
            held=held or bool(summary.meeting_on and summary.meeting_on < summary.made_at.date()),
        )
        yield Block("text", words, key="general.session")
    rows = sum(len(matrix.rows) for matrix in summary.member_matrices)
    yield Block("text", say("general.method", rows=rows), key="general.method")
    yield from _progress(summary, say)


def roster_sentence(there: Participation, say: Phrases) -> str:
    """How many members of which kind there are, which add up, and beside them those who need not
    write, by why, and those who do all the same."""
    several = any(kind != "official" for kind, _ in there.kinds)
    kinds = there.kinds if several else ()
    return say(
        "general.roster",
        roster=there.roster,
        kinds=[say(f"general.kind_{kind}", people=people) for kind, people in kinds],
        exempt=there.exempt,
        beside=[say(f"general.beside_{why}", people=people) for why, people in there.beside],
        also=[say(f"general.beside_{why}", people=people) for why, people in there.all_the_same],
    )


def _progress(summary: Summary, say: Phrases) -> Iterator[Block]:
    there, ready = summary.participation, summary.preparation

    def line(name: str, **params: object) -> Block:
        return Block("text", say(f"progress.{name}", **params), key=f"progress.{name}")

    if ready.materials:
        yield line(
            "materials",
            materials=ready.materials,
            read=ready.read_all,
            of=ready.readers,
            committee=summary.issuer.has_committee,
        )
    if there.required:
        words = say(
            "progress.submitted",
            submitted=there.submitted,
            required=there.required,
            approved=there.approved,
            others=() if summary.is_official else tuple(_elsewhere(there, say)),
        )
        key = "handed_in" if summary.is_official else "submitted"
        yield Block("text", words, key=f"progress.{key}")
    if not summary.totals.counted:
        yield line("nothing", official=summary.is_official)
    elif there.submitted and not summary.is_official:
        yield line("source", source=say("edition.from_meeting", counted=summary.totals.counted))


def _elsewhere(there: Participation, say: Phrases) -> Iterator[str]:
    """Where those are who have not submitted: for those who read the reviews."""
    for place, people in there.places:
        elsewhere = people and place not in ("approved", "waiting", "exempt")
        if elsewhere and (place != "missing" or there.submitted):
            yield say(f"progress.{place}", people=people)
