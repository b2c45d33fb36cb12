"""What a source of reminders is: what is due, and when it has to be asked again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from bot.domain.people.member import Member
from bot.domain.reminders.step import Step
from bot.services.cycle.standing import Standing, standings
from bot.services.office import Office, millis
from bot.services.parcels import Job, Word
from storage import reminders
from storage.cycles import Cycle
from storage.engine.database import Transaction


@dataclass
class Look:
    """One look at an open cycle, within a transaction. `now` is a moment at which reminders may be
    sent. What several sources ask for is read only once."""

    office: Office
    tx: Transaction
    cycle: Cycle
    now: datetime
    _standings: Sequence[Standing] | None = field(default=None, init=False)

    @cached_property
    def here(self) -> datetime:
        """Now, in the cell's time zone."""
        return self.office.calendar.local(self.now)

    async def everybody(self) -> Sequence[Standing]:
        """How far each member of the roster is."""
        if self._standings is None:
            self._standings = await standings(self.tx, self.cycle)
        return self._standings

    async def had(self, step: Step) -> Mapping[str, Collection[int]]:
        """By member, what is recorded of the same thing and day, as days before it."""
        found: defaultdict[str, set[int]] = defaultdict(set)
        recorded = await reminders.recorded(self.tx, self.cycle.id, step, now=millis(self.now))
        for member_id, days_before in recorded:
            found[member_id].add(days_before)
        return found


@dataclass(frozen=True, slots=True)
class Notice:
    """One message that is due: to whom, what makes it, its steps, and those that it overtakes,
    which are recorded and never sent."""

    member: Member
    job: Job
    steps: Sequence[Step]
    overtaken: Sequence[Step] = ()


@dataclass(frozen=True)
class Source:
    """One kind of reminders. `due`: what is to be sent now; what was recorded before is not sent
    again, even if `due` names it. `next_at`: when more may be due. `says`: the words of each of its
    jobs, at the time of sending."""

    due: Callable[[Look], Awaitable[Sequence[Notice]]]
    next_at: Callable[[Look], Awaitable[datetime | None]]
    says: Mapping[type[Job], Word]


async def daily(look: Look) -> datetime | None:
    """The next digest: daily at the cycle's hour."""
    return look.office.calendar.daily(look.cycle.dates.digest_hour, look.now)
