"""A further device of a member who is in, by a code that somebody else made.

Whoever makes codes could come in as anybody, and it would look like the member. So until a device
that is in says yes, the member's PIN is given at the door, or a day passes without a no, the new
device belongs to nobody: it sees nothing, and nothing goes along. A code that revokes shuts the old
devices meanwhile, since one may be in other hands; a no opens them again.
"""

from __future__ import annotations

from datetime import timedelta

from bot.domain.messages import Button, Outgoing, Refusal, Text, WrongState, text
from bot.domain.people.member import Member, Role
from bot.services.office import hashed, millis
from bot.services.turns import Visit
from storage import accounts, invitations, members, sessions
from storage.engine.database import Transaction
from storage.invitations import Code

WAIT = timedelta(days=1)
"""How long a device waits that nobody answers."""
_MARK = 20
"""So many digits of a code's hash stand on the buttons of its question."""


async def is_own(tx: Transaction, code: Code, member: Member) -> bool:
    """Whether whoever the entry belongs to made the code."""
    maker = await _maker(tx, code)
    return bool(maker and maker.person_id and maker.person_id == member.owner)


async def guarded(tx: Transaction, code: Code, member: Member) -> bool:
    """Whether this code alone lets nobody in as the member."""
    return bool(member.owner) and not await is_own(tx, code, member)


async def held(visit: Visit, code: Code, member: Member, asker: str) -> Outgoing | None:
    """What this device is told that has to wait; `None` if it may come in. Raises Refusal if
    another device came first with the code."""
    here = visit.account.person_id if visit.account else ""
    if here == member.owner or not await guarded(visit.tx, code, member):
        return None
    if code.asked_at is None:
        await invitations.ask(visit.tx, code.code, asker, now=visit.at)
        await _ask(visit, code, member)
    elif code.asker != asker:
        raise Refusal("code.used")
    elif code.agreed:
        return None
    elif millis(visit.office.trust.expiry(visit.now) - WAIT) >= code.asked_at:
        await visit.record("device_unopposed", member.id, member.cell_id, by="")
        return None
    pin = await sessions.pin_of(visit.tx, member.owner) is not None
    waiting = text("door.waiting", name=member.shown, pin=pin)
    return Outgoing(waiting, ((Button(text("door.enter"), "dv:in"),),))


async def _ask(visit: Visit, code: Code, member: Member) -> None:
    mark = code.code[:_MARK]
    yes = Button(text("door.yes"), f"dv:{mark}:yes")
    no = Button(text("door.no"), f"dv:{mark}:no")
    question = Outgoing(await told(visit, code, member, "door.question"), ((yes,), (no,)))
    for device in await accounts.accounts_of(visit.tx, member.owner):
        visit.post_at(device, question, cell_id=member.cell_id)
    maker = await _maker(visit.tx, code)
    by = maker.person_id if maker else ""
    await visit.record("device_asked", member.id, member.cell_id, by=by)


async def answer(visit: Visit, mark: str, *, agreed: bool) -> Outgoing:
    """Takes the answer of a device that is in. Raises WrongState if it is too late."""
    waiting = await invitations.asked_of(visit.tx, visit.person_id)
    code = next((each for each in waiting if each.code[:_MARK] == mark), None)
    member = await members.member(visit.tx, code.member_id) if code else None
    if code is None or member is None:
        raise WrongState("door.settled")
    await invitations.settle(visit.tx, code.code, agreed=agreed, now=visit.at)
    act = "device_agreed" if agreed else "device_refused"
    await visit.record(act, member.id, member.cell_id)
    await visit.refresh()
    key = "door.agreed" if agreed else "door.refused"
    return Outgoing(await told(visit, code, member, key))


async def added(visit: Visit, code: Code, member: Member) -> None:
    """Records that a further device is in: as the doing of who made the code."""
    maker = await _maker(visit.tx, code)
    await visit.record(
        "device_added", member.id, member.cell_id, by=maker.person_id if maker else ""
    )


async def told(visit: Visit, code: Code, member: Member, key: str) -> Text:
    """A notice to the member, with who made the code, and to whom to turn: the deputy, unless that
    is who made it, or else the operator."""
    maker = await _maker(visit.tx, code)
    deputy = next(
        (
            each
            for each in await members.leadership(visit.tx, member.cell_id)
            if each.role is Role.DEPUTY and each.id not in (member.id, code.made_by)
        ),
        None,
    )
    return text(
        key,
        maker=text("door.maker", name=maker.shown if maker else ""),
        turn_to=text(
            "door.turn_to", name=deputy.shown if deputy else "", operator=visit.office.operator
        ),
        revokes=code.revokes,
    )


async def _maker(tx: Transaction, code: Code) -> Member | None:
    return await members.anybody(tx, code.made_by) if code.made_by else None


async def waiting_here(visit: Visit, asker: str) -> Code:
    """The code by which this device has asked to come in. Raises Refusal."""
    code = await invitations.asked_by(visit.tx, asker)
    if code is None:
        raise Refusal("code.unknown")
    return code


def asker_of(channel: str, device: str) -> str:
    """What a code keeps of the device that asked: a browser's secret only as its hash."""
    return f"{channel}:{hashed(device)}"
