"""One person's review as it is printed: plain text in one language, in the questionnaire's
order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.interview.questionnaire import Questionnaire
from bot.domain.people.issuer import Issuer
from bot.domain.review.voice import Voice


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One answer. `heading` is set on the first entry of a repeated group (`I.4 …`)."""

    label: str
    value: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One section with its answers."""

    title: str
    entries: tuple[SheetLine, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One answer in two versions. `reason`: why it was sent back, empty if it was not."""

    heading: str
    label: str
    reason: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole review. `person` is label and value of each line about the writer.

    `voice`: for whom it speaks; `of_review`: it is one, and not a plan. `confirms`: the cell signs
    beside its remark, which it does not where the writer is the one who signs for it. `version`
    counts from the first submission; a draft has none (0) and no `submitted_at`. `entered_by`: the
    name of the one who typed it from a paper. `changes`: for those who decide on it, what differs
    from the version decided on before.
    """

    issuer: Issuer
    voice: Voice
    title: str
    year: int
    writer: str
    person: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    version: int
    submitted_at: datetime | None
    entered_by: str = ""
    changes: tuple[Compared, ...] = ()
    of_review: bool = True
    confirms: bool = True


@dataclass(frozen=True, slots=True)
class Blank:
    """The same review as a paper form to fill in by hand: `form` as the member is asked it, with
    the member's own items of last time or without a part about them. Empty texts about the writer
    become lines to write on. `code`: by which whoever types it in finds whose it is."""

    issuer: Issuer
    operator: str
    form: Questionnaire
    year: int
    code: str = ""
    name: str = ""
    born_on: str = ""
    posts: str = ""
