"""What the doctor makes of what it sees."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from comeback.adapters.words import words_for
from comeback.domain.connection import Connection, ConnectionStatus
from comeback.domain.diagnosis import Finding, QueueState, State, of_certificate, of_clock, of_events, of_queue, worst
from comeback.domain.ids import LocationId
from comeback.domain.words import Phrase
from tests import builders

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def said(finding: Finding) -> tuple[State, str]:
    assert words_for("en").tell(finding.say)
    return finding.state, finding.say.id.removeprefix("doctor.")


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (46, (State.OK, "certificate.ok")),
        (45, (State.OK, "certificate.ok")),
        (44, (State.WARN, "certificate.ends")),
        (0, (State.WARN, "certificate.ends")),
        (-1, (State.FAIL, "certificate.ended")),
    ],
)
def test_a_certificate_is_told_of_by_the_days_it_has_left(days: int, expected: tuple[State, str]) -> None:
    assert said(of_certificate("apple_certificate", "", days, NOW + timedelta(days=days))) == expected


@pytest.mark.parametrize(
    ("seconds", "state"), [(0, "ok"), (9, "ok"), (-9, "ok"), (10, "warn"), (-119, "warn"), (120, "fail"), (-9000, "fail")]
)
def test_a_clock_may_be_off_by_a_little(seconds: int, state: str) -> None:
    finding = of_clock("google", seconds)
    assert said(finding) == (State(state), "clock.ok" if state == "ok" else "clock.off")
    assert finding.subject == "google"


@pytest.mark.parametrize(
    ("queue", "expected"),
    [
        (QueueState("q", 0), (State.OK, "queue.ok")),
        (QueueState("q", 900, 1_020), (State.OK, "queue.ok")),
        (QueueState("q", 1, 1_021), (State.WARN, "queue.late")),
        (QueueState("d", 0, is_dead_letter=True), (State.OK, "queue.no_dead")),
        (QueueState("d", 1, is_dead_letter=True), (State.FAIL, "queue.dead")),
    ],
)
def test_a_queue_is_judged_by_its_oldest_message_and_a_dead_letter_queue_by_any(
    queue: QueueState, expected: tuple[State, str]
) -> None:
    assert said(of_queue(queue)) == expected


def place(number: int, *, heard: timedelta | None, changed: timedelta | None) -> Connection:
    """A location with the last event and the newest change so long ago."""
    return replace(
        builders.connection(LocationId(number)),
        connected_at=NOW - timedelta(days=2),
        last_event_at=None if heard is None else NOW - heard,
        watermarks={} if changed is None else {"records": (NOW - changed).isoformat()},
    )


def test_a_location_is_deaf_when_changes_came_without_their_events() -> None:
    hour, minute = timedelta(hours=1), timedelta(minutes=1)
    well = [
        place(1, heard=minute, changed=minute),
        place(2, heard=2 * hour, changed=hour),
        place(3, heard=timedelta(days=1), changed=None),  # nothing happens there
        place(4, heard=None, changed=timedelta(days=2)),
    ]
    assert [said(one) for one in of_events(well)] == [(State.OK, "webhooks.ok")]
    deaf = [place(5, heard=2 * hour, changed=minute), place(6, heard=None, changed=hour)]
    asleep = replace(place(7, heard=None, changed=hour), status=ConnectionStatus.FROZEN)
    assert [(one.subject, *said(one)) for one in of_events([*well, *deaf, asleep])] == [
        ("5", State.FAIL, "webhooks.deaf"),
        ("6", State.FAIL, "webhooks.deaf"),
    ]


def test_many_deaf_locations_are_a_number_after_the_first_ones() -> None:
    findings = of_events([place(number, heard=None, changed=timedelta(0)) for number in range(1, 31)])
    assert len(findings) == 21
    assert (findings[-1].say.values["n"], said(findings[-1])) == (10, (State.FAIL, "webhooks.more"))


def test_a_report_is_as_bad_as_its_worst_finding() -> None:
    of = {state: Finding("x", state, Phrase("doctor.silent")) for state in State}
    assert worst([]) is State.OK
    assert worst([of[State.WARN], of[State.OK]]) is State.WARN
    assert worst([of[State.FAIL], of[State.WARN], of[State.OK]]) is State.FAIL
