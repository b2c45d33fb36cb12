"""What a roster in a file comes to: rows with faults, new members, changes. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.people.member import Member, MemberKind, MemberStanding
from bot.domain.people.table import (
    RosterColumn,
    RowNumber,
    decoded,
)


class RowFault(StrEnum):
    """Why a row cannot be written; the values are the ends of the keys `import.fault_…`."""

    NO_NAME = "no_name"
    FORMULA = "formula"
    TWO_NAMES = "two_names"
    TOO_LONG = "too_long"
    BAD_DATE = "bad_date"
    UNKNOWN_KIND = "unknown_kind"
    UNKNOWN_STANDING = "unknown_standing"
    CONTRADICTION = "contradiction"
    """The row says two kinds, or two standings."""
    UNKNOWN_ROLE = "unknown_role"
    DUPLICATE = "duplicate"
    SEVERAL = "several"
    """Several on the roster have this name, and the row does not say which is meant."""
    LEADER = "leader"
    """The leader of the cell cannot be suspended in passing."""
    SECRETARY = "secretary"
    """The secretary's post is handed over; it is neither given nor taken in passing."""
    NO_GROUP = "no_group"
    """The head of a party group must be in one."""


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """A row that is left out. `name` as far as there is one; `given` is what is wrong."""

    number: RowNumber
    name: str
    fault: RowFault
    given: str = ""


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row that can be written. `values` holds what is filled in, the name always."""

    number: RowNumber
    values: Mapping[RosterColumn, str]

    @property
    def name(self) -> str:
        """The name of the person that the row is about."""
        return self.values[RosterColumn.NAME]

    @property
    def born_on(self) -> str:
        """The date or the year of birth; empty if not given."""
        return self.values.get(RosterColumn.BORN_ON, "")

    def on(self, member: Member) -> Member:
        """The member with what this row says; an empty cell changes nothing."""
        told = {column.value: value for column, value in self.values.items()}
        roles = decoded(told.pop(RosterColumn.ROLES, ""))
        kind = MemberKind(told.pop(RosterColumn.KIND, member.kind))
        standing = MemberStanding(told.pop(RosterColumn.STANDING, member.standing))
        after = replace(member.in_standing(standing), kind=kind, **told)  # type: ignore[arg-type] # all are texts
        return after.with_roles(roles)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field with its value before and after."""

    column: RosterColumn
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """What a row changes in a member of the roster."""

    member_id: str
    name: str
    entry: NewRow
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What writing a table would do. `roles_left`: it names roles that its sender may not give, so
    that they do not count. Row numbers of `added` that the secretary has to be told of:
    `returning`: somebody who left, with this very date of birth, is back. `left`: somebody of this
    name left, perhaps the same person; taken for another. `namesakes`: the roster has the name with
    another date of birth; taken for another person too."""

    added: tuple[NewRow, ...] = ()
    changed: tuple[RowChange, ...] = ()
    unchanged: int = 0
    returning: tuple[RowNumber, ...] = ()
    left: tuple[RowNumber, ...] = ()
    namesakes: tuple[RowNumber, ...] = ()
    faults: tuple[FaultyRow, ...] = ()
    roles_left: bool = False

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return self.writes + self.unchanged + len(self.faults)

    @property
    def writes(self) -> int:
        """How many rows would be written."""
        return len(self.added) + len(self.changed)
