"""Papers of a member's own words, made when they are sent: what is read out at the meeting, and
what is copied into the yearly form. Only the author gets them; the reviewer too gets what is read
out, for an author without a phone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.interview.carried import without_items
from bot.domain.interview.given import given_value
from bot.domain.interview.interview import Interview, Slot
from bot.domain.interview.questionnaire import REVIEW, Questionnaire, Row, Section
from bot.domain.interview.screens import shown_value
from bot.domain.messages import Param, Refusal, WrongState, text
from bot.domain.papers.own import Became, Facts, Noted, Said, Spoken, SpokenPart, Told
from bot.domain.people.issuer import Issuer
from bot.domain.people.member import Action
from bot.domain.review import points
from bot.domain.review.points import Point
from bot.domain.review.voice import of_the_cell, voice_of
from bot.domain.review.workflow import HANDED_IN
from bot.domain.words import Words
from bot.services.consent import readers
from bot.services.cycle.standing import questionnaire
from bot.services.interview.carried import review_before
from bot.services.office import Office, moment
from bot.services.parcels import Job
from bot.services.people.cells import issuer_of
from bot.services.review import author, reviewer
from bot.services.review.reviewer import Review
from bot.services.turns import Visit
from storage import cycles, interviews, members
from storage.cycles import Cycle
from storage.engine.database import Transaction
from storage.interviews import Stored, Version


async def _own_version(visit: Visit, interview_id: str) -> tuple[Stored, int]:
    """The author's own review and the number of the version handed in last. Raises Refusal or
    WrongState."""
    stored = await author.own_one(visit, interview_id)
    visit.author(stored.member_id)
    form = await cycles.form(visit.tx, stored.cycle_id, stored.form)
    if form is None or form.purpose != REVIEW:
        raise Refusal("interview.forged")
    last = await interviews.latest(visit.tx, stored.id)
    if last is None:
        raise WrongState("own.not_handed_in")
    return stored, last.version


async def send_spoken(visit: Visit, interview_id: str) -> None:
    """Sends the author what to read out at the meeting."""
    stored, version = await _own_version(visit, interview_id)
    visit.post(SpokenJob(stored.id, version), cell_id=stored.cell_id)


async def send_facts(visit: Visit, interview_id: str) -> None:
    """Sends the author what to copy into the yearly form."""
    stored, version = await _own_version(visit, interview_id)
    visit.post(FactsJob(stored.id, version), cell_id=stored.cell_id)


def has_no_phone(review: Review) -> bool:
    """Whether the author cannot print it: somebody typed the paper, or the author never came in."""
    return bool(review.version.entered_by) or not review.author.person_id


async def send_spoken_for(visit: Visit, review_id: str) -> None:
    """Sends the reviewer what an author without a phone will read out; the author can see that it
    was read."""
    review = await reviewer.read(visit, review_id)
    if not has_no_phone(review):
        raise Refusal("own.prints_alone", name=review.author.shown)
    job = SpokenJob(review.stored.id, review.number, for_reviewer=True)
    visit.post(job, cell_id=review.stored.cell_id)


@dataclass(frozen=True, slots=True)
class Written:
    """Something that a member has handed in, as it can be printed."""

    stored: Stored
    asked: Questionnaire

    @property
    def is_read_out(self) -> bool:
        """Whether it is read out at the meeting: a review is, a plan or a registration is not."""
        return self.asked.purpose == REVIEW

    @property
    def is_personal(self) -> bool:
        """Whether it is about the member alone, and of use for the yearly form."""
        return self.is_read_out and readers.is_personal(self.asked)


async def written(visit: Visit) -> list[Written]:
    """What this member has handed in in the newest cycle, in its order; also if it is closed."""
    member = visit.acting(Action.ANSWER)
    cycle = await cycles.newest_cycle(visit.tx, member.cell_id)
    found = []
    for form in await cycles.forms(visit.tx, cycle.id) if cycle else ():
        stored = await interviews.find(
            visit.tx, member.cell_id, form.cycle_id, member.id, form.form
        )
        if stored and await interviews.latest(visit.tx, stored.id):
            asked = await questionnaire(visit.office, visit.tx, form.cycle_id, form.form)
            found.append(Written(stored, asked))
    return found


async def spoken(office: Office, tx: Transaction, job: SpokenJob, language: str) -> Spoken | None:
    """What is read out; `None` if that version was taken back meanwhile."""
    found = await _handed_in(office, tx, job.interview_id, job.version)
    if found is None:
        return None
    cycle, stored, version, review = found
    if job.for_reviewer:
        review = Interview(review.id, review.questionnaire, without_items(review.answers))
    issuer = await issuer_of(office, tx, cycle)
    told = _Telling(office, review, language, issuer)
    before = tuple(told.became(aloud=True))
    about = [slot.section.headed for slot in review.slots if slot.question.rows_from]
    return Spoken(
        issuer=issuer,
        voice=voice_of(review.questionnaire),
        title=told.form_says(review.questionnaire.title),
        year=cycle.year,
        writer=await members.known_as(tx, stored.member_id),
        version=version.version,
        submitted_at=office.calendar.local(moment(version.submitted_at)),
        before_title=told.form_says(about[0]) if about else "",
        before=before,
        parts=tuple(told.parts()),
        talked_over=points.talked_over(review),
    )


async def facts(office: Office, tx: Transaction, job: FactsJob, language: str) -> Facts | None:
    """What is copied; `None` if that version was taken back meanwhile."""
    found = await _handed_in(office, tx, job.interview_id, job.version)
    if found is None:
        return None
    cycle, stored, _, review = found
    issuer = await issuer_of(office, tx, cycle)
    told = _Telling(office, review, language, issuer)
    earlier = await review_before(office, tx, cycle, stored.member_id, stored.form)
    before = _Telling(office, earlier[1], language, issuer).promised() if earlier else ()
    return Facts(
        issuer=issuer,
        year=cycle.year,
        writer=await members.known_as(tx, stored.member_id),
        made_at=office.calendar.local(office.clock()),
        before=tuple(told.became()),
        promised_before=tuple(before),
        measures=tuple(told.measures()),
        promised=tuple(told.promised()),
        beside=tuple([each async for each in _beside(office, tx, stored, language, issuer)]),
    )


async def _beside(
    office: Office, tx: Transaction, stored: Stored, language: str, issuer: Issuer
) -> AsyncIterator[tuple[str, tuple[Said, ...]]]:
    """What the member registered or planned in this cycle, each with its title, as it was handed
    in."""
    cycle_id = stored.cycle_id
    for form in await cycles.forms(tx, cycle_id):
        if form.purpose == REVIEW:
            continue
        other = await interviews.find(tx, stored.cell_id, cycle_id, stored.member_id, form.form)
        last = await interviews.latest(tx, other.id) if other and other.state in HANDED_IN else None
        if last is None:
            continue
        asked = await questionnaire(office, tx, cycle_id, form.form)
        review = Interview(last.interview_id, asked, last.answers)
        told = _Telling(office, review, language, issuer)
        yield told.form_says(asked.title), tuple(told.everything())


async def _handed_in(
    office: Office, tx: Transaction, interview_id: str, number: int
) -> tuple[Cycle, Stored, Version, Interview] | None:
    stored = await interviews.get(tx, interview_id)
    version = await interviews.version(tx, interview_id, number) if stored else None
    cycle = await cycles.cycle(tx, stored.cycle_id) if stored else None
    if stored is None or version is None or cycle is None:
        return None
    asked = await questionnaire(office, tx, cycle.id, stored.form)
    return cycle, stored, version, Interview(stored.id, asked, version.answers)


class _Telling:
    """One review, put into the words of one language."""

    def __init__(self, office: Office, review: Interview, language: str, issuer: Issuer) -> None:
        self._office = office
        self._review = review
        self._language = language
        self._has_committee = issuer.has_committee
        self._points = points.points(review)

    def say(self, value: Param) -> str:
        """A value in words."""
        return self._office.catalogue.render(text("sheet.value", value=value), self._language)

    def form_says(self, words: Words) -> str:
        """Words of the questionnaire, as they fit this cell."""
        said = self.say(words)
        return said if self._has_committee else of_the_cell(said)

    def became(self, *, aloud: bool = False) -> Iterator[Became]:
        """What became of the earlier items; `aloud`: without those that are talked over in
        person."""
        for row, option in points.became(self._review):
            if not (aloud and row.in_person):
                label, word = self.form_says(row.label), self.form_says(option.label)
                yield Became(row.short, label, word, points.is_manifestation(row))

    def parts(self) -> Iterator[SpokenPart]:
        """Every section in which something is said."""
        nothing = points.looked_into(self._review)
        for section in self._review.questionnaire.sections:
            here = [point for point in self._points if point.section.id == section.id]
            part = self._part(section, here, none_marked=section in nothing)
            if part.answers or part.noted or part.promised or part.none_marked:
                yield part

    def _part(self, section: Section, here: Sequence[Point], *, none_marked: bool) -> SpokenPart:
        plain = [point for point in here if point.group is None and point.row is None]
        noted = [point for point in here if point not in plain and not point.is_promise]
        return SpokenPart(
            title=self.form_says(section.headed),
            answers=tuple(pair for point in plain for pair in self._said(point.slots)),
            noted=tuple(self._noted(point, self._aloud(point)) for point in noted),
            promised=tuple(self._said(point.slots) for point in here if point.is_promise),
            none_marked=none_marked,
        )

    def measures(self) -> Iterator[Noted]:
        """What is to be put right and how, without its level."""
        for point in self._points:
            if point.measures and not point.is_promise:
                about = [slot for slot in point.slots if slot.question.carried]
                noted = self._noted(point, (*about, *point.measures))
                yield Noted(noted.said, noted.short, noted.label)

    def promised(self) -> Iterator[Said]:
        """What is to be done by a certain day."""
        return (self._said(point.slots) for point in self._points if point.is_promise)

    def everything(self) -> Iterator[Said]:
        """All that was answered, grouped by what belongs together."""
        return (self._said(point.slots) for point in self._points if point.slots)

    def _noted(self, point: Point, slots: Iterable[Slot]) -> Noted:
        row = point.row
        return Noted(
            self._said(slots),
            row.short if isinstance(row, Row) else "",
            self.form_says(row.label) if row else "",
            self.form_says(point.level.label) if point.level else "",
            isinstance(row, Row) and points.is_manifestation(row),
        )

    def _said(self, slots: Iterable[Slot]) -> Said:
        return tuple(self._told(slot) for slot in slots)

    def _aloud(self, point: Point) -> Iterator[Slot]:
        left_out = points.for_figures(self._review.questionnaire)
        return (slot for slot in point.slots if slot.question.id not in left_out)

    def _told(self, slot: Slot) -> Told:
        question, value = slot.question, self._review.answers[slot.key].value
        given = given_value(question, value)
        chosen = tuple(self.form_says(option.label) for option in given.options)
        words = given.words if chosen or given.words else self.say(shown_value(self._review, slot))
        return Told(
            called=self.form_says(question.called),
            words="" if given.day else words,
            kind=question.kind,
            chosen=chosen,
            day=given.day,
            mends=question.dated,
        )


@dataclass(frozen=True, slots=True)
class SpokenJob(Job):
    """Prints what the author of this version reads out at the meeting. `for_reviewer`: for the one
    who decides on it, to be given to an author without a phone."""

    interview_id: str
    version: int
    for_reviewer: bool = False


@dataclass(frozen=True, slots=True)
class FactsJob(Job):
    """Prints what the author of this version may copy into the yearly form."""

    interview_id: str
    version: int
