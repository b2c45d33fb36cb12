"""The cell's plan and the meeting's papers: in order of time, and as this cell is made up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from bot.content.layout.paper import Paper
from bot.content.papers import paper_of
from bot.domain.meeting.meeting import Task
from bot.domain.papers.plan import Stage
from bot.domain.people.member import Role, has_committee
from bot.domain.preparation.basis import Document, is_plan_of
from bot.domain.review.voice import Voice, of_the_cell
from tests.content import own_samples, paper_samples, samples

CELL = "Chi bộ Trường Mầm non Hoa Sen"


def words(paper: Paper) -> str:
    """Everything on the paper, tables and signatures too."""
    tables = [each.table for each in (*paper.blocks, *paper.annex) if each.table]
    cells = [cell for table in tables for row in table.rows for cell in row]
    sign = paper.signature
    said = [f"{each.lead} {each.text}" for each in (*paper.blocks, *paper.annex)]
    return "\n".join([paper.head.type, paper.head.subject, *said, *cells, *sign.copies])


@pytest.mark.parametrize("read", [date(2026, 12, 8), date(2026, 12, 20), date(2026, 11, 20)])
def test_the_stages_stand_in_order_of_time(read: date) -> None:
    """Wherever the day of reading falls: before, with or after that of the reviews."""
    plan = paper_samples.cell_plan(17)
    stages = (*plan.stages[1:], Stage("read", read), plan.stages[0])
    days = [stage.day for stage in sorted(stages, key=lambda stage: stage.day)]
    said = words(paper_of(replace(plan, stages=stages), "vi"))
    places = [said.index(f"ngày {day.day:02d}/{day.month}/{day.year}") for day in days]
    assert all(before <= after for before, after in pairwise(places))


def test_the_basis_is_one_sentence_with_an_end() -> None:
    plan = paper_samples.cell_plan(17)
    second = Document("", subject="Kết luận số 21-KL/TW Hội nghị Trung ương (khóa XIII)")
    blocks = paper_of(replace(plan, basis=(*plan.basis, second)), "vi").blocks
    assert [block.text for block in blocks[:3]] == [
        "Căn cứ Kế hoạch số 28-KH/ĐU, ngày 30/5/2026 của Đảng ủy Sông Trăng;",
        "Căn cứ Kết luận số 21-KL/TW Hội nghị Trung ương (khóa XIII),",
        f"{CELL} xây dựng kế hoạch tổ chức sinh hoạt chuyên đề “Tự soi, tự sửa” năm 2026 như sau:",
    ]


@pytest.mark.parametrize(
    ("document", "itself"),
    [
        (Document("Kế hoạch", "05-KH/CB", date(2026, 9, 1), CELL, "về tự soi, tự sửa"), True),
        (Document("Kế hoạch", "05 - KH/CB", None, "", ""), True),
        (Document("Kế hoạch", "02-KH/CB", date(2026, 1, 5), CELL, "công tác năm"), False),
        (Document("Kế hoạch", "05-KH/CB", date(2025, 9, 1), CELL, "tự soi"), False),
        (Document("Kế hoạch", "05-KH/CB", date(2026, 9, 1), "Chi bộ Cỏ May", "tự soi"), False),
        (Document("Kế hoạch", "28-KH/ĐU", date(2026, 5, 30), "Đảng ủy", "tự soi"), False),
    ],
)
def test_a_plan_does_not_cite_itself(document: Document, *, itself: bool) -> None:
    spaceless = replace(document, symbol=document.symbol.replace(" ", ""))
    assert is_plan_of(spaceless, CELL, 2026) is itself


def test_a_task_without_a_person_says_who_will_name_one() -> None:
    plan = replace(paper_samples.cell_plan(3), work=(Task("Báo cáo", ""),))
    (table, *_) = [block.table for block in paper_of(plan, "vi").blocks if block.table]
    assert table.rows[0][2] == "Bí thư phân công sau"


SMALL: tuple[Callable[[], Any], ...] = (
    samples.small,
    lambda: paper_samples.cell_plan(3),
    lambda: paper_samples.programme(3),
    lambda: paper_samples.minutes(3),
    lambda: replace(own_samples.spoken(), voice=Voice.COLLECTIVE, title="Bản tự soi"),
)


@pytest.mark.parametrize("make", SMALL)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_paper_of_a_small_cell_speaks_of_a_committee(
    make: Callable[[], Any], language: str
) -> None:
    paper = paper_of(samples.issued(make(), has_committee=False), language)
    said = words(paper).lower().replace("báo cáo của tập thể", "")
    assert "chi ủy" not in said
    assert "committee" not in said


@pytest.mark.parametrize(
    ("members", "roles", "has"),
    [
        (8, [Role.SECRETARY, Role.DEPUTY], False),
        (9, [Role.SECRETARY], True),
        (3, [Role.COMMITTEE], True),
        (0, [], False),
    ],
)
def test_a_cell_of_nine_has_a_committee(members: int, roles: list[Role], *, has: bool) -> None:
    assert has_committee(members, roles) is has


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Bản tự soi của tập thể chi ủy, chi bộ", "Bản tự soi của tập thể chi bộ"),
        ("Trách nhiệm của chi ủy", "Trách nhiệm của chi bộ"),
        ("Chi uỷ và chi bộ đã làm gì?", "Chi bộ đã làm gì?"),
        ("Chi ủy viên phụ trách", "Chi ủy viên phụ trách"),
        ("Đảng ủy xã", "Đảng ủy xã"),
        ("The committee's responsibility", "The cell's responsibility"),
    ],
)
def test_a_questionnaire_speaks_of_the_cell_where_there_is_no_committee(
    asked: str, said: str
) -> None:
    assert of_the_cell(asked) == said


def test_the_theme_is_named_in_quotes_and_the_year_once() -> None:
    for paper, begins in (
        (paper_samples.cell_plan(17), "tổ chức "),
        (paper_samples.programme(17), ""),
        (paper_samples.minutes(17), ""),
    ):
        subject = paper_of(paper, "vi").head.subject
        assert subject == f"{begins}sinh hoạt chuyên đề “Tự soi, tự sửa” năm 2026"


def test_a_registration_is_called_by_its_whole_name() -> None:
    assert (
        "TƯ TƯỞNG, ĐẠO ĐỨC, PHONG CÁCH HỒ CHÍ MINH"
        in paper_of(own_samples.registration(), "vi").head.type
    )


def test_every_paper_of_a_member_has_a_file_name_of_its_own() -> None:
    made: list[Any] = [
        own_samples.spoken(),
        own_samples.facts(),
        own_samples.registration(),
        samples.sheet(),
    ]
    hers = {paper_of(each, "vi").file for each in made}
    his = {paper_of(replace(each, writer="Nguyễn Đức Ánh"), "vi").file for each in made}
    assert len(hers | his) == 2 * len(made)
    assert "ban-tu-soi-nguyen-duc-anh-2026" in his
    collective = replace(samples.sheet(), voice=Voice.COLLECTIVE)
    assert paper_of(collective, "vi").file == "ban-tu-soi-tap-the-2026"
