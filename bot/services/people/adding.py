"""Names that come onto the roster: nobody does before somebody who manages it has said yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.content.questionnaires import files
from bot.domain.interview.kinds import Answer
from bot.domain.lexicon import Lexicon, read_birth
from bot.domain.messages import Button, Keyboard, Outgoing, Refusal, Text, text
from bot.domain.people.finding import Found, find, may_be_one, same_name
from bot.domain.people.member import Action, Member, MemberKind, MemberStanding, Role
from bot.domain.people.names import Tidied, names_in
from bot.domain.people.phones import phone_in, shown_phone
from bot.domain.people.stated import stated
from bot.domain.people.table import shown_birth
from bot.domain.review.workflow import State
from bot.domain.words import spoken
from bot.services.office import new_id
from bot.services.people import leaving
from bot.services.people.roster import admit, proper_name
from bot.services.turns import Visit
from storage import departed, interviews, members
from storage.interviews import Stored

FORM = "add_members"
INVITES = "invite"
"""Subject of a question about a single name that is to be invited."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name to be added. `left_out`: what stood beside it and is kept nowhere."""

    name: str
    born_on: str = ""
    phone: str = ""
    kind: MemberKind | None = None
    standing: MemberStanding | None = None
    left_out: tuple[str, ...] = ()


@dataclass
class Plan:
    """What would be done with typed names. `here`: on the roster already; `repeated`: typed more
    than once; `back`: questions about those who left. `numbers` and `states`: a number, or kind and
    standing, were typed beside these names and are kept nowhere, since what the roster has is
    changed on its card alone."""

    new: list[tuple[Wanted, Found]] = field(default_factory=list)
    here: list[Wanted] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    back: list[Outgoing] = field(default_factory=list)
    numbers: list[Wanted] = field(default_factory=list)
    states: list[Wanted] = field(default_factory=list)


def wanted(visit: Visit, typed: str) -> list[Wanted]:
    """The names of a typed list. Raises Refusal for a line with two people, and where there is no
    name."""
    found = names_in(typed)
    two = next((each.name for each in found if each.several), "")
    if two:
        raise Refusal("members.two_in_one", line=two)
    if not found:
        raise Refusal("members.no_name")
    return [_wanted(visit, each) for each in _with_remarks(found, visit.office.lexicon)]


def _with_remarks(found: Sequence[Tidied], lexicon: Lexicon) -> list[Tidied]:
    """The names, each with the kind and standing that stand after it: in a list in small letters
    “dự bị” looks like a name."""
    kept: list[Tidied] = []
    for each in found:
        said = stated(each.name, lexicon)
        if kept and said and not said.rest:
            kept[-1] = replace(kept[-1], dropped=(*kept[-1].dropped, each.name, *each.dropped))
        else:
            kept.append(each)
    return kept


def _wanted(visit: Visit, tidied: Tidied) -> Wanted:
    born = read_birth(tidied.born, visit.today, visit.office.lexicon) if tidied.born else ""
    unread = () if born else (tidied.born,)
    phone, _ = phone_in(tidied.phone)
    number = () if phone else (tidied.phone,)
    said = stated("; ".join(tidied.dropped), visit.office.lexicon)
    kind, standing = said.only_kind, said.only_standing
    two = ("" if kind else said.kind, "" if standing else said.standing)
    beside = (*two, *said.rest) if said else tidied.dropped
    left_out = tuple(filter(None, (*beside, *number, *unread)))
    return Wanted(proper_name(tidied.name), born or "", phone, kind, standing, left_out)


async def plan(visit: Visit, typed: str) -> Plan:
    """What adding these names would do now."""
    secretary = visit.acting(Action.MANAGE_MEMBERS)
    roster = await members.roster(visit.tx, secretary.cell_id)
    former = await departed.everybody(visit.tx, secretary.cell_id)
    made, seen = Plan(), list[Wanted]()
    for each in wanted(visit, typed):
        found = find(each.name, roster, each.born_on)
        if any(_same(each, earlier) for earlier in seen):
            made.repeated.append(each.name)
            made.numbers += [each] if each.phone else []
            made.states += [each] if each.kind or each.standing else []
            continue
        seen.append(each)
        left = find(each.name, [member for member, _ in former], each.born_on).exact
        if (found.exact or left) and each.phone not in {"", *(m.phone for m in found.exact)}:
            made.numbers.append(each)
        if (found.exact or left) and _says_more(each, found.exact):
            made.states.append(each)
        if found.exact:
            made.here.append(each)
        elif left:
            made.back += [leaving.is_it(gone, how) for gone, how in former if gone in left]
        else:
            made.new.append((each, found))
    return made


def _says_more(each: Wanted, known: Sequence[Member]) -> bool:
    """Whether a kind or standing was typed that none of these members has."""
    kind = each.kind is not None and each.kind not in {member.kind for member in known}
    standings = {member.standing for member in known}
    return kind or (each.standing is not None and each.standing not in standings)


def _same(one: Wanted, other: Wanted) -> bool:
    return spoken(one.name) == spoken(other.name) and may_be_one(one.born_on, other.born_on)


async def ask(visit: Visit, typed: str, *, invites: bool = False) -> list[Outgoing]:
    """Asks whether these names are to be added, and about each of them that somebody had who left.
    Adds nobody."""
    found = await plan(visit, typed)
    told = [*_unkept(found), *found.back]
    if not found.new and not found.here and found.back:
        return told
    dialogue = await _kept(visit, typed, INVITES if invites else "")
    message = text(
        "members.add_sure",
        new=tuple(_line(each, near) for each, near in found.new),
        here=tuple(each.name for each in found.here),
        repeated=tuple(found.repeated),
    )
    near = found.new[0][1].near if invites and found.new else ()
    return [*told, Outgoing(message, _buttons(dialogue, found, near))]


