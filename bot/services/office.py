"""What every service needs around it: the database, the clock, the words, the renderer."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from bot.content.rendering import Renderer
from bot.content.usual import Usual
from bot.content.words.catalogue import Catalogue
from bot.domain.cycle.schedule import Calendar
from bot.domain.interview.questionnaire import Questionnaire
from bot.domain.keyboard import UNTOUCHED
from bot.domain.lexicon import Lexicon
from bot.domain.words import Longest, fold
from storage.engine.database import Database
from storage.engine.errors import cause

Clock = Callable[[], datetime]
"""Now, as an aware UTC datetime."""

CODE_LENGTH = 12


BELIEVED_FOR = timedelta(days=3)
"""A clock further than this from the newest time that was believed is doubted: a machine that is
switched off over a weekend is not."""


@dataclass
class Trust:
    """The newest time at which the clock was believed (`services/clock`); `None` until it was
    looked at."""

    believed: datetime | None = None

    def expiry(self, now: datetime) -> datetime:
        """The time by which codes and sessions run out: a clock that jumps ahead ends none."""
        return min(now, self.believed + BELIEVED_FOR) if self.believed else now


@dataclass(frozen=True)
class Office:
    """The services' surroundings. `forms` are the shipped questionnaires by id, `usual` what cells
    usually prepare.

    `operator` is whom the consent text names as running the server. `links` tells how people reach
    the program. `wake` is set when something was put into the outbox. `trust` is how far the clock
    is believed. `signed_out` are called with the id of a person whose web sessions have ended, so
    that open pages learn of it at once.

    A turn touches none of this (`turns.Visit`), but for `frozen`: it caches the cycles'
    questionnaires, which never change once frozen, and a turn that is undone leaves there at most
    one of a cycle that never was, whose id is not given again.
    """

    db: Database
    clock: Clock
    catalogue: Catalogue
    lexicon: Lexicon
    forms: Mapping[str, Questionnaire]
    usual: Usual
    calendar: Calendar
    renderer: Renderer
    links: Links
    operator: str = ""
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    frozen: dict[tuple[str, str], Questionnaire] = field(default_factory=dict)
    signed_out: list[Callable[[str], None]] = field(default_factory=list)
    trust: Trust = field(default_factory=Trust)


@dataclass
class Links:
    """How people reach the program; the bot's name is known once the channel has asked for it."""

    web: str = ""
    telegram_bot: str = ""

    @property
    def only_here(self) -> bool:
        """Whether the web address works only on this very machine."""
        return urlsplit(self.web).hostname in ("127.0.0.1", "localhost", "::1")

    def telegram(self, code: str) -> str:
        """A deep link that starts the bot with this code; empty if there is no bot."""
        return f"https://t.me/{self.telegram_bot}?start={code}" if self.telegram_bot else ""

    def page(self, path: str) -> str:
        """The address of a page of the web chat; empty if there is none."""
        return f"{self.web.rstrip('/')}/{path}" if self.web else ""


def millis(moment: datetime) -> int:
    """A moment in UTC milliseconds, as the database keeps times."""
    return int(moment.timestamp() * 1000)


def moment(at: int) -> datetime:
    """The inverse of `millis`."""
    return datetime.fromtimestamp(at / 1000, UTC)


def new_id() -> str:
    """A fresh id: 60 random bits in twelve characters, so that payloads stay within 64 bytes."""
    return base64.b32encode(secrets.token_bytes(8))[:12].decode().lower()


def new_code() -> str:
    """A fresh one-time code."""
    return code_from(secrets.token_bytes(32))


def code_from(secret: bytes) -> str:
    """The one-time code of these random bytes: 55 bits that can be read out, and typed on a
    Vietnamese keyboard. No sign stands twice in a row: some keyboards make ch of cc, ng of nn."""
    code, rest = "", int.from_bytes(secret)
    while len(code) < CODE_LENGTH:
        signs = UNTOUCHED.replace(code[-1:] or " ", "")
        rest, place = divmod(rest, len(signs))
        code += signs[place]
    return code


def code_of(typed: str) -> str:
    """A typed code as it was issued: capitals, spaces, hyphens and other signs do not matter. Empty
    for what is too long to be one."""
    if len(typed) > Longest.CODE:
        return ""
    return "".join(sign for sign in fold(typed) if sign.isalnum())


_GROUPS = re.compile(r"(?<![a-z0-9])[a-z0-9]{4}[ -][a-z0-9]{4}[ -][a-z0-9]{4}(?![a-z0-9])")
_WORDS = re.compile(r"[a-z0-9]+")
MOST_CODES = 5


def codes_in(typed: str) -> tuple[str, ...]:
    """What may be a code in a text, such as an invitation that was pasted whole, at most
    `MOST_CODES`; a text that is a code and nothing else comes first."""
    if len(typed) > Longest.LONG:
        return ()
    plain = fold(typed)
    found = [code_of(typed), *map(code_of, _GROUPS.findall(plain)), *_WORDS.findall(plain)]
    known = (word for word in found if len(word) == CODE_LENGTH and set(word) <= set(UNTOUCHED))
    return tuple(dict.fromkeys(known))[:MOST_CODES]


def new_incident() -> str:
    """A fresh number under which an error is logged, and which the person gets to read."""
    return secrets.token_hex(2).upper()


def cause_of(error: BaseException) -> str:
    """An error and what it came from, for the log: types, and the words of the database and of the
    system about their files. Any other words might hold what a member wrote."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return ", from ".join(dict.fromkeys(_named(each) for each in chain))


def _named(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{type(error).__name__} ({error.strerror})"
    return cause(error)


def hashed(secret: str) -> str:
    """A code or session token as it is kept, so that reading the database does not let anybody
    in."""
    return hashlib.sha256(secret.encode()).hexdigest()
