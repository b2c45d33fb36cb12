"""Who of a cell is where with their review: counts that add up to the roster."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Participation:
    """Everybody on the roster is at exactly one place: `approved + waiting + returned + on_paper +
    declined + missing + exempt = roster`.

    `submitted`: handed in, approved or waiting. `on_paper`: chose the paper form. `declined`: set
    to "did not submit" after the last reminder. `kinds`: how many official, probationary … members
    there are, by the category's name.
    """

    roster: int
    exempt: int
    submitted: int
    approved: int = 0
    returned: int = 0
    on_paper: int = 0
    declined: int = 0
    kinds: tuple[tuple[str, int], ...] = ()

    @property
    def required(self) -> int:
        """Members who had to submit: the denominator of participation."""
        return self.roster - self.exempt

    @property
    def probationary(self) -> int:
        """Probationary members."""
        return dict(self.kinds).get("probationary", 0)

    @property
    def temporary(self) -> int:
        """Members of another cell who are here for a time."""
        return dict(self.kinds).get("temporary", 0)

    @property
    def official(self) -> int:
        """All others, those exempt from meetings too: they are official members. 0 if unknown."""
        return self.roster - self.probationary - self.temporary if self.kinds else 0

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
