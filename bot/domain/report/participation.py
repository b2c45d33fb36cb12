"""Who of a cell is where with their review: counts that add up to the roster."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Participation:
    """Everybody on the roster is at exactly one place: `approved + waiting + returned + on_paper +
    declined + missing + exempt = roster`.

    `submitted`: handed in, approved or waiting. `on_paper`: chose the paper form. `declined`: set
    to "did not submit" after the last reminder. `kinds`: how many official, probationary … members
    there are, by the kind's name; `standings`: the same by the standing's. Each adds up to the
    roster. `beside`: why those who are exempt are so: their standing, `temporary` or `excused`; it
    adds up to `exempt`.
    """

    roster: int
    exempt: int
    submitted: int
    approved: int = 0
    returned: int = 0
    on_paper: int = 0
    declined: int = 0
    kinds: tuple[tuple[str, int], ...] = ()
    standings: tuple[tuple[str, int], ...] = ()
    beside: tuple[tuple[str, int], ...] = ()

    @property
    def required(self) -> int:
        """Members who had to submit: the denominator of participation."""
        return self.roster - self.exempt

    @property
    def all_the_same(self) -> tuple[tuple[str, int], ...]:
        """How many of each standing need not have submitted, and are counted since they have."""
        left = {name: people - dict(self.beside).get(name, 0) for name, people in self.standings}
        return tuple((name, people) for name, people in left.items() if people and name != "active")

    @property
    def places(self) -> tuple[tuple[str, int], ...]:
        """How many members are at each place, by its name; the counts add up to the roster."""
        return (
            ("approved", self.approved),
            ("waiting", self.waiting),
            ("returned", self.returned),
            ("on_paper", self.on_paper),
            ("declined", self.declined),
            ("missing", self.missing),
            ("exempt", self.exempt),
        )

    @property
    def waiting(self) -> int:
        """Reviews handed in and not yet decided on."""
        return self.submitted - self.approved

    @property
    def missing(self) -> int:
        """Members who had to submit, have not, and of whom nothing else is known."""
        known = self.submitted + self.returned + self.on_paper + self.declined
        return self.required - known
