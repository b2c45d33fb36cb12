"""Incoming -> who -> command or answer -> outgoing, and the one policy for errors."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from bot.domain import keyboard
from bot.domain.messages import (
    MOST_FILE_BYTES,
    Button,
    FileIn,
    FileTrouble,
    Incoming,
    Manner,
    Outgoing,
    Param,
    Refusal,
    Text,
    bounded,
    text,
)
from bot.domain.people.member import Action
from bot.domain.words import Longest, fold
from bot.services.office import Office, cause_of, new_incident
from bot.services.turns import Refused, Visit, language_of, look, sorry, take
from handlers import contract, menu, screens, texts
from handlers.contract import Command, Message, MessageButton, Reply, Said, say
from handlers.interview import doubt, left, member
from handlers.menu import FILES, ROUTES
from handlers.pauses import Pauses
from handlers.people.table import ROSTER, TABLES

log = logging.getLogger(__name__)
MOST_OFFERED = 40
"""Buttons of earlier messages that can still be typed after a notice."""

_ENDS = re.compile(r"[\s:]+|$")
MOST_WORDS = 3
"""Of which a command's name may be typed."""
ASKED = "typed.ask"
"""The message by which a held text is asked about; any other screen lets it go."""

AWAITING = "file:"
"""Mark in `shown`: `file:PURPOSE` or `file:PURPOSE:ARGUMENT`, a file is waited for."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file came to that was waited for when it was read, or why it was refused."""

    purpose: str
    contents: object


