"""How many days of the past a synchronisation has to read."""

from dataclasses import replace
from datetime import date

import pytest

from comeback.domain.ids import JobId
from comeback.domain.sync import SyncJob, SyncState, SyncWish
from tests.api_world import NOW
from tests.builders import LA_VISAGE, TENANT

JOB = SyncJob(JobId("jb_1"), TENANT, LA_VISAGE, SyncState.QUEUED, NOW)
SINCE = SyncWish(backfill_from=date(2026, 9, 1))


@pytest.mark.parametrize(
    ("wish", "last_day", "days"),
    [
        (SyncWish(), date(2026, 9, 20), 0), (SINCE, None, 0), (SINCE, date(2026, 9, 1), 1), (SINCE, date(2026, 9, 20), 20),
        (SINCE, date(2026, 8, 1), 0),
    ],
)  # fmt: skip
def test_days_are_counted_from_the_wish_to_the_last_one(wish: SyncWish, last_day: date | None, days: int) -> None:
    assert replace(JOB, wish=wish, last_day=last_day).days == days
