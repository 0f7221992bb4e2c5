"""Cards blocked and opened, and stamps given at the desk, over REST: event in, response out."""

from typing import Any

import pytest

from comeback.domain.card import CardStatus
from comeback.messages import CardReopened
from tests.api_world import EURO_PLACE, FOREIGN_PLACE, MINE, NOW, PLACE, SECOND, is_a_problem
from tests.handlers.counter import Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_scan_is_a_stamp_given_at_the_desk(desk: Desk) -> None:
    made = desk.post("scans", {"stamps": 2, "location_id": SECOND, "at": "2026-09-20T23:30:00+02:00"})
    assert made.status == 201
    assert (made.json["kind"], made.json["amount"]) == ("scan", 2)
    assert made.json["cause"] == {"location_id": SECOND, "visit_ids": [], "source": "scan"}
    assert (made.json["effective_at"], made.json["booked_at"]) == ("2026-09-20T21:30:00Z", "2026-09-21T15:30:00Z")
    assert (desk.balance["value"], desk.balance["lifetime_earned"]) == (2, 2)


def test_a_scan_is_one_stamp_now_unless_said_otherwise(desk: Desk) -> None:
    made = desk.post("scans", {"location_id": PLACE}).json
    assert (made["amount"], made["effective_at"]) == (1, "2026-09-21T15:30:00Z")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"location_id": EURO_PLACE}, "location_id"),
        ({"location_id": FOREIGN_PLACE}, "location_id"),
        ({"location_id": PLACE, "at": "2026-09-21T15:36:00Z"}, "at"),
        ({"location_id": PLACE, "at": "2026-09-21T15:30:00"}, "at"),
        ({"location_id": PLACE, "stamps": 0}, "stamps"),
        ({}, "location_id"),
    ],
)
def test_an_impossible_scan_says_which_field(desk: Desk, body: dict[str, Any], field: str) -> None:
    refused = desk.post("scans", body)
    assert (refused.status, refused.fields) == (422, {field})


def test_a_location_that_is_not_connected_any_more_gives_no_stamps(desk: Desk) -> None:
    del desk.world.store.connections[SECOND]
    refused = desk.post("scans", {"location_id": SECOND})
    assert (refused.status, refused.fields) == (422, {"location_id"})


def test_a_paused_program_gives_no_stamps_and_still_hands_out_rewards(desk: Desk) -> None:
    desk.stamps(5)
    desk.world.call("POST", f"/api/v1/programs/{desk.program}/pause")
    is_a_problem(desk.post("scans", {"location_id": PLACE}), 409)
    assert desk.post("redemptions", {}).status == 201


def test_a_blocked_card_says_so_until_it_is_opened_again(desk: Desk) -> None:
    blocked = desk.post("block", {"reason": "Lost"})
    assert (blocked.status, blocked.json["status"]) == (200, "blocked")
    note = desk.world.store.cards[desk.ref].status_note
    assert note is not None
    assert (note.actor.kind, note.reason, note.at) == ("api_key", "Lost", NOW)
    opened = desk.post("unblock", {"reason": "Found"})
    assert (opened.status, opened.json["status"]) == (200, "active")
    assert opened.json == desk.world.call("GET", desk.path).json


def test_blocking_and_opening_are_for_the_phones_to_hear(desk: Desk) -> None:
    marks = [desk.world.store.cards[desk.ref].mark]
    for what in ("block", "unblock"):
        desk.post(what, {"reason": "x"})
        marks.append(desk.world.store.cards[desk.ref].mark)
    assert marks == sorted(set(marks))


def test_doing_it_again_keeps_the_first_note(desk: Desk) -> None:
    desk.post("block", {"reason": "Lost"})
    head = desk.world.store.cards[desk.ref]
    assert desk.post("block", {"reason": "Lost again"}).status == 200
    assert desk.world.store.cards[desk.ref] == head


def test_what_came_meanwhile_is_looked_at_when_the_card_is_opened_also_after_a_failure(desk: Desk) -> None:
    desk.post("block", {"reason": "Lost"})
    desk.world.queue.sent.clear()
    desk.world.queue.refuses = True
    is_a_problem(desk.post("unblock", {"reason": "Found"}), 503)
    desk.world.queue.refuses = False
    assert desk.post("unblock", {"reason": "Found"}).status == 200
    assert desk.world.queue.sent == [CardReopened(MINE, desk.ref.customer_id, desk.ref.program_id)]


@pytest.mark.parametrize("status", [CardStatus.EXPIRED, CardStatus.ERASED])
@pytest.mark.parametrize("what", ["block", "unblock"])
def test_a_card_at_its_end_is_neither_blocked_nor_opened(desk: Desk, what: str, status: CardStatus) -> None:
    desk.becomes(status=status)
    is_a_problem(desk.post(what, {"reason": "x"}), 409)
