"""Altegio is down for an hour, in virtual time: the accrual queue with its delays, and what is left of it afterwards."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from comeback.messages import AccrualMessage, DayDue
from tests.engine_world import EVENING, EngineWorld, handler_of

HOUR = timedelta(hours=1)
_MOST_RECEIVES = 5
"""Of a message that fails: then it is set aside (template.yaml, `maxReceiveCount`)."""
VISIBILITY = timedelta(minutes=6)


class DelayedQueue:
    """A queue that keeps messages back as long as it is told to, and sets aside what fails too often."""

    def __init__(self, world: EngineWorld) -> None:
        self._world = world
        self._order = count()
        self._waiting: list[tuple[datetime, int, AccrualMessage, int]] = []
        self.set_aside: list[AccrualMessage] = []
        self.heard = self.handled = 0
        self.handle = handler_of(world.ports.wrapped(lambda name, port: self if name == "queue" else port))

    def send(self, message: AccrualMessage, delay_seconds: int = 0) -> None:
        assert 0 <= delay_seconds <= 900
        self._put(self._world.clock.now() + timedelta(seconds=delay_seconds), message, 0)

    def send_all(self, messages: Sequence[AccrualMessage]) -> None:
        for message in messages:
            self.send(message)

    def hear(self) -> None:
        """The webhook takes every event that is on its way."""
        events, self._world.desk.happened = self._world.desk.happened, []
        self.heard += len(events)
        self.send_all([self._world.message(event) for event in events])

    def work_until(self, end: datetime) -> None:
        """Time goes by, and every message is handled at its moment."""
        clock = self._world.clock
        while self._waiting and self._waiting[0][0] <= end:
            due, _, message, receives = heappop(self._waiting)
            clock.moment = max(clock.moment, due)
            self.handled += 1
            try:
                self.handle(message)
            except Exception:  # noqa: BLE001 - whatever a handler raises, Lambda brings the message back
                self._fail(message, receives + 1)
        clock.moment = max(clock.moment, end)

    @property
    def empty(self) -> bool:
        return not self._waiting

    def _fail(self, message: AccrualMessage, receives: int) -> None:
        if receives == _MOST_RECEIVES:
            self.set_aside.append(message)
        else:
            self._put(self._world.clock.now() + VISIBILITY, message, receives)

    def _put(self, at: datetime, message: AccrualMessage, receives: int) -> None:
        heappush(self._waiting, (at, next(self._order), message, receives))


def visits_through_an_outage(world: EngineWorld, queue: DelayedQueue, minutes: int) -> list[str]:
    """Everybody's phone; one comes and pays every minute."""
    phones = []
    for minute in range(minutes):
        queue.work_until(EVENING + timedelta(minutes=minute))
        phones.append(f"+1212555{minute:04d}")
        world.visit(world.desk.add_client(phones[-1]), f"{6 + minute // 10:02d}:{minute % 10 * 5:02d}")
        queue.hear()
    return phones


def test_after_an_hour_without_altegio_everything_is_booked_and_nothing_set_aside() -> None:
    world = EngineWorld()
    queue = DelayedQueue(world)
    world.crm.down = True
    phones = visits_through_an_outage(world, queue, 60)
    queue.work_until(EVENING + HOUR)
    assert [world.amounts(phone) for phone in phones] == [[]] * 60
    world.crm.down = False
    queue.work_until(EVENING + HOUR + timedelta(minutes=15))
    assert [world.amounts(phone) for phone in phones] == [[1]] * 60
    assert queue.empty
    assert queue.set_aside == []


def test_an_outage_does_not_wear_the_functions_out() -> None:
    world = EngineWorld()
    queue = DelayedQueue(world)
    world.crm.down = True
    visits_through_an_outage(world, queue, 20)
    queue.work_until(EVENING + HOUR)
    # Pauses double up to a quarter of an hour: about a dozen tries of a message in an hour.
    assert queue.handled <= 14 * queue.heard


def test_a_payment_deleted_during_the_outage_is_never_booked() -> None:
    world = EngineWorld()
    queue = DelayedQueue(world)
    world.crm.down = True
    record = world.visit(world.desk.add_client())
    queue.hear()
    queue.work_until(EVENING + timedelta(minutes=30))
    world.desk.delete_payments(record)
    queue.hear()
    queue.work_until(EVENING + HOUR)
    world.crm.down = False
    queue.work_until(EVENING + 2 * HOUR)
    assert world.amounts() == []
    assert queue.empty
    assert queue.set_aside == []


def test_a_reversal_that_falls_due_during_the_outage_is_posted_after_it() -> None:
    world = EngineWorld()
    queue = DelayedQueue(world)
    record = world.visit(world.desk.add_client())
    queue.hear()
    queue.work_until(EVENING + timedelta(minutes=1))
    world.desk.delete_payments(record)
    queue.hear()
    queue.work_until(EVENING + timedelta(minutes=2))
    world.crm.down = True
    queue.work_until(EVENING + timedelta(minutes=20))
    due = world.ledger.due_days(world.clock.now(), 500)
    queue.send_all([DayDue(tenant, place.customer_id, place.date.isoformat()) for tenant, place in due])
    queue.work_until(EVENING + timedelta(minutes=20) + HOUR)
    assert world.amounts() == [1]
    world.crm.down = False
    queue.work_until(EVENING + 2 * HOUR)
    assert world.amounts() == [1, -1]
    assert queue.empty
    assert queue.set_aside == []
