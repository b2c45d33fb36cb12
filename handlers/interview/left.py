"""Forms that somebody has left before the end: they are kept, and offered again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.messages import Button, text
from bot.services.interview import conversation, dialogues
from bot.services.interview.dialogues import Left
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.routes import Guard, Route
from handlers.screens import is_question


async def beside(visit: Visit, said: Said) -> Said:
    """What is said, with a button for each form that was left; below a question there is none,
    since what is typed there is an answer."""
    if not said.outgoing or any(each.screen for each in said.outgoing):
        return said
    return _with_buttons(said, await dialogues.left(visit))


async def after(visit: Visit, before: str, said: Said) -> Said:
    """The same for somebody who was at the question of this mark `before`, and has turned to
    something else: if that is another question, a line says that the form is kept."""
    if said.refused or not said.outgoing or not is_question(before) or visit.account is None:
        return said
    was = before.partition(":")[0]
    if not any(each.screen for each in said.outgoing):
        return _with_buttons(said, await dialogues.left(visit))
    if visit.account.interview_id == was:
        return said
    kept = next((each for each in await dialogues.left(visit) if each.id == was), None)
    if kept is None:
        return said
    first, *rest = said.outgoing
    line = text("interview.kept_aside", title=kept.title, of=kept.of)
    whole = replace(first, text=text("interview.above", above=line, below=first.text))
    return replace(said, outgoing=(whole, *rest))


def _with_buttons(said: Said, left: Sequence[Left]) -> Said:
    *before, last = said.outgoing
    there = {button.payload for row in last.buttons for button in row}
    rows = tuple(
        (Button(text("interview.go_on_with", title=each.title, of=each.of), f"f:{each.id}"),)
        for each in left
        if f"f:{each.id}" not in there
    )
    return replace(said, outgoing=(*before, replace(last, buttons=(*last.buttons, *rows))))


async def go_on(visit: Visit, dialogue_id: str) -> Said:
    """Goes on with a form where it was left."""
    return say(await conversation.show_left(visit, await dialogues.one(visit, dialogue_id)))


ROUTES = (Route("f:{dialogue}", Guard.OWNER, go_on),)
