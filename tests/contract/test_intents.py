"""The contracts of ports.intents.Intents and ports.delivery_counts.DeliveryCounts, for both implementations."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from botocore.exceptions import ClientError

from comeback.adapters.dynamodb.delivery_counts import DynamoDeliveryCounts
from comeback.adapters.dynamodb.intents import DynamoIntents
from comeback.domain.crm_writing import Intent, IntentState, StoredIntent, WriteKind
from comeback.domain.delivery import Caps
from comeback.domain.ids import CustomerId, LocationId
from comeback.ports.delivery_counts import DeliveryCounts
from comeback.ports.intents import Intents, IntentTaken
from tests import builders
from tests.contract.scripted import THROTTLED, Scripted
from tests.memory.intents import MemoryDeliveryCounts, MemoryIntents

MINE, THEIRS, JANE = builders.TENANT, builders.OTHER_TENANT, builders.CUSTOMER
NOW = datetime(2026, 9, 21, 20, tzinfo=UTC)
NOON = datetime(2026, 9, 21, 12, 30, tzinfo=ZoneInfo("America/New_York"))
LINK = Intent(WriteKind.LINK, builders.PROGRAM, "in_1", aim="first")
JOHN = CustomerId(JANE[:-1] + "9")
PLENTY = Caps(10, 100)
UPTOWN = LocationId(24697)


@pytest.fixture(params=["memory", "dynamodb"])
def intents(request: pytest.FixtureRequest) -> Intents:
    if request.param == "memory":
        return MemoryIntents()
    return DynamoIntents(request.getfixturevalue("main_table"))


@pytest.fixture(params=["memory", "dynamodb"])
def counts(request: pytest.FixtureRequest) -> DeliveryCounts:
    if request.param == "memory":
        return MemoryDeliveryCounts()
    return DynamoDeliveryCounts(request.getfixturevalue("main_table"))


def read(intents: Intents, customer: CustomerId = JANE) -> Intent | None:
    return intents.get(MINE, customer, WriteKind.LINK, builders.PROGRAM)


def test_an_intent_is_read_as_it_was_stored(intents: Intents) -> None:
    assert read(intents) is None
    whole = replace(
        LINK, state=IntentState.CALLING, tries=2, called_at=NOW, not_before=NOW, reason="no_consent", by_person=True
    )  # fmt: skip
    stored = intents.save(MINE, JANE, whole)
    assert stored == replace(whole, revision=1)
    assert read(intents) == stored


def test_of_two_who_read_the_same_the_second_moves_nothing(intents: Intents) -> None:
    first = intents.save(MINE, JANE, LINK)
    with pytest.raises(IntentTaken):
        intents.save(MINE, JANE, LINK)
    second = intents.save(MINE, JANE, replace(first, tries=1))
    with pytest.raises(IntentTaken):
        intents.save(MINE, JANE, replace(first, tries=7))
    assert read(intents) == second


def test_kinds_subjects_customers_and_tenants_are_apart(intents: Intents) -> None:
    intents.save(MINE, JANE, LINK)
    intents.save(MINE, JOHN, replace(LINK, token="in_2"))
    assert intents.get(MINE, JANE, WriteKind.CLIENT, builders.PROGRAM) is None
    assert intents.get(MINE, JANE, WriteKind.LINK, "other") is None
    assert intents.get(THEIRS, JANE, WriteKind.LINK, builders.PROGRAM) is None
    both = intents.of_customers(MINE, [JANE, JOHN, CustomerId("cu_" + "9" * 26)], WriteKind.LINK, builders.PROGRAM)
    assert {customer: intent.token for customer, intent in both.items()} == {JANE: "in_1", JOHN: "in_2"}
    assert intents.of_customers(MINE, [], WriteKind.LINK, builders.PROGRAM) == {}


def test_waiting_ones_are_due_at_their_moment_the_earliest_first(intents: Intents) -> None:
    waiting = replace(LINK, state=IntentState.WAITING, not_before=NOW + timedelta(hours=1))
    late = intents.save(MINE, JANE, waiting)
    early = intents.save(MINE, JOHN, replace(waiting, token="in_2", not_before=NOW))
    assert intents.due(NOW - timedelta(seconds=1), 10) == []
    assert intents.due(NOW, 10) == [StoredIntent(MINE, JOHN, early)]
    both = [StoredIntent(MINE, JOHN, early), StoredIntent(MINE, JANE, late)]
    assert intents.due(NOW + timedelta(hours=1), 10) == both
    assert intents.due(NOW + timedelta(hours=1), 1) == both[:1]


def test_what_waits_no_longer_is_not_due(intents: Intents) -> None:
    waiting = intents.save(MINE, JANE, replace(LINK, state=IntentState.WAITING, not_before=NOW))
    intents.save(MINE, JANE, replace(waiting, state=IntentState.DONE))
    assert intents.due(NOW, 10) == []


def test_links_are_counted_up_to_the_cap_of_an_hour(counts: DeliveryCounts) -> None:
    here, caps = builders.LA_VISAGE, Caps(2, 100)
    assert [counts.take(here, NOON, caps) for _ in range(3)] == [True, True, False]
    assert counts.taken(here, NOON) == (2, 2)
    later = NOON + timedelta(hours=1)
    assert counts.taken(here, later) == (0, 2)
    assert counts.take(here, later, caps)


def test_what_was_not_sent_after_all_makes_room_again(counts: DeliveryCounts) -> None:
    here, caps = builders.LA_VISAGE, Caps(1, 1)
    assert counts.take(here, NOON, caps)
    counts.give_back(here, NOON)
    assert counts.taken(here, NOON) == (0, 0)
    assert counts.take(here, NOON, caps)


def test_links_are_counted_up_to_the_cap_of_a_day_of_the_locations_own_clock(counts: DeliveryCounts) -> None:
    here, caps = builders.LA_VISAGE, Caps(2, 3)
    evening = NOON.replace(hour=23)  # the next day in UTC
    assert [counts.take(here, at, caps) for at in (NOON, NOON, evening, evening)] == [True, True, True, False]
    assert counts.taken(here, evening) == (1, 3)
    assert counts.take(here, evening + timedelta(hours=1), caps)


def test_locations_are_counted_apart_and_a_cap_of_nothing_lets_nothing_through(counts: DeliveryCounts) -> None:
    assert counts.take(builders.LA_VISAGE, NOON, PLENTY)
    assert counts.taken(UPTOWN, NOON) == (0, 0)
    assert not counts.take(UPTOWN, NOON, Caps(0, 5))
    assert not counts.take(UPTOWN, NOON, Caps(5, 0))


def test_what_is_no_lost_condition_is_let_through() -> None:
    dynamodb = Scripted("dynamodb")
    dynamodb.answers("put_item", THROTTLED)
    with pytest.raises(ClientError, match="Throttling"):
        DynamoIntents(dynamodb.table).save(MINE, JANE, LINK)
    dynamodb.answers("update_item", THROTTLED)
    with pytest.raises(ClientError, match="Throttling"):
        DynamoDeliveryCounts(dynamodb.table).take(builders.LA_VISAGE, NOON, PLENTY)
