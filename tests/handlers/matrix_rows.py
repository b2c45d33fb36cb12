"""The rows of the access matrix: who may do it with the own thing, and who with another's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Who(StrEnum):
    """Everybody there can be; the value is also the address in the test."""

    SECRETARY = "secretary"
    ACTING = "acting"
    DEPUTY = "deputy"
    COMMITTEE = "committee"
    RECORDER = "recorder"
    GROUP_HEAD = "group_head"
    MEMBER = "member"
    SUSPENDED = "suspended"
    GUEST = "guest"
    GONE_GUEST = "gone_guest"
    SUPERIOR = "superior"
    STRANGER = "stranger"


LEADERS = "secretary acting"
COMMITTEE = f"{LEADERS} deputy committee"
MEMBERS = f"{COMMITTEE} recorder group_head member"
KNOWN = f"{MEMBERS} suspended guest gone_guest superior"
ANYBODY = f"{KNOWN} stranger"
NOBODY = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`own` and `other`: who gets through. `anywhere`: it belongs to no cell (a language)."""

    own: str
    other: str = NOBODY
    anywhere: bool = False


def people_of(words: str) -> frozenset[Who]:
    """The people named in a row."""
    return frozenset(Who(word) for word in words.split())


def cells(who: str) -> Row:
    """A thing of the cell: whose it is does not matter."""
    return Row(who, who)


ROWS = {
    # what everybody may
    "/start": Row(ANYBODY),
    "/resume": Row(KNOWN),
    "/help": Row(ANYBODY),
    "/web": Row(KNOWN),
    "/pin": Row(KNOWN),
    "/language": Row(ANYBODY),
    "/cells": Row(KNOWN),
    "l:{language}": Row(KNOWN, KNOWN, anywhere=True),
    # the own review
    "i:{interview}:{screen}:{act}": Row(MEMBERS),
    "c:{own}:{version}:y": Row(KNOWN),
    "c:{own}:{version}:n": Row(KNOWN),
    "c:{own}:{version}:f": Row(KNOWN),
    "r:{own}": Row(KNOWN),
    "v:{interview}:copy": Row(MEMBERS),
    "v:{interview}:back": Row(MEMBERS),
    "v:{interview}:write": Row(MEMBERS),
    "v:{interview}:compare": Row(MEMBERS),
    "k:{own}": Row(KNOWN),
    # the cycle
    "/cycle": Row(LEADERS),
    "/status": Row(COMMITTEE),
    "/remind": Row(LEADERS),
    "/summary": Row(COMMITTEE),
    "/settings": Row(LEADERS),
    "y:open": Row(LEADERS),
    "y:move": Row(LEADERS),
    "y:move:{cycle}": cells(LEADERS),
    "y:close:{cycle}": cells(LEADERS),
    "y:close:{cycle}:yes": cells(LEADERS),
    "s:status": Row(COMMITTEE),
    "s:status:{cycle}": cells(COMMITTEE),
    "s:remind:{cycle}": cells(LEADERS),
    "s:summary:{cycle}": cells(COMMITTEE),
    "s:summary:{cycle}:{edition}": cells(COMMITTEE),
    "s:circulate:{cycle}:{edition}": cells(COMMITTEE),
    "s:issue:{cycle}:{edition}": cells(LEADERS),
    # reviewing
    "/review": Row(f"{COMMITTEE} superior"),
    "q:list:{cell}": cells(f"{COMMITTEE} superior"),
    **{
        pattern: Row(NOBODY, LEADERS)
        for pattern in (
            "q:{review}:read:{page}",
            "q:{review}:pdf",
            "q:{review}:approve:{round}",
            "q:{review}:pick:{round}",
            "q:{review}:take:{round}:{number}",
            "q:{review}:drop:{round}:{number}",
            "q:{review}:send:{round}",
            "q:{review}:alike",
            "q:{review}:asked",
            "q:{review}:reply",
        )
    },
    "w:{interview}:ask": Row(MEMBERS),
    "w:{interview}:answered": Row(MEMBERS),
    "w:{interview}:revise": Row(MEMBERS),
    "w:{interview}:revision": Row(MEMBERS),
    "w:{interview}:give_up": Row(MEMBERS),
    # preparation
    "/prepare": Row(LEADERS),
    "/materials": Row(MEMBERS),
    "/agenda": Row(f"{MEMBERS} guest"),
    **{
        pattern: cells(LEADERS)
        for pattern in (
            "pp:{cell}",
            "pb:list:{cell}",
            "pb:add:{cell}",
            "pb:{basis}",
            "pb:{basis}:edit",
            "pb:{basis}:up",
            "pb:{basis}:down",
            "pb:{basis}:remove",
            "pi:list:{list}:{cell}",
            "pi:add:{list}:{cell}",
            "pi:usual:{list}:{cell}",
            "pi:{task}",
            "pi:{task}:edit",
            "pi:{task}:who",
            "pi:{task}:who:{member}",
            "pi:{task}:tick",
            "pi:{task}:remove",
            "pm:list:{cell}",
            "pm:file:{cell}",
            "pm:link:{cell}",
            "pm:{material}",
            "pm:{material}:send",
            "pm:{material}:remove",
        )
    },
    "pm:own:{cell}": cells(MEMBERS),
    "pm:{material}:open": cells(MEMBERS),
    "pm:{material}:read": cells(MEMBERS),
    "pt:{own_task}:done": Row("member"),
    # the roster
    "/members": Row(LEADERS),
    "/invite": Row(LEADERS),
    "m:list:{cell}": cells(LEADERS),
    "m:add": Row(LEADERS),
    "m:add:{cell}": cells(LEADERS),
    "m:group:{cell}": cells(LEADERS),
    "m:requests:{cell}": cells(LEADERS),
    "m:{member}": cells(LEADERS),
    "m:{member}:code": cells(LEADERS),
    "m:{member}:rename": cells(LEADERS),
    "m:{member}:exempt": cells(LEADERS),
    "m:{member}:unexempt": cells(LEADERS),
    "m:{member}:remove": cells(LEADERS),
    "m:{member}:remove:yes": cells(LEADERS),
    "j:{request}:y": cells(LEADERS),
    "j:{request}:n": cells(LEADERS),
}
"""Whoever is not named is told that it is not theirs, or that there is no such thing."""
