"""`/mydata` for everybody, and `/requests` for the secretary."""

from __future__ import annotations

from bot.domain.interview.interview import Interview
from bot.domain.messages import Button, Keyboard, Outgoing, Text, text
from bot.domain.people.member import Action, Member
from bot.domain.people.phones import shown_phone
from bot.domain.privacy.rights import ASKED, Right
from bot.services.interview import conversation
from bot.services.interview.conversation import Stored
from bot.services.privacy import own_data, requests
from bot.services.privacy.own_data import Overview
from bot.services.privacy.requests import Case, Request, RequestState
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.routes import Guard, Route

SHOWN_REQUESTS = 3


async def mine(visit: Visit, _argument: str) -> Said:
    """`/mydata`: shows what is kept about this person."""
    return say(await _overview(visit, await own_data.subject(visit)))


async def held(visit: Visit, member_id: str) -> Said:
    """Shows what is kept about this person, and what can be done about it."""
    return say(await _overview(visit, await own_data.subject(visit, member_id)))


async def _overview(visit: Visit, member: Member) -> Outgoing:
    found = await own_data.overview(visit, member)
    return Outgoing(_summary(visit, found), _choices(found))


def _summary(visit: Visit, found: Overview) -> Text:
    consent = found.consent
    return text(
        "mydata.screen",
        name=found.member.shown,
        cell=found.cell,
        born_on=found.member.born_on,
        phone=shown_phone(found.member.phone),
        posts=tuple(filter(None, (found.member.party_post, found.member.government_post))),
        reviews=tuple(
            text(
                "mydata.review",
                theme=review.theme,
                title=title,
                state=text(f"mydata.{review.state}"),
                version=review.version,
                until=review.keep_until,
            )
            for review, title in found.reviews
        ),
        erased=found.erased,
        consent=text(
            "mydata.consent",
            agreed=consent.agreed,
            way=consent.way.value,
            version=consent.version,
            at=own_data.when(visit, consent.given_at),
        )
        if consent
        else text("mydata.no_consent"),
        channels=found.channels,
        readings=found.readings,
        requests=tuple(_line(visit, each) for each in _asked(found)),
    )


def _asked(found: Overview) -> list[Request]:
    return [each for each in found.requests if each.right in ASKED][-SHOWN_REQUESTS:]


def _line(visit: Visit, request: Request) -> Text:
    return text(
        "mydata.request",
        right=text(f"requests.right_{request.right}"),
        at=own_data.when(visit, request.asked_at),
        state=text(f"requests.{request.standing}"),
        open=request.standing is RequestState.OPEN,
        answer_on=request.answer_on,
        reply=request.reply,
    )


def _choices(found: Overview) -> Keyboard:
    prefix = f"d:{found.member.id}"
    first = (
        Button(text("mydata.export"), f"{prefix}:export"),
        Button(text("mydata.readers"), f"{prefix}:read"),
    )
    ask = (Button(text("mydata.ask"), f"{prefix}:ask"),)
    agreed = found.consent is not None and found.consent.agreed
    stop = Button(text("mydata.stop"), f"{prefix}:stop")
    erase = Button(text("mydata.erase"), f"{prefix}:erase")
    last = (*((stop,) if agreed else ()), *((erase,) if found.own else ()))
    return (first, *((ask,) if found.active else ()), *((last,) if last else ()))


async def readings(visit: Visit, member_id: str) -> Said:
    """Shows who has read this person's reviews."""
    member = await own_data.subject(visit, member_id)
    found = await own_data.readings(visit, member)
    lines = tuple(text("mydata.reading", at=at, told=told) for at, told in found)
    return say(Outgoing(text("mydata.readings", lines=lines), ((_back(member),),)))


async def export(visit: Visit, member_id: str) -> Said:
    """Sends everything as files."""
    await own_data.export(visit, await own_data.subject(visit, member_id))
    return say(text("mydata.export_coming"))


async def stop(visit: Visit, member_id: str) -> Said:
    """Asks whether withdrawing consent keeps what was handed in, or erases it too."""
    member = await own_data.subject(visit, member_id)
    prefix = f"d:{member.id}"
    buttons: Keyboard = (
        (Button(text("mydata.stop_keep"), f"{prefix}:stop:yes"),),
        (Button(text("mydata.stop_erase"), f"{prefix}:erase"),),
        (_back(member),),
    )
    return say(Outgoing(text("mydata.stop_sure"), buttons))


async def stop_now(visit: Visit, member_id: str) -> Said:
    """Withdraws consent: no more answers here; what was handed in stays."""
    member = await own_data.subject(visit, member_id)
    dropped = await own_data.withdraw(visit, member)
    return say(Outgoing(text("mydata.stopped", drafts=dropped), ((_back(member),),)))


async def erase(visit: Visit, member_id: str) -> Said:
    """Says what erasing does, and asks whether to go on."""
    return await _sure(visit, member_id, "mydata.erase_sure", "mydata.erase_next", "erase:sure")


