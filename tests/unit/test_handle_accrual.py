"""What becomes of a message when something stands in the way, and of reversals that wait."""

from dataclasses import replace

import pytest

from comeback.domain.connection import ConnectionStatus
from comeback.messages import DayDue, VisitChanged
from comeback.ports.crm import CrmRefusedError, CrmUnavailableError
from comeback.usecases.handle_accrual import HandleAccrual
from tests.builders import CUSTOMER, LA_VISAGE, OTHER_TENANT, TENANT
from tests.engine_world import DAY_OF_TESTS, FOREIGN, SECOND, EngineWorld
from tests.unit.messages_of import visit_changed


def test_an_outage_sends_the_message_back_with_a_growing_delay() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client())
    world.crm.down = True
    message = visit_changed(world, record)
    assert world.handle(message) == "again_later"
    assert world.queue.sent == [replace(message, attempt=1)]
    for attempt in (0, 5, 9, 10, 1_299):
        world.handle(replace(message, attempt=attempt))
    with pytest.raises(CrmUnavailableError):
        world.handle(replace(message, attempt=1_300))


def test_the_delay_is_at_least_what_was_asked_for_and_at_most_a_quarter_of_an_hour() -> None:
    delays = []

    class Queue:
        def send(self, message: object, delay_seconds: int = 0) -> None:
            delays.append(delay_seconds)

        def send_all(self, messages: object) -> None: ...

    def out_of_reach(_message: object) -> int:
        raise CrmUnavailableError("down", retry_after=30)

    world = EngineWorld()
    handle = HandleAccrual({DayDue: out_of_reach}, world.connections, Queue(), jitter=lambda delay: delay)
    for attempt in (0, 6, 12, 1_200):
        handle(DayDue(TENANT, CUSTOMER, DAY_OF_TESTS, attempt=attempt))
    assert delays == [30, 64, 900, 900]


def test_a_lost_right_calls_attention_once_and_the_message_is_finished() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client())
    world.crm.refused = {LA_VISAGE}
    for _ in range(2):
        assert world.handle(visit_changed(world, record)) == "right_missing"
    held = world.connections.get(TENANT, LA_VISAGE)
    assert held is not None
    assert (held.status, held.missing_rights) == (ConnectionStatus.ATTENTION, ("records",))
    assert world.queue.sent == []


def test_a_location_that_is_gone_when_altegio_denies_access_calls_nobodys_attention() -> None:
    def denied(_message: object) -> int:
        raise CrmRefusedError("no right")

    world = EngineWorld()
    before = dict(world.store.connections)
    handle = HandleAccrual({VisitChanged: denied}, world.connections, world.queue, jitter=lambda delay: delay)
    assert handle(visit_changed(world, None, location_id=FOREIGN)) == "right_missing"
    assert world.store.connections == before


def test_a_lost_right_of_somebody_elses_location_calls_nobodys_attention() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client())
    world.hear()
    world.desk.delete_payments(record)
    world.hear()
    world.crm.refused = {LA_VISAGE}
    world.wait()
    assert world.outcomes[-1] == "right_missing"
    held = world.connections.get(OTHER_TENANT, FOREIGN)
    assert held is not None
    assert held.status is ConnectionStatus.ACTIVE


def test_a_reversal_waits_while_one_of_the_days_locations_may_not_be_asked() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client())
    world.visit(world.desk.add_client(location=SECOND), "08:00", location=SECOND, paid=False)
    world.hear()
    world.desk.delete_payments(record)
    world.hear()
    world.connections.set_status(TENANT, SECOND, ConnectionStatus.FROZEN)
    world.wait()
    assert world.amounts() == [1]
    world.connections.set_status(TENANT, SECOND, ConnectionStatus.ACTIVE)
    world.wait()
    assert world.amounts() == [1, -1]


def test_a_day_that_holds_nothing_is_not_read() -> None:
    world = EngineWorld()
    world.visit(world.desk.add_client())
    world.hear()
    world.crm.calls.clear()
    customer = next(iter(world.store.profiles))[1]
    assert world.handle(DayDue(TENANT, customer, DAY_OF_TESTS)) == "unchanged"
    assert world.crm.calls == []


def test_a_reversal_is_posted_from_stored_facts_when_no_visit_is_left_to_ask_about() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client())
    world.hear()
    world.crm.hidden = {record}
    world.desk.cancel(record)
    world.hear()
    world.crm.calls.clear()
    world.wait()
    assert world.amounts() == [1, -1]
    assert world.crm.calls == []


def test_a_visit_without_a_client_is_judged_as_stored() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client())
    world.hear()
    world.desk.delete_payments(record)
    world.hear()
    (stored,) = world.store.days.values()
    (facts,) = stored.day.visits
    nobody = replace(facts, bookings=tuple(replace(one, client_id=None) for one in facts.bookings))
    stored.day = replace(stored.day, visits=(nobody,))
    world.crm.calls.clear()
    world.wait()
    assert (world.amounts(), world.crm.calls) == ([1, -1], [])
