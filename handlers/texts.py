"""A typed text belongs to the screen that its writer saw."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.domain.messages import Manner, Outgoing, Text, text
from bot.domain.words import Longest, fold
from bot.services.interview import conversation, held
from bot.services.office import codes_in
from bot.services.people.entry import code_in
from bot.services.turns import Visit
from handlers import menu
from handlers.contract import Said, say
from handlers.interview import doubt, member
from handlers.people import entry
from handlers.screens import is_question

LONG = 20
"""Characters from which nobody gives the same answer twice on purpose."""


async def typed(visit: Visit, words: str) -> Said:
    """Takes a text for what its writer saw, or asks."""
    account, seen = visit.account, visit.incoming.seen
    is_typed = visit.incoming.manner is Manner.TYPED
    if account and is_typed and (chosen := _chosen(visit, words)):
        if seen in (None, account.screen):
            return await menu.ROUTES.tapped(visit, chosen)
        if not account.shown:
            return await _for_another_menu(visit)
    if account and account.shown.startswith(entry.JOINING):
        return await entry.name_given(visit, account.shown[len(entry.JOINING) :], words)
    if account and account.interview_id and account.shown:
        return await _at_a_question(visit, words)
    if account and visit.incoming.gives_back and is_question(seen or "") and seen != account.screen:
        return await _for_another_menu(visit)
    return await _elsewhere(visit, words)


def _chosen(visit: Visit, words: str) -> str | None:
    """The button that was typed; on the consent screen also by any words of consent."""
    account = visit.account
    if account is None:
        return None
    chosen = payload_of(account.offered, words, numbers=not account.held)
    if chosen or not visit.office.lexicon.asks("agree", words):
        return chosen
    offered = [to for _, to in json.loads(account.offered or "[]")]
    return next((to for to in offered if to.startswith("c:") and to.endswith(":y")), None)


async def _elsewhere(visit: Visit, words: str) -> Said:
    """A text while nothing is asked: a code, or a greeting."""
    found = codes_in(words)
    if not visit.memberships:
        return await entry.start(visit, words if found else "")
    if found and (" " not in words or await code_in(visit, words)):
        return await entry.start(visit, words)
    if visit.office.lexicon.means("start", words):
        return await member.resume(visit)
    if visit.office.lexicon.asks("cancel", words):
        return await menu.cancel(visit)
    return await menu.help_(visit, "")


async def _for_another_menu(visit: Visit) -> Said:
    """A number or label for a menu that is not the last one any more: it chooses nothing."""
    why = text("typed.other_menu")
    shown = await member.resume(visit) if visit.incoming.gives_back else Said()
    return replace(_under(why, shown), notice=why, refused=True)


def _under(why: Text, shown: Said) -> Said:
    """The sentence with the screen below it, in one message."""
    first, *rest = shown.outgoing or (Outgoing(why),)
    if shown.outgoing:
        first = replace(first, text=text("interview.above", above=why, below=first.text))
    return replace(shown, outgoing=(first, *rest))


async def _at_a_question(visit: Visit, words: str) -> Said:
    """An answer, something asked for, or a text that must say first what it is."""
    assert visit.account is not None  # noqa: S101 -- a question is on the screen
    if visit.incoming.manner is Manner.FORWARDED:
        return await doubt.ask(visit, words, "forwarded")
    if said := await _asked_for(visit, words):
        return said
    here = f"{visit.account.interview_id}:{visit.account.shown}"
    seen = visit.incoming.seen
    if seen not in (None, here, visit.account.screen):
        return await _for_another_question(visit, words, seen or "")
    before = await held.earlier(visit, "") if len(words) >= LONG else ""
    if before and await held.repeats(visit, before, words):
        return await doubt.ask(visit, words, "twice")
    return await menu.answered(visit, words)


async def _asked_for(visit: Visit, words: str) -> Said | None:
    """What is said to words that mean no answer; at a question for words of one's own, those that
    could be one are asked about."""
    lexicon = visit.office.lexicon
    if lexicon.asks("help", words):
        return await menu.help_(visit, "")
    if lexicon.asks("unclear", words):
        return _under(text("typed.unclear"), await member.resume(visit))
    cancels = lexicon.asks("cancel", words)
    if not cancels and not lexicon.asks("aside", words):
        return None
    assert visit.account is not None  # noqa: S101 -- a question is on the screen
    mark = f"{visit.account.interview_id}:{visit.account.shown}"
    interview, _ = await conversation.at(visit, mark)
    if doubt.is_written(interview, visit.account.editing):
        return await doubt.ask(visit, words, "command" if cancels else "aside")
    return await menu.cancel(visit) if cancels else None


async def _for_another_question(visit: Visit, words: str, seen: str) -> Said:
    """Not recorded: sent twice, given back, or asked about."""
    there = await held.earlier(visit, seen)
    if await held.repeats(visit, there, words):
        return _under(text("typed.once"), await member.resume(visit))
    if visit.incoming.gives_back:
        return await menu.answered(visit, words, for_this=False)
    return await doubt.ask(visit, words, "early", there=there)


async def caption(visit: Visit, words: str) -> Said:
    """The words beside a file that nobody awaits: they may be the answer, so that is asked."""
    why = text("file.not_awaited", in_question=True)
    asked = await doubt.ask(visit, words, "caption")
    return say(why, *asked.outgoing)


def payload_of(offered: str, words: str, *, numbers: bool = True) -> str | None:
    """The payload of the menu's button that was typed: its label, accents aside, or its number."""
    if len(words) > Longest.CHOICE:
        return None
    buttons = json.loads(offered) if offered else []
    wanted = fold(words)
    if wanted.isdecimal() and wanted.isascii():
        by_label = [payload for label, payload in buttons if label == wanted]
        position = int(wanted) - 1 if len(wanted) <= 3 else -1
        by_place = [payload for _, payload in buttons[position : position + 1]]
        found = [*by_label, *(by_place if position >= 0 else ())]
        return next(iter(found), None) if numbers else None
    typed_ = bare(words)
    return next((payload for label, payload in buttons if bare(label) == typed_), None)


def bare(label: str) -> str:
    """A label without the signs around it, as somebody would type it."""
    plain = fold(label)
    letters = [place for place, sign in enumerate(plain) if sign.isalnum() or sign == "_"]
    return plain[letters[0] : letters[-1] + 1] if letters else ""
