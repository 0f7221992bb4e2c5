"""Stamps given at the desk, and the visits of the same date (edge case 40)."""

from datetime import UTC, datetime, timedelta

import pytest

from comeback.domain.errors import FieldRefused
from comeback.domain.ledger import EntryKind
from comeback.domain.settings import CardSettings, CountBy, EveryN
from tests.builders import PROGRAM, TENANT
from tests.counter import Counter, counter_with_a_card
from tests.engine_world import SECOND, WAIT, EngineWorld


def visit(counter: Counter, *costs: int, at: str = "13:00", day: str = "2026-09-21") -> None:
    counter.world.visit(counter.client, at, *costs, day=day)
    counter.world.hear()


def test_40_a_visit_after_the_scan_gives_nothing_more() -> None:
    counter = counter_with_a_card()
    counter.scan()
    visit(counter)
    assert counter.world.amounts() == [1]


def test_40_a_visit_before_the_scan_gives_its_stamp_back_after_the_wait() -> None:
    counter = counter_with_a_card()
    visit(counter)
    counter.scan()
    card = counter.world.card()
    assert card is not None
    assert (card.balance, card.held) == (2, 1)
    counter.world.wait()
    assert counter.world.amounts() == [1, 1, -1]
    assert [entry.kind for entry in counter.world.entries()] == [EntryKind.ACCRUAL, EntryKind.SCAN, EntryKind.REVERSAL]


def test_without_a_delay_the_stamp_goes_back_with_the_scan_itself() -> None:
    counter = counter_with_a_card(EngineWorld(delay=timedelta()))
    visit(counter)
    counter.scan()
    assert counter.world.amounts() == [1, 1, -1]


def test_40_both_count_when_the_owner_says_so() -> None:
    counter = counter_with_a_card(EngineWorld(CardSettings(scan_excludes_crm=False)))
    counter.scan()
    visit(counter)
    assert counter.world.amounts() == [1, 1]


def test_40_a_scan_stands_in_for_its_size_and_no_more() -> None:
    counter = counter_with_a_card(EngineWorld(CardSettings(accrual_rule=EveryN(1000))))
    counter.scan(2)
    visit(counter, 5000)
    assert counter.world.amounts() == [2, 3]


def test_40_one_scan_stands_in_for_one_of_two_visits() -> None:
    counter = counter_with_a_card(EngineWorld(CardSettings(count_by=CountBy.VISIT)))
    counter.scan()
    visit(counter)
    visit(counter, at="15:00")
    assert counter.world.amounts() == [1, 1]


def test_two_scans_of_a_date_are_added() -> None:
    counter = counter_with_a_card(EngineWorld(CardSettings(accrual_rule=EveryN(1000))))
    counter.scan()
    counter.scan()
    visit(counter, 3000)
    assert counter.world.amounts() == [1, 1, 1]


def test_a_scan_belongs_to_the_date_of_its_moment_in_the_locations_zone() -> None:
    counter = counter_with_a_card()
    counter.scan(at=datetime(2026, 9, 21, 3, 59, tzinfo=UTC))  # 23:59 on the day before in New York
    visit(counter)
    assert counter.world.amounts() == [1, 1]


def test_a_scan_in_one_branch_stands_in_for_the_day_in_another() -> None:
    counter = counter_with_a_card()
    counter.scan(location=SECOND)
    visit(counter)
    assert counter.world.amounts() == [1]


def test_a_scan_of_one_program_does_not_touch_another() -> None:
    counter = counter_with_a_card()
    counter.scan()
    ((_, stored),) = counter.world.store.days.items()
    other = type(PROGRAM)("pr_" + "0" * 25 + "9")
    assert (stored.day.scanned(PROGRAM), stored.day.scanned(other)) == (1, 0)


def test_the_day_is_free_again_after_a_scan() -> None:
    counter = counter_with_a_card()
    counter.scan()
    ((tenant, place),) = counter.world.store.days
    now = counter.world.clock.now()
    assert counter.world.ledger.claim(tenant, place, now, at_work_since=now - WAIT).place == place


def test_the_moment_of_a_scan_without_one_is_now() -> None:
    counter = counter_with_a_card()
    entry = counter.scan()
    assert entry.effective_at == entry.booked_at == counter.world.clock.now()
    assert entry.cause is not None
    assert (entry.cause.source, entry.cause.visit_ids) == ("scan", ())
    assert counter.world.ledger.entries(TENANT, counter.card_id, 1, None)[0] == [entry]


def test_a_scan_of_long_ago_is_refused() -> None:
    counter = counter_with_a_card()
    year, now = timedelta(days=366), counter.world.clock.now()
    assert counter.scan(at=now - year).effective_at == now - year
    # The last one has no moment at all in UTC.
    for long_ago in (now - year - timedelta(seconds=1), datetime.fromisoformat("0001-01-01T00:00:00+23:59")):
        with pytest.raises(FieldRefused):
            counter.scan(at=long_ago)


@pytest.mark.parametrize("first", ["scan", "visit"])
def test_the_end_does_not_depend_on_what_came_first(first: str) -> None:
    counter = counter_with_a_card()
    for act in ("scan", "visit") if first == "scan" else ("visit", "scan"):
        if act == "scan":
            counter.scan()
        else:
            visit(counter)
    counter.world.wait()
    assert counter.world.balance() == 1
