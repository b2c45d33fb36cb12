"""Who may do what, and how a person is called."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.messages import NotAllowed
from bot.domain.people.member import (
    Action,
    Member,
    MemberKind,
    MemberStanding,
    Role,
    Span,
    allowed,
    given_name,
    may,
    require,
    reviewers,
)

WHO = {
    Action.ANSWER: "secretary acting deputy committee recorder member",
    Action.OWN_DATA: "secretary acting deputy committee recorder member guest superior",
    Action.SEE_MATERIALS: "secretary acting deputy committee recorder member",
    Action.SEE_AGENDA: "secretary acting deputy committee recorder member guest",
    Action.SEE_GROUP: "group_head",
    Action.SEE_CIRCULATED: "secretary acting deputy committee recorder member guest superior",
    Action.SEE_SUMMARY: "secretary acting",
    Action.SEE_STATUS: "secretary acting deputy committee",
    Action.REVIEW: "secretary acting deputy committee superior",
    Action.REMIND: "secretary acting",
    Action.MANAGE_MEMBERS: "secretary acting",
    Action.MANAGE_ROLES: "secretary",
    Action.MANAGE_CYCLE: "secretary acting",
    Action.MANAGE_CELL: "secretary",
    Action.PREPARE: "secretary acting",
    Action.ENTER_FOR_OTHERS: "secretary acting",
    Action.HANDLE_REQUESTS: "secretary acting",
}
"""Whatever is not written here is refused; a new action has to be written here."""

NOW = 1_000


def person(name: str, role: Role = Role.MEMBER, **more: Any) -> Member:
    return Member(name, "c", name, role, person_id=more.pop("person_id", f"p{name}"), **more)


def holding(role: Role) -> Member:
    """Somebody who has this role, alone or beside being a member."""
    match role:
        case Role.ACTING:
            return person("m", acting=Span(NOW, NOW + 1))
        case Role.RECORDER:
            return person("m", records=True)
        case Role.GROUP_HEAD:
            return person("m", heads_group=True, party_group="Tổ 1")
        case _:
            return person("m", role)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_the_access_table(role: Role, action: Action) -> None:
    member = holding(role)

    assert (action in allowed({role})) is (role.value in WHO[action].split())
    assert may(member, action, NOW) is (action in allowed(member.roles(NOW)))
    if may(member, action, NOW):
        require(member, action, NOW)
    else:
        with pytest.raises(NotAllowed) as refusal:
            require(member, action, NOW)
        assert refusal.value.text.key == "access.not_yours"


def test_acting_begins_and_ends_by_itself() -> None:
    deputy = person("d", Role.DEPUTY, acting=Span(NOW, NOW + 10))

    assert [may(deputy, Action.REMIND, at) for at in (NOW - 1, NOW, NOW + 9, NOW + 10)] == [
        False,
        True,
        True,
        False,
    ]
    assert deputy.leads(NOW)
    assert not deputy.leads(NOW + 10)


def test_a_guest_is_nothing_after_the_meeting() -> None:
    guest = person("g", Role.GUEST, until=NOW)

    assert may(guest, Action.SEE_AGENDA, NOW - 1)
    assert not may(guest, Action.SEE_AGENDA, NOW)


def test_a_suspended_member_sees_the_own_data_alone() -> None:
    suspended = person("s", Role.DEPUTY, standing=MemberStanding.SUSPENDED)

    assert [action for action in Action if may(suspended, action, NOW)] == [Action.OWN_DATA]


LAN, HUNG, NGOC, HOA = (
    person("lan", Role.SECRETARY),
    person("hung", Role.DEPUTY),
    person("ngoc", Role.COMMITTEE),
    person("hoa"),
)
ABOVE = person("above", Role.SUPERIOR)
DEPUTY_ACTS = replace(HUNG, acting=Span(NOW, NOW + 1))


@pytest.mark.parametrize(
    ("author", "cell", "decide"),
    [
        (HOA, (LAN, HUNG, NGOC, HOA, ABOVE), {"lan"}),
        (HOA, (LAN, DEPUTY_ACTS, NGOC, HOA), {"lan", "hung"}),
        (LAN, (LAN, HUNG, NGOC, HOA, ABOVE), {"hung", "ngoc"}),
        (LAN, (LAN, DEPUTY_ACTS, HOA), {"hung"}),
        (DEPUTY_ACTS, (LAN, DEPUTY_ACTS, NGOC), {"lan", "ngoc"}),
        (LAN, (LAN, HOA, ABOVE), {"above"}),
        (LAN, (LAN, HOA), set()),
        (HOA, (person("lan", Role.SECRETARY, person_id="phoa"), HOA), set()),
    ],
)
def test_who_decides_on_a_review(
    author: Member, cell: tuple[Member, ...], decide: set[str]
) -> None:
    """Nobody on the own one; the leader's own goes to the committee, else to a superior."""
    assert reviewers(author, cell, NOW) == decide


@pytest.mark.parametrize("kind", MemberKind)
@pytest.mark.parametrize("standing", MemberStanding)
def test_who_takes_part_submits_in_the_cell_of_origin(
    kind: MemberKind, standing: MemberStanding
) -> None:
    obliged = kind in ("official", "probationary") and standing == "active"

    assert person("m", kind=kind, standing=standing).is_exempt is not obliged


def test_a_reason_makes_exempt() -> None:
    assert not Member("m", "c", "An", Role.MEMBER).is_exempt
    assert Member("m", "c", "An", Role.MEMBER, "nghỉ thai sản").is_exempt


@pytest.mark.parametrize(
    ("name", "called"),
    [("Nguyễn Thị Đào", "Đào"), ("An", "An"), (" Lê  Văn  Bình ", "Bình"), ("", ""), ("  ", "  ")],
)
def test_a_person_is_addressed_by_the_last_name(name: str, called: str) -> None:
    assert given_name(name) == called