class Router:
    """One for the whole process; keeps nothing between acts."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def handle(self, incoming: Incoming) -> Reply:
        """Answer one act; returns after the commit. Never raises.

        A refusal undoes the turn and says why. An error of ours undoes it too, is logged under a
        number without any content, and the person is told that number.
        """
        try:
            file = await self._read(incoming)
            play = partial(self._play, file)
            said, language, menu_of = await take(self._office, incoming, play)
        except Refused as refused:
            return render(self._office, contract.complaint(refused.text), refused.language)
        except Exception as error:
            code = new_incident()
            log.error("error %s on %s: %s", code, incoming.channel, cause_of(error))
            log.debug("error %s", code, exc_info=error)
            language = await language_of(self._office, incoming)
            return render(self._office, contract.complaint(sorry(code)), language)
        return await self._rendered(said, language, menu_of)

    async def _rendered(self, said: Said, language: str, menu_of: tuple[str, ...] | None) -> Reply:
        """A few lines at a time: a preview of hundreds of rows keeps nobody else waiting."""
        pauses = Pauses()
        messages: list[Message] = []
        for outgoing in said.outgoing:
            worded = replace(outgoing, text=await self._worded(outgoing.text, language, pauses))
            messages.append(message(self._office, worded, language))
            await pauses.may_come()
        rest = render(self._office, replace(said, outgoing=()), language, menu_of)
        return replace(rest, messages=tuple(messages))

    async def _worded(self, told: Text, language: str, pauses: Pauses) -> Text:
        """The same with the lines of its lists put into words, as `message` would."""
        params = dict(told.params)
        for name, lines in params.items():
            if isinstance(lines, tuple):
                params[name] = tuple([await self._line(each, language, pauses) for each in lines])
        return Text(told.key, params)

    async def _line(self, line: Param, language: str, pauses: Pauses) -> Param:
        if not isinstance(line, Text):
            return line
        await pauses.may_come()
        return self._office.catalogue.render(line, language)

    async def _read(self, incoming: Incoming) -> ReadFile | None:
        """The file of this act if it is waited for, read before the turn, so that nobody waits but
        its sender. What it is refused for is said in the turn, as every refusal is."""
        if not isinstance(incoming.file, FileIn):
            return None
        purpose, argument = await wanted(self._office, incoming, incoming.file.name)
        if not purpose:
            return None
        try:
            read = FILES[purpose].read
            return ReadFile(purpose, await read(self._office, incoming.file, incoming, argument))
        except Refusal as refusal:
            return ReadFile(purpose, refusal)

    async def _play(
        self,
        file: ReadFile | None,
        visit: Visit,
        fresh: bool,  # noqa: FBT001 -- a plain fact
    ) -> tuple[Said, str, tuple[str, ...] | None]:
        before = visit.account.screen if visit.account else ""
        visit.incoming = bounded(visit.incoming)
        said = await (self._act(visit, file) if fresh else self._again(visit))
        said = await left.after(visit, before, said)
        if fresh and visit.incoming.file is None and visit.account and visit.account.filed:
            visit.move(filed="")
        said = screens.marked(visit, await menu.whole(visit, said))
        self._offer(visit, said)
        return said, visit.language, self._menu(visit, changed=said.menu)

    def _menu(self, visit: Visit, *, changed: bool) -> tuple[str, ...] | None:
        """The commands, if the channel's own menu shows others: roles are given by somebody else,
        and end by themselves."""
        commands = menu.commands_for(visit)
        shown = visit.account.menu if visit.account else ""
        if visit.account is None or not (changed or shown != " ".join(commands)):
            return commands if changed else None
        visit.move(menu=" ".join(commands))
        return commands

    def _offer(self, visit: Visit, said: Said) -> None:
        """Remember the last menu's buttons, so that their labels and numbers may be typed too."""
        last = said.outgoing[-1] if said.outgoing else None
        if last is None or visit.account is None or not (last.screen or last.buttons):
            return
        visit.move(offered=offered(self._office, last, visit.language))
        if visit.account.held and last.text.key != ASKED:
            visit.move(held="")

    async def _again(self, visit: Visit) -> Said:
        """Delivered before: the reply may have been lost, so the current screen comes back."""
        if visit.account is None:
            return say(text("start.stranger"))
        since = visit.account.used_at // 1000
        return replace(await member.resume(visit), since=since)

    async def _act(self, visit: Visit, file: ReadFile | None = None) -> Said:
        incoming = visit.incoming
        if incoming.manner is Manner.CROWDED:
            return contract.complaint(text("error.crowded", words=incoming.text or ""))
        if incoming.manner is Manner.EDITED:
            return await doubt.edited(visit)
        if incoming.payload is not None:
            return await ROUTES.tapped(visit, incoming.payload)
        if incoming.file is not None:
            return await self._file(visit, incoming.file, file)
        if incoming.text is None:
            return self._unreadable(visit)
        if incoming.text.startswith("/"):
            return await self._command(visit, incoming.text)
        return await texts.typed(visit, incoming.text)

    async def _file(self, visit: Visit, came: FileIn | FileTrouble, file: ReadFile | None) -> Said:
        """A file for whoever waits for one; its caption (the text) is no answer by itself."""
        if came is FileTrouble.NOT_AWAITED:
            return await self._not_awaited(visit)
        if isinstance(came, FileTrouble):
            return contract.complaint(text(f"file.{came}", most=MOST_FILE_BYTES >> 20))
        account = visit.account
        purpose, argument = awaited(account.shown, account.filed) if account else ("", "")
        if file and not purpose and file.purpose == ROSTER and visit.may(Action.MANAGE_MEMBERS):
            purpose, argument = ROSTER, visit.member.cell_id
        if file is None or file.purpose != purpose:
            return await self._not_awaited(visit)
        if isinstance(file.contents, Refusal):
            raise file.contents
        said = await FILES[purpose].take(visit, argument, file.contents)
        if FILES[purpose].several:
            visit.move(filed=f"{AWAITING}{purpose}:{argument}")
        return said

    async def _not_awaited(self, visit: Visit) -> Said:
        account, words = visit.account, visit.incoming.text
        in_question = bool(account and account.interview_id)
        if words and account and in_question and account.shown:
            return await texts.caption(visit, words)
        return contract.complaint(text("file.not_awaited", in_question=in_question))

    def _unreadable(self, visit: Visit) -> Said:
        """A sticker, a voice message: only text and buttons are understood."""
        in_question = bool(visit.account and visit.account.interview_id)
        return contract.complaint(text("error.only_text", in_question=in_question))

    async def _command(self, visit: Visit, words: str) -> Said:
        found = command_of(self._office, words)
        if found is None and self._office.lexicon.asks("cancel", words[1:]):
            return await menu.cancel(visit)
        if found is None:
            typed = next(iter(words[1:].split()), "")
            return contract.complaint(text("error.no_such_command", typed=typed[:30]))
        return await ROUTES.typed(visit, *found)


