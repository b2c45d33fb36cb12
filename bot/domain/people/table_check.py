"""A roster that somebody sends as a table, checked against the present one before it is written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from bot.domain.lexicon import Lexicon, read_birth
from bot.domain.people.finding import may_be_one
from bot.domain.people.member import Member, MemberStanding, Role
from bot.domain.people.names import Tidied, tidied
from bot.domain.people.stated import stated
from bot.domain.people.table import (
    FORMULA,
    LONGEST_NAME,
    RosterColumn,
    TableRow,
    coded,
    longest,
    roles_of,
    stored,
)
from bot.domain.people.table_plan import Difference, FaultyRow, NewRow, Plan, RowChange, RowFault
from bot.domain.words import spoken


@dataclass(frozen=True, slots=True)
class RosterState:
    """What a table is checked against: two equal ones give the same plan. `former`: who left the
    roster, the latest first. `leads`: who cannot be suspended. `gives_roles`: the sender may give
    roles."""

    roster: tuple[Member, ...]
    today: date
    former: tuple[Member, ...] = ()
    leads: frozenset[str] = frozenset()
    gives_roles: bool = True


@dataclass
class _Check:
    """One pass over the rows, with what the rows so far have taken."""

    state: RosterState
    lexicon: Lexicon
    roster: Mapping[str, Sequence[Member]] = field(init=False)
    former: Mapping[str, Sequence[Member]] = field(init=False)
    seen: dict[str, list[str]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    spoken: Callable[[str], str] = field(default_factory=lambda: cache(spoken))
    tidied: Callable[[str], Tidied] = field(default_factory=lambda: cache(tidied))
    """Each row's name is compared four times, and tidied twice."""

    def __post_init__(self) -> None:
        self.roster, self.former = by_name(self.state.roster), by_name(self.state.former)

    def entry(self, line: TableRow) -> NewRow | FaultyRow:
        """The row with its values read, or its first fault."""
        name, born = self._named(line.cells.get(RosterColumn.NAME, ""))
        values = {column: cell for column, cell in line.cells.items() if cell}
        if not self.state.gives_roles:
            values.pop(RosterColumn.ROLES, None)
        if born:
            values.setdefault(RosterColumn.BORN_ON, born)
        values[RosterColumn.NAME] = name
        for column, cell in values.items():
            read = self._read(column, cell)
            if isinstance(read, RowFault):
                given = "" if read is RowFault.NO_NAME else cell[:LONGEST_NAME]
                return FaultyRow(line.number, name[:LONGEST_NAME], read, given)
            values[column] = read
        return NewRow(line.number, values)

    def _named(self, cell: str) -> tuple[str, str]:
        """The name tidied, unless the roster has it just so, and a birthday that stood with it."""
        found = self.tidied(cell)
        known = {self.spoken(cell), self.spoken(found.name)} & self.roster.keys()
        as_it_is = bool(known) and self.spoken(found.name) not in known
        if found.several or FORMULA.search(cell) or as_it_is:
            return cell, ""
        return found.name, found.born

    def _read(self, column: RosterColumn, cell: str) -> str | RowFault:
        """What a cell says, as the roster keeps it, or why it cannot be kept."""
        if len(cell) > longest(column):
            return RowFault.TOO_LONG
        if FORMULA.search(cell):
            return RowFault.FORMULA
        match column:
            case RosterColumn.NAME:
                return self._name(cell)
            case RosterColumn.BORN_ON:
                return read_birth(cell, self.state.today, self.lexicon) or RowFault.BAD_DATE
            case RosterColumn.KIND:
                return _one(stated(cell, self.lexicon).kinds) or RowFault.UNKNOWN_KIND
            case RosterColumn.STANDING:
                return _one(stated(cell, self.lexicon).standings) or RowFault.UNKNOWN_STANDING
            case RosterColumn.ROLES:
                roles = roles_of(cell, self.lexicon)
                return coded(roles) if roles else RowFault.UNKNOWN_ROLE
            case _:
                return cell

    def _name(self, cell: str) -> str | RowFault:
        if not any(map(str.isalpha, cell)):
            return RowFault.NO_NAME
        return RowFault.TWO_NAMES if self.tidied(cell).several else cell

    def repeats(self, entry: NewRow) -> bool:
        """Whether an earlier row may be the same person."""
        earlier = self.seen.setdefault(self.spoken(entry.name), [])
        repeated = any(may_be_one(born, entry.born_on) for born in earlier)
        earlier.append(entry.born_on)
        return repeated

    def members(self, entry: NewRow) -> list[Member]:
        """The members whom the row may be about; exactly one, if the date of birth is theirs."""
        alike = [member for member in self.namesakes(entry) if member.id not in self.taken]
        exact = [m for m in alike if entry.born_on and m.born_on == entry.born_on]
        return exact or [m for m in alike if may_be_one(m.born_on, entry.born_on)]

    def namesakes(self, entry: NewRow) -> Sequence[Member]:
        """The members of the roster with this name."""
        return self.roster.get(self.spoken(entry.name), ())

    def gone(self, entry: NewRow) -> tuple[bool, bool]:
        """Whether the row brings back somebody who left, and whether it may do so."""
        alike = self.former.get(self.spoken(entry.name), ())
        if back(entry, alike):
            return True, False
        return False, any(may_be_one(member.born_on, entry.born_on) for member in alike)


