"""Loyalty cards and memberships at the stand-in's desk, seen through the REST API and the webhooks."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from dev.altegio.desk import DeskError
from dev.altegio.simulator import running
from tests.dev.altegio_world import Connected, connected


@pytest.fixture
def world() -> Iterator[Connected]:
    with connected() as world:
        yield world


def cards(world: Connected) -> list[Any]:
    return list(world.get("/loyalty/client_cards/18936825"))


def memberships(world: Connected) -> list[Any]:
    return list(world.get("/loyalty/abonements", company_id=4564, phone="13155550175"))


def transactions(world: Connected, **query: Any) -> list[Any]:
    days = {"created_after": "2000-01-01", "created_before": "2100-01-01"}
    return list(world.get("/chain/145071/loyalty/transactions", **days, **query))


def test_points_come_and_go_and_the_chain_tells_why(world: Connected) -> None:
    booking = world.desk.book("Jane Doe", "Haircut")
    assert world.desk.change_card("Jane Doe", "4.50", kind="cashback", booking="last").balance == Decimal("104.50")
    world.desk.change_card("Jane Doe", -20)
    world.desk.change_card("Jane Doe", 5)
    assert cards(world)[0]["balance"] == 89.5
    assert [(one["type_id"], one["amount"], one["visit_id"]) for one in transactions(world)] == [
        (2, 4.5, booking.visit_id), (6, 20, 0), (5, 5, 0),
    ]  # fmt: skip
    assert [one["card_id"] for one in transactions(world, **{"types[]": 5})] == [9210520]
    assert [one["type_id"] for one in world.get(f"/visit/loyalty/transactions/{booking.visit_id}")] == [2]


def test_what_pays_for_a_visit_stands_among_the_chains_transactions(world: Connected) -> None:
    booking = world.desk.book("Jane Doe", "Haircut")
    world.desk.pay(method="bonus")
    (used,) = transactions(world)
    assert (used["type_id"], used["amount"], used["card_id"], used["visit_id"]) == (3, 50, 9210520, booking.visit_id)
    world.desk.delete_payment()
    assert transactions(world) == []


def test_the_chains_transactions_need_two_days_and_a_chain_of_ours(world: Connected) -> None:
    world.desk.change_card("Jane Doe", 5)
    assert transactions(world)
    yesterday = {"created_after": "2000-01-01", "created_before": "2000-01-02"}
    assert world.get("/chain/145071/loyalty/transactions", **yesterday) == []
    for path, query, status in (
        ("145071", {}, 400), ("145071", {"created_after": "soon", "created_before": "2026-01-01"}, 400),
        ("145900", yesterday, 403), ("1", yesterday, 404),
    ):  # fmt: skip
        assert world.rest.get(f"/api/v1/chain/{path}/loyalty/transactions", params=query).status_code == status


def test_a_card_event_goes_out_only_where_it_is_switched_on(world: Connected) -> None:
    world.desk.change_card("Jane Doe", 5)
    assert ("loyalty_card", "update") not in world.events()
    settings = {"active": 1, "loyalty_card": 1, "urls": [world.receiver.url]}
    answer = world.rest.post("/api/v1/hooks_settings/4564", json=settings)
    assert answer.status_code == 201, answer.text
    world.desk.issue_card("John Roe", balance=7)
    world.desk.change_card("Jane Doe", -5)
    world.desk.remove_card("John Roe")
    # Altegio's events come in no order.
    assert sorted(world.events()) == [("loyalty_card", "create"), ("loyalty_card", "delete"), ("loyalty_card", "update")]
    (changed,) = (body for body in world.receiver.bodies if body["status"] == "update")
    assert (changed["resource_id"], changed["company_id"]) == (9210520, 4564)
    assert changed["data"] == {"id": 9210520, "balance": 100, "number": "14507109210520", "phone": "+13155550175"}


def test_a_person_may_have_several_cards_and_a_removed_type_takes_its_cards_along(world: Connected) -> None:
    second = world.desk.issue_card("Jane Doe", balance=30)
    assert [one["balance"] for one in cards(world)] == [100, 30]
    assert world.desk.change_card("Jane Doe", 1, card=second.card_id).balance == 31
    assert [one["id"] for one in world.get("/loyalty/card_types/salon/4564")] == [10992, 10993]
    assert world.desk.remove_card_type() == [9210520, second.card_id]
    assert cards(world) == []
    assert [one["id"] for one in world.get("/loyalty/card_types/salon/4564")] == [10993]


def test_sessions_are_sold_taken_frozen_and_used_from_the_one_that_expires_first(world: Connected) -> None:
    pool = world.desk.sell_membership("Jane Doe", title="Anything", sessions=3, days=10, united=True)
    world.desk.book("Jane Doe", "Haircut")
    world.desk.pay(method="session", line="Haircut")
    first, second = memberships(world)
    assert (first["balance_container"]["links"][0]["count"], second["united_balance_services_count"]) == (9, 2)
    assert (second["is_united_balance"], second["balance_container"]["links"], second["status"]["id"]) == (True, [], 2)
    assert world.desk.debit_membership(pool.membership_id).sessions == 1
    assert transactions(world, **{"types[]": 9})[-1]["abonement_id"] == pool.membership_id
    frozen = world.desk.freeze_membership("2100-01-01")
    shown = memberships(world)[1]
    assert (shown["is_frozen"], shown["freeze_till"][:10]) == (True, "2100-01-01")
    assert shown["expiration_date"] > second["expiration_date"]
    assert world.desk.unfreeze_membership().expires_at == frozen.expires_at
    assert memberships(world)[1]["is_frozen"] is False


def test_a_membership_may_not_have_started_and_ends_on_its_day(world: Connected) -> None:
    world.desk.sell_membership("Jane Doe", started=False)
    world.desk.sell_membership("Jane Doe", days=0)
    world.desk.freeze_membership("2100-01-01")
    _, issued, eternal = memberships(world)
    assert (issued["status"]["id"], issued["activated_date"]) == (1, None)
    assert (eternal["status"]["id"], eternal["period"], "expiration_date" in eternal) == (2, 0, False)
    world.desk.act("shift_clock", offset_seconds=100 * 86_400)
    assert [one["status"]["id"] for one in memberships(world)] == [3, 1, 2]


def test_acts_on_what_is_not_there_are_refused(world: Connected) -> None:
    for act in (
        lambda: world.desk.change_card("John Roe", 1), lambda: world.desk.change_card("Jane Doe", 1, card=1),
        lambda: world.desk.act("change_card", client="Jane Doe", by="1", kind="gift"),
        lambda: world.desk.issue_card("John Roe", card_type=1), lambda: world.desk.issue_card("Walter Nophone"),
        lambda: world.desk.remove_card_type(1), lambda: world.desk.debit_membership(1),
    ):  # fmt: skip
        with pytest.raises(DeskError):
            act()


def test_cards_and_memberships_outlive_the_program(tmp_path: Any) -> None:
    state = tmp_path / "altegio.json"
    with running(state=state) as altegio:
        altegio.desk.change_card("Jane Doe", 5)
        altegio.desk.sell_membership("Jane Doe", started=False)
        altegio.desk.freeze_membership("2100-01-01")
    with running(state=state) as altegio:
        assert altegio.desk.change_card("Jane Doe", 1).balance == 106
        assert altegio.desk.unfreeze_membership().sessions == 10
