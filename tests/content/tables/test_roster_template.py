"""The roster's own file: what it lets people fill in, and that all of it is read again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.content.tables.writing import written
from bot.content.words.catalogue import Catalogue
from bot.domain.messages import Refusal, text
from bot.domain.people.member import Member, MemberKind, MemberStanding, Role
from bot.domain.people.roster_rows import Told
from bot.domain.people.table import RosterColumn, longest
from bot.domain.people.table_check import RosterState, check
from bot.domain.words import LANGUAGES
from bot.services.people.roster_file import roster_sheets
from bot.settings import Settings
from tests.content.tables.rosters import lexicon, notes, people, read, workbook

CATALOGUE = Catalogue.load(Settings(_env_file=None).templates)
FILLED, EXAMPLE = 0, 1
ROWS = 5


def template(language: str = "vi", known: Sequence[Member] = ()) -> Any:
    def say(name: str) -> str:
        return CATALOGUE.render(text(f"import.{name}"), language).strip()

    return load_workbook(io.BytesIO(written(roster_sheets(known, say, example=not known), ROWS)))


def body(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rules(sheet: Any) -> dict[str, Any]:
    """What a cell of each column takes, by its heading."""
    return {
        str(sheet.cell(1, rule.sqref.sorted()[0].min_col).value): rule
        for rule in sheet.data_validations.dataValidation
    }


def choices(rule: Any) -> list[str]:
    assert rule.type == "list"
    return str(rule.formula1).strip('"').split(",")


SAME = ("Đảng viên", "Chính thức", "Sinh hoạt bình thường", "Member", "As usual")
"""What a plain member is already."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_offered_that_is_refused_when_it_comes_back(language: str) -> None:
    """P14: a new member and one who is there, whatever is chosen for them."""
    book = template(language)
    sheet = book.worksheets[FILLED]
    lists = {head: rule for head, rule in rules(sheet).items() if rule.type == "list"}
    assert len(lists) == 3
    places = {str(cell.value): cell.column for cell in sheet[1]}
    group = list(RosterColumn).index(RosterColumn.PARTY_GROUP) + 1
    there = Member("m", "c", "Lê Thị Hoa", Role.MEMBER)
    state = RosterState((there,), date(2026, 12, 1))
    for head, rule in lists.items():
        for choice in choices(rule):
            for name in ("Lê Thị Hoa", "Vũ Mây"):
                sheet.cell(2, 1).value, sheet.cell(2, group).value = name, "Tổ 1"
                sheet.cell(2, places[head]).value = choice
                plan = check(read(body(book)).lines, state, lexicon())
                assert not plan.faults, choice
                assert plan.writes or choice in SAME, choice
        sheet.cell(2, places[head]).value = None


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_column_says_what_it_takes_and_takes_nothing_else(language: str) -> None:
    """And what it says fits: a spreadsheet shows 32 letters of a title, 255 of the rest."""
    for sheet in template(language).worksheets:
        found = rules(sheet)
        assert list(found) == [cell.value for cell in sheet[1]]
        for column, rule in zip(RosterColumn, found.values(), strict=True):
            assert rule.showErrorMessage
            assert rule.showInputMessage
            assert rule.errorStyle in (None, "stop")
            assert 0 < len(rule.promptTitle) <= 32
            assert 0 < len(rule.prompt) <= 255
            assert 0 < len(rule.error) <= 225
            assert len(rule.formula1) <= 255
            if rule.type != "list":
                assert (rule.type, rule.formula1) == ("textLength", str(longest(column)))
                assert rule.operator == "lessThanOrEqual"
            assert rule.sqref.sorted()[0].max_row == ROWS + 1


def test_the_headings_are_protected_and_the_rows_are_free() -> None:
    filled, example = template().worksheets
    for sheet in (filled, example):
        assert sheet.protection.sheet
        assert not sheet.protection.password
        assert all(cell.protection.locked for cell in sheet[1])
        assert all(cell.protection.locked is (sheet is example) for cell in sheet[2])
    for act in ("formatColumns", "insertRows", "deleteRows", "sort"):
        assert not getattr(filled.protection, act), act
    assert filled.protection.deleteColumns
    beyond = filled.column_dimensions["K"]
    assert (beyond.min, beyond.max, beyond.protection.locked) == (11, 16384, False)


