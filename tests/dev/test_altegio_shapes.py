"""Answers and webhooks have every key of Altegio's documentation, and wobble where it wobbles."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.dev.altegio_world import DOCUMENTED, Connected, connected, key_paths


@pytest.fixture
def world() -> Iterator[Connected]:
    with connected() as world:
        yield world


def full_visit(world: Connected) -> Any:
    booking = world.desk.book("Jane Doe", "Haircut", at="2026-09-21 14:00")
    world.desk.add_product("last", "Shampoo")
    world.desk.arrive()
    world.desk.pay("last", 50, line="Haircut")
    world.desk.pay("last", method="bonus")
    world.desk.wait_for_webhooks()
    return booking


def missing(kind: str, shown: object) -> set[str]:
    return set(DOCUMENTED[kind]) - set(key_paths(shown))


@pytest.mark.parametrize(
    ("kind", "resource"),
    [("record_update", "record"), ("client_update", "client"), ("payment_create", "finances_operation"),
     ("sale_create", "goods_operations_sale")],
)  # fmt: skip
def test_a_webhook_has_every_documented_key(world: Connected, kind: str, resource: str) -> None:
    full_visit(world)
    assert missing(kind, world.receiver.last(resource)) == set()


def test_a_new_and_a_deleted_booking_travel_whole(world: Connected) -> None:
    world.desk.book("Jane Doe", "Haircut")
    world.desk.wait_for_webhooks()
    assert missing("record_create", world.receiver.last("record")) == set()
    world.desk.cancel()
    world.desk.wait_for_webhooks()
    gone = world.receiver.last("record")
    assert missing("record_delete", gone) == set()
    assert (gone["status"], gone["data"]["deleted"]) == ("delete", True)


def test_a_webhook_has_the_documented_types(world: Connected) -> None:
    full_visit(world)
    data = world.receiver.last("record")["data"]
    assert (data["paid_full"], data["deleted"], data["custom_fields"]) == (1, False, [])
    assert data["date"] == "2026-09-21 14:00:00"
    assert data["datetime"] == "2026-09-21T14:00:00-04:00"
    assert data["last_change_date"][-5:] in {"-0400", "-0500"}
    assert data["client"]["phone"] == "+13155550175"
    assert data["goods_transactions"][0]["amount"] == -1


def test_visit_details_have_every_documented_key(world: Connected) -> None:
    booking = full_visit(world)
    path = f"/visit/details/4564/{booking.booking_id}/{booking.visit_id}"
    shown = {"success": True, "data": world.get(path), "meta": []}
    assert missing("visit_details", shown) == set()
    payment = shown["data"]["payment_transactions"][0]
    assert payment["date"][-3] == ":"


def test_hooks_settings_have_every_documented_key(world: Connected) -> None:
    assert missing("hooks_settings", world.rest.get("/api/v1/hooks_settings/4564").json()) == set()


def test_loyalty_has_every_documented_key(world: Connected) -> None:
    world.desk.add_promotion(steps={100: 10})
    world.desk.change_card("Jane Doe", 5)
    world.desk.sell_gift_card("Jane Doe")
    cards = world.get("/loyalty/client_cards/18936825")
    assert missing("loyalty_cards", {"success": True, "data": cards, "meta": []}) == set()
    memberships = world.rest.get("/api/v1/loyalty/abonements", params={"company_id": 4564, "phone": "13155550175"}).json()
    assert missing("memberships", memberships) == set()
    gifts = world.rest.get("/api/v1/loyalty/certificates", params={"company_id": 4564, "phone": "13155550175"}).json()
    assert missing("gift_cards", gifts) == set()
    days = {"created_after": "2000-01-01", "created_before": "2100-01-01"}
    moved = world.rest.get("/api/v1/chain/145071/loyalty/transactions", params=days).json()
    assert missing("chain_transactions", moved) == set()


def test_a_single_booking_has_an_iso_date_and_a_list_a_naive_one(world: Connected) -> None:
    booking = full_visit(world)
    assert world.get(f"/record/4564/{booking.booking_id}")["date"] == "2026-09-21T14:00:00-04:00"
    assert world.get("/records/4564")[0]["date"] == "2026-09-21 14:00:00"


def test_a_walk_in_has_no_client(world: Connected) -> None:
    world.desk.book(None, "Haircut")
    assert world.get("/records/4564")[0]["client"] is None


def test_goods_movements_have_ids_and_money_as_text(world: Connected) -> None:
    full_visit(world)
    sold = world.get("/storages/transactions/4564")[0]
    assert (sold["good_id"], sold["cost"], sold["clients"]["id"]) == ("2181520", "25.00", "18936825")


def test_notations_mix_and_stay_the_same_for_the_same_thing() -> None:
    with connected(wobble_seed=1) as world:
        for _ in range(12):
            world.desk.book("Jane Doe", "Haircut")
            world.desk.pay()
        listed = [world.get("/records/4564", include_finance_transactions=1) for _ in range(2)]
        assert listed[0] == listed[1]
        assert {type(one["services"][0]["cost"]) for one in listed[0]} == {int, float, str}
        assert {type(one["paid_full"]) for one in listed[0]} == {int, bool, str}
        for number in range(9):
            world.desk.add_client("Ann", surname=str(number), phone=f"+1 315 555 020{number}")
        phones = [one["phone"] for one in world.get("/clients/4564") if one["name"] == "Ann"]
        assert {type(phone) for phone in phones} == {int, str}


def test_the_offset_of_a_time_beyond_a_clock_change_may_be_wrong_but_the_wall_clock_is_right() -> None:
    with connected(wobble_seed=1) as world:
        days = [f"2026-{month}-{day} 14:00" for month in ("01", "07") for day in (20, 21, 22, 23, 24, 25)]
        for day in days:
            world.desk.book("Jane Doe", "Haircut", at=day)
        shown = world.get("/records/4564")
        assert [one["date"][:16] for one in shown] == days
        assert {one["datetime"][:16].replace("T", " ") for one in shown} == set(days)
        offsets = {(one["date"][5:7], one["datetime"][-6:]) for one in shown}
        assert len(offsets) == 3
