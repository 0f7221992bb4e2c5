"""Altegio's loyalty through the real transport: cards, memberships and transactions, their wobbles, and whose they are."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from comeback.adapters.crm.loyalty import AltegioLoyalty
from comeback.adapters.crm.transport import AltegioTransport
from comeback.domain.ids import VisitId
from comeback.domain.loyalty import Counter, LoyaltyTransaction, Membership, MembershipStatus, Threshold, TransactionType
from comeback.ports.crm import CrmGoneError, CrmUnavailableError, Lane
from tests.builders import DAY, JANE, connection
from tests.unit.test_crm_api import Altegio, Unlimited

CARDS = f"/loyalty/client_cards/{JANE}"
MEMBERSHIPS = "/loyalty/abonements"
CHAIN = "/chain/145071/loyalty/transactions"
CARD = {
    "id": 9210520, "balance": 100, "points": 0, "paid_amount": 1000, "sold_amount": "1200.50", "visits_count": 3,
    "number": 14507109210520, "type_id": 10992, "salon_group_id": 145071,
    "type": {"id": 10992, "title": "Cashback card", "salon_group_id": 145071},
    "salon_group": {"id": 145071, "title": "Demo chain"},
    "programs": [{
        "id": 12720, "title": "Cumulative cashback", "value": 10, "loyalty_type_id": 7, "value_unit_id": 1,
        "loyalty_type": {"id": 7, "is_cashback": True, "is_accumulative": 1},
        "rules": [{"id": 2, "value": 15, "parameter": "5000"}, {"id": 1, "value": 10, "parameter": 100}],
    }],
}  # fmt: skip
MEMBERSHIP = {
    "id": 659878, "number": "788376", "created_date": "2026-08-01T10:00:00-04:00", "is_frozen": False, "freeze_period": 0,
    "activated_date": "2026-08-03T12:00:00-04:00", "period": 3, "period_unit_id": 3, "status": {"id": 2},
    "is_united_balance": False, "united_balance_services_count": 0,
    "balance_container": {"links": [{"count": 9, "category": {"id": 7182839, "category_id": 1, "title": "Haircut"}}]},
    "type": {"id": 97804, "salon_group_id": 145071, "title": "10 haircuts"},
}  # fmt: skip


def loyalty(altegio: Altegio) -> AltegioLoyalty:
    transport = AltegioTransport(
        http=httpx.Client(transport=httpx.MockTransport(altegio)), api_url="https://altegio.test/api/v1",
        app_url="https://altegio.test", partner_token="partner", user_token="user", budget=Unlimited(),
    )  # fmt: skip
    return AltegioLoyalty(transport)


def card(**changes: Any) -> Any:
    (found,) = loyalty(Altegio({CARDS: [CARD | changes]})).cards(connection(), JANE, Lane.LIVE)
    return found


def membership(**changes: Any) -> Membership:
    (found,) = loyalty(Altegio({MEMBERSHIPS: [MEMBERSHIP | changes]})).memberships(connection(), "+13155550175", Lane.LIVE)
    return found


def test_a_card_is_read_with_its_counters_in_minor_units_and_its_number_as_text() -> None:
    found = card()
    assert (found.id, found.type_id, found.number, found.balance) == (9210520, 10992, "14507109210520", 10000)
    assert (found.paid, found.sold, found.visits, found.points) == (100000, 120050, 3, Decimal(0))


def test_a_cards_promotion_tells_its_thresholds_the_lowest_first() -> None:
    (promotion,) = card().promotions
    assert (promotion.id, promotion.type_id, promotion.value, promotion.unit) == (12720, 7, Decimal(10), "percent")
    assert (promotion.cashback, promotion.grows) == (True, True)
    assert promotion.thresholds == (Threshold(Decimal(100), Decimal(10)), Threshold(Decimal(5000), Decimal(15)))


def test_a_promotion_may_give_an_amount_and_say_nothing_of_its_kind() -> None:
    (promotion,) = card(programs=[{"id": 1, "value_unit_id": 2, "loyalty_type": []}]).promotions
    assert (promotion.unit, promotion.cashback, promotion.thresholds) == ("amount", False, ())


@pytest.mark.parametrize(
    ("written", "balance"), [(100, 10000), ("100.50", 10050), (100.5, 10050), (-20, -2000), (0, 0), ("", 0), (None, 0)]
)
def test_a_balance_comes_as_number_or_text_and_may_be_negative(written: object, balance: int) -> None:
    assert card(balance=written).balance == balance


def test_a_card_without_a_balance_is_not_understood() -> None:
    with pytest.raises(CrmUnavailableError):
        loyalty(Altegio({CARDS: [{"id": 1}]})).cards(connection(), JANE, Lane.LIVE)


def test_the_type_of_a_card_may_stand_in_the_type_alone() -> None:
    assert card(type_id=0).type_id == 10992
    assert card(type_id="10992", type=[]).type_id == 10992
    assert card(type_id=None, type=None).type_id == 0


@pytest.mark.parametrize("elsewhere", [{"salon_group_id": 1}, {"salon_group_id": 0, "type": {"id": 1, "salon_group_id": 1}}])
def test_a_card_of_another_chain_is_refused(elsewhere: Any) -> None:
    with pytest.raises(CrmGoneError, match="another chain"):
        card(**elsewhere)


def test_a_card_that_names_no_chain_is_the_clients() -> None:
    assert card(salon_group_id=None, type=None).id == 9210520


def test_the_card_types_of_a_location_are_those_of_its_chain() -> None:
    path = "/loyalty/card_types/salon/4564"
    ours = {"id": "10992", "title": "Cashback card", "salon_group_id": 145071}
    assert loyalty(Altegio({path: [ours]})).card_types(connection(), Lane.SWEEP) == {10992: "Cashback card"}
    with pytest.raises(CrmGoneError):
        loyalty(Altegio({path: [{"id": 1, "salon_group": {"id": 2}}]})).card_types(connection(), Lane.SWEEP)


def test_memberships_are_asked_for_by_the_digits_of_the_phone() -> None:
    altegio = Altegio({MEMBERSHIPS: None})
    assert loyalty(altegio).memberships(connection(), "+13155550175", Lane.LIVE) == []
    assert dict(altegio.asked[0].params) == {"company_id": "4564", "phone": "13155550175"}


def test_a_split_balance_has_a_counter_for_each_service() -> None:
    wax = {"count": "2", "category": {"id": 5, "title": "Wax"}}
    found = membership(balance_container={"links": [*MEMBERSHIP["balance_container"]["links"], wax]})  # type: ignore[index]
    assert found.counters == (Counter(7182839, "Haircut", 9), Counter(5, "Wax", 2))
    assert (found.sessions, found.number, found.title) == (11, "788376", "10 haircuts")


def test_a_counter_may_name_no_service() -> None:
    assert membership(balance_container={"links": [{"count": 3}]}).counters == (Counter(0, "", 3),)


def test_a_total_balance_is_one_pool() -> None:
    found = membership(is_united_balance=1, united_balance_services_count="7")
    assert (found.sessions, found.counters) == (7, ())
    assert membership(balance_container=None).sessions == 0


@pytest.mark.parametrize(
    ("status", "frozen", "read"),
    [
        ({"id": 1}, False, MembershipStatus.ISSUED), ({"id": "2"}, 0, MembershipStatus.ACTIVE),
        ({"id": 3}, False, MembershipStatus.OVERDUE), ({"id": 3}, True, MembershipStatus.OVERDUE),
        ({"id": 2}, 1, MembershipStatus.FROZEN), ({"id": 9}, False, MembershipStatus.OTHER), ([], False, MembershipStatus.OTHER),
    ],
)  # fmt: skip
def test_the_status_of_a_membership(status: object, frozen: object, read: MembershipStatus) -> None:
    assert membership(status=status, is_frozen=frozen).status is read


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("said", "expires_at"),
    [
        ({}, at("2026-11-03T12:00:00-05:00")),
        ({"freeze_period": 14}, at("2026-11-17T12:00:00-05:00")),
        ({"period": 30, "period_unit_id": 1}, at("2026-09-02T12:00:00-04:00")),
        ({"period": 2, "period_unit_id": 2}, at("2026-08-17T12:00:00-04:00")),
        ({"period": 1, "period_unit_id": 4}, at("2027-08-03T12:00:00-04:00")),
        ({"activated_date": "2026-08-31 12:00:00", "period": 6}, at("2027-02-28T12:00:00-05:00")),
        ({"expiration_date": "2026-10-01T00:00:00-04:00"}, at("2026-10-01T00:00:00-04:00")),
        ({"expiration_date": "2026-10-01"}, at("2026-10-01T23:59:59-04:00")),
        ({"period": 0}, None), ({"period_unit_id": 7}, None), ({"period": 99999, "period_unit_id": 4}, None),
        ({"activated_date": None}, None),
        ({"activated_date": "", "type": {"expiration_type_id": 2}}, None),
        ({"activated_date": "", "type": {"expiration_type_id": 1}}, at("2026-11-01T10:00:00-05:00")),
    ],
)  # fmt: skip
def test_a_membership_expires_as_altegio_says_or_after_its_period(said: Any, expires_at: datetime | None) -> None:
    found = membership(**said).expires_at
    assert found == expires_at


def test_a_membership_that_has_not_started_has_no_start() -> None:
    assert membership(activated_date=None, status={"id": 1}).starts_at is None
    assert membership().starts_at == datetime(2026, 8, 3, 16, tzinfo=UTC)


def test_a_frozen_membership_tells_until_when() -> None:
    until = "2026-12-31T23:59:59-05:00"
    assert membership(is_frozen=True, freeze_till=until).frozen_until == at(until)
    assert membership(is_frozen=True).frozen_until is None
    assert membership(freeze_till=until).frozen_until is None


def test_a_membership_of_another_chain_is_refused() -> None:
    with pytest.raises(CrmGoneError):
        membership(type={"salon_group_id": 1})
    assert membership(type=None).title == ""


def transaction(**changes: Any) -> dict[str, Any]:
    return {
        "id": 10614, "visit_id": 8263004, "status_id": 1, "amount": 4.5, "type_id": 2, "card_id": 9210520, "program_id": 12720,
        "abonement_id": 0, "salon_group_id": 145071, **changes,
    }  # fmt: skip


def test_a_visits_transactions_know_their_visit() -> None:
    bare = {name: value for name, value in transaction().items() if name not in ("visit_id", "abonement_id")}
    altegio = Altegio({"/visit/loyalty/transactions/8263004": [bare]})
    found = loyalty(altegio).visit_transactions(connection(), VisitId(8263004), Lane.LIVE)
    assert [(one.id, one.type_id, one.amount, one.card_id, one.visit_id) for one in found] == [
        (10614, TransactionType.ACCRUAL, 450, 9210520, 8263004),
    ]  # fmt: skip


def test_the_chains_transactions_are_read_page_by_page() -> None:
    def listed(request: httpx.Request) -> list[dict[str, Any]]:
        page = int(request.url.params["page"])
        return [transaction(id=number) for number in (range(200) if page == 1 else range(199, 205))]

    altegio = Altegio({CHAIN: listed})
    types = [TransactionType.ADDED_BY_HAND, TransactionType.EXPIRED]
    found = loyalty(altegio).transactions_between(connection(), date(2026, 9, 20), DAY, types, Lane.LIVE)
    assert [one.id for one in found] == list(range(205))
    asked = altegio.asked[0].params
    assert (asked["created_after"], asked["created_before"], asked.get_list("types[]")) == (
        "2026-09-20",
        "2026-09-21",
        ["5", "7"],
    )
    assert len(altegio.asked) == 2


def test_a_list_that_does_not_move_on_ends() -> None:
    altegio = Altegio({CHAIN: [transaction(id=number) for number in range(200)]})
    found = loyalty(altegio).transactions_between(connection(), DAY, DAY, [], Lane.LIVE)
    assert (len(found), len(altegio.asked)) == (200, 2)


def test_a_chain_has_an_end() -> None:
    def endless(request: httpx.Request) -> list[dict[str, Any]]:
        return [transaction(id=int(request.url.params["page"]) * 1000 + number) for number in range(200)]

    altegio = Altegio({CHAIN: endless})
    assert len(loyalty(altegio).transactions_between(connection(), DAY, DAY, [], Lane.LIVE)) == 4000


def test_a_location_without_a_chain_has_no_chain_to_ask() -> None:
    alone = connection()
    alone = replace(alone, location=replace(alone.location, chain_id=None))
    with pytest.raises(CrmGoneError, match="no chain"):
        loyalty(Altegio({})).transactions_between(alone, DAY, DAY, [], Lane.LIVE)


def test_transactions_of_another_chain_are_refused() -> None:
    with pytest.raises(CrmGoneError):
        loyalty(Altegio({CHAIN: [transaction(salon_group_id=5)]})).transactions_between(connection(), DAY, DAY, [], Lane.LIVE)


def test_a_transaction_of_a_kind_that_we_do_not_know_is_read() -> None:
    altegio = Altegio({CHAIN: [transaction(type_id=99, abonement_id=659878)]})
    (found,) = loyalty(altegio).transactions_between(connection(), DAY, DAY, [], Lane.LIVE)
    assert isinstance(found, LoyaltyTransaction)
    assert (found.type_id, found.membership_id) == (99, 659878)
