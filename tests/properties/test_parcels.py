"""What lies in the outbox comes out as it was put in."""

from __future__ import annotations

import json
from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.messages import Button, Outgoing, Param, Text
from bot.services.cycle.status import StandingJob
from bot.services.interview.proxy import BlankJob
from bot.services.papers.own_papers import FactsJob, SpokenJob
from bot.services.papers.reading import ReadingJob
from bot.services.parcels import Contents, pack
from bot.services.press import opened
from bot.services.reminders.digest import Digest
from bot.services.reminders.escalation import Escalation
from bot.services.reminders.reviews import Reminder
from bot.services.report.papers import SummaryJob
from bot.services.review.sheets import SheetJob

NAMES = st.text("abcdefgh_", min_size=1, max_size=6) | st.sampled_from(["text", "params", "day"])
WORDS = st.dictionaries(st.sampled_from(["vi", "en"]), st.text(), min_size=1)
PLAIN: st.SearchStrategy[Param] = (
    st.text()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.booleans()
    | st.none()
    | st.dates()
    | st.datetimes(timezones=st.sampled_from([UTC, None]))
    | WORDS
)
PARAMS: st.SearchStrategy[Param] = st.recursive(
    PLAIN,
    lambda inner: (
        st.builds(Text, NAMES, st.dictionaries(NAMES, inner, max_size=3))
        | st.lists(inner, max_size=3).map(tuple)
    ),
    max_leaves=8,
)
TEXTS = st.builds(Text, NAMES, st.dictionaries(NAMES, PARAMS, max_size=4))
BUTTONS = st.builds(Button, TEXTS | WORDS | st.text(), st.text(), st.text())
MESSAGES = st.builds(Outgoing, TEXTS, st.lists(st.lists(BUTTONS).map(tuple), max_size=3).map(tuple))
IDS = st.text()
JOBS = (
    st.builds(Reminder, IDS, IDS)
    | st.builds(Digest, IDS, IDS)
    | st.builds(SummaryJob, IDS)
    | st.builds(ReadingJob, IDS)
    | st.builds(SheetJob, IDS, st.integers(0, 99))
    | st.builds(SpokenJob, IDS, st.integers(0, 99), st.booleans())
    | st.builds(FactsJob, IDS, st.integers(0, 99))
    | st.builds(Escalation, IDS, IDS)
    | st.builds(StandingJob, IDS, IDS)
    | st.builds(BlankJob, IDS, st.lists(IDS, max_size=3).map(tuple))
)


@given(MESSAGES | JOBS)
def test_a_parcel_is_unpacked_as_it_was_packed(contents: Contents) -> None:
    packed = pack(contents)

    assert opened(packed) == contents
    assert pack(opened(packed)) == packed
    assert len(json.loads(packed)) == 1
