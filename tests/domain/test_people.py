"""Who may do what, and how a person is called."""

from __future__ import annotations

import pytest

from bot.domain.messages import NotAllowed
from bot.domain.people import Action, Member, Role, given_name, may, require

ALLOWED = {
    (Role.MEMBER, Action.ANSWER),
    (Role.SECRETARY, Action.ANSWER),
    (Role.SECRETARY, Action.SEE_SUMMARY),
    (Role.SECRETARY, Action.SEE_STATUS),
    (Role.SECRETARY, Action.REMIND),
    (Role.SECRETARY, Action.MANAGE_MEMBERS),
    (Role.SECRETARY, Action.MANAGE_CYCLE),
}
"""Whatever is not written here is refused; a new role or action has to be written here."""


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_the_access_table(role: Role, action: Action) -> None:
    member = Member("m", "c", "Nguyễn Văn An", role)

    assert may(role, action) is ((role, action) in ALLOWED)
    if (role, action) in ALLOWED:
        require(member, action)
    else:
        with pytest.raises(NotAllowed) as refusal:
            require(member, action)
        assert refusal.value.text.key == "access.not_yours"


def test_a_reason_makes_exempt() -> None:
    assert not Member("m", "c", "An", Role.MEMBER).is_exempt
    assert Member("m", "c", "An", Role.MEMBER, "nghỉ thai sản").is_exempt


@pytest.mark.parametrize(
    ("name", "called"),
    [("Nguyễn Thị Đào", "Đào"), ("An", "An"), (" Lê  Văn  Bình ", "Bình"), ("", ""), ("  ", "  ")],
)
def test_a_person_is_addressed_by_the_last_name(name: str, called: str) -> None:
    assert given_name(name) == called
