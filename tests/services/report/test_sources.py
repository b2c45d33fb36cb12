"""Behind every number stand as many names as it says, and who was looked at can see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.domain.interview.tallies import Counts, Days, Quotes, Stats
from bot.domain.messages import Incoming
from bot.domain.report.sources import SourcePart
from bot.domain.report.summary import Detail, Edition, MatrixCounts, Summary
from bot.services.office import new_id
from bot.services.report import sources, summaries
from bot.services.report.sources import Traced
from bot.services.turns import Refused, Visit, take
from tests.services.scene import every, one, sample_cell
from tests.world import World


@pytest.fixture
async def school(running: World) -> World:
    """The sample cell: seventeen, a finished cycle behind them."""
    await sample_cell(running)
    return running


def cycle(world: World) -> str:
    found: str = one(world, "SELECT id FROM cycles WHERE closed_at IS NULL")
    return found


def person(world: World, role: str) -> str:
    found: str = one(world, "SELECT person_id FROM members WHERE role = ?", role)
    return found


async def as_(world: World, role: str, work: Callable[[Visit], Awaitable[Any]]) -> Any:
    """A service called in the web chat of somebody with this role."""

    async def play(visit: Visit, _fresh: bool) -> Any:  # noqa: FBT001 -- as turns gives it
        return await work(visit)

    return await take(world.office, Incoming("web", person(world, role), new_id()), play)


async def traced(world: World, edition: Edition) -> Traced:
    found = await as_(
        world, "secretary", lambda visit: sources.traced(visit, cycle(world), edition)
    )
    assert isinstance(found, Traced)
    return found


async def counted(world: World, edition: Edition) -> Summary:
    found = await summaries.summary(world.office, cycle(world), edition)
    assert found
    return found


def numbers(part: SourcePart) -> list[int]:
    return [source.count for source in part.sources]


@pytest.mark.parametrize("edition", list(Edition))
async def test_names_behind_a_number_are_as_many_as_it_says(
    school: World, edition: Edition
) -> None:
    """All of them: places, rows, levels, options, own words, moves."""
    found, summary = await traced(school, edition), await counted(school, edition)
    (form,) = (each for each in summary.forms if each.audience == "member")
    findings = [finding for section in form.sections for finding in section.findings]
    matrices = [each for each in findings if isinstance(each, MatrixCounts)]
    others = [each for each in findings if isinstance(each, Detail)]
    wanted = [
        [people for _, people in summary.participation.places if people],
        *([row.marked for row in matrix.rows if row.marked] for matrix in matrices),
        [number for detail in others for number in figures_of(detail)],
        *([moves_of(summary)] if summary.comparison else []),
    ]
    assert [numbers(part) for part in found.parts] == [each for each in wanted if each]
    assert sum(map(len, wanted)) > 15


def figures_of(detail: Detail) -> list[int]:
    match detail.tally:
        case Counts(_, options, other):
            return [number for number in (*(people for _, people in options), other) if number]
        case Stats(counted) | Quotes(counted) | Days(counted):
            return [counted] if counted else []


def moves_of(summary: Summary) -> list[int]:
    assert summary.comparison
    moves = [group.moves for group in summary.comparison.groups]
    return [n for each in moves for n in (each.resolved, each.remaining, each.new) if n]


async def test_levels_behind_a_row_are_those_of_the_report(school: World) -> None:
    found, summary = await traced(school, Edition.MEETING), await counted(school, Edition.MEETING)
    (form,) = (each for each in summary.forms if each.audience == "member")
    matrix = next(
        finding
        for section in form.sections
        for finding in section.findings
        if isinstance(finding, MatrixCounts)
    )
    sources = found.parts[1].sources
    for source, row in zip(sources, (r for r in matrix.rows if r.marked), strict=True):
        notes = Counter(str(entry.note) for entry in source.entries)
        labels = [str(level.label) for level in matrix.scale]
        assert [notes[label] for label in labels[1:]] == list(row.levels[1:])
        assert all(entry.said for entry in source.entries)


async def test_who_was_looked_at_finds_it_in_the_audit(school: World) -> None:
    """Those on the page that was shown, and nobody else; not the reader."""
    before = every(school, "SELECT object FROM audit WHERE act = 'review_read'")
    found = await traced(school, Edition.MEETING)
    entries = found.parts[1].sources[0].entries[:2]
    await as_(school, "secretary", lambda visit: sources.read(visit, cycle(school), entries))
    after = every(school, "SELECT object FROM audit WHERE act = 'review_read'")
    new = Counter(after) - Counter(before)
    seen = {
        one(school, "SELECT member_id FROM interviews WHERE id = ?", review) for (review,) in new
    }
    assert seen == {entry.member_id for entry in entries}
    await as_(
        school,
        "secretary",
        lambda visit: sources.read(visit, cycle(school), found.parts[0].sources[0].entries),
    )
    assert every(school, "SELECT object FROM audit WHERE act = 'review_read'") == after


async def test_only_who_reads_the_reviews_follows_numbers(school: World) -> None:
    for role in ("deputy", "member"):
        with pytest.raises(Refused):
            await as_(
                school, role, lambda visit: sources.traced(visit, cycle(school), Edition.MEETING)
            )


async def test_a_new_secretary_does_not_look_behind_an_earlier_cycle(school: World) -> None:
    """Neither into it, nor by way of the comparison."""
    closed = one(school, "SELECT id FROM cycles WHERE closed_at IS NOT NULL")
    title = (await traced(school, Edition.MEETING)).parts[-1].title
    await school.office.db.write(
        lambda tx: tx.run(
            "UPDATE members SET role_since = (SELECT MAX(closed_at) + 1 FROM cycles)"
            " WHERE role = 'secretary'"
        )
    )
    assert (await traced(school, Edition.MEETING)).parts[-1].title != title
    with pytest.raises(Refused):
        await as_(school, "secretary", lambda visit: sources.traced(visit, closed, Edition.MEETING))
