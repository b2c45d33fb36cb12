"""What comes out as documents and as the report's chat text; never inside a turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

from bot.content.papers import chat_report
from bot.content.papers.circulated_chat import circulated_parts
from bot.content.tables import spreadsheets
from bot.content.tables.figures import figures_file
from bot.content.tables.spreadsheets import Table
from bot.domain.messages import Button, FileOut, Outgoing, text
from bot.domain.papers.register import PLAN, REPORT
from bot.domain.people.member import Category, Member
from bot.domain.people.table import (
    MOST_LINES,
    READ,
    RosterColumn,
    decoded,
    shown_birth,
    stored,
)
from bot.domain.report.summary import Edition
from bot.services.cycle import status
from bot.services.office import Office
from bot.services.papers import cell_plan, issue, own_form_print, own_print
from bot.services.parcels import (
    BlankJob,
    CirculatedJob,
    Contents,
    DataExport,
    FactsJob,
    FiguresJob,
    FormCheckJob,
    FormExampleJob,
    IssueJob,
    PaperJob,
    PlanJob,
    RosterJob,
    SheetJob,
    SpokenJob,
    StandingJob,
    SummaryJob,
)
from bot.services.privacy import export
from bot.services.report import circulated as circulating
from bot.services.report import summaries
from bot.services.review import sheets
from storage import members


async def papers(office: Office, job: Contents, language: str) -> AsyncIterator[Outgoing | FileOut]:
    """What this job makes, each part as soon as it is ready."""
    match job:
        case SummaryJob() | CirculatedJob():
            async for part in report(office, job, language):
                yield part
        case BlankJob():
            async for printed in blanks(office, job, language):
                yield printed
        case _:
            for made in await _MADE_AT_ONCE[type(job)](office, job, language):
                yield made


async def roster(office: Office, job: RosterJob, language: str) -> Sequence[FileOut]:
    """The cell's roster as a spreadsheet, or an empty one to fill in, with an example."""
    known = [] if job.empty else await office.db.read(lambda tx: members.roster(tx, job.cell_id))
    key = "template" if job.empty else "roster"

    def say(name: str) -> str:
        return office.catalogue.render(text(f"import.{name}"), language).strip()

    sheets = roster_sheets(known, say, example=job.empty)
    body = await asyncio.to_thread(spreadsheets.written, sheets, MOST_LINES)
    name = f"{say(f'{key}_file')}.xlsx"
    return (FileOut(name, spreadsheets.XLSX, body, say(f"{key}_caption")),)


def roster_sheets(
    known: Sequence[Member], say: Callable[[str], str], *, example: bool
) -> Sequence[Table]:
    """The sheets of such a file; what is written here is read again as it was."""
    heading = [say(f"column_{column}") for column in RosterColumn]
    choices = {
        list(RosterColumn).index(RosterColumn.CATEGORY): [say(f"category_{c}") for c in Category],
        list(RosterColumn).index(RosterColumn.ROLES): [say(f"role_{role}") for role in READ],
    }
    widths = [len(words) + 14 for words in heading]
    rows = [[_cell(member, column, say) for column in RosterColumn] for member in known]
    sheets = [Table(say("sheet_title"), heading, rows, choices, widths)]
    if example:
        shown = [
            [cell.strip() for cell in row.split("|")] for row in say("example_rows").splitlines()
        ]
        sheets.append(Table(say("example_title"), heading, shown, choices, widths))
    return sheets


def _cell(member: Member, column: RosterColumn, say: Callable[[str], str]) -> str:
    value = stored(member, column)
    if column is RosterColumn.CATEGORY:
        return say(f"category_{value}")
    if column is RosterColumn.ROLES:
        return ", ".join(say(f"role_{role}") for role in decoded(value))
    if column is RosterColumn.BORN_ON:
        return shown_birth(value)
    return value


def report(
    office: Office, job: SummaryJob | CirculatedJob, language: str
) -> AsyncIterator[Outgoing | FileOut]:
    """The report that this job asks for, part by part."""
    if isinstance(job, CirculatedJob):
        return circulated(office, job, language)
    return summary(office, job, language)


async def circulated(
    office: Office, job: CirculatedJob, language: str
) -> AsyncIterator[Outgoing | FileOut]:
    """The report that may leave the committee, issued by the first who asks for it; no picture,
    whose bars would be as hidden as the figures. Nothing for an unknown cycle."""
    report = await circulating.issue(office, job)
    if report is None:
        return
    for part in circulated_parts(report):
        yield Outgoing(part)
    pdf, docx = await office.renderer.both(report, language)
    yield _printed(office, docx, "figures.circulated_docx", language)
    yield _printed(office, pdf, "figures.circulated_pdf", language)


async def issued(
    office: Office, job: IssueJob | PaperJob, language: str
) -> Sequence[FileOut | Outgoing]:
    """A paper as it was issued, by this job or before; nothing for an unknown one."""
    if isinstance(job, IssueJob):
        entry = await issue.issued(office, job)
    else:
        entry = await issue.entry(office, job)
    if entry is None:
        return ()
    paper = issue.reopened(entry)
    pdf, docx = await office.renderer.both(paper, paper.language)
    number = paper.head.number
    shelf = Button(text("register.open"), f"rg:list:{entry.cell_id}:1")
    say = office.catalogue.render
    return (
        FileOut(
            docx.name,
            docx.media_type,
            docx.body,
            say(text("issuing.docx", number=number), language),
        ),
        FileOut(
            pdf.name, pdf.media_type, pdf.body, say(text("issuing.pdf", number=number), language)
        ),
        Outgoing(text("issuing.done", number=number), ((shelf,),)),
    )


