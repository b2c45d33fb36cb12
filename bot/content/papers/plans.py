"""Plans on paper: the cell's for a cycle, and a member's for remediation."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.layout.paper import Block, Column, Paper, Signature, Table
from bot.content.papers.heading import heading, signed
from bot.content.papers.meeting import tasks_table
from bot.content.papers.parts import numbered
from bot.content.words.phrases import Phrases
from bot.domain.papers.plan import CellPlan
from bot.domain.papers.register import PLAN
from bot.domain.remediation.plan import Remediation, Remedy

_REMEDIES = (
    Column(11, centred=True),
    Column(38),
    Column(34),
    Column(),
    Column(26, centred=True),
    Column(32),
    Column(36),
    Column(30),
)
_PROGRESS = (Column(30), Column(), Column(60), Column(16, centred=True), Column(60))


def cell_plan_paper(plan: CellPlan, say: Phrases) -> Paper:
    """What the cell sets out to do in a cycle, when, and who does it."""
    parts = (
        (say("plan.purpose"), [Block("text", line) for line in _lines(say, "plan.purposes", plan)]),
        (say("plan.content"), [Block("bullet", line) for line in _lines(say, "plan.does", plan)]),
        (say("plan.time"), list(_stages(plan, say))),
        (say("plan.duties"), list(_duties(plan, say))),
        (say("plan.conditions"), list(_conditions(plan, say))),
        (say("plan.carrying"), [Block("text", line) for line in _lines(say, "plan.carried", plan)]),
    )
    subject = say("plan.subject", theme=plan.theme, year=plan.year)
    return Paper(
        language=say.language,
        file=say("plan.file", year=plan.year),
        head=heading(
            say,
            plan.issuer,
            plan.made_on,
            number=say("head.number", type=PLAN, number=""),
            type=say("plan.type"),
            subject=subject,
        ),
        blocks=(*_basis(plan, say, subject), *numbered(parts)),
        signature=signed(
            say,
            plan.issuer,
            say("signature.recipients"),
            tuple(say("plan.copies", parent=plan.issuer.parent).splitlines()),
        ),
        watermark=say("head.draft"),
    )


def _basis(plan: CellPlan, say: Phrases, subject: str) -> Iterator[Block]:
    """One sentence over several lines: by these documents, the cell plans as follows."""
    for place, each in enumerate(plan.basis, 1):
        line = say("general.basis", document=each)
        yield Block("text", line if place < len(plan.basis) else line.removesuffix(";") + ",")
    yield Block("text", say("plan.so", cell=plan.issuer.cell, subject=subject))


def _lines(say: Phrases, key: str, plan: CellPlan) -> list[str]:
    committee = plan.issuer.has_committee
    about = {"cell": plan.issuer.cell, "theme": plan.theme, "year": plan.year}
    return say(key, committee=committee, **about).splitlines()


def _stages(plan: CellPlan, say: Phrases) -> Iterator[Block]:
    """In order of time, whatever the days are."""
    for stage in sorted(plan.stages, key=lambda stage: stage.day):
        yield Block("bullet", say(f"plan.stage_{stage.name}", day=stage.day))


def _duties(plan: CellPlan, say: Phrases) -> Iterator[Block]:
    for name, tasks in (("work", plan.work), ("papers", plan.papers)):
        if tasks:
            yield Block("table", table=tasks_table(tasks, say, say(f"plan.table_{name}")))


def _conditions(plan: CellPlan, say: Phrases) -> Iterator[Block]:
    if plan.materials:
        yield Block("text", say("plan.materials", materials=plan.materials))
    if plan.logistics:
        yield Block("table", table=tasks_table(plan.logistics, say, say("plan.table_logistics")))


def remediation_paper(plan: Remediation, say: Phrases) -> Paper:
    """A member's plan, and what has been done; the member and the secretary sign."""
    follow_up = [Block("table", table=_progress(plan, say))] if plan.progress else []
    parts = (
        (say("sheet.person"), [Block("line", v, lead=f"{k}:") for k, v in plan.person]),
        (say("remedy.items"), [Block("table", table=_remedies(plan.items, say))]),
        (say("remedy.progress"), follow_up),
    )
    opinion = say("remedy.opinion")
    said = (
        Block("line", plan.opinion, lead=opinion) if plan.opinion else Block("rule", lead=opinion)
    )
    return Paper(
        language=say.language,
        file=say("remedy.file", year=plan.year),
        head=heading(
            say,
            plan.issuer,
            plan.made_on,
            type=say("remedy.type"),
            subject=say("remedy.subject", year=plan.year),
        ),
        blocks=(*numbered(parts), said),
        signature=Signature(
            say(f"signature.post_{plan.issuer.signer}"),
            "",
            plan.issuer.leader,
            left=Signature(say("remedy.member_signs"), "", plan.writer),
        ),
        landscape=True,
    )


def _remedies(items: tuple[Remedy, ...], say: Phrases) -> Table:
    names = ("order", "about", "cause", "task", "time", "expected", "product", "helper")
    rows = tuple(
        (
            str(number),
            item.about,
            item.cause,
            item.task,
            say("remedy.span", begins=item.begins, due=item.due),
            item.expected,
            item.product,
            item.helper,
        )
        for number, item in enumerate(items, 1)
    )
    return Table("", tuple(say(f"remedy.head_{name}") for name in names), rows, _REMEDIES)


def _progress(plan: Remediation, say: Phrases) -> Table:
    names = ("period", "done", "product", "percent", "remark")
    rows = tuple(
        (each.period, each.done, each.product, f"{each.percent}%", each.remark)
        for each in plan.progress
    )
    return Table("", tuple(say(f"remedy.head_{name}") for name in names), rows, _PROGRESS)
