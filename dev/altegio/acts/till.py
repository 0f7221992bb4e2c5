"""Acts at the till: pay in money or by loyalty, give money back, delete a payment."""

from collections.abc import Sequence
from decimal import Decimal

from dev.altegio.acts.bookings import summary
from dev.altegio.acts.finding import amount as number
from dev.altegio.acts.finding import find_line, find_record
from dev.altegio.acts.stage import Stage
from dev.altegio.bill import open_amounts
from dev.altegio.model import Line, Method, Record, Settlement
from dev.altegio.model_loyalty import GiftCard
from dev.altegio.shapes.context import Json
from dev.altegio.world import RefusedError, UnknownError

_ZERO = Decimal(0)
Parts = list[tuple[int, int, Decimal]]
"""Record id (0: only the visit is named), line id (0: no line is) and amount of each settlement."""


def pay(
    stage: Stage, *, booking: int | str = "last", amount: str | None = None, method: str = "card",
    line: int | str | None = None, names: str = "lines",
) -> Json:  # fmt: skip
    """Pay what is due, or `amount`. `names`: what the payment names in Altegio: each line, the booking or the visit."""
    record = find_record(stage.world, booking)
    if method not in list(Method):
        raise RefusedError(f"{method!r} is none of {', '.join(Method)}")
    total = None if amount is None else number(amount)
    named = None if line is None else find_line(record, line)
    parts = _parts(stage, record, total, names) if named is None else _for_line(stage, record, named, total)
    if not parts:
        raise RefusedError(f"nothing is due for booking {record.id}")
    return _settled(stage, record, parts, Method(method))


def refund(
    stage: Stage, *, booking: int | str = "last", amount: str, method: str = "card", line: int | str | None = None,
    names: str = "booking",
) -> Json:  # fmt: skip
    """Money back as a negative payment."""
    record = find_record(stage.world, booking)
    line_id = find_line(record, line).id if line is not None else 0
    named = 0 if names == "visit" and not line_id else record.id
    return _settled(stage, record, [(named, line_id, -number(amount))], Method(method))


def delete_payment(stage: Stage, *, payment: int | None = None, booking: int | str = "last") -> Json:
    """One payment, or all of a booking, as if it had never been: Altegio's usual way to give everything back."""
    if payment is None:
        record = find_record(stage.world, booking)
        gone = stage.context.settlements(record)
    else:
        if payment not in stage.world.settlements:
            raise UnknownError(f"payment {payment}")
        gone = [stage.world.settlements[payment]]
        record = _record_of(stage, gone[0])
    for one in gone:
        one.deleted = True
        one.changed_at = stage.world.now()
        _use_loyalty(stage, one, -one.amount)
        if one.money:
            stage.tell_payment(one, "delete")
    _tell(stage, record)
    return {"payment_ids": [one.id for one in gone], "booking": summary(stage, record)}


def _record_of(stage: Stage, paid: Settlement) -> Record:
    records = stage.index.visit(paid.visit_id)
    return next((one for one in records if one.id == paid.record_id), records[0])


def _for_line(stage: Stage, record: Record, line: Line, total: Decimal | None) -> Parts:
    due = total if total is not None else _open(stage, record).get(line.id, _ZERO)
    return [(record.id, line.id, due)] if due else []


def _parts(stage: Stage, record: Record, total: Decimal | None, names: str) -> Parts:
    """Split over lines in order when lines are named; what is over goes to the last one, as a tip does."""
    left = _open(stage, record)
    if names == "visit":
        due = total if total is not None else sum((max(one, _ZERO) for one in left.values()), _ZERO)
        return [(0, 0, due)] if due else []
    mine = {line.id: max(left.get(line.id, _ZERO), _ZERO) for line in record.lines}
    rest = total if total is not None else sum(mine.values(), _ZERO)
    if names == "booking" or not mine:
        return [(record.id, 0, rest)] if rest else []
    parts: dict[int, Decimal] = {}
    for line_id, due in mine.items():
        parts[line_id] = min(due, rest)
        rest -= parts[line_id]
    parts[record.lines[-1].id] += rest
    return [(record.id, line_id, part) for line_id, part in parts.items() if part]


def _open(stage: Stage, record: Record) -> dict[int, Decimal]:
    return open_amounts(stage.index.visit(record.visit_id), stage.index.settlements(record.visit_id))


def _settled(stage: Stage, record: Record, parts: Parts, method: Method) -> Json:
    world = stage.world
    kind = "money" if method in (Method.CASH, Method.CARD) else "loyalty"
    made = []
    for record_id, line_id, part in parts:
        paid = Settlement(
            world.next_id(kind), record.location_id, record.visit_id, record_id, line_id, record.client_id, method,
            part, record.document_id, world.now(), world.now(),
        )  # fmt: skip
        _use_loyalty(stage, paid, part)
        world.settlements[paid.id] = paid
        stage.index.settled.setdefault(record.visit_id, []).append(paid)
        made.append(paid)
    for paid in made:
        if paid.money:
            stage.tell_payment(paid, "create")
    _tell(stage, record)
    return {"payment_ids": [one.id for one in made], "booking": summary(stage, record)}


def _use_loyalty(stage: Stage, paid: Settlement, used: Decimal) -> None:
    """Points and sessions leave the chain's card or membership of the client's phone, or come back."""
    client = stage.world.clients.get(paid.client_id)
    chain = stage.world.location(paid.location_id).chain_id
    if client is None or not client.phone:
        return
    if paid.method is Method.BONUS:
        for card in stage.world.cards_of(chain, client.phone)[:1]:
            card.balance -= used
            stage.tell_card(card, paid.location_id)
    elif paid.method is Method.SESSION:
        mine = stage.world.memberships_of(chain, client.phone)
        for membership in sorted(mine, key=lambda one: (one.expires_at is None, one.expires_at))[:1]:
            membership.sessions -= 1 if used > 0 else -1
            paid.membership_id = membership.id
    elif paid.method is Method.GIFT_CARD:
        _use_gift_card(stage.world.gift_cards_of(chain, client.phone), paid, used)


def _use_gift_card(mine: Sequence[GiftCard], paid: Settlement, used: Decimal) -> None:
    """The one that was used before, or the first with money on it; of a single one the rest is lost, and comes back with it."""
    fitting = (one for one in mine if one.id == paid.certificate_id or (not paid.certificate_id and one.balance > 0))
    for one in list(fitting)[:1]:
        paid.certificate_id = one.id
        one.balance = (_ZERO if used > 0 else one.par) if one.single else one.balance - used


def _tell(stage: Stage, record: Record) -> None:
    """A payment shows in the booking and in what the client has spent."""
    if stage.payment_changes_record:
        stage.touch(record, times=2)
    client = stage.context.client_of(record)
    if client is not None:
        stage.touch_client(client)
