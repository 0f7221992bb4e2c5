"""What happens around the edge cases of loyalty-domain.md §7 (tests/edge_cases/table.py) and is no line of the table."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from comeback.domain.card import CardStatus
from comeback.domain.settings import CardSettings, CountBy
from comeback.domain.visit import Settlement, Source
from tests.engine_world import SECOND, EngineWorld

ANN_PHONE = "+13155550176"
BY_VISIT = CardSettings(count_by=CountBy.VISIT)


def test_7_the_rest_paid_on_another_day_belongs_to_the_date_of_the_visit() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client(), paid=False)
    world.desk.pay(record, 1000)
    world.hear()
    world.clock.pass_by(timedelta(days=3))
    world.desk.pay(record)
    world.hear()
    (entry,) = world.entries()
    assert entry.earning_unit is not None
    assert entry.earning_unit.date == date(2026, 9, 21)


def test_34_a_move_is_one_booking_of_two_entries_and_leaves_no_hold() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client())
    world.hear()
    world.desk.move(record, "2026-09-22 12:00")
    world.hear()
    assert world.amounts() == [1, 1, -1]
    card = world.card()
    assert card is not None
    assert card.held == 0


def test_a_booking_taken_from_its_client_and_given_to_nobody_earns_nothing() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client())
    world.hear()
    world.desk.give_to(record, None)
    world.hear()
    world.wait()
    assert world.amounts() == [1, -1]


def test_a_walk_in_earns_from_the_moment_it_has_a_client() -> None:
    world = EngineWorld()
    jane = world.desk.add_client()
    record = world.desk.book(None, "2026-09-21 12:00")
    world.desk.attend(record)
    world.desk.pay(record)
    world.hear()
    assert world.store.cards == {}
    world.desk.give_to(record, jane)
    world.hear()
    assert world.balance() == 1


def test_38_a_blocked_card_keeps_what_it_has_and_earns_when_it_is_active_again() -> None:
    world = EngineWorld()
    jane = world.desk.add_client()
    world.desk.book(jane, "2026-09-21 12:00")
    world.hear()
    (key,) = world.store.cards
    world.store.cards[key] = replace(world.store.cards[key], status=CardStatus.BLOCKED)
    record = world.visit(jane)
    world.hear()
    assert world.amounts() == []
    world.store.cards[key] = replace(world.store.cards[key], status=CardStatus.ACTIVE)
    world.desk.attend(record)
    world.hear()
    assert world.amounts() == [1]


def test_a_payment_of_a_cancelled_booking_does_not_pay_for_the_rest_of_its_visit() -> None:
    world = EngineWorld()
    jane = world.desk.add_client()
    paid_one = world.visit(jane)
    other = world.desk.book(jane, "2026-09-21 13:00", visit=world.desk.visit_of(paid_one))
    world.desk.attend(other)
    world.desk.cancel(paid_one)
    world.hear()
    assert world.balance() == 0


def test_a_cancelled_booking_does_not_share_in_a_payment_of_its_visit() -> None:
    world = EngineWorld()
    jane = world.desk.add_client()
    record = world.visit(jane, paid=False)
    visit = world.desk.visit_of(record)
    world.desk.cancel(world.desk.book(jane, "2026-09-21 13:00", visit=visit))
    world.desk.settlements[visit] = [Settlement(900, Source.MONEY, 4000)]
    world.hear()
    assert world.balance() == 1


def test_a_repeated_flicker_is_never_posted() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client())
    world.hear()
    for _ in range(3):
        world.desk.delete_payments(record)
        world.hear()
        world.clock.pass_by(timedelta(minutes=5))
        world.desk.pay(record)
        world.hear()
    world.wait()
    assert world.amounts() == [1]


def test_a_reversal_waits_although_another_visit_of_the_day_earns_meanwhile() -> None:
    world = EngineWorld(BY_VISIT)
    jane = world.desk.add_client()
    record = world.visit(jane)
    world.hear()
    world.desk.delete_payments(record)
    world.visit(jane, "15:00")
    world.hear()
    assert world.amounts() == [1, 1]
    world.wait()
    assert world.amounts() == [1, 1, -1]


def test_an_entry_names_the_location_that_gave_it() -> None:
    world = EngineWorld()
    world.visit(world.desk.add_client(), "10:00", paid=False)
    there = world.visit(world.desk.add_client(location=SECOND), "15:00", location=SECOND)
    world.hear()
    (entry,) = world.entries()
    assert entry.cause is not None
    assert (entry.cause.location_id, entry.cause.visit_ids) == (SECOND, (world.desk.visit_of(there),))
    assert entry.effective_at == datetime.fromisoformat("2026-09-21T15:00:00-04:00")
