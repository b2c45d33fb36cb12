"""A roster from a file, and as a file: what to send, what it would do, and the yes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.messages import Button, FileIn, Incoming, Keyboard, Outgoing, Param, Text, text
from bot.domain.people.member import Action, Member, MemberStanding
from bot.domain.people.phones import shown_phone
from bot.domain.people.roster_rows import Note
from bot.domain.people.table import RosterColumn, decoded, stored
from bot.domain.people.table_plan import NewRow, Plan
from bot.services.office import Office
from bot.services.people import table
from bot.services.people.roster_file import RosterJob
from bot.services.people.table import Preview, RosterCame
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.pauses import Pauses
from handlers.routes import Awaited, Route

ROSTER = "roster"
TABLES = (".xlsx", ".xls", ".ods", ".csv")
"""What such a file is called; from whoever keeps the roster it is one, asked for or not."""
MOST_SIGNS = 3000
"""Signs of one message of the preview, roughly: Telegram takes 4,096, and a phone shows it."""

MOST_TOLD = 6
"""Of rows, columns or sheets that are left out, those that are named."""


async def how(visit: Visit, cell: str) -> Said:
    """What to send; from now on a file is waited for."""
    visit.acting(Action.MANAGE_MEMBERS)
    visit.move(interview_id="", editing="", shown=f"file:{ROSTER}:{cell}")
    buttons: Keyboard = (
        (Button(text("import.get_template"), f"m:template:{cell}"),),
        (Button(text("import.get_roster"), f"m:export:{cell}"),),
        (Button(text("members.back"), f"m:list:{cell}"),),
    )
    return say(Outgoing(text("import.how"), buttons))


async def template_(visit: Visit, _argument: str) -> Said:
    """`/template`: the same, typed."""
    return await template(visit, visit.member.cell_id)


async def template(visit: Visit, cell: str) -> Said:
    """The empty spreadsheet with the columns."""
    visit.post(RosterJob(cell, empty=True), cell_id=cell)
    return say(text("import.coming"))


async def export(visit: Visit, cell: str) -> Said:
    """The present roster in the same columns."""
    await visit.record("roster_exported", cell, cell)
    visit.post(RosterJob(cell, empty=False), cell_id=cell)
    return say(text("import.coming"))


@dataclass(frozen=True, slots=True)
class RosterTold:
    """A file, and the messages about what it would do if the roster stays as it is."""

    came: RosterCame
    messages: Sequence[Text]


async def read(office: Office, file: FileIn, incoming: Incoming, cell: str) -> RosterTold:
    """Reads a file, and words what it would do, before the turn: hundreds of rows take longer than
    the rest of it. Raises Refusal."""
    came = await table.read(office, file, incoming, cell)
    pauses, messages = Pauses(), []
    for message in _messages(came.file.plan, came.file.notes):
        messages.append(message)
        await pauses.may_come()
    return RosterTold(came, messages)


async def received(visit: Visit, cell: str, file: RosterTold) -> Said:
    """The file has come. It is still waited for: a corrected one may follow."""
    shown = await table.receive(visit, cell, file.came)
    same = shown.plan is file.came.file.plan
    return _asked(shown, file.messages if same else [*_messages(shown.plan, shown.notes)])


async def write(visit: Visit, pending: str) -> Said:
    """Yes."""
    done = await table.write(visit, pending)
    if done.again:
        meanwhile = text("import.changed_meanwhile")
        return _asked(done, [meanwhile, *_messages(done.plan, done.notes)])
    _no_longer_waiting(visit)
    plan = done.plan
    head = text("import.written", added=len(plan.added), changed=len(plan.changed))
    return _with_list(visit, [head, *_faults(plan)])


async def drop(visit: Visit, pending: str) -> Said:
    """No."""
    await table.drop(visit, pending)
    _no_longer_waiting(visit)
    return _with_list(visit, [text("import.dropped")])


def _no_longer_waiting(visit: Visit) -> None:
    if visit.account and visit.account.shown.startswith(f"file:{ROSTER}:"):
        visit.move(shown="")


def _with_list(visit: Visit, messages: Sequence[Text]) -> Said:
    *earlier, last = messages
    back = Button(text("members.back"), f"m:list:{visit.member.cell_id}")
    return say(*earlier, Outgoing(last, ((back,),)))


def _messages(plan: Plan, notes: Sequence[Note]) -> Iterator[Text]:
    """What a file would do, row by row."""
    if plan.roles_left:
        yield text("import.roles_left")
    if notes:
        yield text("import.told", lines=tuple(_told_of(note) for note in notes))
    yield text(
        "import.preview",
        added=len(plan.added),
        changed=len(plan.changed),
        unchanged=plan.unchanged,
        faults=len(plan.faults),
        columns=tuple(text(f"import.column_{column}") for column in _told(plan.added)),
    )
    yield from _additions(plan)
    yield from _changes(plan)
    yield from _faults(plan)


def _asked(preview: Preview, messages: Sequence[Text]) -> Said:
    """What the file would do; the buttons stand below the last message."""
    *earlier, last = messages
    base = f"mi:{preview.pending_id}"
    yes = Button(text("import.yes", count=preview.plan.writes), f"{base}:write")
    no = Button(text("import.no"), f"{base}:drop")
    return say(*earlier, Outgoing(last, ((yes,), (no,)) if preview.pending_id else ()))


def _told_of(note: Note) -> Text:
    """What was chosen or left out; of many the first ones and how many more."""
    more = len(note.items) - MOST_TOLD
    return text(f"import.told_{note.told}", items=note.items[:MOST_TOLD], more=max(more, 0))


def _additions(plan: Plan) -> Iterator[Text]:
    """The new rows; those of which there is more to say stand apart, each once."""
    rows = {entry.number: entry for entry in plan.added}
    apart = {
        title: [rows.pop(number) for number in numbers if number in rows]
        for title, numbers in (
            ("returning", plan.returning),
            ("left", plan.left),
            ("namesakes", plan.namesakes),
        )
    }
    yield from _parts("added", map(_added_line, rows.values()))
    for title, told in apart.items():
        yield from _parts(title, map(_added_line, told))
        if told:
            yield text(f"import.{title}_how")


def _added_line(entry: NewRow) -> Text:
    values = tuple(_new_value(column, entry.values[column]) for column in _told([entry]))
    return text("import.added_line", number=entry.number, name=entry.name, values=values)


def _new_value(column: RosterColumn, kept: str) -> Param:
    """A role is named as one: the party post beside it may read the same."""
    if column is RosterColumn.ROLES:
        return text(
            "import.value", column=text(f"import.column_{column}"), value=value(column, kept)
        )
    return value(column, kept)


def _told(entries: Iterable[NewRow]) -> tuple[RosterColumn, ...]:
    """The columns beside the name that any of these rows fills."""
    told = {column for entry in entries for column in entry.values}
    return tuple(column for column in RosterColumn if column in told - {RosterColumn.NAME})


def _values(told: Mapping[RosterColumn, str]) -> tuple[Text, ...]:
    """What is told beside the name."""
    return tuple(
        text("import.value", column=text(f"import.column_{column}"), value=value(column, words))
        for column in RosterColumn
        if column is not RosterColumn.NAME and (words := told.get(column))
    )


def _changes(plan: Plan) -> Iterator[Text]:
    lines = [
        text(
            "import.changed_line",
            number=change.entry.number,
            name=change.name,
            values=tuple(
                text(
                    "import.difference",
                    column=text(f"import.column_{each.column}"),
                    before=value(each.column, each.before),
                    after=value(each.column, each.after),
                )
                for each in change.differences
            ),
        )
        for change in plan.changed
    ]
    yield from _parts("changed", lines)


def _faults(plan: Plan) -> Iterator[Text]:
    lines = [
        text(
            "import.fault_line",
            number=each.number,
            name=each.name,
            why=text(f"import.fault_{each.fault}", given=each.given),
        )
        for each in plan.faults
    ]
    yield from _parts("faults", lines)


def _parts(title: str, lines: Iterable[Text]) -> Iterator[Text]:
    """These lines under their title, in as many messages as they need."""
    part: list[Text] = []
    signs = 0
    for line in lines:
        length = _signs(line)
        if part and signs + length > MOST_SIGNS:
            yield text("import.part", title=text(f"import.{title}"), lines=tuple(part))
            part, signs = [], 0
        part.append(line)
        signs += length
    if part:
        yield text("import.part", title=text(f"import.{title}"), lines=tuple(part))


def _signs(param: Param) -> int:
    """How long this will be, roughly, in any language."""
    match param:
        case Text():
            return 20 + sum(_signs(each) for each in param.params.values())
        case tuple():
            return sum(_signs(each) for each in param)
        case _:
            return len(str(param))


def value(column: RosterColumn, kept: str) -> Param:
    """A field of a member as people read it."""
    if column in (RosterColumn.KIND, RosterColumn.STANDING):
        return text(f"import.{column}_{kept}")
    if column is RosterColumn.ROLES:
        roles = tuple(text(f"import.role_{role}") for role in decoded(kept))
        return text("import.roles", roles=roles)
    if column is RosterColumn.BORN_ON and len(kept) > len("2000"):
        return text("import.birth", on=date.fromisoformat(kept))
    if column is RosterColumn.PHONE:
        return shown_phone(kept)
    return kept


def fields(member: Member) -> tuple[Text, ...]:
    """What is known about a member beside name and role, which have a place of their own; the
    standing only where it is not the usual one."""
    usual = member.standing is MemberStanding.ACTIVE
    apart = {RosterColumn.ROLES, *([RosterColumn.STANDING] if usual else [])}
    return _values({each: stored(member, each) for each in RosterColumn if each not in apart})


ROUTES = (
    Route("/template", Action.MANAGE_MEMBERS, template_),
    Route("m:import:{cell}", Action.MANAGE_MEMBERS, how),
    Route("m:template:{cell}", Action.MANAGE_MEMBERS, template),
    Route("m:export:{cell}", Action.MANAGE_MEMBERS, export),
    Route("mi:{import}:write", Action.MANAGE_MEMBERS, write),
    Route("mi:{import}:drop", Action.MANAGE_MEMBERS, drop),
)
FILES = {ROSTER: Awaited(received, read)}
