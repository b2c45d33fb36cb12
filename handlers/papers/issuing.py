"""The secretary's chat about issuing a paper: what it would be without, how it would look, its
number; and what goes with an issued report to the organisation above alone."""

from __future__ import annotations

from bot.domain.interview.interview import Interview
from bot.domain.messages import Button, Keyboard, Outgoing, text
from bot.domain.papers.register import REPORT
from bot.domain.people.member import Action
from bot.domain.report.summary import Edition
from bot.domain.style import STANDARD
from bot.services.interview import conversation
from bot.services.interview.conversation import Stored
from bot.services.papers import full_figures, issue, offer, register
from bot.services.papers.issue import PreviewJob
from bot.services.papers.offer import Offer
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.keyboards import in_rows
from handlers.routes import Route


async def offered(visit: Visit, cycle_id: str, type_: str) -> Said:
    """Shows what the paper would be if it were issued now, and asks whether to issue it."""
    return say(await _offered(visit, cycle_id, type_))


async def _offered(visit: Visit, cycle_id: str, type_: str) -> Outgoing:
    found = await offer.offer(visit, cycle_id, type_)
    before = found.before
    message = text(
        "issuing.offer" if type_ == REPORT else "issuing.offer_plan",
        number=found.number,
        counted=found.counted,
        required=found.required,
        before=register.symbol(before.type, before.number, STANDARD, visit.language)
        if before
        else "",
        kept=found.kept,
        gaps=tuple(gap.line for gap in found.gaps),
    )
    return Outgoing(message, _buttons(found, cycle_id, type_))


def _buttons(found: Offer, cycle_id: str, type_: str) -> Keyboard:
    """First what mends the paper, each once; then how it looks; then whether to issue it."""
    mending = {gap.mend.payload: gap.mend for gap in found.gaps}
    ask = "early" if found.early else "issue"
    yes = Button(text("issuing.sure"), f"rg:{ask}:{cycle_id}:{found.paper_id}:{type_}")
    number = Button(text("issuing.number"), f"rg:number:{cycle_id}:{type_}")
    no = Button(text("issuing.not_yet"), f"s:status:{cycle_id}")
    if type_ != REPORT:
        return ((yes,), (number, no))
    preview = Button(text("issuing.preview"), f"rg:preview:{cycle_id}")
    words = Button(text("wording.begin"), f"e:{cycle_id}:{Edition.OFFICIAL}")
    mending.pop(words.payload, None)
    return (*in_rows(tuple(mending.values()), 2), (preview, words), (number, no), (yes,))


async def preview(visit: Visit, cycle_id: str) -> Said:
    """Sends the report as it would be issued now."""
    secretary = visit.acting(Action.MANAGE_CYCLE)
    cycle = await offer.cycle_of(visit, secretary, cycle_id, REPORT)
    visit.post(PreviewJob(cycle.id), cell_id=cycle.cell_id)
    await visit.record("summary", cycle.id, cycle.cell_id)
    return say(text("issuing.preview_coming"))


async def number(visit: Visit, cycle_id: str, type_: str) -> Said:
    """Begins the form for another number."""
    subject = f"{cycle_id}:{type_}"
    return say(await conversation.begin(visit, "paper_number", subject=subject))


async def renumbered(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """Takes all numbers before that of the form as used, and offers the paper again."""
    cycle_id, type_ = stored.subject.split(":")
    await register.begin_with(visit, type_, int(str(interview.answers["number"].value)))
    return say(await _offered(visit, cycle_id, type_))


async def ask_again(visit: Visit, cycle_id: str, paper_id: str, type_: str) -> Said:
    """Asks once more where the cycle's figures would be frozen that tell nothing, or too early."""
    found = await offer.offer(visit, cycle_id, type_)
    message = text(
        "issuing.early",
        counted=found.counted,
        nothing=found.is_empty,
        waiting=found.waiting,
    )
    yes = Button(text("issuing.anyway"), f"rg:issue:{cycle_id}:{paper_id}:{type_}")
    no = Button(text("issuing.not_yet"), f"s:status:{cycle_id}")
    return say(Outgoing(message, ((yes,), (no,))))


async def issue_paper(visit: Visit, cycle_id: str, paper_id: str, type_: str) -> Said:
    """Issues the paper; a second tap on the same button issues nothing more."""
    await issue.issue(visit, cycle_id, paper_id, type_)
    return say(text("issuing.coming"))


async def ask_full(visit: Visit, paper_id: str) -> Said:
    """Says who could be known by all figures, before they are made."""
    found = await full_figures.warning(visit, paper_id)
    message = text(
        "issuing.full_sure",
        names=found.names,
        counted=found.counted,
        moved=found.counted != found.reported,
        reported=found.reported,
    )
    yes = Button(text("issuing.full_yes"), f"rg:full:{paper_id}:yes")
    no = Button(text("issuing.full_no"), f"rg:list:{visit.member.cell_id}:1")
    return say(Outgoing(message, ((yes,), (no,)), protected=True))


async def full(visit: Visit, paper_id: str) -> Said:
    """Makes the annex with all figures."""
    await full_figures.send(visit, paper_id)
    return say(text("issuing.full_coming"))


ROUTES = (
    Route("rg:offer:{cycle}:{type}", Action.MANAGE_CYCLE, offered),
    Route("rg:preview:{cycle}", Action.MANAGE_CYCLE, preview),
    Route("rg:number:{cycle}:{type}", Action.MANAGE_CYCLE, number),
    Route("rg:early:{cycle}:{offer}:{type}", Action.MANAGE_CYCLE, ask_again),
    Route("rg:issue:{cycle}:{offer}:{type}", Action.MANAGE_CYCLE, issue_paper),
    Route("rg:full:{paper}", Action.MANAGE_CYCLE, ask_full),
    Route("rg:full:{paper}:yes", Action.MANAGE_CYCLE, full),
)
FORMS = {"paper_number": renumbered}