@pytest.mark.parametrize("known", [(), (Member("m", "c", "Võ An", Role.MEMBER),)])
def test_it_prints_across_on_one_page_with_its_headings(known: Sequence[Member]) -> None:
    for sheet in template(known=known).worksheets:
        setup = sheet.page_setup
        assert (setup.orientation, setup.fitToWidth, setup.fitToHeight) == ("landscape", 1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
        assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row)
        fonts = {(cell.font.name, cell.font.sz) for row in sheet.iter_rows() for cell in row}
        assert len(fonts) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_kind_and_standing_are_read_back_whatever_they_are(language: str) -> None:
    """By the same roster nothing changes; by a plain one each gets what the file says."""
    both = list(product(MemberKind, MemberStanding))
    known = [
        Member(f"m{n}", "c", f"Võ An {chr(65 + n)}", Role.MEMBER, kind=kind, standing=standing)
        for n, (kind, standing) in enumerate(both)
    ]
    plain = [Member(each.id, "c", each.name, Role.MEMBER) for each in known]
    lines = read(body(template(language, known))).lines
    same = check(lines, RosterState(tuple(known), date(2026, 12, 1)), lexicon())
    assert (same.unchanged, same.writes, same.faults) == (len(both), 0, ())
    other = check(lines, RosterState(tuple(plain), date(2026, 12, 1)), lexicon())
    by_id = {each.member_id: each.entry for each in other.changed}
    after = [by_id[each.id].on(each) if each.id in by_id else each for each in plain]
    assert [(each.kind, each.standing) for each in after] == both


def test_what_is_written_is_read_back_unchanged() -> None:
    known = [
        Member("a", "c", "Võ An", Role.SECRETARY, party_group="Tổ 1"),
        Member("b", "c", "Hà My", Role.DEPUTY, records=True, heads_group=True, party_group="Tổ 2"),
        Member("d", "c", "Tô Ba", Role.MEMBER, kind=MemberKind.PROBATIONARY, born_on="1989"),
    ]
    for language in LANGUAGES:
        found = read(body(template(language, known)))
        plan = check(found.lines, RosterState(tuple(known), date(2026, 12, 1)), lexicon())
        assert (plan.unchanged, plan.writes, plan.faults) == (3, 0, ())
        assert found.notes == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("gone", range(1, len(RosterColumn)))
def test_the_example_is_nobody_whatever_column_is_deleted(language: str, gone: int) -> None:
    """P14: the sheet with the most headings was taken, which then was the example."""
    book = template(language)
    filled = book.worksheets[FILLED]
    filled["A2"] = "Võ An"
    filled.delete_cols(gone + 1)
    found = read(body(book))
    assert people(found) == ["Võ An"]
    assert [line.number for line in found.lines] == [2], "as of a file with one sheet"
    assert notes(found) == {}


def test_who_was_typed_into_the_example_is_told_and_not_taken() -> None:
    book = template()
    filled, example = book.worksheets
    filled["A2"], example["A2"] = "Võ An", "Hà My"
    found = read(body(book))
    assert people(found) == ["Võ An"]
    assert notes(found) == {Told.EXAMPLE: ("Hà My",)}
    filled["A2"] = None
    with pytest.raises(Refusal, match=r"import\.in_example"):
        read(body(book))


HEAD = ["Họ và tên", "Năm sinh"]


@pytest.mark.parametrize(
    ("sheets", "key"),
    [
        ({"Ví dụ": [HEAD, ["Nguyễn Thị Ví Dụ", "1985"]]}, "import.no_rows"),
        ({"VÍ DỤ (2)": [HEAD, ["Võ An", "1991"]]}, "import.in_example"),
        ({"Example": [HEAD, ["Võ An", "1991"]], "List": [["Năm sinh"], ["1991"]]}, "no_heading"),
        ({"Tổ 1": [HEAD, ["Nguyễn Thị Ví Dụ", "1985"]]}, "import.no_rows"),
    ],
)
def test_a_file_that_has_only_an_example_is_refused(
    sheets: dict[str, list[list[str]]], key: str
) -> None:
    with pytest.raises(Refusal, match=key):
        read(workbook(sheets))
