"""Cards over REST whose balance Altegio owns (rulings 14 and 23)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from comeback.domain.card import CardRef
from comeback.domain.ids import CustomerId, GiftCardId, LoyaltyCardId, MembershipId, ProgramId
from comeback.domain.levels import GrowsWith, Level, Step
from comeback.domain.loyalty import Counter, GiftCard, MembershipStatus
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


def test_a_discount_is_a_per_cent_with_its_level_and_the_next_one(world: ApiWorld) -> None:
    level = Level("Regulars", 500, "percent", Step(750, 4000, GrowsWith.PAID))
    seen = Seen(MirrorState.SHOWN, card_id=LoyaltyCardId(1), number="14507", levels=(level,))
    balance = read(world, mirrored_card(world, "discount"), seen)
    assert (balance["unit"], balance["value"], balance["debt"], balance["number"]) == ("percent", 5, 0, "14507")
    assert balance["level"] == {
        "title": "Regulars", "value": 5, "unit": "percent", "every": None,
        "next": {"value": 7.5, "lacking": 4000, "counter": "paid"},
    }  # fmt: skip


def test_a_discount_may_be_an_amount_and_may_be_none(world: ApiWorld) -> None:
    card = mirrored_card(world, "discount")
    nothing = world.call("GET", f"/api/v1/cards/{card['id']}").json["balance"]
    assert (nothing["unit"], nothing["value"], nothing["level"]) == ("percent", 0, None)
    balance = read(world, card, Seen(MirrorState.SHOWN, levels=(Level("Fixed", 250, "minor", every=6),)))
    assert (balance["unit"], balance["value"], balance["level"]["every"]) == ("minor", 250, 6)


def test_cashback_tells_its_rate_beside_the_balance(world: ApiWorld) -> None:
    level = Level("Cashback", 1000, "percent")
    balance = read(world, mirrored_card(world), Seen(MirrorState.SHOWN, 900, levels=(level,)))
    assert (balance["unit"], balance["value"], balance["level"]["value"]) == ("minor", 900, 10)


def test_a_gift_card_has_what_is_left_and_a_part_for_each_code(world: ApiWorld) -> None:
    gift = GiftCard(
        GiftCardId(409726), 27841, "GC-888", "Gift card 100", 6000, single=True, restriction="No limits", expires_at=NOW
    )
    balance = read(world, mirrored_card(world, "gift"), Seen(MirrorState.SHOWN, 6000, number="GC-888", gifts=(gift,)))
    assert (balance["unit"], balance["value"], balance["number"]) == ("minor", 6000, "GC-888")
    assert balance["parts"] == [{
        "gift_card_id": 409726, "code": "GC-888", "title": "Gift card 100", "balance": 6000, "single": True,
        "restriction": "No limits", "expires_at": "2026-09-21T15:30:00Z",
    }]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "refused", "taken"),
    [
        ("discount", {}, {"crm_card_type": 10993}), ("gift", {"crm_card_type": 10992}, {"gift_card_types": [27841]}),
        ("gift", {"gift_card_types": []}, {"gift_card_types": "all"}), ("multipass", {"gift_card_types": [27841]}, {}),
    ],
)  # fmt: skip
def test_the_settings_of_a_type_are_its_own(world: ApiWorld, kind: str, refused: Any, taken: Any) -> None:
    path = f"{PROGRAMS}/{mirrored_card(world, kind)['program_id']}/connections/4564/settings"
    assert world.call("PUT", path, refused).status == 422
    answer = world.call("PUT", path, taken)
    assert answer.status == 200, answer.json
    assert all(world.call("GET", path).json[name] == value for name, value in taken.items())


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
