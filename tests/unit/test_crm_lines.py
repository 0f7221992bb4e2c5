"""Lines and settlements of a visit as Altegio's details show them (interfaces.md ruling 6)."""

import pytest

from comeback.domain.visit import Source
from tests.unit.test_crm_api import DETAILS, LIST, Altegio, details, item, payment, record


@pytest.mark.parametrize(
    ("type_id", "source"), [(3, Source.BONUS), (8, Source.GIFT_CARD), (9, Source.SESSION), (11, Source.ACCOUNT)]
)
def test_loyalty_transactions_settle_by_their_type(type_id: int, source: Source) -> None:
    use = {
        "id": 10614, "type_id": type_id, "amount": 20.5, "item_id": 389045, "item_type_id": 1,
        "item_record_id": 37955315, "goods_transaction_id": 0,
    }  # fmt: skip
    (visit,) = Altegio({LIST: [record()], DETAILS: details(payment_transactions=[], loyalty_transactions=[use])}).visits()
    (settled,) = visit.settlements
    assert (settled.source, settled.amount, settled.item_type, settled.item_id) == (source, 2050, "service", 389045)


@pytest.mark.parametrize("type_id", [1, 2, 4, 5, 6, 7, 10])
def test_discounts_and_accruals_of_points_settle_nothing(type_id: int) -> None:
    other = {"id": 1, "type_id": type_id, "amount": 5}
    (visit,) = Altegio({LIST: [record()], DETAILS: details(payment_transactions=[], loyalty_transactions=[other])}).visits()
    assert visit.settlements == ()


def test_a_product_and_a_sold_membership_are_told_apart() -> None:
    goods = [{"id": "7", "cost": "25"}, {"id": "8", "cost": 100, "loyalty_abonement_id": 3}]
    items = [
        item(id=7, item_id=2181520, item_type_id=7, is_good=1, amount=-1, cost="25.00", first_cost=25, discount=0),
        item(id=8, item_id=555, item_type_id=7, is_good=True, amount=-1, cost=100, first_cost=100, discount=0),
    ]
    paid = [payment(amount=25, item_id=2181520, target_type_id=7, goods_transaction_id=7)]
    answers = {LIST: [record(goods_transactions=goods)], DETAILS: details(items=items, payment_transactions=paid)}
    (visit,) = Altegio(answers).visits()
    assert [(line.type, line.quantity, line.payable, line.prepaid) for line in visit.lines] == [
        ("product", 1, 2500, False), ("product", 1, 10000, True),
    ]  # fmt: skip
    assert (visit.settlements[0].item_type, visit.settlements[0].transaction_id) == ("product", 7)


@pytest.mark.parametrize(
    ("first_cost", "quantity", "cost", "sold"),
    [(50, 1, 45, 5000), (50, 2, 90, 10000), (100, 2, 90, 10000), (50, 1, 30, 5000)],
)
def test_the_nominal_price_of_a_line(first_cost: int, quantity: int, cost: int, sold: int) -> None:
    line = item(first_cost=first_cost, amount=quantity, cost=cost)
    (visit,) = Altegio({LIST: [record()], DETAILS: details(items=[line])}).visits()
    assert visit.lines[0].sold == sold
