"""One step of an interview: load it, advance it, keep the answers, and show what comes now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.content.questionnaires import files
from bot.domain.interview import advance
from bot.domain.interview.advance import Advance, Outcome, current_slot
from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer
from bot.domain.interview.questionnaire import Option, Questionnaire
from bot.domain.interview.screens import screen
from bot.domain.messages import Outgoing, Refusal, Text, text
from bot.domain.review.workflow import EDITABLE, State
from bot.services.consent import consent, readers
from bot.services.cycle import standing
from bot.services.interview import advice, fixed_days, proxy
from bot.services.office import Office, new_id
from bot.services.turns import Visit
from storage import cycles, decisions, interviews, members
from storage.engine.database import Transaction
from storage.interviews import Stored

__all__ = ["Stored"]


@dataclass(frozen=True, slots=True)
class Step:
    """What followed from one act. `complaint`: why nothing was recorded. `screens`: what to show
    now."""

    outcome: Outcome
    stored: Stored
    interview: Interview
    screens: tuple[Outgoing, ...] = ()
    complaint: Text | None = None


async def load(office: Office, tx: Transaction, stored: Stored) -> Interview:
    """The interview with its questionnaire: the cycle's frozen one, or a dialogue's own."""
    form = (
        files.thaw(stored.body)
        if stored.body
        else await standing.questionnaire(office, tx, stored.cycle_id, stored.form)
    )
    returned = None
    if stored.state is State.RETURNED:
        decision = await decisions.last(tx, stored.id, decisions.DECIDING)
        returned = decision.reasons if decision else {}
    return Interview(stored.id, form, stored.answers, stored.revision, returned)


async def begin(
    visit: Visit, form: str, *, subject: str = "", known: Mapping[str, Answer] | None = None
) -> Outgoing:
    """Opens one of the secretary's dialogues; if something was answered in one on the same subject,
    goes on with that.

    `known` values are offered and can be kept by one tap.
    """
    member = visit.member
    old = await interviews.find(visit.tx, member.cell_id, "", member.id, form, subject)
    if old and old.revision:
        return await show_left(visit, old, above=text("interview.left_here"))
    if old:
        await interviews.remove(visit.tx, old.id)
    shipped = await _with_members(visit, visit.office.forms[form])
    answers = {key: Answer(answer.value, done=False) for key, answer in (known or {}).items()}
    stored = Stored(
        id=new_id(),
        cell_id=member.cell_id,
        cycle_id="",
        member_id=member.id,
        form=form,
        state=State.DRAFT,
        revision=0,
        answers=answers,
        subject=subject,
        body=files.freeze(shipped),
    )
    await interviews.add(visit.tx, stored, now=visit.at)
    return await show(visit, stored)


async def show_left(visit: Visit, stored: Stored, *, above: Text | None = None) -> Outgoing:
    """Goes on with a dialogue that was left. Who has come to the roster since can be chosen; who is
    off it is not chosen any more."""
    shipped = visit.office.forms[stored.form]
    form = await _with_members(visit, shipped)
    if form is not shipped:
        stored = replace(stored, body=files.freeze(form), answers=_still_there(form, stored))
        await interviews.refresh(visit.tx, stored)
    return await show(visit, stored, above=above)


def _still_there(form: Questionnaire, stored: Stored) -> dict[str, Answer]:
    there = {
        question.id: [each.code for each in question.options]
        for question in form.questions
        if question.options_from
    }
    return {
        key: answer
        for key, answer in stored.answers.items()
        if key not in there or answer.value in there[key]
    }


async def _with_members(visit: Visit, form: Questionnaire) -> Questionnaire:
    if not any(question.options_from for question in form.questions):
        return form
    roster = await members.roster(visit.tx, visit.member.cell_id)
    options = tuple(Option(member.id, {"vi": member.shown}) for member in roster)
    return files.with_options(form, {"members": options})


async def show(visit: Visit, stored: Stored, *, above: Text | None = None) -> Outgoing:
    """The current screen of this interview, which the chat is about from now on."""
    interview = await load(visit.office, visit.tx, stored)
    editing = _editing(visit, stored)
    above = await _on_behalf(visit, stored, above)
    return await _shown(visit, stored, interview, editing, above=above)


async def tap(visit: Visit, interview_id: str, screen_name: str, act: str) -> Step:
    """Takes a tap on an interview's screen. Another person's interview is refused."""
    stored = await _own(visit, interview_id)
    interview = await load(visit.office, visit.tx, stored)
    editing = _editing(visit, stored)
    turn = advance.tap(interview, editing, screen_name, act, visit.typing())
    return await _settle(visit, stored, interview, turn)


async def typed(visit: Visit, words: str, *, for_this: bool = True) -> Step:
    """Takes a typed text, for the interview that this chat is about; `for_this`: for the screen
    that was shown in it last. Otherwise nothing is recorded, and the current screen is shown."""
    assert visit.account is not None  # noqa: S101 -- the router asks only when one is active
    stored = await _own(visit, visit.account.interview_id)
    interview = await load(visit.office, visit.tx, stored)
    shown = visit.account.shown if for_this else ""
    turn = advance.typed(interview, visit.account.editing, shown, words, visit.typing())
    return await _settle(visit, stored, interview, turn)


async def at(visit: Visit, mark: str) -> tuple[Interview, str]:
    """The own interview that a screen's mark names, and the screen's place in it."""
    interview_id, _, place = mark.partition(":")
    stored = await _own(visit, interview_id)
    return await load(visit.office, visit.tx, stored), place


async def typed_at(visit: Visit, mark: str, words: str) -> Step:
    """A text for a question that its writer has named, whichever is current. If that question is
    not open any more, nothing is recorded."""
    interview_id, _, place = mark.partition(":")
    stored = await _own(visit, interview_id)
    interview = await load(visit.office, visit.tx, stored)
    turn = advance.typed(interview, place, place, words, visit.typing())
    return await _settle(visit, stored, interview, turn)


async def open_at(visit: Visit, mark: str, *, above: Text | None = None) -> Outgoing:
    """The screen of a question that its author wants to change. Refused if it is not open."""
    interview_id, _, place = mark.partition(":")
    stored = await _own(visit, interview_id)
    interview = await load(visit.office, visit.tx, stored)
    if advance.screen_key(interview, place) != place:
        raise Refusal("typed.not_open")
    return await _shown(
        visit, stored, interview, place, above=await _on_behalf(visit, stored, above)
    )


async def own_form(visit: Visit) -> Stored | None:
    """The secretary's dialogue that this chat is about, if any; a review is not one."""
    account = visit.account
    if account is None or not account.interview_id:
        return None
    stored = await interviews.get(visit.tx, account.interview_id)
    mine = stored and stored.member_id in {member.id for member in visit.memberships}
    return stored if stored and mine and not stored.cycle_id else None