def awaited(shown: str, filed: str) -> tuple[str, str]:
    """For what purpose a chat waits for a file, and the mark's argument; both empty if for none.
    After a file the next one may be for the same purpose: an album comes as several."""
    mark = shown if shown.startswith(AWAITING) else filed
    purpose, _, argument = mark.removeprefix(AWAITING).partition(":")
    return purpose, argument


async def wanted(office: Office, incoming: Incoming, name: str) -> tuple[str, str]:
    """For what purpose a file of this name is worth fetching and reading before the turn, and the
    mark's argument; both empty if for none. A stranger's never is."""

    async def see(visit: Visit) -> tuple[str, str]:
        account = visit.account
        purpose, argument = awaited(account.shown, account.filed) if account else ("", "")
        is_table = name.casefold().endswith(TABLES)
        if not purpose and is_table and visit.may(Action.MANAGE_MEMBERS):
            purpose = ROSTER
        return (purpose, argument) if purpose in FILES else ("", "")

    return await look(office, incoming.channel, incoming.address, see)


def command_of(office: Office, words: str) -> tuple[str, str] | None:
    """The command at the beginning of a text, and what follows it. Its name ends with any white
    space or a colon, and may be typed in up to three words."""
    rest = words[1:].lstrip()
    ends = [found.span() for found in islice(_ENDS.finditer(rest), MOST_WORDS)]
    for start, end in reversed(ends or [(len(rest), len(rest))]):
        name = command_name(office, "".join(rest[:start].partition("@")[0].split()))
        if name:
            return name, rest[end:].strip()
    return None


def command_name(office: Office, typed: str) -> str | None:
    """The canonical name of a command typed in any of its names, accents aside; or of the one of
    which a Vietnamese keyboard makes this."""
    if len(typed) > Longest.CODE:
        return None
    words = office.lexicon.words
    names = {name: c for c in ROUTES.commands for name in (*words.get(f"command_{c}", ()), c)}
    wanted = fold(typed).replace("_", "")
    if wanted in names:
        return names[wanted]
    meant = {names[word] for word in keyboard.meant(typed, names)}
    return meant.pop() if len(meant) == 1 else None


def render(
    office: Office, said: Said, language: str, names: tuple[str, ...] | None = None
) -> Reply:
    """What was said, in the person's language."""
    return Reply(
        messages=tuple(message(office, outgoing, language) for outgoing in said.outgoing),
        notice=office.catalogue.render(said.notice, language) if said.notice else "",
        refused=said.refused,
        since=said.since,
        menu=commands(office, names, language) if names is not None else None,
        language=language,
    )


def message(office: Office, outgoing: Outgoing, language: str) -> Message:
    """One message in the person's language."""
    return Message(
        text=office.catalogue.render(outgoing.text, language).strip(),
        buttons=tuple(
            tuple(_button(office, button, language) for button in row)
            for row in outgoing.buttons
            if row
        ),
        replaces=outgoing.replaces,
        screen=outgoing.screen,
        protected=outgoing.protected,
        shareable=outgoing.shareable,
    )


def offered(office: Office, outgoing: Outgoing, language: str, *, after: str = "") -> str:
    """The labels and payloads of the buttons, as an account keeps them; empty without any. `after`:
    those of the menu shown before, which a notice does not take away."""
    labels = [
        (office.catalogue.render(button.label, language), button.payload)
        for row in outgoing.buttons
        for button in row
        if button.payload and not screens.of_payload(button.payload)
    ]
    before = json.loads(after) if after and labels else []
    kept = [*before[-MOST_OFFERED:], *labels]
    return json.dumps(kept, ensure_ascii=False) if labels else ""


def _button(office: Office, button: Button, language: str) -> MessageButton:
    label = office.catalogue.render(button.label, language).strip()
    return MessageButton(label, button.payload, button.url)


def commands(office: Office, names: tuple[str, ...], language: str) -> tuple[Command, ...]:
    """The command menu in the person's language, under the names used in it."""
    say_: Callable[[Text], str] = lambda t: office.catalogue.render(t, language)  # noqa: E731 -- short for one use below
    return tuple(
        Command(say_(text(f"commands.{name}_name")), say_(text(f"commands.{name}_about")))
        for name in names
    )
