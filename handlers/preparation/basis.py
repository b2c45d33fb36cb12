"""The documents that the cell's work is based on: pasted, put in order, corrected."""

from __future__ import annotations

from bot.domain.interview.interview import Interview
from bot.domain.interview.kinds import Answer
from bot.domain.messages import Button, Outgoing, Text, text
from bot.domain.people.member import Action
from bot.domain.preparation.basis import known_of
from bot.services.interview import conversation
from bot.services.interview.conversation import Stored
from bot.services.preparation import basis
from bot.services.preparation.checklist import Basis, Document
from bot.services.turns import Visit
from handlers.contract import Said, say
from handlers.dialogue import day_of, values_of
from handlers.preparation.checklist import back, choices, removal
from handlers.routes import Route


async def listed(visit: Visit, *_about: str) -> Said:
    """Shows the documents in their order."""
    documents = await basis.documents(visit)
    cell = visit.member.cell_id
    lines = tuple(
        text(
            "preparation.basis_line",
            number=n,
            cited=_cited(each.document),
            replaced_by=_replaced_by(visit, each.document),
        )
        for n, each in enumerate(documents, 1)
    )
    add = (Button(text("preparation.basis_add"), f"pb:add:{cell}"),)
    rows = (*choices([f"pb:{each.id}" for each in documents]), add, back(cell))
    return say(Outgoing(text("preparation.basis", lines=lines), rows))


def _cited(document: Document) -> Text:
    return text(
        "preparation.cited",
        type=document.type,
        symbol=document.symbol,
        issued_on=document.issued_on,
        issuer=document.issuer,
        subject=document.subject,
    )


def _replaced_by(visit: Visit, document: Document) -> str:
    found = known_of(document, visit.office.usual.known)
    return found.replaced_by if found else ""


async def add_basis(visit: Visit, _cell: str) -> Said:
    """Begins the form for pasted lines."""
    return say(await conversation.begin(visit, "basis_lines"))


async def basis_pasted(visit: Visit, _stored: Stored, interview: Interview) -> Said:
    """Keeps the pasted documents, split into their parts, and shows them for correction."""
    added = await basis.add(visit, str(interview.answers["lines"].value))
    return _basis_card(visit, added[0]) if len(added) == 1 else await listed(visit)


async def basis_card(visit: Visit, basis_id: str) -> Said:
    """Shows one document, part by part."""
    return _basis_card(visit, await basis.one(visit, basis_id))


def _basis_card(visit: Visit, found: Basis) -> Said:
    document = found.document
    known = known_of(document, visit.office.usual.known)
    message = text(
        "preparation.basis_card",
        cited=_cited(document),
        type=document.type,
        symbol=document.symbol,
        issued_on=document.issued_on,
        issuer=document.issuer,
        subject=document.subject,
        known=known is not None,
        replaced_by=known.replaced_by if known else "",
    )
    base = f"pb:{found.id}"
    acts = {
        act: Button(text(f"preparation.{act}"), f"{base}:{act}")
        for act in ("edit", "up", "down", "remove")
    }
    rows = (
        (acts["edit"], acts["remove"]),
        (acts["up"], acts["down"]),
        (Button(text("preparation.basis_back"), f"pb:list:{found.cell_id}"),),
    )
    return say(Outgoing(message, rows))


async def edit_basis(visit: Visit, basis_id: str) -> Said:
    """Begins the form with the parts as they were read."""
    document = (await basis.one(visit, basis_id)).document
    given = {
        "type": document.type,
        "symbol": document.symbol,
        "issued_on": document.issued_on.isoformat() if document.issued_on else "",
        "issuer": document.issuer,
        "subject": document.subject,
    }
    known = {key: Answer(value) for key, value in given.items() if value}
    return say(await conversation.begin(visit, "basis_document", subject=basis_id, known=known))


async def basis_edited(visit: Visit, stored: Stored, interview: Interview) -> Said:
    """Keeps the corrected parts of the document."""
    values = values_of(interview)
    document = Document(
        values.get("type", ""),
        values.get("symbol", ""),
        day_of(interview, "issued_on"),
        values.get("issuer", ""),
        values.get("subject", ""),
    )
    return _basis_card(visit, await basis.change(visit, stored.subject, document))


async def up(visit: Visit, basis_id: str) -> Said:
    """Moves the document one place up."""
    await basis.move(visit, basis_id, -1)
    return await listed(visit)


async def down(visit: Visit, basis_id: str) -> Said:
    """Moves the document one place down."""
    await basis.move(visit, basis_id, 1)
    return await listed(visit)


async def ask_remove(visit: Visit, basis_id: str) -> Said:
    """Asks whether to take the document off the list."""
    found = await basis.one(visit, basis_id)
    return say(removal("basis", _cited(found.document), f"pb:{found.id}"))


async def remove_basis(visit: Visit, basis_id: str) -> Said:
    """Takes the document off the list: it is not cited any more."""
    await basis.remove(visit, basis_id)
    return await listed(visit)


ROUTES = (
    Route("pb:list:{cell}", Action.PREPARE, listed),
    Route("pb:add:{cell}", Action.PREPARE, add_basis),
    Route("pb:{basis}", Action.PREPARE, basis_card),
    Route("pb:{basis}:edit", Action.PREPARE, edit_basis),
    Route("pb:{basis}:up", Action.PREPARE, up),
    Route("pb:{basis}:down", Action.PREPARE, down),
    Route("pb:{basis}:remove", Action.PREPARE, ask_remove),
    Route("pb:{basis}:remove:yes", Action.PREPARE, remove_basis),
)
FORMS = {"basis_lines": basis_pasted, "basis_document": basis_edited}
