"""The header block, the title and the signature that all papers of a cell share."""

from __future__ import annotations

from datetime import date

from bot.content.layout.paper import Head, Signature
from bot.content.words.phrases import Phrases
from bot.domain.people.issuer import Issuer


def heading(say: Phrases, issuer: Issuer, on: date | None, **lines: str) -> Head:
    """The head of a paper of this day; without one, with room for the date.

    `lines`: `type`, and as far as there are any `number`, `subject`, `edition`.
    """
    day = say("format.long_day", value=on) if on else say("format.blank_day")
    return Head(
        parent=say("head.parent", name=issuer.parent),
        cell=say("head.cell", name=issuer.cell),
        star=say("head.star"),
        party=say("head.party"),
        place_date=say("head.place_date", place=issuer.place, date=day),
        rule=say("head.rule"),
        number=lines.get("number", ""),
        type=lines["type"],
        subject=lines.get("subject", ""),
        edition=lines.get("edition", ""),
        day=on.isoformat() if on else "",
    )


def signed(
    say: Phrases, issuer: Issuer, recipients: str = "", copies: tuple[str, ...] = ()
) -> Signature:
    """The signature for the cell, by the one who leads it when the paper is made."""
    post = say(f"signature.post_{issuer.signer}")
    return Signature(say("signature.body"), post, issuer.leader, recipients, copies)
