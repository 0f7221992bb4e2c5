"""Acts on the timetable: book, arrive, change what is sold, move, cancel."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from dev.altegio.acts.clients import HOME
from dev.altegio.acts.finding import amount, find_client, find_item, find_line, find_record, moment
from dev.altegio.acts.stage import Stage
from dev.altegio.bill import cost, open_amounts
from dev.altegio.model import Attendance, Kind, Line, Record, Settlement
from dev.altegio.shapes.context import Json
from dev.altegio.world import RefusedError

_STATES = {"waiting": Attendance.WAITING, "confirmed": Attendance.CONFIRMED, "arrived": Attendance.ARRIVED,
           "no_show": Attendance.NO_SHOW}  # fmt: skip


def summary(stage: Stage, record: Record) -> Json:
    """What the desk shows of a booking."""
    settled = stage.index.settlements(record.visit_id)
    left = open_amounts(stage.index.visit(record.visit_id), settled)
    due = sum((max(left.get(line.id, Decimal(0)), Decimal(0)) for line in record.lines), Decimal(0))
    return {
        "booking_id": record.id, "visit_id": record.visit_id, "location_id": record.location_id,
        "client_id": record.client_id or None, "start": record.start.isoformat(sep=" "),
        "attendance": record.attendance.name.lower(), "deleted": record.deleted, "due": str(due),
        "paid_full": stage.context.paid_full(record), "lines": [_line(line) for line in record.lines],
        "payments": [_payment(one) for one in stage.context.settlements(record)],
    }  # fmt: skip


def _line(line: Line) -> dict[str, Any]:
    return {
        "line_id": line.id, "kind": line.kind.value, "item_id": line.item_id, "title": line.title,
        "amount": line.amount, "cost": str(line.cost),
    }  # fmt: skip


def _payment(one: Settlement) -> dict[str, Any]:
    return {
        "payment_id": one.id, "amount": str(one.amount), "method": one.method.value, "booking_id": one.record_id or None,
        "line_id": one.line_id or None,
    }  # fmt: skip


def book(
    stage: Stage, *, client: int | str | None, services: list[int | str], at: str = "now", location: int = HOME,
    visit: int | None = None, staff: int | None = None, comment: str = "",
) -> Json:  # fmt: skip
    """A booking; `visit` joins it to one that exists. Without a client it is a walk-in."""
    world = stage.world
    place = world.location(location)
    record = Record(
        world.next_id("record"), location, _visit(stage, visit, location), _client_id(stage, location, client),
        staff or place.team[0].id, moment(world, location, at), 0, world.next_id("document"), world.now(), world.now(),
        comment=comment,
    )  # fmt: skip
    for service in services:
        item = find_item(world, location, service, Kind.SERVICE)
        record.lines.append(_new_line(stage, record, Kind.SERVICE, item.id))
        record.seconds += item.seconds
    world.records[record.id] = record
    stage.index.add_record(record)
    stage.touch(record, "create")
    return summary(stage, record)


def _client_id(stage: Stage, location: int, client: int | str | None) -> int:
    return 0 if client is None else find_client(stage.world, location, client).id


def _visit(stage: Stage, visit: int | None, location: int) -> int:
    if visit is None:
        return stage.world.next_id("visit")
    if stage.index.visit(visit)[0].location_id != location:
        raise RefusedError(f"visit {visit} is at another location")
    return visit


def _new_line(stage: Stage, record: Record, kind: Kind, item_id: int) -> Line:
    item = stage.world.item(record.location_id, item_id)
    document = record.document_id if kind is Kind.SERVICE else stage.world.next_id("document")
    return Line(
        stage.world.next_id("line"), kind, item.id, item.title, 1, item.price, Decimal(0), item.price, document,
        stage.world.now(),
    )  # fmt: skip


def set_attendance(stage: Stage, *, booking: int | str, state: str) -> Json:
    """`state`: waiting, confirmed, arrived or no_show. Altegio tells of an arrival twice, and of the client."""
    record = find_record(stage.world, booking)
    if state not in _STATES:
        raise RefusedError(f"{state!r} is none of {', '.join(_STATES)}")
    record.attendance = _STATES[state]
    stage.touch(record, times=2)
    _touch_client(stage, record)
    return summary(stage, record)


def _touch_client(stage: Stage, record: Record) -> None:
    client = stage.context.client_of(record)
    if client is not None:
        stage.touch_client(client)


def add_service(
    stage: Stage, *, booking: int | str, service: int | str, quantity: int = 1, discount: str = "0",
    price: str | None = None,
) -> Json:  # fmt: skip
    """One more service in a booking."""
    record = find_record(stage.world, booking)
    item = find_item(stage.world, record.location_id, service, Kind.SERVICE)
    _priced(record, _new_line(stage, record, Kind.SERVICE, item.id), quantity, discount, price)
    stage.touch(record)
    return summary(stage, record)


def add_product(
    stage: Stage, *, booking: int | str, product: int | str, quantity: int = 1, discount: str = "0",
    price: str | None = None, sold_as: str = "product",
) -> Json:  # fmt: skip
    """A product sold in a booking; `sold_as` membership or gift_card: something that is used later."""
    record = find_record(stage.world, booking)
    item = find_item(stage.world, record.location_id, product, Kind.PRODUCT)
    line = _new_line(stage, record, Kind.PRODUCT, item.id)
    line.membership_id = stage.world.next_id("membership") if sold_as == "membership" else 0
    line.certificate_id = stage.world.next_id("certificate") if sold_as == "gift_card" else 0
    _priced(record, line, quantity, discount, price)
    stage.tell_sale(record, line, "create")
    stage.touch(record)
    return summary(stage, record)


def _priced(record: Record, line: Line, quantity: int, discount: str, price: str | None) -> None:
    line.amount = quantity
    line.discount = amount(discount)
    line.price = line.price if price is None else amount(price)
    line.cost = cost(line)
    record.lines.append(line)


def remove_line(stage: Stage, *, booking: int | str, line: int | str) -> Json:
    """A service is not rendered, a product goes back; payments that named it stay with the booking."""
    record = find_record(stage.world, booking)
    found = find_line(record, line)
    record.lines.remove(found)
    if found.kind is Kind.PRODUCT:
        stage.tell_sale(record, found, "delete")
    stage.touch(record)
    return summary(stage, record)


def discount_line(stage: Stage, *, booking: int | str, line: int | str, percent: str) -> Json:
    """A discount on one line, in percent of its price."""
    record = find_record(stage.world, booking)
    found = find_line(record, line)
    found.discount = amount(percent)
    found.cost = cost(found)
    stage.touch(record)
    return summary(stage, record)


def set_cost(stage: Stage, *, booking: int | str, line: int | str, cost: str) -> Json:
    """What a line costs in all, whatever the price list says."""
    record = find_record(stage.world, booking)
    find_line(record, line).cost = amount(cost)
    stage.touch(record)
    return summary(stage, record)


def cancel(stage: Stage, *, booking: int | str) -> Json:
    """The booking is deleted; its payments stay until somebody deletes them."""
    record = find_record(stage.world, booking)
    record.deleted = True
    stage.touch(record, "delete")
    return summary(stage, record)


def restore(stage: Stage, *, booking: int | str) -> Json:
    """A deleted booking is back."""
    record = find_record(stage.world, booking)
    record.deleted = False
    stage.touch(record)
    return summary(stage, record)


def move(stage: Stage, *, booking: int | str, at: str) -> Json:
    """Another day or hour."""
    record = find_record(stage.world, booking)
    record.start = moment(stage.world, record.location_id, at)
    stage.touch(record)
    return summary(stage, record)


def give_to(stage: Stage, *, booking: int | str, client: int | str | None) -> Json:
    """Another client. A booking that shared its visit gets one of its own, with the payments that name it."""
    record = find_record(stage.world, booking)
    new = _client_id(stage, record.location_id, client)
    if len(stage.index.visit(record.visit_id)) > 1:
        stage.index.split_visit(record, stage.world.next_id("visit"))
    stage.index.move_record(record, new)
    for one in stage.context.settlements(record):
        one.client_id = new
    stage.touch(record, times=2)
    return summary(stage, record)


def show(stage: Stage, *, booking: int | str = "last") -> Json:
    """A booking as it is now."""
    return summary(stage, find_record(stage.world, booking))


def list_bookings(stage: Stage, *, location: int = HOME, day: str | None = None) -> Json:
    """Bookings of a location, of one day when it is named."""
    wanted = datetime.fromisoformat(day).date() if day else None
    found = [one for one in stage.world.records_of(location) if wanted in (None, one.start.date())]
    return {"bookings": [summary(stage, one) for one in found]}
