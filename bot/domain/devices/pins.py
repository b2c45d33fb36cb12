"""The PIN of web sessions on shared phones: what one looks like, and when a session locks."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

LOCK_MINUTES = (2, 5, 15)
"""Minutes without an act after which a session locks; the middle one unless the person chose."""
MOST_WRONG = 5
"""Wrong PINs in a row after which the session ends."""
FRESH = timedelta(minutes=15)
"""How long after somebody entered by a code a forgotten PIN may be replaced without giving it."""

_PIN = re.compile(r"[0-9]{4,8}")
_STRAIGHTS = ("01234567890", "09876543210")


def is_pin(typed: str) -> bool:
    """Whether this can be a PIN: four to eight digits."""
    return _PIN.fullmatch(typed) is not None


def is_easy(pin: str) -> bool:
    """Whether it is a PIN that everybody tries first: one digit repeated, or digits in a row."""
    return len(set(pin)) == 1 or any(pin in straight for straight in _STRAIGHTS)


def is_idle(used: datetime, now: datetime, minutes: int) -> bool:
    """Whether nothing was done for so many minutes that the session locks."""
    return now - used >= timedelta(minutes=minutes)


def is_fresh(entered: datetime, now: datetime) -> bool:
    """Whether somebody entered by a code just now, which proves more than a PIN does."""
    return now - entered < FRESH
