"""Who has paid for which line, straight from rulings 5 and 6; shares no code with the engine."""

from collections.abc import Collection, Iterable, Sequence

from comeback.domain.ids import RecordId
from comeback.domain.visit import Line, Settlement, Source

# Loyalty is applied to the open visit before anybody pays (loyalty-domain.md §10.6).
_ORDER = (Source.SESSION, Source.BONUS, Source.ACCOUNT, Source.GIFT_CARD, Source.MONEY)


class PaidLine:
    """A line and what every source has paid of it."""

    def __init__(self, line: Line, *, cancelled: bool) -> None:
        self.line, self.cancelled = line, cancelled
        self.by: dict[Source, int] = {}
        self.by_session = False

    @property
    def due(self) -> int:
        return self.line.payable - sum(self.by.values())

    @property
    def paid(self) -> int:
        """Money, client account and gift card (§6.4)."""
        return sum(self.by.get(source, 0) for source in (Source.MONEY, Source.ACCOUNT, Source.GIFT_CARD))

    def pays(self, source: Source, amount: int) -> None:
        self.by[source] = self.by.get(source, 0) + amount
        if source is Source.SESSION:
            # A refund of the whole use gives the session back.
            self.by_session = amount >= 0 or self.by[source] > 0


def pay_lines(lines: Sequence[Line], settlements: Iterable[Settlement], cancelled: Collection[RecordId]) -> list[PaidLine]:
    """Sessions first, then what names its line, then what names a booking, then what is for the visit; refunds last."""
    found = [PaidLine(line, cancelled=line.record_id in cancelled) for line in lines]
    ordered = sorted(settlements, key=rank)
    too_much = dict.fromkeys(Source, 0)
    for one in ordered:
        if one.amount >= 0:
            too_much[one.source] += pay(found, one)
    for one in ordered:
        if one.amount < 0:
            from_tips = min(too_much[one.source], -one.amount)
            too_much[one.source] -= from_tips
            refund(found, one, -one.amount - from_tips)
    return found


def rank(one: Settlement) -> tuple[bool, int, int, int]:
    breadth = 0 if one.item_id is not None else 1 if one.record_id is not None else 2
    return one.source is not Source.SESSION, breadth, _ORDER.index(one.source), one.id


def is_named(one: Settlement, line: Line) -> bool:
    if one.item_id != line.item_id:
        return False
    if one.item_type is not None and one.item_type != line.type:
        return False
    if one.record_id is not None and one.record_id != line.record_id:
        return False
    return one.transaction_id in (0, line.transaction_id)


def pay(found: Sequence[PaidLine], one: Settlement) -> int:
    """Ruling 5; what is left over pays for nothing."""
    named = [each for each in found if is_named(one, each.line)]
    if one.source is Source.SESSION and named:
        chosen = named[0]
        for each in reversed(named):
            if each.due > 0:
                chosen = each
        chosen.pays(Source.SESSION, chosen.due)
        return 0
    left = one.amount
    for scope in (named, booking_of(found, one), visit_of(found, one)):
        for kind in ("service", "product"):
            wanting = [each for each in scope if each.line.type == kind and each.due > 0]
            dues = [each.due for each in wanting]
            amount = min(left, sum(dues))
            for each, share in zip(wanting, shares(amount, dues), strict=True):
                if share:
                    each.pays(one.source, share)
            left -= amount
    return left


def refund(found: Sequence[PaidLine], one: Settlement, left: int) -> None:
    """What the same source has paid goes back: of the line, the booking, what was cancelled, the visit. What pays services
    before products leaves products before services.
    """
    named = [each for each in found if is_named(one, each.line)]
    given_up = [each for each in found if each.cancelled]
    for scope in (named, booking_of(found, one), given_up, visit_of(found, one)):
        for kind in ("product", "service"):
            of_kind = [each for each in scope if each.line.type == kind]
            held = [each.by.get(one.source, 0) for each in of_kind]
            amount = min(left, sum(held))
            for each, share in zip(of_kind, shares(amount, held), strict=True):
                if share:
                    each.pays(one.source, -share)
            left -= amount


def booking_of(found: Sequence[PaidLine], one: Settlement) -> list[PaidLine]:
    return [each for each in found if one.record_id is not None and each.line.record_id == one.record_id]


def visit_of(found: Sequence[PaidLine], one: Settlement) -> list[PaidLine]:
    """A cancelled booking and the rest of its visit do not pay for each other."""
    own = booking_of(found, one)
    if one.record_id is not None and (not own or all(each.cancelled for each in own)):
        return []
    return [each for each in found if not each.cancelled]


def shares(amount: int, weights: Sequence[int]) -> list[int]:
    """In proportion, by largest remainder; of equal remainders the earlier line has it."""
    total = sum(weights)
    if not total:
        return [0 for _ in weights]
    found = [amount * weight // total for weight in weights]
    rests = sorted((-(amount * weight % total), place) for place, weight in enumerate(weights))
    for _, place in rests[: amount - sum(found)]:
        found[place] += 1
    return found
