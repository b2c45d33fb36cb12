"""Everything that lies about one person, gathered once for the machine and once to be read.

The keys of the machine's form are documented in docs/privacy.md.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from bot.domain.dossier import Chapter, Dossier, Line
from bot.domain.messages import Param, Text, text
from bot.domain.people import Member
from bot.domain.workflow import EDITABLE
from bot.services import sheets
from bot.services.office import Office, moment
from bot.services.parcels import SheetJob
from storage import cells, consents, decisions, erasures, members, preparation, privacy, requests
from storage.database import Transaction
from storage.privacy import Act, Held

FORMAT = "tusoi-own-data/1"


@dataclass(frozen=True, slots=True)
class Desk:
    """With what a section is gathered: about whom, and in which language it is to be read."""

    office: Office
    tx: Transaction
    member: Member
    language: str

    def say(self, message: Text) -> str:
        """The words for this reader."""
        return self.office.catalogue.render(message, self.language).strip()

    def at(self, millis: int) -> datetime:
        """The time on the cell's clocks."""
        return self.office.calendar.local(moment(millis))

    def stamp(self, millis: int | None) -> str | None:
        """The time as a program reads it."""
        return None if millis is None else self.at(millis).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing: `data` for the machine (None: it says what another item holds), and its line."""

    data: Mapping[str, Any] | None
    line: Line


Gather: TypeAlias = Callable[[Desk], Awaitable[Sequence[Item]]]


async def _person(desk: Desk) -> Sequence[Item]:
    member = desk.member
    cell = await cells.cell(desk.tx, member.cell_id)
    facts = {
        "name": member.name,
        "born_on": member.born_on,
        "cell": cell.name,
        "parent": cell.parent,
        "role": member.role.value,
        "category": member.category.value,
        "party_group": member.party_group,
        "party_post": member.party_post,
        "government_post": member.government_post,
        "strengths": member.strengths,
        "exempt_reason": member.exempt_reason,
        **await _standing(desk),
    }
    words = facts | {
        "role": desk.say(text(f"privacy.role_{member.role}")),
        "category": desk.say(text(f"privacy.category_{member.category}")),
    }
    lines = [
        Line(desk.say(text(f"export.{name}")), value) for name, value in words.items() if value
    ]
    return [Item(facts, Line("")), *(Item(None, line) for line in lines)]


async def _standing(desk: Desk) -> Mapping[str, Any]:
    """Duties beside the role, spans of time, and the leaving."""
    member, acting = desk.member, desk.member.acting
    leaving = await members.leaving(desk.tx, member.id)
    known = await privacy.settings(desk.tx, member.person_id)
    language, since, has_pin, lock = known or ("", 0, False, 0)
    return {
        "organisation": member.organisation,
        "records": _yes(member.records),
        "heads_group": _yes(member.heads_group),
        "role_since": desk.stamp(member.role_since) if member.role_since else "",
        "acting_from": desk.stamp(acting.begins) if acting else "",
        "acting_until": desk.stamp(acting.ends) if acting else "",
        "until": desk.stamp(member.until) if member.until else "",
        "left_on": leaving.on.isoformat() if leaving and leaving.on else "",
        "left_how": leaving.how if leaving else "",
        "left_note": leaving.note if leaving else "",
        "language": language,
        "known_since": desk.stamp(since) if since else "",
        "pin": _yes(has_pin),
        "lock_minutes": str(lock) if lock else "",
    }


def _yes(held: bool) -> str:  # noqa: FBT001 -- the only thing it says
    return "1" if held else ""


async def _traces(desk: Desk) -> Sequence[Item]:
    """What is small and lies beside: reminders, calls, invitations, sign-ins and the like."""
    return [
        Item(
            {
                "kind": each.kind,
                "at": desk.stamp(each.at) if each.at else None,
                "what": each.what,
                "more": each.more,
            },
            Line(
                f"{desk.at(each.at):%d/%m/%Y %H:%M}" if each.at else "–",
                desk.say(text(f"export.trace_{each.kind}", what=each.what, more=each.more)),
            ),
        )
        for each in await privacy.traces(desk.tx, desk.member)
    ]


async def _accounts(desk: Desk) -> Sequence[Item]:
    return [
        Item(
            {
                "channel": each.channel,
                "address": each.address,
                "reachable": each.reachable,
                "last_used_at": desk.stamp(each.used_at),
            },
            Line(each.channel, desk.say(_when("export.last_used", desk, each.used_at))),
        )
        for each in await privacy.addresses(desk.tx, desk.member.person_id)
    ]


async def _consents(desk: Desk) -> Sequence[Item]:
    found = []
    for each in await consents.of_member(desk.tx, desk.member.id):
        shown = await consents.text_of(desk.tx, each.text_hash)
        data = {
            "version": each.version,
            "agreed": each.agreed,
            "way": each.way.value,
            "channel": each.channel,
            "given_at": desk.stamp(each.given_at),
            "text_sha256": each.text_hash,
            "text": shown,
        }
        title = _when(
            "export.consent",
            desk,
            each.given_at,
            version=each.version,
            agreed=each.agreed,
            way=each.way.value,
            channel=each.channel,
        )
        found.append(Item(data, Line(desk.say(title), shown, heading=True)))
    return found


async def _reviews(desk: Desk) -> Sequence[Item]:
    found: list[Item] = []
    for held in await privacy.held(desk.tx, desk.member.id):
        numbers = [*await privacy.versions(desk.tx, held.id)]
        for number in [*numbers, *([0] if held.state in EDITABLE else [])]:
            found += await _version(desk, held, number)
    return found


async def _version(desk: Desk, held: Held, number: int) -> Sequence[Item]:
    sheet = await sheets.sheet(desk.office, desk.tx, SheetJob(held.id, number), desk.language)
    if sheet is None:
        return ()
    data = {
        "cycle": held.theme,
        "year": held.year,
        "form": held.form,
        "title": sheet.title,
        "state": held.state.value,
        "kept_until": held.keep_until.isoformat() if held.keep_until else None,
        "version": number,
        "submitted_at": sheet.submitted_at.isoformat() if sheet.submitted_at else None,
        "decisions": [
            {
                "act": each.act,
                "at": desk.stamp(each.at),
                "reasons": list(each.reasons.values()),
                "words": each.words,
            }
            for each in await decisions.of_interview(desk.tx, held.id)
            if number and each.version == number
        ],
        "answers": [
            {
                "part": part.title,
                "heading": entry.heading,
                "question": entry.label,
                "answer": entry.value,
            }
            for part in sheet.parts
            for entry in part.entries
        ],
    }
    title = text(
        "export.version", title=sheet.title, year=held.year, version=number, at=sheet.submitted_at
    )
    lines = [
        Item(
            None,
            Line(f"{entry.heading} – {entry.label}" if entry.heading else entry.label, entry.value),
        )
        for part in sheet.parts
        for entry in part.entries
    ]
    return [Item(data, Line(desk.say(title), heading=True)), *lines]


async def _prepared(desk: Desk) -> Sequence[Item]:
    """Materials opened and read, and the own items of the plan."""
    found = [
        Item(
            {"material": title, "opened_at": desk.stamp(opened), "read_at": desk.stamp(read)},
            Line(title, desk.say(text("export.read" if read else "export.opened"))),
        )
        for title, opened, read in await preparation.read_by(desk.tx, desk.member.id)
    ]
    return found + [
        Item(
            {"task": subject, "due_on": due or None, "done_at": desk.stamp(done)},
            Line(subject, desk.say(text("export.done" if done else "export.to_do"))),
        )
        for subject, due, done in await preparation.given_to(desk.tx, desk.member.id)
    ]


async def _erased(desk: Desk) -> Sequence[Item]:
    return [
        Item(
            {"form": each.form, "version": each.version, "erased_at": desk.stamp(each.erased_at)},
            Line(desk.say(_when("export.erased", desk, each.erased_at, version=each.version))),
        )
        for each in await erasures.of_member(desk.tx, desk.member.id)
    ]


async def _requests(desk: Desk) -> Sequence[Item]:
    return [
        Item(
            {
                "right": each.right.value,
                "wish": each.wish,
                "asked_at": desk.stamp(each.asked_at),
                "answer_on": each.answer_on.isoformat(),
                "done_on": each.done_on.isoformat(),
                "state": each.standing.value,
                "reply": each.reply,
                "settled_at": desk.stamp(each.settled_at),
            },
            Line(
                desk.say(text(f"requests.right_{each.right}")),
                desk.say(
                    _when(
                        "export.request",
                        desk,
                        each.asked_at,
                        state=text(f"requests.{each.standing}"),
                        wish=each.wish,
                        reply=each.reply,
                    )
                ),
            ),
        )
        for each in await requests.of_member(desk.tx, desk.member.id)
    ]


async def _acts(desk: Desk) -> Sequence[Item]:
    found = []
    for each in await privacy.acts_of(desk.tx, desk.member):
        data = {
            "at": desk.stamp(each.at),
            "act": each.act,
            "by": "you" if each.person_id == desk.member.person_id else each.name,
            "role": each.role,
            "version": each.version,
        }
        found.append(Item(data, Line(f"{desk.at(each.at):%d/%m/%Y %H:%M}", told(desk, each))))
    return found


def told(desk: Desk, act: Act) -> str:
    """Who did what, in words."""
    words = desk.office.catalogue.keys()
    return desk.say(
        text(
            "export.act",
            own=act.person_id == desk.member.person_id,
            name=act.name,
            role=text(f"privacy.role_{act.role}") if act.role else None,
            did=text(f"acts.{act.act}" if f"acts.{act.act}" in words else "acts.other"),
            version=act.version,
        )
    )


async def _files(desk: Desk) -> Sequence[Item]:
    return [
        Item(
            {"name": name, "kept_at": desk.stamp(at)},
            Line(name, f"{desk.at(at):%d/%m/%Y %H:%M}"),
        )
        for name, at in await privacy.kept_files(desk.tx, desk.member.person_id)
    ]


def _when(key: str, desk: Desk, at: int, **params: Param) -> Text:
    return text(key, at=desk.at(at), **params)


SECTIONS: Mapping[str, Gather] = {
    "person": _person,
    "accounts": _accounts,
    "consents": _consents,
    "reviews": _reviews,
    "preparation": _prepared,
    "erased": _erased,
    "requests": _requests,
    "acts": _acts,
    "files": _files,
    "traces": _traces,
}
"""By the key of the machine's form. Whoever keeps more about people adds a line here, and the words
`export.title_<key>` and `export.none_<key>`."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The same things in both forms."""

    machine: bytes
    paper: Dossier


