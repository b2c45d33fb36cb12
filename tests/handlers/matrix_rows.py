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
SENDER = "secretary"
"""Who sent the roster of the test; even another leader of the cell does not write it."""
COMMITTEE = f"{LEADERS} deputy committee"
MEMBERS = f"{COMMITTEE} recorder group_head member"
READERS = f"{MEMBERS} guest superior"
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
    "/language": Row(KNOWN),
    "/menu": Row(ANYBODY),
    "mn:all": Row(ANYBODY),
    "mn:{group}": Row(ANYBODY, ANYBODY, anywhere=True),
    "mn:go:{command}": Row(ANYBODY, ANYBODY, anywhere=True),
    "/cells": Row(KNOWN),
    "l:{language}": Row(KNOWN, KNOWN, anywhere=True),
    # the own review
    "i:{interview}:{screen}:{act}": Row(MEMBERS),
    "hc:{interview}:{screen}": Row(MEMBERS),
    "h:{held}:{act}": Row(ANYBODY, ANYBODY, anywhere=True),  # looked for in what one wrote oneself
    "f:{dialogue}": Row(SENDER),
    "f:{dialogue}:drop": Row(SENDER),
    "c:{own}:{version}:y": Row(KNOWN),
    "c:{own}:{version}:n": Row(KNOWN),
    "c:{own}:{version}:f": Row(KNOWN),
    "r:{own}": Row(KNOWN),
    "v:{interview}:copy": Row(MEMBERS),
    "v:{interview}:back": Row(MEMBERS),
    "v:{interview}:back:yes": Row(MEMBERS),
    "v:{interview}:write": Row(MEMBERS),
    "v:{interview}:compare": Row(MEMBERS),
    # the own papers
    "/mypapers": Row(MEMBERS),
    "vp:{own}": Row(MEMBERS),
    "v:{interview}:spoken": Row(MEMBERS),
    "v:{interview}:facts": Row(MEMBERS),
    "dv:in": Row(ANYBODY),
    "dv:{device}:{agreed}": Row(KNOWN, KNOWN, anywhere=True),
    "k:{own}": Row(KNOWN),
    # the own data: also of those who may do nothing else any more
    "/mydata": Row(KNOWN),
    "d:{own}": Row(KNOWN),
    "d:{own}:read": Row(KNOWN),
    "d:{own}:export": Row(KNOWN),
    "d:{own}:stop": Row(KNOWN),
    "d:{own}:stop:yes": Row(KNOWN),
    "d:{own}:erase": Row(KNOWN),
    "d:{own}:erase:sure": Row(KNOWN),
    "d:{own}:erase:yes": Row(KNOWN),
    "d:{own}:ask": Row(KNOWN),
    "/requests": Row(LEADERS),
    "dq:list:{cell}": cells(LEADERS),
    "dq:{data_request}": cells(LEADERS),
    "dq:{data_request}:answer": cells(LEADERS),
    # the cycle
    "/cycle": Row(LEADERS),
    "/status": Row(COMMITTEE),
    "/group": Row("group_head"),
    "/remind": Row(LEADERS),
    "/ledger": Row(LEADERS),
    "/missing": Row(LEADERS),
    "/summary": Row(READERS),
    "/settings": Row(LEADERS),
    "y:open": Row(LEADERS),
    "y:move": Row(LEADERS),
    "y:move:{cycle}": cells(LEADERS),
    "y:edit:{cycle}": cells(LEADERS),
    "y:withdraw:{cycle}": cells(LEADERS),
    "y:withdraw:{cycle}:yes": cells(LEADERS),
    "y:close:{cycle}": cells(LEADERS),
    "y:close:{cycle}:yes": cells(LEADERS),
    "s:status": Row(COMMITTEE),
    "s:status:{cycle}": cells(COMMITTEE),
    "s:remind:{cycle}": cells(LEADERS),
    "s:summary:{cycle}": cells(LEADERS),
    "s:figures:{cycle}": cells(LEADERS),
    "fc:{cell}": cells(READERS),
    "s:circulated:{cycle}": cells(READERS),
    "/register": Row(LEADERS),
    "rg:offer:{cycle}:{type}": cells(LEADERS),
    "rg:preview:{cycle}": cells(LEADERS),
    "rg:number:{cycle}:{type}": cells(LEADERS),
    "rg:early:{cycle}:{offer}:{type}": cells(LEADERS),
    "rg:issue:{cycle}:{offer}:{type}": cells(LEADERS),
    "rg:full:{paper}": cells(LEADERS),
    "rg:full:{paper}:yes": cells(LEADERS),
    "pp:print:{cycle}": cells(LEADERS),
    "rg:list:{cell}:{page}": cells(LEADERS),
    "rg:send:{paper}": cells(LEADERS),
    "rg:form:{cell}": cells(LEADERS),
    "rg:form:{cell}:example": cells(LEADERS),
    "rg:form:{cell}:drop": cells(LEADERS),
    "rg:form:{cell}:drop:yes": cells(LEADERS),
    "rg:take:{cell}": cells(LEADERS),
    "rg:last:{cell}": cells(LEADERS),
    "rg:style:{cell}": cells(LEADERS),
    "t:{cycle}:{edition}": cells(LEADERS),
    "t:{cycle}:{edition}:{number}:{page}": cells(LEADERS),
    "t:{cycle}:{edition}:{number}:{line}:{page}": cells(LEADERS),
    "e:{cycle}:{edition}": cells(LEADERS),
    "e:{cycle}:{edition}:{number}:{page}": cells(LEADERS),
    "e:{cycle}:{edition}:see:{sentence}": cells(LEADERS),
    "e:{cycle}:{edition}:write:{sentence}": cells(LEADERS),
    "e:{cycle}:{edition}:omit:{sentence}": cells(LEADERS),
    "e:{cycle}:{edition}:restore:{sentence}": cells(LEADERS),
    "e:{cycle}:{edition}:use:{sentence}": cells(LEADERS),
    "/circulated": Row(READERS),
    # reviewing
    "/review": Row(f"{COMMITTEE} superior"),
    "q:list:{cell}": cells(f"{COMMITTEE} superior"),
    "q:decided:{cell}": cells(f"{COMMITTEE} superior"),
    **{
        pattern: Row(NOBODY, LEADERS)
        for pattern in (
            "q:{review}:read:{page}",
            "q:{review}:pdf",
            "q:{review}:spoken",
            "q:{review}:approve:{round}",
            "q:{review}:pick:{round}",
            "q:{review}:pick:{round}:{page}",
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
    "w:{interview}:give_up:yes": Row(MEMBERS),
    # the reminder ledger, and who did not submit
    "lg:{cycle}": cells(LEADERS),
    "lg:{cycle}:p:{page}": cells(LEADERS),
    "lg:{cycle}:words": cells(LEADERS),
    "lg:{member}:one": cells(LEADERS),
    "lg:{member}:called": cells(LEADERS),
    "ns:{cycle}": cells(LEADERS),
    "ns:{member}:ask": cells(LEADERS),
    "ns:{member}:yes": cells(LEADERS),
    "ns:{member}:undo": cells(LEADERS),
    # papers: another's, never the own one; a helper who was named is not among these people
    "/proxy": Row(MEMBERS),
    "/blank": Row(LEADERS),
    "px:list:{cell}": cells(MEMBERS),
    "px:{member}": Row(NOBODY, LEADERS),
    "px:{member}:go": Row(NOBODY, LEADERS),
    "px:{member}:signed": Row(NOBODY, LEADERS),
    "px:{member}:who": Row(NOBODY, LEADERS),
    "px:{member}:by:{helper}": Row(NOBODY, LEADERS),
    "px:{member}:alone": Row(NOBODY, LEADERS),
    "px:{member}:print": Row(NOBODY, LEADERS),
    "bl:ask": Row(LEADERS),
    "bl:one": Row(LEADERS),
    "bl:all": Row(LEADERS),
    # preparation
    "/prepare": Row(LEADERS),
    "/materials": Row(MEMBERS),
    "/agenda": Row(f"{MEMBERS} guest"),
    "pa:{cell}": cells(f"{MEMBERS} guest"),
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
            "pb:{basis}:remove:yes",
            "pi:list:{list}:{cell}",
            "pi:add:{list}:{cell}",
            "pi:usual:{list}:{cell}",
            "pi:{task}",
            "pi:{task}:edit",
            "pi:{task}:who",
            "pi:{task}:who:{member}",
            "pi:{task}:tick",
            "pi:{task}:remove",
            "pi:{task}:remove:yes",
            "pm:list:{cell}",
            "pm:file:{cell}",
            "pm:link:{cell}",
            "pm:{material}",
            "pm:{material}:send",
            "pm:{material}:remind",
            "pm:{material}:remove",
            "pm:{material}:remove:yes",
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
    "m:absent:{cell}": cells(LEADERS),
    "m:add": Row(LEADERS),
    "m:add:{cell}": cells(LEADERS),
    "m:import:{cell}": cells(LEADERS),
    "m:template:{cell}": cells(LEADERS),
    "m:export:{cell}": cells(LEADERS),
    "mi:{import}:write": Row(SENDER, SENDER),
    "mi:{import}:drop": Row(SENDER, SENDER),
    "m:group:{cell}": cells(LEADERS),
    "m:requests:{cell}": cells(LEADERS),
    "m:{member}": cells(LEADERS),
    "m:{member}:code": cells(LEADERS),
    "m:{member}:rename": cells(LEADERS),
    "m:{member}:edit": cells(LEADERS),
    "m:{member}:birth": cells(LEADERS),
    "m:{member}:standing": cells(LEADERS),
    "m:{member}:phone": cells(LEADERS),
    "m:{member}:exempt": cells(LEADERS),
    "m:{member}:unexempt": cells(LEADERS),
    "m:{member}:remove": cells(LEADERS),
    "m:{member}:remove:{how}": cells(LEADERS),
    "m:{member}:code:{what}": cells(LEADERS),
    "m:{member}:code:{what}:ask": cells(LEADERS),
    "m:{member}:code:{what}:anew": cells(LEADERS),
    "ma:{dialogue}:{which}": Row(SENDER),
    "o:{former}:back": cells(LEADERS),
    "o:{former}:anew": cells(LEADERS),
    # roles, and the cell's names
    "/template": Row(LEADERS),
    "/rename": Row("secretary"),
    "/duties": Row(KNOWN),
    "o:{member}": cells("secretary"),
    "o:{member}:give:{role}": cells("secretary"),
    "o:{member}:take:{role}": cells("secretary"),
    "o:{member}:act": cells("secretary"),
    "o:{member}:act:end": cells("secretary"),
    "o:{member}:hand": cells("secretary"),
    "o:{member}:hand:{becomes}": cells("secretary"),
    "o:{member}:hand:off": cells("secretary"),
    "o:{member}:drop": cells("secretary"),
    "o:{member}:drop:yes": cells("secretary"),
    "o:outside:{cell}": cells("secretary"),
    "o:guest:{cell}": cells("secretary"),
    "o:superior:{cell}": cells("secretary"),
    "o:mine:{own}": Row(KNOWN),
    "o:{own}:stop": Row(KNOWN),
    "o:{own}:accept": Row(KNOWN),
    "o:{own}:decline": Row(KNOWN),
    "j:{request}:y": cells(LEADERS),
    "j:{request}:n": cells(LEADERS),
    "j:{request}:new": cells(LEADERS),
    "j:{request}:as:{member}": cells(LEADERS),
}
"""Whoever is not named is told that it is not theirs, or that there is no such thing."""
