"""Pages of a list, the buttons that turn them, and grids of buttons."""

from __future__ import annotations

import pytest

from bot.domain.messages import Button, text
from handlers.keyboards import Page, in_rows, numbered, page_of, page_with, turning

WHOLE = [f"entry {number}" for number in range(1, 26)]


def turns(wanted: int, *, first: int = 1) -> list[str]:
    rows = turning(page_of(WHOLE, wanted, 10), "x:p", first=first)
    return [button.payload for row in rows for button in row]


@pytest.mark.parametrize(
    ("wanted", "number", "numbers"),
    [(1, 1, range(1, 11)), (2, 2, range(11, 21)), (3, 3, range(21, 26)), (0, 1, range(1, 11))],
)
def test_a_page_keeps_the_numbers_of_the_whole_list(
    wanted: int, number: int, numbers: range
) -> None:
    page = page_of(WHOLE, wanted, 10)
    assert (page.number, page.pages) == (number, 3)
    assert page.entries == [(n, f"entry {n}") for n in numbers]


@pytest.mark.parametrize("wanted", [4, 99_999])
def test_past_the_end_is_the_last_page(wanted: int) -> None:
    assert page_of(WHOLE, wanted, 10) == page_of(WHOLE, 3, 10)


def test_an_empty_list_has_one_page_and_no_turning() -> None:
    page: Page[str] = page_of([], 2, 10)
    assert (page.number, page.pages, page.entries) == (1, 1, [])
    assert turning(page, "x") == ()


@pytest.mark.parametrize("size", [1, 7, 10, 25, 30])
def test_every_entry_is_on_its_page(size: int) -> None:
    for number in range(1, len(WHOLE) + 1):
        page = page_of(WHOLE, page_with(number, size), size)
        assert number in dict(page.entries)


def test_turning_leads_to_the_pages_beside() -> None:
    assert turns(1) == ["x:p:2"]
    assert turns(2) == ["x:p:1", "x:p:3"]
    assert turns(3) == ["x:p:2"]
    assert turns(2, first=0) == ["x:p:0", "x:p:2"]
    assert turning(page_of(WHOLE, 1, 25), "x") == ()
    labels = text("register.newer"), text("register.older")
    assert turning(page_of(WHOLE, 3, 10), "x", labels) == ((Button(labels[0], "x:2"),),)


def test_buttons_in_rows() -> None:
    grid = numbered({number: f"x:{number}" for number in (1, 2, 4, 7, 8, 9)}, 4)
    assert [[button.label for button in row] for row in grid] == [["1", "2", "4", "7"], ["8", "9"]]
    assert grid[1][0] == Button("8", "x:8")
    assert in_rows([]) == ()
