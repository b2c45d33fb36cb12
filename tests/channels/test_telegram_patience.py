"""Trying again: how often, which failures, and what is logged of it."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from handlers.channels.telegram import Patience

AT_ONCE = Patience(first_wait=0.0, longest_wait=0.0, flood=0.5)


class Flaky:
    """Fails like this, one after the other, and then works."""

    def __init__(self, *failures: TelegramError) -> None:
        self.left = list(failures)
        self.calls = 0

    async def __call__(self) -> int:
        self.calls += 1
        if self.left:
            raise self.left.pop(0)
        return self.calls


BROKEN = NetworkError("down")


@pytest.mark.parametrize(
    ("failures", "retries", "calls", "raised"),
    [
        ([], 0, 1, None),
        ([BROKEN, BROKEN], 2, 3, None),
        ([BROKEN, BROKEN], 1, 2, NetworkError),
        ([BROKEN], 0, 1, NetworkError),
        ([BadRequest("message is too long")], 3, 1, BadRequest),
        ([RetryAfter(1)], 3, 1, RetryAfter),
        ([BROKEN] * 20, None, 21, None),
        ([BadRequest("message is too long")], None, 2, None),
    ],
)
async def test_how_often_it_is_tried(
    failures: Sequence[TelegramError],
    retries: int | None,
    calls: int,
    raised: type[TelegramError] | None,
) -> None:
    flaky = Flaky(*failures)
    if raised is None:
        assert await AT_ONCE.persist(flaky, retries) == calls
    else:
        with pytest.raises(raised):
            await AT_ONCE.persist(flaky, retries)
    assert flaky.calls == calls


@pytest.mark.parametrize(
    ("retries", "told"), [(None, ["WARNING", "INFO"]), (5, [])], ids=["for ever", "five times"]
)
async def test_what_never_gives_up_says_so_once(
    retries: int | None, told: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await AT_ONCE.persist(Flaky(*[BROKEN] * 5), retries)
    assert [record.levelname for record in caplog.records] == told