async def unkept(visit: Visit, typed: str) -> list[Outgoing]:
    """What is told of numbers, kinds and standings that were typed beside names and are kept
    nowhere; nothing if there is none."""
    if not any(each.phone or each.kind or each.standing for each in wanted(visit, typed)):
        return []
    return _unkept(await plan(visit, typed))


def _unkept(found: Plan) -> list[Outgoing]:
    lines = tuple(f"{each.name} {shown_phone(each.phone)}" for each in found.numbers)
    states = tuple(
        text("members.state_line", name=each.name, **_state(each)) for each in found.states
    )
    numbers = [Outgoing(text("members.numbers_left", lines=lines))] if lines else []
    return [*numbers, *([Outgoing(text("members.states_left", lines=states))] if states else [])]


def _state(each: Wanted) -> dict[str, Text | None]:
    """Kind and standing in words, as far as they were typed."""
    return {
        "kind": text(f"import.kind_{each.kind}") if each.kind else None,
        "standing": text(f"import.standing_{each.standing}") if each.standing else None,
    }


def _buttons(dialogue: str, found: Plan, near: Sequence[Member]) -> Keyboard:
    rows: list[tuple[Button, ...]] = [
        (Button(text("members.invite_one", name=each.shown), f"m:{each.id}:code"),) for each in near
    ]
    if found.new:
        add = text("members.add_yes", count=len(found.new))
        rows.append((Button(add, f"ma:{dialogue}:new"),))
    if found.here:
        names = tuple(each.name for each in found.here)
        rows.append((Button(text("members.add_too", names=names), f"ma:{dialogue}:all"),))
    return (*rows, (Button(text("members.add_no"), f"ma:{dialogue}:no"),))


def _line(each: Wanted, found: Found) -> Text:
    return text(
        "members.add_line",
        name=each.name,
        born=shown_birth(each.born_on),
        phone=shown_phone(each.phone),
        **_state(each),
        left_out=each.left_out,
        near=tuple(member.shown for member in found.near),
    )


async def _kept(visit: Visit, typed: str, subject: str) -> str:
    """Keeps the typed names until the answer, in place of those of an earlier question."""
    member = visit.member
    old = await interviews.find(visit.tx, member.cell_id, "", member.id, FORM, subject)
    if old:
        await interviews.remove(visit.tx, old.id)
    kept = Stored(
        id=new_id(),
        cell_id=member.cell_id,
        cycle_id="",
        member_id=member.id,
        form=FORM,
        state=State.DRAFT,
        revision=0,
        answers={"names": Answer(typed)},
        subject=subject,
        body=files.freeze(visit.office.forms[FORM]),
    )
    await interviews.add(visit.tx, kept, now=visit.at)
    return kept.id


async def asked(visit: Visit, dialogue: str) -> Stored:
    """The names that this question was about; it cannot be answered twice. Raises Refusal."""
    kept = await interviews.get(visit.tx, dialogue)
    if kept is None or kept.cycle_id or kept.form != FORM:
        raise Refusal("interview.gone")
    visit.enter(visit.own(kept.member_id).cell_id)
    visit.acting(Action.MANAGE_MEMBERS)
    await interviews.remove(visit.tx, kept.id)
    return kept


async def add(visit: Visit, kept: Stored, *, namesakes: bool) -> list[Member]:
    """Adds the names that the question was about, marked off from others of the name. `namesakes`:
    other people too whose names the roster has."""
    found = await plan(visit, str(kept.answers["names"].value))
    chosen = [each for each, _ in found.new] + (found.here if namesakes else [])
    added = [await add_one(visit, each, after=number) for number, each in enumerate(chosen)]
    await visit.record("members_added", str(len(added)), kept.cell_id)
    by_id = {each.id: each for each in await members.roster(visit.tx, kept.cell_id)}
    return [by_id[each.id] for each in added]


async def add_one(visit: Visit, new: Wanted, *, after: int = 0) -> Member:
    """Adds an entry to the roster, even if somebody has or had that name. `after`: milliseconds,
    which keep the order of a list."""
    secretary = visit.acting(Action.MANAGE_MEMBERS)
    member = Member(
        new_id(),
        secretary.cell_id,
        new.name,
        Role.MEMBER,
        born_on=new.born_on,
        phone=new.phone,
        kind=new.kind or MemberKind.OFFICIAL,
        standing=new.standing or MemberStanding.ACTIVE,
    )
    await admit(visit.tx, member, now=visit.at + after)
    return member


async def anew(visit: Visit, former_id: str) -> Member:
    """Adds somebody else of a former member's name, as a new entry."""
    before = await leaving.former(visit, former_id)
    added = await add_one(visit, Wanted(before.name))
    await visit.record("members_added", "1", added.cell_id)
    return added


async def meant(visit: Visit, typed: str) -> Found:
    """Whom of the roster a single typed name means. Raises Refusal for two names."""
    secretary = visit.acting(Action.MANAGE_MEMBERS)
    each, *more = wanted(visit, typed)
    if more:
        raise Refusal("members.two_in_one", line=" ".join(typed.split()))
    roster = await members.roster(visit.tx, secretary.cell_id)
    found = find(each.name, roster, each.born_on)
    if not found.exact and (others := same_name(each.name, roster)):
        return replace(found, near=(*others, *(m for m in found.near if m not in others)))
    return found


def which(found: Found) -> Outgoing:
    """Asks who of several is to be invited."""
    name = found.exact[0].name
    rows = tuple(
        (Button(text("members.invite_one", name=each.shown), f"m:{each.id}:code"),)
        for each in found.exact
    )
    return Outgoing(text("members.several", name=name, count=len(rows)), rows)
