"""Which channels get through now. A platform that is away, and lets its requests hang, must not
keep the post's hands from the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from handlers.contract import TryLater

ENOUGH = 3
"""So many failures of the way, one after the other, mean that the channel is away."""


class Closed(TryLater):
    """The channel is away, and somebody else tries it already."""


@dataclass
class Ways:
    """Counts the failures of each channel since it last got through; until it does again, one at a
    time tries."""

    _failures: Counter[str] = field(default_factory=Counter)
    _trying: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def trying(self, channel: str) -> Iterator[None]:
        """For one attempt. Raises Closed."""
        if self._failures[channel] >= ENOUGH and self._trying[channel]:
            raise Closed(f"{channel} is away")
        self._trying[channel] += 1
        try:
            yield
        except TryLater as later:
            if later.seconds is None:  # else the platform answers
                self._failures[channel] += 1
            raise
        else:
            self._failures[channel] = 0
        finally:
            self._trying[channel] -= 1
