from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from dev.runner.activity import Activity
from dev.runner.idle import IdleCheck, Rest
from dev.runner.queue_contents import Lying


@dataclass
class Queue:
    """Knows which of its messages failed and wait, as `QueueTrigger` does."""

    url: str = "http://here/account/queue"
    failed: tuple[tuple[str, int], ...] = ()

    def waits(self, message_id: str, receives: int) -> bool:
        return (message_id, receives) in self.failed


@dataclass
class Stream:
    records: int = 0

    def unread(self) -> int:
        return self.records


def _rest(
    *messages: Lying, activity: Activity | None = None, queue: Queue | None = None, records: int = 0, coming: int = 0,
    meanwhile: Callable[[], object] = lambda: None,
) -> Rest:  # fmt: skip
    """`meanwhile` happens while the check looks into the queue."""

    def contents() -> dict[str, list[Lying]]:
        meanwhile()
        return {"account/queue": list(messages), "account/other": [_message(visible=True)]}

    queues, streams = cast("Any", [queue or Queue()]), cast("Any", [Stream(records)])
    return IdleCheck(activity or Activity(), queues, streams, contents, lambda: coming)()


def _message(name: str = "m", *, visible: bool = False, at: int = 100, receives: int = 0) -> Lying:
    return Lying(name, visible, at, receives)


def test_with_nothing_anywhere_it_is_at_rest() -> None:
    assert _rest() == Rest(0, 0, None)


def test_what_runs_is_in_flight() -> None:
    activity = Activity()

    with activity.work():
        assert _rest(activity=activity).in_flight == 1
    assert _rest(activity=activity).in_flight == 0


def test_work_that_began_and_ended_during_the_look_is_in_flight() -> None:
    activity = Activity()

    def run() -> None:
        with activity.work():
            pass

    assert _rest(activity=activity, meanwhile=run).in_flight == 1


def test_a_failed_run_has_ended_too() -> None:
    activity = Activity()

    with suppress(ValueError), activity.work():
        raise ValueError

    assert activity.read().running == 0


def test_messages_that_can_be_received_records_and_events_under_way_are_in_flight() -> None:
    assert _rest(_message(visible=True), records=2, coming=3) == Rest(6, 0, None)


def test_a_hidden_message_that_was_never_received_is_scheduled() -> None:
    rest = _rest(_message("a", at=100), _message("b", at=90))

    assert rest == Rest(0, 2, datetime.fromtimestamp(91, UTC))


def test_a_hidden_message_that_was_received_is_in_somebodys_hand() -> None:
    assert _rest(_message(receives=1)).in_flight == 1


def test_a_message_that_failed_waits_for_its_next_try() -> None:
    queue = Queue(failed=(("m", 1),))

    assert _rest(_message(at=100, receives=1), queue=queue) == Rest(0, 1, datetime.fromtimestamp(101, UTC))
    assert _rest(_message(at=100, receives=2), queue=queue).in_flight == 1
