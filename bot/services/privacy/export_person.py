"""What an export tells about the person: who they are, how they are reached, and who did what with
their data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.messages import text
from bot.domain.people.phones import shown_phone
from bot.domain.privacy.dossier import Line
from bot.services.privacy.export_desk import Desk, ExportItem, when
from storage import cells, consents, data_requests, departed, own_data
from storage.own_data import AuditLine


async def about(desk: Desk) -> Sequence[ExportItem]:
    """The member's entry on the roster, and what is kept beside it."""
    member = desk.member
    cell = await cells.cell(desk.tx, member.cell_id)
    facts = {
        "name": member.name,
        "born_on": member.born_on,
        "phone": shown_phone(member.phone),
        "cell": cell.name,
        "parent": cell.parent,
        "role": member.role.value,
        "kind": member.kind.value,
        "standing": member.standing.value,
        "party_group": member.party_group,
        "party_post": member.party_post,
        "government_post": member.government_post,
        "strengths": member.strengths,
        "exempt_reason": member.exempt_reason,
        **await _beside(desk),
    }
    words = facts | {
        "role": desk.say(text(f"privacy.role_{member.role}")),
        "kind": desk.say(text(f"privacy.kind_{member.kind}")),
        "standing": desk.say(text(f"privacy.standing_{member.standing}")),
    }
    lines = [
        Line(desk.say(text(f"export.{name}")), value) for name, value in words.items() if value
    ]
    return [ExportItem(facts, Line("")), *(ExportItem(None, line) for line in lines)]


async def _beside(desk: Desk) -> Mapping[str, Any]:
    """Duties beside the role, spans of time, and the leaving."""
    member, acting = desk.member, desk.member.acting
    leaving = await departed.leaving(desk.tx, member.id)
    known = await own_data.settings(desk.tx, member.person_id)
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


async def traces(desk: Desk) -> Sequence[ExportItem]:
    """Small things kept beside: reminders, calls, invitations, sign-ins and the like."""
    return [
        ExportItem(
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
        for each in await own_data.traces(desk.tx, desk.member)
    ]


async def accounts(desk: Desk) -> Sequence[ExportItem]:
    """The addresses at which the person is reached."""
    return [
        ExportItem(
            {
                "channel": each.channel,
                "address": each.address,
                "reachable": each.reachable,
                "last_used_at": desk.stamp(each.used_at),
            },
            Line(each.channel, desk.say(when("export.last_used", desk, each.used_at))),
        )
        for each in await own_data.addresses(desk.tx, desk.member.person_id)
    ]


async def agreed(desk: Desk) -> Sequence[ExportItem]:
    """Consents, given and withdrawn, each with the text that was shown."""
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
        title = when(
            "export.consent",
            desk,
            each.given_at,
            version=each.version,
            agreed=each.agreed,
            way=each.way.value,
            channel=each.channel,
        )
        found.append(ExportItem(data, Line(desk.say(title), shown, heading=True)))
    return found


async def asked(desk: Desk) -> Sequence[ExportItem]:
    """Requests about their own data, and what became of them."""
    return [
        ExportItem(
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
                    when(
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
        for each in await data_requests.of_member(desk.tx, desk.member.id)
    ]


async def acts(desk: Desk) -> Sequence[ExportItem]:
    """What the audit has about the person."""
    found = []
    for each in await own_data.acts_of(desk.tx, desk.member):
        data = {
            "at": desk.stamp(each.at),
            "act": each.act,
            "by": "you" if each.person_id == desk.member.person_id else each.name,
            "role": each.role,
            "version": each.version,
        }
        found.append(ExportItem(data, Line(f"{desk.at(each.at):%d/%m/%Y %H:%M}", told(desk, each))))
    return found


def told(desk: Desk, act: AuditLine) -> str:
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


async def files(desk: Desk) -> Sequence[ExportItem]:
    """Files that wait to be fetched in the web chat."""
    return [
        ExportItem(
            {"name": name, "kept_at": desk.stamp(at)},
            Line(name, f"{desk.at(at):%d/%m/%Y %H:%M}"),
        )
        for name, at in await own_data.kept_files(desk.tx, desk.member.person_id)
    ]