async def gather(office: Office, tx: Transaction, member_id: str, language: str) -> Gathered | None:
    """All of one membership; `None` if there is no such member."""
    member = await privacy.anybody(tx, member_id)
    if member is None:
        return None
    desk = Desk(office, tx, member, language)
    found = {name: await section(desk) for name, section in SECTIONS.items()}
    made_at = office.calendar.local(office.clock())
    cell = await cells.cell(tx, member.cell_id)
    machine = {"format": FORMAT, "made_at": made_at.isoformat(timespec="seconds")} | {
        name: [item.data for item in items if item.data is not None]
        for name, items in found.items()
    }
    chapters = tuple(_chapter(desk, name, items) for name, items in found.items())
    paper = Dossier(
        desk.say(text("export.file")),
        language,
        desk.say(text("export.title", name=member.name)),
        desk.say(text("export.intro", cell=cell.name, at=made_at)),
        chapters,
    )
    return Gathered(json.dumps(machine, ensure_ascii=False, indent=2).encode(), paper)


def _chapter(desk: Desk, name: str, items: Sequence[Item]) -> Chapter:
    lines = tuple(item.line for item in items if item.line.label)
    note = "" if lines else desk.say(text(f"export.none_{name}"))
    return Chapter(desk.say(text(f"export.title_{name}")), note, lines)
