"""Who is who in a cell, and who may do what: the one access table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.messages import NotAllowed
from bot.domain.people.phones import shown_phone


class Role(StrEnum):
    """What a member is in a cell. The acting secretary, the recorder and the head of a party group
    hold that role beside another."""

    SECRETARY = "secretary"
    ACTING = "acting"
    DEPUTY = "deputy"
    COMMITTEE = "committee"
    RECORDER = "recorder"
    GROUP_HEAD = "group_head"
    MEMBER = "member"
    GUEST = "guest"
    SUPERIOR = "superior"


OUTSIDERS = frozenset({Role.GUEST, Role.SUPERIOR})
"""Roles of those who are on no roster and are counted nowhere."""

MAIN_ROLES = (Role.SECRETARY, Role.DEPUTY, Role.COMMITTEE, Role.MEMBER)
"""The main roles, the highest first: everybody on the roster has exactly one."""


class MemberKind(StrEnum):
    """What kind of party member somebody is in this cell: the kinds add up to the roster."""

    OFFICIAL = "official"
    PROBATIONARY = "probationary"
    TEMPORARY = "temporary"
    """Submits in the cell of origin, and is counted there: once."""


class MemberStanding(StrEnum):
    """Whether somebody takes part in the cell's life, whatever the kind."""

    ACTIVE = "active"
    EXEMPT = "exempt"
    AWAY = "away"
    SUSPENDED = "suspended"


class Action(StrEnum):
    """What a person may want to do with the cell."""

    ANSWER = "answer"
    OWN_DATA = "own_data"
    SEE_MATERIALS = "see_materials"
    SEE_AGENDA = "see_agenda"
    SEE_GROUP = "see_group"
    SEE_CIRCULATED = "see_circulated"
    SEE_SUMMARY = "see_summary"
    SEE_STATUS = "see_status"
    REVIEW = "review"
    REMIND = "remind"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_ROLES = "manage_roles"
    MANAGE_CYCLE = "manage_cycle"
    MANAGE_CELL = "manage_cell"
    PREPARE = "prepare"
    ENTER_FOR_OTHERS = "enter_for_others"
    HANDLE_REQUESTS = "handle_requests"


_MEMBER = frozenset(
    {Action.ANSWER, Action.OWN_DATA, Action.SEE_MATERIALS, Action.SEE_AGENDA, Action.SEE_CIRCULATED}
)
_COMMITTEE = _MEMBER | {Action.SEE_STATUS, Action.REVIEW}
_SECRETARY = frozenset(Action) - {Action.SEE_GROUP}

_MAY = {
    Role.SECRETARY: _SECRETARY,
    Role.ACTING: _SECRETARY - {Action.MANAGE_ROLES, Action.MANAGE_CELL},
    Role.DEPUTY: _COMMITTEE,
    Role.COMMITTEE: _COMMITTEE,
    Role.RECORDER: _MEMBER,
    Role.GROUP_HEAD: frozenset({Action.SEE_GROUP}),
    Role.MEMBER: _MEMBER,
    Role.GUEST: frozenset({Action.SEE_AGENDA, Action.SEE_CIRCULATED, Action.OWN_DATA}),
    Role.SUPERIOR: frozenset({Action.SEE_CIRCULATED, Action.REVIEW, Action.OWN_DATA}),
}
"""REVIEW opens the queue; `reviewers` says who decides on whose review. SEE_SUMMARY is for who
reads them all: two reports a review apart are that review. SEE_CIRCULATED: the official report."""


@dataclass(frozen=True, slots=True)
class Span:
    """A time of acting as secretary, in UTC milliseconds; the end is not part of it."""

    begins: int
    ends: int

    def holds(self, now: int) -> bool:
        """Whether it is going on now."""
        return self.begins <= now < self.ends


