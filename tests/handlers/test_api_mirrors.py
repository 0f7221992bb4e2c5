"""Cards over REST whose balance Altegio owns (rulings 14 and 23)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from comeback.domain.card import CardRef
from comeback.domain.ids import CustomerId, LoyaltyCardId, MembershipId, ProgramId
from comeback.domain.loyalty import Counter, MembershipStatus
from comeback.domain.mirror import Mirror, MirrorState, Part, Seen
from comeback.ports.mirrors import MirrorWrite
from tests.api_world import JANE, MINE, NOW, PROGRAM, ApiWorld

PROGRAMS = "/api/v1/programs"
EARLIER = NOW - timedelta(minutes=5)


@pytest.fixture
def world() -> ApiWorld:
    return ApiWorld()


def mirrored_card(world: ApiWorld, kind: str = "cashback") -> Any:
    bare = {name: value for name, value in PROGRAM.items() if name not in ("size", "reward")}
    program = world.call("POST", PROGRAMS, {**bare, "type": kind}).json["id"]
    assert world.call("POST", f"{PROGRAMS}/{program}/activate").status == 200
    return world.call("POST", f"{PROGRAMS}/{program}/cards", JANE).json


def read(world: ApiWorld, card: Any, seen: Seen) -> Any:
    """Altegio was asked five minutes ago."""
    ref = CardRef(MINE, CustomerId(card["customer"]["id"]), ProgramId(card["program_id"]))
    head = world.customers.card(ref)
    assert head is not None
    world.store.cards[MINE, ref.customer_id, ref.program_id] = replace(head, balance=seen.balance)
    world.mirrors.save(MINE, MirrorWrite(head, None, Mirror(seen, EARLIER)))
    return world.call("GET", f"/api/v1/cards/{card['id']}").json["balance"]


def test_a_card_that_altegio_was_not_asked_for_yet_has_no_date(world: ApiWorld) -> None:
    card = mirrored_card(world)
    assert (card["type"], card["balance"]) == ("cashback", {
        "unit": "minor", "value": 0, "rewards": 0, "debt": 0, "size": None, "lifetime_earned": 0, "as_of": None,
        "state": "none", "number": "", "several": False, "level": None, "parts": [],
    })  # fmt: skip


def test_cashback_is_in_minor_units_as_of_the_last_read(world: ApiWorld) -> None:
    balance = read(world, mirrored_card(world), Seen(MirrorState.SHOWN, 10450, card_id=LoyaltyCardId(1), number="14507"))
    assert (balance["unit"], balance["value"], balance["debt"], balance["as_of"]) == ("minor", 10450, 0, "2026-09-21T15:25:00Z")
    assert (balance["state"], balance["number"]) == ("shown", "14507")


def test_below_zero_nothing_is_shown_and_the_rest_is_a_debt(world: ApiWorld) -> None:
    balance = read(world, mirrored_card(world), Seen(MirrorState.SHOWN, -500))
    assert (balance["value"], balance["debt"]) == (0, 500)


def test_with_the_card_type_gone_the_last_balance_is_marked(world: ApiWorld) -> None:
    balance = read(world, mirrored_card(world), Seen(MirrorState.ATTENTION, 900, several=True))
    assert (balance["value"], balance["state"], balance["several"]) == (900, "attention", True)


def test_sessions_come_with_their_memberships(world: ApiWorld) -> None:
    haircuts = (Counter(7182839, "Haircut", 9),)
    part = Part(MembershipId(659878), "788376", "10 haircuts", 9, haircuts, MembershipStatus.ACTIVE, EARLIER, NOW, None)
    balance = read(world, mirrored_card(world, "multipass"), Seen(MirrorState.SHOWN, 9, (part,)))
    assert (balance["unit"], balance["value"]) == ("sessions", 9)
    assert balance["parts"] == [{
        "membership_id": 659878, "number": "788376", "sessions": 9, "services": [{"title": "Haircut", "sessions": 9}],
        "status": "active", "starts_at": "2026-09-21T15:25:00Z", "expires_at": "2026-09-21T15:30:00Z", "frozen_until": None,
        "title": "10 haircuts", "unlimited": False, "starts_by": None, "renewal": None,
    }]  # fmt: skip


@pytest.mark.parametrize(("call", "body"), [("adjustments", {"amount": 5, "reason": "sorry"}), ("redemptions", {"rewards": 1})])
def test_a_balance_that_altegio_owns_is_moved_in_altegio(world: ApiWorld, call: str, body: dict[str, Any]) -> None:
    card = mirrored_card(world)
    refused = world.call("POST", f"/api/v1/cards/{card['id']}/{call}", body, idempotency_key="once")
    assert refused.status == 409


def test_a_cashback_program_needs_the_card_type_that_it_mirrors(world: ApiWorld) -> None:
    path = f"{PROGRAMS}/{mirrored_card(world)['program_id']}/connections/4564/settings"
    refused = world.call("PUT", path, {})
    assert (refused.status, refused.fields) == (422, {"crm_card_type"})
    assert world.call("PUT", path, {"crm_card_type": 10992}).status == 200
