"""Which channels get through now. A platform that is away, and lets its requests hang, must not
keep the post's hands from the others, nor have papers made again and again for nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers.contract import TryLater

ENOUGH = 3
"""So many failures of the way, one after the other, mean that the channel is away."""
PAUSE = timedelta(minutes=1)
"""Between two attempts to reach it then."""


@dataclass
class Ways:
    """Counts the failures of each channel since it last got through. From ENOUGH on, one parcel
    tries it at a time, after a PAUSE."""

    _failures: Counter[str] = field(default_factory=Counter)
    _next: dict[str, datetime] = field(default_factory=dict)

    @contextmanager
    def trying(self, channel: str, now: datetime) -> Iterator[None]:
        """For one attempt. Raises TryLater at once if it is not the time."""
        if self._failures[channel] >= ENOUGH:
            at = self._next.get(channel, now)
            if now < at <= now + PAUSE:  # further ahead, the clock has been put back
                raise TryLater(f"{channel} is away")
            self._next[channel] = now + PAUSE
        try:
            yield
        except TryLater as later:
            if later.seconds is None:  # else the platform answers
                self._failures[channel] += 1
            raise
        else:
            self._failures[channel] = 0
            self._next.pop(channel, None)
