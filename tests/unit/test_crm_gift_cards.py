"""Gift cards, types and what further memberships say, through the real transport."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from comeback.adapters.crm.loyalty import AltegioLoyalty
from comeback.adapters.crm.transport import AltegioTransport
from comeback.domain.ids import ClientId, VisitId
from comeback.domain.loyalty import GiftCard, LoyaltyCard, Membership, Renewal
from comeback.ports.crm import CrmGoneError, Lane
from tests.builders import connection
from tests.unit.test_crm_api import Altegio, Unlimited

PHONE = "+13155550175"
GIFT: dict[str, Any] = {
    "id": 409726, "number": "GC-888", "balance": 60, "default_balance": 100, "type_id": 27841, "status_id": 2,
    "created_date": "2026-07-10T11:00:00-04:00", "expiration_date": "2027-07-10T11:00:00-04:00",
    "type": {
        "id": 27841, "title": "Gift card 100", "balance": 100, "is_multi": True, "company_group_id": 145071,
        "item_type_id": 0, "expiration_type_id": 2, "item_type": {"id": 0, "title": "No limits"},
    },
    "status": {"id": 2, "title": "Activated"},
}  # fmt: skip
MEMBERSHIP: dict[str, Any] = {
    "id": 659878, "number": "788376", "created_date": "2026-08-01T10:00:00-04:00", "activated_date": None, "status": {"id": 1},
    "type": {"id": 97804, "salon_group_id": 145071, "title": "10 haircuts"},
}  # fmt: skip


def loyalty(answers: dict[str, Any] | Altegio) -> AltegioLoyalty:
    altegio = answers if isinstance(answers, Altegio) else Altegio(answers)
    transport = AltegioTransport(
        http=httpx.Client(transport=httpx.MockTransport(altegio)), api_url="https://altegio.test/api/v1",
        app_url="https://altegio.test", partner_token="partner", user_token="user", budget=Unlimited(),
    )  # fmt: skip
    return AltegioLoyalty(transport)


def gift(**changes: Any) -> GiftCard:
    (found,) = loyalty({"/loyalty/certificates": [GIFT | changes]}).gift_cards(connection(), PHONE, Lane.LIVE)
    return found


def membership(**changes: Any) -> Membership:
    (found,) = loyalty({"/loyalty/abonements": [MEMBERSHIP | changes]}).memberships(connection(), PHONE, Lane.LIVE)
    return found


def card(**changes: Any) -> LoyaltyCard:
    one = {"id": 1, "balance": 0, "type_id": 10993, **changes}
    (found,) = loyalty({"/loyalty/client_cards/7": [one]}).cards(connection(), ClientId(7), Lane.LIVE)
    return found


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_gift_card_is_read_as_documented() -> None:
    assert gift() == GiftCard(
        id=gift().id, type_id=27841, code="GC-888", title="Gift card 100", balance=6000, single=False, restriction="No limits",
        active=True, expires_at=at("2027-07-10T11:00:00-04:00"),
    )  # fmt: skip
    assert gift().id == 409726


def test_gift_cards_are_asked_for_by_the_digits_of_the_phone() -> None:
    altegio = Altegio({"/loyalty/certificates": []})
    assert loyalty(altegio).gift_cards(connection(), PHONE, Lane.LIVE) == []
    assert dict(altegio.asked[0].params) == {"company_id": "4564", "phone": "13155550175"}


def test_a_gift_card_for_one_payment_and_one_without_an_end() -> None:
    single = gift(type={**GIFT["type"], "is_multi": 0}, expiration_date=None)
    assert (single.single, single.expires_at) == (True, None)


@pytest.mark.parametrize(
    ("said", "active"),
    [({"status_id": 1, "status": {"id": 1}}, False), ({"status_id": None}, True), ({"status_id": 0, "status": {"id": 3}}, False),
     ({"status_id": 0, "status": None}, True)],
)  # fmt: skip
def test_only_an_activated_gift_card_can_be_used_unless_nothing_is_said(said: Any, active: bool) -> None:
    assert gift(**said).active is active


def test_a_gift_card_of_another_chain_is_refused_and_one_without_a_type_is_read() -> None:
    with pytest.raises(CrmGoneError):
        gift(type={"id": 1, "company_group_id": 7})
    bare = gift(type=None)
    assert (bare.title, bare.restriction, bare.single) == ("", "", False)


@pytest.mark.parametrize(
    ("path", "call"),
    [
        ("/company/4564/loyalty/certificate_types/search", "gift_card_types"),
        ("/company/4564/loyalty/abonement_types/search", "membership_types"), ("/company/4564/services", "services"),
    ],
)  # fmt: skip
def test_what_a_location_sells_is_listed_by_number_and_title(path: str, call: str) -> None:
    found = loyalty({path: [{"id": "5", "title": "Ours", "company_group_id": 145071}, {"id": 6, "title": "Any"}]})
    assert getattr(found, call)(connection(), Lane.REST) == {5: "Ours", 6: "Any"}


@pytest.mark.parametrize(
    ("said", "renewal"),
    [
        ({}, None), ({"category": "standard"}, None), ({"category": "auto_renewal"}, Renewal.OFF),
        ({"category": "auto_renewal", "state": "active"}, Renewal.ON),
        ({"category": "auto_renewal", "state": "CANCELLED"}, Renewal.OFF),
        ({"category": "auto_renewal", "state": "Suspended"}, Renewal.FAILED),
    ],
)  # fmt: skip
def test_a_renewing_membership_tells_the_state_of_its_subscription(said: dict[str, str], renewal: Renewal | None) -> None:
    info = {"subscription_status": said["state"]} if "state" in said else None
    kind = {**MEMBERSHIP["type"], "category": said.get("category")}
    assert membership(type=kind, recurring_payment_info=info).renewal is renewal


def test_a_membership_that_starts_by_itself_tells_when() -> None:
    kind = {**MEMBERSHIP["type"], "autoactivation_time": 2, "autoactivation_time_unit_id": 2}
    assert membership(type=kind).starts_by == at("2026-08-15T10:00:00-04:00")
    assert membership(type=kind, status={"id": 2}).starts_by is None
    assert membership(type=kind, created_date="").starts_by is None
    assert membership(type=None).starts_by is None


def test_sessions_may_need_no_count() -> None:
    pool = membership(is_united_balance=True, is_united_balance_unlimited=1)
    assert (pool.unlimited, pool.sessions) == (True, 0)
    assert not membership(is_united_balance=False, is_united_balance_unlimited=1).unlimited
    links = [{"count": 9, "is_unlimited": True, "service": {"id": 3, "title": "Sauna"}}, {"count": 2}]
    sauna, nameless = membership(balance_container={"links": links}).counters
    assert (sauna.title, sauna.sessions, sauna.unlimited) == ("Sauna", 0, True)
    assert (nameless.title, nameless.sessions, nameless.unlimited) == ("", 2, False)


def test_a_card_bounds_its_discount() -> None:
    found = card(max_discount_percent="12.5", max_discount_amount=20)
    assert (found.most_percent, found.most_amount) == (Decimal("12.5"), 2000)


@pytest.mark.parametrize(
    ("timeout", "unit", "told"), [(90, 1, "90 days"), (1, 4, "1 year"), (0, 1, ""), (3, 9, ""), (None, None, "")]
)
def test_points_live_as_long_as_a_promotion_says(timeout: object, unit: object, told: str) -> None:
    (promotion,) = card(programs=[{"id": 1, "expiration_timeout": timeout, "expiration_timeout_unit_id": unit}]).promotions
    assert promotion.points_live == told


@pytest.mark.parametrize(("number", "cashback"), [(4, False), (5, True), (12, True), (13, False)])
def test_a_promotion_that_does_not_tell_its_kind_is_told_by_its_number(number: int, cashback: bool) -> None:
    (promotion,) = card(programs=[{"id": 1, "loyalty_type_id": number}]).promotions
    assert promotion.cashback is cashback


def test_a_transaction_names_its_gift_card_and_booking() -> None:
    path = "/visit/loyalty/transactions/8"
    moved = {"id": 1, "type_id": 8, "amount": 20, "certificate_id": 409726, "item_record_id": 37955315}
    first, second = loyalty({path: [moved, {"id": 2, "item_record_id": 0}]}).visit_transactions(
        connection(), VisitId(8), Lane.LIVE
    )
    assert (first.gift_card_id, first.record_id) == (409726, 37955315)
    assert (second.gift_card_id, second.record_id) == (None, None)
