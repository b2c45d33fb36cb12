"""One act of one person is one transaction: whether it is new, what it does, and the place kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeVar

from bot.domain.interview.kinds import Typing
from bot.domain.messages import Incoming, Outgoing, Refusal, Text, text
from bot.domain.people.member import Action, Member, may, require
from bot.services.office import Office, millis, new_id
from bot.services.parcels import Contents, Told, pack, parcel
from storage import accounts, cells, members, outbox
from storage.accounts import Account
from storage.cells import Cell
from storage.engine.database import Transaction
from storage.outbox import Lane, Parcel

T = TypeVar("T")


class Refused(Exception):
    """A refusal with the language to say it in; the turn was undone."""

    def __init__(self, message: Text, language: str) -> None:
        super().__init__(message.key)
        self.text = message
        self.language = language


@dataclass
class Visit:
    """What a service knows during one act. Nothing outside the transaction is touched, since a turn
    may be undone or run again: what else is to happen is noted here, for `take` after the commit.

    `account` is None for a stranger. `memberships` are this person's in all cells. `queued`:
    something is in the outbox, so that the post has to look. `signed_out`: ids of persons whose web
    sessions end with this act.
    """

    tx: Transaction
    office: Office
    incoming: Incoming
    now: datetime
    account: Account | None
    memberships: Sequence[Member]
    parcels: list[Parcel] = field(default_factory=list)
    moved: bool = False
    queued: bool = False
    signed_out: list[str] = field(default_factory=list)

    @property
    def language(self) -> str:
        """The language to speak: the person's own, else what the platform reports."""
        return self.account.language if self.account else _platform_language(self.incoming)

    @property
    def member(self) -> Member:
        """The membership that the chat is about now. Raises Refusal for strangers."""
        if not self.memberships or self.account is None:
            raise Refusal("access.stranger")
        active = self.account.member_id
        return next((m for m in self.memberships if m.id == active), self.memberships[0])

    @property
    def today(self) -> date:
        """Today in the cell's time zone."""
        return self.office.calendar.local(self.now).date()

    @property
    def at(self) -> int:
        """Now, as the database keeps it."""
        return millis(self.now)

    def typing(self) -> Typing:
        """What is needed to read typed text."""
        return Typing(self.today, self.office.lexicon, partial=self.incoming.partial)

    def acting(self, action: Action) -> Member:
        """The active membership; raises NotAllowed unless it may do this."""
        member = self.member
        require(member, action, self.at)
        return member

    def may(self, action: Action) -> bool:
        """Whether the active membership may do this."""
        return bool(self.memberships) and may(self.member, action, self.at)

    def own(self, member_id: str) -> Member:
        """One of this person's memberships; raises Refusal for anybody else's."""
        for member in self.memberships:
            if member.id == member_id:
                return member
        raise Refusal("access.not_yours")

    def author(self, member_id: str) -> Member:
        """The same, if it may write a review now: a suspended member may not."""
        member = self.own(member_id)
        require(member, Action.ANSWER, self.at)
        return member

    def enter(self, cell_id: str) -> None:
        """Makes the chat be about this cell: a button belongs to the cell that showed it."""
        member = next((m for m in self.memberships if m.cell_id == cell_id), None)
        if member is None:
            raise Refusal("access.not_yours")
        if member.id != self.member.id:
            self.move(member_id=member.id, interview_id="", editing="", shown="")

    def move(self, **place: str) -> None:
        """Changes the place of the conversation: fields of Account from `member_id` on."""
        if self.account is None:
            raise Refusal("access.stranger")
        self.account = replace(self.account, **place)  # type: ignore[arg-type] # the named ones are text
        self.moved = True

    def post(
        self, contents: Contents, *, to: str = "", cell_id: str = "", awaited: bool = False
    ) -> None:
        """Queues something for this very chat, or a job for person `to` where they were last.

        `awaited`: that person is waiting for it, so it goes out at night too.
        """
        here = not to
        if to and isinstance(contents, Outgoing):
            raise TypeError("a message to somebody else has a rule: see `tell`")
        self.parcels.append(
            parcel(
                to or self.person_id,
                contents,
                lane=Lane.AWAITED if here or awaited else Lane.BULK,
                cell_id=cell_id,
                channel=self.incoming.channel if here else "",
                address=self.incoming.address if here else "",
            )
        )

    def tell(
        self,
        message: Outgoing,
        *,
        to: str,
        cell_id: str,
        rule: str,
        about: Sequence[str] = (),
        awaited: bool = False,
    ) -> None:
        """Queues a message for person `to`, who gets it only if the rule still holds then."""
        told = Told(pack(message), rule, tuple(about))
        self.post(told, to=to, cell_id=cell_id, awaited=awaited)

    def post_at(self, account: Account, contents: Contents, *, cell_id: str) -> None:
        """Queues something for one particular address of a person."""
        self.parcels.append(
            parcel(
                account.person_id,
                contents,
                lane=Lane.AWAITED,
                cell_id=cell_id,
                channel=account.channel,
                address=account.address,
            )
        )

    async def queue(self, parcels: Sequence[Parcel], *, not_before: int) -> None:
        """Put these into the outbox now."""
        await outbox.put(self.tx, parcels, not_before=not_before, now=self.at)
        self.queued = True

    @property
    def person_id(self) -> str:
        """The id of this person; raises Refusal for strangers."""
        if self.account is None:
            raise Refusal("access.stranger")
        return self.account.person_id

    async def record(
        self, act: str, about: str, cell_id: str = "", *, by: str | None = None
    ) -> None:
        """Adds a line to the audit: the act, never its content. `by`: the person whose doing it is,
        if that is not who acts here; empty for nobody's."""
        person = by if by is not None else self.account.person_id if self.account else ""
        await outbox.record(
            self.tx,
            new_id(),
            cell_id=cell_id,
            person_id=person,
            act=act,
            about=about,
            now=self.at,
        )

    async def cell_of(self, member: Member) -> Cell:
        """The cell in which this membership is."""
        return await cells.cell(self.tx, member.cell_id)

    async def speak(self, language: str) -> None:
        """Speaks this language to the person from now on."""
        await accounts.set_language(self.tx, self.person_id, language)
        await self.refresh()

    async def refresh(self) -> None:
        """Reads again who this is, after a code was used."""
        self.account = await accounts.account(self.tx, self.incoming.channel, self.incoming.address)
        self.memberships = (
            await members.memberships(self.tx, self.account.person_id) if self.account else ()
        )

    async def close(self, *, fresh: bool) -> None:
        """Keeps the place and queues what is to be sent, within the same transaction. An act that
        was delivered before leaves the time of the last new one."""
        if self.account and (self.moved or not self.account.reachable):
            used = self.at if fresh else self.account.used_at
            await accounts.keep_place(self.tx, self.account, now=used)
        allowed = millis(self.office.calendar.next_allowed(self.now))
        for lane, not_before in ((Lane.AWAITED, self.at), (Lane.BULK, allowed)):
            if found := [each for each in self.parcels if each.lane is lane]:
                await self.queue(found, not_before=not_before)


