"""The repair behind every lost event (data-model.md §6)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from comeback.domain.connection import ConnectionStatus
from comeback.domain.settings import CardSettings, CountBy
from comeback.messages import DayDue, VisitChanged
from tests.builders import LA_VISAGE, TENANT
from tests.engine_world import EVENING, FOREIGN, SECOND, EngineWorld


def lost(world: EngineWorld) -> None:
    world.desk.happened = []


def test_a_visit_whose_events_got_lost_is_found_and_booked() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client())
    lost(world)
    report = world.find()
    (message,) = world.queue.sent
    assert isinstance(message, VisitChanged)
    assert (message.record_id, message.date, message.source) == (record, "2026-09-21", "sweep")
    assert (report.locations, report.found, report.due, report.failed) == (3, 1, 0, ())
    world.work()
    assert world.amounts() == [1]


def test_the_overlap_of_two_sweeps_costs_no_event() -> None:
    world = EngineWorld()
    world.visit(world.desk.add_client())
    lost(world)
    world.sweep()
    assert world.find().found == 0


def test_a_payment_that_changes_no_booking_is_found_within_two_days() -> None:
    world = EngineWorld()
    world.desk.payment_changes_record = False
    jane = world.desk.add_client()
    record = world.visit(jane, paid=False, day="2026-09-20")
    world.hear()
    world.clock.pass_by(timedelta(hours=2))
    world.sweep()
    world.desk.pay(record)
    lost(world)
    world.sweep()
    assert world.amounts() == [1]


def test_a_change_of_an_older_booking_is_found_by_its_change_date() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client(), paid=False, day="2026-09-10")
    world.hear()
    world.desk.pay(record)
    lost(world)
    world.sweep()
    assert world.amounts() == [1]


def test_the_watermark_is_altegios_newest_date_and_never_goes_back() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client())
    world.clock.pass_by(timedelta(hours=3))
    world.sweep()
    held = world.connections.get(TENANT, LA_VISAGE)
    assert held is not None
    assert held.last_sweep_at == world.clock.now()
    assert held.watermarks == {"records": EVENING.isoformat()}
    del world.desk.records[record]
    world.visit(world.desk.add_client())
    world.desk.records[max(world.desk.records)].changed_at = EVENING - timedelta(minutes=30)
    world.sweep()
    again = world.connections.get(TENANT, LA_VISAGE)
    assert again is not None
    assert again.watermarks == held.watermarks


def test_a_booking_that_nobody_can_earn_with_costs_no_event() -> None:
    world = EngineWorld()
    for client in (None, world.desk.add_client(""), world.desk.add_client("+1315***0175"), world.desk.add_client("12")):
        world.desk.book(client, "2026-09-21 12:00")
    lost(world)
    assert world.find().found == 0


def test_a_booking_that_counted_for_somebody_is_looked_at_when_it_has_no_client_any_more() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client())
    world.hear()
    world.desk.give_to(record, None)
    lost(world)
    world.sweep()
    world.wait()
    assert world.amounts() == [1, -1]


def test_many_bookings_are_read_page_by_page() -> None:
    world = EngineWorld()
    jane = world.desk.add_client()
    for _ in range(201):
        world.desk.book(jane, "2026-09-21 12:00")
    lost(world)
    assert world.find().found == 201
    assert world.crm.calls.count("changed") == 4
    assert world.crm.calls.count("between") == 4


def test_a_location_out_of_reach_does_not_stop_the_others_and_keeps_its_watermark() -> None:
    world = EngineWorld()
    world.crm.gone = {LA_VISAGE}
    world.visit(world.desk.add_client(location=SECOND), location=SECOND)
    lost(world)
    report = world.sweep()
    assert report.failed == (LA_VISAGE,)
    assert world.amounts() == [1]
    held = world.connections.get(TENANT, LA_VISAGE)
    assert held is not None
    assert (held.watermarks, held.last_sweep_at) == ({}, None)


def test_an_outage_is_no_missing_right() -> None:
    world = EngineWorld()
    world.crm.down = True
    assert set(world.find().failed) == {LA_VISAGE, SECOND, FOREIGN}
    held = world.connections.get(TENANT, LA_VISAGE)
    assert held is not None
    assert held.status is ConnectionStatus.ACTIVE


def test_a_lost_right_calls_attention_beside_the_others_and_is_forgotten_when_it_works_again() -> None:
    world = EngineWorld()
    world.connections.set_status(TENANT, LA_VISAGE, ConnectionStatus.ATTENTION, ["clients_access"])
    world.crm.refused = {LA_VISAGE, SECOND}
    world.find()
    assert statuses(world) == [
        (ConnectionStatus.ATTENTION, ("clients_access", "records")), (ConnectionStatus.ATTENTION, ("records",)),
    ]  # fmt: skip
    world.crm.refused = set()
    world.find()
    assert statuses(world) == [(ConnectionStatus.ATTENTION, ("clients_access",)), (ConnectionStatus.ACTIVE, ())]


def statuses(world: EngineWorld) -> list[tuple[ConnectionStatus, tuple[str, ...]]]:
    held = [world.connections.get(TENANT, place) for place in (LA_VISAGE, SECOND)]
    return [(one.status, one.missing_rights) for one in held if one]


def test_a_frozen_location_is_left_alone_and_caught_up_with_later() -> None:
    world = EngineWorld()
    world.connections.set_status(TENANT, LA_VISAGE, ConnectionStatus.FROZEN)
    world.visit(world.desk.add_client())
    lost(world)
    world.sweep()
    assert world.amounts() == []
    world.connections.set_status(TENANT, LA_VISAGE, ConnectionStatus.ACTIVE)
    world.clock.pass_by(timedelta(days=2))
    world.sweep()
    assert world.amounts() == [1]


def test_a_location_that_went_away_while_we_listed_is_passed_over() -> None:
    world = EngineWorld()
    world.directory.connection = lambda location: None  # type: ignore[method-assign]  # between listing and reading
    assert world.find().locations == 0


def test_held_reversals_whose_message_got_lost_are_brought_back() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client())
    world.hear()
    world.desk.delete_payments(record)
    world.hear()
    world.clock.pass_by(timedelta(minutes=16))
    assert world.find().due == 1
    assert isinstance(world.queue.sent[-1], DayDue)
    world.work()
    assert world.amounts() == [1, -1]


def test_visits_of_the_day_on_which_a_program_became_active_are_found() -> None:
    world = EngineWorld()
    key = (TENANT, world.program.id)
    held = world.store.connections[LA_VISAGE]
    world.store.connections[LA_VISAGE] = replace(held, program_ids=())
    world.visit(world.desk.add_client())
    world.hear()
    assert (world.outcomes[-1], world.amounts()) == ("no_program", [])
    world.programs.save(TENANT, world.store.programs[key])
    world.sweep()
    assert world.amounts() == [1]


def test_the_first_sweep_starts_from_the_day_of_connecting() -> None:
    world = EngineWorld()
    world.desk.book(world.desk.add_client(), "2026-12-01 12:00")
    record = max(world.desk.records)
    world.desk.records[record].changed_at = datetime(2026, 8, 30, tzinfo=UTC)
    assert world.find().found == 0
    world.desk.records[record].changed_at = datetime(2026, 9, 1, 12, tzinfo=UTC)
    assert world.find().found == 1


def test_a_booking_seen_at_its_new_client_but_never_told_is_taken_from_the_old_one() -> None:
    world = EngineWorld(CardSettings(count_by=CountBy.BOOKING))
    john, jane = world.desk.add_client("+13155550176", "John Roe"), world.desk.add_client()
    moved = world.visit(john)
    world.hear()
    other = world.visit(jane, "15:00")
    world.desk.give_to(moved, jane)
    world.desk.happened = [event for event in world.desk.happened if event.record == other][:1]
    world.hear()
    assert (world.amounts("+13155550176"), world.balance()) == ([1], 2)
    assert world.sweep().found == 1
    world.wait()
    assert (world.amounts("+13155550176"), world.balance()) == ([1, -1], 2)


def test_a_booking_that_moved_between_two_clients_of_one_person_counts_once() -> None:
    world = EngineWorld(CardSettings(count_by=CountBy.BOOKING))
    first, second = world.desk.add_client(), world.desk.add_client()
    moved = world.visit(first)
    world.hear()
    other = world.visit(second, "15:00")
    world.desk.give_to(moved, second)
    world.desk.happened = [event for event in world.desk.happened if event.record == other][:1]
    world.hear()
    assert world.amounts() == [1, 1]
    world.sweep()
    assert world.amounts() == [1, 1]
