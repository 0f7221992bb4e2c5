"""What happens at the stand-in's desk, seen through the REST API."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dev.altegio.desk import Booking, DeskError
from tests.dev.altegio_world import Connected, connected, unconnected


@pytest.fixture
def world() -> Iterator[Connected]:
    with connected() as world:
        yield world


def details(world: Connected, booking: Booking) -> Any:
    return world.get(f"/visit/details/4564/{booking.booking_id}/{booking.visit_id}")


def paid_full(world: Connected, booking: Booking) -> int:
    shown: int = world.get(f"/record/4564/{booking.booking_id}")["paid_full"]
    return shown


def test_attendance_has_altegios_numbers(world: Connected) -> None:
    booking = world.desk.book("Jane Doe", "Haircut")
    for act, number in ((world.desk.confirm, 2), (world.desk.arrive, 1), (world.desk.no_show, -1), (world.desk.wait, 0)):
        act()
        assert world.get(f"/record/4564/{booking.booking_id}")["attendance"] == number


def test_a_whole_payment_names_each_line(world: Connected) -> None:
    booking = world.desk.book("Jane Doe", ["Haircut", "Beard trim"])
    world.desk.add_product("last", "Shampoo", quantity=2, discount=10)
    paid = world.desk.pay()
    assert paid.booking.due == 0
    shown = details(world, booking)["payment_transactions"]
    assert [(one["item_id"], one["amount"], one["target_type_id"]) for one in shown] == [
        (389045, 50, 1), (389046, 20, 1), (2181520, 45, 7),
    ]  # fmt: skip
    assert shown[2]["goods_transaction_id"] > 0
    assert paid_full(world, booking) == 1


@pytest.mark.parametrize(("names", "record_named"), [("booking", True), ("visit", False)])
def test_a_payment_may_name_only_the_booking_or_the_visit(world: Connected, names: Any, record_named: bool) -> None:
    booking = world.desk.book("Jane Doe", "Haircut")
    world.desk.pay(names=names)
    shown = details(world, booking)["payment_transactions"][0]
    assert (shown["record_id"], shown["item_id"]) == (booking.booking_id if record_named else 0, 0)
    assert paid_full(world, booking) == 1
    listed = world.get("/records/4564", include_finance_transactions=1)[0]
    assert [one["amount"] for one in listed["finance_transactions"]] == [50]


def test_a_visit_payment_pays_all_its_bookings(world: Connected) -> None:
    first = world.desk.book("Jane Doe", "Haircut")
    second = world.desk.book("Jane Doe", "Beard trim", visit=first.visit_id)
    world.desk.pay(first.booking_id, names="visit")
    assert (paid_full(world, first), paid_full(world, second)) == (1, 1)
    assert len(world.get(f"/visits/{first.visit_id}")["records"]) == 2
    world.desk.refund(first.booking_id, 10, names="visit")
    assert (paid_full(world, first), paid_full(world, second)) == (1, 0)


@pytest.mark.parametrize(("method", "type_id"), [("bonus", 3), ("gift_card", 8), ("session", 9), ("account", 11)])
def test_loyalty_settles_a_visit_without_a_payment(world: Connected, method: Any, type_id: int) -> None:
    booking = world.desk.book("Jane Doe", "Haircut")
    world.desk.pay(method=method, line="Haircut")
    shown = details(world, booking)
    assert shown["payment_transactions"] == []
    assert [(one["type_id"], one["amount"], one["item_id"]) for one in shown["loyalty_transactions"]] == [(type_id, 50, 389045)]
    assert paid_full(world, booking) == 1
    assert len(world.get(f"/visit/loyalty/transactions/{booking.visit_id}")) == 1


def test_points_and_sessions_are_used_up_and_come_back(world: Connected) -> None:
    world.desk.book("Jane Doe", ["Haircut", "Beard trim"])
    world.desk.pay("last", method="bonus", line="Haircut")
    world.desk.pay("last", method="session", line="Beard trim")

    def left() -> tuple[Any, Any]:
        found = world.get("/loyalty/abonements", company_id=4564, phone="13155550175")
        card = world.get("/loyalty/client_cards/18936825")[0]
        return card["balance"], found[0]["balance_container"]["links"][0]["count"]

    assert left() == (50, 8)
    world.desk.delete_payment()
    assert left() == (100, 9)


def test_partial_payments_refunds_and_deletions(world: Connected) -> None:
    booking = world.desk.book("Jane Doe", "Haircut")
    assert world.desk.pay("last", 20).booking.due == 30
    assert paid_full(world, booking) == 0
    rest = world.desk.pay("last", method="cash")
    assert paid_full(world, booking) == 1
    assert world.desk.refund("last", 5).booking.due == 5
    assert [one["amount"] for one in world.get("/transactions/4564")] == [20, 30, -5]
    assert world.desk.delete_payment(rest.payment_ids[0]).booking.due == 35
    assert world.desk.delete_payment().booking.payments == ()
    assert world.get("/transactions/4564") == []
    assert len(world.get("/transactions/4564", deleted=1)) == 3
    assert world.get("/timetable/transactions/4564", visit_id=booking.visit_id) == []


def test_a_tip_is_more_than_the_cost(world: Connected) -> None:
    booking = world.desk.book("Jane Doe", "Haircut")
    world.desk.pay("last", 60)
    assert details(world, booking)["payment_transactions"][0]["amount"] == 60
    assert paid_full(world, booking) == 1


def test_prices_can_change_after_the_payment(world: Connected) -> None:
    booking = world.desk.book("Jane Doe", "Haircut")
    assert world.desk.discount("last", "Haircut", 10).lines[0].cost == Decimal("45.00")
    world.desk.pay()
    assert world.desk.set_cost("last", "Haircut", "60.50").due == Decimal("15.50")
    assert paid_full(world, booking) == 0
    world.desk.add_service("last", "Beard trim", price=10)
    assert len(details(world, booking)["items"]) == 2
    assert world.desk.remove_line("last", "Beard trim").due == Decimal("15.50")


def test_a_free_booking_is_never_paid(world: Connected) -> None:
    booking = world.desk.book("Jane Doe", "Consultation")
    assert paid_full(world, booking) == 0
    with pytest.raises(DeskError, match="nothing is due"):
        world.desk.pay()


def test_memberships_and_gift_cards_are_sold_as_goods(world: Connected) -> None:
    world.desk.book("Jane Doe", "Haircut")
    world.desk.add_product("last", "Wax", sold_as="membership")
    world.desk.add_product("last", "Wax", sold_as="gift_card")
    world.desk.wait_for_webhooks()
    sold = [body["data"] for body in world.receiver.bodies if body["resource"] == "goods_operations_sale"]
    assert {(one["loyalty_abonement_id"] is None, one["loyalty_certificate_id"] is None) for one in sold} == {
        (False, True), (True, False),
    }  # fmt: skip


def test_deleted_bookings_are_in_lists_only_on_request(world: Connected) -> None:
    booking = world.desk.book("Jane Doe", "Haircut")
    world.desk.cancel()
    assert world.get("/records/4564") == []
    assert world.get("/records/4564", with_deleted=1)[0]["deleted"] is True
    assert world.get(f"/record/4564/{booking.booking_id}")["deleted"] is True
    world.desk.restore()
    assert len(world.get("/records/4564")) == 1


def test_lists_filter_by_client_day_and_change(world: Connected) -> None:
    first = world.desk.book("Jane Doe", "Haircut", at="2026-09-21 23:30")
    second = world.desk.book("John Roe", "Haircut", at="2026-09-22 00:30")
    assert [one["id"] for one in world.get("/records/4564", client_id=first.client_id)] == [first.booking_id]
    day = {"start_date": "2026-09-22", "end_date": "2026-09-22"}
    assert [one["id"] for one in world.get("/records/4564", **day)] == [second.booking_id]
    world.desk.shift_clock(7200)
    world.desk.move(first.booking_id, "2026-09-23 10:00")
    changed = world.get(f"/record/4564/{first.booking_id}")["last_change_date"][:19]
    assert [one["id"] for one in world.get("/records/4564", changed_after=changed)] == [first.booking_id]
    assert world.get("/records/4564", changed_after="2999-01-01T00:00:00") == []
    page = world.rest.get("/api/v1/records/4564", params={"page": 2, "count": 1}).json()
    assert ([one["id"] for one in page["data"]], page["meta"]) == ([second.booking_id], {"page": 2, "total_count": 2})
    assert world.rest.get("/api/v1/records/4564", params={"start_date": "x"}).status_code == 422


def test_another_client_takes_the_booking_out_of_a_shared_visit(world: Connected) -> None:
    first = world.desk.book("Jane Doe", "Haircut")
    world.desk.book("Jane Doe", "Beard trim", visit=first.visit_id)
    world.desk.pay()
    moved = world.desk.give_to("last", "John Roe")
    assert moved.visit_id != first.visit_id
    assert moved.paid_full
    assert [one["id"] for one in world.get("/records/4564", client_id=moved.client_id)] == [moved.booking_id]
    assert len(world.get(f"/visits/{first.visit_id}")["records"]) == 1
    assert world.desk.give_to("last", None).client_id is None


@pytest.mark.parametrize(
    ("act", "arguments", "why"),
    [
        ("book", {"client": "Nobody", "services": ["Haircut"]}, "no client"),
        ("book", {"client": "Jane Doe", "services": ["Flight"]}, "no service"),
        ("book", {"client": None, "services": ["Haircut"], "at": "noonish"}, "is no time"),
        ("pay", {"booking": 1}, "booking 1"),
        ("pay", {"booking": "last"}, "no booking yet"),
        ("dance", {}, "there are add_client"),
        ("book", {"client": None}, "services"),
    ],
)
def test_the_desk_says_what_is_wrong(world: Connected, act: str, arguments: dict[str, Any], why: str) -> None:
    with pytest.raises(DeskError, match=why):
        world.desk.call("POST", f"acts/{act}", arguments)


def test_a_restarted_stand_in_goes_on_where_it_was(tmp_path: Path) -> None:
    file = tmp_path / "altegio.json"
    tokens = {"partner_token": "p", "user_token": "u"}
    with connected(state=file, **tokens) as world:
        booking = world.desk.book("Jane Doe", ["Haircut", "Beard trim"])
        world.desk.arrive()
        world.desk.add_product("last", "Shampoo")
        paid = world.desk.pay("last", 60).booking
        before = details(world, booking)
    with connected_again(file, tokens) as world:
        assert world.desk.booking(booking.booking_id) == paid
        assert details(world, booking) == before
        assert world.desk.book("Jane Doe", "Haircut").booking_id == booking.booking_id + 1


def connected_again(file: Path, tokens: dict[str, str]) -> Any:
    return unconnected(state=file, **tokens)
