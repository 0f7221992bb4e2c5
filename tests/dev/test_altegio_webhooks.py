"""How the stand-in's webhooks travel: to whom, how often, in which order."""

import time
from collections.abc import Iterator

import pytest

from dev.altegio import webhooks
from tests.dev.altegio_world import Connected, connected, receiving


@pytest.fixture
def world() -> Iterator[Connected]:
    with connected() as world:
        yield world


def test_one_visit_gives_a_storm_of_events(world: Connected) -> None:
    world.desk.book("Jane Doe", "Haircut")
    world.desk.arrive()
    world.desk.pay()
    assert sorted(world.events()) == sorted(
        [("record", "create"), *[("record", "update")] * 4, ("finances_operation", "create"), *[("client", "update")] * 2]
    )


def test_deleting_a_payment_is_told(world: Connected) -> None:
    world.desk.book("Jane Doe", "Haircut")
    world.desk.pay()
    world.desk.delete_payment()
    assert ("finances_operation", "delete") in world.events()


def test_silent_payments_send_no_record_event_and_leave_the_change_date() -> None:
    with connected(payment_changes_record=False) as world:
        world.desk.book("Jane Doe", "Haircut")
        world.desk.wait_for_webhooks()
        before = world.get("/records/4564")[0]["last_change_date"]
        world.desk.shift_clock(3600)
        world.desk.pay()
        assert world.events().count(("record", "update")) == 0
        assert world.get("/records/4564")[0]["last_change_date"] == before
        world.desk.payments_touch_records(on=True)
        world.desk.delete_payment()
        assert world.events().count(("record", "update")) == 2
        assert world.get("/records/4564")[0]["last_change_date"] > before


def test_every_receiver_gets_what_its_flags_ask_for(world: Connected) -> None:
    with receiving() as other:
        body = {"urls": [other.url], "active": 1, "record": 1}
        world.rest.post("/api/v1/hooks_settings/4564", json=body)
        world.desk.book("Jane Doe", "Haircut")
        world.desk.pay()
        assert world.events() == []
        assert set(other.kinds()) == {("record", "create"), ("record", "update")}


def test_events_come_late() -> None:
    with connected(webhook_delay=0.2) as world:
        began = time.monotonic()
        world.desk.book("Jane Doe", "Haircut")
        world.receiver.wait_for(1)
        assert time.monotonic() - began >= 0.2


def test_events_can_be_doubled_and_lost(world: Connected) -> None:
    world.desk.duplicate_webhooks(3)
    world.desk.book("Jane Doe", "Haircut")
    assert world.events() == [("record", "create")] * 3
    world.desk.duplicate_webhooks(1)
    world.desk.lose_webhooks(2)
    world.desk.arrive()
    assert world.events()[3:] == [("client", "update")]
    world.desk.lose_webhooks()
    world.desk.pay()
    world.desk.lose_webhooks(0)
    assert len(world.events()) == 4
    assert world.desk.counters().webhooks["lost"] == 6
    assert world.desk.webhooks()[-1]["outcomes"] == ["lost"]


def test_events_can_be_held_and_sent_backwards(world: Connected) -> None:
    world.desk.hold_webhooks()
    world.desk.book("Jane Doe", "Haircut")
    world.desk.arrive()
    assert world.events() == []
    assert world.desk.counters().webhooks["held"] == 4
    assert world.desk.flush_webhooks("reversed", copies=2) == 8
    kinds = world.events()
    assert kinds[:2] == [("client", "update")] * 2
    assert kinds[-2:] == [("record", "create")] * 2


def test_the_next_events_can_come_last_first(world: Connected) -> None:
    world.desk.reorder_webhooks(4)
    world.desk.book("Jane Doe", "Haircut")
    assert world.events() == []
    world.desk.arrive()
    assert world.events() == [("client", "update"), ("record", "update"), ("record", "update"), ("record", "create")]


def test_events_can_be_sent_again(world: Connected) -> None:
    world.desk.lose_webhooks(1)
    world.desk.book("Jane Doe", "Haircut")
    assert world.events() == []
    assert world.desk.resend_webhooks(1) == 1
    assert world.events() == [("record", "create")]


def test_a_failed_delivery_is_tried_twice_more(world: Connected, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "RETRY_PAUSE_SECONDS", 0.01)
    world.receiver.statuses = [503, None, 200, 429, 500, 502, 404]
    world.desk.book("Jane Doe", "Haircut")
    assert len(world.events()) == 3
    world.desk.move("last", "12:00")
    assert len(world.events()) == 6
    world.desk.move("last", "13:00")
    assert len(world.events()) == 7
    tally = world.desk.counters().webhooks
    assert (tally["sent"], tally["failed"], tally["retried"]) == (1, 2, 4)


def test_a_body_shows_what_was_true_when_it_happened(world: Connected) -> None:
    world.desk.hold_webhooks()
    world.desk.book("Jane Doe", "Haircut")
    world.desk.arrive()
    world.desk.flush_webhooks()
    world.desk.wait_for_webhooks()
    states = [body["data"]["attendance"] for body in world.receiver.bodies if body["resource"] == "record"]
    assert states == [0, 1, 1]
