"""Events about bookings that Altegio does not have: each number costs one call for a while, and nothing real is lost."""

from datetime import timedelta

from comeback.domain.ids import RecordId
from comeback.ports.connections import MISSING_FOR
from tests.builders import LA_VISAGE
from tests.engine_world import EngineWorld
from tests.unit.messages_of import visit_changed

FORGED = RecordId(987_654)
SECOND = timedelta(seconds=1)


def test_the_first_event_asks_and_those_that_came_before_the_answer_do_not() -> None:
    world = EngineWorld()
    twice = [visit_changed(world, FORGED) for _ in range(2)]
    world.clock.pass_by(5 * SECOND)
    assert [world.handle(one) for one in twice] == ["unknown_booking"] * 2
    assert world.crm.calls == ["record"]
    assert world.queue.sent == []


def test_an_event_that_came_after_the_answer_waits_until_it_is_forgotten() -> None:
    world = EngineWorld()
    world.handle(visit_changed(world, FORGED))
    world.clock.pass_by(30 * SECOND)
    assert world.handle(visit_changed(world, FORGED)) == "again_later"
    assert world.crm.calls == ["record"]
    (waiting,) = world.queue.sent
    world.clock.pass_by(MISSING_FOR)
    assert world.handle(waiting) == "unknown_booking"
    assert world.crm.calls == ["record"] * 2


def test_of_many_that_wait_only_one_asks() -> None:
    world = EngineWorld()
    world.handle(visit_changed(world, FORGED))
    world.clock.pass_by(10 * SECOND)
    waiting = [visit_changed(world, FORGED) for _ in range(20)]
    assert {world.handle(one) for one in waiting} == {"again_later"}
    world.queue.sent.clear()
    world.clock.pass_by(MISSING_FOR)
    assert {world.handle(one) for one in waiting} == {"unknown_booking"}
    assert world.crm.calls == ["record"] * 2


def test_a_booking_that_gets_a_number_made_up_before_is_booked_when_its_event_has_waited() -> None:
    world = EngineWorld()
    client = world.desk.add_client()
    soon = RecordId(client + 1)
    world.handle(visit_changed(world, soon))
    assert world.visit(client) == soon
    assert world.handle(visit_changed(world, soon)) == "again_later"
    world.clock.pass_by(MISSING_FOR)
    world.work()
    assert world.amounts() == [1]


def test_a_known_customers_booking_does_not_wait() -> None:
    world = EngineWorld()
    client = world.desk.add_client()
    world.visit(client, day="2026-09-20")
    world.hear()
    soon = RecordId(world.desk.book(client, "2026-09-21 09:00") + 3)
    world.desk.happened.clear()
    world.handle(visit_changed(world, soon))
    assert world.visit(client, "15:00") == soon
    world.hear()
    assert world.amounts() == [1, 1]
    assert "again_later" not in world.outcomes


def test_what_altegio_lists_is_read_at_once() -> None:
    world = EngineWorld()
    client = world.desk.add_client()
    soon = RecordId(client + 1)
    world.handle(visit_changed(world, soon))
    world.visit(client)
    assert world.handle(visit_changed(world, soon, source="sweep")) == "booked"


def test_a_booking_that_counted_once_is_asked_for_again() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client())
    world.hear()
    world.crm.hidden = {record}
    world.crm.calls.clear()
    for _ in range(2):
        world.handle(visit_changed(world, record))
        world.clock.pass_by(5 * SECOND)
    assert world.crm.calls.count("record") == 2
    assert (LA_VISAGE, record) not in world.store.missing_records
