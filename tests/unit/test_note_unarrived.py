"""Paid visits that nobody marked as arrived (loyalty-domain.md §7, case 41), and rewards that a reversal reached (§6.7)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comeback.domain.attention import AttentionItem, AttentionKind
from comeback.domain.card import Card
from comeback.domain.ids import RecordId
from comeback.domain.program import ReversalPolicy
from comeback.domain.visit import Attendance
from tests.builders import LA_VISAGE, TENANT, program
from tests.counter import Counter
from tests.engine_world import SECOND, EngineWorld


def listed(world: EngineWorld, kind: AttentionKind = AttentionKind.PAID_NOT_ARRIVED) -> list[AttentionItem]:
    items, _ = world.attention.items(TENANT, 50, None)
    return [item for item in items if item.kind is kind]


def paid(world: EngineWorld, at: str = "2026-09-21 12:00") -> RecordId:
    record = world.desk.book(world.desk.add_client(), at)
    world.desk.pay(record)
    world.hear()
    return record


def test_a_paid_visit_without_arrived_is_listed_and_earns_nothing() -> None:
    world = EngineWorld()
    record = paid(world)
    world.sweep()
    (item,) = listed(world)
    assert item.facts == {"visit_id": world.desk.visit_of(record), "record_id": record, "date": "2026-09-21"}
    customer = world.customers.find_by_phone(TENANT, "+13155550175")
    assert (item.location_id, item.customer_id) == (LA_VISAGE, customer)
    assert item.answers == ("done",)
    assert world.amounts() == []


@pytest.mark.parametrize("attendance", [Attendance.ARRIVED, Attendance.NO_SHOW])
def test_an_attendance_that_was_set_is_an_answer(attendance: Attendance) -> None:
    world = EngineWorld()
    record = paid(world)
    world.sweep()
    world.desk.attend(record, attendance)
    world.hear()
    world.clock.pass_by(timedelta(minutes=15))
    world.sweep()
    assert listed(world) == []


def test_what_was_never_paid_or_is_cancelled_or_has_no_client_is_not_listed() -> None:
    world = EngineWorld()
    world.desk.book(world.desk.add_client(), "2026-09-21 12:00")
    world.desk.cancel(paid(world))
    world.desk.pay(world.desk.book(None, "2026-09-21 12:00"))
    world.sweep()
    assert listed(world) == []


def test_a_visit_that_may_still_go_on_is_listed_later() -> None:
    world = EngineWorld()
    paid(world, "2026-09-21 15:00")
    world.sweep()
    assert listed(world) == []
    world.clock.pass_by(timedelta(hours=2))
    world.sweep()
    assert len(listed(world)) == 1


def test_what_a_person_has_set_aside_stays_aside_until_it_changes() -> None:
    world = EngineWorld()
    record = paid(world)
    world.sweep()
    world.attention.settle(TENANT, listed(world)[0].id)
    world.clock.pass_by(timedelta(minutes=15))
    world.sweep()
    assert listed(world) == []
    world.desk.add_service(record, 1000)
    world.desk.happened = []
    world.sweep()
    assert len(listed(world)) == 1


def test_a_visit_of_yesterday_that_is_entered_and_paid_today_is_listed_although_its_events_came() -> None:
    world = EngineWorld()
    world.sweep()
    world.clock.pass_by(timedelta(minutes=15))
    paid(world, "2026-09-20 12:00")
    world.sweep()
    assert len(listed(world)) == 1


def test_two_bookings_of_one_visit_are_one_item_and_one_arrival_answers_for_both() -> None:
    world = EngineWorld()
    record = paid(world)
    second = world.desk.book(world.desk.records[record].client, "2026-09-21 13:00", visit=world.desk.visit_of(record))
    world.hear()
    world.sweep()
    assert len(listed(world)) == 1
    world.desk.attend(second)
    world.sweep()
    assert listed(world) == []


def test_a_hundred_new_items_are_enough_at_once() -> None:
    world = EngineWorld()
    client = world.desk.add_client()
    for _ in range(120):
        world.desk.pay(world.desk.book(client, "2026-09-21 12:00"))
    world.find()
    assert len(world.store.attention) == 100


def test_among_more_than_a_thousand_open_items_one_has_to_be_set_aside_by_hand() -> None:
    world = EngineWorld()
    record = paid(world)
    for number in range(1000):
        earlier = world.clock.now() - timedelta(days=1)
        world.attention.notice(TENANT, AttentionItem(AttentionKind.PHONE_CHANGED, str(number), earlier))
    world.sweep()
    world.desk.attend(record)
    world.sweep()
    assert len(world.store.attention) == 1001


def of_two(policy: ReversalPolicy) -> tuple[EngineWorld, RecordId]:
    """Jane has two stamps, the second for the last visit; two make a reward."""
    world = EngineWorld(of=replace(program(locations=(LA_VISAGE, SECOND), size=2), reversal_policy=policy))
    jane = world.desk.add_client()
    world.visit(jane, day="2026-09-20")
    world.hear()
    record = world.visit(jane)
    world.hear()
    return world, record


def taken_back(world: EngineWorld, record: RecordId) -> Card:
    world.desk.delete_payments(record)
    world.hear()
    world.wait()
    card = world.card()
    assert card is not None
    return card


def test_a_reward_that_goes_back_into_stamps_is_told() -> None:
    world, record = of_two("debt")
    card = taken_back(world, record)
    (item,) = world.store.attention.values()
    assert (item.kind, item.facts, item.card_id) == (AttentionKind.REWARD_TAKEN_BACK, {"rewards": 1}, card.id)
    assert item.location_id == LA_VISAGE


@pytest.mark.parametrize(
    ("policy", "told"),
    [("debt", [{"stamps": 1, "policy": "debt"}]), ("forgive", [{"stamps": 1, "policy": "forgive"}]), ("ask", [])],
)
def test_a_redeemed_reward_is_told_unless_the_owner_is_asked(policy: ReversalPolicy, told: list[object]) -> None:
    world, record = of_two(policy)
    Counter(world).redeem()
    taken_back(world, record)
    assert [item.facts for item in listed(world, AttentionKind.REDEEMED_THEN_REFUNDED)] == told
    assert len(world.store.questions) == (policy == "ask")


def test_a_visit_that_moves_to_another_day_takes_no_reward() -> None:
    world, record = of_two("debt")
    world.desk.move(record, "2026-09-19 12:00")
    world.hear()
    assert world.store.attention == {}
