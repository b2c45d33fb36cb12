"""The PIN of web sessions on shared phones: what one looks like, and when a session locks."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

LOCK_MINUTES = (2, 5, 15)
"""After how long without an act a session locks; the middle one unless the person chose."""
MOST_WRONG = 5
"""Wrong PINs in a row after which the session ends."""
FRESH = timedelta(minutes=15)
"""So long after entering by a code, a forgotten PIN may be replaced without giving it."""

_PIN = re.compile(r"[0-9]{4,8}")
_STRAIGHTS = ("01234567890", "09876543210")


def is_pin(typed: str) -> bool:
    """Four to eight digits."""
    return _PIN.fullmatch(typed) is not None


def is_easy(pin: str) -> bool:
    """What everybody tries first: one digit repeated, or digits in a row."""
    return len(set(pin)) == 1 or any(pin in straight for straight in _STRAIGHTS)


def is_idle(used: datetime, now: datetime, minutes: int) -> bool:
    """Whether nothing was done for so long that the session locks."""
    return now - used >= timedelta(minutes=minutes)


def is_fresh(entered: datetime, now: datetime) -> bool:
    """Whether a code was used here just now, which proves more than a PIN does."""
    return now - entered < FRESH
