"""The accrual rules and their basis (loyalty-domain.md §6.4), judged over one visit."""

import pytest

from comeback.domain.accrual import judge_day
from comeback.domain.settings import AccrualRule, AmountOver, Basis, CardSettings, EveryN, Item, Items, PaymentGate
from comeback.domain.visit import VisitFacts
from tests.builders import DAY, card, line, paid, program, visit


def target(one: VisitFacts, settings: CardSettings) -> int:
    (verdict,) = judge_day(program(settings), card(), DAY, [one])
    return verdict.target


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (AmountOver(3999), 1), (AmountOver(4000), 0), (AmountOver(4000, inclusive=True), 1), (AmountOver(100, stamps=3), 3),
        (EveryN(1000), 4), (EveryN(1500, stamps=2), 4), (EveryN(4001), 0),
        (Items((Item("service", 100),)), 1), (Items((Item("service", 7),)), 0), (Items((Item("product", 100),)), 0),
        (Items((Item("service", 100),), per="quantity", stamps=2), 4),
    ],
)  # fmt: skip
def test_the_rules(rule: AccrualRule, expected: int) -> None:
    assert target(visit(paid(), lines=(line(quantity=2),)), CardSettings(accrual_rule=rule)) == expected


@pytest.mark.parametrize(("basis", "expected"), [(Basis.SOLD, 5), (Basis.PAYABLE, 4), (Basis.PAID, 3)])
def test_the_basis(basis: Basis, expected: int) -> None:
    settings = CardSettings(payment_gate=PaymentGate.ANY, basis=basis, accrual_rule=EveryN(1000))
    assert target(visit(paid(3000), lines=(line(4000, sold=5000),)), settings) == expected


def test_where_payment_is_not_checked_the_payable_amount_counts() -> None:
    settings = CardSettings(payment_gate=PaymentGate.NONE, accrual_rule=EveryN(1000))
    assert target(visit(lines=(line(4000, sold=5000),)), settings) == 4