async def take(
    office: Office, incoming: Incoming, play: Callable[[Visit, bool], Awaitable[T]]
) -> T:
    """Plays one act; returns once it is on disk. `play` gets whether the act is new: one that was
    delivered before records nothing and shows the current screen again.

    Raises Refused with the sentence for the person; everything in the turn is undone then.
    """

    async def work(tx: Transaction) -> tuple[T, Visit]:
        now = office.clock()
        fresh = await outbox.receive(tx, incoming.channel, incoming.external_id, now=millis(now))
        visit = Visit(tx, office, incoming, now, None, ())
        await visit.refresh()
        try:
            result = await play(visit, fresh)
            await visit.close(fresh=fresh)
        except Refusal as refusal:
            raise Refused(refusal.text, visit.language) from refusal
        return result, visit

    result, visit = await office.db.write(work)
    if visit.queued:
        office.wake.set()
    for person_id in visit.signed_out:
        for tell in office.signed_out:
            tell(person_id)
    return result


async def look(
    office: Office, channel: str, address: str, see: Callable[[Visit], Awaitable[T]]
) -> T:
    """What somebody at this address may see now. It is not an act: nothing is kept of it."""

    async def work(tx: Transaction) -> T:
        visit = Visit(tx, office, Incoming(channel, address, ""), office.clock(), None, ())
        await visit.refresh()
        return await see(visit)

    return await office.db.read(work)


def _platform_language(incoming: Incoming) -> str:
    return incoming.language if incoming.language == "en" else "vi"


async def account_of(office: Office, incoming: Incoming) -> Account | None:
    """Who this is and where the conversation stands, before the turn: by then it may stand
    elsewhere."""
    return await office.db.read(lambda tx: accounts.account(tx, incoming.channel, incoming.address))


async def language_of(office: Office, incoming: Incoming) -> str:
    """The language to apologise in to this person, as far as that can still be found out."""
    try:
        known = await account_of(office, incoming)
    except Exception:  # noqa: BLE001 -- whatever is broken, the apology is said
        known = None
    return known.language if known else _platform_language(incoming)


def sorry(code: str) -> Text:
    """The apology for an error of ours, with the number under which it is logged."""
    return text("error.ours", code=code)
