"""What lies in the outbox: messages as data, and what to render when the time comes.

Never a word that a member wrote: documents are rendered from the answers when they are sent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from bot.domain.messages import Button, Outgoing, Param, Text
from bot.services.office import new_id
from storage.outbox import Lane, Parcel


@dataclass(frozen=True, slots=True)
class Reminder:
    """Remind this member of the cycle, unless finished by then. `last_day` (ISO): only as long as
    that is the cycle's last day; empty when the secretary asked for it."""

    cycle_id: str
    member_id: str
    last_day: str = ""


@dataclass(frozen=True, slots=True)
class Digest:
    """Tell the secretary who is missing."""

    cycle_id: str
    member_id: str


@dataclass(frozen=True, slots=True)
class SummaryJob:
    """Compile the cell's report and send it: text, picture, DOCX and PDF."""

    cycle_id: str


@dataclass(frozen=True, slots=True)
class SheetJob:
    """Print one's own review: a version that was handed in, or the draft (0)."""

    interview_id: str
    version: int


@dataclass(frozen=True, slots=True)
class Escalation:
    """Tell this member of the committee that reviews wait for a leader who does nothing."""

    cycle_id: str
    member_id: str


@dataclass(frozen=True, slots=True)
class StandingJob:
    """Draw who stands where, without names; `group`: of one party group alone."""

    cycle_id: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class BlankJob:
    """Print the paper form: blank, or with the names of these members."""

    cycle_id: str
    member_ids: tuple[str, ...] = ()


Contents: TypeAlias = (
    Outgoing | Reminder | Digest | Escalation | SummaryJob | SheetJob | StandingJob | BlankJob
)
_KINDS = {
    kind.__name__: kind
    for kind in (Reminder, Digest, Escalation, SummaryJob, SheetJob, StandingJob, BlankJob)
}


def parcel(
    person_id: str,
    contents: Contents,
    *,
    lane: Lane = Lane.BULK,
    cell_id: str = "",
    channel: str = "",
    address: str = "",
) -> Parcel:
    """Something to send to a person: where they were last, or to the given address."""
    return Parcel(new_id(), lane, person_id, pack(contents), cell_id, channel, address)


def pack(contents: Contents) -> str:
    """As the outbox keeps it."""
    if isinstance(contents, Outgoing):
        data: dict[str, Any] = {
            "text": _packed(contents.text),
            "buttons": [
                [[_packed(b.label), b.payload, b.url] for b in row] for row in contents.buttons
            ],
        }
        return json.dumps({"Outgoing": data}, ensure_ascii=False)
    fields = {name: getattr(contents, name) for name in contents.__slots__}
    return json.dumps({type(contents).__name__: fields})


def unpack(packed: str) -> Contents:
    """The inverse of `pack`."""
    ((name, data),) = json.loads(packed).items()
    if name != "Outgoing":
        fields: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in data.items()
        }
        contents: Contents = _KINDS[name](**fields)
        return contents
    text = _unpacked(data["text"])
    if not isinstance(text, Text):
        raise TypeError("a message needs a text")
    buttons = tuple(
        tuple(Button(_unpacked(label), payload, url) for label, payload, url in row)  # type: ignore[arg-type] # what was packed was a label
        for row in data["buttons"]
    )
    return Outgoing(text, buttons)


def _packed(value: Param) -> Any:
    match value:
        case Text(key, params):
            return {"text": key, "params": {name: _packed(each) for name, each in params.items()}}
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case tuple():
            return [_packed(each) for each in value]
        case Mapping():
            return {"words": dict(value)}
        case _:
            return value


def _unpacked(value: Any) -> Param:
    match value:
        case {"text": key, "params": params}:
            return Text(key, {name: _unpacked(each) for name, each in params.items()})
        case {"moment": iso}:
            return datetime.fromisoformat(iso)
        case {"day": iso}:
            return date.fromisoformat(iso)
        case {"words": words}:
            result: Param = dict(words)
            return result
        case list():
            return tuple(_unpacked(each) for each in value)
        case _:
            plain: Param = value
            return plain
