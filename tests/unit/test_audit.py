"""The nightly audit: what neither event nor sweep has found, and a ledger that differs from itself."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from comeback.domain.attention import AttentionKind
from comeback.domain.drift import DriftKind
from comeback.domain.ledger import Actor
from comeback.domain.program import ProgramStatus, ProgramType
from comeback.messages import VisitChanged
from comeback.usecases.erase_customer import RequestErasure
from tests.audit_world import WEEK_AGO, Auditor, paid_last_week
from tests.builders import LA_VISAGE, TENANT, program
from tests.engine_world import SECOND, EngineWorld
from tests.memory.erasures import MemoryErasures


def test_where_all_is_well_nothing_is_sent_and_nobody_told() -> None:
    world, audit, _ = paid_last_week()
    report = audit.audit()()
    assert (report.locations, report.bookings, report.cards, report.failed, report.rest) == (3, 1, 1, (), 0)
    assert report.drift == {"repaired": 0, "reported": 0}
    assert world.queue.sent == []
    assert (audit.drift(), list(world.store.attention)) == ([], [])
    assert audit.run().finished_at == audit.now


def test_a_change_that_event_and_sweep_have_missed_is_repaired_and_told() -> None:
    world, audit, record = paid_last_week()
    world.clock.pass_by(timedelta(hours=3))
    world.desk.book(None, "2026-09-21 12:00")
    world.sweep()  # up to here
    world.desk.delete_payments(record)
    world.desk.happened = []
    world.sweep()
    world.wait()
    assert world.amounts() == [1]
    report = audit()
    world.wait()
    assert report.drift == {"repaired": 1, "reported": 0}
    assert world.amounts() == [1, -1]
    (one,) = audit.drift()
    assert (one.kind, one.record_id, one.done) == (DriftKind.BOOKING_DIFFERS, record, "repaired")
    assert one.expected.startswith("arrived, 2026-09-14 16:00 UTC, version ")
    assert one.found.startswith("arrived, 2026-09-14 16:00 UTC, version ")
    (item,) = world.store.attention.values()
    assert (item.kind, item.facts) == (AttentionKind.DRIFT, {"reported": 0, "repaired": 1, "missed": 1})
    audit()
    assert (audit.drift(), list(world.store.attention)) == ([], [])


def test_it_asks_in_the_lowest_lane_and_says_where_an_entry_comes_from() -> None:
    world, audit, record = paid_last_week()
    world.desk.delete_payments(record)
    world.desk.happened = []
    audit.audit()()
    (message,) = world.queue.sent
    assert isinstance(message, VisitChanged)
    assert (message.source, message.record_id, message.date) == ("audit", record, WEEK_AGO)


def test_what_changed_a_moment_ago_is_repaired_without_alarming_anybody() -> None:
    world, audit, record = paid_last_week()
    world.desk.cancel(record)
    world.desk.happened = []
    assert audit().drift["repaired"] == 1
    world.wait()
    assert world.amounts() == [1, -1]
    assert world.store.attention == {}


def test_a_booking_that_is_missing_here_is_booked() -> None:
    world, audit, _ = paid_last_week()
    (jane,) = [client for _, client in world.desk.clients]
    world.visit(jane, day="2026-09-15")
    world.desk.happened = []
    audit()
    assert world.amounts() == [1, 1]
    assert [(one.kind, one.found) for one in audit.drift()] == [(DriftKind.BOOKING_MISSING, "nothing")]


def test_a_booking_that_is_gone_there_is_taken_back() -> None:
    world, audit, record = paid_last_week()
    del world.desk.records[record]
    audit()
    world.wait()
    assert world.amounts() == [1, -1]
    assert [(one.kind, one.expected) for one in audit.drift()] == [(DriftKind.BOOKING_GONE, "nothing")]
    assert audit().drift == {"repaired": 0, "reported": 0}


def test_a_booking_that_counted_for_whom_its_client_was_before_is_no_difference() -> None:
    world, audit, _ = paid_last_week()
    ((place, client), customer) = next(iter(world.store.clients.items()))
    RequestErasure(world.customers, MemoryErasures(world.store), world.queue, world.clock)(TENANT, customer, Actor("job", "test"))
    world.work()
    world.visit(client, day="2026-09-21")
    world.hear()
    assert world.store.clients[place, client] != customer
    audit()
    assert audit().drift == {"repaired": 0, "reported": 0}
    assert audit.drift() == []


def test_a_booking_that_was_moved_to_another_date_is_a_difference() -> None:
    world, audit, record = paid_last_week()
    world.desk.move(record, "2026-09-16 12:00")
    world.desk.happened = []
    assert audit().drift["repaired"] == 1
    world.wait()
    assert sum(world.amounts()) == 1
    assert audit().drift == {"repaired": 0, "reported": 0}


def test_a_booking_of_another_location_of_the_program_is_compared_there() -> None:
    world, audit, _ = paid_last_week()
    record = world.visit(world.desk.add_client(location=SECOND), day="2026-09-15", location=SECOND)
    world.hear()
    assert world.balance() == 2
    del world.desk.records[record]
    report = audit()
    world.wait()
    assert (report.cards, world.balance()) == (1, 1)
    assert [one.location_id for one in audit.drift()] == [SECOND]


def test_what_was_before_anything_could_earn_is_left_alone() -> None:
    world = EngineWorld(of=program(locations=(LA_VISAGE, SECOND), start_of_accrual=date(2026, 9, 10)))
    held = world.connections.get(TENANT, LA_VISAGE)
    assert held is not None
    world.connections.save(TENANT, replace(held, connected_at=world.clock.now() - timedelta(days=3)))
    stranger = world.desk.add_client("+12125550000")
    jane = world.desk.add_client()
    world.visit(jane)
    world.hear()
    world.visit(jane, day="2026-09-09")  # before the start of accrual
    world.visit(stranger, day="2026-09-15")  # before we were connected, and nobody of ours
    world.desk.happened = []
    audit = Auditor(world)
    assert audit().drift["repaired"] == 0
    world.visit(stranger, day="2026-09-19")
    assert audit().drift["repaired"] == 1
    assert world.balance("+12125550000") == 1


@pytest.mark.parametrize(
    "of",
    [
        program(locations=(LA_VISAGE, SECOND), status=ProgramStatus.PAUSED),
        replace(program(locations=(LA_VISAGE, SECOND)), type=ProgramType.MULTIPASS),
    ],
)
def test_without_an_active_stamp_program_no_booking_is_missing(of: object) -> None:
    world = EngineWorld(of=of)  # type: ignore[arg-type]
    world.visit(world.desk.add_client())
    world.desk.happened = []
    assert Auditor(world)().drift["repaired"] == 0


def test_the_same_difference_again_is_for_a_person() -> None:
    world, audit, record = paid_last_week()
    world.desk.delete_payments(record)
    world.desk.happened = []
    audit.audit()()
    world.queue.sent.clear()  # nobody works on it
    world.clock.pass_by(timedelta(days=1))
    assert audit.audit()().drift == {"repaired": 0, "reported": 1}
    world.clock.pass_by(timedelta(days=1))
    assert audit.audit()().drift == {"repaired": 0, "reported": 1}
    (one,) = audit.drift()
    assert one.is_open


def test_paid_visits_without_arrived_are_found_without_any_sweep() -> None:
    world = EngineWorld()
    record = world.desk.book(world.desk.add_client(), "2026-09-15 12:00")
    world.desk.pay(record)
    world.hear()
    audit = Auditor(world)
    audit()
    (item,) = world.store.attention.values()
    assert item.kind is AttentionKind.PAID_NOT_ARRIVED
    world.attention.settle(TENANT, item.id)
    world.clock.pass_by(timedelta(days=1))
    audit()
    assert world.store.attention == {}