@dataclass(frozen=True, slots=True)
class Member:
    """A name on a cell's roster, or somebody from outside (`OUTSIDERS`).

    `person_id` is empty until somebody has claimed the invitation. `exempt_reason`: excused from
    submitting now, whatever the kind; of `MemberStanding.EXEMPT` why somebody is that. `role_since`
    (UTC milliseconds): a secretary does not read the reviews of cycles that were closed before.
    `came_before`: the person of somebody who left and is back, and has not come in since; nobody
    else comes in unasked. `until`: a guest's last moment. `organisation`: where an outsider comes
    from. `mark`: what tells this member from others of the name; empty where there is none.
    `phone`: digits from the 0 on, for whoever runs the cell's business.
    """

    id: str
    cell_id: str
    name: str
    role: Role
    exempt_reason: str = ""
    person_id: str = ""
    kind: MemberKind = MemberKind.OFFICIAL
    standing: MemberStanding = MemberStanding.ACTIVE
    party_group: str = ""
    party_post: str = ""
    government_post: str = ""
    strengths: str = ""
    born_on: str = ""
    role_since: int = 0
    acting: Span | None = None
    records: bool = False
    heads_group: bool = False
    until: int | None = None
    organisation: str = ""
    mark: str = ""
    came_before: str = ""
    phone: str = ""

    @property
    def owner(self) -> str:
        """Whose this entry is with all that was written under it; empty if nobody has come in."""
        return self.person_id or self.came_before

    @property
    def shown(self) -> str:
        """The name as people see it: with the mark, if others of the cell have it too."""
        return f"{self.name} ({self.mark})" if self.mark else self.name

    @property
    def to_phone(self) -> str:
        """The name with the number to phone, if that is known."""
        return f"{self.shown} ({shown_phone(self.phone)})" if self.phone else self.shown

    @property
    def is_obliged(self) -> bool:
        """Whether members of this kind and standing have to submit a review."""
        active = self.standing is MemberStanding.ACTIVE
        return active and self.kind is not MemberKind.TEMPORARY

    @property
    def is_exempt(self) -> bool:
        """Whether the member need not submit a review."""
        return self.role in OUTSIDERS or bool(self.exempt_reason) or not self.is_obliged

    @property
    def is_excused(self) -> bool:
        """Whether the reason excuses from one cycle only; that of a standing lasts as long as the
        standing does."""
        return bool(self.exempt_reason) and self.standing is not MemberStanding.EXEMPT

    def in_standing(self, standing: MemberStanding) -> Member:
        """The member in this standing; why somebody was exempt by another one is gone with it."""
        stays = self.is_excused or standing is MemberStanding.EXEMPT
        return replace(self, standing=standing, exempt_reason=self.exempt_reason if stays else "")

    @property
    def is_secretary(self) -> bool:
        """Whether this is the cell's secretary; an acting one is not."""
        return self.role is Role.SECRETARY

    @property
    def given(self) -> tuple[Role, ...]:
        """The roles given for good, the main one first; acting is only for a time."""
        recorder = (Role.RECORDER,) if self.records else ()
        head = (Role.GROUP_HEAD,) if self.heads_group else ()
        return (self.role, *recorder, *head)

    def with_roles(self, told: Iterable[Role]) -> Member:
        """The member in the highest main role given, if any, and with the given roles beside it; no
        role beside it is taken away."""
        roles = frozenset(told)
        return replace(
            self,
            role=next((role for role in MAIN_ROLES if role in roles), self.role),
            records=self.records or Role.RECORDER in roles,
            heads_group=self.heads_group or Role.GROUP_HEAD in roles,
        )

    def roles(self, now: int) -> frozenset[Role]:
        """Everything that this member is at this moment."""
        if self.until is not None and self.until <= now:
            return frozenset()
        beside = {
            Role.ACTING: self.acting is not None and self.acting.holds(now),
            Role.RECORDER: self.records,
            Role.GROUP_HEAD: self.heads_group and bool(self.party_group),
        }
        return frozenset({self.role, *(role for role, held in beside.items() if held)})

    def leads(self, now: int) -> bool:
        """Whether this member runs the cell's business now: as the secretary, or acting as one."""
        return not self.roles(now).isdisjoint({Role.SECRETARY, Role.ACTING})


def marked(namesakes: Sequence[Member]) -> list[Member]:
    """Members of one name, each with what tells them apart: the year of birth; else the date, the
    party group, the post; else which one it is, in their order."""
    for mark in (_year, _born, _group, _party_post, _government_post):
        told = [mark(member) for member in namesakes]
        if len(set(told)) == len(told) and all(told):
            break
    else:
        told = [
            ", ".join(filter(None, (_year(each), str(number))))
            for number, each in enumerate(namesakes, 1)
        ]
    return [replace(each, mark=mark) for each, mark in zip(namesakes, told, strict=True)]


def _year(member: Member) -> str:
    return member.born_on[:4]


def _born(member: Member) -> str:
    return "/".join(reversed(member.born_on.split("-")))


def _group(member: Member) -> str:
    return member.party_group


def _party_post(member: Member) -> str:
    return member.party_post


def _government_post(member: Member) -> str:
    return member.government_post


def leader_of(roster: Iterable[Member], now: int) -> Member | None:
    """Who signs for the cell: the acting secretary, or else the secretary."""
    members = tuple(roster)
    acting = (each for each in members if each.acting is not None and each.acting.holds(now))
    return next(acting, next((each for each in members if each.is_secretary), None))


LEAST_WITH_COMMITTEE = 9


def has_committee(members: int, roles: Iterable[Role]) -> bool:
    """Whether a cell of so many members elects a committee, or has one by these roles; a smaller
    one has a secretary alone, or one and a deputy, and its papers never speak of a committee."""
    return members >= LEAST_WITH_COMMITTEE or Role.COMMITTEE in roles


def allowed(roles: Iterable[Role]) -> frozenset[Action]:
    """All that these roles together may do in their own cell; nobody may do anything elsewhere."""
    return frozenset().union(*(_MAY[role] for role in roles))


def may(member: Member, action: Action, now: int) -> bool:
    """Whether the member may do this now."""
    if member.standing is MemberStanding.SUSPENDED and action is not Action.OWN_DATA:
        return False
    return action in allowed(member.roles(now))


def require(member: Member, action: Action, now: int) -> None:
    """Raises NotAllowed, with a sentence for the person, unless the member may do this now."""
    if may(member, action, now):
        return
    suspended = member.standing is MemberStanding.SUSPENDED and action in allowed(member.roles(now))
    raise NotAllowed("access.suspended" if suspended else "access.not_yours")


def reviewers(author: Member, cell: Iterable[Member], now: int) -> frozenset[str]:
    """Ids of those who decide on this author's review; nobody decides on their own.

    The secretary or the acting one; for the leader's own the deputy and the committee; if there is
    neither, as in a cell of three, the superior who was named. `cell`: roster and outsiders.
    """
    others = [
        member
        for member in cell
        if member.id != author.id
        and member.person_id != (author.person_id or None)
        and may(member, Action.REVIEW, now)
    ]
    leaders = {member.id for member in others if member.leads(now)}
    committee = {m.id for m in others if m.role in (Role.DEPUTY, Role.COMMITTEE)} | leaders
    superiors = {member.id for member in others if member.role is Role.SUPERIOR}
    if author.leads(now) or author.is_secretary:
        # The acting one decides for a secretary on leave, and the secretary for an acting one.
        return frozenset(committee or superiors)
    return frozenset(leaders)


def given_name(name: str) -> str:
    """How a Vietnamese person is addressed: the last word of the name."""
    return name.rsplit(maxsplit=1)[-1] if name.split() else name