async def erase_sure(visit: Visit, member_id: str) -> Said:
    """Asks a second time."""
    return await _sure(visit, member_id, "mydata.erase_last", "mydata.erase_yes", "erase:yes")


async def _sure(visit: Visit, member_id: str, asked: str, yes: str, act: str) -> Said:
    member = await own_data.subject(visit, member_id)
    found = await own_data.overview(visit, member)
    versions = sum(review.version for review in found.own)
    question = text(asked, reviews=len(found.own), versions=versions)
    go_on = Button(text(yes), f"d:{member.id}:{act}")
    return say(Outgoing(question, ((go_on,), (_back(member),))))


async def erase_now(visit: Visit, member_id: str) -> Said:
    """Erases this person's reviews for good."""
    member = await own_data.subject(visit, member_id)
    erased = await own_data.erase(visit, member)
    return say(Outgoing(text("mydata.erased", reviews=erased), ((_back(member),),)))


def _back(member: Member) -> Button:
    return Button(text("mydata.back"), f"d:{member.id}")


async def ask(visit: Visit, own_id: str) -> Said:
    """Begins the form of a request to the secretary."""
    member = visit.own(own_id)
    visit.enter(member.cell_id)
    return say(await conversation.begin(visit, "data_request", subject=member.id))


async def asked(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """Sends the request of the form; from now on the time to answer it runs."""
    values = {key: answer.value for key, answer in interview.relevant_answers().items()}
    member = visit.own(stored.subject)
    new = await requests.ask(visit, member, Right(str(values["right"])), str(values["wish"]))
    done = text("requests.asked", answer_on=new.answer_on, done_on=new.done_on)
    return say(Outgoing(done, ((_back(member),),)))


async def waiting(visit: Visit, *_cell: str) -> Said:
    """`/requests`: shows what the secretary has to answer, the most urgent first."""
    found = await requests.waiting(visit)
    if not found:
        return say(text("requests.none"))
    lines = tuple(
        text(
            "requests.line",
            number=number,
            name=each.name,
            right=text(f"requests.right_{each.request.right}"),
            answer_on=each.request.answer_on,
            days=each.days,
        )
        for number, each in enumerate(found, 1)
    )
    late = sum(each.days < 0 for each in found)
    buttons = tuple(
        (Button(text("requests.open_one", number=n, name=each.name), f"dq:{each.request.id}"),)
        for n, each in enumerate(found, 1)
    )
    return say(Outgoing(text("requests.list", lines=lines, late=late), buttons))


async def card(visit: Visit, request_id: str) -> Said:
    """Shows one request, and how to answer it."""
    return say(_card(await requests.case(visit, request_id)))


def _card(case: Case) -> Outgoing:
    request = case.request
    message = text(
        "requests.card",
        name=case.name,
        right=text(f"requests.right_{request.right}"),
        wish=request.wish,
        asked_on=case.asked_on,
        answer_on=request.answer_on,
        done_on=request.done_on,
        days=case.days,
        state=text(f"requests.{request.standing}"),
        open=request.standing is RequestState.OPEN,
        reply=request.reply,
    )
    answer = Button(text("requests.answer"), f"dq:{request.id}:answer")
    back = Button(text("requests.back"), f"dq:list:{request.cell_id}")
    is_open = request.standing is RequestState.OPEN
    return Outgoing(message, (*(((answer,),) if is_open else ()), (back,)))


async def answer(visit: Visit, request_id: str) -> Said:
    """Begins the form of the answer."""
    case = await requests.case(visit, request_id)
    return say(await conversation.begin(visit, "answer_request", subject=case.request.id))


async def answered(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """Sends the answer of the form; the time to answer ends."""
    values = {key: answer.value for key, answer in interview.relevant_answers().items()}
    standing = RequestState(str(values["outcome"]))
    case = await requests.settle(visit, stored.subject, standing, str(values.get("reply") or ""))
    return say(text("requests.settled_now", name=case.name), *(await waiting(visit)).outgoing)


ROUTES = (
    Route("/mydata", Guard.OWNER, mine),
    Route("d:{own}", Guard.OWNER, held),
    Route("d:{own}:read", Guard.OWNER, readings),
    Route("d:{own}:export", Guard.OWNER, export),
    Route("d:{own}:stop", Guard.OWNER, stop),
    Route("d:{own}:stop:yes", Guard.OWNER, stop_now),
    Route("d:{own}:erase", Guard.OWNER, erase),
    Route("d:{own}:erase:sure", Guard.OWNER, erase_sure),
    Route("d:{own}:erase:yes", Guard.OWNER, erase_now),
    Route("d:{own}:ask", Guard.OWNER, ask),
    Route("/requests", Action.HANDLE_REQUESTS, waiting),
    Route("dq:list:{cell}", Action.HANDLE_REQUESTS, waiting),
    Route("dq:{data_request}", Action.HANDLE_REQUESTS, card),
    Route("dq:{data_request}:answer", Action.HANDLE_REQUESTS, answer),
)
FORMS = {"data_request": asked, "answer_request": answered}
