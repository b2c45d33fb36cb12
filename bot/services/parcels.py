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
from bot.domain.papers.register import REPORT
from bot.domain.report.summary import Edition
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
class ReviewsWait:
    """Tell whoever decides how many reviews wait; not once all are decided on."""

    cycle_id: str
    member_id: str


@dataclass(frozen=True, slots=True)
class SummaryJob:
    """Compile an edition of the cell's report and send it: text, picture, DOCX and PDF. `leads`:
    to whoever may word it, issue it and read the reviews behind it."""

    cycle_id: str
    edition: str = Edition.MEETING
    leads: bool = False


@dataclass(frozen=True, slots=True)
class FiguresJob:
    """Send the figures of an edition as a spreadsheet."""

    cycle_id: str
    edition: str = Edition.MEETING


@dataclass(frozen=True, slots=True)
class CirculatedJob:
    """Send the report that may leave the committee; issued from this edition if it was not yet."""

    cycle_id: str
    edition: str = Edition.OFFICIAL


@dataclass(frozen=True, slots=True)
class FormCheckJob:
    """Look at the own form that waits for this cell, and say what came of it."""

    cell_id: str


@dataclass(frozen=True, slots=True)
class FormExampleJob:
    """Send an own form to begin with."""

    cell_id: str


@dataclass(frozen=True, slots=True)
class PlanJob:
    """Print the cell's plan for the cycle as a draft."""

    cycle_id: str


@dataclass(frozen=True, slots=True)
class IssueJob:
    """Issue the cycle's report (official edition) or plan, by its `type`, as paper `paper_id`,
    unless that was done before, and send it."""

    cycle_id: str
    paper_id: str
    member_id: str
    language: str
    type: str = REPORT


@dataclass(frozen=True, slots=True)
class PaperJob:
    """Send a paper as it was issued."""

    paper_id: str


@dataclass(frozen=True, slots=True)
class SheetJob:
    """Print a review: a version that was handed in, or the draft (0). `for_reviewer`: for who
    decides on it, without what is the author's alone."""

    interview_id: str
    version: int
    for_reviewer: bool = False


@dataclass(frozen=True, slots=True)
class SpokenJob:
    """Print what the author of this version reads out at the meeting. `for_reviewer`: for who
    decides on it, to be given to an author without a phone."""

    interview_id: str
    version: int
    for_reviewer: bool = False


@dataclass(frozen=True, slots=True)
class FactsJob:
    """Print what the author of this version may copy into the yearly form."""

    interview_id: str
    version: int


@dataclass(frozen=True, slots=True)
class DataExport:
    """Hand a member everything that lies about them, as JSON and as a Word file."""

    member_id: str


@dataclass(frozen=True, slots=True)
class Escalation:
    """Tell this member of the committee that reviews wait for a leader who does nothing."""

    cycle_id: str
    member_id: str


@dataclass(frozen=True, slots=True)
class ActingOver:
    """Say that this member's time of acting, which ends then (UTC ms), is over; not if it ended
    before."""

    member_id: str
    ends: int


@dataclass(frozen=True, slots=True)
class RosterJob:
    """Write the cell's roster as a spreadsheet; `empty`: the same columns, to be filled in."""

    cell_id: str
    empty: bool


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


@dataclass(frozen=True, slots=True)
class Nudge:
    """Remind this member of materials and items of the plan, of each unless it was read or done by
    then or its day has moved. `awaited`: `id@day` (ISO) of each, with blanks between."""

    cycle_id: str
    member_id: str
    awaited: str


@dataclass(frozen=True, slots=True)
class MaterialJob:
    """Send the file of a material."""

    material_id: str


Contents: TypeAlias = (
    Outgoing
    | Reminder
    | Digest
    | Escalation
    | ActingOver
    | Nudge
    | ReviewsWait
    | SummaryJob
    | FiguresJob
    | CirculatedJob
    | FormCheckJob
    | FormExampleJob
    | PlanJob
    | IssueJob
    | PaperJob
    | SheetJob
    | SpokenJob
    | FactsJob
    | StandingJob
    | BlankJob
    | RosterJob
    | DataExport
    | MaterialJob
)
_JOBS = (
    *(Reminder, Digest, Escalation, ActingOver, Nudge, ReviewsWait, SummaryJob, CirculatedJob),
    *(FiguresJob, PlanJob, IssueJob, PaperJob, SheetJob, SpokenJob, FactsJob, StandingJob),
    *(BlankJob, RosterJob, DataExport, MaterialJob, FormCheckJob, FormExampleJob),
)
_KINDS = {kind.__name__: kind for kind in _JOBS}


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
        if contents.protected:
            data["protected"] = True
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
    return Outgoing(text, buttons, protected=data.get("protected", False))


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
