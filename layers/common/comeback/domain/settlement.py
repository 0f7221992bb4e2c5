"""Which line was settled by what (interfaces.md rulings 5 and 6).

A settlement that names a line covers that line; one that names only a booking covers the booking, one that names neither
the visit: in proportion to what is due, services before products. What a line does not need goes on to the rest of its
booking, then of its visit; what is left after that is a tip or an overpayment and earns nothing. Loyalty is applied before
anybody pays (loyalty-domain.md §10.6). A refund that names no line takes products before services, as if less had been paid.
A cancelled booking, or one that shows no lines any more, and the rest of its visit do not pay for each other; its money is
what a refund gives back first.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from comeback.domain.ids import RecordId
from comeback.domain.visit import Line, Settlement, Source

_PAID = (Source.MONEY, Source.ACCOUNT, Source.GIFT_CARD)
_ORDER = (Source.SESSION, Source.BONUS, Source.ACCOUNT, Source.GIFT_CARD, Source.MONEY)


@dataclass(slots=True)
class SettledLine:
    """A line with the amount that each source has settled of it; never more than its payable amount in all."""

    line: Line
    cancelled: bool = False
    amounts: dict[Source, int] = field(default_factory=dict)

    @property
    def due(self) -> int:
        """What remains to be paid."""
        return self.line.payable - sum(self.amounts.values())

    @property
    def paid(self) -> int:
        """Money, client account and gift card; bonus points and sessions count zero (loyalty-domain.md §6.4)."""
        return sum(self.amounts.get(source, 0) for source in _PAID)

    @property
    def by_session(self) -> bool:
        """Whether a membership session settled the line."""
        return Source.SESSION in self.amounts

    def add(self, source: Source, amount: int) -> None:
        """Settle `amount` more of the line (less, if negative)."""
        self.amounts[source] = self.amounts.get(source, 0) + amount
        if amount < 0 and self.amounts[source] == 0:
            del self.amounts[source]


def settle_lines(
    lines: Sequence[Line], settlements: Iterable[Settlement], cancelled: Collection[RecordId] = ()
) -> list[SettledLine]:
    """Spread all settlements of a visit over its lines, in the order of `lines`; `cancelled`: its deleted bookings."""
    settled = [SettledLine(line, line.record_id in cancelled) for line in lines]
    ordered = sorted(
        settlements, key=lambda one: (one.source is not Source.SESSION, _breadth(one), _ORDER.index(one.source), one.id)
    )
    unneeded: Counter[Source] = Counter()
    for one in (one for one in ordered if one.amount >= 0):
        unneeded[one.source] += _cover(settled, one)
    for one in (one for one in ordered if one.amount < 0):
        _take_back(settled, one, unneeded)
    return settled


def spread(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` split in proportion to `weights`, exact in sum by largest remainder; all zero without weights."""
    total = sum(weights)
    if total == 0:
        return [0] * len(weights)
    shares = [amount * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: (-(amount * weights[place] % total), place))
    for place in by_remainder[: amount - sum(shares)]:
        shares[place] += 1
    return shares


def _breadth(one: Settlement) -> int:
    if one.item_id is not None:
        return 0
    return 1 if one.record_id is not None else 2


def _scopes(settled: list[SettledLine], one: Settlement) -> list[list[SettledLine]]:
    """The lines that a settlement is for, narrowest scope first."""
    named = [each for each in settled if _names(one, each.line)]
    booking = [each for each in settled if one.record_id is not None and each.line.record_id == one.record_id]
    given_up = [each for each in settled if each.cancelled] if one.amount < 0 else []
    shares = one.record_id is None or any(not each.cancelled for each in booking)
    visit = [each for each in settled if shares and not each.cancelled]
    return [scope for scope in (named, booking, given_up, visit) if scope]


def _names(one: Settlement, line: Line) -> bool:
    return (
        one.item_id == line.item_id
        and one.item_type in (None, line.type)
        and one.record_id in (None, line.record_id)
        and one.transaction_id in (0, line.transaction_id)
    )


def _cover(settled: list[SettledLine], one: Settlement) -> int:
    """Settle what is due, narrowest scope first; answers with what nobody needed."""
    named = [each for each in settled if _names(one, each.line)]
    if one.source is Source.SESSION and named:
        # A session pays one line whole, whatever amount Altegio writes beside it.
        line = next((each for each in named if each.due > 0), named[0])
        line.add(Source.SESSION, line.due)
        return 0
    left = one.amount
    for scope in _scopes(settled, one):
        for kind in ("service", "product"):
            of_kind = [each for each in scope if each.line.type == kind and each.due > 0]
            left -= _share_out(of_kind, min(left, sum(each.due for each in of_kind)), one.source)
    return left


def _share_out(lines: list[SettledLine], amount: int, source: Source) -> int:
    for each, share in zip(lines, spread(amount, [each.due for each in lines]), strict=True):
        if share:
            each.add(source, share)
    return amount


def _take_back(settled: list[SettledLine], one: Settlement, unneeded: Counter[Source]) -> None:
    """A refund gives back an overpayment first, then what the same source has paid, narrowest scope first."""
    given_back = min(-one.amount, unneeded[one.source])
    unneeded[one.source] -= given_back
    left = -one.amount - given_back
    for scope in _scopes(settled, one):
        for kind in ("product", "service"):
            of_kind = [each for each in scope if each.line.type == kind]
            paid = [each.amounts.get(one.source, 0) for each in of_kind]
            amount = min(left, sum(paid))
            for each, share in zip(of_kind, spread(amount, paid), strict=True):
                if share:
                    each.add(one.source, -share)
            left -= amount
