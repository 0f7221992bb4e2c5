"""What of a visit is still due, per line: the line's own payments, then its booking's, then the visit's."""

from collections.abc import Sequence
from decimal import Decimal

from dev.altegio.model import Line, Record, Settlement


def open_amounts(records: Sequence[Record], settlements: Sequence[Settlement]) -> dict[int, Decimal]:
    """Line id → what is left to pay (negative: overpaid), for bookings that are not deleted."""
    alive = [record for record in records if not record.deleted]
    left = {line.id: line.cost for record in alive for line in record.lines}
    owner = {line.id: record.id for record in alive for line in record.lines}
    for one in settlements:
        if one.line_id in left:
            left[one.line_id] -= one.amount
    for record in alive:
        mine = [line for line in left if owner[line] == record.id]
        loose = (one.amount for one in settlements if one.record_id == record.id and one.line_id not in left)
        _spread(left, mine, sum(loose, Decimal(0)))
    _spread(left, list(left), sum((one.amount for one in settlements if not one.record_id), Decimal(0)))
    return left


def _spread(left: dict[int, Decimal], lines: Sequence[int], amount: Decimal) -> None:
    """Cover lines in order; what is over, or taken back, ends at the last one."""
    for line in lines:
        part = min(amount, max(left[line], Decimal(0)))
        if part > 0:
            left[line] -= part
            amount -= part
    if lines and amount:
        left[lines[-1]] -= amount


def paid_full(record: Record, records: Sequence[Record], settlements: Sequence[Settlement]) -> bool:
    """Whether something was due for the booking and nothing is left. A free booking is never paid."""
    if not any(line.cost for line in record.lines):
        return False
    alive = list(records) if not record.deleted else [record]
    left = open_amounts(alive, settlements)
    return all(left.get(line.id, line.cost) <= 0 for line in record.lines)


def cost(line: Line) -> Decimal:
    """Price times quantity less the discount, to whole cents."""
    full = line.price * line.amount
    return (full * (100 - line.discount) / 100).quantize(Decimal("0.01"))
