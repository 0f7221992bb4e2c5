"""What the accrual queue's messages look like, and what those about bookings come to."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from comeback.domain.connection import ConnectionStatus
from comeback.domain.ids import RecordId
from comeback.domain.program import ProgramStatus
from comeback.domain.settings import CardSettings
from comeback.messages import CardChanged, ClientChanged, CustomerEnrolled, DayDue, ObjectsDue, VisitChanged, from_json, to_json
from tests.builders import CARD, CUSTOMER, JANE, LA_VISAGE, PROGRAM, TENANT
from tests.engine_world import DAY_OF_TESTS, FOREIGN, EngineWorld
from tests.unit.messages_of import visit_changed

NOW = "2026-09-21T20:00:00+00:00"


@pytest.mark.parametrize(
    "message",
    [
        VisitChanged(TENANT, LA_VISAGE, RecordId(1), JANE, None, DAY_OF_TESTS, NOW, "webhook"),
        ClientChanged(TENANT, LA_VISAGE, JANE, NOW, "webhook", likeness="0123abcd"),
        DayDue(TENANT, CUSTOMER, DAY_OF_TESTS),
        CustomerEnrolled(TENANT, CUSTOMER, PROGRAM, attempt=3),
        CardChanged(TENANT, CUSTOMER, PROGRAM, CARD, 1),
    ],
    ids=lambda message: type(message).__name__,
)  # fmt: skip
def test_a_message_comes_out_of_a_queue_as_it_went_in(message: VisitChanged) -> None:
    assert from_json(to_json(message)) == message


def test_what_a_message_of_an_older_release_said_besides_is_left_out() -> None:
    body = f'{{"type":"ObjectsDue","tenant_id":"{TENANT}","program_id":"{PROGRAM}","since_ms":1,"cursor":"c","attempt":2}}'
    assert from_json(body) == ObjectsDue(TENANT, PROGRAM, "c", 2)


@pytest.mark.parametrize("body", ["", "[]", "{}", "null", '{"type":"Nothing"}', '{"type":"DayDue"}', '{"type":[]}'])
def test_what_is_no_message_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match="not a message of ours"):
        from_json(body)


# -------------------------------------------------------------------- bookings


def test_a_client_seen_for_the_first_time_gets_a_card_silently() -> None:
    world = EngineWorld()
    world.desk.book(world.desk.add_client(), "2026-09-21 12:00")
    world.hear()
    card = world.card()
    assert card is not None
    assert (card.balance, card.first_day) == (0, date(2026, 9, 21))


def test_where_clients_are_not_enrolled_a_visit_makes_no_card_and_is_remembered() -> None:
    world = EngineWorld(CardSettings(enrol_new_crm_clients=False))
    world.visit(world.desk.add_client())
    world.hear()
    assert world.card() is None
    assert len(world.store.days) == 1


def test_a_client_whose_only_booking_is_cancelled_gets_no_card() -> None:
    world = EngineWorld()
    record = world.desk.book(world.desk.add_client(), "2026-09-21 12:00")
    world.desk.cancel(record)
    world.hear()
    assert world.card() is None


def test_wrong_hints_cost_a_call_and_change_nothing() -> None:
    world = EngineWorld()
    jane = world.desk.add_client()
    record = world.visit(jane)
    world.hear()
    other = world.visit(jane, "15:00", day="2026-09-19")
    world.handle(visit_changed(world, other, client_id=jane, date="2026-09-01"))
    world.handle(visit_changed(world, record, client_id=JANE, date="2020-01-01"))
    assert world.amounts() == [1]


@pytest.mark.parametrize(
    ("break_it", "outcome"),
    [
        (lambda world: world.connections.set_status(TENANT, LA_VISAGE, ConnectionStatus.FROZEN), "not_connected"),
        (lambda world: world.connections.set_status(TENANT, LA_VISAGE, ConnectionStatus.UNINSTALLED), "not_connected"),
        (lambda world: world.store.connections.pop(LA_VISAGE), "not_connected"),
    ],
)  # fmt: skip
def test_a_location_that_is_not_live_is_never_asked(break_it: Callable[[EngineWorld], object], outcome: str) -> None:
    world = EngineWorld()
    jane = world.desk.add_client()
    record = world.visit(jane)
    break_it(world)
    assert world.handle(visit_changed(world, record)) == outcome
    assert world.handle(ClientChanged(TENANT, LA_VISAGE, jane, NOW, "webhook")) == outcome
    assert world.crm.calls == []


def test_a_message_of_one_tenant_about_the_location_of_another_does_nothing() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client(location=FOREIGN), location=FOREIGN)
    assert world.handle(visit_changed(world, record, location_id=FOREIGN)) == "not_connected"
    assert world.handle(ClientChanged(TENANT, FOREIGN, JANE, NOW, "webhook")) == "not_connected"
    assert world.crm.calls == []


def test_an_event_that_names_no_booking_or_an_unknown_one_is_finished() -> None:
    world = EngineWorld()
    assert world.handle(visit_changed(world, None)) == "unknown_booking"
    assert world.handle(visit_changed(world, RecordId(77))) == "unknown_booking"


def test_a_booking_of_somebody_who_cannot_hold_a_card_is_finished() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client(""))
    assert world.handle(visit_changed(world, record)) == "no_card_holder"


def test_a_404_alone_is_no_deletion_but_a_list_that_lacks_the_booking_is() -> None:
    world = EngineWorld()
    jane = world.desk.add_client()
    record = world.visit(jane)
    world.hear()
    world.crm.gone = {LA_VISAGE}
    world.clock.pass_by(timedelta(minutes=1))
    assert world.handle(visit_changed(world, record)) == "right_missing"
    world.wait()
    assert world.amounts() == [1]
    world.crm.gone, world.crm.hidden = set(), {record}
    world.handle(visit_changed(world, record))
    world.wait()
    assert world.amounts() == [1, -1]


def test_when_a_location_was_last_heard_of_is_remembered_at_most_once_a_minute() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client())
    heard = []
    for seconds in (0, 30, 60):
        world.clock.pass_by(timedelta(seconds=seconds and 30))
        world.handle(visit_changed(world, record))
        held = world.connections.get(TENANT, LA_VISAGE)
        assert held is not None
        heard.append(held.last_event_at)
    first = world.clock.now() - timedelta(minutes=1)
    assert heard == [first, first, world.clock.now()]


def test_what_the_sweep_finds_is_not_an_event_of_the_location() -> None:
    world = EngineWorld()
    world.visit(world.desk.add_client())
    world.sweep()
    held = world.connections.get(TENANT, LA_VISAGE)
    assert held is not None
    assert held.last_event_at is None


@pytest.mark.parametrize("status", [ProgramStatus.PAUSED, ProgramStatus.DRAFT])
def test_a_program_that_is_not_active_earns_nothing_and_takes_nothing(status: ProgramStatus) -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client())
    world.hear()
    key = (TENANT, PROGRAM)
    world.store.programs[key] = replace(world.store.programs[key], status=status)
    world.desk.delete_payments(record)
    world.hear()
    world.wait()
    assert world.amounts() == [1]
