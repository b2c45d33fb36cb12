"""The meeting's papers: the programme with the chair's script, and the minutes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from bot.content.layout.paper import Block, Column, Paper, Signature, Table
from bot.content.papers.heading import heading
from bot.content.papers.parts import numbered
from bot.content.words.phrases import Phrases
from bot.domain.meeting.meeting import Minutes, Programme, ProgrammeStep, Task
from bot.domain.papers.register import MINUTES

CLOCK, MINUTES_COLUMN, WHO = Column(24, centred=True), Column(18, centred=True), Column(50)
MOST_NAMED = 4
ORDER, DAY = Column(11, centred=True), Column(28, centred=True)


def programme_paper(programme: Programme, say: Phrases) -> Paper:
    """What comes when, and below it what the chair may say. It has no number: it is used in the
    room only."""
    return Paper(
        language=say.language,
        file=say("programme.file", year=programme.year),
        head=heading(
            say,
            programme.issuer,
            programme.begins.date(),
            type=say("programme.type"),
            subject=say("programme.subject", theme=programme.theme, year=programme.year),
        ),
        blocks=(
            Block("line", say("programme.begins", at=programme.begins), lead=say("programme.when")),
            *(
                [Block("line", f"{programme.where}.", lead=say("programme.where"))]
                if programme.where
                else []
            ),
            Block("table", table=_programme(programme, say)),
            Block("annex", say("programme.script"), lead=say("programme.script_subject")),
            *_script(programme, say),
        ),
        signature=Signature(say("programme.chair"), "", programme.chair),
    )


def _programme(programme: Programme, say: Phrases) -> Table:
    at = programme.begins
    rows = []
    for step in programme.steps:
        rows.append(
            (
                say("programme.clock", at=at),
                say("programme.minutes", minutes=step.minutes),
                _step(step, programme, say),
                _who(step, say),
            )
        )
        at += timedelta(minutes=step.minutes)
    head = tuple(say(f"programme.head_{name}") for name in ("at", "minutes", "what", "who"))
    return Table("", head, tuple(rows), (CLOCK, MINUTES_COLUMN, Column(), WHO))


def _step(step: ProgrammeStep, programme: Programme, say: Phrases) -> str:
    return say(f"programme.step_{step.kind}", committee=programme.issuer.has_committee)


def _who(step: ProgrammeStep, say: Phrases) -> str:
    """The speakers by name, unless there are many: then the script has their order."""
    if len(step.who) > MOST_NAMED:
        return say("programme.many", count=len(step.who))
    return ", ".join(step.who)


def _script(programme: Programme, say: Phrases) -> Iterator[Block]:
    for number, step in enumerate(programme.steps, 1):
        title = _step(step, programme, say)
        yield Block("item", say("programme.script_item", number=number, title=title))
        words = say(
            f"programme.words_{step.kind}",
            cell=programme.issuer.cell,
            theme=programme.theme,
            year=programme.year,
            who=step.who,
            minutes=step.minutes,
            committee=programme.issuer.has_committee,
        )
        yield Block("line", words, lead=say("programme.chair_says"))
        if len(step.who) > 1:
            yield Block("text", say("programme.order", who=step.who))


def minutes_paper(minutes: Minutes, say: Phrases) -> Paper:
    """Who was there, what was said and decided; both the recorder and the chair sign."""
    parts = (
        (say("minutes.time"), list(_time(minutes, say))),
        (say("minutes.people"), list(_people(minutes, say))),
        (say("minutes.agenda"), [Block("bullet", point.title) for point in minutes.points]),
        (say("minutes.course"), list(_course(minutes, say))),
        (say("minutes.conclusions"), list(_conclusions(minutes, say))),
        (say("minutes.votes"), list(_votes(minutes, say))),
    )
    return Paper(
        language=say.language,
        file=say("minutes.file", year=minutes.year),
        head=heading(
            say,
            minutes.issuer,
            minutes.ended.date(),
            number=minutes.number or say("head.number", type=MINUTES, number=""),
            type=say("minutes.type"),
            subject=say("minutes.subject", theme=minutes.theme, year=minutes.year),
        ),
        blocks=(
            *numbered(parts),
            Block("text", say("minutes.closing", ended=minutes.ended)),
        ),
        signature=Signature(
            say("minutes.chair_signs"),
            "",
            minutes.chair,
            left=Signature(say("minutes.recorder_signs"), "", minutes.recorder),
        ),
    )


def _time(minutes: Minutes, say: Phrases) -> Iterator[Block]:
    yield Block("bullet", say("minutes.began", at=minutes.began))
    if minutes.where:
        yield Block("bullet", say("minutes.where", where=minutes.where))


def _people(minutes: Minutes, say: Phrases) -> Iterator[Block]:
    def told(name: str, counts: Iterable[tuple[str, int]]) -> list[str]:
        return [say(f"general.{name}_{each}", people=people) for each, people in counts]

    beside = told("beside", [each for each in minutes.standings if each[0] != "active"])
    kinds, there = told("kind", minutes.kinds), told("kind", minutes.there)
    yield Block("bullet", say("minutes.roster", roster=minutes.roster, kinds=kinds, beside=beside))
    of = minutes.present + len(minutes.absent)
    yield Block("bullet", say("minutes.present", present=minutes.present, of=of, kinds=there))
    for key, people in (
        ("minutes.excused", [each for each in minutes.absent if each.reason]),
        ("minutes.unexcused", [each for each in minutes.absent if not each.reason]),
    ):
        if people:
            yield Block("bullet", say(key, people=people))
    if minutes.guests:
        yield Block("bullet", say("minutes.guests", guests=minutes.guests))
    yield Block("bullet", say("minutes.chair", name=minutes.chair))
    yield Block("bullet", say("minutes.recorder", name=minutes.recorder))


def _course(minutes: Minutes, say: Phrases) -> Iterator[Block]:
    for number, point in enumerate(minutes.points, 1):
        yield Block("item", say("minutes.point", number=number, title=point.title))
        for name, words in point.speeches:
            first, *more = [line for line in words.splitlines() if line.strip()] or [""]
            yield Block("line", first, lead=say("minutes.speaks", name=name))
            yield from (Block("text", line) for line in more)
        if point.conclusion:
            yield Block("line", point.conclusion, lead=say("minutes.concluded"))


def _conclusions(minutes: Minutes, say: Phrases) -> Iterator[Block]:
    yield from (Block("bullet", line) for line in minutes.conclusions)
    if minutes.tasks:
        yield Block("table", table=tasks_table(minutes.tasks, say, say("minutes.tasks")))


def tasks_table(tasks: tuple[Task, ...], say: Phrases, caption: str) -> Table:
    """Tasks, each with the person who does it and the day."""
    head = tuple(say(f"tasks.{name}") for name in ("order", "what", "who", "due"))
    rows = tuple(
        (
            str(number),
            task.what,
            task.who or say("tasks.nobody"),
            say("tasks.day", day=task.due) if task.due else "",
        )
        for number, task in enumerate(tasks, 1)
    )
    return Table(caption, head, rows, (ORDER, Column(), WHO, DAY))


def _votes(minutes: Minutes, say: Phrases) -> Iterator[Block]:
    for vote in minutes.votes:
        of = vote.agreed + vote.against + vote.blank
        yield Block("bullet", say("minutes.vote", vote=vote, of=of))