def _one(said: Collection[str]) -> str | RowFault:
    """The only value; empty if there is none."""
    return RowFault.CONTRADICTION if len(said) > 1 else next(iter(said), "")


def by_name(people: Iterable[Member]) -> Mapping[str, Sequence[Member]]:
    """The people by their names, as names are compared."""
    found: dict[str, list[Member]] = {}
    for member in people:
        found.setdefault(spoken(member.name), []).append(member)
    return found


def back(entry: NewRow, former: Iterable[Member]) -> Member | None:
    """Who of those that left has this name and this whole date of birth: the same person."""
    whole = len(entry.born_on) > len("2000")
    return next(
        (
            member
            for member in former
            if whole
            and member.born_on == entry.born_on
            and spoken(member.name) == spoken(entry.name)
        ),
        None,
    )


def check(lines: Sequence[TableRow], state: RosterState, lexicon: Lexicon) -> Plan:
    """What writing these rows would do to this roster."""
    work = _Check(state, lexicon)
    roles = any(line.cells.get(RosterColumn.ROLES) for line in lines)
    plan = Plan(roles_left=roles and not state.gives_roles)
    for line in lines:
        entry = work.entry(line)
        if isinstance(entry, FaultyRow):
            plan = replace(plan, faults=(*plan.faults, entry))
            continue
        found = work.members(entry)
        fault = _fault(work, entry, found)
        if fault:
            faulty = FaultyRow(entry.number, entry.name, fault)
            plan = replace(plan, faults=(*plan.faults, faulty))
        elif not found:
            plan = _with_added(plan, work, entry)
        else:
            work.taken.add(found[0].id)
            plan = _with_change(plan, _change(entry, found[0]))
    return plan


def _with_added(plan: Plan, work: _Check, entry: NewRow) -> Plan:
    number = (entry.number,)
    returning, left = work.gone(entry)
    return replace(
        plan,
        added=(*plan.added, entry),
        returning=plan.returning + (number if returning else ()),
        left=plan.left + (number if left else ()),
        namesakes=plan.namesakes + (number if work.namesakes(entry) else ()),
    )


def _with_change(plan: Plan, change: RowChange) -> Plan:
    if not change.differences:
        return replace(plan, unchanged=plan.unchanged + 1)
    return replace(plan, changed=(*plan.changed, change))


def _fault(work: _Check, entry: NewRow, found: Sequence[Member]) -> RowFault | None:
    if work.repeats(entry):
        return RowFault.DUPLICATE
    if len(found) > 1:
        return RowFault.SEVERAL
    before = found[0] if found else None
    suspends = entry.values.get(RosterColumn.STANDING) == MemberStanding.SUSPENDED
    if suspends and before and before.id in work.state.leads:
        return RowFault.LEADER
    return _fault_of_roles(entry, before or Member("", "", entry.name, Role.MEMBER))


def _fault_of_roles(entry: NewRow, before: Member) -> RowFault | None:
    """The fault in the row's roles, if any: it moves the secretary's post, or heads no group."""
    if not entry.values.get(RosterColumn.ROLES):
        return None
    after = entry.on(before)
    if after.is_secretary is not before.is_secretary:
        return RowFault.SECRETARY
    return RowFault.NO_GROUP if after.heads_group and not after.party_group else None


def _change(entry: NewRow, member: Member) -> RowChange:
    """The row against this member. The name stays as the roster spells it; a year alone does not
    replace a whole date, and a role takes away none of those beside it."""
    values = {**entry.values, RosterColumn.NAME: member.name}
    if entry.born_on and member.born_on.startswith(entry.born_on):
        values[RosterColumn.BORN_ON] = member.born_on
    kept = replace(entry, values=values)
    if RosterColumn.ROLES in values:
        values[RosterColumn.ROLES] = stored(kept.on(member), RosterColumn.ROLES)
    differences = tuple(
        Difference(column, stored(member, column), values[column])
        for column in RosterColumn
        if column in values and values[column] != stored(member, column)
    )
    return RowChange(member.id, member.name, kept, differences)
