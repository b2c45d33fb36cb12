"""The mark of a screen, by which a text says for which screen it was written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from bot.domain.messages import Outgoing
from bot.services.turns import Visit
from handlers.contract import Said

MENU = "m:"
"""How the mark of a menu begins, which is made of its buttons; that of a question is its payloads'
`INTERVIEW:SCREEN`."""


def is_question(mark: str) -> bool:
    """Whether this is the mark of a screen of an interview, and not of a menu."""
    return bool(mark) and not mark.startswith(MENU)


def of_payload(payload: str) -> str:
    """The mark of the screen that has this button; empty if it is none of an interview."""
    kind, _, rest = payload.partition(":")
    return rest.rpartition(":")[0] if kind == "i" else ""


def marked(visit: Visit, said: Said) -> Said:
    """What is said, with the mark of the screen or menu in it on its last message that has one.
    From then on that is the screen of this chat."""
    shown = [n for n, each in enumerate(said.outgoing) if each.screen or each.buttons]
    if not shown or visit.account is None:
        return said
    place = shown[-1]
    last = said.outgoing[place]
    mark = f"{visit.account.interview_id}:{last.screen}" if last.screen else _of_menu(last)
    outgoing = (*said.outgoing[:place], replace(last, screen=mark), *said.outgoing[place + 1 :])
    if mark != visit.account.screen:
        visit.move(screen=mark)
    return replace(said, outgoing=outgoing)


def _of_menu(menu: Outgoing) -> str:
    payloads = [button.payload for row in menu.buttons for button in row]
    return MENU + hashlib.sha256(json.dumps(payloads).encode()).hexdigest()[:10]