async def figures(office: Office, job: FiguresJob, language: str) -> Sequence[FileOut]:
    """What is countable, as a spreadsheet; nothing for an unknown cycle."""
    found = await summaries.summary(office, job.cycle_id, Edition(job.edition))
    if found is None:
        return ()
    name, body = await asyncio.to_thread(figures_file, found, language)
    caption = office.catalogue.render(text("figures.sheet_caption"), language)
    return (FileOut(f"{name}.xlsx", spreadsheets.XLSX, body, caption),)


async def plan(office: Office, job: PlanJob, language: str) -> Sequence[FileOut | Outgoing]:
    """The cell's plan as a draft, and the button that issues it; nothing for an unknown cycle."""
    found = await office.db.read(lambda tx: cell_plan.cell_plan(office, tx, job.cycle_id))
    if found is None:
        return ()
    pdf, docx = await office.renderer.both(found, language)
    number = Button(text("issuing.begin"), f"rg:offer:{job.cycle_id}:{PLAN}")
    return (
        _printed(office, docx, "plan.docx", language),
        _printed(office, pdf, "plan.pdf", language),
        Outgoing(text("plan.done"), ((number,),)),
    )


async def own_data(office: Office, job: DataExport, language: str) -> Sequence[FileOut]:
    """Everything that lies about a member: for a machine, and to be read."""
    found = await office.db.read(lambda tx: export.gather(office, tx, job.member_id, language))
    if found is None:
        return ()
    rendered = await office.renderer.own_data(found.paper, language)
    say = office.catalogue.render
    caption, machine = (say(text(f"export.{key}"), language) for key in ("caption", "machine"))
    return (
        FileOut(rendered.name, rendered.media_type, rendered.body, caption),
        FileOut(f"{found.paper.file}.json", "application/json", found.machine, machine),
    )


async def summary(
    office: Office, job: SummaryJob, language: str
) -> AsyncIterator[Outgoing | FileOut]:
    """An edition of the consolidated report as it stands now, each part as soon as it is ready.

    The figures come first, then the picture, then the documents; nothing for an unknown cycle.
    """
    edition = Edition(job.edition)
    found = await summaries.summary(office, job.cycle_id, edition)
    if found is None:
        return
    papers = asyncio.create_task(office.renderer.both(found, language))
    try:
        for part in chat_report.parts(found):
            yield Outgoing(part)
        yield _printed(
            office, await office.renderer.chart(found, language), "summary.chart", language
        )
        pdf, docx = await papers
    finally:
        papers.cancel()
    yield _printed(office, docx, "summary.docx", language)
    yield _printed(office, pdf, "summary.pdf", language)
    if job.leads:
        async for made in own_form_print.filled(office, job.cycle_id, found, language):
            yield made
    yield _done(job.cycle_id, edition, leads=job.leads)


def _done(cycle_id: str, edition: Edition, *, leads: bool) -> Outgoing:
    """What comes after a report: again, the other edition, the figures, the one for others to read;
    for who leads the cell also its wording, its number and where its figures come from."""
    again = Button(text("summary.again"), f"s:summary:{cycle_id}:{edition}")
    other = Button(text(f"figures.get_{edition.other}"), f"s:summary:{cycle_id}:{edition.other}")
    words = Button(text("wording.begin"), f"e:{cycle_id}:{edition}")
    number = Button(text("issuing.begin"), f"rg:offer:{cycle_id}:{REPORT}")
    sheet = Button(text("figures.sheet"), f"s:figures:{cycle_id}:{edition}")
    trace = Button(text("tracing.begin"), f"t:{cycle_id}:{edition}")
    leaving = Button(text("figures.get_circulated"), f"s:circulate:{cycle_id}:{edition}")
    paper = (words, number) if edition is Edition.OFFICIAL else (words,)
    own = (paper, (sheet, trace)) if leads else ((sheet,),)
    done = text("figures.done", edition=text(f"figures.edition_{edition}"))
    return Outgoing(done, ((again, other), *own, (leaving,)))


def _printed(office: Office, rendered: FileOut, key: str, language: str) -> FileOut:
    caption = office.catalogue.render(text(key), language)
    return FileOut(rendered.name, rendered.media_type, rendered.body, caption)


async def standing(office: Office, job: StandingJob, language: str) -> Sequence[FileOut]:
    """Who stands where as a picture, without names; nothing for an unknown cycle."""
    found = await office.db.read(lambda tx: status.picture(office, tx, job))
    if found is None:
        return ()
    rendered = await office.renderer.standing(found, language)
    caption = office.catalogue.render(text("status.picture"), language)
    return (FileOut(rendered.name, rendered.media_type, rendered.body, caption),)


async def blanks(office: Office, job: BlankJob, language: str) -> AsyncIterator[FileOut]:
    """The paper form as PDF and Word: blank, or one for each of the members."""
    for blank in await office.db.read(lambda tx: sheets.blanks(office, tx, job)):
        caption = office.catalogue.render(text("blank.caption", name=blank.name), language)
        for each in await office.renderer.both(blank, language):
            yield FileOut(each.name, each.media_type, each.body, caption)


_MADE_AT_ONCE: Mapping[type, Callable[..., Awaitable[Sequence[FileOut | Outgoing]]]] = {
    SheetJob: own_print.sheet,
    SpokenJob: own_print.spoken,
    FactsJob: own_print.facts,
    StandingJob: standing,
    RosterJob: roster,
    DataExport: own_data,
    FiguresJob: figures,
    FormCheckJob: own_form_print.looked_at,
    FormExampleJob: own_form_print.example,
    PlanJob: plan,
    IssueJob: issued,
    PaperJob: issued,
}
"""What makes one paper or two, and is sent when all of it is ready."""