async def typed_for_another(visit: Visit) -> Stored | None:
    """The review of somebody else that this chat is about, as long as it can be typed."""
    account = visit.account
    if account is None or not account.interview_id:
        return None
    stored = await interviews.get(visit.tx, account.interview_id)
    if stored is None or proxy.is_own(visit, stored) or stored.state not in EDITABLE:
        return None
    cycle = await cycles.cycle(visit.tx, stored.cycle_id)
    if cycle is None or cycle.closed_at is not None:
        return None
    try:
        await proxy.writing_for(visit, stored)
    except Refusal:
        return None
    return stored


async def discard(visit: Visit, stored: Stored) -> None:
    """Removes a dialogue; the chat is about nothing until something is shown."""
    await interviews.remove(visit.tx, stored.id)
    visit.move(interview_id="", editing="", shown="")


async def _own(visit: Visit, interview_id: str) -> Stored:
    stored = await interviews.get(visit.tx, interview_id)
    if stored is None:
        raise Refusal("interview.gone")
    if await proxy.writing_for(visit, stored) is None:
        own = visit.author(stored.member_id) if stored.cycle_id else visit.own(stored.member_id)
        visit.enter(own.cell_id)
    if stored.state not in EDITABLE:
        raise Refusal("interview.handed_in")
    if stored.cycle_id:
        await require_open(visit.tx, stored.cycle_id)
    return stored


