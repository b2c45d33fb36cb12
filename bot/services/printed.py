"""A rendered document on its way to a person."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Printed:
    """A rendered document with the line that goes with it. `protected`: not the reader's own, so
    the channel keeps it from being passed on as far as it can."""

    name: str
    media_type: str
    body: bytes
    caption: str
    protected: bool = False
