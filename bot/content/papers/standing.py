"""The picture of how far everybody is, as plain data: figures and their words, no names."""

from __future__ import annotations

from dataclasses import dataclass

from bot.content.words.phrases import phrases
from bot.domain.cycle.place import HANDED_IN, Picture, Place


@dataclass(frozen=True, slots=True)
class Stand:
    """One place: how its part of the bar is drawn, its words, and how many members are there."""

    look: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class StandingChart:
    """A bar of all places that somebody is at, and the figures below. `file` without an ending."""

    file: str
    title: str
    subtitle: str
    language: str
    stands: tuple[Stand, ...]


def standing_chart(picture: Picture, language: str) -> StandingChart:
    """The figures in the order of the places; they add up to everybody."""
    say = phrases(language)
    roster = sum(count for _, count in picture.counts)
    handed_in = sum(count for place, count in picture.counts if place in HANDED_IN)
    exempt = dict(picture.counts).get(Place.EXEMPT, 0)
    return StandingChart(
        file=say("standing.file"),
        title=picture.title,
        subtitle=say(
            "standing.subtitle",
            days=picture.days,
            closed=picture.closed,
            handed_in=handed_in,
            required=roster - exempt,
            roster=roster,
        ),
        language=say.language,
        stands=tuple(
            Stand(place.value, say(f"standing.{place}"), count)
            for place, count in picture.counts
            if count
        ),
    )
