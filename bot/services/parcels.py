"""What the outbox keeps: messages as data, or a job, which says what to make at the time of
sending.

Never a word that a member wrote: documents are rendered from the answers when they are sent. Each
wing has its jobs beside what makes them; press.py knows them all.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, TypeAlias

from bot.domain.messages import Button, FileOut, Outgoing, Param, Text
from bot.services.office import Office, hashed, new_id
from storage.engine.database import Transaction
from storage.outbox import Lane, Parcel


@dataclass(frozen=True, slots=True)
class Job:
    """What is made at the time of sending; fields are texts, numbers, booleans and tuples of
    texts."""


@dataclass(frozen=True, slots=True)
class Told(Job):
    """A message to somebody who did not ask for it (as `pack` packs it). It is said only if the
    rule of this name holds for what it is about, at the time of sending."""

    message: str
    rule: str
    about: tuple[str, ...]


Rule: TypeAlias = Callable[..., Awaitable[bool]]
"""Whether a notice still holds: from a transaction and what the notice is about."""

ALWAYS = "always"
"""The rule of a notice about what has happened, whatever happens next."""

Contents: TypeAlias = Outgoing | Job
Part: TypeAlias = Outgoing | FileOut
"""One of the messages and files that a parcel is sent as."""

Maker: TypeAlias = Callable[[Office, Any, str], AsyncIterator[Part]]
"""Makes the parts of a job in a language, each as soon as it is ready; none if the job has lost its
reason meanwhile. Made again, they come in the same order."""

Word: TypeAlias = Callable[[Office, Transaction, Any], Awaitable[Outgoing | None]]
"""Words a job that is one message, from what the database holds now; `None` if nothing is left to
say."""


def worded(word: Word) -> Maker:
    """The maker of a job that is one message."""

    async def make(office: Office, job: Job, _language: str) -> AsyncIterator[Part]:
        found = await office.db.read(lambda tx: word(office, tx, job))
        if found:
            yield found

    return make


def captioned(
    office: Office, file: FileOut, caption: Text, language: str, *, protected: bool = False
) -> FileOut:
    """The file with its caption in this language."""
    return replace(file, caption=office.catalogue.render(caption, language), protected=protected)


def parcel(
    person_id: str,
    contents: Contents,
    *,
    lane: Lane = Lane.BULK,
    cell_id: str = "",
    channel: str = "",
    address: str = "",
) -> Parcel:
    """A parcel for a person: to go where they were last, or to the given address. Of equal jobs
    that wait one is enough."""
    packed = pack(contents)
    same = ""
    if isinstance(contents, Job):
        same = hashed(json.dumps([person_id, channel, address, packed]))
    return Parcel(new_id(), lane, person_id, packed, cell_id, channel, address, same=same)


def pack(contents: Contents) -> str:
    """The contents as the outbox keeps them."""
    if isinstance(contents, Job):
        given = {field.name: getattr(contents, field.name) for field in fields(contents)}
        return json.dumps({type(contents).__name__: given})
    data: dict[str, Any] = {
        "text": _packed(contents.text),
        "buttons": [
            [[_packed(b.label), b.payload, b.url] for b in row] for row in contents.buttons
        ],
    }
    if contents.protected:
        data["protected"] = True
    return json.dumps({Outgoing.__name__: data}, ensure_ascii=False)


def name_of(packed: str) -> str:
    """What is packed: a job by its name, a message by the key of its text."""
    ((name, data),) = json.loads(packed).items()
    if name == Told.__name__:
        return name_of(data["message"])
    return str(data["text"]["text"]) if name == Outgoing.__name__ else str(name)


def is_job(packed: str) -> bool:
    """Whether what is packed is made at the time of sending."""
    return not packed.startswith((f'{{"{Outgoing.__name__}"', f'{{"{Told.__name__}"'))


def unpack(packed: str, kinds: Mapping[str, type[Job]]) -> Contents:
    """The inverse of `pack`; `kinds`: the jobs by their names."""
    ((name, data),) = json.loads(packed).items()
    if name != Outgoing.__name__:
        given = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
        return kinds[name](**given)
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
