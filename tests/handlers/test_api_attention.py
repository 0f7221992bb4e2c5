"""What a person must look at, over REST: event in, response out."""

from dataclasses import replace
from typing import Any

import pytest

from comeback.domain.ids import EntryId
from comeback.domain.ledger import Cause
from comeback.domain.question import Question
from comeback.ports.ledger import Posting
from tests.api_world import MINE, NOW, PLACE
from tests.handlers.counter import Desk

ITEM = EntryId("en_" + "0" * 25 + "7")
PATH = f"/api/v1/attention/{ITEM}/answer"


@pytest.fixture
def desk() -> Desk:
    """A card that owes two stamps, about which the owner is asked."""
    desk = Desk()
    head = desk.world.store.cards[desk.ref]
    question = Question(ITEM, head.id, head.customer_id, head.program_id, 2, Cause(PLACE, (), "webhook"), NOW)
    desk.world.ledger.commit(MINE, [], [Posting(replace(head, balance=-2), head, (), asked=(question,))])
    return desk


def answer(desk: Desk, what: str, key: str | None = "a") -> Any:
    return desk.world.call("POST", PATH, {"answer": what}, **({"idempotency_key": key} if key else {}))


def listed(desk: Desk) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = desk.world.call("GET", "/api/v1/attention").json["items"]
    return items


def test_an_open_item_says_what_it_is_about(desk: Desk) -> None:
    head = desk.world.store.cards[desk.ref]
    assert listed(desk) == [{
        "id": ITEM, "kind": "redeemed_then_refunded", "card_id": head.id, "program_id": head.program_id, "stamps": 2,
        "cause": {"location_id": PLACE, "visit_ids": [], "source": "webhook"}, "asked_at": "2026-09-21T15:30:00Z",
        "answers": ["forgive", "debt"], "noticed_at": "2026-09-21T15:30:00Z", "location_id": PLACE,
        "customer_id": head.customer_id, "facts": {"stamps": 2},
        "text": "A visit in La Visage was taken back after the reward built on it was redeemed, and stamps are owed for it (2): "
        "forgive them, or leave them as a debt that the next stamps pay.",
    }]  # fmt: skip


def test_forgiven_stamps_come_back_once(desk: Desk) -> None:
    made = answer(desk, "forgive")
    assert made.status == 200
    assert (made.json["answer"], made.json["entry"]["amount"], made.json["entry"]["kind"]) == ("forgive", 2, "adjustment")
    assert (desk.balance["debt"], listed(desk)) == (0, [])
    assert answer(desk, "forgive").json == made.json
    assert answer(desk, "forgive", "b").status == 404
    assert desk.balance["debt"] == 0


def test_a_debt_may_stay(desk: Desk) -> None:
    made = answer(desk, "debt")
    assert (made.status, made.json) == (200, {"id": ITEM, "answer": "debt", "entry": None})
    assert (desk.balance["debt"], listed(desk)) == (2, [])
    assert answer(desk, "debt").status == 404


def test_an_answer_is_one_of_two_and_needs_a_key(desk: Desk) -> None:
    assert answer(desk, "perhaps").fields == {"answer"}
    assert answer(desk, "forgive", None).status == 400
    assert len(listed(desk)) == 1
