"""What people can do with their own data: see, take along, withdraw, erase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.interview.questionnaire import Questionnaire
from bot.domain.messages import Button, Outgoing, Refusal, text
from bot.domain.people.member import Member
from bot.domain.privacy.rights import Right
from bot.domain.review.workflow import State
from bot.domain.words import Words
from bot.services.consent import consent, readers
from bot.services.cycle import standing
from bot.services.office import moment
from bot.services.parcels import ALWAYS
from bot.services.privacy import requests
from bot.services.privacy.export import DataExport
from bot.services.privacy.export_desk import Desk
from bot.services.privacy.export_person import told
from bot.services.turns import Visit
from storage import consents, data_requests, erasures, own_data
from storage.consents import Consent
from storage.data_requests import Request
from storage.own_data import Held

READINGS = 20
"""Lines of "who has read" in the chat; the export has all of them."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What is held about a person, without the content. `own`: the reviews that can be erased; what
    was written for the collective belongs to the cell."""

    member: Member
    cell: str
    active: bool
    reviews: Sequence[tuple[Held, Words]]
    own: Sequence[Held]
    erased: int
    consent: Consent | None
    channels: tuple[str, ...]
    readings: int
    requests: Sequence[Request]


async def subject(visit: Visit, member_id: str = "") -> Member:
    """One of this person's memberships, ended ones too; without an id the present one. Raises
    Refusal."""
    if visit.account is None:
        raise Refusal("access.stranger")
    wanted = member_id or (visit.member.id if visit.memberships else "")
    for member in await own_data.memberships(visit.tx, visit.person_id):
        if member.id == wanted or not wanted:
            return member
    raise Refusal("access.not_yours" if member_id else "access.stranger")


async def overview(visit: Visit, member: Member) -> Overview:
    """What is held, in short."""
    cell = await visit.cell_of(member)
    found = await _held(visit, member)
    given = await consents.of_member(visit.tx, member.id)
    addresses = await own_data.addresses(visit.tx, member.person_id)
    readings = await own_data.acts_of_others(visit.tx, member, limit=1000)
    return Overview(
        member,
        cell.name,
        any(own.id == member.id for own in visit.memberships),
        [(review, form.title) for review, form in found],
        [review for review, form in found if readers.is_personal(form)],
        len(await erasures.of_member(visit.tx, member.id)),
        given[-1] if given else None,
        tuple(dict.fromkeys(each.channel for each in addresses)),
        len(readings),
        await data_requests.of_member(visit.tx, member.id),
    )


async def readings(visit: Visit, member: Member) -> Sequence[tuple[datetime, str]]:
    """What others did with this person's things, the latest first: when, and who did what."""
    desk = Desk(visit.office, visit.tx, member, visit.language)
    found = await own_data.acts_of_others(visit.tx, member, limit=READINGS)
    return [(desk.at(each.at), told(desk, each)) for each in found]


async def export(visit: Visit, member: Member) -> None:
    """Sends the person everything, as two files."""
    visit.post(DataExport(member.id), cell_id=member.cell_id)
    await requests.done_at_once(visit, member, Right.ACCESS)
    await visit.record("data_exported", member.id, member.cell_id)


async def withdraw(visit: Visit, member: Member) -> int:
    """Ends the consent, and keeps what was handed in; returns how many drafts were removed.

    A draft that nobody has seen goes with the consent to write it.
    """
    dropped = [
        review
        for review in await _personal(visit, member)
        if review.state is State.DRAFT and not review.version
    ]
    await _erase(visit, member, dropped)
    await consent.withdraw(visit, member)
    await requests.done_at_once(visit, member, Right.WITHDRAW)
    await _tell(visit, member)
    return len(dropped)


async def erase(visit: Visit, member: Member) -> int:
    """Ends the consent, and removes every review of the person's own with its versions and
    decisions; returns how many."""
    found = await _personal(visit, member)
    await _erase(visit, member, found)
    if member.person_id:
        await erasures.drop_mail(visit.tx, member.person_id)
    await consent.withdraw(visit, member)
    await requests.done_at_once(visit, member, Right.ERASE)
    await visit.record("data_erased", member.id, member.cell_id)
    await _tell(visit, member)
    return len(found)


async def _tell(visit: Visit, member: Member) -> None:
    """Sends the leader a notice that somebody goes on with the paper form: not who, and not why."""
    cycle = await standing.newest_cycle(visit, member)
    status = ((Button(text("cycle.status"), f"s:status:{cycle.id}"),),) if cycle else ()
    notice = Outgoing(text("mydata.withdrawn_notice"), status)
    await requests.tell_leaders(visit, member, notice, rule=ALWAYS)


async def _personal(visit: Visit, member: Member) -> Sequence[Held]:
    """The reviews that are about the person alone."""
    return [review for review, form in await _held(visit, member) if readers.is_personal(form)]


async def _held(visit: Visit, member: Member) -> Sequence[tuple[Held, Questionnaire]]:
    return [
        (
            review,
            await standing.questionnaire(visit.office, visit.tx, review.cycle_id, review.form),
        )
        for review in await own_data.held(visit.tx, member.id)
    ]


async def _erase(visit: Visit, member: Member, found: Sequence[Held]) -> None:
    for review in found:
        await erasures.erase(visit.tx, member, review, now=visit.at)
        if visit.account and visit.account.interview_id == review.id:
            visit.move(interview_id="", editing="", shown="")


def when(visit: Visit, at: int) -> datetime:
    """A time in the cell's time zone."""
    return visit.office.calendar.local(moment(at))
