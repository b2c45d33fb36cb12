"""Sentences of a report that a secretary rewrote. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Edit:
    """What was written in place of a proposed sentence; an empty `text` leaves it out."""

    proposed: str
    text: str


Edits: TypeAlias = Mapping[str, Edit]
"""The secretary's words by the key of the sentence."""


def printed(edits: Edits, key: str, proposed: str) -> str:
    """The sentence that is printed on the paper.

    The secretary's words count as long as the program proposes what they were written for: once the
    figures have changed, no old figure is printed in the place of a new one.
    """
    edit = edits.get(key)
    return edit.text if edit and edit.proposed == proposed else proposed


def outdated(edits: Edits, key: str, proposed: str) -> bool:
    """Whether words were written for this sentence when it read otherwise."""
    edit = edits.get(key)
    return edit is not None and edit.proposed != proposed
