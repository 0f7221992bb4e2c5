"""The accrual rules (loyalty-domain.md §6.4): from a unit's basis and lines to stamps, before caps."""

from collections.abc import Sequence

from comeback.domain.settings import AccrualRule, AmountOver, Completed, EveryN, Item
from comeback.domain.visit import Line


def target_of(rule: AccrualRule, basis: int, lines: Sequence[Line]) -> int:
    """Stamps that a unit with these eligible lines and this basis (minor units) should have earned."""
    if not lines:
        return 0
    match rule:
        case Completed():
            return rule.stamps
        case AmountOver():
            return rule.stamps if basis > rule.amount or (rule.inclusive and basis == rule.amount) else 0
        case EveryN():
            return rule.stamps * (basis // rule.amount)
        case _:
            listed = [line for line in lines if Item(line.type, line.item_id) in rule.items]
            if rule.per == "receipt":
                return rule.stamps if listed else 0
            return rule.stamps * sum(line.quantity for line in listed)
