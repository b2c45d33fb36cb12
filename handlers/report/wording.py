"""The secretary's chat about the report's sentences: reading them part by part, rewriting them."""

from __future__ import annotations

from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer
from bot.domain.messages import Button, Keyboard, Outgoing, Refusal, Text, text
from bot.domain.papers.register import REPORT
from bot.domain.people.member import Action
from bot.domain.report.summary import Edition
from bot.services.interview import conversation
from bot.services.interview.conversation import Stored
from bot.services.report import wording
from bot.services.report.wording import Sentence, SentencePart, WordingState
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.keyboards import numbered, page_of, turning
from handlers.routes import Route

PAGE = 8
PER_ROW = 4
LONGEST_LINE = 220


async def parts(visit: Visit, cycle_id: str, edition: Edition) -> Said:
    """Shows the parts of the report, with how many sentences of each were rewritten."""
    found = await wording.parts(visit, cycle_id, edition)
    base = f"e:{cycle_id}:{edition}"
    grid = numbered({part.number: f"{base}:{part.number}:1" for part in found}, PER_ROW)
    if edition is Edition.OFFICIAL:
        report = Button(text("wording.offer"), f"rg:offer:{cycle_id}:{REPORT}")
    else:
        report = Button(text("wording.report"), f"s:summary:{cycle_id}")
    message = text(
        "wording.parts",
        edition=text(f"figures.edition_{edition}"),
        parts=tuple(_part_line(part) for part in found),
    )
    return say(Outgoing(message, (*grid, (report,)), protected=True))


def _part_line(part: SentencePart) -> Text:
    changed = (WordingState.WRITTEN, WordingState.LEFT_OUT)
    return text(
        "wording.part_line",
        number=part.number,
        title=part.title,
        written=sum(each.standing in changed for each in part.sentences),
        outdated=sum(each.standing is WordingState.OUTDATED for each in part.sentences),
    )


async def part(visit: Visit, cycle_id: str, edition: Edition, number: int, page: int) -> Said:
    """Shows the sentences of one part, a few on each page."""
    found = await wording.parts(visit, cycle_id, edition)
    chosen = next((each for each in found if each.number == number), None)
    if chosen is None:
        raise Refusal("interview.forged")
    base = f"e:{cycle_id}:{edition}"
    shown = page_of(chosen.sentences, page, PAGE)
    message = text(
        "wording.part",
        title=chosen.title,
        page=shown.number,
        pages=shown.pages,
        sentences=tuple(_line(n, each) for n, each in shown.entries),
    )
    grid = numbered({n: f"{base}:see:{each.id}" for n, each in shown.entries}, PER_ROW)
    back = (Button(text("wording.back"), base),)
    rows = (*grid, *turning(shown, f"{base}:{number}"), back)
    return say(Outgoing(message, rows, protected=True))


def _line(number: int, each: Sentence) -> Text:
    own = each.own and each.standing is WordingState.PROPOSED
    lead = f"{each.lead} " if each.lead else ""
    return text(
        "wording.line_own" if own else f"wording.line_{each.standing}",
        number=number,
        words=_short(lead + each.words),
        proposed=_short(lead + each.proposed),
    )


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_LINE else words[: LONGEST_LINE - 1].rstrip() + "…"


async def see(visit: Visit, cycle_id: str, edition: Edition, sentence_id: str) -> Said:
    """Shows one sentence, and what can be done with it."""
    return say(await _see(visit, cycle_id, edition, sentence_id))


async def _see(visit: Visit, cycle_id: str, edition: Edition, sentence_id: str) -> Outgoing:
    stands_in, found = await wording.sentence(visit, cycle_id, edition, sentence_id)
    message = text(
        "wording.sentence",
        title=stands_in.title,
        own=found.own,
        about=found.about,
        lead=found.lead,
        proposed=found.proposed,
        words=found.words,
        written=found.written,
        left_out=found.standing is WordingState.LEFT_OUT,
        outdated=found.standing is WordingState.OUTDATED,
    )
    base = f"e:{cycle_id}:{edition}"
    back = Button(
        text("wording.back_to_part", number=stands_in.number, title=stands_in.title),
        f"{base}:{stands_in.number}:1",
    )
    return Outgoing(message, (*_acts(base, found), (back,)), protected=True)


def _acts(base: str, found: Sentence) -> Keyboard:
    """What can be done: an outdated sentence is used or dropped before anything else."""
    write = Button(
        text("wording.write_own" if found.own and not found.written else "wording.write"),
        f"{base}:write:{found.id}",
    )
    restore = Button(
        text("wording.restore_own" if found.own else "wording.restore"),
        f"{base}:restore:{found.id}",
    )
    omit = Button(text("wording.leave_out"), f"{base}:omit:{found.id}")
    use = Button(text("wording.use"), f"{base}:use:{found.id}")
    match found.standing:
        case WordingState.PROPOSED:
            return ((write,),) if found.own else ((write, omit),)
        case WordingState.WRITTEN:
            return ((write, restore),)
        case WordingState.LEFT_OUT:
            return ((write, restore),)
        case WordingState.OUTDATED:
            return ((use,), (write, restore))


async def write(visit: Visit, cycle_id: str, edition: Edition, sentence_id: str) -> Said:
    """Begins the form for new words, with those of now to keep."""
    _, found = await wording.sentence(visit, cycle_id, edition, sentence_id)
    now = found.written or found.words
    known = {"words": Answer(now)} if now else {}
    subject = f"{cycle_id}:{edition}:{sentence_id}"
    return say(await conversation.begin(visit, "sentence", subject=subject, known=known))


async def written(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """Keeps the words of the form, and shows the sentence with them."""
    cycle_id, edition, sentence_id = stored.subject.split(":")
    words = str(interview.answers["words"].value)
    await wording.write(visit, cycle_id, Edition(edition), sentence_id, words)
    return say(await _see(visit, cycle_id, Edition(edition), sentence_id))


async def omit(visit: Visit, cycle_id: str, edition: Edition, sentence_id: str) -> Said:
    """Leaves the sentence out of the report."""
    await wording.leave_out(visit, cycle_id, edition, sentence_id)
    return say(await _see(visit, cycle_id, edition, sentence_id))


async def restore(visit: Visit, cycle_id: str, edition: Edition, sentence_id: str) -> Said:
    """Goes back to the sentence that the program proposes."""
    await wording.restore(visit, cycle_id, edition, sentence_id)
    return say(await _see(visit, cycle_id, edition, sentence_id))


async def use(visit: Visit, cycle_id: str, edition: Edition, sentence_id: str) -> Said:
    """Keeps words that were written for earlier figures."""
    await wording.use(visit, cycle_id, edition, sentence_id)
    return say(await _see(visit, cycle_id, edition, sentence_id))


ROUTES = (
    Route("e:{cycle}:{edition}", Action.MANAGE_CYCLE, parts),
    Route("e:{cycle}:{edition}:{number}:{page}", Action.MANAGE_CYCLE, part),
    Route("e:{cycle}:{edition}:see:{sentence}", Action.MANAGE_CYCLE, see),
    Route("e:{cycle}:{edition}:write:{sentence}", Action.MANAGE_CYCLE, write),
    Route("e:{cycle}:{edition}:omit:{sentence}", Action.MANAGE_CYCLE, omit),
    Route("e:{cycle}:{edition}:restore:{sentence}", Action.MANAGE_CYCLE, restore),
    Route("e:{cycle}:{edition}:use:{sentence}", Action.MANAGE_CYCLE, use),
)
FORMS = {"sentence": written}
