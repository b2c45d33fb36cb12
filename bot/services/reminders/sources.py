"""All sources of reminders, in the order in which their messages reach a member."""

from __future__ import annotations

from collections.abc import Mapping

from bot.services.parcels import Job, Maker, worded
from bot.services.reminders import digest, escalation, preparation, reviews

SOURCES = (reviews.SOURCE, digest.SOURCE, escalation.SOURCE, preparation.SOURCE)
MAKERS: Mapping[type[Job], Maker] = {
    job: worded(word) for source in SOURCES for job, word in source.says.items()
}