async def require_open(tx: Transaction, cycle_id: str) -> None:
    """Raises Refusal when the cycle is closed: nothing can be written any more."""
    cycle = await cycles.cycle(tx, cycle_id)
    if cycle is None or cycle.closed_at is not None:
        raise Refusal("cycle.closed")


def _editing(visit: Visit, stored: Stored) -> str:
    account = visit.account
    return account.editing if account and account.interview_id == stored.id else ""


async def _settle(visit: Visit, stored: Stored, before: Interview, turn: Advance) -> Step:
    """Keeps what changed, and shows what comes now. The one place where answers are recorded."""
    if stored.cycle_id:
        await consent.require(visit, stored.member_id)
    after = turn.interview
    if after.revision != before.revision:
        await interviews.keep_answers(
            visit.tx, stored.id, after.answers, after.revision, now=visit.at
        )
        stored = replace(stored, answers=after.answers, revision=after.revision)
        stored = await _kept(visit, stored)
    if turn.complaint and not turn.stale:
        return Step(turn.outcome, stored, after, complaint=turn.complaint)
    if turn.outcome is not Outcome.GO_ON:
        return Step(turn.outcome, stored, after)
    above = await _on_behalf(visit, stored, turn.complaint or fixed_days.said(visit, before, after))
    shown = await _shown(visit, stored, after, turn.editing, above=above, replaces=turn.same_screen)
    return Step(turn.outcome, stored, after, (shown,), turn.complaint)


async def _kept(visit: Visit, stored: Stored) -> Stored:
    """Records the act for the audit, and with the review who typed it, if that was not the
    author."""
    if proxy.is_own(visit, stored):
        await visit.record("answered", stored.id, stored.cell_id)
        return stored
    typist = visit.member.id
    await visit.record("answered_for_another", stored.id, stored.cell_id)
    if stored.entered_by != typist:
        await interviews.enter_for(visit.tx, stored.id, typist)
    return replace(stored, entered_by=typist)


async def _on_behalf(visit: Visit, stored: Stored, above: Text | None) -> Text | None:
    """The line above the screen; a person who types for another reads so on every screen."""
    if proxy.is_own(visit, stored):
        return above
    author = await members.member(visit.tx, stored.member_id)
    told = text("proxy.typing_for", name=author.shown if author else "")
    return text("interview.above", above=told, below=above) if above else told


async def _shown(
    visit: Visit,
    stored: Stored,
    interview: Interview,
    editing: str,
    *,
    above: Text | None = None,
    replaces: bool = False,
) -> Outgoing:
    who_reads = await _readers(visit, stored, interview, editing)
    notes = await advice.notes(visit, stored, interview, editing)
    outgoing = screen(interview, editing, readers=who_reads, replaces=replaces, notes=notes)
    visit.move(
        member_id=stored.member_id if proxy.is_own(visit, stored) else visit.member.id,
        interview_id=stored.id,
        editing=editing,
        shown=outgoing.screen,
    )
    if stored.subject and not stored.cycle_id:
        outgoing = replace(outgoing, about=f"{stored.form}:{stored.subject}")
    if above is None:
        return outgoing
    return replace(outgoing, text=text("interview.above", above=above, below=outgoing.text))


async def _readers(visit: Visit, stored: Stored, interview: Interview, editing: str) -> Text | None:
    """Who will read the answer to the question on the screen; `None` if there is none, or the
    questionnaire says so."""
    slot = current_slot(interview, editing)
    if not stored.cycle_id or slot is None:
        return None
    author = await members.member(visit.tx, stored.member_id)
    if author is None:
        return None
    helped = not proxy.is_own(visit, stored)
    form = interview.questionnaire
    return await readers.line(visit.tx, form, slot.question, author, visit.at, helped=helped)
